//! What was done: acts, and everything that was ever written to one field.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use domain::{RecordId, Value};
use journal::{ActRef, ChannelId, Dot, Entry, Hlc, SiteId, Write};
use rusqlite::params;

use crate::chain::Held;
use crate::fate::Fate;
use crate::{ChannelScope, Error, Result, Store};

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

/// The visible write that an entry made to one register, if it made one.
pub(crate) fn write_to<'e>(
    entry: &'e Entry,
    kind: u16,
    id: RecordId,
    field: u16,
    element: Option<&Value>,
) -> Option<&'e Write> {
    let index = entry.changes.binary_search_by_key(&(kind, id), |change| (change.kind, change.id)).ok()?;
    let mut writes = entry.writes_of(index).map(|(_, write)| write);
    writes.find(|write| write.field == field && write.element.as_ref() == element)
}

impl Store {
    /// The entries of one act, by channel and number; none if nothing of it is here.
    pub fn entries_of(&self, act: ActRef) -> Result<Vec<Held>> {
        let Ok(site) = self.names.site_ix(act.site) else { return Ok(Vec::new()) };
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

    /// The newest acts of a channel that count, newest first; those before stamp `before`, at most `limit`.
    pub fn acts(&self, channel: ChannelId, before: Option<Hlc>, limit: usize) -> Result<Vec<ActSummary>> {
        let before = before.map_or(i64::MAX, |hlc| hlc.0 as i64);
        let mut statement = self.conn.prepare_cached(
            "select distinct act_id, site from entry where act_id < ?1 and channel = ?2 and fate = 0
             order by act_id desc limit ?3",
        )?;
        let channel = self.names.channel_ix(channel)?;
        let rows = statement.query_map(params![before, channel, limit as i64], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let acts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        self.summaries(acts)
    }

    /// The newest acts of these sites that count, in whatever channel but a private one, newest first; those before
    /// stamp `before`, at most `limit`.
    pub fn acts_by(&self, sites: &[SiteId], before: Option<Hlc>, limit: usize) -> Result<Vec<ActSummary>> {
        let before = before.map_or(i64::MAX, |hlc| hlc.0 as i64);
        let mut statement = self.conn.prepare_cached(
            "select distinct act_id from entry where act_id < ?1 and site = ?2 and fate = 0
             and channel in (select ix from channel where scope <> ?3) order by act_id desc limit ?4",
        )?;
        let mut acts = Vec::new();
        for site in sites.iter().filter_map(|site| self.names.site_ix(*site).ok()) {
            let private = ChannelScope::Private as i64;
            let rows = statement
                .query_map(params![before, site, private, limit as i64], |row| row.get::<_, i64>(0))?;
            acts.extend(rows.map(|id| Ok((id?, site))).collect::<rusqlite::Result<Vec<_>>>()?);
        }
        acts.sort_unstable_by_key(|act| Reverse(*act));
        acts.truncate(limit);
        self.summaries(acts)
    }

    fn summaries(&self, acts: Vec<(i64, i64)>) -> Result<Vec<ActSummary>> {
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

    /// The acts of a channel that were taken back, and that no later act brought back by taking back the taking back.
    pub fn undone(&self, channel: ChannelId) -> Result<BTreeSet<ActRef>> {
        let mut statement = self.conn.prepare_cached(
            "select distinct act_id, site from entry where channel = ?1 and act = ?2 and fate = 0 order by act_id desc",
        )?;
        let undo = i64::from(domain::codes::act::UNDO);
        let rows = statement.query_map(params![self.names.channel_ix(channel)?, undo], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let mut undone = BTreeSet::new();
        // From the newest on, so that whether an undo itself still counts is known when it is met.
        for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            let by = ActRef { site: self.names.site(row.1)?, id: Hlc(row.0 as u64) };
            if !undone.contains(&by) {
                undone.extend(self.act(by)?.undoes);
            }
        }
        Ok(undone)
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
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        while let Some(dot) = open.pop() {
            if !seen.insert(dot) {
                continue;
            }
            // A refused entry was never part of the record; what only an opened leaf names may not be here yet.
            let Some(held) = self.held(channel, dot)?.filter(|held| held.fate == Fate::Applied) else {
                continue;
            };
            let write = write_to(&held.entry, kind, id, field, element);
            if let Some(Write { value, replaces, .. }) = write.cloned() {
                open.extend(replaces);
                all.push((held, value));
            }
        }
        all.sort_by_key(|(held, _)| Reverse((held.entry.header.hlc, held.entry.header.place.site)));
        Ok(all)
    }
}
