//! The pieces of an act that fit an entry each.

use std::collections::{BTreeMap, BTreeSet};

use domain::Value;
use journal::{Change, Dot, Hlc, MAX_CHANGES, Write};

use super::tx::{Key, Pending};

/// Enough to be few. So far below what an entry may hold because erasing one value of a group opens the others one by
/// one, each with its way to the root.
const BYTES: usize = 1 << 20;
/// The same of changes: what follows of itself still comes in.
const CHANGES: usize = MAX_CHANGES / 2;

/// The records of one entry to be.
pub(super) struct Chunk {
    pub(super) keys: BTreeSet<Key>,
    pub(super) dot: Dot,
    pub(super) hlc: Hlc,
}

/// The records in pieces; entry and stamp of the first are given.
pub(super) fn chunks(pending: &BTreeMap<Key, Pending>, channel: i64, first: Dot, stamp: Hlc) -> Vec<Chunk> {
    let mut all: Vec<Chunk> = Vec::new();
    let mut bytes = 0;
    for (key, one) in pending.iter().filter(|(key, _)| key.0 == channel) {
        bytes += weight(one);
        match all.last_mut() {
            Some(last) if last.keys.len() < CHANGES && bytes < BYTES => {
                last.keys.insert(*key);
            }
            _ => {
                bytes = weight(one);
                let n = all.len() as u64;
                let dot = Dot { seq: first.seq + n, ..first };
                all.push(Chunk { keys: BTreeSet::from([*key]), dot, hlc: Hlc(stamp.0 + n) });
            }
        }
    }
    all
}

/// What a record weighs in an entry, roughly, in bytes.
fn weight(pending: &Pending) -> usize {
    let value = |value: &Option<Value>| match value {
        Some(Value::Text(text)) => text.len() + 40,
        Some(Value::Bytes(bytes)) => bytes.len() + 40,
        _ => 40,
    };
    let writes = pending.writes.iter();
    let writes =
        writes.map(|((_, element), (new, replaces))| value(element) + value(new) + 12 * replaces.len());
    64 + 12 * pending.seen.len() + writes.sum::<usize>()
}

/// The change that an entry says of a record.
pub(super) fn change_of(key: Key, pending: &Pending) -> Change {
    let writes = pending.writes.iter().map(|((field, element), (value, replaces))| Write {
        field: *field,
        element: element.clone(),
        value: value.clone(),
        replaces: replaces.clone(),
    });
    Change { kind: key.1, id: key.2, writes: writes.collect(), seen: pending.seen.iter().copied().collect() }
}
