//! A change that someone asks for.

use crate::{Field, Kind, RecordId, Value};

/// Sets fields of one record, which is made if it is not there.
#[derive(Debug, Clone)]
pub struct Put {
    /// The kind of the record.
    pub kind: &'static Kind,
    /// The record.
    pub id: RecordId,
    /// Fields and what they shall hold: nothing, one value, or for a field that holds several the whole set.
    pub set: Vec<(Field, Vec<Value>)>,
}

impl Put {
    /// A change of this record that sets nothing yet.
    pub fn new(kind: &'static Kind, id: RecordId) -> Self {
        Self { kind, id, set: Vec::new() }
    }

    /// The same change, also setting a plain field.
    pub fn set(mut self, field: Field, value: impl Into<Value>) -> Self {
        self.set.push((field, vec![value.into()]));
        self
    }

    /// The same change, also setting a plain field if there is a value for it.
    pub fn set_some(self, field: Field, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    /// The same change, also unsetting a field.
    pub fn unset(mut self, field: Field) -> Self {
        self.set.push((field, Vec::new()));
        self
    }

    /// The same change, also setting a field that holds several values.
    pub fn set_all(mut self, field: Field, values: impl IntoIterator<Item = Value>) -> Self {
        self.set.push((field, values.into_iter().collect()));
        self
    }
}
