//! 定下来: how a disagreement ends, by one of its sides or a third value.

use domain::{Field, Kind, RecordId, Value, codes};
use journal::ChannelId;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use ts_rs::TS;

use super::{DELETE, KEEP, name_of};
use crate::features::records::Saved;
use crate::{Desk, Failure, Result, Session, json};

/// Settles a disagreement.
#[derive(Debug, Deserialize, TS)]
pub struct Settle {
    /// The kind's name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// The field's name; empty for the deletion of the record.
    pub field: String,
    /// The `raw_element` of the dispute.
    #[serde(default)]
    #[ts(type = "unknown")]
    pub element: Json,
    /// One of the sides by its `choice`; `keep` or `delete` for a deletion.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub choice: Option<String>,
    /// Without a choice, a third value.
    #[serde(default)]
    #[ts(type = "unknown")]
    pub value: Json,
    /// Why.
    pub reason: String,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

pub(crate) fn settle(desk: &mut Desk<'_>, request: Settle) -> Result<Saved> {
    let moment = desk.moment();
    if request.reason.trim().is_empty() {
        return Err(Failure::of("reason_missing"));
    }
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let decided = Decided::of(session, channel, kind, id, &request)?;
    let act = session.act(codes::act::SETTLE, moment, Some(request.reason));
    let done = session.write(act, |tx| {
        let asked = match decided {
            Decided::Keep => tx.restore(channel, kind.number, id),
            Decided::Delete => tx.delete(channel, kind.number, id),
            Decided::Value(register, value) => tx.settle(channel, kind.number, id, register, value),
        };
        Ok(asked?)
    })?;
    Ok(Saved::of(id, &done))
}

/// How a disagreement is to end.
enum Decided {
    Keep,
    Delete,
    Value((u16, Option<Value>), Option<Value>),
}

impl Decided {
    fn of(
        session: &Session,
        channel: ChannelId,
        kind: &'static Kind,
        id: RecordId,
        request: &Settle,
    ) -> Result<Decided> {
        match (request.field.as_str(), request.choice.as_deref()) {
            ("", Some(KEEP)) => return Ok(Decided::Keep),
            ("", Some(DELETE)) => return Ok(Decided::Delete),
            _ => {}
        }
        let unknown = || Failure::of("field_unknown").with("field", request.field.clone());
        let field = kind.field_named(&request.field).ok_or_else(unknown)?;
        let element = match &request.element {
            Json::Null => None,
            raw => one_value(kind, field, raw)?,
        };
        let register = (field.number, element);
        let settled = || Failure::of("conflict_settled");
        let conflicts = session.store.conflicts(channel, kind.number, id)?;
        let found = conflicts.iter().find(|one| (one.field, &one.element) == (register.0, &register.1));
        let found = found.ok_or_else(settled)?;
        let value = match &request.choice {
            Some(choice) => {
                let chosen = found.survivors.iter().find(|(one, _)| name_of(one.dot) == *choice);
                chosen.ok_or_else(settled)?.0.value.clone()
            }
            None if register.1.is_some() => (request.value == Json::Bool(true)).then_some(Value::Bool(true)),
            None => one_value(kind, field, &request.value)?,
        };
        Ok(Decided::Value(register, value))
    }
}

/// A value as requests carry it.
fn one_value(kind: &'static Kind, field: &'static Field, raw: &Json) -> Result<Option<Value>> {
    let raw = if field.many { Json::Array(vec![raw.clone()]) } else { raw.clone() };
    let fields = Map::from_iter([(field.name.to_owned(), raw)]);
    let put = json::put(kind, RecordId::new(), &fields)?;
    Ok(put.set.into_iter().next().and_then(|(_, values)| values.into_iter().next()))
}
