//! Branches that one side keeps for the other: they outlive the laptop that wrote them, if any goes on from it.

use std::collections::BTreeSet;

use exchange::Own;
use journal::{ChannelId, Entry, Hash, SiteId};
use store::{KeptBranch, Store};
use vault::SealIdentity;

use crate::journal_of;
use crate::proof::Values;
use crate::sides::Village;

/// A chain's site and channel, and the number and hash of a head.
type Head = (SiteId, ChannelId, u64, Hash);

/// A branch that some laptop keeps, with what it says of a history's values.
pub struct Kept {
    village: usize,
    head: Head,
    values: Values,
}

fn head(kept: &KeptBranch) -> Head {
    (kept.site, kept.channel, kept.seq, kept.hash)
}

/// The entries of a kept branch, as its own party reads them.
fn read(store: &Store, kept: &KeptBranch, seal: &SealIdentity) -> Vec<Entry> {
    let entries = store.branch_up_to(kept.channel, kept.site, kept.seq, &kept.hash).unwrap();
    let mut entries: Vec<Entry> = entries.into_iter().map(|(entry, _)| entry).collect();
    for (number, _) in store.branch_pieces(kept.number).unwrap() {
        let piece = Own::from_bytes(&store.branch_piece_bytes(number).unwrap()).unwrap();
        for one in piece.open(std::slice::from_ref(seal)).unwrap().map(Result::unwrap) {
            let dot = journal::Dot { site: one.site(), seq: one.seq() };
            for entry in entries.iter_mut().filter(|entry| entry.dot() == dot) {
                *entry = one.complete(entry).unwrap_or_else(|_| entry.clone());
            }
        }
    }
    entries
}

/// All branches of villages' chains that a laptop keeps.
pub fn of(store: &Store, villages: &[Village]) -> Vec<Kept> {
    let mut all = Vec::new();
    for kept in store.kept_branches().unwrap() {
        let mut numbered = villages.iter().enumerate();
        let (number, village) = numbered.find(|(_, village)| village.channel() == kept.channel).unwrap();
        let entries = read(store, &kept, &village.prepared.seal);
        let values = journal_of::values_in(&entries, &village.written);
        all.push(Kept { village: number, head: head(&kept), values });
    }
    all
}

/// All that a laptop keeps of a village's branches, in words.
pub fn words(store: &Store, village: &Village) -> String {
    let mut all = String::new();
    for kept in store.kept_branches().unwrap().iter().filter(|kept| kept.channel == village.channel()) {
        all.push_str(&format!("{:?}", read(store, kept, &village.prepared.seal)));
        for (number, _) in store.branch_pieces(kept.number).unwrap() {
            let piece = Own::from_bytes(&store.branch_piece_bytes(number).unwrap()).unwrap();
            for one in piece.open(std::slice::from_ref(&village.prepared.seal)).unwrap() {
                all.push_str(&format!("{:?}", one.unwrap()));
            }
        }
    }
    all
}

/// What a laptop keeps when all was delivered, and the names of which it is an older state.
pub struct Left {
    heads: BTreeSet<Head>,
    surpassed: BTreeSet<SiteId>,
}

impl Left {
    pub fn of(store: &Store) -> Left {
        let names = store.meta("surpassed_names").unwrap().unwrap_or_default();
        Left {
            heads: store.kept_branches().unwrap().iter().map(head).collect(),
            surpassed: names.chunks(16).filter_map(SiteId::from_slice).collect(),
        }
    }
}

/// What was kept before everything was delivered is there afterwards, if any laptop goes on from the one that wrote it:
/// adds it to what must be there.
pub fn gave_back<'a>(kept: Vec<Kept>, left: impl Iterator<Item = &'a Left> + Clone, there: &mut [Values]) {
    let surpassed: BTreeSet<&SiteId> = left.clone().flat_map(|one| &one.surpassed).collect();
    let still: BTreeSet<&Head> = left.flat_map(|one| &one.heads).collect();
    for (site, ..) in &still {
        assert!(!surpassed.contains(site), "a branch of {site} was not given back");
    }
    for one in kept.into_iter().filter(|one| !still.contains(&one.head)) {
        for (text, spots) in one.values {
            there[one.village].entry(text).or_default().extend(spots);
        }
    }
}
