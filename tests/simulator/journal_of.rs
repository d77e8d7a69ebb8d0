//! The journal of a workspace that nobody has open, read beside the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::Registry;
use domain::kinds::person;
use journal::{ChannelId, Hash, SiteId};
use store::{Held, Store};
use vault::{DataKey, KeyFile, Passphrase};

/// The database of a workspace's folder. The key is the same for all copies of a workspace.
pub fn store(home: &Path) -> Store {
    Store::open(&home.join("journal.db"), &key(home), Registry::standard()).unwrap()
}

fn key(home: &Path) -> DataKey {
    let keys = KeyFile::from_bytes(&std::fs::read(home.join("keys.json")).unwrap()).unwrap();
    keys.unlock(&Passphrase::new(scenarios::PASSPHRASE.to_owned())).unwrap()
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

/// Every name that was ever written in a channel. Each is written once, so that it stands for its write.
pub fn names(store: &Store, channel: ChannelId) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for held in entries(store, channel) {
        for (index, _, write) in held.entry.writes() {
            let of_person = held.entry.changes[index].kind == person::KIND.number;
            if let (true, Some(domain::Value::Text(name))) =
                (of_person && write.field == person::NAME.number, &write.value)
            {
                names.insert(name.clone());
            }
        }
    }
    names
}
