//! Entries of one's own party that are held only as far as another party may see them.
//!
//! They came back through that party's hands. Whether an entry is one of one's own party is for the caller to know; here
//! it is noted beside the entry, and goes with it.

use domain::RecordId;
use domain::erasure::Erasure;
use journal::{ChannelId, Dot, Entry, Part, SiteId};
use rusqlite::params;

use crate::{Result, Spans, Store};

/// How many entries are in memory at a time.
const CHUNK: usize = 256;

impl Store {
    /// Notes which of these entries are partial: a group is hidden, and nothing that was erased explains it. Gives how
    /// many are.
    pub fn note_partial(&self, came: &Spans) -> Result<usize> {
        let mut count = 0;
        for (channel, site, from, to) in came.runs() {
            let all = self.erasures(self.names.channel_ix(channel)?)?;
            let mut next = from;
            while next <= to {
                let limit = CHUNK.min((to - next + 1) as usize);
                let held = self.entries(channel, site, next, limit)?;
                next += limit as u64;
                for one in held.iter().filter(|one| self.hides_any(&one.entry, &all)) {
                    let seq = one.entry.dot().seq;
                    count += self.set_partial((channel, site), (seq, seq), true)?;
                }
            }
        }
        Ok(count)
    }

    /// Looks again at the partial entries of a channel after something of it was opened.
    pub fn look_at_partial(&self, channel: ChannelId) -> Result<()> {
        let all = self.erasures(self.names.channel_ix(channel)?)?;
        for (site, seq) in self.partial(channel)? {
            if !self.hides_any(&self.entry(channel, Dot { site, seq })?.entry, &all) {
                self.set_partial((channel, site), (seq, seq), false)?;
            }
        }
        Ok(())
    }

    /// Notes that of the entries from–to of a chain all is held that one's own party holds. Gives how many were partial.
    pub fn note_whole(&self, chain: (ChannelId, SiteId), span: (u64, u64)) -> Result<usize> {
        self.set_partial(chain, span, false)
    }

    /// The partial entries of a channel: site and number, in the order of their chains.
    pub fn partial(&self, channel: ChannelId) -> Result<Vec<(SiteId, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "select site, seq from entry where partial = 1 and channel = ?1 order by site, seq",
        )?;
        let mut rows = statement.query([self.names.channel_ix(channel)?])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push((self.names.site(row.get(0)?)?, row.get::<_, i64>(1)? as u64));
        }
        Ok(all)
    }

    fn set_partial(
        &self,
        chain: (ChannelId, SiteId),
        (from, to): (u64, u64),
        partial: bool,
    ) -> Result<usize> {
        let (channel, site) = (self.names.channel_ix(chain.0)?, self.names.ensure_site(&self.conn, chain.1)?);
        let mut statement = self.conn.prepare_cached(
            "update entry set partial = ?5
             where channel = ?1 and site = ?2 and seq between ?3 and ?4 and partial <> ?5",
        )?;
        Ok(statement.execute(params![channel, site, from as i64, to as i64, partial])?)
    }

    /// Whether a group of an entry is hidden, and none of these erasures can have taken all of it.
    fn hides_any(&self, entry: &Entry, all: &[(RecordId, Erasure)]) -> bool {
        let hidden = entry.parts.iter().filter_map(|(group, part)| match part {
            Part::Root { count, opened, .. } if *count == 0 || opened.len() < *count as usize => Some(*group),
            _ => None,
        });
        hidden.into_iter().any(|group| !all.iter().any(|(_, one)| self.may_take(one, entry, group)))
    }

    /// Whether an erasure may have taken something of a group of an entry.
    fn may_take(&self, erasure: &Erasure, entry: &Entry, group: u8) -> bool {
        let is_about =
            entry.changes.iter().any(|change| (change.kind, change.id) == (erasure.kind, erasure.id));
        let group_of = |field: u16| {
            let declared = self.registry().kind(erasure.kind)?.field(field)?;
            Some(declared.group as u8)
        };
        // What a field is that only a newer program knows, nobody can say.
        let is_of = |field: &u16| group_of(*field).is_none_or(|of| of == group);
        is_about && entry.header.hlc.0 <= erasure.until && erasure.fields.iter().any(is_of)
    }
}
