//! How much of an entry is visible: withholding and erasing leave its hash as it is, and what was withheld can be added.

use std::collections::BTreeMap;

use super::{Change, Entry, Leaf, OpenedLeaf, Part, encode};
use crate::Error;
use crate::cbor::Sites;
use crate::hash::{leaf_hash, path, root_of, salt};

impl Entry {
    /// The entry as a reader may have it: groups that `carried` refuses become their root, in which the leaves that
    /// `opened` names (by change and field) are opened. The hash stays.
    pub fn withhold(
        &self,
        carried: impl Fn(u8) -> bool,
        opened: impl Fn(&Change, u16) -> bool,
    ) -> Result<Entry, Error> {
        let told = |group, _: &Part| !carried(group);
        self.reduced(told, |leaf| self.change_of(leaf).is_some_and(|change| opened(change, leaf.write.field)))
    }

    /// The entry without the leaves that `erased` names (by change and field); `None` if it shows none of them. The
    /// other leaves of their groups are opened one by one: the seed would give the erased ones' salts, and a short value
    /// could be guessed from its hash. The hash stays.
    pub fn erase(&self, erased: impl Fn(&Change, u16) -> bool) -> Result<Option<Entry>, Error> {
        let gone = |leaf: &Leaf| self.change_of(leaf).is_some_and(|change| erased(change, leaf.write.field));
        let shows = |part: &Part| match part {
            Part::Whole { leaves, .. } => leaves.iter().any(&gone),
            Part::Root { opened, .. } => opened.iter().any(|one| gone(&one.leaf)),
        };
        if !self.parts.values().any(shows) {
            return Ok(None);
        }
        self.reduced(|_, part| shows(part), |leaf| !gone(leaf)).map(Some)
    }

    /// The entry with the parts that `closed` names as roots, in which the leaves that `open` names are opened as far
    /// as they are visible.
    fn reduced(
        &self,
        closed: impl Fn(u8, &Part) -> bool,
        open: impl Fn(&Leaf) -> bool,
    ) -> Result<Entry, Error> {
        let sites = encode::sites(self);
        let mut parts = BTreeMap::new();
        for (group, part) in &self.parts {
            let kept = match part {
                part if !closed(*group, part) => part.clone(),
                Part::Whole { seed, leaves } => root_with(seed, leaves, &sites, &open)?,
                Part::Root { root, count, opened } => {
                    let opened: Vec<_> = opened.iter().filter(|one| open(&one.leaf)).cloned().collect();
                    let count = if opened.is_empty() { 0 } else { *count };
                    Part::Root { root: *root, count, opened }
                }
            };
            parts.insert(*group, kept);
        }
        let whole = parts.values().all(|part| matches!(part, Part::Whole { .. }));
        let secret = self.secret.filter(|_| whole);
        Ok(Entry {
            header: self.header.clone(),
            sites: self.sites.clone(),
            changes: self.changes.clone(),
            parts,
            secret,
        })
    }

    /// Adds what is visible in `fuller`, another reader's copy of the same entry. The hash stays.
    pub fn take_visible(&mut self, fuller: &Entry) -> Result<(), Error> {
        if self.hash()? != fuller.hash()? {
            return Err(Error::WrongLeaf);
        }
        for (group, theirs) in &fuller.parts {
            match (self.parts.get_mut(group), theirs) {
                (
                    Some(Part::Root { count, opened, .. }),
                    Part::Root { count: their_count, opened: more, .. },
                ) => {
                    let mut all: BTreeMap<u32, OpenedLeaf> =
                        opened.drain(..).map(|one| (one.index, one)).collect();
                    all.extend(more.iter().map(|one| (one.index, one.clone())));
                    *opened = all.into_values().collect();
                    *count = (*count).max(*their_count);
                }
                (Some(own @ Part::Root { .. }), Part::Whole { .. }) => *own = theirs.clone(),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A group as its root, with the leaves opened that `open` names.
fn root_with(
    seed: &[u8; 16],
    leaves: &[Leaf],
    sites: &Sites,
    open: impl Fn(&Leaf) -> bool,
) -> Result<Part, Error> {
    let mut hashes = Vec::with_capacity(leaves.len());
    for (index, leaf) in (0u32..).zip(leaves) {
        hashes.push(leaf_hash(&salt(seed, index), &encode::leaf(leaf, sites)?));
    }
    let opened: Vec<OpenedLeaf> = (0u32..)
        .zip(leaves)
        .filter(|(_, leaf)| open(leaf))
        .map(|(index, leaf)| OpenedLeaf {
            index,
            salt: salt(seed, index),
            leaf: leaf.clone(),
            path: path(&hashes, index as usize),
        })
        .collect();
    let count = if opened.is_empty() { 0 } else { leaves.len() as u32 };
    Ok(Part::Root { root: root_of(&hashes), count, opened })
}
