//! The chains of entries as they are kept.

use journal::{ChannelId, Dot, Entry, Hash, Hlc, Place, Refusal, SiteId};
use rusqlite::{OptionalExtension, Row, params};

use crate::fate::Fate;
use crate::partial::Extent;
use crate::{Error, Result, Store};

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
    /// How many bytes its body has as it is kept.
    pub length: usize,
    /// How much of it is here.
    pub extent: Extent,
}

/// The columns of an entry in the order that [`Link`] reads them.
pub(crate) const LINK: &str = "seq, hash, fate, previous, body, extent";

/// One row of a chain, which needs its predecessor to become an entry.
pub(crate) struct Link {
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
    pub(crate) fate: Fate,
    /// The hash of a predecessor that is not here, as the entry claims it.
    pub(crate) claimed: Option<Hash>,
    body: Vec<u8>,
    extent: Extent,
}

impl Link {
    pub(crate) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Link> {
        Ok(Link {
            seq: row.get::<_, i64>(first)? as u64,
            hash: row.get(first + 1)?,
            fate: Fate::from_number(row.get(first + 2)?),
            claimed: row.get(first + 3)?,
            body: row.get(first + 4)?,
            extent: Extent::from_number(row.get(first + 5)?),
        })
    }

    /// The entry; `previous` is the hash of the row before it, if that is here.
    pub(crate) fn entry(&self, channel: ChannelId, site: SiteId, previous: Option<Hash>) -> Result<Entry> {
        let first = (self.seq == 1).then_some([0; 32]);
        let previous = self.claimed.or(previous).or(first).ok_or(Error::Damaged("a chain has a gap"))?;
        Ok(Entry::from_body(Place { site, channel, seq: self.seq, previous }, &self.body)?)
    }
}

impl Store {
    /// The chain heads, by channel and site.
    pub fn heads(&self) -> Result<Vec<ChainHead>> {
        let mut statement =
            self.conn.prepare_cached("select channel, site, seq, hash from chain order by channel, site")?;
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

    /// The stamp of an entry that is held or is being written.
    pub(crate) fn hlc_of(&self, channel: i64, dot: Dot) -> Result<Hlc> {
        if let Some(hlc) = self.unwritten.borrow().get(&(channel, dot)) {
            return Ok(*hlc);
        }
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

    /// Up to which number a chain is held without a gap and decided; 0 if nothing of it is.
    pub fn held_up_to(&self, channel: ChannelId, site: SiteId) -> Result<u64> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(0) };
        Ok(self.head_by_number(self.names.channel_ix(channel)?, site)?.0)
    }

    /// The entries of a chain from number `from` (1 or more) on, at most `limit`, without gaps; none if `from` is not
    /// held.
    pub fn entries(&self, channel: ChannelId, site: SiteId, from: u64, limit: usize) -> Result<Vec<Held>> {
        let Ok(site_ix) = self.names.site_ix(site) else { return Ok(Vec::new()) };
        let channel_ix = self.names.channel_ix(channel)?;
        let from = from.max(1);
        let mut previous = self.hash_at(channel, site, from - 1)?;
        let mut statement = self.conn.prepare_cached(&format!(
            "select {LINK} from entry where channel = ?1 and site = ?2 and seq >= ?3 order by seq limit ?4"
        ))?;
        let mut rows = statement.query(params![channel_ix, site_ix, from as i64, limit as i64])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let link = Link::read(row, 0)?;
            if link.seq != from + all.len() as u64 {
                break;
            }
            let entry = link.entry(channel, site, previous)?;
            all.push(Held {
                entry,
                hash: link.hash,
                fate: link.fate,
                length: link.body.len(),
                extent: link.extent,
            });
            previous = Some(link.hash);
        }
        Ok(all)
    }

    /// One entry.
    pub fn entry(&self, channel: ChannelId, dot: Dot) -> Result<Held> {
        self.held(channel, dot)?.ok_or(Error::NotFound { kind: "entry" })
    }

    /// One entry, if it is here.
    pub(crate) fn held(&self, channel: ChannelId, dot: Dot) -> Result<Option<Held>> {
        Ok(self.entries(channel, dot.site, dot.seq, 1)?.pop().filter(|held| held.entry.dot() == dot))
    }

    /// The entries of a channel that wait for others: site and number, in the order of their chains.
    pub fn waiting(&self, channel: ChannelId) -> Result<Vec<(SiteId, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "select site, seq from entry where fate = 1 and channel = ?1 order by site, seq",
        )?;
        let rows = statement.query_map([self.names.channel_ix(channel)?], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as u64))
        })?;
        rows.map(|row| row.map_err(Error::from).and_then(|(site, seq)| Ok((self.names.site(site)?, seq))))
            .collect()
    }

    /// The refused entries of a channel: site, number and reason (`None` for one that only a newer program knows), in
    /// the order of their chains.
    pub fn refused(&self, channel: ChannelId) -> Result<Vec<(SiteId, u64, Option<Refusal>)>> {
        let mut statement = self.conn.prepare_cached(
            "select site, seq, fate from entry where fate >= 10 and channel = ?1 order by site, seq",
        )?;
        let rows = statement.query_map([self.names.channel_ix(channel)?], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as u64, row.get::<_, i64>(2)?))
        })?;
        rows.map(|row| {
            let (site, seq, fate) = row?;
            let Fate::Refused(reason) = Fate::from_number(fate) else { return Err(Error::Damaged("fate")) };
            Ok((self.names.site(site)?, seq, reason))
        })
        .collect()
    }

    /// Takes an entry into its chain. One whose predecessor is not here keeps the hash that it claims of it.
    pub(crate) fn insert_entry(
        &self,
        channel: i64,
        site: i64,
        entry: &Entry,
        hash: &Hash,
        fate: Fate,
    ) -> Result<()> {
        let header = &entry.header;
        let place = header.place;
        let body = entry.body()?;
        if body.len() > journal::MAX_ENTRY_BYTES {
            return Err(journal::Error::TooLarge.into());
        }
        let alone = fate == Fate::Waiting
            && place.seq > 1
            && self.hash_at(place.channel, place.site, place.seq - 1)?.is_none();
        let mut statement = self.conn.prepare_cached(
            "insert into entry (channel, site, seq, hash, hlc, act, act_id, fate, previous, body)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        statement.execute(params![
            channel,
            site,
            place.seq as i64,
            hash,
            header.hlc.0 as i64,
            header.act,
            header.act_id.0 as i64,
            fate.number(),
            alone.then_some(place.previous),
            body
        ])?;
        Ok(())
    }
}
