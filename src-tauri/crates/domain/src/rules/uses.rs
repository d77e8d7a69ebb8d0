//! What belongs to what, and what may not be deleted while others use it.
//!
//! Deliberately not every reference counts as a use: what is over (a link that ended, a resident who moved out) and
//! what only tells where something came from (the visit that a need was raised in) goes on naming a deleted record.

use std::collections::{BTreeSet, HashMap};

use super::links::lasts;
use super::people::belongs;
use super::{Breach, CheckError, Touched};
use crate::kinds::{answer, household, link, member, need, person, resident, step, unit, visit};
use crate::{Facts, Field, Kind, Record, words};

/// One way in which records of a kind are used.
type Use = (&'static Kind, Field);

/// What is refused while a kind is used, and by what it is used.
fn uses_of(kind: &Kind) -> Option<(&'static str, &'static [Use])> {
    static UNIT: [Use; 4] = [
        (&household::KIND, household::GROUP),
        (&household::KIND, household::GRID),
        (&member::KIND, member::PARTY_GROUP),
        (&unit::KIND, unit::PARENT),
    ];
    static PERSON: [Use; 2] = [(&resident::KIND, resident::PERSON), (&member::KIND, member::PERSON)];
    static HOUSEHOLD: [Use; 4] = [
        (&resident::KIND, resident::HOUSEHOLD),
        (&link::KIND, link::HOUSEHOLD),
        (&visit::KIND, visit::HOUSEHOLDS),
        (&need::KIND, need::HOUSEHOLD),
    ];
    static MEMBER: [Use; 1] = [(&link::KIND, link::MEMBER)];
    static NEED: [Use; 1] = [(&need::KIND, need::MAIN)];
    match kind.number {
        n if n == unit::KIND.number => Some(("unit_still_used", &UNIT)),
        n if n == person::KIND.number => Some(("person_still_used", &PERSON)),
        n if n == household::KIND.number => Some(("household_still_used", &HOUSEHOLD)),
        n if n == member::KIND.number => Some(("member_still_used", &MEMBER)),
        n if n == need::KIND.number => Some(("need_still_used", &NEED)),
        _ => None,
    }
}

/// The field by which a record of this kind is a part of another one, and goes and stays with it.
pub fn part_of(kind: &Kind) -> Option<Field> {
    match kind.number {
        n if n == resident::KIND.number => Some(resident::HOUSEHOLD),
        n if n == step::KIND.number => Some(step::NEED),
        n if n == answer::KIND.number => Some(answer::NEED),
        _ => None,
    }
}

fn is_over(user: &Record) -> bool {
    match user.kind.number {
        n if n == link::KIND.number => !lasts(user),
        n if n == resident::KIND.number => !belongs(user),
        _ => false,
    }
}

/// Nothing is deleted that standing records use: a group with households in it, a member who has households.
pub(super) fn deletion<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let gone = &touched.after;
    if touched.before.as_ref().is_none_or(|before| before.deleted) {
        return Ok(());
    }
    let Some((rule, uses)) = uses_of(gone.kind) else { return Ok(()) };
    let mut told = Vec::new();
    let (mut total, mut seen) = (0, BTreeSet::new());
    for (by, _) in uses.iter().filter(|(by, _)| seen.insert(by.number)) {
        let mut users = BTreeSet::new();
        for (_, field) in uses.iter().filter(|(other, _)| other.number == by.number) {
            let all = facts.holding(by, *field, &gone.id.into()).map_err(CheckError::Facts)?;
            users.extend(all.iter().filter(|user| !is_over(user)).map(|user| user.id));
        }
        total += users.len();
        if !users.is_empty() {
            let count = HashMap::from([("count".to_owned(), users.len().to_string())]);
            told.push(words::sentence("uses", by.name, &count));
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    Err(Breach::of(rule, gone.kind).with("count", total).with("uses", told.join("、")).into())
}
