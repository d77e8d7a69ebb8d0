//! Taking an act back.
//!
//! Undo is an act like any other: it writes what stood before. It takes back only what nobody has changed since,
//! and lists the rest.

use std::collections::BTreeSet;

use domain::{DELETED, RecordId, Value};
use journal::{ActRef, Change, ChannelId, Dot, Entry, State, Write};

use crate::door::{Act, Tx};
use crate::{Error, Result, Store};

/// A field that an undo left alone, because it was changed since or settled a disagreement.
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
        let entries: Vec<Entry> = self.entries_of(undone)?.into_iter().map(|held| held.entry).collect();
        if entries.is_empty() {
            return Err(Error::NotFound { kind: "act" });
        }
        let dots: BTreeSet<Dot> = entries.iter().map(Entry::dot).collect();
        let mut left = Vec::new();
        let written = self.write(act, |tx| {
            for entry in &entries {
                for (index, change) in entry.changes.iter().enumerate() {
                    let writes = entry.writes().filter(|(of, _, _)| *of == index).map(|(_, _, write)| write);
                    let one = One { channel: entry.header.place.channel, change, dots: &dots };
                    one.undo(tx, writes.collect(), &mut left)?;
                }
            }
            Ok::<_, Error>(())
        })?;
        Ok(Undone { act: written.act, left })
    }
}

/// One record of the act.
struct One<'e> {
    channel: ChannelId,
    change: &'e Change,
    dots: &'e BTreeSet<Dot>,
}

impl One<'_> {
    fn undo(&self, tx: &mut Tx<'_>, writes: Vec<&Write>, left: &mut Vec<UndoneField>) -> Result<()> {
        let (kind, id) = (self.change.kind, self.change.id);
        let state = tx.state(self.channel, kind, id)?;
        let made = writes.iter().all(|write| write.replaces.is_empty() && write.field != DELETED.number);
        let untouched = state.dots().is_subset(self.dots);
        if made && untouched {
            return tx.delete(self.channel, kind, id);
        }
        for write in writes.into_iter().filter(|write| write.field != domain::REASON.number) {
            // A record that was made here and changed by someone since keeps standing whole.
            if made || !self.take_back(tx, &state, write)? {
                left.push(UndoneField { kind, id, field: write.field });
            }
        }
        Ok(())
    }

    /// Writes what stood before, if nothing was written since. False if it must be left.
    fn take_back(&self, tx: &mut Tx<'_>, state: &State, write: &Write) -> Result<bool> {
        let [only] = state.survivors(write.field, write.element.as_ref()) else { return Ok(false) };
        if !self.dots.contains(&only.dot) {
            return Ok(false);
        }
        let value = match write.replaces.as_slice() {
            [] => None,
            [before] => self.value_at(tx, *before, write)?,
            _ => return Ok(false),
        };
        let back =
            Write { field: write.field, element: write.element.clone(), value, replaces: vec![only.dot] };
        tx.write_register(self.channel, self.change.kind, self.change.id, back)?;
        Ok(true)
    }

    fn value_at(&self, tx: &Tx<'_>, dot: Dot, write: &Write) -> Result<Option<Value>> {
        let entry = tx.entry(self.channel, dot)?;
        let found = entry.writes().find(|(index, _, old)| {
            let change = &entry.changes[*index];
            (change.kind, change.id) == (self.change.kind, self.change.id)
                && (old.field, &old.element) == (write.field, &write.element)
        });
        Ok(found.and_then(|(_, _, old)| old.value.clone()))
    }
}
