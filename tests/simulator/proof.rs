//! What must be true once everything was delivered.

use std::collections::{BTreeMap, BTreeSet};

use exchange::Own;
use serde_json::json;
use store::Store;

use crate::computer::Computer;
use crate::journal_of::{self, Erased, Spot};
use crate::prepared::Seals;
use crate::world::World;
use crate::{declared, letter, oracle};

/// Values with where they stand and at which stamps.
pub type Values = BTreeMap<String, BTreeSet<(Spot, u64)>>;

const VILLAGE: &str = "330281104208";

/// A person's and an orchard's name, which are told from the beginning.
fn is_name(spot: Spot) -> bool {
    (spot.0, spot.2) == declared::NAMED || (spot.0, spot.2) == NAME
}

const NAME: (u16, u16) = (domain::kinds::person::KIND.number, domain::kinds::person::NAME.number);

impl World {
    /// The values that are in the journal of any laptop; what a laptop said it wrote must be in its own.
    pub fn there(&self) -> Values {
        let (channel, mut all) = (self.channel(), Values::new());
        for one in &self.computers {
            let (values, erased) = one.beside(|store| {
                (journal_of::values(store, channel, &self.written), journal_of::erased(store, channel))
            });
            for (text, spot) in one.said.values.iter().filter(|(text, _)| !values.contains_key(*text)) {
                assert!(erased.is_about(*spot), "{text} was said to be written");
            }
            for (text, spots) in values {
                all.entry(text).or_default().extend(spots);
            }
        }
        all
    }

    fn dump(&self, one: &Computer) -> String {
        let mut told = String::new();
        let dump = one.laptop.app().session(|session, _| {
            session.dump(None, false, |line: app::Dumped| {
                told.push_str(&line.0.to_string());
                Ok(())
            })
        });
        dump.unwrap();
        told
    }

    /// Whoever is left holds the same, proves it, agrees with the other merge, and lost nothing that was there.
    pub fn prove(&mut self, there: &Values) {
        let before = self.digests();
        for one in self.computers.iter_mut().filter(|one| one.knows < declared::MOST) {
            one.program(declared::MOST);
        }
        assert_eq!(self.digests(), before, "programs that know more");
        let channel = self.channel();
        let mut found = Vec::new();
        for one in &self.computers {
            one.laptop.call("workspace_verify", json!({}));
            found.push(one.beside(|store| {
                oracle::compare(store, channel);
                assert_eq!(store.waiting(channel).unwrap(), []);
                let values = journal_of::values(store, channel, &self.written);
                let kept =
                    if one.township { sealed(store, channel, &self.prepared.seals) } else { String::new() };
                let chains = (journal_of::heads(store, channel), journal_of::erased(store, channel));
                (chains, values, kept)
            }));
        }
        let (chains, all, _) = &found[0];
        let erased = &chains.1;
        let names_told = self.tells(&self.computers[0], "name");
        for ((theirs, values, kept), one) in found.iter().zip(&self.computers) {
            assert_eq!(theirs, chains);
            let stays =
                there.iter().filter(|(_, spots)| spots.iter().any(|(spot, at)| !erased.takes(*spot, *at)));
            let shown = |spots: &BTreeSet<(Spot, u64)>| {
                !one.township || (names_told && spots.iter().all(|(spot, _)| is_name(*spot)))
            };
            let wanted = stays.filter(|(_, spots)| shown(spots)).map(|(text, _)| text);
            let lost: Vec<_> = wanted.filter(|text| !values.contains_key(*text)).collect();
            assert!(lost.is_empty(), "lost: {lost:?}");
            if one.township {
                let told = self.dump(one);
                self.knows_no_more_than_told(&told);
                let shown = told + kept;
                let kept: Vec<_> =
                    self.gone(erased, all).filter(|text| shown.contains(text.as_str())).collect();
                assert!(kept.is_empty(), "erased and still there, shown or sealed: {kept:?}");
            } else {
                assert_eq!(values, all);
            }
        }
        self.files_hold_nothing_erased(erased, all);
    }

    /// The digest of what both sides share, the same everywhere.
    fn digests(&self) -> BTreeSet<String> {
        let digest =
            |one: &Computer| one.laptop.app().session(|session, _| session.shared_digest(Some(VILLAGE)));
        let all: BTreeSet<String> = self.computers.iter().map(|one| digest(one).unwrap()).collect();
        assert_eq!(all.len(), 1, "not the same everywhere");
        all
    }

    fn tells(&self, one: &Computer, group: &str) -> bool {
        let all = one.laptop.call("disclosed", json!({ "village": VILLAGE }));
        let mut groups = all["groups"].as_array().unwrap().iter();
        groups.any(|one| one["group"] == group && one["told"] == true)
    }

    /// What stays in the village is nowhere in the township.
    fn knows_no_more_than_told(&self, told: &str) {
        assert!(self.tells_phones || !told.contains("\"phone\""), "{told}");
        assert!(!told.contains("\"health\"") && !told.contains("\"story\""), "{told}");
    }

    /// The values that were erased and written nowhere again.
    fn gone<'a>(&'a self, erased: &'a Erased, all: &'a Values) -> impl Iterator<Item = &'a String> {
        let taken = |spots: &BTreeSet<(Spot, u64)>| spots.iter().all(|(spot, at)| erased.takes(*spot, *at));
        let gone = self.erased.iter().filter(move |(text, spots)| taken(spots) && !all.contains_key(*text));
        gone.map(|(text, _)| text)
    }

    fn files_hold_nothing_erased(&self, erased: &Erased, all: &Values) {
        let seals = &self.prepared.seals;
        let gone: Vec<&String> = self.gone(erased, all).collect();
        for file in self.files.iter().filter(|_| !gone.is_empty()) {
            let seal = if file.township { &seals.township } else { &seals.village };
            let plain = letter::plain(&file.path, seal);
            for text in &gone {
                assert!(!letter::holds(&plain, text), "{text} is in {}", file.path.display());
            }
        }
    }
}

/// All that a township keeps sealed for its village, in words.
fn sealed(store: &Store, channel: journal::ChannelId, seals: &Seals) -> String {
    let mut all = String::new();
    for (number, _) in store.sealed(channel).unwrap() {
        let piece = Own::from_bytes(&store.sealed_bytes(number).unwrap()).unwrap();
        for one in piece.open(std::slice::from_ref(&seals.village)).unwrap() {
            all.push_str(&format!("{:?}", one.unwrap()));
        }
    }
    all
}
