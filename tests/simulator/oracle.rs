//! A merge of its own, slow and simple, written from the rules of the journal and not from the program's merge: of all
//! writes of a register those survive that no write names; the one with the greatest stamp and site stands; survivors
//! of different values disagree; a record is deleted if a deletion stands and those deletions saw every surviving
//! write.

use std::collections::{BTreeMap, BTreeSet};

use domain::{DELETED, RecordId, Value};
use journal::{ChannelId, Dot};
use store::{Fate, Store};

use crate::journal_of;

type Record = (u16, RecordId);
type Register = (u16, Option<Value>);

struct One {
    stamp: (u64, Dot),
    value: Option<Value>,
    seen: Vec<Dot>,
}

/// Compares every record of a channel with what its entries say.
pub fn compare(store: &Store, channel: ChannelId) {
    let mut writes: BTreeMap<Record, BTreeMap<Register, Vec<One>>> = BTreeMap::new();
    let mut named: BTreeSet<(Record, Register, Dot)> = BTreeSet::new();
    let erased = journal_of::erased(store, channel);
    for held in journal_of::entries(store, channel) {
        if held.fate != Fate::Applied {
            continue;
        }
        let entry = held.entry;
        for (index, _, write) in entry.writes() {
            let change = &entry.changes[index];
            let record = (change.kind, change.id);
            let gone = erased.takes((change.kind, change.id, write.field), entry.header.hlc.0);
            assert!(!gone, "erased and there: {write:?} of {record:?}");
            let register = (write.field, write.element.clone());
            named.extend(write.replaces.iter().map(|dot| (record, register.clone(), *dot)));
            let stamp = (entry.header.hlc.0, entry.dot());
            let one = One { stamp, value: write.value.clone(), seen: change.seen.clone() };
            writes.entry(record).or_default().entry(register).or_default().push(one);
        }
    }
    let disputed: BTreeSet<Record> = store
        .in_conflict(Some(channel))
        .unwrap()
        .into_iter()
        .map(|(_, kind, id)| (kind.number, id))
        .collect();
    for (record, mut registers) in writes {
        for (register, all) in &mut registers {
            all.retain(|one| !named.contains(&(record, register.clone(), one.stamp.1)));
            all.sort_by_key(|one| (one.stamp.0, one.stamp.1.site));
        }
        registers.retain(|_, all| !all.is_empty());
        let expected = state(&registers);
        let kind = store.registry().kind(record.0).unwrap();
        let found = store.reader(channel).unwrap().record_or_deleted(kind, record.1).unwrap().unwrap();
        let shown: BTreeMap<u16, Vec<Value>> = found.values.into_iter().collect();
        assert_eq!(shown, expected.values, "{} {}", kind.name, record.1);
        assert_eq!(found.deleted, expected.deleted, "{} {} deleted", kind.name, record.1);
        assert_eq!(disputed.contains(&record), expected.disputed, "{} {} disputed", kind.name, record.1);
    }
}

struct State {
    values: BTreeMap<u16, Vec<Value>>,
    deleted: bool,
    disputed: bool,
}

fn state(registers: &BTreeMap<Register, Vec<One>>) -> State {
    let mut state = State { values: BTreeMap::new(), deleted: false, disputed: false };
    for ((field, element), survivors) in registers {
        let values: BTreeSet<_> = survivors.iter().map(|one| one.value.clone()).collect();
        state.disputed |= values.len() > 1;
        let Some(standing) = survivors.last() else { continue };
        if *field == DELETED.number {
            continue;
        }
        match (element, &standing.value) {
            (Some(element), Some(Value::Bool(true))) => {
                state.values.entry(*field).or_default().push(element.clone())
            }
            (None, Some(value)) => state.values.entry(*field).or_default().push(value.clone()),
            _ => {}
        }
    }
    let deletions = registers.get(&(DELETED.number, None)).map_or(&[][..], Vec::as_slice);
    let deleted = Some(Value::Bool(true));
    if deletions.last().is_some_and(|one| one.value == deleted) {
        let saw: BTreeSet<Dot> = deletions
            .iter()
            .filter(|one| one.value == deleted)
            .flat_map(|one| one.seen.iter().copied().chain([one.stamp.1]))
            .collect();
        let others = registers.iter().filter(|((field, _), _)| *field != DELETED.number);
        let mut survivors = others.flat_map(|(_, all)| all);
        let unseen = survivors.any(|one| !saw.contains(&one.stamp.1));
        state.deleted = !unseen;
        state.disputed |= unseen;
    }
    state
}
