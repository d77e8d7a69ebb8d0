//! What the work within an act may ask for.

use std::collections::{BTreeMap, BTreeSet};

use domain::rules::Breach;
use domain::{DELETED, Field, Put, RecordId, Value};
use journal::{ChannelId, Dot, Entry, RegisterKey, State, Visibility, Write};

use super::{Act, Base};
use crate::facts::Reader;
use crate::fate::Fate;
use crate::row::Kept;
use crate::{Error, Result, Store};

/// A record: the number of its channel, its kind, its id.
pub(super) type Key = (i64, u16, RecordId);

/// What one record shall become.
pub(super) struct Pending {
    pub(super) before: Kept,
    /// The number of its row by now.
    pub(super) ix: Option<i64>,
    pub(super) writes: BTreeMap<RegisterKey, (Option<Value>, Vec<Dot>)>,
    /// For a deletion, every dot that it saw.
    pub(super) seen: BTreeSet<Dot>,
}

impl Pending {
    pub(super) fn new(before: Kept) -> Self {
        Self { ix: before.ix, before, writes: BTreeMap::new(), seen: BTreeSet::new() }
    }

    fn is_deleted(&self, store: &Store, channel: i64) -> Result<bool> {
        let stamps = store.stamps(channel, &self.before.state)?;
        Ok(self.before.state.visibility(|dot| stamps.of(dot)) == Visibility::Deleted)
    }

    /// Whether the record is neither kept nor about to be.
    fn is_nothing(&self) -> bool {
        self.before.ix.is_none() && self.writes.is_empty()
    }
}

/// An open act.
pub struct Tx<'s> {
    pub(super) store: &'s Store,
    pub(super) act: Act,
    pub(super) pending: BTreeMap<Key, Pending>,
}

impl<'s> Tx<'s> {
    pub(super) fn new(store: &'s Store, act: Act) -> Self {
        Self { store, act, pending: BTreeMap::new() }
    }

    /// The records of a channel as they stood before this act.
    pub fn reader(&self, channel: ChannelId) -> Result<Reader<'_>> {
        self.store.reader(channel)
    }

    /// The state of a record before this act.
    pub(crate) fn state(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<State> {
        self.store.state(channel, kind, id)
    }

    /// An applied entry, if it is here.
    pub(crate) fn entry(&self, channel: ChannelId, dot: Dot) -> Result<Option<Entry>> {
        let held = self.store.held(channel, dot)?.filter(|held| held.fate == Fate::Applied);
        Ok(held.map(|held| held.entry))
    }

    /// Whether a record in this state is shown.
    pub(crate) fn visibility(&self, channel: ChannelId, state: &State) -> Result<Visibility> {
        let stamps = self.store.stamps(self.store.names.channel_ix(channel)?, state)?;
        Ok(state.visibility(|dot| stamps.of(dot)))
    }

    /// Whether this program knows the kind.
    pub(crate) fn knows(&self, kind: u16) -> bool {
        self.store.tables.get(kind).is_some()
    }

    /// Whether this program knows the field.
    pub(crate) fn knows_field(&self, kind: u16, field: u16) -> bool {
        self.store.tables.get(kind).is_some_and(|table| table.kind.field(field).is_some())
    }

    /// Asks for fields to be set. A value that stands already is not written again. With a `base`, a value that the
    /// form was loaded with counts as unchanged, and the writes replace what it was loaded with; without one, whatever
    /// stands now. A deleted record must be restored first, unless the form was loaded before the deletion was known.
    pub fn put(&mut self, channel: ChannelId, put: &Put, base: Option<&Base>) -> Result<()> {
        let key = self.key(channel, put.kind.number, put.id)?;
        if self.store.tables.get(put.kind.number).is_none() {
            return Err(Error::missing(put.kind));
        }
        self.check_there(key, put, base)?;
        let pending = self.pending(key)?;
        for (field, values) in &put.set {
            if !field.many && values.len() > 1 {
                return Err(Breach::of("value_type", put.kind).at(field).into());
            }
            // The last word of an act counts.
            pending.writes.retain(|(number, _), _| *number != field.number);
            let now = &pending.before.state;
            let seen = base.map_or(now, |base| &base.0);
            for (element, value) in wanted(seen, field, values) {
                let says = |state| says_already(state, field.number, element.as_ref(), value.as_ref());
                if says(now) || (base.is_some() && says(seen)) {
                    continue;
                }
                let replaces = seen.dots_of(field.number, element.as_ref());
                pending.writes.insert((field.number, element), (value, replaces));
            }
        }
        Ok(())
    }

    fn check_there(&mut self, (channel, kind, id): Key, put: &Put, base: Option<&Base>) -> Result<()> {
        let store = self.store;
        let pending = self.pending((channel, kind, id))?;
        let restored = pending.writes.get(&(DELETED.number, None)).is_some_and(|(value, _)| value.is_none());
        if restored || !pending.is_deleted(store, channel)? {
            return Ok(());
        }
        let deletions = |state: &State| state.dots_of(DELETED.number, None);
        match base {
            Some(base) if deletions(&base.0) != deletions(&pending.before.state) => Ok(()),
            _ => Err(Error::missing(put.kind)),
        }
    }

    /// Asks for a record to be deleted. The deletion names every dot seen, so that a later foreign edit shows.
    pub fn delete(&mut self, channel: ChannelId, kind: u16, id: RecordId) -> Result<()> {
        let (store, key) = (self.store, self.key(channel, kind, id)?);
        let missing = self.missing(kind);
        let pending = self.pending(key)?;
        if pending.is_nothing() {
            return Err(missing);
        }
        let gone = pending.is_deleted(store, key.0)?;
        pending.writes.remove(&(DELETED.number, None));
        if gone && pending.writes.is_empty() {
            return Ok(());
        }
        let replaces = pending.before.state.dots_of(DELETED.number, None);
        pending.seen = pending.before.state.dots();
        pending.writes.insert((DELETED.number, None), (Some(Value::Bool(true)), replaces));
        Ok(())
    }

    /// Asks for a deleted record to be there again.
    pub fn restore(&mut self, channel: ChannelId, kind: u16, id: RecordId) -> Result<()> {
        let key = self.key(channel, kind, id)?;
        let missing = self.missing(kind);
        let pending = self.pending(key)?;
        if pending.is_nothing() {
            return Err(missing);
        }
        pending.seen.clear();
        pending.writes.remove(&(DELETED.number, None));
        let deletions = pending.before.state.survivors(DELETED.number, None);
        if deletions.iter().any(|one| one.value.is_some()) {
            let replaces = deletions.iter().map(|one| one.dot).collect();
            pending.writes.insert((DELETED.number, None), (None, replaces));
        }
        Ok(())
    }

    /// Asks for a disagreement to be settled: the field, or the presence of one `element` of a field that holds several,
    /// is written in place of all that survive, even if the value stands already.
    pub fn settle(
        &mut self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        (field, element): (u16, Option<Value>),
        value: Option<Value>,
    ) -> Result<()> {
        let replaces = self.state(channel, kind, id)?.dots_of(field, element.as_ref());
        self.write_register(channel, kind, id, Write { field, element, value, replaces })
    }

    /// Asks for what others refused to be written once more: in place of all that was ever written there, since with
    /// them a refused write has replaced nothing.
    pub fn write_anew(
        &mut self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        (field, element): (u16, Option<Value>),
        value: Option<Value>,
    ) -> Result<()> {
        let mut replaces = self.state(channel, kind, id)?.dots_of(field, element.as_ref());
        let history = self.store.register_history(channel, kind, id, field, element.as_ref())?;
        replaces.extend(history.iter().map(|(held, _)| held.entry.dot()));
        replaces.sort_unstable();
        replaces.dedup();
        self.write_register(channel, kind, id, Write { field, element, value, replaces })
    }

    /// Asks for one register to be written exactly so; for undo.
    pub(crate) fn write_register(
        &mut self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        write: Write,
    ) -> Result<()> {
        let key = self.key(channel, kind, id)?;
        self.pending(key)?.writes.insert((write.field, write.element), (write.value, write.replaces));
        Ok(())
    }

    fn missing(&self, kind: u16) -> Error {
        Error::NotFound { kind: self.store.tables.get(kind).map_or("kind", |table| table.kind.name) }
    }

    fn key(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<Key> {
        Ok((self.store.names.channel_ix(channel)?, kind, id))
    }

    pub(super) fn pending(&mut self, key: Key) -> Result<&mut Pending> {
        match self.pending.entry(key) {
            std::collections::btree_map::Entry::Occupied(found) => Ok(found.into_mut()),
            std::collections::btree_map::Entry::Vacant(free) => {
                let before = self.store.kept(key.0, key.1, key.2)?;
                Ok(free.insert(Pending::new(before)))
            }
        }
    }
}

/// The registers that setting a field writes, with their new values: for a field that holds several, those that
/// appear and those that go.
fn wanted(state: &State, field: &Field, values: &[Value]) -> Vec<(Option<Value>, Option<Value>)> {
    if !field.many {
        return vec![(None, values.first().cloned())];
    }
    let known =
        state.registers.keys().filter(|(number, element)| *number == field.number && element.is_some());
    let mut all: BTreeMap<Option<Value>, Option<Value>> =
        known.map(|(_, element)| (element.clone(), None)).collect();
    all.extend(values.iter().map(|value| (Some(value.clone()), Some(Value::Bool(true)))));
    all.into_iter().collect()
}

/// Whether a register holds exactly this value, undisputed.
fn says_already(state: &State, field: u16, element: Option<&Value>, value: Option<&Value>) -> bool {
    match state.survivors(field, element) {
        [] => value.is_none(),
        [only] => only.value.as_ref() == value,
        _ => false,
    }
}
