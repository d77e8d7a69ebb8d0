//! What an act made and what others use by now: taken away, it would leave them pointing at nothing.
//!
//! A household with a visit since then stays; with it stay its residents, who are parts of it, and whomever and whatever
//! these refer to. What the undo itself takes away or takes back uses nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Facts, Field, Kind, Record, RecordId, Registry, rules};
use journal::{ChannelId, Entry, Visibility};

use super::{Key, Undo, changes, is_fresh};
use crate::Result;
use crate::door::Tx;

/// The fields by which records refer to others, by the kind that they refer to.
struct References(BTreeMap<u16, Vec<(&'static Kind, &'static Field)>>);

impl References {
    fn of(registry: &Registry) -> Self {
        let mut all: BTreeMap<u16, Vec<(&'static Kind, &'static Field)>> = BTreeMap::new();
        for kind in registry.kinds() {
            for field in kind.fields {
                if let Some(target) = field.refers_to().and_then(|name| registry.named(name)) {
                    all.entry(target.number).or_default().push((kind, field));
                }
            }
        }
        Self(all)
    }

    fn to(&self, kind: u16) -> &[(&'static Kind, &'static Field)] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// What the act made.
#[derive(Default)]
struct Made {
    /// What would go to the bin.
    going: BTreeSet<Key>,
    /// What was changed since and stays for that.
    staying: Vec<Key>,
}

impl Undo {
    /// What the act made and what must stay because something else refers to it.
    pub(super) fn still_used(&mut self, tx: &Tx<'_>, entries: &[Entry]) -> Result<BTreeSet<Key>> {
        let made = self.made_by(tx, entries)?;
        let Some(first) = entries.first() else { return Ok(BTreeSet::new()) };
        let references = References::of(tx.reader(first.header.place.channel)?.registry());
        let mut open = Vec::new();
        for key in &made.going {
            if self.is_used(tx, *key, &made.going, &references)? {
                open.push(*key);
            }
        }
        let mut used: BTreeSet<Key> = open.iter().copied().collect();
        open.extend(made.staying);
        while let Some(key) = open.pop() {
            for next in with_it(tx, key, &references)? {
                if made.going.contains(&next) && used.insert(next) {
                    open.push(next);
                }
            }
        }
        Ok(used)
    }

    fn made_by(&mut self, tx: &Tx<'_>, entries: &[Entry]) -> Result<Made> {
        let mut made = Made::default();
        for (channel, change, writes) in changes(entries) {
            if !tx.knows(change.kind) || !is_fresh(&writes) {
                continue;
            }
            let (state, key) =
                (tx.state(channel, change.kind, change.id)?, (channel, change.kind, change.id));
            if self.is_alone(channel, &state) {
                made.going.insert(key);
            } else if tx.visibility(channel, &state)? != Visibility::Deleted
                && self.made(tx, channel, change, &state)?
            {
                made.staying.push(key);
            }
        }
        Ok(made)
    }

    /// Whether a record that stays refers to this one, by a value that stays.
    fn is_used(
        &self,
        tx: &Tx<'_>,
        (channel, kind, id): Key,
        going: &BTreeSet<Key>,
        references: &References,
    ) -> Result<bool> {
        let reader = tx.reader(channel)?;
        for (by, field) in references.to(kind) {
            for user in reader.holding(by, **field, &id.into())? {
                if !going.contains(&(channel, by.number, user.id))
                    && !self.goes_back(tx, channel, &user, field, id)?
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a reference is one that the act wrote and nobody since, and so is taken back with it.
    fn goes_back(
        &self,
        tx: &Tx<'_>,
        channel: ChannelId,
        user: &Record,
        field: &Field,
        id: RecordId,
    ) -> Result<bool> {
        let state = tx.state(channel, user.kind.number, user.id)?;
        let value = id.into();
        let element = field.many.then_some(&value);
        Ok(matches!(state.survivors(field.number, element), [only] if self.is_mine(channel, only.dot)))
    }
}

/// What stays with a record: what it refers to, and its parts.
fn with_it(tx: &Tx<'_>, (channel, kind, id): Key, references: &References) -> Result<Vec<Key>> {
    let reader = tx.reader(channel)?;
    let Some(kind) = reader.registry().kind(kind) else { return Ok(Vec::new()) };
    let Some(record) = reader.record(kind, id)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for field in kind.fields {
        if let Some(to) = field.refers_to().and_then(|name| reader.registry().named(name)) {
            all.extend(record.ids_of(*field).into_iter().map(|id| (channel, to.number, id)));
        }
    }
    for (part, field) in references.to(kind.number) {
        if rules::part_of(part).is_some_and(|whole| whole.number == field.number) {
            let parts = reader.holding(part, **field, &id.into())?;
            all.extend(parts.iter().map(|one| (channel, part.number, one.id)));
        }
    }
    Ok(all)
}
