//! What the writes of one record mean together.
//!
//! The state is a function of the set of applied writes. Since an entry applies only after every dot it names has
//! been decided, one rule suffices: a write removes the survivors it replaces and survives itself.

use std::collections::{BTreeMap, BTreeSet};

use domain::{DELETED, Value};

use crate::{Dot, Hlc, Write};

/// A field, and for a field that holds several values the one whose presence is meant.
pub type RegisterKey = (u16, Option<Value>);

/// A write that no applied write replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The entry that made it.
    pub dot: Dot,
    /// The value; `None` is unset.
    pub value: Option<Value>,
    /// The disclosure group it came in.
    pub group: u8,
    /// For a deletion, the dots of the record that it saw, ascending.
    pub seen: Vec<Dot>,
}

/// One field or element: its survivors by dot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register(pub Vec<Survivor>);

impl Register {
    /// The survivor that stands: the one with the greatest `(hlc, site)`.
    pub fn standing(&self, hlc: impl Fn(Dot) -> Hlc) -> Option<&Survivor> {
        match self.0.as_slice() {
            [one] => Some(one),
            several => several.iter().max_by_key(|one| (hlc(one.dot), one.dot.site)),
        }
    }

    /// Whether survivors disagree.
    pub fn in_conflict(&self) -> bool {
        self.0.windows(2).any(|pair| pair[0].value != pair[1].value)
    }

    fn apply(&mut self, new: Survivor, replaces: &[Dot]) {
        self.0.retain(|old| !replaces.contains(&old.dot) && old.dot != new.dot);
        let place = self.0.partition_point(|old| old.dot < new.dot);
        self.0.insert(place, new);
    }
}

/// Whether a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It is there.
    Shown,
    /// It is deleted.
    Deleted,
    /// It was deleted by someone who had not seen a later change: it is shown, as a conflict.
    DeletedUnseen,
}

/// The registers of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// By field and element.
    pub registers: BTreeMap<RegisterKey, Register>,
}

impl State {
    /// Applies one write of the entry `dot`, which came in `group`; `seen` are the dots that its change saw.
    pub fn apply(&mut self, dot: Dot, group: u8, write: &Write, seen: &[Dot]) {
        let deletion = write.field == DELETED.number && write.value == Some(Value::Bool(true));
        let mut seen = if deletion { seen.to_vec() } else { Vec::new() };
        // Entries write dots their own site first, which would tell two readers apart that say the same.
        seen.sort_unstable();
        let survivor = Survivor { dot, value: write.value.clone(), group, seen };
        let key = (write.field, write.element.clone());
        self.registers.entry(key).or_default().apply(survivor, &write.replaces);
    }

    /// The survivors of a register.
    pub fn survivors(&self, field: u16, element: Option<&Value>) -> &[Survivor] {
        self.registers.get(&(field, element.cloned())).map_or(&[], |register| &register.0)
    }

    /// The dots of a register's survivors: what a write that settles it replaces.
    pub fn dots_of(&self, field: u16, element: Option<&Value>) -> Vec<Dot> {
        self.survivors(field, element).iter().map(|one| one.dot).collect()
    }

    /// Every dot of the record: what a deletion sees.
    pub fn dots(&self) -> BTreeSet<Dot> {
        self.registers.values().flat_map(|register| register.0.iter().map(|one| one.dot)).collect()
    }

    /// The value that stands in a plain field.
    pub fn value(&self, field: u16, hlc: impl Fn(Dot) -> Hlc) -> Option<&Value> {
        self.registers.get(&(field, None))?.standing(hlc)?.value.as_ref()
    }

    /// Whether the record is shown.
    pub fn visibility(&self, hlc: impl Fn(Dot) -> Hlc) -> Visibility {
        let Some(register) = self.registers.get(&(DELETED.number, None)) else {
            return Visibility::Shown;
        };
        let standing = register.standing(hlc).and_then(|one| one.value.as_ref());
        if standing != Some(&Value::Bool(true)) {
            return Visibility::Shown;
        }
        let deletions = register.0.iter().filter(|one| one.value == Some(Value::Bool(true)));
        let known: BTreeSet<Dot> =
            deletions.flat_map(|one| one.seen.iter().copied().chain([one.dot])).collect();
        let fields = self.registers.iter().filter(|((field, _), _)| *field != DELETED.number);
        let mut survivors = fields.flat_map(|(_, register)| &register.0);
        if survivors.all(|one| known.contains(&one.dot)) {
            Visibility::Deleted
        } else {
            Visibility::DeletedUnseen
        }
    }

    /// How many registers are in conflict, an unseen deletion included.
    pub fn conflicts(&self, hlc: impl Fn(Dot) -> Hlc) -> usize {
        let registers = self.registers.values().filter(|register| register.in_conflict()).count();
        registers + usize::from(self.visibility(hlc) == Visibility::DeletedUnseen)
    }
}

#[cfg(test)]
mod tests;
