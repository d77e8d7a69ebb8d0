//! Entries of one's own party that are held only as far as another party may see them.
//!
//! They came back through that party's hands. Whether an entry is one of one's own party is for the caller to know; here
//! it is noted beside the entry, and goes with it.

use domain::erasure::Erasure;
use domain::{Field, RecordId};
use journal::{Change, ChannelId, Entry, Part, SiteId};
use rusqlite::params;

use crate::{Result, Spans, Store};

/// How many entries are in memory at a time.
const CHUNK: usize = 256;

/// How much of an entry is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All that one's own party holds of it.
    Whole = 0,
    /// Something is hidden, and may all have been erased.
    Erased = 1,
    /// Something is hidden that nobody erased.
    Hidden = 2,
    /// All: it was partial, and a laptop of one's own party brought the rest.
    Completed = 3,
}

impl Extent {
    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Erased,
            2 => Self::Hidden,
            3 => Self::Completed,
            _ => Self::Whole,
        }
    }
}

impl Store {
    /// Looks at how much of these entries is here, and notes which of them are partial. Gives how many hide what nobody
    /// erased.
    pub fn note_partial(&self, entries: &Spans) -> Result<usize> {
        let mut hidden = 0;
        for (channel, site, from, to) in entries.runs() {
            let erased = self.erasures(self.names.channel_ix(channel)?)?;
            let shared = self.is_shared(channel)?;
            let mut next = from;
            while next <= to {
                let limit = CHUNK.min((to - next + 1) as usize);
                for one in self.entries(channel, site, next, limit)? {
                    let extent = self.extent(&one.entry, &erased, shared);
                    hidden += usize::from(extent == Extent::Hidden);
                    let seq = one.entry.dot().seq;
                    self.set_extent((channel, site), (seq, seq), (0, Extent::Completed as i64), extent)?;
                }
                next += limit as u64;
            }
        }
        Ok(hidden)
    }

    /// Looks again at the partial entries of a channel after something of it was opened.
    pub fn look_at_partial(&self, channel: ChannelId) -> Result<()> {
        let mut all = Spans::default();
        self.partial(channel)?.into_iter().for_each(|(site, seq)| all.add((channel, site), seq));
        self.note_partial(&all).map(|_| ())
    }

    /// Notes that of the entries from–to of a chain all is here that one's own party holds.
    pub fn note_whole(&self, chain: (ChannelId, SiteId), span: (u64, u64)) -> Result<()> {
        self.set_extent(chain, span, (Extent::Erased as i64, Extent::Hidden as i64), Extent::Completed)
    }

    /// The partial entries of a channel: site and number, in the order of their chains.
    pub fn partial(&self, channel: ChannelId) -> Result<Vec<(SiteId, u64)>> {
        self.of_extent(channel, &[Extent::Erased, Extent::Hidden])
    }

    /// The entries of a channel of this extent: site and number, in the order of their chains.
    pub fn of_extent(&self, channel: ChannelId, wanted: &[Extent]) -> Result<Vec<(SiteId, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "select site, seq from entry where extent > 0 and extent = ?2 and channel = ?1",
        )?;
        let mut all = Vec::new();
        for extent in wanted {
            let mut rows = statement.query(params![self.names.channel_ix(channel)?, *extent as i64])?;
            while let Some(row) = rows.next()? {
                all.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as u64));
            }
        }
        all.sort_unstable();
        all.into_iter().map(|(site, seq)| Ok((self.names.site(site)?, seq))).collect()
    }

    fn set_extent(
        &self,
        chain: (ChannelId, SiteId),
        (from, to): (u64, u64),
        (least, most): (i64, i64),
        extent: Extent,
    ) -> Result<()> {
        let channel = self.names.channel_ix(chain.0)?;
        let site = self.names.ensure_site(&self.conn, chain.1)?;
        let mut statement = self.conn.prepare_cached(
            "update entry set extent = ?5 where channel = ?1 and site = ?2 and seq between ?3 and ?4
             and extent <> ?5 and extent between ?6 and ?7",
        )?;
        let values = params![channel, site, from as i64, to as i64, extent as i64, least, most];
        statement.execute(values)?;
        Ok(())
    }

    fn extent(&self, entry: &Entry, erased: &[(RecordId, Erasure)], shared: bool) -> Extent {
        let hidden = entry.parts.iter().filter_map(|(group, part)| match part {
            Part::Root { count, opened, .. } if hides(*count, opened.len()) => {
                Some(Hidden { entry, group: *group, missing: *count as usize - opened.len(), shared })
            }
            _ => None,
        });
        let mut extent = Extent::Whole;
        for one in hidden {
            if self.is_all_erased(&one, erased) {
                continue;
            }
            if !self.may_be_erased(&one, erased) {
                return Extent::Hidden;
            }
            extent = Extent::Erased;
        }
        extent
    }

    /// Whether erasures took all that is hidden of a group: as many leaves are missing as they took.
    fn is_all_erased(&self, hidden: &Hidden<'_>, erased: &[(RecordId, Erasure)]) -> bool {
        let taken = |change: &Change| {
            let fields = self.fields_of(change.kind, hidden.group).filter(|field| !field.many);
            fields.filter(|field| hidden.is_taken(change, field.number, erased)).count()
        };
        hidden.missing > 0 && hidden.missing <= hidden.entry.changes.iter().map(taken).sum()
    }

    /// Whether erasures may have taken all that is hidden of a group: something of every record that may be in it. What
    /// the fields are that only a newer program knows, nobody can say.
    fn may_be_erased(&self, hidden: &Hidden<'_>, erased: &[(RecordId, Erasure)]) -> bool {
        let touched = |change: &Change| {
            let is_known = self.registry().kind(change.kind).is_some();
            let mut fields = self.fields_of(change.kind, hidden.group);
            (!is_known && erased.iter().any(|(_, one)| (one.kind, one.id) == (change.kind, change.id)))
                || fields.any(|field| hidden.is_taken(change, field.number, erased))
        };
        let may_hide = |change: &&Change| {
            self.registry().kind(change.kind).is_none()
                || self.fields_of(change.kind, hidden.group).next().is_some()
        };
        let mut changes = hidden.entry.changes.iter().filter(may_hide).peekable();
        changes.peek().is_some() && changes.all(touched)
    }

    fn fields_of(&self, kind: u16, group: u8) -> impl Iterator<Item = &Field> {
        let fields = self.registry().kind(kind).into_iter().flat_map(|kind| kind.fields);
        fields.filter(move |field| field.group as u8 == group)
    }
}

/// A group of an entry of which something is hidden.
struct Hidden<'e> {
    entry: &'e Entry,
    group: u8,
    /// How many leaves, if anything of the group is open; else 0, since nobody knows.
    missing: usize,
    shared: bool,
}

impl Hidden<'_> {
    /// Whether what a change wrote to a field was erased.
    fn is_taken(&self, change: &Change, field: u16, erased: &[(RecordId, Erasure)]) -> bool {
        let stamp = self.entry.header.hlc.0;
        erased.iter().any(|(_, one)| one.takes(change.kind, change.id, field, stamp, self.shared))
    }
}

fn hides(count: u32, opened: usize) -> bool {
    count == 0 || opened < count as usize
}
