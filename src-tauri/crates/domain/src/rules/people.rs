//! Rules on people, households, residents and members.

use std::collections::BTreeSet;

use super::{Breach, CheckError, Context, Touched};
use crate::codes::{household_state, member_category, relation, residence, sex};
use crate::id_number::IdNumber;
use crate::kinds::{household, link, member, person, resident};
use crate::{Day, Facts, Record};

/// An ID number belongs to one person and agrees with sex and birth (GB 11643); nobody dies in the future.
pub(super) fn person<F: Facts>(
    facts: &F,
    context: Context,
    touched: &Touched,
) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    if after.day(person::DEATH).is_some_and(|day| day > Day::from(context.today)) {
        return Err(Breach::of("date_future", &person::KIND).at(&person::DEATH).into());
    }
    let Some(text) = after.text(person::ID_NUMBER) else {
        return Ok(());
    };
    let Ok(number) = IdNumber::parse(text) else {
        return Ok(());
    };
    if after
        .code(person::SEX)
        .is_some_and(|code| code != number.sex() && matches!(code, sex::MALE | sex::FEMALE))
    {
        return Err(Breach::of("id_number_sex", &person::KIND).at(&person::SEX).into());
    }
    if after.day(person::BIRTH).is_some_and(|day| !day.agrees_with(number.birth())) {
        return Err(Breach::of("id_number_birth_differs", &person::KIND).at(&person::BIRTH).into());
    }
    if !touched.wrote(person::ID_NUMBER) {
        return Ok(());
    }
    let holders = facts.holding(&person::KIND, person::ID_NUMBER, &text.into()).map_err(CheckError::Facts)?;
    if holders.iter().any(|holder| holder.id != after.id) {
        return Err(Breach::of("id_number_taken", &person::KIND).at(&person::ID_NUMBER).into());
    }
    Ok(())
}

/// The head lives in the household, its primary link is its own and lasts, and leaving has a day.
pub(super) fn household<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    let left = after.code(household::STATE).is_some_and(|state| state != household_state::REGISTERED);
    if left && after.day(household::STATE_DATE).is_none() {
        return Err(Breach::of("required", &household::KIND).at(&household::STATE_DATE).into());
    }
    if touched.wrote(household::HEAD) {
        head(facts, touched)?;
    }
    if touched.wrote(household::PRIMARY_LINK) {
        primary_link(facts, after)?;
    }
    Ok(())
}

fn head<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    let Some(head) = after.id_of(household::HEAD) else {
        return Ok(());
    };
    let residents =
        facts.holding(&resident::KIND, resident::HOUSEHOLD, &after.id.into()).map_err(CheckError::Facts)?;
    // A household may be entered before the people in it, and late: when its head has died or moved by now.
    let new = touched.before.is_none();
    let lives_there = |one: &Record| one.id_of(resident::PERSON) == Some(head) && (new || belongs(one));
    if residents.is_empty() || residents.iter().any(lives_there) {
        return Ok(());
    }
    Err(Breach::of("head_not_resident", &household::KIND).at(&household::HEAD).into())
}

fn primary_link<F: Facts>(facts: &F, after: &Record) -> Result<(), CheckError<F::Error>> {
    let Some(id) = after.id_of(household::PRIMARY_LINK) else {
        return Ok(());
    };
    let Some(found) = facts.record(&link::KIND, id).map_err(CheckError::Facts)? else {
        return Ok(());
    };
    if found.id_of(link::HOUSEHOLD) == Some(after.id) && found.day(link::TO).is_none() {
        return Ok(());
    }
    Err(Breach::of("primary_link_foreign", &household::KIND).at(&household::PRIMARY_LINK).into())
}

/// Whether a resident still belongs to the household.
pub(super) fn belongs(one: &Record) -> bool {
    !matches!(one.code(resident::RESIDENCE), Some(residence::MOVED_OUT | residence::DEAD))
}

/// A person belongs to one household at a time; leaving, moving and dying have a day; 儿媳 is a woman.
pub(super) fn resident<F: Facts>(
    facts: &F,
    touched: &Touched,
    warnings: &mut Vec<Breach>,
) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    let settled = after.code(resident::RESIDENCE).is_none_or(|code| code == residence::HOME);
    if !settled && touched.wrote(resident::RESIDENCE) && after.day(resident::SINCE).is_none() {
        return Err(Breach::of("required", &resident::KIND).at(&resident::SINCE).into());
    }
    let Some(who) = after.id_of(resident::PERSON) else {
        return Ok(());
    };
    if touched.wrote(resident::PERSON)
        || touched.wrote(resident::HOUSEHOLD)
        || touched.wrote(resident::RESIDENCE)
    {
        let others =
            facts.holding(&resident::KIND, resident::PERSON, &who.into()).map_err(CheckError::Facts)?;
        if belongs(after) && others.iter().any(|other| other.id != after.id && belongs(other)) {
            return Err(Breach::of("person_in_two_households", &resident::KIND).at(&resident::PERSON).into());
        }
    }
    if let Some(code) = after.code(resident::RELATION).filter(|_| touched.wrote(resident::RELATION)) {
        let who = facts.record(&person::KIND, who).map_err(CheckError::Facts)?;
        let known = who.and_then(|record| record.code(person::SEX));
        if sex_of_relation(code).is_some_and(|expected| known.is_some_and(|found| found != expected)) {
            warnings.push(Breach::of("relation_sex", &resident::KIND).at(&resident::RELATION));
        }
    }
    Ok(())
}

/// The sex that a relation to the head implies (GB/T 4761), where it implies one.
pub fn sex_of_relation(code: u32) -> Option<u32> {
    match code {
        relation::HUSBAND | 20..=29 | 41 | 43 | 46 | 47 | 51 | 53 | 55 | 57 | 61 | 63 | 66 => Some(sex::MALE),
        relation::WIFE | 30..=39 | 42 | 44 | 45 | 48 | 52 | 54 | 56 | 58 | 62 | 64 | 67 => Some(sex::FEMALE),
        71 | 73 | 76 | 78 | 81 | 83 | 85 | 87 | 89 | 93 | 95 => Some(sex::MALE),
        72 | 74 | 75 | 77 | 82 | 84 | 86 | 88 | 90 | 94 | 96 => Some(sex::FEMALE),
        _ => None,
    }
}

/// A person is a member once; 预备党员 have no 转正日期, which never precedes joining; nobody joins under 18
/// (党章 art. 1); 失联 has its day and 流动 its direction (全国党员信息采集表, items 16–19).
pub(super) fn member<F: Facts>(facts: &F, touched: &Touched) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    let fault = |rule, field| Err(Breach::of(rule, &member::KIND).at(field).into());
    let (joined, confirmed) = (after.day(member::JOINED), after.day(member::CONFIRMED));
    if after.code(member::CATEGORY) == Some(member_category::PROBATIONARY) && confirmed.is_some() {
        return fault("probationary_confirmed", &member::CONFIRMED);
    }
    if let (Some(joined), Some(confirmed)) = (joined, confirmed)
        && confirmed < joined
    {
        return fault("confirmed_before_joined", &member::CONFIRMED);
    }
    if after.is(member::LOST) && after.day(member::LOST_SINCE).is_none() {
        return fault("required", &member::LOST_SINCE);
    }
    if after.is(member::MOBILE) && after.text(member::MOBILE_TO).is_none() {
        return fault("required", &member::MOBILE_TO);
    }
    let Some(who) = after.id_of(member::PERSON) else {
        return Ok(());
    };
    if touched.wrote(member::PERSON) {
        let others = facts.holding(&member::KIND, member::PERSON, &who.into()).map_err(CheckError::Facts)?;
        if others.iter().any(|other| other.id != after.id) {
            return fault("member_twice", &member::PERSON);
        }
    }
    let who = facts.record(&person::KIND, who).map_err(CheckError::Facts)?;
    let birth = who.and_then(|record| record.day(person::BIRTH));
    if let (Some(birth), Some(joined)) = (birth, joined)
        && joined.parts().0 < birth.parts().0 + 18
    {
        return fault("joined_under_age", &member::JOINED);
    }
    Ok(())
}

/// The people whose ID number an earlier one of them has: two sites entered the same human being, and merging kept both.
pub fn repeated_people(people: &[Record]) -> Vec<&Record> {
    repeated(people, |one| one.text(person::ID_NUMBER).map(str::to_owned))
}

/// The residents who belong to a household although their person belongs to another by an earlier one of them.
pub fn repeated_residents(residents: &[Record]) -> Vec<&Record> {
    repeated(residents, |one| one.id_of(resident::PERSON).filter(|_| belongs(one)))
}

/// The members whose person an earlier one of them is as well.
pub fn repeated_members(members: &[Record]) -> Vec<&Record> {
    repeated(members, |one| one.id_of(member::PERSON))
}

fn repeated<K: Ord>(records: &[Record], key: impl Fn(&Record) -> Option<K>) -> Vec<&Record> {
    let mut seen = BTreeSet::new();
    records.iter().filter(|one| key(one).is_some_and(|key| !seen.insert(key))).collect()
}
