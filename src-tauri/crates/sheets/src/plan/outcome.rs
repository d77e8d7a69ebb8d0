//! What becomes of a row, and why.

use domain::kinds::{household, person};
use domain::rules::Breach;
use domain::{Facts, Record, RecordId, mask, words};
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::grid::cell_name;
use crate::read::{Problem, RosterRow, RowRef, Rule, Severity};
use crate::target::Target;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RowOutcome")]
pub enum Outcome {
    /// 新增: the person was not there.
    New,
    /// 更新: something the row says is new.
    Updated,
    /// 无变化: everything stood already.
    Unchanged,
    /// 待确认: the row waits for a decision.
    Doubtful,
    /// 未导入: the row is not taken.
    Refused,
}

/// A row and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    /// The row.
    pub at: RowRef,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why, and what a person should know, the most serious first.
    pub reasons: Vec<Reason>,
    /// The records it made or changed or agrees with: kind and id.
    #[serde(serialize_with = "records")]
    pub records: Vec<(&'static str, RecordId)>,
    /// Who it may be, for a row that waits.
    pub candidates: Vec<Candidate>,
}

/// Why a row ends as it does, or what to know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "RowReason")]
pub struct Reason {
    /// The rule's name: of `import` or of `failures` in the words file.
    pub code: String,
    /// How serious.
    pub severity: Severity,
    /// The cell at fault, such as `H14`.
    #[ts(optional = nullable)]
    pub cell: Option<String>,
    /// The sentence that a person reads.
    pub sentence: String,
}

/// Someone that a row may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "RowCandidate")]
pub struct Candidate {
    /// A person of the register.
    #[serde(serialize_with = "optional_id")]
    #[ts(optional = nullable, as = "Option<String>")]
    pub person: Option<RecordId>,
    /// Another row of the files.
    #[ts(optional = nullable)]
    pub row: Option<RowRef>,
    /// The name.
    pub name: String,
    /// The ID number, masked.
    #[ts(optional = nullable)]
    pub id_number: Option<String>,
    /// Number of the household that the person lives in.
    #[ts(optional = nullable)]
    pub household: Option<String>,
}

impl Reason {
    /// The reason that a problem of the row is.
    pub(super) fn of_problem(problem: &Problem) -> Reason {
        Reason {
            code: problem.rule.name().to_owned(),
            severity: problem.rule.severity(),
            cell: problem.cell.clone(),
            sentence: problem.sentence(),
        }
    }

    /// A reason that the register gives.
    pub(super) fn of(rule: Rule) -> Reason {
        Reason::of_problem(&Problem::of(rule))
    }

    /// The rule of the door that the row would break, with the cell that says so.
    pub(super) fn of_breach(breach: &Breach, severity: Severity, row: &RosterRow) -> Reason {
        let params = breach.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Reason {
            code: breach.rule.to_owned(),
            severity,
            cell: cell_of(breach, row),
            sentence: words::sentence("failures", breach.rule, &params.collect()),
        }
    }
}

fn cell_of(breach: &Breach, row: &RosterRow) -> Option<String> {
    let kind = domain::kinds::ALL.iter().find(|kind| kind.name == breach.kind)?;
    let target = Target::of(kind.number, *kind.field_named(breach.field?)?);
    let filled = row.fields.iter().find(|filled| filled.target == target)?;
    Some(cell_name(row.at.row, filled.column?))
}

impl Candidate {
    /// A person of the register, who lives in this household.
    pub(super) fn of_person<F: Facts>(facts: &F, who: &Record) -> Result<Candidate, F::Error> {
        let home = super::residents::home_of(facts, who.id)?;
        let home = match home {
            Some(id) => facts.record(&household::KIND, id)?,
            None => None,
        };
        Ok(Candidate {
            person: Some(who.id),
            row: None,
            name: who.text(person::NAME).unwrap_or_default().to_owned(),
            id_number: who.text(person::ID_NUMBER).map(|text| mask::masked(&person::ID_NUMBER, text)),
            household: home.and_then(|record| record.text(household::NUMBER).map(str::to_owned)),
        })
    }

    /// Another row.
    pub(super) fn of_row(row: &RosterRow) -> Candidate {
        Candidate {
            person: None,
            row: Some(row.at.clone()),
            name: row.name().unwrap_or_default().to_owned(),
            id_number: row.text(Target::ID_NUMBER).map(|text| mask::masked(&person::ID_NUMBER, text)),
            household: None,
        }
    }
}

fn records<S: Serializer>(records: &[(&'static str, RecordId)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(records.iter().map(|(kind, id)| (kind, id.to_string())))
}

fn optional_id<S: Serializer>(id: &Option<RecordId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.map(|id| id.to_string()).serialize(serializer)
}
