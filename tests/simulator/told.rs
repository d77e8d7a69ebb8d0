//! What may be told: what a township asks a village for and what that agreed to, against what is in the files and what
//! the township shows.
//!
//! A village's laptop tells what the statement asks that it knows, as far as the village ever agreed to it; what was
//! asked is noted here when it is asked. Who hears a newer statement goes by it from then on. What was told before may
//! stay with the township, so that shows no more than was in some file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::letter;
use crate::sides::{DEFAULT, Side};
use crate::world::{File, World};

/// The group of a value that a history wrote; [`OPEN`] is always told.
fn group_of(text: &str) -> &'static str {
    match text {
        _ if text.starts_with("13") => "contact",
        _ if text.ends_with('病') || text.ends_with("年栽下") => "narrative or health",
        _ if text.ends_with("次看过") => OPEN,
        _ => "name",
    }
}

const OPEN: &str = "open";

/// Names in a list of the program's.
fn names(all: &Value) -> BTreeSet<String> {
    all.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

impl World {
    /// Notes what a township's laptop asks now, after it was to ask for these groups; `alone` is the village that was meant.
    pub fn note_asked(&mut self, at: usize, groups: &[&str], alone: Option<usize>, done: bool) {
        self.any_asked = true;
        let policies = self.computers[at].laptop.call("policy", json!({}));
        for policy in policies["villages"].as_array().unwrap() {
            let village =
                self.villages.iter_mut().position(|one| policy["party"]["name"] == one.prepared.name);
            let (village, asked) = (village.unwrap(), names(&policy["groups"]));
            let meant = alone.map_or(policy["apart"] == false, |alone| alone == village);
            let wanted: BTreeSet<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            assert!(!(done && meant) || asked == wanted, "asked for {wanted:?}: {policy}");
            let number = policy["number"].as_u64().unwrap();
            // Two laptops may give the same number.
            self.villages[village].asked.entry(number).or_default().extend(asked);
        }
    }

    /// The groups that a laptop tells the township, if it is a village's: no more than was asked and agreed to.
    pub fn tells_at(&self, at: usize) -> BTreeSet<String> {
        let Side::Village(village) = self.computers[at].side else { return BTreeSet::new() };
        if !self.any_asked {
            return DEFAULT.map(str::to_owned).into();
        }
        let village = &self.villages[village];
        let standing = self.computers[at].laptop.call("disclosed", json!({}));
        let groups = standing["groups"].as_array().unwrap().iter().filter(|one| one["told"] == true);
        let tells: BTreeSet<String> = groups.map(|one| one["group"].as_str().unwrap().to_owned()).collect();
        let asked = village.asked_by(standing["number"].as_u64().unwrap());
        let may: BTreeSet<String> = asked.intersection(&village.agreed).cloned().collect();
        assert!(tells.is_subset(&may), "tells {tells:?}, and may tell {may:?}: {standing}");
        tells
    }

    /// The number of the statement for a village that a file for it carries.
    pub fn asks_in_file(&self, at: usize, to: Side) -> u64 {
        let (Side::Village(village), true) = (to, self.any_asked) else { return 0 };
        let one = &self.computers[at];
        let standing = match one.side {
            Side::Township => json!({ "village": self.villages[village].prepared.code }),
            Side::Village(_) => json!({}),
        };
        one.laptop.call("disclosed", standing)["number"].as_u64().unwrap()
    }

    /// Who took in a file knows the statement in it.
    pub fn hears(&self, at: usize, asks: u64) {
        if asks > 0 {
            let known = self.asks_in_file(at, self.computers[at].side);
            assert!(known >= asks, "heard of what is asked by number {asks}, goes by {known}");
        }
    }

    /// The manifest and the sections of a file as its reader has them.
    pub fn plain(&self, file: &File) -> Vec<u8> {
        let seal = match file.to {
            Side::Village(number) => &self.prepared.villages[number].seal,
            Side::Township => &self.prepared.seal,
        };
        letter::plain(&file.path, seal)
    }

    /// What the writer does not tell is in no file for the township but sealed to the village, and what is one village's
    /// is in no file to or from another.
    pub fn tells_only_what_it_may(&mut self, file: &File, tells: &BTreeSet<String>) {
        match (file.from, file.to) {
            (Side::Village(from), Side::Township) => {
                let plain = self.plain(file);
                let words = letter::words(&plain);
                self.is_of_this_village(from, &plain, &words);
                let village = &mut self.villages[from];
                let told = village.written.iter().filter(|text| words.contains(text.as_str()));
                let told: BTreeSet<String> = told.cloned().collect();
                let may = |text: &str| group_of(text) == OPEN || tells.contains(group_of(text));
                let leaks: Vec<&String> = told.iter().filter(|text| !may(text)).collect();
                assert!(leaks.is_empty(), "told the township beside {tells:?}: {leaks:?}");
                village.told.extend(told);
            }
            (_, Side::Village(to)) if self.villages.len() > 1 => {
                let plain = self.plain(file);
                self.is_of_this_village(to, &plain, &letter::words(&plain));
            }
            _ => {}
        }
    }

    /// Nothing here is of another village than this one: no value, nor who it is.
    pub fn is_of_this_village(&self, number: usize, bytes: &[u8], words: &str) {
        let others = self.villages.iter().enumerate().filter(|(other, _)| *other != number);
        for (_, other) in others {
            let values: Vec<&String> =
                other.written.iter().filter(|text| words.contains(text.as_str())).collect();
            assert!(values.is_empty(), "another village's: {values:?}");
            let (party, channel) = (hex::decode(&other.prepared.party).unwrap(), other.channel());
            for (what, name) in [("party", &party[..]), ("channel", &channel.as_bytes()[..])] {
                assert!(!letter::holds(bytes, name), "another village's {what}");
                assert!(!words.contains(&hex::encode(name)), "another village's {what}, in words");
            }
            assert!(!words.contains(other.prepared.name), "another village's name");
        }
    }

    /// A township shows no value of a village but what was in a file, or what it wrote itself.
    pub fn knows_no_more_than_told(&self, village: usize, shown: &str) {
        let village = &self.villages[village];
        let own = |text: &str| group_of(text) == OPEN;
        let secret = village.written.iter().filter(|text| !own(text) && !village.told.contains(*text));
        let known: Vec<&String> = secret.filter(|text| shown.contains(text.as_str())).collect();
        assert!(known.is_empty(), "never told and shown: {known:?}");
        let phones = village.agreed.contains("contact");
        assert!(phones || !shown.contains("\"phone\""), "{shown}");
        assert!(!shown.contains("\"health\"") && !shown.contains("\"story\""), "{shown}");
    }
}
