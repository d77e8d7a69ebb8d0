//! 补充: withheld parts of entries, given later or kept sealed. Who may see them is decided by whoever writes them.

use std::collections::BTreeMap;

use domain::RecordId;
use journal::{Change, ChannelId, Entry, Header, Hlc, OpenedLeaf, Part, Place, SiteId};

use crate::{Error, Result};

/// 补充: groups or single values of an entry that came without them. Opened later for a township, or kept sealed by a
/// village for itself, they are put back into the entry, whose hash proves that they are the original.
///
/// Its bytes are a body of the journal with stand-ins for what the entry already has: an empty header, and for each
/// change up to the last that a leaf belongs to a record of kind 0 whose id is the change's index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplement {
    entry: Entry,
    /// Whether it came out of, or goes into, a seal for its own party alone.
    own: bool,
}

impl Supplement {
    /// What a whole entry holds in the groups that `carried` refuses, with the secret that all salts follow from: for
    /// the eyes of its own party alone. `None` if nothing is withheld.
    pub(crate) fn own(whole: &Entry, carried: impl Fn(u8) -> bool) -> Option<Supplement> {
        Some(Self::of(whole, |group| !carried(group))?.kept())
    }

    /// What an entry, withheld as its reader may have it now ([`Entry::withhold`]), shows in the groups that `news`
    /// names: whole groups and opened leaves. `None` if that is nothing.
    pub fn opened(disclosed: &Entry, news: impl Fn(u8) -> bool) -> Option<Supplement> {
        Self::of(disclosed, news)
    }

    /// The same supplement, as its own party keeps it: it goes into no file but under that party's seal.
    pub(crate) fn kept(self) -> Supplement {
        Self { own: true, ..self }
    }

    /// Whether it must not leave but under its own party's seal.
    pub(crate) fn is_own(&self) -> bool {
        self.own
    }

    fn of(entry: &Entry, wanted: impl Fn(u8) -> bool) -> Option<Supplement> {
        let shown = |part: &Part| match part {
            Part::Whole { .. } => true,
            Part::Root { opened, .. } => !opened.is_empty(),
        };
        let parts: BTreeMap<u8, Part> = entry
            .parts
            .iter()
            .filter(|(group, part)| wanted(**group) && shown(part))
            .map(|(group, part)| (*group, part.clone()))
            .collect();
        if parts.is_empty() {
            return None;
        }
        let place = Place { previous: [0; 32], ..entry.header.place };
        let changes = stand_ins(&parts);
        let (sites, secret) = (entry.sites.clone(), entry.secret);
        Some(Self { entry: Entry { header: empty(place), sites, changes, parts, secret }, own: false })
    }

    /// The site whose entry it belongs to.
    pub fn site(&self) -> SiteId {
        self.entry.header.place.site
    }

    /// The channel of that entry.
    pub fn channel(&self) -> ChannelId {
        self.entry.header.place.channel
    }

    /// The number of that entry.
    pub fn seq(&self) -> u64 {
        self.entry.header.place.seq
    }

    /// The groups that it has something of.
    pub fn groups(&self) -> impl Iterator<Item = u8> + '_ {
        self.entry.parts.keys().copied()
    }

    /// The entry with what was supplied put in. [`Error::WrongSupplement`] unless it has the hash of `entry`.
    pub fn complete(&self, entry: &Entry) -> Result<Entry> {
        let (mine, place) = (self.entry.header.place, entry.header.place);
        let same = (mine.site, mine.channel, mine.seq) == (place.site, place.channel, place.seq);
        if !same || self.entry.sites != entry.sites || self.entry.changes.len() > entry.changes.len() {
            return Err(Error::WrongSupplement);
        }
        let mut complete = entry.clone();
        for (group, part) in &self.entry.parts {
            let held = complete.parts.get_mut(group).ok_or(Error::WrongSupplement)?;
            put_in(held, part)?;
        }
        let whole = complete.parts.values().all(|part| matches!(part, Part::Whole { .. }));
        complete.secret = entry.secret.or(self.entry.secret).filter(|_| whole);
        let complete = Entry::from_body(place, &complete.body()?).map_err(|_| Error::WrongSupplement)?;
        if complete.hash()? == entry.hash()? { Ok(complete) } else { Err(Error::WrongSupplement) }
    }

    /// Its bytes without the place.
    pub(crate) fn body(&self) -> Result<Vec<u8>> {
        Ok(self.entry.body()?)
    }

    /// The supplement of a body; opened leaves are proved to belong to the root that they name.
    pub(crate) fn from_body(site: SiteId, channel: ChannelId, seq: u64, body: &[u8]) -> Result<Self> {
        let place = Place { site, channel, seq, previous: [0; 32] };
        let entry = Entry::from_excerpt(place, body)?;
        let bare = entry.header == empty(place) && entry.changes == stand_ins(&entry.parts);
        if bare && !entry.parts.is_empty() { Ok(Self { entry, own: false }) } else { Err(Error::Malformed) }
    }
}

fn empty(place: Place) -> Header {
    let (author, undoes) = (None, None);
    Header { schema: 0, place, hlc: Hlc(0), wall: 0, author, act: 0, act_id: Hlc(0), undoes }
}

fn stand_ins(parts: &BTreeMap<u8, Part>) -> Vec<Change> {
    let last = |part: &Part| match part {
        Part::Whole { leaves, .. } => leaves.iter().map(|leaf| leaf.change).max(),
        Part::Root { opened, .. } => opened.iter().map(|one| one.leaf.change).max(),
    };
    let stand_in = |index: u32| Change {
        kind: 0,
        id: RecordId::from_bytes(u128::from(index).to_be_bytes()),
        writes: Vec::new(),
        seen: Vec::new(),
    };
    (0..=parts.values().filter_map(last).max().unwrap_or(0)).map(stand_in).collect()
}

/// Puts more of a group into what is held of it. What is held whole already stays.
fn put_in(held: &mut Part, more: &Part) -> Result<()> {
    let Part::Root { root, count, opened } = held else {
        return Ok(());
    };
    match more {
        Part::Whole { .. } => *held = more.clone(),
        Part::Root { root: other, .. } if other != root => return Err(Error::WrongSupplement),
        Part::Root { count: leaves, opened: leaf, .. } => {
            *count = *leaves;
            *opened = union(opened, leaf);
        }
    }
    Ok(())
}

fn union(held: &[OpenedLeaf], more: &[OpenedLeaf]) -> Vec<OpenedLeaf> {
    let leaves = held.iter().chain(more).map(|leaf| (leaf.index, leaf.clone()));
    leaves.collect::<BTreeMap<u32, OpenedLeaf>>().into_values().collect()
}
