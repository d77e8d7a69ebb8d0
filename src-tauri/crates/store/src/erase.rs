//! 抹除: taking what was erased out of the journal, the tables, the text search and what is kept aside.
//!
//! An erasure is a record like any other and reaches every laptop by file. Wherever it is applied, the leaves that it
//! names lose their value and their salt, and the entries keep their hashes. What arrives later is looked at when it
//! comes in. Deliberately not here: files and backups made before, which lie where nobody reaches them.

use std::collections::BTreeSet;

use domain::RecordId;
use domain::erasure::Erasure;
use domain::kinds::erasure;
use journal::{ChannelId, Dot, Entry, Place};
use rusqlite::params;

use crate::fate::Fate;
use crate::{Error, Result, Store};

impl Store {
    /// What was erased in a channel, by the erasures that say so.
    pub(crate) fn erasures(&self, channel: i64) -> Result<Vec<(RecordId, Erasure)>> {
        let Some(table) = self.tables.get(erasure::KIND.number) else { return Ok(Vec::new()) };
        let any = format!("select 1 from {} where _channel = ?1 limit 1", table.name);
        if !self.conn.prepare_cached(&any)?.exists([channel])? {
            return Ok(Vec::new());
        }
        let all = self.records_where(table, "where k._channel = ?1", [channel])?;
        Ok(all.iter().filter_map(|(_, record)| Some((record.id, Erasure::of(record)?))).collect())
    }

    /// An entry that comes in, without what was erased in its channel; `None` if nothing of it was.
    pub(crate) fn without_erased(&self, entry: &Entry, all: &[(RecordId, Erasure)]) -> Result<Option<Entry>> {
        if all.is_empty() {
            return Ok(None);
        }
        let shared = self.is_shared(entry.header.place.channel)?;
        let stamp = entry.header.hlc.0;
        let gone = |change: &journal::Change, field| {
            all.iter().any(|(_, one)| one.takes(change.kind, change.id, field, stamp, shared))
        };
        Ok(entry.erase(gone)?)
    }

    /// Erases what these erasures say wherever it is kept; of all channels, since few are looked at for them.
    pub(crate) fn erase_said(&self, said: impl Fn(RecordId) -> bool) -> Result<()> {
        for (channel, _) in self.channels()? {
            let channel_ix = self.names.channel_ix(channel)?;
            let all = self.erasures(channel_ix)?;
            let subjects: BTreeSet<(u16, RecordId)> =
                all.iter().filter(|(id, _)| said(*id)).map(|(_, one)| (one.kind, one.id)).collect();
            if subjects.is_empty() {
                continue;
            }
            for (kind, id) in subjects {
                // Of this record alone: one entry may write to several, each of which is made again in its turn.
                let about = |one: &&(RecordId, Erasure)| (one.1.kind, one.1.id) == (kind, id);
                let about: Vec<(RecordId, Erasure)> = all.iter().filter(about).cloned().collect();
                self.erase_of((channel, channel_ix), (kind, id), &about)?;
                self.erase_aside((channel, channel_ix), id, &about)?;
            }
            // Every connection here overwrites the pages that it frees. The text search keeps the words of dropped rows
            // until it is merged.
            self.conn.execute_batch("insert into search (search) values ('optimize')")?;
        }
        Ok(())
    }

    /// The entries of a channel that write or wrote something to a record, up to the last stamp that an erasure names.
    pub fn entries_about(&self, channel: ChannelId, erasure: &Erasure) -> Result<Vec<Dot>> {
        let mut about = Vec::new();
        for dot in self.dots_with(self.names.channel_ix(channel)?, erasure.id)? {
            let entry = self.entry(channel, dot)?.entry;
            let subject = |change: &journal::Change| (change.kind, change.id) == (erasure.kind, erasure.id);
            let early = entry.header.hlc.0 <= erasure.until;
            about.extend((early && entry.changes.iter().any(subject)).then_some(dot));
        }
        Ok(about)
    }

    /// The entries of a channel in whose bytes an id stands.
    fn dots_with(&self, channel_ix: i64, id: RecordId) -> Result<Vec<Dot>> {
        let mut statement = self.conn.prepare_cached(
            "select site, seq from entry where channel = ?1 and instr(body, ?2) > 0 order by site, seq",
        )?;
        let rows = statement.query_map(params![channel_ix, id.as_bytes()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter();
        rows.map(|(site, seq)| Ok(Dot { site: self.names.site(site)?, seq: seq as u64 })).collect()
    }

    /// Takes the erased leaves of a record out of the entries of a channel, and makes the record again.
    fn erase_of(
        &self,
        (channel, channel_ix): (ChannelId, i64),
        (kind, id): (u16, RecordId),
        all: &[(RecordId, Erasure)],
    ) -> Result<()> {
        let mut dots = Vec::new();
        for dot in self.dots_with(channel_ix, id)? {
            let held = self.entry(channel, dot)?;
            let Some(left) = self.without_erased(&held.entry, all)? else { continue };
            let site = self.names.site_ix(dot.site)?;
            self.conn
                .prepare_cached("update entry set body = ?4 where channel = ?1 and site = ?2 and seq = ?3")?
                .execute(params![channel_ix, site, dot.seq as i64, body_of(&left)?])?;
            dots.extend((held.fate == Fate::Applied).then_some(dot));
        }
        if dots.is_empty() {
            return Ok(());
        }
        self.remake(channel, &BTreeSet::from([(kind, id)]), &dots)
    }

    /// The same of entries that gave way to another branch.
    fn erase_aside(
        &self,
        (channel, channel_ix): (ChannelId, i64),
        id: RecordId,
        all: &[(RecordId, Erasure)],
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "select id, site, seq, previous, body from displaced where channel = ?1 and instr(body, ?2) > 0",
        )?;
        let mut rows = statement.query(params![channel_ix, id.as_bytes()])?;
        let mut left = Vec::new();
        while let Some(row) = rows.next()? {
            let (site, seq, previous) =
                (self.names.site(row.get(1)?)?, row.get::<_, i64>(2)? as u64, row.get(3)?);
            let entry = Entry::from_body(Place { site, channel, seq, previous }, &row.get::<_, Vec<u8>>(4)?)?;
            left.extend(
                self.without_erased(&entry, all)?.map(|left| Ok::<_, Error>((row.get(0)?, body_of(&left)?))),
            );
        }
        for one in left {
            let (number, body): (i64, Vec<u8>) = one?;
            self.conn
                .prepare_cached("update displaced set body = ?2 where id = ?1")?
                .execute(params![number, body])?;
        }
        Ok(())
    }
}

/// The bytes of what is left, which opened leaves make longer.
fn body_of(entry: &Entry) -> Result<Vec<u8>> {
    let body = entry.body()?;
    if body.len() > journal::MAX_ENTRY_BYTES { Err(journal::Error::TooLarge.into()) } else { Ok(body) }
}
