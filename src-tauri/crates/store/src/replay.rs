//! What the journal says of records, whatever the order in which its entries are met.

use std::collections::{BTreeMap, BTreeSet};

use domain::RecordId;
use journal::{Dot, Entry, RegisterKey, State, Write};

/// A record within a channel.
pub(crate) type RecordKey = (u16, RecordId);

/// Records in the making: the writes met so far, and the dots that any of them names.
#[derive(Default)]
pub(crate) struct Replay(BTreeMap<RecordKey, (State, BTreeSet<(RegisterKey, Dot)>)>);

impl Replay {
    /// Adds the visible writes of an applied entry to the records that are wanted.
    pub(crate) fn add(&mut self, entry: &Entry, wanted: impl Fn(RecordKey) -> bool) {
        for change in entry.changes.iter().filter(|change| wanted((change.kind, change.id))) {
            // A record is there even if nothing of it can be read.
            self.0.entry((change.kind, change.id)).or_default();
        }
        for (index, group, write) in entry.writes() {
            let change = &entry.changes[index];
            let Some((state, named)) = self.0.get_mut(&(change.kind, change.id)) else { continue };
            if !wanted((change.kind, change.id)) {
                continue;
            }
            let alone = Write { replaces: Vec::new(), ..write.clone() };
            state.apply(entry.dot(), group, &alone, &change.seen);
            let key = (write.field, write.element.clone());
            named.extend(write.replaces.iter().map(|dot| (key.clone(), *dot)));
        }
    }

    /// The states: the writes that no write names survive.
    pub(crate) fn states(self) -> impl Iterator<Item = (RecordKey, State)> {
        self.0.into_iter().map(|(key, (mut state, named))| {
            for (register, survivors) in &mut state.registers {
                survivors.0.retain(|one| !named.contains(&(register.clone(), one.dot)));
            }
            state.registers.retain(|_, survivors| !survivors.0.is_empty());
            (key, state)
        })
    }
}

/// The dots that an entry names in the wanted records.
pub(crate) fn names_in(entry: &Entry, wanted: impl Fn(RecordKey) -> bool) -> impl Iterator<Item = Dot> {
    let writes = entry.writes().filter(move |(index, _, _)| {
        let change = &entry.changes[*index];
        wanted((change.kind, change.id))
    });
    writes.flat_map(|(_, _, write)| write.replaces.iter().copied())
}
