//! What a workspace holds, read out of its closed folder: rows, acts, entries, and the rows as CSV.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::DateTime;
use domain::{Put, Registry, Value};
use journal::{ChannelId, Entry, SiteId};
use scenarios::PASSPHRASE;
use store::{ChannelScope, Moment, Query, Store};
use vault::{DataKey, KeyFile, Passphrase};

use crate::raw::Row;

/// An act as it was written: when and what.
pub struct Act {
    pub moment: Moment,
    pub puts: Vec<Put>,
}

/// The keys of a workspace's folder.
pub fn keys(home: &Path) -> KeyFile {
    KeyFile::from_bytes(&std::fs::read(home.join("keys.json")).unwrap()).unwrap()
}

/// Opens the keys of a workspace's folder.
pub fn unlock(keys: &KeyFile) -> DataKey {
    keys.unlock(&Passphrase::new(PASSPHRASE.to_owned())).unwrap()
}

/// The database of a workspace that nobody has open.
pub fn open_store(home: &Path) -> Store {
    let key = unlock(&keys(home));
    Store::open(&home.join("journal.db"), &key, Registry::standard()).unwrap()
}

/// The channels of villages, in the order of their coming.
pub fn villages(store: &Store) -> Vec<ChannelId> {
    let all = store.channels().unwrap().into_iter();
    all.filter(|(_, scope)| *scope == ChannelScope::Village).map(|(channel, _)| channel).collect()
}

/// Every standing record of a channel, for the raw engine to keep under this number.
pub fn rows(store: &Store, channel: ChannelId, number: i64) -> Vec<Row> {
    let kinds = store.registry().kinds().iter();
    let found = kinds.flat_map(|kind| store.page(&Query::all(kind).within(channel)).unwrap().records);
    found.map(|(_, record)| Row { channel: number, words: store.search_words(&record), record }).collect()
}

/// Every entry of a channel, site by site.
pub fn entries(store: &Store, channel: ChannelId) -> Vec<Entry> {
    let mut all = Vec::new();
    for head in store.heads().unwrap().into_iter().filter(|head| head.channel == channel) {
        all.extend(entries_of(store, channel, head.site));
    }
    all
}

fn entries_of(store: &Store, channel: ChannelId, site: SiteId) -> Vec<Entry> {
    let mut all = Vec::new();
    loop {
        let some = store.entries(channel, site, all.len() as u64 + 1, 256).unwrap();
        if some.is_empty() {
            return all;
        }
        all.extend(some.into_iter().map(|held| held.entry));
    }
}

/// What was asked of the door, from what came of it.
pub fn acts(entries: &[Entry]) -> Vec<Act> {
    let registry = Registry::standard();
    let of = |entry: &Entry| Act {
        moment: Moment {
            wall: entry.header.wall,
            today: DateTime::from_timestamp_millis(entry.header.wall).unwrap().date_naive(),
        },
        puts: (0..entry.changes.len()).filter_map(|index| put(&registry, entry, index)).collect(),
    };
    entries.iter().map(of).collect()
}

fn put(registry: &Registry, entry: &Entry, index: usize) -> Option<Put> {
    let change = &entry.changes[index];
    let kind = registry.kind(change.kind)?;
    let mut values: BTreeMap<u16, Vec<Value>> = BTreeMap::new();
    for (_, write) in entry.writes_of(index) {
        let held = values.entry(write.field).or_default();
        match &write.element {
            Some(element) if write.value.is_some() => held.push(element.clone()),
            Some(_) => {}
            None => held.extend(write.value.clone()),
        }
    }
    let fields = kind.fields.iter();
    let set = fields.filter_map(|field| Some((*field, values.remove(&field.number)?))).collect();
    Some(Put { kind, id: change.id, set })
}

/// The rows as CSV with their ids, kind by kind.
pub fn csv(rows: &[Row]) -> Vec<u8> {
    let mut text = String::new();
    let mut last = 0;
    for row in rows {
        let record = &row.record;
        if record.kind.number != last {
            last = record.kind.number;
            text.push_str("id");
            record.kind.fields.iter().for_each(|field| text += &format!(",{}", field.name));
            text.push('\n');
        }
        text += &record.id.to_string();
        for field in record.kind.fields {
            let values: Vec<String> = record.all(*field).iter().map(cell).collect();
            text += &format!(",{}", values.join(";"));
        }
        text.push('\n');
    }
    text.into_bytes()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Bool(value) => i32::from(*value).to_string(),
        Value::Int(value) => value.to_string(),
        Value::Text(value) if value.contains([',', '"', '\n', ';']) => {
            format!("\"{}\"", value.replace('"', "\"\""))
        }
        Value::Text(value) => value.clone(),
        Value::Bytes(bytes) => domain::RecordId::from_slice(bytes).unwrap().to_string(),
    }
}

/// Copies a closed workspace or any folder of files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
