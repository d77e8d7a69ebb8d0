//! 涉及的记录: how many records of each kind entries touch, counted alike where a file is made and where it is looked at.

use std::collections::{BTreeMap, BTreeSet};

use domain::RecordId;
use journal::Entry;
use store::Store;

use super::KindCount;

/// The records that entries touch, by the number of their kind.
#[derive(Default)]
pub(super) struct Touched(BTreeMap<u16, BTreeSet<RecordId>>);

impl Touched {
    /// Adds the records of an entry. What withholds the values of an entry still names its records.
    pub(super) fn add(&mut self, entry: &Entry) {
        for change in &entry.changes {
            self.0.entry(change.kind).or_default().insert(change.id);
        }
    }

    /// How many there are of each kind.
    pub(super) fn counts(&self, store: &Store) -> Vec<KindCount> {
        counted(store, self.0.iter().map(|(kind, ids)| (*kind, ids.len() as u64)))
    }
}

/// Counts by kind, as answers show them; kinds that only a newer program knows are not named.
pub(super) fn counted(store: &Store, counts: impl IntoIterator<Item = (u16, u64)>) -> Vec<KindCount> {
    let named = |(number, count)| {
        let kind = store.registry().kind(number)?;
        Some(KindCount { kind: kind.name.to_owned(), label: kind.label.to_owned(), count })
    };
    counts.into_iter().filter_map(named).collect()
}
