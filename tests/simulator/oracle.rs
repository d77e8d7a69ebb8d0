//! A merge of its own, slow and simple, written from the rules of the journal and not from the program's merge: an entry
//! applies once the one before it in its chain and all that it names do, but for what only a branch held that gave way to
//! another; of all writes of a register those survive that no write names; the one with the greatest stamp and site stands; survivors of different values disagree; a record is
//! deleted if a deletion stands and those deletions saw every surviving write.

use std::collections::{BTreeMap, BTreeSet};

use domain::disclosure::Policy;
use domain::{DELETED, RecordId, Value};
use journal::{ChannelId, Digest, Dot, Entry, Register as Kept, SiteId, Survivor};
use store::{Fate, Held, Store};

use crate::journal_of::{self, Erased};

type Record = (u16, RecordId);
type Register = (u16, Option<Value>);
type Records = BTreeMap<Record, BTreeMap<Register, Vec<One>>>;

struct One {
    stamp: (u64, Dot),
    value: Option<Value>,
    group: u8,
    seen: Vec<Dot>,
}

/// Compares what is applied of a channel, every record of it and its digest with what its entries say.
pub fn compare(store: &Store, channel: ChannelId) {
    let applied = applied(journal_of::entries(store, channel), &given_way(store, channel));
    let records = survivors(&applied, &journal_of::erased(store, channel));
    compare_shown(store, channel, &records);
    let everything = store.shared_digest(channel, Policy::everything()).unwrap();
    assert_eq!(digest(channel, &records), everything, "the digest, and so what survives in some register");
}

/// How far the branches of each chain went that gave way.
fn given_way(store: &Store, channel: ChannelId) -> BTreeMap<SiteId, u64> {
    let mut all = BTreeMap::new();
    for (site, seq, _) in store.branches(channel).unwrap() {
        let last = all.entry(site).or_insert(seq);
        *last = seq.max(*last);
    }
    all
}

/// The entries that apply, by the rules; the program must say the same of each. When everything was delivered and nobody
/// cheated, that is all of them.
fn applied(entries: Vec<Held>, given_way: &BTreeMap<SiteId, u64>) -> Vec<Entry> {
    let mut last: BTreeMap<SiteId, u64> = BTreeMap::new();
    for dot in entries.iter().map(|held| held.entry.dot()) {
        last.entry(dot.site).and_modify(|last| *last = dot.seq.max(*last)).or_insert(dot.seq);
    }
    let never_comes = |dot: Dot| {
        let within = given_way.get(&dot.site).is_some_and(|given| dot.seq <= *given);
        within && last.get(&dot.site).is_none_or(|last| dot.seq > *last)
    };
    let mut applied: BTreeMap<SiteId, u64> = BTreeMap::new();
    let (mut waiting, mut done) = (entries, Vec::new());
    loop {
        let before = done.len();
        let mut later = Vec::new();
        for held in waiting {
            let (dot, count) = (held.entry.dot(), |site| applied.get(&site).copied().unwrap_or(0));
            let follows = dot.seq == count(dot.site) + 1;
            let comes = |named: Dot| named.seq <= count(named.site) || never_comes(named);
            if follows && held.entry.named_dots().all(comes) {
                assert_eq!(held.fate, Fate::Applied, "what applies, by the rules: {dot:?}");
                applied.insert(dot.site, dot.seq);
                done.push(held.entry);
            } else {
                later.push(held);
            }
        }
        if done.len() == before {
            assert!(later.is_empty(), "these name what nobody holds: {:?}", dots(&later));
            return done;
        }
        waiting = later;
    }
}

fn dots(entries: &[Held]) -> Vec<Dot> {
    entries.iter().map(|held| held.entry.dot()).collect()
}

/// The writes of each register that no write names, the one that stands last.
fn survivors(entries: &[Entry], erased: &Erased) -> Records {
    let mut records = Records::new();
    let mut named: BTreeSet<(Record, Register, Dot)> = BTreeSet::new();
    for entry in entries {
        for (index, group, write) in entry.writes() {
            let change = &entry.changes[index];
            let record = (change.kind, change.id);
            let gone = erased.takes((change.kind, change.id, write.field), entry.header.hlc.0);
            assert!(!gone, "erased and there: {write:?} of {record:?}");
            let register = (write.field, write.element.clone());
            named.extend(write.replaces.iter().map(|dot| (record, register.clone(), *dot)));
            let stamp = (entry.header.hlc.0, entry.dot());
            let one = One { stamp, value: write.value.clone(), group, seen: change.seen.clone() };
            records.entry(record).or_default().entry(register).or_default().push(one);
        }
    }
    for (record, registers) in &mut records {
        for (register, all) in &mut *registers {
            all.retain(|one| !named.contains(&(*record, register.clone(), one.stamp.1)));
            all.sort_by_key(|one| (one.stamp.0, one.stamp.1.site));
        }
        registers.retain(|_, all| !all.is_empty());
    }
    records
}

fn compare_shown(store: &Store, channel: ChannelId, records: &Records) {
    let conflicts = store.in_conflict(Some(channel)).unwrap().into_iter();
    let disputed: BTreeSet<Record> = conflicts.map(|(_, kind, id)| (kind.number, id)).collect();
    for (record, registers) in records {
        let expected = state(registers);
        let kind = store.registry().kind(record.0).unwrap();
        let found = store.reader(channel).unwrap().record_or_deleted(kind, record.1).unwrap().unwrap();
        let shown: BTreeMap<u16, Vec<Value>> = found.values.into_iter().collect();
        assert_eq!(shown, expected.values, "{} {}", kind.name, record.1);
        assert_eq!(found.deleted, expected.deleted, "{} {} deleted", kind.name, record.1);
        assert_eq!(disputed.contains(record), expected.disputed, "{} {} disputed", kind.name, record.1);
    }
}

/// The digest of the records, made from what survives here. Only how a digest is written down is the program's.
fn digest(channel: ChannelId, records: &Records) -> journal::Hash {
    let mut digest = Digest::default();
    for ((kind, id), registers) in records {
        let mut state = journal::State::default();
        for (register, all) in registers {
            let one = |one: &One| Survivor {
                dot: one.stamp.1,
                value: one.value.clone(),
                group: one.group,
                seen: one.seen.clone(),
            };
            let mut kept: Vec<Survivor> = all.iter().map(one).collect();
            kept.sort_by_key(|one| one.dot);
            state.registers.insert(register.clone(), Kept(kept));
        }
        digest.add(channel, *kind, *id, &state, |_, _| true).unwrap();
    }
    digest.finish()
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
