//! One entry of the journal.

use std::collections::{BTreeMap, BTreeSet};

use domain::{RecordId, Value};

use crate::hash::{Hash, derive_seed, entry_hash, leaf_hash, root_by_path};
use crate::{ChannelId, Dot, Error, Hlc, SiteId};

mod decode;
mod encode;
#[cfg(test)]
mod tests;
mod visible;

/// The version of the entry's form that this program writes.
pub const VERSION: u32 = 1;
/// The largest entry, in bytes of [`Entry::body`].
pub const MAX_ENTRY_BYTES: usize = 16 << 20;
/// The most changes in one entry; a larger act is several entries.
pub const MAX_CHANGES: usize = 100_000;

/// Where an entry stands: its name and its predecessor. A reader knows this from the chain it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The site that wrote it.
    pub site: SiteId,
    /// The channel it belongs to.
    pub channel: ChannelId,
    /// Its number in the site's chain of the channel, from 1, without gaps.
    pub seq: u64,
    /// The hash of entry `seq - 1` of that chain; zeros for the first.
    pub previous: Hash,
}

/// The name of an act: its first entry's stamp, with the site that acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActRef {
    /// The site that acted.
    pub site: SiteId,
    /// The stamp of the act's first entry.
    pub id: Hlc,
}

/// What an entry says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The revision of the declarations that its writer knew.
    pub schema: u32,
    /// Its place in the chain.
    pub place: Place,
    /// Its stamp, for order only.
    pub hlc: Hlc,
    /// What the laptop's clock showed, milliseconds since 1970, for display only.
    pub wall: i64,
    /// The operator who acted, if one was named.
    pub author: Option<RecordId>,
    /// What was done, of the code list `act`.
    pub act: u32,
    /// The stamp of the first entry of the act.
    pub act_id: Hlc,
    /// The act that this one takes back, if it takes one back.
    pub undoes: Option<ActRef>,
}

/// One write of one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The field.
    pub field: u16,
    /// For a field that holds several values, the value whose presence is written.
    pub element: Option<Value>,
    /// The new value; `None` is unset. For an element: true for present.
    pub value: Option<Value>,
    /// The writes of this register that it replaces.
    pub replaces: Vec<Dot>,
}

/// What an entry does to one record, as far as it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of the record.
    pub kind: u16,
    /// The record.
    pub id: RecordId,
    /// The writes of open fields, by field and element.
    pub writes: Vec<Write>,
    /// For a deletion, every dot of the record that was seen.
    pub seen: Vec<Dot>,
}

/// One write of a closed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The index of the change it belongs to.
    pub change: u32,
    /// The write.
    pub write: Write,
}

/// A leaf that is opened although its group is withheld, with the proof that it is the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLeaf {
    /// Its place among the group's leaves.
    pub index: u32,
    /// Its salt.
    pub salt: [u8; 16],
    /// The leaf.
    pub leaf: Leaf,
    /// The hashes beside its way to the root.
    pub path: Vec<Hash>,
}

/// One disclosure group of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All leaves, with the seed of their salts.
    Whole {
        /// The seed.
        seed: [u8; 16],
        /// The leaves, by change, field and element.
        leaves: Vec<Leaf>,
    },
    /// Withheld or erased, but for leaves opened one by one.
    Root {
        /// The root that the entry's hash covers.
        root: Hash,
        /// How many leaves there are; 0 if nothing is opened, since only opening needs the number.
        count: u32,
        /// The opened leaves, by index.
        opened: Vec<OpenedLeaf>,
    },
}

/// One entry: one act of one site in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it says of itself.
    pub header: Header,
    /// The other sites that its dots name, ascending, withheld dots included.
    pub sites: Vec<SiteId>,
    /// The records it touches, by kind and id, with their open writes.
    pub changes: Vec<Change>,
    /// Its closed groups, by number.
    pub parts: BTreeMap<u8, Part>,
    /// The random secret that all seeds come from; gone once a group is withheld or erased.
    pub secret: Option<[u8; 16]>,
}

impl Entry {
    /// A whole entry: `changes` hold all writes and are put in order here; writes for which `group_of` (by kind and
    /// field) names a closed group become leaves salted from `secret`.
    pub fn new(
        header: Header,
        mut changes: Vec<Change>,
        secret: [u8; 16],
        group_of: impl Fn(u16, u16) -> u8,
    ) -> Entry {
        changes.sort_by_key(|change| (change.kind, change.id));
        let own = header.place.site;
        let in_order = |dots: &mut Vec<Dot>| {
            dots.sort_unstable_by_key(|dot| (dot.site != own, *dot));
            dots.dedup();
        };
        let mut closed: BTreeMap<u8, Vec<Leaf>> = BTreeMap::new();
        for (index, change) in (0u32..).zip(&mut changes) {
            change.writes.sort_by(|a, b| (a.field, &a.element).cmp(&(b.field, &b.element)));
            in_order(&mut change.seen);
            change.writes.iter_mut().for_each(|write| in_order(&mut write.replaces));
            let kind = change.kind;
            let (open, rest): (Vec<Write>, Vec<Write>) = std::mem::take(&mut change.writes)
                .into_iter()
                .partition(|write| group_of(kind, write.field) == 0);
            change.writes = open;
            for write in rest {
                closed.entry(group_of(kind, write.field)).or_default().push(Leaf { change: index, write });
            }
        }
        let whole = |(group, leaves)| (group, Part::Whole { seed: derive_seed(&secret, group), leaves });
        let parts: BTreeMap<u8, Part> = closed.into_iter().map(whole).collect();
        let secret = (!parts.is_empty()).then_some(secret);
        let mut entry = Entry { header, sites: Vec::new(), changes, parts, secret };
        let named: BTreeSet<SiteId> =
            entry.named_dots().map(|dot| dot.site).filter(|site| *site != own).collect();
        entry.sites = named.into_iter().collect();
        entry
    }

    /// The name of its writes.
    pub fn dot(&self) -> Dot {
        Dot { site: self.header.place.site, seq: self.header.place.seq }
    }

    /// The act it belongs to.
    pub fn act(&self) -> ActRef {
        ActRef { site: self.header.place.site, id: self.header.act_id }
    }

    /// Its hash. It is the same whatever is withheld.
    pub fn hash(&self) -> Result<Hash, Error> {
        let sites = encode::sites(self);
        let mut roots = Vec::with_capacity(self.parts.len());
        for (group, part) in &self.parts {
            roots.push((*group, encode::part_root(part, &sites)?));
        }
        Ok(entry_hash(
            &encode::header(&self.header)?,
            &encode::open(&self.changes, &sites)?,
            roots.into_iter(),
        ))
    }

    /// Every visible write with the index of its change and its group, the open ones first.
    pub fn writes(&self) -> impl Iterator<Item = (usize, u8, &Write)> {
        let open = self.changes.iter().enumerate();
        let open = open.flat_map(|(index, change)| change.writes.iter().map(move |write| (index, 0, write)));
        open.chain(self.closed_writes())
    }

    fn closed_writes(&self) -> impl Iterator<Item = (usize, u8, &Write)> {
        self.parts.iter().flat_map(|(group, part)| {
            let (whole, opened) = match part {
                Part::Whole { leaves, .. } => (leaves.as_slice(), [].as_slice()),
                Part::Root { opened, .. } => ([].as_slice(), opened.as_slice()),
            };
            let leaves = whole.iter().chain(opened.iter().map(|one| &one.leaf));
            leaves.map(move |leaf| (leaf.change as usize, *group, &leaf.write))
        })
    }

    /// The visible writes of one change with their groups, found without looking at the others.
    pub fn writes_of(&self, change: usize) -> impl Iterator<Item = (u8, &Write)> {
        let open = self.changes.get(change).into_iter().flat_map(|change| &change.writes);
        let closed = self.parts.iter().flat_map(move |(group, part)| {
            let (whole, opened) = match part {
                Part::Whole { leaves, .. } => (leaves.as_slice(), [].as_slice()),
                Part::Root { opened, .. } => ([].as_slice(), opened.as_slice()),
            };
            let first = whole.partition_point(|leaf| (leaf.change as usize) < change);
            let whole = whole[first..].iter().take_while(move |leaf| leaf.change as usize == change);
            let opened =
                opened.iter().map(|one| &one.leaf).filter(move |leaf| leaf.change as usize == change);
            whole.chain(opened).map(move |leaf| (*group, &leaf.write))
        });
        open.map(|write| (0, write)).chain(closed)
    }

    /// Every dot that it names: an entry waits until all of them are decided.
    pub fn named_dots(&self) -> impl Iterator<Item = Dot> {
        let seen = self.changes.iter().flat_map(|change| change.seen.iter().copied());
        seen.chain(self.writes().flat_map(|(_, _, write)| write.replaces.iter().copied()))
    }

    /// Whether it names itself or what its site writes later, so that it could never be decided.
    pub fn names_ahead(&self) -> bool {
        let own = self.dot();
        self.named_dots().any(|dot| dot.site == own.site && dot.seq >= own.seq)
    }

    /// The change that a leaf belongs to.
    pub fn change_of(&self, leaf: &Leaf) -> Option<&Change> {
        self.changes.get(leaf.change as usize)
    }

    /// The bytes of the entry without its place, as kept and carried.
    pub fn body(&self) -> Result<Vec<u8>, Error> {
        encode::body(self)
    }

    /// The entry of a body at this place. Refuses what [`Entry::body`] would not have written, byte for byte, opened
    /// leaves that do not belong, an entry that names itself or what comes after it, and sites that none of its dots
    /// names, unless what is withheld may name them.
    pub fn from_body(place: Place, body: &[u8]) -> Result<Entry, Error> {
        let entry = Self::from_excerpt(place, body)?;
        if entry.lists_idle_sites() { Err(Error::NotCanonical) } else { Ok(entry) }
    }

    /// Like [`Entry::from_body`], of an excerpt: it lists the sites of the entry that it was taken from, whether or not
    /// its own dots name them.
    pub fn from_excerpt(place: Place, body: &[u8]) -> Result<Entry, Error> {
        if body.len() > MAX_ENTRY_BYTES {
            return Err(Error::TooLarge);
        }
        let entry = decode::body(place, body)?;
        if entry.body()? != body || entry.holds_needless_secret() {
            return Err(Error::NotCanonical);
        }
        entry.check_opened()?;
        if entry.names_ahead() { Err(Error::Malformed) } else { Ok(entry) }
    }

    /// Whether its secret opens what is withheld, or no seed follows from it.
    fn holds_needless_secret(&self) -> bool {
        self.secret.is_some_and(|secret| {
            let follows = |(group, part): (&u8, &Part)| match part {
                Part::Whole { seed, .. } => derive_seed(&secret, *group) == *seed,
                Part::Root { .. } => false,
            };
            self.parts.is_empty() || !self.parts.iter().all(follows)
        })
    }

    fn lists_idle_sites(&self) -> bool {
        let whole = self.parts.values().all(|part| matches!(part, Part::Whole { .. }));
        let named: BTreeSet<SiteId> = self.named_dots().map(|dot| dot.site).collect();
        whole && !self.sites.iter().all(|site| named.contains(site))
    }

    fn check_opened(&self) -> Result<(), Error> {
        let sites = encode::sites(self);
        for part in self.parts.values() {
            let Part::Root { root, count, opened } = part else {
                continue;
            };
            for one in opened {
                let hash = leaf_hash(&one.salt, &encode::leaf(&one.leaf, &sites)?);
                if root_by_path(hash, one.index, *count, &one.path) != Some(*root) {
                    return Err(Error::WrongLeaf);
                }
            }
        }
        Ok(())
    }
}
