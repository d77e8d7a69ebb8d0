//! What a row says about a person, as changes of the record.

use domain::kinds::person;
use domain::{Day, Facts, Field, Put, Record, RecordId, Type, Value};

use crate::read::{Filled, RosterRow};

/// The fields of a kind that a row fills.
pub(super) fn fields_of(row: &RosterRow, kind: u16) -> impl Iterator<Item = (&'static Field, &Filled)> {
    let fields = row.fields.iter().filter(move |filled| filled.target.kind_number() == Some(kind));
    fields.filter_map(|filled| Some((filled.target.field()?.1, filled)))
}

/// Everything that the row says about this person.
pub(super) fn put<F: Facts>(facts: &F, row: &RosterRow, id: RecordId) -> Result<Put, F::Error> {
    let standing = facts.record(&person::KIND, id)?;
    let mut put = Put::new(&person::KIND, id);
    for (field, filled) in fields_of(row, person::KIND.number) {
        if let Some(values) = news(standing.as_ref(), field, &filled.values) {
            put.set.push((*field, values));
        }
    }
    Ok(put)
}

/// The values to put for a field, if they say more than what stands: a month says nothing where the day is known,
/// and a field with several values only gains.
pub(super) fn news(standing: Option<&Record>, field: &Field, values: &[Value]) -> Option<Vec<Value>> {
    let there = standing.map_or(&[][..], |record| record.all(*field));
    if field.many {
        let more: Vec<&Value> = values.iter().filter(|value| !there.contains(value)).collect();
        return (!more.is_empty()).then(|| there.iter().chain(more).cloned().collect());
    }
    if matches!(field.ty, Type::PartialDate)
        && let (Some(known), Some(said)) = (there.first().and_then(day), values.first().and_then(day))
        && known.agrees_with(said)
        && precision(known) >= precision(said)
    {
        return None;
    }
    (there != values).then(|| values.to_vec())
}

fn day(value: &Value) -> Option<Day> {
    match value {
        Value::Int(number) => Day::from_number(*number).ok(),
        _ => None,
    }
}

fn precision(day: Day) -> u32 {
    let (_, month, of_month) = day.parts();
    u32::from(month > 0) + u32::from(of_month > 0)
}
