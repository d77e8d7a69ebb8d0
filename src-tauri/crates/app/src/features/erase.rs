//! 抹除: taking personal information out for ever, here and wherever files reach.
//!
//! Deliberately not here: files on sticks and backups made before; the person is told of them.

use std::collections::BTreeSet;

use domain::erasure::may_erase;
use domain::kinds::erasure;
use domain::{Day, Field, Kind, Owner, Put, REASON, RecordId, Scope, Value, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use store::Act;
use ts_rs::TS;

pub(crate) use written::WrittenErasure;

use super::history::Written;
use super::records::Name;
use crate::labels::Labels;
use crate::table::Column;
use crate::{Desk, Failure, Result, Session, json};

mod written;

/// What of a record can be erased.
#[derive(Debug, Serialize, TS)]
pub struct Erasable {
    /// Its fields, in the form's order.
    pub fields: Vec<ErasableField>,
}

/// A field that holds or held something.
#[derive(Debug, Serialize, TS)]
pub struct ErasableField {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// How many times something was written to it.
    #[ts(type = "number")]
    pub writes: usize,
}

/// Erases what fields of a record hold and held.
#[derive(Debug, Deserialize, TS)]
pub struct Erase {
    /// The kind's name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// The fields' names.
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// What was erased.
#[derive(Debug, Serialize, TS)]
pub struct Erased {
    /// The id of the record that says so.
    pub id: String,
    /// How many fields.
    #[ts(type = "number")]
    pub fields: usize,
}

impl Session {
    /// The erasures of a record as its history tells of them, each field by itself.
    pub(crate) fn erased_in(
        &self,
        labels: &Labels<'_>,
        channel: ChannelId,
        kind: &Kind,
        id: RecordId,
    ) -> Result<Vec<(u64, Written)>> {
        let mut all = Vec::new();
        for WrittenErasure { header, what, .. } in WrittenErasure::of(&self.store, channel, kind, id)? {
            let who = self.author(labels, header.author, header.place.site)?;
            for field in what.fields.iter().filter_map(|number| kind.field(*number)) {
                let written = Written {
                    field: field.label.to_owned(),
                    column: Column::of(field),
                    value: serde_json::Value::Null,
                    what: super::history::word(codes::act::ERASE),
                    wall: header.wall,
                    who: who.clone(),
                };
                all.push((header.hlc.0, written));
            }
        }
        Ok(all)
    }

    /// The fields of a record that hold or held something that this side may erase, with how often they were written.
    fn erasable(&self, channel: ChannelId, kind: &'static Kind, id: RecordId) -> Result<Vec<(Field, usize)>> {
        // A village's own channel is the one that the township reads and writes.
        let shared = self.side() == Owner::Village;
        if kind.scope == Scope::Private || channel != self.own_channel() {
            return Err(Failure::of("erase_elsewhere"));
        }
        let state = self.store.state(channel, kind.number, id)?;
        let mut found = Vec::new();
        for field in kind.fields.iter().chain([&REASON]) {
            if !may_erase(self.store.registry(), kind.number, field.number, self.side(), shared) {
                continue;
            }
            let mut writes = 0;
            for (number, element) in state.registers.keys().filter(|(number, _)| *number == field.number) {
                let history =
                    self.store.register_history(channel, kind.number, id, *number, element.as_ref())?;
                writes += history.iter().filter(|(_, value)| value.is_some()).count();
            }
            found.extend((writes > 0).then_some((*field, writes)));
        }
        Ok(found)
    }

    /// Erases fields of a record, as one act that cannot be taken back.
    fn erase(
        &mut self,
        channel: ChannelId,
        (kind, id): (&Kind, RecordId),
        fields: &BTreeSet<u16>,
        (act, reason): (Act, &str),
    ) -> Result<Erased> {
        let until = i64::try_from(self.store.last_hlc()?.0).map_err(|_| Failure::of("internal"))?;
        let (made, day) = (RecordId::new(), Day::from(act.moment.today));
        let put = Put::new(&erasure::KIND, made)
            .set(erasure::DATE, day)
            .set(erasure::SUBJECT_KIND, i64::from(kind.number))
            .set(erasure::SUBJECT, id.to_string())
            .set_all(erasure::FIELDS, fields.iter().map(|number| Value::Int(i64::from(*number))))
            .set(erasure::UNTIL, until)
            .set(erasure::WHY, reason);
        self.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
        // It may have been the name of whoever works here.
        self.find_operator()?;
        Ok(Erased { id: made.to_string(), fields: fields.len() })
    }
}

pub(crate) fn erasable(desk: &mut Desk<'_>, request: Name) -> Result<Erasable> {
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let all = session.erasable(channel, kind, json::id(&request.id)?)?;
    let one = |(field, writes): (Field, usize)| ErasableField {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        writes,
    };
    Ok(Erasable { fields: all.into_iter().map(one).collect() })
}

pub(crate) fn erase(desk: &mut Desk<'_>, request: Erase) -> Result<Erased> {
    let moment = desk.moment();
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(Failure::of("reason_missing"));
    }
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let all = session.erasable(channel, kind, id)?;
    let number = |name: &String| {
        let found = all.iter().find(|(field, _)| field.name == name);
        found.map(|(field, _)| field.number).ok_or_else(|| Failure::of("erase_nothing"))
    };
    let fields: BTreeSet<u16> = request.fields.iter().map(number).collect::<Result<_>>()?;
    if fields.is_empty() {
        return Err(Failure::of("erase_nothing"));
    }
    let act = session.act(codes::act::ERASE, moment, None);
    session.erase(channel, (kind, id), &fields, (act, reason))
}
