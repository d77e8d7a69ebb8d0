//! Who lives where, in the register.

use domain::codes::residence;
use domain::kinds::{person, resident};
use domain::{Facts, Record, RecordId};

/// Whether a resident still belongs to the household.
pub(super) fn belongs(one: &Record) -> bool {
    !matches!(one.code(resident::RESIDENCE), Some(residence::MOVED_OUT | residence::DEAD))
}

/// How a person stands to a household.
pub(super) enum Standing {
    /// A resident of it, by this record.
    Here(Box<Record>),
    /// A resident of another one.
    Elsewhere(Box<Record>),
    /// Was a resident of it, and is marked as moved out or dead.
    Gone(Box<Record>),
    /// Of none.
    Nowhere,
}

/// How the person stands to the household; to any, if none is given.
pub(super) fn standing<F: Facts>(
    facts: &F,
    who: RecordId,
    home: Option<RecordId>,
) -> Result<Standing, F::Error> {
    let residents = facts.holding(&resident::KIND, resident::PERSON, &who.into())?;
    let here = |one: &&Record| home.is_none() || one.id_of(resident::HOUSEHOLD) == home;
    let find = |test: &dyn Fn(&&Record) -> bool| residents.iter().find(test).cloned().map(Box::new);
    if let Some(record) = find(&|one| belongs(one) && here(one)) {
        return Ok(Standing::Here(record));
    }
    if let Some(record) = find(&|one| belongs(one)) {
        return Ok(Standing::Elsewhere(record));
    }
    let gone = find(&|one| home.is_some() && here(one));
    Ok(gone.map_or(Standing::Nowhere, Standing::Gone))
}

/// The household that the person lives in.
pub(super) fn home_of<F: Facts>(facts: &F, who: RecordId) -> Result<Option<RecordId>, F::Error> {
    let residents = facts.holding(&resident::KIND, resident::PERSON, &who.into())?;
    Ok(residents.iter().find(|one| belongs(one)).and_then(|one| one.id_of(resident::HOUSEHOLD)))
}

/// The people who live in a household.
pub(super) fn people_of<F: Facts>(facts: &F, home: RecordId) -> Result<Vec<Record>, F::Error> {
    let mut people = Vec::new();
    for one in
        facts.holding(&resident::KIND, resident::HOUSEHOLD, &home.into())?.iter().filter(|one| belongs(one))
    {
        if let Some(who) = one.id_of(resident::PERSON) {
            people.extend(facts.record(&person::KIND, who)?);
        }
    }
    Ok(people)
}
