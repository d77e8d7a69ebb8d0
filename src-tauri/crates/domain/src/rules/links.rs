//! Rules on 联系户.

use super::{Breach, CheckError, Context, EXEMPT_AGE, EXEMPT_MONTHS, LOAD_LIMIT, LOAD_WARNING, Touched};
use crate::codes::{exemption as exemption_code, link_type, party_status, residence};
use crate::kinds::{link, member, person, resident};
use crate::{Facts, Record, RecordId};

/// Whether a link still lasts.
pub(super) fn lasts(one: &Record) -> bool {
    one.day(link::TO).is_none()
}

/// A link ends after it began and for a reason; a household has one general link at a time; nobody carries more
/// than 20 households without a stated reason; the dead carry none beyond those that they had.
pub(super) fn link<F: Facts>(
    facts: &F,
    context: Context,
    touched: &Touched,
    warnings: &mut Vec<Breach>,
) -> Result<(), CheckError<F::Error>> {
    let after = &touched.after;
    if let (Some(from), Some(to)) = (after.day(link::FROM), after.day(link::TO)) {
        if to < from {
            return Err(Breach::of("link_ends_before_it_begins", &link::KIND).at(&link::TO).into());
        }
        if after.code(link::END).is_none() {
            return Err(Breach::of("required", &link::KIND).at(&link::END).into());
        }
        return Ok(());
    }
    if after.code(link::TYPE) == Some(link_type::GENERAL) {
        only_general_link(facts, after)?;
    }
    load(facts, after, warnings)?;
    let Some(who) = after.id_of(link::MEMBER) else {
        return Ok(());
    };
    let Some(who) = facts.record(&member::KIND, who).map_err(CheckError::Facts)? else {
        return Ok(());
    };
    match standing(facts, context, &who).map_err(CheckError::Facts)? {
        Standing::Gone => {
            let gone = Breach::of("member_gone", &link::KIND).at(&link::MEMBER);
            if !is_history(facts, touched, &who).map_err(CheckError::Facts)? {
                return Err(gone.into());
            }
            warnings.push(gone);
        }
        Standing::Exempt => warnings.push(Breach::of("member_exempt", &link::KIND).at(&link::MEMBER)),
        Standing::Able => {}
    }
    if lives_in(facts, &who, after.id_of(link::HOUSEHOLD)).map_err(CheckError::Facts)? {
        warnings.push(Breach::of("link_own_household", &link::KIND).at(&link::HOUSEHOLD));
    }
    Ok(())
}

/// Whether a link to somebody who is gone is no new one: it stood already, or it began before the death.
fn is_history<F: Facts>(facts: &F, touched: &Touched, who: &Record) -> Result<bool, F::Error> {
    let stood = |before: &Record| !before.deleted && lasts(before) && !touched.wrote(link::MEMBER);
    if touched.before.as_ref().is_some_and(stood) {
        return Ok(true);
    }
    Ok(died(facts, who)?.zip(touched.after.day(link::FROM)).is_some_and(|(death, from)| from <= death))
}

fn only_general_link<F: Facts>(facts: &F, after: &Record) -> Result<(), CheckError<F::Error>> {
    let Some(household) = after.id_of(link::HOUSEHOLD) else {
        return Ok(());
    };
    let all = facts.holding(&link::KIND, link::HOUSEHOLD, &household.into()).map_err(CheckError::Facts)?;
    let general = |one: &Record| one.code(link::TYPE) == Some(link_type::GENERAL);
    if all.iter().any(|other| other.id != after.id && general(other) && lasts(other)) {
        return Err(Breach::of("household_has_primary_link", &link::KIND).at(&link::HOUSEHOLD).into());
    }
    Ok(())
}

/// The general links that last although their household has an older one that lasts as well: two sites gave it one
/// each, and merging kept both. Each household's links in their order; the first of them is no rival.
pub fn rival_links(links: &[Record]) -> Vec<&Record> {
    let mut first = std::collections::BTreeSet::new();
    let general = links.iter().filter(|one| one.code(link::TYPE) == Some(link_type::GENERAL) && lasts(one));
    general.filter(|one| one.id_of(link::HOUSEHOLD).is_some_and(|home| !first.insert(home))).collect()
}

fn load<F: Facts>(facts: &F, after: &Record, warnings: &mut Vec<Breach>) -> Result<(), CheckError<F::Error>> {
    let Some(who) = after.id_of(link::MEMBER) else {
        return Ok(());
    };
    let all = facts.holding(&link::KIND, link::MEMBER, &who.into()).map_err(CheckError::Facts)?;
    let count = all.iter().filter(|one| lasts(one)).count();
    let breach = |rule| Breach::of(rule, &link::KIND).at(&link::MEMBER).with("count", count);
    if count > LOAD_LIMIT && after.text(link::OVERLOAD).is_none() {
        return Err(breach("member_overloaded").into());
    }
    if count > LOAD_WARNING {
        warnings.push(breach("member_load_high"));
    }
    Ok(())
}

/// Whether a member can carry households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 能联户.
    Able,
    /// 不承担: 70 or older, infirm, away for six months, lost, or exempted by the branch.
    Exempt,
    /// 去世、转出或出党.
    Gone,
}

/// Whether a member can carry households today. A link to one who cannot is 待调整.
pub fn standing<F: Facts>(facts: &F, context: Context, who: &Record) -> Result<Standing, F::Error> {
    if has_left(who) || died(facts, who)?.is_some() {
        return Ok(Standing::Gone);
    }
    Ok(if exemption(facts, context, who)?.is_some() { Standing::Exempt } else { Standing::Able })
}

/// Whether 党籍状态 says that a member is gone. It does not say since when.
pub fn has_left(who: &Record) -> bool {
    let status = who.code(member::STATUS);
    matches!(status, Some(party_status::DEAD | party_status::EXPELLED | party_status::TRANSFERRED))
}

/// When a member died, if that is known.
pub fn died<F: Facts>(facts: &F, who: &Record) -> Result<Option<crate::Day>, F::Error> {
    Ok(body(facts, who)?.and_then(|body| body.day(person::DEATH)))
}

/// Why a member owes no link today, of the code list `exemption`: what the branch stated, or what follows from age,
/// 失联, 停止党籍 and being away.
pub fn exemption<F: Facts>(facts: &F, context: Context, who: &Record) -> Result<Option<u32>, F::Error> {
    if let Some(stated) = who.code(member::EXEMPT) {
        return Ok(Some(stated));
    }
    let birth = body(facts, who)?.and_then(|body| body.day(person::BIRTH));
    if birth.is_some_and(|birth| birth.years_until(context.today) >= EXEMPT_AGE) {
        return Ok(Some(exemption_code::AGE));
    }
    if who.is(member::LOST) {
        return Ok(Some(exemption_code::LOST));
    }
    if who.code(member::STATUS) == Some(party_status::SUSPENDED) {
        return Ok(Some(exemption_code::SUSPENDED));
    }
    let away = who.is(member::MOBILE) || is_long_away(facts, context, who)?;
    Ok(away.then_some(exemption_code::AWAY))
}

fn body<F: Facts>(facts: &F, who: &Record) -> Result<Option<Record>, F::Error> {
    match who.id_of(member::PERSON) {
        Some(id) => facts.record(&person::KIND, id),
        None => Ok(None),
    }
}

/// Whether a member has been away from the village for six months.
fn is_long_away<F: Facts>(facts: &F, context: Context, who: &Record) -> Result<bool, F::Error> {
    let Some(body) = who.id_of(member::PERSON) else {
        return Ok(false);
    };
    let since = context.today.checked_sub_months(EXEMPT_MONTHS).map(crate::Day::from);
    let homes = facts.holding(&resident::KIND, resident::PERSON, &body.into())?;
    Ok(homes.iter().any(|home| {
        let left =
            home.day(resident::SINCE).filter(|_| home.code(resident::RESIDENCE) == Some(residence::AWAY));
        left.is_some_and(|left| Some(left) <= since)
    }))
}

fn lives_in<F: Facts>(facts: &F, who: &Record, household: Option<RecordId>) -> Result<bool, F::Error> {
    let (Some(person), Some(household)) = (who.id_of(member::PERSON), household) else {
        return Ok(false);
    };
    let homes = facts.holding(&resident::KIND, resident::PERSON, &person.into())?;
    Ok(homes.iter().any(|home| home.id_of(resident::HOUSEHOLD) == Some(household)))
}
