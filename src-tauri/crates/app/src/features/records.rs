//! 记录: reading, changing, deleting and revealing records of any kind.

use domain::kinds::need;
use domain::{Facts, Kind, RecordId, codes, mask};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::Base;
use ts_rs::TS;

use crate::labels::Labels;
use crate::session::Done;
use crate::table::Column;
use crate::{Desk, Failure, Result, Session, json};

/// Names a record.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Name {
    /// The kind's name.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// In a township: the village, by code, name or channel.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// Asks for a kind's form.
#[derive(Debug, Deserialize, TS)]
pub struct FormRequest {
    /// The kind's name.
    pub kind: String,
}

/// The fields of a kind.
#[derive(Debug, Serialize, TS)]
pub struct Form {
    /// The kind's Chinese name.
    pub label: String,
    /// The fields of its form, in order.
    pub fields: Vec<Column>,
}

/// One record.
#[derive(Debug, Serialize, TS)]
pub struct RecordView {
    /// The kind's name.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// Its values as shown: masked, references with their name.
    #[ts(type = "Record<string, unknown>")]
    pub values: Map<String, Value>,
    /// What a change must give back, so that edits that come in between are seen.
    pub base: String,
    /// Fields on which sites disagree.
    pub conflicts: Vec<String>,
    /// Whether it is in the recycle bin.
    pub deleted: bool,
}

/// Sets fields of a record.
#[derive(Debug, Deserialize, TS)]
pub struct PutRequest {
    /// The kind's name.
    pub kind: String,
    /// Its id; a new record gets one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// Fields by name; null unsets one.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Value>,
    /// The `base` of the view that the form was filled from.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub base: Option<String>,
    /// Why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// Deletes or restores a record.
#[derive(Debug, Deserialize, TS)]
pub struct Dispose {
    /// The kind's name.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// What was done.
#[derive(Debug, Serialize, TS)]
pub struct Saved {
    /// The id of the record.
    pub id: String,
    /// The act, for taking it back; null if nothing had to change.
    #[ts(optional = nullable)]
    pub act: Option<String>,
    /// What a person should know of.
    pub warnings: Vec<Warning>,
}

/// A remark that stops nothing.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Warning {
    /// The rule's name.
    pub code: String,
    /// In words.
    pub message: String,
}

impl Saved {
    /// The answer of a write about one record.
    pub(crate) fn of(id: RecordId, done: &Done) -> Self {
        Self {
            id: id.to_string(),
            act: done.act.map(super::history::act_name),
            warnings: warnings(&done.warnings),
        }
    }
}

/// Remarks as answers carry them, each once.
pub(crate) fn warnings(all: &[Failure]) -> Vec<Warning> {
    let mut told: Vec<Warning> = Vec::new();
    for one in all {
        let message = one.sentence();
        if told.iter().all(|other| other.message != message) {
            told.push(Warning { code: one.code.clone(), message });
        }
    }
    told
}

/// Asks for a masked value.
#[derive(Debug, Deserialize, TS)]
pub struct Reveal {
    /// The kind's name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// The field.
    pub field: String,
    /// Why.
    pub reason: String,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// The whole value.
#[derive(Debug, Serialize, TS)]
pub struct Revealed {
    /// The value.
    #[ts(type = "unknown")]
    pub value: Value,
}

impl Session {
    /// The kind of this name.
    pub(crate) fn kind(&self, name: &str) -> Result<&'static Kind> {
        self.store.registry().named(name).ok_or_else(|| Failure::of("kind_unknown").with("kind", name))
    }

    /// The dots of a record as a form carries them back and forth.
    fn base_of(&self, channel: ChannelId, kind: &Kind, id: RecordId) -> Result<String> {
        let state = self.store.state(channel, kind.number, id)?;
        let dots = state.dots().into_iter().map(|dot| format!("{}.{}", dot.site, dot.seq));
        Ok(dots.collect::<Vec<_>>().join(" "))
    }

    /// The state that a form was filled from: the present one without what came in since.
    fn base(&self, channel: ChannelId, kind: &Kind, id: RecordId, text: &str) -> Result<Base> {
        let known: Vec<&str> = text.split(' ').collect();
        let mut state = self.store.state(channel, kind.number, id)?;
        for ((field, element), register) in &mut state.registers {
            let now = register.0.clone();
            register.0.retain(|one| known.contains(&format!("{}.{}", one.dot.site, one.dot.seq).as_str()));
            if register.0.len() < now.len() {
                // Something came in: what the form saw is what that replaced, as far as the form knew it.
                let before =
                    self.store.register_history(channel, kind.number, id, *field, element.as_ref())?;
                for (held, value) in before {
                    let dot = held.entry.dot();
                    let seen = known.contains(&format!("{}.{}", dot.site, dot.seq).as_str());
                    if seen && register.0.iter().all(|one| one.dot != dot) {
                        register.0.push(journal::Survivor { dot, value, group: 0, seen: Vec::new() });
                    }
                }
            }
        }
        Ok(Base(state))
    }
}

pub(crate) fn form(desk: &mut Desk<'_>, request: FormRequest) -> Result<Form> {
    let kind = desk.session()?.kind(&request.kind)?;
    let fields = kind.fields.iter().filter(|field| !field.hidden).map(Column::of).collect();
    Ok(Form { label: kind.label.to_owned(), fields })
}

pub(crate) fn get(desk: &mut Desk<'_>, request: Name) -> Result<RecordView> {
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    view(session, channel, kind, json::id(&request.id)?)
}

/// A record as pages show it.
pub(crate) fn view(
    session: &Session,
    channel: ChannelId,
    kind: &'static Kind,
    id: RecordId,
) -> Result<RecordView> {
    let reader = session.reader(channel)?;
    let missing = || Failure::of("not_found").with("kind", kind.name);
    let record = reader.record_or_deleted(kind, id)?.ok_or_else(missing)?;
    let labels = Labels::new(reader);
    let mut values = Map::new();
    for field in kind.fields {
        let shown = labels.field(&record, field)?;
        if !shown.is_null() {
            values.insert(field.name.to_owned(), shown);
        }
    }
    let state = session.store.state(channel, kind.number, id)?;
    let disputed = state.registers.iter().filter(|(_, register)| register.in_conflict());
    let mut conflicts: Vec<String> =
        disputed.filter_map(|((field, _), _)| Some(kind.field(*field)?.name.to_owned())).collect();
    conflicts.dedup();
    Ok(RecordView {
        kind: kind.name.to_owned(),
        id: id.to_string(),
        label: labels.of_record(&record)?,
        values,
        base: session.base_of(channel, kind, id)?,
        conflicts,
        deleted: record.deleted,
    })
}

pub(crate) fn put(desk: &mut Desk<'_>, request: PutRequest) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let (id, code) = match &request.id {
        Some(id) => (json::id(id)?, codes::act::EDIT),
        None if kind.number == need::KIND.number => (RecordId::new(), codes::act::REGISTER_NEED),
        None => (RecordId::new(), codes::act::PUT),
    };
    let mut put = json::put(kind, id, &request.fields)?;
    if code == codes::act::REGISTER_NEED {
        session.number_new(channel, std::slice::from_mut(&mut put))?;
    }
    let base = request.base.as_deref().map(|text| session.base(channel, kind, id, text)).transpose()?;
    let act = session.act(code, moment, request.reason);
    let done = session.write(act, |tx| Ok(tx.put(channel, &put, base.as_ref())?))?;
    Ok(Saved::of(id, &done))
}

pub(crate) fn delete(desk: &mut Desk<'_>, request: Dispose) -> Result<Saved> {
    if request.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Failure::of("reason_missing"));
    }
    dispose(desk, request, codes::act::DELETE)
}

pub(crate) fn restore(desk: &mut Desk<'_>, request: Dispose) -> Result<Saved> {
    dispose(desk, request, codes::act::RESTORE)
}

fn dispose(desk: &mut Desk<'_>, request: Dispose, code: u32) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let found = session.reader(channel)?.record_or_deleted(kind, id)?;
    let deleting = code == codes::act::DELETE;
    if found.is_none_or(|record| record.deleted == deleting) {
        return Err(Failure::of("not_found").with("kind", kind.name));
    }
    let act = session.act(code, moment, request.reason);
    let done = session.write(act, |tx| {
        if deleting {
            tx.delete(channel, kind.number, id)?;
        } else {
            tx.restore(channel, kind.number, id)?;
        }
        Ok(())
    })?;
    // It may have been whoever works here.
    session.find_operator()?;
    Ok(Saved::of(id, &done))
}

pub(crate) fn reveal(desk: &mut Desk<'_>, request: Reveal) -> Result<Revealed> {
    let moment = desk.moment();
    let reason = request.reason.trim();
    if reason.is_empty() {
        return Err(Failure::of("reason_missing"));
    }
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let field = kind.field_named(&request.field).filter(|field| mask::is_masked(field));
    let field = *field.ok_or_else(|| Failure::of("field_unknown").with("field", request.field.clone()))?;
    let record = session.reader(channel)?.record(kind, id)?;
    let record = record.ok_or_else(|| Failure::of("not_found").with("kind", kind.name))?;
    // On record first: a value that was shown without a trace cannot be taken back.
    session.audit(codes::audit_event::REVEAL, moment, reason, Some((kind, id, field.name)))?;
    Ok(Revealed { value: json::of_field(&record, &field).unwrap_or_default() })
}
