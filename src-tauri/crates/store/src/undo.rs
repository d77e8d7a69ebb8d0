//! Taking an act back.
//!
//! Undo is an act like any other: it writes what stood before. It takes back only what nobody has changed since and
//! nobody has used since, and lists the rest.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use domain::{DELETED, REASON, RecordId, Value};
use journal::{ActRef, Change, ChannelId, Dot, Entry, State, Visibility, Write};

use crate::acts::write_to;
use crate::door::{Act, Tx};
use crate::fate::Fate;
use crate::{Error, Result, Store};

mod used;

/// A record: its channel, its kind, its id.
type Key = (ChannelId, u16, RecordId);

/// A field that an undo left alone, because it was changed since or settled a disagreement; or with [`DELETED`] a whole
/// record that the act made, because something else refers to it by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneField {
    /// The kind of the record.
    pub kind: u16,
    /// The record.
    pub id: RecordId,
    /// The field.
    pub field: u16,
}

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// The act that takes back; `None` if there was nothing left to take back.
    pub act: Option<ActRef>,
    /// What was left alone.
    pub left: Vec<UndoneField>,
}

impl Store {
    /// Takes back the act `undone`. `act` must name it in `undoes`.
    pub fn undo(&mut self, undone: ActRef, act: Act) -> Result<Undone> {
        let held = self.entries_of(undone)?.into_iter().filter(|held| held.fate == Fate::Applied);
        let entries: Vec<Entry> = held.map(|held| held.entry).collect();
        if entries.is_empty() {
            return Err(Error::NotFound { kind: "act" });
        }
        let dots: BTreeSet<(ChannelId, Dot)> =
            entries.iter().map(|entry| (entry.header.place.channel, entry.dot())).collect();
        let mut undo = Undo { dots, read: HashMap::new(), used: BTreeSet::new(), left: Vec::new() };
        let written = self.write(act, |tx| {
            undo.used = undo.still_used(tx, &entries)?;
            for (channel, change, writes) in changes(&entries) {
                undo.record(tx, channel, change, &writes)?;
            }
            Ok::<_, Error>(())
        })?;
        undo.left.dedup();
        Ok(Undone { act: written.act, left: undo.left })
    }
}

/// The changes of an act with what each wrote. The reason for the act goes with it; the undo has its own.
fn changes(entries: &[Entry]) -> impl Iterator<Item = (ChannelId, &Change, Vec<&Write>)> {
    entries.iter().flat_map(|entry| {
        entry.changes.iter().enumerate().map(|(index, change)| {
            let writes = entry.writes_of(index).map(|(_, write)| write);
            let writes = writes.filter(|write| write.field != REASON.number).collect();
            (entry.header.place.channel, change, writes)
        })
    })
}

/// Whether a change may have made its record: it replaced nothing.
fn is_fresh(writes: &[&Write]) -> bool {
    !writes.is_empty()
        && writes.iter().all(|write| write.replaces.is_empty() && write.field != DELETED.number)
}

/// An undo in progress.
struct Undo {
    /// The entries of the act.
    dots: BTreeSet<(ChannelId, Dot)>,
    /// Entries read for what they said of records before.
    read: HashMap<(ChannelId, Dot), Option<Rc<Entry>>>,
    /// What the act made and others use by now.
    used: BTreeSet<Key>,
    left: Vec<UndoneField>,
}

impl Undo {
    fn record(
        &mut self,
        tx: &mut Tx<'_>,
        channel: ChannelId,
        change: &Change,
        writes: &[&Write],
    ) -> Result<()> {
        let (kind, id) = (change.kind, change.id);
        if writes.is_empty() {
            return Ok(());
        }
        let state = tx.state(channel, kind, id)?;
        let fresh = is_fresh(writes);
        if tx.knows(kind) && fresh && self.is_alone(channel, &state) {
            if self.used.contains(&(channel, kind, id)) {
                self.left.push(UndoneField { kind, id, field: DELETED.number });
                return Ok(());
            }
            return tx.delete(channel, kind, id);
        }
        // What this program does not know it cannot write back: not even the group of a field is certain. A record
        // that was made by the act and changed by someone since keeps standing whole; in the bin it is gone already.
        let made = tx.knows(kind) && fresh && self.made(tx, channel, change, &state)?;
        if made && tx.visibility(channel, &state)? == Visibility::Deleted {
            return Ok(());
        }
        if !tx.knows(kind) || made {
            self.left.extend(writes.iter().map(|write| UndoneField { kind, id, field: write.field }));
            return Ok(());
        }
        let gone = self.deleted_since(tx, channel, &state)?;
        for write in writes {
            if gone || !self.take_back(tx, channel, change, &state, write)? {
                self.left.push(UndoneField { kind, id, field: write.field });
            }
        }
        Ok(())
    }

    /// Whether nothing but the act wrote to a record.
    fn is_alone(&self, channel: ChannelId, state: &State) -> bool {
        state.dots().iter().all(|dot| self.is_mine(channel, *dot))
    }

    fn is_mine(&self, channel: ChannelId, dot: Dot) -> bool {
        self.dots.contains(&(channel, dot))
    }

    /// Whether the act made the record: nothing was written to it before.
    fn made(&mut self, tx: &Tx<'_>, channel: ChannelId, change: &Change, state: &State) -> Result<bool> {
        let mut open: Vec<Dot> = state.dots().into_iter().collect();
        let mut met = BTreeSet::new();
        let mut oldest = None;
        while let Some(dot) = open.pop() {
            if !met.insert(dot) {
                continue;
            }
            let Some(entry) = self.entry(tx, channel, dot)? else { continue };
            let stamp = Some((entry.header.hlc, dot.site, dot));
            oldest = if oldest.is_none() { stamp } else { oldest.min(stamp) };
            let place =
                entry.changes.binary_search_by_key(&(change.kind, change.id), |one| (one.kind, one.id));
            if let Ok(index) = place {
                open.extend(entry.writes_of(index).flat_map(|(_, write)| write.replaces.iter().copied()));
            }
        }
        Ok(oldest.is_some_and(|(_, _, dot)| self.is_mine(channel, dot)))
    }

    /// Whether the record was deleted by another act.
    fn deleted_since(&self, tx: &Tx<'_>, channel: ChannelId, state: &State) -> Result<bool> {
        let deletions = state.dots_of(DELETED.number, None);
        Ok(tx.visibility(channel, state)? == Visibility::Deleted
            && !deletions.iter().all(|dot| self.is_mine(channel, *dot)))
    }

    /// Writes what stood before, if nothing was written since. False if it must be left.
    fn take_back(
        &mut self,
        tx: &mut Tx<'_>,
        channel: ChannelId,
        change: &Change,
        state: &State,
        write: &Write,
    ) -> Result<bool> {
        let (kind, id) = (change.kind, change.id);
        let [only] = state.survivors(write.field, write.element.as_ref()) else { return Ok(false) };
        if !self.is_mine(channel, only.dot) || !tx.knows_field(kind, write.field) {
            return Ok(false);
        }
        let Some(value) = self.value_before(tx, channel, change, write)? else { return Ok(false) };
        if write.field == DELETED.number && value.is_some() {
            tx.delete(channel, kind, id)?;
            return Ok(true);
        }
        let back =
            Write { field: write.field, element: write.element.clone(), value, replaces: vec![only.dot] };
        tx.write_register(channel, kind, id, back)?;
        Ok(true)
    }

    /// What stood before a write; `None` if that cannot be told, or was in dispute.
    fn value_before(
        &mut self,
        tx: &Tx<'_>,
        channel: ChannelId,
        change: &Change,
        write: &Write,
    ) -> Result<Option<Option<Value>>> {
        let mut before: Option<Option<Value>> = None;
        for dot in &write.replaces {
            let Some(entry) = self.entry(tx, channel, *dot)? else { return Ok(None) };
            let old = write_to(&entry, change.kind, change.id, write.field, write.element.as_ref());
            let Some(old) = old else { return Ok(None) };
            if before.as_ref().is_some_and(|before| *before != old.value) {
                return Ok(None);
            }
            before = Some(old.value.clone());
        }
        Ok(Some(before.flatten()))
    }

    /// An applied entry. An act may concern thousands of records that were written by one entry before.
    fn entry(&mut self, tx: &Tx<'_>, channel: ChannelId, dot: Dot) -> Result<Option<Rc<Entry>>> {
        if let Some(known) = self.read.get(&(channel, dot)) {
            return Ok(known.clone());
        }
        let entry = tx.entry(channel, dot)?.map(Rc::new);
        self.read.insert((channel, dot), entry.clone());
        Ok(entry)
    }
}
