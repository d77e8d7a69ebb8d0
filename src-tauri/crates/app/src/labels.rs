//! How a record is called where another refers to it, and how its values are shown.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::kinds::{household, link, member, need, operator, person, unit, visit};
use domain::{Facts, Field, Kind, Record, RecordId, Type, Value, mask};
use serde_json::{Value as Json, json};
use store::Reader;

use crate::{Result, json as values};

/// Names of records, each looked up once.
pub(crate) struct Labels<'s> {
    reader: Reader<'s>,
    /// With whether the record is deleted.
    known: RefCell<HashMap<(u16, RecordId), (String, bool)>>,
}

impl<'s> Labels<'s> {
    pub(crate) fn new(reader: Reader<'s>) -> Self {
        Self { reader, known: RefCell::default() }
    }

    /// The name of a record; empty if it is not there.
    pub(crate) fn of(&self, kind: &'static Kind, id: RecordId) -> Result<String> {
        Ok(self.look_up(kind, id)?.0)
    }

    /// The name of a record where another one refers to it; of a deleted one it says so.
    pub(crate) fn referred(&self, kind: &'static Kind, id: RecordId) -> Result<String> {
        let (label, deleted) = self.look_up(kind, id)?;
        Ok(if deleted && !label.is_empty() { format!("{label}（已删除）") } else { label })
    }

    fn look_up(&self, kind: &'static Kind, id: RecordId) -> Result<(String, bool)> {
        if let Some(known) = self.known.borrow().get(&(kind.number, id)) {
            return Ok(known.clone());
        }
        let known = match self.reader.record_or_deleted(kind, id)? {
            Some(record) => (self.of_record(&record)?, record.deleted),
            None => Default::default(),
        };
        self.known.borrow_mut().insert((kind.number, id), known.clone());
        Ok(known)
    }

    /// The name of a record at hand.
    pub(crate) fn of_record(&self, record: &Record) -> Result<String> {
        let text = |field| record.text(field).unwrap_or_default().to_owned();
        Ok(match record.kind.number {
            n if n == unit::KIND.number => text(unit::NAME),
            n if n == person::KIND.number => text(person::NAME),
            n if n == operator::KIND.number => text(operator::NAME),
            n if n == need::KIND.number => text(need::TITLE),
            n if n == household::KIND.number => {
                let head = record.id_of(household::HEAD).map(|id| self.of(&person::KIND, id)).transpose()?;
                let number = text(household::NUMBER);
                match head.filter(|head| !head.is_empty()) {
                    Some(head) if number.is_empty() => head,
                    Some(head) => format!("{head}（{number}）"),
                    None => number,
                }
            }
            n if n == member::KIND.number => self.via(record, member::PERSON, &person::KIND)?,
            n if n == link::KIND.number => self.via(record, link::MEMBER, &member::KIND)?,
            n if n == visit::KIND.number => {
                record.day(visit::DATE).map(|day| day.to_string()).unwrap_or_default()
            }
            _ => String::new(),
        })
    }

    fn via(&self, record: &Record, field: Field, kind: &'static Kind) -> Result<String> {
        record.id_of(field).map_or(Ok(String::new()), |id| self.of(kind, id))
    }

    /// A value as lists and pages show it: masked, references with their name.
    pub(crate) fn shown(&self, field: &Field, value: &Value) -> Result<Json> {
        if let (Type::Ref(kind), Value::Bytes(bytes)) = (field.ty, value) {
            let (Some(kind), Some(id)) = (self.reader.registry().named(kind), RecordId::from_slice(bytes))
            else {
                return Ok(Json::Null);
            };
            return Ok(json!({ "id": id.to_string(), "label": self.referred(kind, id)? }));
        }
        Ok(match value {
            Value::Text(text) => mask::masked(field, text).into(),
            other => values::of_value(field, other),
        })
    }

    /// What a record holds in a field, as shown; a list for a field that holds several.
    pub(crate) fn field(&self, record: &Record, field: &Field) -> Result<Json> {
        let all: Result<Vec<Json>> =
            record.all(*field).iter().map(|value| self.shown(field, value)).collect();
        let mut all = all?;
        Ok(if field.many { Json::Array(all) } else { all.pop().unwrap_or(Json::Null) })
    }
}
