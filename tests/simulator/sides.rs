//! Whose a laptop is, and what a history knows of a village.

use std::collections::{BTreeMap, BTreeSet};

use journal::ChannelId;

use crate::journal_of::Spot;
use crate::prepared;

/// Whose a laptop is, or whom a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The village of this number.
    Village(usize),
    Township,
}

/// What is asked for and told at the beginning.
pub const DEFAULT: [&str; 3] = ["name", "member_form", "need_text"];

/// What a history wrote of one village.
pub struct Village {
    pub prepared: &'static prepared::Village,
    pub people: Vec<String>,
    pub orchards: Vec<String>,
    /// Visits, each with the need that was registered with it.
    pub visits: Vec<(String, String)>,
    /// The values written in its channel by either side, whatever came of the writing.
    pub written: BTreeSet<String>,
    /// The values that were there when somebody erased them, with where and at which stamp.
    pub erased: BTreeMap<String, BTreeSet<(Spot, u64)>>,
    /// The groups that the township's statements ask for, by number.
    pub asked: BTreeMap<u64, BTreeSet<String>>,
    /// The groups that it may have agreed to tell.
    pub agreed: BTreeSet<String>,
    /// The values that were in a file for the township, unsealed.
    pub told: BTreeSet<String>,
}

impl Village {
    pub fn new(prepared: &'static prepared::Village) -> Village {
        Village {
            prepared,
            people: prepared.people.clone(),
            orchards: Vec::new(),
            visits: Vec::new(),
            written: prepared.values.clone(),
            erased: BTreeMap::new(),
            asked: BTreeMap::new(),
            agreed: DEFAULT.map(str::to_owned).into(),
            told: prepared.names.clone(),
        }
    }

    pub fn channel(&self) -> ChannelId {
        self.prepared.channel
    }

    /// What the statement of a number asks for; those of the beginning ask for the default.
    pub fn asked_by(&self, number: u64) -> BTreeSet<String> {
        self.asked.get(&number).cloned().unwrap_or_else(|| DEFAULT.map(str::to_owned).into())
    }

    pub fn person(&self, person: u8) -> String {
        self.people[person as usize % self.people.len()].clone()
    }
}
