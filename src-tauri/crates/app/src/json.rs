//! Values as JSON: what forms, the command line and `dump` write and read.
//!
//! Days are `2026-11-22`, partial ones `1962-03`; codes are numbers (their word is read too); references are ids.

use domain::rules::Breach;
use domain::{Day, Field, Kind, Put, Record, RecordId, Type, Value, words};
use serde_json::{Map, Value as Json};

use crate::failure::of_breach;
use crate::{Failure, Result};

/// How the window types the fields of a record, by name.
#[derive(ts_rs::TS)]
#[ts(type = "Record<string, unknown>")]
pub(crate) struct Fields {}

/// A value as JSON.
pub(crate) fn of_value(field: &Field, value: &Value) -> Json {
    match (field.ty, value) {
        (Type::Date | Type::PartialDate, Value::Int(number)) => {
            Day::from_number(*number).map_or(Json::Null, |day| day.to_string().into())
        }
        (Type::Ref(_), Value::Bytes(bytes)) => {
            RecordId::from_slice(bytes).map_or(Json::Null, |id| id.to_string().into())
        }
        (_, Value::Bool(value)) => (*value).into(),
        (_, Value::Int(number)) => (*number).into(),
        (_, Value::Text(text)) => text.clone().into(),
        (_, Value::Bytes(bytes)) => hex::encode(bytes).into(),
    }
}

/// The values of one field as JSON: one value, or a list for a field that holds several.
pub(crate) fn of_field(record: &Record, field: &Field) -> Option<Json> {
    let values = record.all(*field);
    if field.many {
        return (!values.is_empty()).then(|| values.iter().map(|value| of_value(field, value)).collect());
    }
    values.first().map(|value| of_value(field, value))
}

/// All set fields of a record as JSON, unmasked, by name.
pub(crate) fn of_record(record: &Record) -> Map<String, Json> {
    let fields = record.kind.fields.iter();
    fields.filter_map(|field| Some((field.name.to_owned(), of_field(record, field)?))).collect()
}

fn to_value(kind: &Kind, field: &Field, json: &Json) -> Result<Value> {
    let wrong = || of_breach(&Breach::of("value_type", kind).at(field));
    let text = || json.as_str().map(str::trim).ok_or_else(wrong);
    let value = match field.ty {
        Type::Bool => Value::Bool(json.as_bool().ok_or_else(wrong)?),
        Type::Int => Value::Int(json.as_i64().ok_or_else(wrong)?),
        Type::Code(list) => match json {
            Json::String(word) => words::code_of(list, word)
                .ok_or_else(|| of_breach(&Breach::of("code_unknown", kind).at(field)))?
                .into(),
            other => Value::Int(other.as_i64().ok_or_else(wrong)?),
        },
        Type::Date | Type::PartialDate => {
            let day: Day = text()?.parse().map_err(|_| of_breach(&Breach::of("date", kind).at(field)))?;
            day.into()
        }
        Type::Ref(_) => text()?.parse::<RecordId>().map_err(|_| wrong())?.into(),
        Type::IdNumber => Value::Text(text()?.to_uppercase()),
        Type::Text | Type::Multiline | Type::Phone | Type::Division => Value::Text(text()?.to_owned()),
    };
    Ok(value)
}

/// The change that JSON fields ask of a record. `null` and empty text unset a field.
pub(crate) fn put(kind: &'static Kind, id: RecordId, fields: &Map<String, Json>) -> Result<Put> {
    let mut put = Put::new(kind, id);
    for (name, json) in fields {
        let unknown = || Failure::of("field_unknown").with("kind", kind.name).with("field", name.clone());
        let field = kind.field_named(name).ok_or_else(unknown)?;
        let blank = json.is_null() || json.as_str().is_some_and(|text| text.trim().is_empty());
        put = match json {
            _ if blank => put.unset(*field),
            Json::Array(all) if field.many => {
                let values: Result<Vec<Value>> = all.iter().map(|one| to_value(kind, field, one)).collect();
                put.set_all(*field, values?)
            }
            one if field.many => put.set_all(*field, [to_value(kind, field, one)?]),
            one => put.set(*field, to_value(kind, field, one)?),
        };
    }
    Ok(put)
}

/// The id of a text.
pub(crate) fn id(text: &str) -> Result<RecordId> {
    text.parse().map_err(|_| Failure::of("bad_request").with("detail", "id"))
}
