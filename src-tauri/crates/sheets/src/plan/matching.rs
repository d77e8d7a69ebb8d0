//! Which person of the register a row is.

use domain::kinds::person;
use domain::{Facts, Record, RecordId};

use super::outcome::Candidate;
use super::residents;
use crate::read::{RosterRow, Rule};
use crate::spelling::key;
use crate::target::{RosterKind, Target};

/// Who a row is.
pub(super) enum Found {
    /// This person.
    Person(RecordId),
    /// Nobody in the register.
    New,
    /// Perhaps one of these; the rule says why it is not certain.
    Doubt(Rule, Vec<Candidate>),
}

/// Finds the person by ID number; without one by name and birth within the household, or for members in the whole
/// register. Nothing is certain but what only one person can be.
pub(super) fn find<F: Facts>(
    facts: &F,
    kind: RosterKind,
    row: &RosterRow,
    home: Option<RecordId>,
) -> Result<Found, F::Error> {
    let Some(name) = row.name() else { return Ok(Found::New) };
    if let Some(number) = row.text(Target::ID_NUMBER) {
        let holders = facts.holding(&person::KIND, person::ID_NUMBER, &number.into())?;
        if !holders.is_empty() {
            return by_id_number(facts, &holders, name);
        }
    }
    let housed = match home {
        Some(home) => residents::people_of(facts, home)?,
        None => Vec::new(),
    };
    let matching: Vec<&Record> = housed.iter().filter(|who| may_be(who, row, name)).collect();
    match (matching.as_slice(), kind) {
        ([one], RosterKind::Households) => return Ok(Found::Person(one.id)),
        ([], _) | (_, RosterKind::Members) => {}
        _ => return doubt(facts, Rule::PersonUnclear, &matching),
    }
    in_the_register(facts, kind, row, name)
}

fn by_id_number<F: Facts>(facts: &F, holders: &[Record], name: &str) -> Result<Found, F::Error> {
    let same: Vec<&Record> = holders.iter().filter(|who| same_name(who, name)).collect();
    match (holders, same.as_slice()) {
        (_, [one]) => Ok(Found::Person(one.id)),
        ([_], _) => doubt(facts, Rule::NameDiffers, &holders.iter().collect::<Vec<_>>()),
        _ => doubt(facts, Rule::IdHeldTwice, &holders.iter().collect::<Vec<_>>()),
    }
}

/// Looks for a namesake anywhere.
fn in_the_register<F: Facts>(
    facts: &F,
    kind: RosterKind,
    row: &RosterRow,
    name: &str,
) -> Result<Found, F::Error> {
    let numbered = row.text(Target::ID_NUMBER).is_some();
    let all = facts.holding(&person::KIND, person::NAME, &name.into())?;
    let matching: Vec<&Record> = all.iter().filter(|who| may_be(who, row, name)).collect();
    let exact = |who: &&&Record| {
        let (known, said) = (who.day(person::BIRTH), row.birth());
        known.zip(said).is_some_and(|(known, said)| known.exact().is_some() && known.agrees_with(said))
    };
    let certain: Vec<&&Record> = matching.iter().filter(exact).collect();
    if let (RosterKind::Members, [one], [_]) = (kind, certain.as_slice(), matching.as_slice()) {
        return Ok(Found::Person(one.id));
    }
    if row.has(Rule::IdMissing) {
        return doubt(facts, Rule::IdMissing, &matching);
    }
    let possible = if numbered { certain.into_iter().copied().collect() } else { matching };
    if possible.is_empty() { Ok(Found::New) } else { doubt(facts, Rule::PersonUnclear, &possible) }
}

fn doubt<F: Facts>(facts: &F, rule: Rule, people: &[&Record]) -> Result<Found, F::Error> {
    let candidates: Result<Vec<Candidate>, F::Error> =
        people.iter().map(|who| Candidate::of_person(facts, who)).collect();
    Ok(Found::Doubt(rule, candidates?))
}

/// Whether a person can be the row: the same name, no other ID number, no other day of birth.
fn may_be(who: &Record, row: &RosterRow, name: &str) -> bool {
    let other_number = match (who.text(person::ID_NUMBER), row.text(Target::ID_NUMBER)) {
        (Some(known), Some(said)) => known != said,
        _ => false,
    };
    let other_birth = match (who.day(person::BIRTH), row.birth()) {
        (Some(known), Some(said)) => !known.agrees_with(said),
        _ => false,
    };
    same_name(who, name) && !other_number && !other_birth
}

/// Whether a person bears the name, spaces and width aside.
pub(super) fn same_name(who: &Record, name: &str) -> bool {
    who.text(person::NAME).is_some_and(|known| key(known) == key(name))
}
