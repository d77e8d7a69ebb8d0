//! What an import would change, row by row, before anything is written.
//!
//! Nothing is unset because a cell is empty, and nothing is put that stands already: a file imported twice changes
//! nothing the second time. Every change passes the rules of the door here already, so that one bad row never holds
//! up the others.

mod changes;
mod doubts;
mod housing;
mod matching;
mod members;
mod outcome;
mod overlay;
mod people;
mod planner;
mod residents;
mod units;

use std::collections::{BTreeMap, HashMap};

use domain::rules::Context;
use domain::{Facts, Put, RecordId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::progress::{Progress, Stopped};
use crate::read::{Roster, RowRef};
use planner::Planner;

pub use outcome::{Candidate, Outcome, Planned, Reason};

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError<E> {
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
    /// The register could not be read.
    #[error("the register could not be read")]
    Facts(E),
}

impl<E> From<Stopped> for PlanError<E> {
    fn from(_: Stopped) -> Self {
        PlanError::Cancelled
    }
}

/// What a person decided about a row that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RowDecision")]
pub enum Decision {
    /// The row is a person who is not in the register yet.
    TakeAsNew,
    /// The row is this person of the register.
    TakeAs(
        #[serde(with = "id_text")]
        #[ts(as = "String")]
        RecordId,
    ),
    /// The row is the same person as another row.
    TakeAsRow(RowRef),
    /// The row is left out.
    Skip,
}

/// Decisions by row.
pub type Decisions = BTreeMap<RowRef, Decision>;

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    /// Every row, in the order of the files.
    pub rows: Vec<Planned>,
    /// Everything to put, one change a record, records that others refer to first.
    pub puts: Vec<Put>,
}

impl Plan {
    /// How many rows end so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Plans the import of a roster into the register of one channel. Reports its progress in rows.
pub fn plan<F: Facts>(
    roster: &Roster,
    facts: &F,
    context: Context,
    decisions: &Decisions,
    progress: Progress<'_>,
) -> Result<Plan, PlanError<F::Error>> {
    let mut refused = HashMap::new();
    loop {
        let mut planner = Planner::new(roster, facts, context, decisions, &refused);
        planner.run(&mut *progress)?;
        let faults = planner.faults().map_err(PlanError::Facts)?;
        if faults.is_empty() {
            return planner.finish().map_err(PlanError::Facts);
        }
        // Rows that pass one by one and not together are refused together. Each round refuses at least one more.
        refused.extend(faults);
    }
}

mod id_text {
    use domain::RecordId;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(id: &RecordId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RecordId, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
