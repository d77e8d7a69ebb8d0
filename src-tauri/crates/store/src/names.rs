//! The small numbers of sites and channels, by which rows name them.

use std::cell::RefCell;
use std::collections::HashMap;

use journal::{ChannelId, SiteId};
use rusqlite::Connection;

use crate::{Error, Result};

/// Sites and channels by number and by id. Kept in memory: there are few.
#[derive(Default)]
pub(crate) struct Names(RefCell<Known>);

#[derive(Default)]
struct Known {
    sites: HashMap<SiteId, i64>,
    site_ids: HashMap<i64, SiteId>,
    channels: HashMap<ChannelId, i64>,
    channel_ids: HashMap<i64, ChannelId>,
}

impl Names {
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let names = Self::default();
        names.reread(conn)?;
        Ok(names)
    }

    pub(crate) fn reread(&self, conn: &Connection) -> Result<()> {
        let mut known = Known::default();
        let mut statement = conn.prepare("select ix, id from site")?;
        for row in statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?)))? {
            let (ix, id) = row?;
            known.sites.insert(SiteId::from_bytes(id), ix);
            known.site_ids.insert(ix, SiteId::from_bytes(id));
        }
        let mut statement = conn.prepare("select ix, id from channel")?;
        for row in statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?)))? {
            let (ix, id) = row?;
            known.channels.insert(ChannelId::from_bytes(id), ix);
            known.channel_ids.insert(ix, ChannelId::from_bytes(id));
        }
        self.0.replace(known);
        Ok(())
    }

    /// The number of a site; it gets one if it has none.
    pub(crate) fn ensure_site(&self, conn: &Connection, site: SiteId) -> Result<i64> {
        if let Some(ix) = self.0.borrow().sites.get(&site) {
            return Ok(*ix);
        }
        conn.execute("insert into site (id) values (?1)", [site.as_bytes()])?;
        let ix = conn.last_insert_rowid();
        let mut known = self.0.borrow_mut();
        known.sites.insert(site, ix);
        known.site_ids.insert(ix, site);
        Ok(ix)
    }

    pub(crate) fn site_ix(&self, site: SiteId) -> Result<i64> {
        self.0.borrow().sites.get(&site).copied().ok_or(Error::Damaged("site number"))
    }

    pub(crate) fn site(&self, ix: i64) -> Result<SiteId> {
        self.0.borrow().site_ids.get(&ix).copied().ok_or(Error::Damaged("site number"))
    }

    pub(crate) fn channel_ix(&self, channel: ChannelId) -> Result<i64> {
        self.0.borrow().channels.get(&channel).copied().ok_or(Error::NoChannel)
    }

    pub(crate) fn channel(&self, ix: i64) -> Result<ChannelId> {
        self.0.borrow().channel_ids.get(&ix).copied().ok_or(Error::NoChannel)
    }
}
