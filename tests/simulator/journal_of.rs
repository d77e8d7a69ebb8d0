//! The journal of a workspace that nobody has open, read beside the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::RecordId;
use domain::kinds::erasure;
use journal::{ChannelId, Entry, Hash, SiteId};
use rusqlite::{Connection, OpenFlags};
use store::{Held, Store};
use vault::{DataKey, KeyFile, Passphrase};

use crate::declared;

/// The database of a workspace's folder, for a program that knows so much. The key is the same for all copies of a
/// workspace.
pub fn store(home: &Path, knows: u8) -> Store {
    Store::open(&home.join("journal.db"), &key(home), declared::registry(knows)).unwrap()
}

/// The key of a workspace's database.
pub fn key(home: &Path) -> DataKey {
    let keys = KeyFile::from_bytes(&std::fs::read(home.join("keys.json")).unwrap()).unwrap();
    keys.unlock(&Passphrase::new(scenarios::PASSPHRASE.to_owned())).unwrap()
}

/// Reads a database beside the program that has it open.
pub fn reader(home: &Path, key: &str) -> Connection {
    let path = home.join("journal.db");
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    reader.execute_batch(&format!("pragma key = \"x'{key}'\"")).unwrap();
    reader
}

/// How many entries a database holds.
pub fn held(reader: &Connection) -> u64 {
    let mut count = reader.prepare_cached("select count(*) from entry").unwrap();
    count.query_row([], |row| row.get::<_, i64>(0)).unwrap() as u64
}

/// Every entry of a channel that is held without a gap, chain by chain.
pub fn entries(store: &Store, channel: ChannelId) -> Vec<Held> {
    let heads = store.heads().unwrap().into_iter().filter(|head| head.channel == channel);
    heads.flat_map(|head| store.entries(channel, head.site, 1, usize::MAX).unwrap()).collect()
}

/// The heads of a channel's chains.
pub fn heads(store: &Store, channel: ChannelId) -> BTreeMap<SiteId, (u64, Hash)> {
    let heads = store.heads().unwrap().into_iter().filter(|head| head.channel == channel);
    heads.map(|head| (head.site, (head.seq, head.hash))).collect()
}

/// Where a value stands: the kind, the record, the field.
pub type Spot = (u16, RecordId, u16);

/// The texts of a channel that a history wrote, each with where and at which stamps.
pub fn values(
    store: &Store,
    channel: ChannelId,
    written: &BTreeSet<String>,
) -> BTreeMap<String, BTreeSet<(Spot, u64)>> {
    let held: Vec<Entry> = entries(store, channel).into_iter().map(|held| held.entry).collect();
    values_in(&held, written)
}

/// The same of entries.
pub fn values_in(entries: &[Entry], written: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<(Spot, u64)>> {
    let mut values: BTreeMap<String, BTreeSet<(Spot, u64)>> = BTreeMap::new();
    for entry in entries {
        for (index, _, write) in entry.writes() {
            let change = &entry.changes[index];
            if let Some(domain::Value::Text(text)) = &write.value
                && written.contains(text)
            {
                let spot = (change.kind, change.id, write.field);
                values.entry(text.clone()).or_default().insert((spot, entry.header.hlc.0));
            }
        }
    }
    values
}

/// What was erased: up to which stamp, by where. Read from the entries, not from the tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Erased(BTreeSet<(Spot, u64)>);

impl Erased {
    /// Whether a value of this stamp must be gone.
    pub fn takes(&self, spot: Spot, stamp: u64) -> bool {
        self.0.iter().any(|(erased, until)| *erased == spot && stamp <= *until)
    }

    /// Whether anything was erased there.
    pub fn is_about(&self, spot: Spot) -> bool {
        self.0.iter().any(|(erased, _)| *erased == spot)
    }
}

/// What the erasures in a channel say, all of which apply in the end. Each is written once and never changed.
pub fn erased(store: &Store, channel: ChannelId) -> Erased {
    use domain::Value::{Int, Text};
    let mut all = Erased::default();
    for held in entries(store, channel) {
        for change in held.entry.changes.iter().filter(|one| one.kind == erasure::KIND.number) {
            let of = |field: domain::Field| {
                let mut writes = change.writes.iter().filter(move |one| one.field == field.number);
                writes.next().and_then(|one| one.value.clone())
            };
            let about = (of(erasure::SUBJECT_KIND), of(erasure::SUBJECT), of(erasure::UNTIL));
            let (Some(Int(kind)), Some(Text(id)), Some(Int(until))) = about else { continue };
            for write in change.writes.iter().filter(|one| one.field == erasure::FIELDS.number) {
                if let Some(Int(field)) = write.element {
                    all.0.insert(((kind as u16, id.parse().unwrap(), field as u16), until as u64));
                }
            }
        }
    }
    all
}
