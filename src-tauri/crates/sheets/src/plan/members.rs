//! What a row of the member form says about membership, as changes of the record.

use chrono::{Months, NaiveDate};
use domain::codes::member_category;
use domain::kinds::member;
use domain::{Day, Facts, Field, Put, Record, RecordId, Value};

use super::people::{fields_of, news};
use super::units::Units;
use crate::read::RosterRow;
use crate::target::Target;

// Probation lasts a year and may be prolonged once, by at most a year (党章 art. 7).
const LONGEST_PROBATION: Months = Months::new(24);

/// The member record of a person, if there is one.
pub(super) fn of_person<F: Facts>(facts: &F, who: RecordId) -> Result<Option<Record>, F::Error> {
    Ok(facts.holding(&member::KIND, member::PERSON, &who.into())?.into_iter().next())
}

/// Everything that the row says about this membership, and the units that it needs. 流动=否 takes 外出流向 away,
/// 失联=否 the date (全国党员信息采集表, items 16 to 19).
pub(super) fn puts<F: Facts>(
    facts: &F,
    units: &mut Units,
    row: &RosterRow,
    standing: Option<&Record>,
    who: RecordId,
    today: NaiveDate,
) -> Result<Vec<Put>, F::Error> {
    let id = standing.map_or_else(RecordId::new, |record| record.id);
    let mut put = Put::new(&member::KIND, id);
    let mut puts = Vec::new();
    if standing.is_none() {
        put = put.set(member::PERSON, who);
    }
    let cleared = cleared(row);
    for (field, filled) in fields_of(row, member::KIND.number).filter(|(field, _)| !contains(&cleared, field))
    {
        let (values, made) = units.resolve(facts, filled.target, field, &filled.values)?;
        puts.extend(made);
        if let Some(values) = news(standing, field, &values) {
            put.set.push((*field, values));
        }
    }
    for field in cleared {
        if standing.is_some_and(|record| record.value(field).is_some()) {
            put = put.unset(field);
        }
    }
    if standing.is_none_or(|record| record.code(member::CATEGORY).is_none())
        && let Some(category) = category(row, today)
    {
        put.set.retain(|(field, _)| field.number != member::CATEGORY.number);
        put = put.set(member::CATEGORY, category);
    }
    puts.push(put);
    Ok(puts)
}

fn contains(fields: &[Field], field: &Field) -> bool {
    fields.iter().any(|one| one.number == field.number)
}

fn cleared(row: &RosterRow) -> Vec<Field> {
    let denied = |field| row.value(Target::of(member::KIND.number, field)) == Some(&Value::Bool(false));
    let mut fields = Vec::new();
    if denied(member::MOBILE) {
        fields.extend([member::MOBILE_TO, member::MOBILE_SINCE]);
    }
    if denied(member::LOST) {
        fields.extend([member::LOST_SINCE, member::LOST_KIND]);
    }
    fields
}

/// 人员类别: as the row says; else 正式党员 for whoever was confirmed, or joined longer ago than probation can last.
pub(super) fn category(row: &RosterRow, today: NaiveDate) -> Option<u32> {
    let of = |field| row.value(Target::of(member::KIND.number, field));
    if let Some(code) = row.code(Target::of(member::KIND.number, member::CATEGORY)) {
        return Some(code);
    }
    let limit = today.checked_sub_months(LONGEST_PROBATION).map(Day::from)?;
    let long_ago = match of(member::JOINED) {
        Some(Value::Int(number)) => Day::from_number(*number).is_ok_and(|day| day < limit),
        _ => false,
    };
    (of(member::CONFIRMED).is_some() || long_ago).then_some(member_category::FULL)
}
