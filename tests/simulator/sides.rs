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
    /// Whether it may have agreed to tell telephone numbers.
    pub tells_phones: bool,
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
            tells_phones: false,
        }
    }

    pub fn channel(&self) -> ChannelId {
        self.prepared.channel
    }

    pub fn person(&self, person: u8) -> String {
        self.people[person as usize % self.people.len()].clone()
    }
}
