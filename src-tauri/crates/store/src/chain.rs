//! The chains of entries: reading them, and the small numbers of sites and channels.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::{RecordId, Value};
use journal::{ActRef, ChannelId, Dot, Entry, Hash, Hlc, Place, SiteId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::apply::Fate;
use crate::{Error, Result, Store};

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

/// How far a chain is held without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// The channel.
    pub channel: ChannelId,
    /// The site.
    pub site: SiteId,
    /// The last entry held without a gap and decided.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// An entry as it is kept, with what became of it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The entry, as far as it is readable here.
    pub entry: Entry,
    /// Its hash.
    pub hash: Hash,
    /// What became of it.
    pub fate: Fate,
}

/// One act, as history shows it.
#[derive(Debug, Clone)]
pub struct ActSummary {
    /// Its name.
    pub act: ActRef,
    /// What was done, of the code list `act`.
    pub code: u32,
    /// What the writer's clock showed, milliseconds since 1970.
    pub wall: i64,
    /// Who acted.
    pub author: Option<RecordId>,
    /// The act that it takes back.
    pub undoes: Option<ActRef>,
    /// How many records it touched.
    pub records: usize,
}

impl Store {
    /// The chain heads, by channel and site.
    pub fn heads(&self) -> Result<Vec<ChainHead>> {
        let mut statement =
            self.conn.prepare("select channel, site, seq, hash from chain order by channel, site")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, [u8; 32]>(3)?,
            ))
        })?;
        rows.map(|row| {
            let (channel, site, seq, hash) = row?;
            let (channel, site) = (self.names.channel(channel)?, self.names.site(site)?);
            Ok(ChainHead { channel, site, seq: seq as u64, hash })
        })
        .collect()
    }

    /// The head of one chain: the number and hash of its last decided entry, zeros if there is none.
    pub fn head(&self, channel: ChannelId, site: SiteId) -> Result<(u64, Hash)> {
        let Ok(site) = self.names.site_ix(site) else { return Ok((0, [0; 32])) };
        self.head_by_number(self.names.channel_ix(channel)?, site)
    }

    pub(crate) fn head_by_number(&self, channel: i64, site: i64) -> Result<(u64, Hash)> {
        let mut statement =
            self.conn.prepare_cached("select seq, hash from chain where channel = ?1 and site = ?2")?;
        let found = statement
            .query_row(params![channel, site], |row| {
                Ok((row.get::<_, i64>(0)? as u64, row.get::<_, [u8; 32]>(1)?))
            })
            .optional()?;
        Ok(found.unwrap_or((0, [0; 32])))
    }

    pub(crate) fn set_head(&self, channel: i64, site: i64, seq: u64, hash: &Hash) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "insert into chain (channel, site, seq, hash) values (?1, ?2, ?3, ?4)
             on conflict (channel, site) do update set seq = excluded.seq, hash = excluded.hash",
        )?;
        statement.execute(params![channel, site, seq as i64, hash])?;
        Ok(())
    }

    /// The stamp of an entry that is held.
    pub(crate) fn hlc_of(&self, channel: i64, dot: Dot) -> Result<Hlc> {
        let mut statement = self
            .conn
            .prepare_cached("select hlc from entry where channel = ?1 and site = ?2 and seq = ?3")?;
        let site = self.names.site_ix(dot.site)?;
        let found = statement
            .query_row(params![channel, site, dot.seq as i64], |row| row.get::<_, i64>(0))
            .optional()?;
        Ok(Hlc(found.ok_or(Error::Damaged("an entry that a record names is missing"))? as u64))
    }

    /// The hash of an entry that is held.
    pub fn hash_at(&self, channel: ChannelId, site: SiteId, seq: u64) -> Result<Option<Hash>> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(None) };
        let channel = self.names.channel_ix(channel)?;
        let mut statement = self
            .conn
            .prepare_cached("select hash from entry where channel = ?1 and site = ?2 and seq = ?3")?;
        Ok(statement.query_row(params![channel, site, seq as i64], |row| row.get(0)).optional()?)
    }

    /// The entries of a chain from number `from` (1 or more) on, at most `limit`, without gaps.
    pub fn entries(&self, channel: ChannelId, site: SiteId, from: u64, limit: usize) -> Result<Vec<Held>> {
        let Ok(site_ix) = self.names.site_ix(site) else { return Ok(Vec::new()) };
        let channel_ix = self.names.channel_ix(channel)?;
        let mut previous = match from.checked_sub(1) {
            None | Some(0) => [0; 32],
            Some(before) => {
                self.hash_at(channel, site, before)?.ok_or(Error::Damaged("a chain has a gap"))?
            }
        };
        let mut statement = self.conn.prepare_cached(
            "select seq, hash, fate, body from entry where channel = ?1 and site = ?2 and seq >= ?3 order by seq limit ?4",
        )?;
        let mut rows = statement.query(params![channel_ix, site_ix, from as i64, limit as i64])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(1)?);
            if seq as u64 != from.max(1) + all.len() as u64 {
                break;
            }
            let place = Place { site, channel, seq: seq as u64, previous };
            let entry = Entry::from_body(place, row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?;
            all.push(Held { entry, hash, fate: Fate::from_number(row.get(2)?) });
            previous = hash;
        }
        Ok(all)
    }

    /// One entry.
    pub fn entry(&self, channel: ChannelId, dot: Dot) -> Result<Held> {
        let found = self.entries(channel, dot.site, dot.seq, 1)?;
        found.into_iter().next().ok_or(Error::NotFound { kind: "entry" })
    }

    /// The entries of one act, by channel and number.
    pub fn entries_of(&self, act: ActRef) -> Result<Vec<Held>> {
        let site = self.names.site_ix(act.site)?;
        let mut statement = self.conn.prepare_cached(
            "select channel, seq from entry where act_id = ?1 and site = ?2 order by channel, seq",
        )?;
        let rows = statement
            .query_map(params![act.id.0 as i64, site], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        let places = rows.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
        let held = |(channel, seq): (i64, i64)| {
            self.entry(self.names.channel(channel)?, Dot { site: act.site, seq: seq as u64 })
        };
        places.into_iter().map(held).collect()
    }

    /// The newest acts of a channel, newest first; those before stamp `before`, at most `limit`.
    pub fn acts(&self, channel: ChannelId, before: Option<Hlc>, limit: usize) -> Result<Vec<ActSummary>> {
        let before = before.map_or(i64::MAX, |hlc| hlc.0 as i64);
        let mut statement = self.conn.prepare_cached(
            "select distinct act_id, site from entry where act_id < ?1 and channel = ?2 order by act_id desc limit ?3",
        )?;
        let channel = self.names.channel_ix(channel)?;
        let rows = statement.query_map(params![before, channel, limit as i64], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let acts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        acts.into_iter()
            .map(|(id, site)| self.act(ActRef { site: self.names.site(site)?, id: Hlc(id as u64) }))
            .collect()
    }

    /// One act.
    pub fn act(&self, act: ActRef) -> Result<ActSummary> {
        let entries = self.entries_of(act)?;
        let first = entries.first().ok_or(Error::NotFound { kind: "act" })?;
        let header = &first.entry.header;
        Ok(ActSummary {
            act,
            code: header.act,
            wall: header.wall,
            author: header.author,
            undoes: header.undoes,
            records: entries.iter().map(|held| held.entry.changes.len()).sum(),
        })
    }

    /// Everything that was ever written to one field of a record, newest first: the entry that wrote, and what.
    /// Followed backwards from the survivors along the writes that each write replaces.
    pub fn register_history(
        &self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        field: u16,
        element: Option<&Value>,
    ) -> Result<Vec<(Held, Option<Value>)>> {
        let state = self.state(channel, kind, id)?;
        let mut open = state.dots_of(field, element);
        let mut seen = std::collections::BTreeSet::new();
        let mut all = Vec::new();
        while let Some(dot) = open.pop() {
            if !seen.insert(dot) {
                continue;
            }
            let held = self.entry(channel, dot)?;
            let write = held.entry.writes().find(|(change, _, write)| {
                let change = &held.entry.changes[*change];
                change.kind == kind
                    && change.id == id
                    && write.field == field
                    && write.element.as_ref() == element
            });
            if let Some((_, _, write)) = write {
                open.extend(&write.replaces);
                let value = write.value.clone();
                all.push((held, value));
            }
        }
        all.sort_by_key(|(held, _)| std::cmp::Reverse((held.entry.header.hlc, held.entry.header.place.site)));
        Ok(all)
    }
}
