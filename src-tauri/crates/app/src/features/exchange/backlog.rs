//! 补报: what a township has without groups that the village agreed to tell it since.
//!
//! Entries that it lacks come whole. Of the others the groups are carried as supplements: one step of them in the last
//! file of each writing, until a receipt names that file or a later one of its site, and then the next step. A step is
//! small enough for every file. A file that was made before the village agreed and arrives later changes nothing:
//! what the township holds more of stays.

use std::collections::BTreeSet;

use exchange::{Receipt, Supplement};
use journal::Dot;
use serde::{Deserialize, Serialize};

use super::later::{Carrier, names};
use crate::{Failure, Result, Session};

/// How many entries are in memory at a time.
const CHUNK: usize = 256;

/// What is carried of older entries for one laptop of a reader, and how far that has come.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(super) struct Backlog {
    /// The groups that files told when the last one was written.
    told: BTreeSet<u8>,
    /// What came to be told since the first of them, oldest first.
    waves: Vec<Wave>,
}

/// Groups that came to be told together.
#[derive(Clone, Serialize, Deserialize)]
struct Wave {
    groups: BTreeSet<u8>,
    steps: Vec<Step>,
    /// Whether the last step goes to the end of all chains.
    whole: bool,
}

/// What one file carries: from where the step before ended to this entry.
#[derive(Clone, Serialize, Deserialize)]
struct Step {
    site: String,
    seq: u64,
    /// The site that wrote the file that carried it first, and the file's number.
    by: String,
    file: u64,
    arrived: bool,
}

impl Wave {
    fn is_open(&self) -> bool {
        !self.whole || !self.steps.iter().all(|step| step.arrived)
    }
}

impl Backlog {
    /// What is to be carried for a laptop that is told these groups. Without a note, one of which a receipt came may hold
    /// entries that were told with `before` alone: as another laptop of its party, or in an older state.
    pub(super) fn of(kept: Option<Self>, told: &BTreeSet<u8>, before: Option<&BTreeSet<u8>>) -> Self {
        let mut backlog =
            kept.unwrap_or_else(|| Self { told: before.unwrap_or(told).clone(), waves: Vec::new() });
        let groups: BTreeSet<u8> = told.difference(&backlog.told).copied().collect();
        for wave in &mut backlog.waves {
            wave.groups = &wave.groups & told;
        }
        backlog.waves.retain(|wave| !wave.groups.is_empty());
        if !groups.is_empty() {
            backlog.waves.push(Wave { groups, steps: Vec::new(), whole: false });
        }
        backlog.told = told.clone();
        backlog
    }

    /// Notes which steps arrived by this receipt.
    pub(super) fn confirm(&mut self, receipt: Option<&Receipt>) {
        for step in self.waves.iter_mut().flat_map(|wave| &mut wave.steps) {
            step.arrived |= names(receipt, (&step.by, step.file));
        }
    }

    /// Begins the steps that did not arrive anew.
    pub(super) fn forget_unconfirmed(&mut self) {
        for wave in self.waves.iter_mut().filter(|wave| wave.is_open()) {
            wave.steps.retain(|step| step.arrived);
            wave.whole = false;
        }
    }

    /// Whether the reader lacks something still.
    pub(super) fn is_open(&self) -> bool {
        self.waves.iter().any(Wave::is_open)
    }

    /// The groups that are not told in full yet.
    pub(super) fn open_groups(&self) -> BTreeSet<u8> {
        let open = self.waves.iter().filter(|wave| wave.is_open());
        open.flat_map(|wave| wave.groups.iter().copied()).collect()
    }
}

impl Session {
    /// The next step for a reader, or once more the one that did not arrive. `is_missing` says which entries the file
    /// carries anyway.
    pub(super) fn next_step(
        &self,
        backlog: &mut Backlog,
        carrier: &Carrier<'_>,
        is_missing: impl Fn(Dot) -> bool,
    ) -> Result<Vec<Supplement>> {
        let Some(wave) = backlog.waves.iter_mut().find(|wave| wave.is_open()) else {
            return Ok(Vec::new());
        };
        let by = carrier.file.0.to_string();
        let arrived = wave.steps.iter().take_while(|step| step.arrived).count();
        let after = arrived.checked_sub(1).and_then(|last| wave.steps.get(last)).cloned();
        let again = wave.steps.get(arrived).cloned();
        wave.steps.truncate(arrived);
        let until = again.as_ref().map(|step| (step.site.clone(), step.seq));
        let after = after.map(|step| (step.site, step.seq));
        let again_only = until.is_some();
        let taken = self.step(&wave.groups, carrier, after, until, is_missing)?;
        // A file of a laptop that is gone is in no later receipt.
        let first = again.filter(|step| step.by == by).map_or(carrier.file.1, |step| step.file);
        wave.steps.push(Step { site: taken.upto.0, seq: taken.upto.1, by, file: first, arrived: false });
        wave.whole = if again_only { wave.whole } else { taken.whole };
        Ok(taken.supplements)
    }

    /// What one file carries of these groups, beyond the entry `after`, up to the entry `until` if there is one.
    fn step(
        &self,
        groups: &BTreeSet<u8>,
        carrier: &Carrier<'_>,
        after: Option<(String, u64)>,
        until: Option<(String, u64)>,
        is_missing: impl Fn(Dot) -> bool,
    ) -> Result<Taken> {
        let mut chains = self.chains(carrier.channel)?;
        chains.retain(|chain| self.is_own_site(chain.site));
        chains.sort_by_key(|chain| chain.site.to_string());
        let upto = after.clone().unwrap_or_default();
        let mut taken = Taken { supplements: Vec::new(), upto, whole: true };
        let mut bytes = 0;
        for chain in chains {
            let site = chain.site.to_string();
            let mut next = match &after {
                Some((last, _)) if site < *last => continue,
                Some((last, seq)) if site == *last => seq + 1,
                _ => 1,
            };
            while next <= chain.seq {
                let held = self.store.entries(carrier.channel, chain.site, next, CHUNK)?;
                if held.is_empty() {
                    return Err(Failure::of("damaged"));
                }
                for one in held {
                    if until.as_ref().is_some_and(|last| (&site, next) > (&last.0, last.1)) {
                        return Ok(taken);
                    }
                    let wanted = one.entry.parts.keys().any(|group| groups.contains(group));
                    if wanted && !is_missing(one.entry.dot()) {
                        if until.is_none() && bytes > 0 && bytes + one.length > carrier.full {
                            return Ok(Taken { whole: false, ..taken });
                        }
                        let told =
                            one.entry.withhold(|group| carrier.disclosure.carries(group), |_, _| false)?;
                        let news = Supplement::opened(&told, |group| groups.contains(&group));
                        bytes += news.as_ref().map_or(0, |_| one.length);
                        taken.supplements.extend(news);
                    }
                    taken.upto = (site.clone(), next);
                    next += 1;
                }
            }
        }
        Ok(taken)
    }
}

/// A step that was taken.
struct Taken {
    supplements: Vec<Supplement>,
    /// The last entry that was looked at.
    upto: (String, u64),
    /// Whether that is the end of all chains.
    whole: bool,
}
