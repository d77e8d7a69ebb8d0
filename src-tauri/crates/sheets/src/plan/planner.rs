//! Going through the rows.

use std::collections::HashMap;

use domain::rules::{self, CheckError, Context, Touched};
use domain::{Facts, RecordId};

use super::changes::Wanted;
use super::housing::{self, Housing};
use super::matching::Found;
use super::outcome::{Candidate, Outcome, Planned, Reason};
use super::overlay::{Overlay, Step, put_of};
use super::units::Units;
use super::{Decision, Decisions, Plan, PlanError};
use crate::progress::tick;
use crate::read::{Roster, RosterHousehold, RosterRow, RowRef, Rule, Severity};
use crate::target::RosterKind;

/// One pass over all rows.
pub(super) struct Planner<'a, F> {
    pub(super) roster: &'a Roster,
    pub(super) facts: Overlay<'a, F>,
    pub(super) context: Context,
    pub(super) decisions: &'a Decisions,
    refused: &'a HashMap<RowRef, Reason>,
    pub(super) units: Units,
    pub(super) taken: HashMap<&'a RowRef, RecordId>,
    touched_by: HashMap<(u16, RecordId), Vec<usize>>,
    planned: Vec<Option<Planned>>,
}

/// A household of the file, and which one of the register it is.
pub(super) type Housed<'a> = (&'a RosterHousehold, Housing);

impl<'a, F: Facts> Planner<'a, F> {
    pub(super) fn new(
        roster: &'a Roster,
        facts: &'a F,
        context: Context,
        decisions: &'a Decisions,
        refused: &'a HashMap<RowRef, Reason>,
    ) -> Self {
        Self {
            roster,
            facts: Overlay::new(facts),
            context,
            decisions,
            refused,
            units: Units::default(),
            taken: HashMap::new(),
            touched_by: HashMap::new(),
            planned: vec![None; roster.rows.len()],
        }
    }

    /// Plans every row: household by household, or member by member.
    pub(super) fn run(
        &mut self,
        progress: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(), PlanError<F::Error>> {
        let roster = self.roster;
        let mut housings: HashMap<usize, Housing> = HashMap::new();
        for (at, row) in roster.rows.iter().enumerate() {
            let mut housed = None;
            if let Some((index, house)) =
                row.household.and_then(|index| Some((index, roster.households.get(index)?)))
            {
                let housing = match housings.get(&index) {
                    Some(known) => *known,
                    None => housing::find(&self.facts, &mut self.units, roster, house)
                        .map_err(PlanError::Facts)?,
                };
                housings.insert(index, housing);
                housed = Some((house, housing));
            }
            self.plan_row(at, housed).map_err(PlanError::Facts)?;
            tick(progress, at + 1, roster.rows.len())?;
        }
        Ok(())
    }

    fn plan_row(&mut self, at: usize, house: Option<Housed<'a>>) -> Result<(), F::Error> {
        let roster = self.roster;
        let Some(row) = roster.rows.get(at) else { return Ok(()) };
        let planned = match self.refusal(row) {
            Some(reason) => ended(row, Outcome::Refused, vec![reason], Vec::new()),
            None => self.plan_sound(at, row, house)?,
        };
        if let Some(place) = self.planned.get_mut(at) {
            *place = Some(planned);
        }
        Ok(())
    }

    fn refusal(&self, row: &RosterRow) -> Option<Reason> {
        let refusing = row.problems.iter().find(|problem| problem.rule.severity() == Severity::Refused);
        let skipped = self.decisions.get(&row.at) == Some(&Decision::Skip);
        refusing
            .map(Reason::of_problem)
            .or_else(|| skipped.then(|| Reason::of(Rule::Skipped)))
            .or_else(|| self.refused.get(&row.at).cloned())
    }

    fn plan_sound(
        &mut self,
        at: usize,
        row: &'a RosterRow,
        house: Option<Housed<'a>>,
    ) -> Result<Planned, F::Error> {
        let home = house.and_then(|(_, housing)| housing.known());
        let found = self.identify(row, home)?;
        let who = match &found {
            Found::Person(id) => Some(*id),
            _ => None,
        };
        let (mut reasons, mut candidates) = self.doubts(row, found);
        let house = self.settle_house(row, who, house, &mut reasons)?;
        if reasons.is_empty()
            && let Some(who) = who
        {
            self.doubt_residence(row, who, house, &mut reasons, &mut candidates)?;
        }
        if !reasons.is_empty() {
            return Ok(ended(row, Outcome::Doubtful, reasons, candidates));
        }
        let wanted = match self.roster.kind {
            RosterKind::Households => self.resident(at, row, who, house)?,
            RosterKind::Members => self.member(row, who)?,
        };
        match wanted {
            Some(wanted) => self.take(at, row, wanted),
            None => Ok(ended(row, Outcome::Doubtful, vec![Reason::of(Rule::CategoryMissing)], Vec::new())),
        }
    }

    /// Makes the changes of a row if the door lets them pass.
    fn take(&mut self, at: usize, row: &'a RosterRow, wanted: Wanted) -> Result<Planned, F::Error> {
        let steps = self.facts.apply(&wanted.puts)?;
        let touched: Vec<&Touched> = steps.iter().map(|step| &step.touched).collect();
        let mut notes = Vec::new();
        for one in touched {
            match rules::check(&self.facts, self.context, std::slice::from_ref(one)) {
                Ok(warnings) => {
                    notes.extend(warnings.iter().map(|b| Reason::of_breach(b, Severity::Warning, row)))
                }
                Err(CheckError::Facts(error)) => return Err(error),
                Err(CheckError::Breach(breach)) => {
                    let reason = Reason::of_breach(&breach, Severity::Refused, row);
                    self.facts.undo(steps);
                    return Ok(ended(row, Outcome::Refused, vec![reason], Vec::new()));
                }
            }
        }
        let outcome = outcome(&steps, wanted.principal);
        for step in &steps {
            let key = (step.touched.after.kind.number, step.touched.after.id);
            self.touched_by.entry(key).or_default().push(at);
        }
        self.taken.extend(wanted.records.first().map(|(_, who)| (&row.at, *who)));
        let mut planned = ended(row, outcome, notes, Vec::new());
        planned.records = wanted.records;
        Ok(planned)
    }

    /// Rows that pass one by one and break a rule together.
    pub(super) fn faults(&self) -> Result<Vec<(RowRef, Reason)>, F::Error> {
        let mut faults = Vec::new();
        for touched in self.facts.changes()? {
            let breach = match rules::check(&self.facts, self.context, std::slice::from_ref(&touched)) {
                Ok(_) => continue,
                Err(CheckError::Facts(error)) => return Err(error),
                Err(CheckError::Breach(breach)) => breach,
            };
            let key = (touched.after.kind.number, touched.after.id);
            let rows =
                self.touched_by.get(&key).into_iter().flatten().filter_map(|at| self.roster.rows.get(*at));
            faults
                .extend(rows.map(|row| (row.at.clone(), Reason::of_breach(&breach, Severity::Refused, row))));
        }
        Ok(faults)
    }

    pub(super) fn finish(self) -> Result<Plan, F::Error> {
        let changes = self.facts.changes()?;
        Ok(Plan {
            rows: self.planned.into_iter().flatten().collect(),
            puts: changes.iter().map(put_of).collect(),
        })
    }
}

fn outcome(steps: &[Step], principal: (u16, RecordId)) -> Outcome {
    let made = |step: &Step| {
        let after = &step.touched.after;
        step.touched.before.is_none() && (after.kind.number, after.id) == principal
    };
    if steps.iter().any(made) {
        Outcome::New
    } else if steps.is_empty() {
        Outcome::Unchanged
    } else {
        Outcome::Updated
    }
}

/// A row with its outcome: the reasons for it first, then what else is to be known.
fn ended(row: &RosterRow, outcome: Outcome, mut reasons: Vec<Reason>, candidates: Vec<Candidate>) -> Planned {
    let notes = row.problems.iter().filter(|problem| problem.rule.severity() == Severity::Warning);
    reasons.extend(notes.map(Reason::of_problem));
    Planned { at: row.at.clone(), outcome, reasons, records: Vec::new(), candidates }
}
