//! What must be true once everything was delivered.

use std::collections::{BTreeMap, BTreeSet};

use exchange::Own;
use journal::{Hash, SiteId};
use serde_json::json;
use store::Store;

use crate::computer::Computer;
use crate::journal_of::{self, Erased, Spot};
use crate::kept::{self, Kept, Left};
use crate::sides::{Side, Village};
use crate::world::World;
use crate::{declared, letter, oracle};

/// Values with where they stand and at which stamps.
pub type Values = BTreeMap<String, BTreeSet<(Spot, u64)>>;

/// What a laptop holds of one village.
struct Found {
    heads: BTreeMap<SiteId, (u64, Hash)>,
    erased: Erased,
    values: Values,
    /// What it keeps sealed for the village, in words.
    kept: String,
    /// What it shows, a line for each record.
    shown: String,
}

/// A person's and an orchard's name, which are told from the beginning.
fn is_name(spot: Spot) -> bool {
    (spot.0, spot.2) == declared::NAMED || (spot.0, spot.2) == NAME
}

const NAME: (u16, u16) = (domain::kinds::person::KIND.number, domain::kinds::person::NAME.number);

impl World {
    /// Whether a laptop has to do with a village.
    fn knows(one: &Computer, village: usize) -> bool {
        [Side::Village(village), Side::Township].contains(&one.side)
    }

    /// The values of each village that are in the journal of any laptop; what a laptop said it wrote must be in its own.
    /// And the branches that any keeps for another.
    pub fn there(&self) -> (Vec<Values>, Vec<Kept>) {
        let (mut all, mut kept) = (vec![Values::new(); self.villages.len()], Vec::new());
        for one in &self.computers {
            let found = one.beside(|store| {
                kept.extend(kept::of(store, &self.villages));
                let of = |village: &Village| {
                    let values = journal_of::values(store, village.channel(), &village.written);
                    (values, journal_of::erased(store, village.channel()))
                };
                self.villages.iter().map(of).collect::<Vec<_>>()
            });
            for (text, spot) in &one.said.values {
                let there = found.iter().any(|(values, _)| values.contains_key(text));
                let erased = || found.iter().any(|(_, erased)| erased.is_about(*spot));
                assert!(there || erased(), "{text} was said to be written");
            }
            for (all, (values, _)) in all.iter_mut().zip(found) {
                for (text, spots) in values {
                    all.entry(text).or_default().extend(spots);
                }
            }
        }
        (all, kept)
    }

    fn dump(&self, one: &Computer) -> String {
        let mut told = String::new();
        let dump = one.laptop.app().session(|session, _| {
            session.dump(None, false, |line: app::Dumped| {
                told.push_str(&line.0.to_string());
                told.push('\n');
                Ok(())
            })
        });
        dump.unwrap();
        told
    }

    /// Whoever is left holds the same, proves it, agrees with the other merge, and lost nothing that was there.
    pub fn prove(&mut self, mut there: Vec<Values>, kept: Vec<Kept>) {
        let before = self.digests();
        for one in self.computers.iter_mut().filter(|one| one.knows < declared::MOST) {
            one.program(declared::MOST, None);
        }
        assert_eq!(self.digests(), before, "programs that know more");
        let (found, left): (Vec<Vec<Found>>, Vec<Left>) =
            self.computers.iter().map(|one| self.found(one)).unzip();
        kept::gave_back(kept, left.iter(), &mut there);
        for (village, there) in there.iter().enumerate() {
            let of_village = self.computers.iter().zip(&found).filter_map(|(one, found)| {
                // A village's laptop has found only its own.
                let place = if one.side == Side::Township { village } else { 0 };
                Self::knows(one, village).then(|| (one, &found[place]))
            });
            self.prove_village(village, there, &of_village.collect::<Vec<_>>());
        }
    }

    /// What a laptop holds of each village that it has to do with, and what it keeps for others.
    fn found(&self, one: &Computer) -> (Vec<Found>, Left) {
        one.laptop.call("workspace_verify", json!({}));
        let shown = match one.side {
            Side::Village(_) if self.villages.len() == 1 => String::new(),
            _ => self.dump(one),
        };
        one.beside(|store| {
            if let Side::Village(own) = one.side {
                self.holds_nothing_of_others(own, store, &shown);
            }
            let known = (0..self.villages.len()).filter(|village| Self::knows(one, *village));
            let found = known.map(|village| self.found_of(village, one, store, &shown)).collect();
            (found, Left::of(store))
        })
    }

    fn found_of(&self, village: usize, one: &Computer, store: &Store, shown: &str) -> Found {
        let village = &self.villages[village];
        let channel = village.channel();
        oracle::compare(store, channel);
        assert_eq!(store.waiting(channel).unwrap(), []);
        let township = one.side == Side::Township;
        let name = channel.to_string();
        let lines = shown.lines().filter(|line| township && line.contains(&name));
        Found {
            heads: journal_of::heads(store, channel),
            erased: journal_of::erased(store, channel),
            values: journal_of::values(store, channel, &village.written),
            kept: if township { sealed(store, village) } else { String::new() },
            shown: lines.collect::<Vec<_>>().join("\n"),
        }
    }

    /// A village's laptop holds nothing of another village: not what it shows, nor chains, nor what receipts say.
    fn holds_nothing_of_others(&self, own: usize, store: &Store, shown: &str) {
        self.is_of_this_village(own, &[], shown);
        for (other, village) in self.villages.iter().enumerate().filter(|(other, _)| *other != own) {
            let heads = journal_of::heads(store, village.channel());
            assert!(heads.is_empty(), "village {own} holds what village {other} wrote");
        }
        for (_, _, receipt) in store.receipts().unwrap() {
            self.is_of_this_village(own, &receipt, &letter::words(&receipt));
        }
    }

    fn prove_village(&self, village: usize, there: &Values, found: &[(&Computer, &Found)]) {
        let (first, Found { heads, erased, values: all, .. }) = found[0];
        let names_told = self.tells(first, village, "name");
        for (one, theirs) in found {
            assert_eq!((&theirs.heads, &theirs.erased), (heads, erased));
            let township = one.side == Side::Township;
            let stays =
                there.iter().filter(|(_, spots)| spots.iter().any(|(spot, at)| !erased.takes(*spot, *at)));
            let visible = |spots: &BTreeSet<(Spot, u64)>| {
                !township || (names_told && spots.iter().all(|(spot, _)| is_name(*spot)))
            };
            let wanted = stays.filter(|(_, spots)| visible(spots)).map(|(text, _)| text);
            let lost: Vec<_> = wanted.filter(|text| !theirs.values.contains_key(*text)).collect();
            assert!(lost.is_empty(), "lost: {lost:?}");
            if township {
                self.knows_no_more_than_told(village, &theirs.shown);
                let left =
                    |text: &&String| [&theirs.shown, &theirs.kept].iter().any(|all| all.contains(*text));
                let left: Vec<_> = self.gone(village, erased, all).filter(left).collect();
                assert!(left.is_empty(), "erased and still there, shown or sealed: {left:?}");
            } else {
                assert_eq!(&theirs.values, all);
            }
        }
        self.files_hold_nothing_erased(village, erased, all);
    }

    /// The digests of what the township shares with each village, the same everywhere.
    fn digests(&self) -> Vec<String> {
        let of = |(number, village): (usize, &Village)| {
            let digest = |one: &Computer| {
                one.laptop.app().session(|session, _| session.shared_digest(Some(village.prepared.code)))
            };
            let those = self.computers.iter().filter(|one| Self::knows(one, number));
            let all: BTreeSet<String> = those.map(|one| digest(one).unwrap()).collect();
            assert_eq!(all.len(), 1, "not the same everywhere");
            all.into_iter().next().unwrap()
        };
        self.villages.iter().enumerate().map(of).collect()
    }

    fn tells(&self, one: &Computer, village: usize, group: &str) -> bool {
        let code = self.villages[village].prepared.code;
        let all = one.laptop.call("disclosed", json!({ "village": code }));
        let mut groups = all["groups"].as_array().unwrap().iter();
        groups.any(|one| one["group"] == group && one["told"] == true)
    }

    /// The values that were erased and written nowhere again.
    fn gone<'a>(
        &'a self,
        village: usize,
        erased: &'a Erased,
        all: &'a Values,
    ) -> impl Iterator<Item = &'a String> {
        let taken = |spots: &BTreeSet<(Spot, u64)>| spots.iter().all(|(spot, at)| erased.takes(*spot, *at));
        let here = self.villages[village].erased.iter();
        let gone = here.filter(move |(text, spots)| taken(spots) && !all.contains_key(*text));
        gone.map(|(text, _)| text)
    }

    fn files_hold_nothing_erased(&self, village: usize, erased: &Erased, all: &Values) {
        let gone: Vec<&String> = self.gone(village, erased, all).collect();
        for file in self.files.iter().filter(|_| !gone.is_empty()) {
            let words = letter::words(&self.plain(file));
            for text in &gone {
                assert!(!words.contains(text.as_str()), "{text} is in {}", file.path.display());
            }
        }
    }
}

/// All that a township keeps for its village and cannot read, in words.
fn sealed(store: &Store, village: &Village) -> String {
    let mut all = kept::words(store, village);
    for (number, _) in store.sealed(village.channel()).unwrap() {
        let piece = Own::from_bytes(&store.sealed_bytes(number).unwrap()).unwrap();
        for one in piece.open(std::slice::from_ref(&village.prepared.seal)).unwrap() {
            all.push_str(&format!("{:?}", one.unwrap()));
        }
    }
    all
}
