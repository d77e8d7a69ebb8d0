//! Who a row is, and what a person must decide before it can be taken.

use domain::kinds::person;
use domain::{Facts, RecordId};

use super::Decision;
use super::housing::Housing;
use super::matching::{self, Found};
use super::outcome::{Candidate, Reason};
use super::planner::{Housed, Planner};
use super::residents::{self, Standing};
use crate::read::{RosterRow, Rule, Severity};
use crate::target::RosterKind;

/// Why a row waits, and who it may be.
pub(super) type Doubts = (Vec<Reason>, Vec<Candidate>);

impl<'a, F: Facts> Planner<'a, F> {
    /// Who the row is: as a person decided, else as the register tells.
    pub(super) fn identify(&self, row: &RosterRow, home: Option<RecordId>) -> Result<Found, F::Error> {
        let decided = match self.decisions.get(&row.at) {
            Some(Decision::TakeAsNew) => return Ok(Found::New),
            Some(Decision::TakeAs(id)) => Some(*id),
            Some(Decision::TakeAsRow(other)) => self.taken.get(other).copied(),
            Some(Decision::Skip) | None => return matching::find(&self.facts, self.roster.kind, row, home),
        };
        match decided {
            Some(id) if self.facts.exists(&person::KIND, id)? => Ok(Found::Person(id)),
            _ => Ok(Found::Doubt(Rule::DecisionVoid, Vec::new())),
        }
    }

    /// What a person must decide before the row can be taken; nothing once that was done.
    pub(super) fn doubts(&self, row: &RosterRow, found: Found) -> Doubts {
        let decided = self.decisions.contains_key(&row.at);
        let matched = matches!(found, Found::Person(_));
        let waits = |rule: Rule| match rule {
            // Being found by name and birth in the household is as good as a number; so is a known home.
            Rule::IdMissing => !matched,
            Rule::HouseholdUnclear => false,
            _ => rule.severity() == Severity::Doubtful,
        };
        let problems = row.problems.iter().filter(|problem| !decided && waits(problem.rule));
        let mut reasons: Vec<Reason> = problems.map(Reason::of_problem).collect();
        let mut candidates = Vec::new();
        if let Found::Doubt(rule, people) = found {
            if !reasons.iter().any(|reason| reason.code == rule.name()) {
                reasons.push(Reason::of(rule));
            }
            candidates = people;
        }
        let twins = row.problems.iter().filter_map(|problem| problem.same_as.as_ref());
        let twins = twins.filter_map(|at| self.roster.rows.iter().find(|other| other.at == *at));
        candidates.extend(twins.map(Candidate::of_row));
        (reasons, candidates)
    }

    /// The household that the row belongs to: the one that the file tells, or if that is unclear the person's own.
    pub(super) fn settle_house(
        &self,
        row: &RosterRow,
        who: Option<RecordId>,
        house: Option<Housed<'a>>,
        reasons: &mut Vec<Reason>,
    ) -> Result<Option<Housed<'a>>, F::Error> {
        if self.roster.kind == RosterKind::Members {
            return Ok(None);
        }
        let decided = self.decisions.contains_key(&row.at);
        let problem = row.problems.iter().find(|problem| problem.rule == Rule::HouseholdUnclear);
        if let Some(problem) = problem.filter(|_| !decided) {
            let at_home = match who {
                Some(who) => residents::home_of(&self.facts, who)?.is_some(),
                None => false,
            };
            if !at_home {
                reasons.push(Reason::of_problem(problem));
            }
            return Ok(None);
        }
        let rule = match house {
            Some((_, Housing::Taken(_))) if !decided => Rule::HouseholdNumberTaken,
            Some((_, Housing::Unclear)) => Rule::HouseholdNumberUnclear,
            _ => return Ok(house),
        };
        reasons.push(Reason::of(rule));
        Ok(house)
    }

    /// People who live elsewhere or are marked as gone are not moved or called back without being asked.
    pub(super) fn doubt_residence(
        &self,
        row: &RosterRow,
        who: RecordId,
        house: Option<Housed<'a>>,
        reasons: &mut Vec<Reason>,
        candidates: &mut Vec<Candidate>,
    ) -> Result<(), F::Error> {
        if self.decisions.contains_key(&row.at) {
            return Ok(());
        }
        let record = self.facts.record(&person::KIND, who)?;
        let dead = record.as_ref().is_some_and(|record| record.day(person::DEATH).is_some());
        let rule = match house.map(|(_, housing)| housing) {
            _ if dead => Rule::MarkedGone,
            None => return Ok(()),
            Some(housing) => {
                match residents::standing(&self.facts, who, Some(housing.known().unwrap_or_default()))? {
                    Standing::Here(_) | Standing::Nowhere => return Ok(()),
                    Standing::Elsewhere(_) => Rule::InOtherHousehold,
                    Standing::Gone(_) => Rule::MarkedGone,
                }
            }
        };
        reasons.push(Reason::of(rule));
        if let Some(record) = record {
            candidates.push(Candidate::of_person(&self.facts, &record)?);
        }
        Ok(())
    }
}
