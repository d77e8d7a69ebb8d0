//! What comes late to an entry that is held already: leaves opened further, and the trust that it lacked.
//!
//! Late writes break the order that merging else relies on: a leaf may name an entry that is not here yet, and an
//! entry may have been named by others before it counts. Such records are made again from the journal.

use std::collections::BTreeSet;

use journal::{ChannelId, Dot, Entry, RegisterKey};
use rusqlite::params;

use crate::chain::Held;
use crate::fate::Fate;
use crate::replay::RecordKey;
use crate::{Error, Result, Store};

impl Store {
    /// Takes further leaves of an entry that is held: `fuller` is the same entry with more of it visible. Its
    /// records are projected again. True if that opened anything.
    pub fn open_further(&mut self, fuller: &Entry) -> Result<bool> {
        self.transaction(|store| {
            let held = store.entry(fuller.header.place.channel, fuller.dot())?;
            store.open_held(held, fuller)
        })
    }

    /// Joins what is visible in `fuller` to the same entry as it is held. True if that opened anything.
    pub(crate) fn open_held(&self, held: Held, fuller: &Entry) -> Result<bool> {
        let place = fuller.header.place;
        if fuller.hash()? != held.hash {
            return Err(Error::Fork { site: place.site, seq: place.seq });
        }
        let Some(joined) = self.joined(&held.entry, fuller)? else { return Ok(false) };
        if joined.names_ahead() {
            return Err(journal::Error::Malformed.into());
        }
        let channel = self.names.channel_ix(place.channel)?;
        let site = self.names.site_ix(place.site)?;
        self.conn
            .prepare_cached("update entry set body = ?4 where channel = ?1 and site = ?2 and seq = ?3")?
            .execute(params![channel, site, place.seq as i64, joined.body()?])?;
        if held.fate == Fate::Applied {
            self.note_early(channel, &joined)?;
            self.remake(place.channel, &opened(&held.entry, &joined), &[joined.dot()])?;
        }
        Ok(true)
    }

    /// An entry as it is held with what `fuller` shows besides and nobody erased; `None` if that is nothing.
    pub(crate) fn joined(&self, held: &Entry, fuller: &Entry) -> Result<Option<Entry>> {
        let with = |more: &Entry| {
            let mut joined = held.clone();
            joined.take_visible(more)?;
            Ok::<_, Error>(Some(joined).filter(|joined| joined != held))
        };
        let Some(joined) = with(fuller)? else { return Ok(None) };
        // Only of what comes in: what is held of it is erased together with what was read from it.
        let erased = self.erasures(self.names.channel_ix(fuller.header.place.channel)?)?;
        self.without_erased(fuller, &erased)?.map_or(Ok(Some(joined)), |left| with(&left))
    }

    /// Makes the records of an entry again that others may have named before it counted.
    pub(crate) fn apply_late(&self, channel: ChannelId, entry: &Entry) -> Result<()> {
        self.note_early(self.names.channel_ix(channel)?, entry)?;
        let records = entry.changes.iter().map(|change| (change.kind, change.id)).collect();
        self.remake(channel, &records, &[entry.dot()])
    }

    /// Notes which undecided entries an applied one names.
    pub(crate) fn note_early(&self, channel: i64, entry: &Entry) -> Result<()> {
        let dots: BTreeSet<Dot> = entry.named_dots().collect();
        for dot in dots {
            let site = self.names.ensure_site(&self.conn, dot.site)?;
            if !self.is_decided(channel, site, dot.seq)? {
                self.conn
                    .prepare_cached(
                        "insert into named_early (channel, site, seq) values (?1, ?2, ?3) on conflict do nothing",
                    )?
                    .execute(params![channel, site, dot.seq as i64])?;
            }
        }
        Ok(())
    }

    pub(crate) fn is_decided(&self, channel: i64, site: i64, seq: u64) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(
            "select 1 from entry where channel = ?1 and site = ?2 and seq = ?3 and fate <> 1",
        )?;
        Ok(statement.exists(params![channel, site, seq as i64])?)
    }

    /// Whether any entry is named that is not here yet.
    pub(crate) fn any_named_early(&self) -> Result<bool> {
        Ok(self.conn.prepare_cached("select 1 from named_early limit 1")?.exists([])?)
    }

    /// Whether an entry that is applied now was named before; asked once.
    pub(crate) fn was_named_early(&self, (channel, site): (i64, i64), seq: u64) -> Result<bool> {
        let mut statement = self
            .conn
            .prepare_cached("delete from named_early where channel = ?1 and site = ?2 and seq = ?3")?;
        Ok(statement.execute(params![channel, site, seq as i64])? > 0)
    }
}

/// The records in which `after` shows more than `before`.
fn opened(before: &Entry, after: &Entry) -> BTreeSet<RecordKey> {
    let keys = |entry: &Entry| -> BTreeSet<(usize, RegisterKey)> {
        entry.writes().map(|(index, _, write)| (index, (write.field, write.element.clone()))).collect()
    };
    let known = keys(before);
    let new = keys(after).into_iter().filter(|key| !known.contains(key));
    new.filter_map(|(index, _)| after.changes.get(index)).map(|change| (change.kind, change.id)).collect()
}
