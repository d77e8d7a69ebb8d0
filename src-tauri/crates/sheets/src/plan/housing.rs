//! Which household of the register a household of the file is.

use std::collections::HashMap;

use domain::codes::{relation, unit_type};
use domain::kinds::{household, person};
use domain::{Facts, Record, RecordId};

use super::matching::same_name;
use super::residents;
use super::units::Units;
use crate::read::{Roster, RosterHousehold, RosterRow};
use crate::spelling::key;
use crate::target::Target;

/// A household of the file, found or to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Housing {
    /// This one of the register.
    Known(RecordId),
    /// None of the register; it will have this id.
    New(RecordId),
    /// Its number belongs to this one, in which other people live.
    Taken(RecordId),
    /// Its number belongs to several.
    Unclear,
}

impl Housing {
    /// The household's id, unless it is unclear which.
    pub(super) fn id(self) -> Option<RecordId> {
        match self {
            Housing::Known(id) | Housing::Taken(id) | Housing::New(id) => Some(id),
            Housing::Unclear => None,
        }
    }

    /// The household's id, if the register has it.
    pub(super) fn known(self) -> Option<RecordId> {
        match self {
            Housing::Known(id) | Housing::Taken(id) => Some(id),
            Housing::New(_) | Housing::Unclear => None,
        }
    }
}

/// Finds a household by its number within its group; without one by the people in it, the head first, and at last by
/// the head's name.
pub(super) fn find<F: Facts>(
    facts: &F,
    units: &mut Units,
    roster: &Roster,
    house: &RosterHousehold,
) -> Result<Housing, F::Error> {
    let rows: Vec<&RosterRow> = house.rows.iter().filter_map(|at| roster.rows.get(*at)).collect();
    let homes = homes(facts, roster, house, &rows)?;
    if let Some(number) = &house.number {
        let numbered = facts.holding(&household::KIND, household::NUMBER, &number.as_str().into())?;
        let group = match &house.group {
            Some(name) => units.existing(facts, unit_type::VILLAGE_GROUP, name)?,
            None => None,
        };
        // A household of a group that is new itself cannot be there.
        let foreign = house.group.is_some() && group.is_none();
        let fits = |one: &&Record| match one.id_of(household::GROUP) {
            Some(its) => house.group.is_none() || Some(its) == group,
            None => !foreign || homes.contains(&one.id),
        };
        let fitting: Vec<&Record> = numbered.iter().filter(fits).collect();
        if let Some(found) = among(facts, &fitting, &homes, house, &rows)? {
            return Ok(found);
        }
    }
    by_people(facts, house, &rows, &homes)
}

fn among<F: Facts>(
    facts: &F,
    numbered: &[&Record],
    homes: &[RecordId],
    house: &RosterHousehold,
    rows: &[&RosterRow],
) -> Result<Option<Housing>, F::Error> {
    if let Some(known) = numbered.iter().find(|one| homes.contains(&one.id)) {
        return Ok(Some(Housing::Known(known.id)));
    }
    let [one] = numbered else {
        return Ok((!numbered.is_empty()).then_some(Housing::Unclear));
    };
    let theirs = !heads_differ(facts, one, house, rows)? || shares_people(facts, one, rows)?;
    Ok(Some(if theirs { Housing::Known(one.id) } else { Housing::Taken(one.id) }))
}

fn shares_people<F: Facts>(facts: &F, home: &Record, rows: &[&RosterRow]) -> Result<bool, F::Error> {
    let named = |who: &Record| rows.iter().any(|row| row.name().is_some_and(|name| same_name(who, name)));
    Ok(residents::people_of(facts, home.id)?.iter().any(named))
}

/// Whether the file and the register both tell the head, and tell different ones.
fn heads_differ<F: Facts>(
    facts: &F,
    home: &Record,
    house: &RosterHousehold,
    rows: &[&RosterRow],
) -> Result<bool, F::Error> {
    let known = match home.id_of(household::HEAD) {
        Some(head) => facts.record(&person::KIND, head)?,
        None => None,
    };
    let told = head_name(house, rows);
    Ok(known.zip(told).is_some_and(|(known, told)| !same_name(&known, told)))
}

/// The name of the head as the file tells it, in the head's row or in a column of its own.
fn head_name<'a>(house: &'a RosterHousehold, rows: &[&'a RosterRow]) -> Option<&'a str> {
    let head = rows.iter().find(|row| row.code(Target::RELATION) == Some(relation::HEAD));
    head.and_then(|row| row.name()).or(house.head_name.as_deref())
}

/// The households that the people of the rows live in, the head's first, then by how many live there.
fn homes<F: Facts>(
    facts: &F,
    roster: &Roster,
    house: &RosterHousehold,
    rows: &[&RosterRow],
) -> Result<Vec<RecordId>, F::Error> {
    let head = house.head.and_then(|at| roster.rows.get(at)).map(|row| &row.at);
    let mut counts: HashMap<RecordId, usize> = HashMap::new();
    for row in rows {
        let Some(number) = row.text(Target::ID_NUMBER) else { continue };
        for who in facts.holding(&person::KIND, person::ID_NUMBER, &number.into())? {
            let weight = if Some(&row.at) == head { rows.len() + 1 } else { 1 };
            if let Some(home) = residents::home_of(facts, who.id)? {
                *counts.entry(home).or_default() += weight;
            }
        }
    }
    let mut homes: Vec<(RecordId, usize)> = counts.into_iter().collect();
    homes.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    Ok(homes.into_iter().map(|(id, _)| id).collect())
}

fn by_people<F: Facts>(
    facts: &F,
    house: &RosterHousehold,
    rows: &[&RosterRow],
    homes: &[RecordId],
) -> Result<Housing, F::Error> {
    let mut fitting = Vec::new();
    let named = if homes.is_empty() { by_head_name(facts, house, rows)? } else { Vec::new() };
    for home in homes.iter().copied().chain(named) {
        let record = facts.record(&household::KIND, home)?;
        let its = record.as_ref().and_then(|record| record.text(household::NUMBER).map(key));
        // Another number is another household: who moved there is for a person to say.
        if house.number.is_none() || its.is_none() {
            fitting.push(home);
        }
    }
    Ok(fitting.first().copied().map_or_else(|| Housing::New(RecordId::new()), Housing::Known))
}

/// The only household whose head bears the head's name; for rows that have no ID numbers.
fn by_head_name<F: Facts>(
    facts: &F,
    house: &RosterHousehold,
    rows: &[&RosterRow],
) -> Result<Vec<RecordId>, F::Error> {
    let numbered = rows.iter().any(|row| row.text(Target::ID_NUMBER).is_some());
    let head = rows.iter().find(|row| row.code(Target::RELATION) == Some(domain::codes::relation::HEAD));
    let Some(name) = head.and_then(|row| row.name()).or(house.head_name.as_deref()).filter(|_| !numbered)
    else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for who in facts.holding(&person::KIND, person::NAME, &name.into())? {
        found.extend(
            facts.holding(&household::KIND, household::HEAD, &who.id.into())?.iter().map(|home| home.id),
        );
    }
    Ok(if found.len() == 1 { found } else { Vec::new() })
}
