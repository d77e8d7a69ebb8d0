//! One record as it stands.

use std::collections::BTreeMap;

use crate::{Day, Field, Kind, RecordId, Value};

/// The standing values of one record. Fields that are unset are absent.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id within the channel.
    pub id: RecordId,
    /// Whether it is deleted (in the recycle bin).
    pub deleted: bool,
    /// Values by field number; one value for a plain field, in order for a field that holds several.
    pub values: BTreeMap<u16, Vec<Value>>,
}

impl Record {
    /// A record without values.
    pub fn new(kind: &'static Kind, id: RecordId) -> Self {
        Self { kind, id, deleted: false, values: BTreeMap::new() }
    }

    /// The same record with one value more; for building records in code.
    pub fn with(mut self, field: Field, value: impl Into<Value>) -> Self {
        self.values.entry(field.number).or_default().push(value.into());
        self
    }

    /// The value of a plain field.
    pub fn value(&self, field: Field) -> Option<&Value> {
        self.values.get(&field.number).and_then(|values| values.first())
    }

    /// The values of a field that holds several.
    pub fn all(&self, field: Field) -> &[Value] {
        self.values.get(&field.number).map_or(&[], Vec::as_slice)
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.value(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a field.
    pub fn int(&self, field: Field) -> Option<i64> {
        match self.value(field) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// The code of a field.
    pub fn code(&self, field: Field) -> Option<u32> {
        self.int(field).and_then(|number| u32::try_from(number).ok())
    }

    /// Whether a truth field is set and true.
    pub fn is(&self, field: Field) -> bool {
        matches!(self.value(field), Some(Value::Bool(true)))
    }

    /// The day of a field.
    pub fn day(&self, field: Field) -> Option<Day> {
        self.int(field).and_then(|number| Day::from_number(number).ok())
    }

    /// The id that a field refers to.
    pub fn id_of(&self, field: Field) -> Option<RecordId> {
        self.value(field).and_then(as_id)
    }

    /// The ids that a field with several values refers to.
    pub fn ids_of(&self, field: Field) -> Vec<RecordId> {
        self.all(field).iter().filter_map(as_id).collect()
    }
}

fn as_id(value: &Value) -> Option<RecordId> {
    match value {
        Value::Bytes(bytes) => RecordId::from_slice(bytes),
        _ => None,
    }
}
