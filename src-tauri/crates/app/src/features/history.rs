//! 操作记录: what was done, by whom, and taking it back.

use domain::{RecordId, codes, words};
use journal::{ActRef, Hlc, SiteId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::records::Name;
use crate::labels::Labels;
use crate::{Desk, Failure, Result, Session, json};

/// Asks for acts.
#[derive(Debug, Deserialize, TS)]
pub struct ActsRequest {
    /// Only those before this act.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub before: Option<String>,
    /// At most so many.
    #[ts(type = "number")]
    pub limit: usize,
}

/// One act.
#[derive(Debug, Serialize, TS)]
pub struct Act {
    /// Its name, for taking it back.
    pub act: String,
    /// What was done, of the code list `act`.
    pub code: u32,
    /// In words.
    pub what: String,
    /// What the clock showed, milliseconds since 1970.
    #[ts(type = "number")]
    pub wall: i64,
    /// Who acted, if that is known here.
    pub who: String,
    /// How many records it touched.
    #[ts(type = "number")]
    pub records: usize,
    /// Whether this workspace's own site acted.
    pub own: bool,
    /// The act that it takes back.
    #[ts(optional = nullable)]
    pub undoes: Option<String>,
}

/// Acts, newest first.
#[derive(Debug, Serialize, TS)]
pub struct Acts {
    /// The acts.
    pub acts: Vec<Act>,
}

/// Takes an act back.
#[derive(Debug, Deserialize, TS)]
pub struct UndoRequest {
    /// The act.
    pub act: String,
    /// Why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// What was taken back.
#[derive(Debug, Serialize, TS)]
pub struct Undone {
    /// The act that took it back; null if there was nothing left to take back.
    #[ts(optional = nullable)]
    pub act: Option<String>,
    /// What was left, because it was changed since.
    pub left: Vec<Left>,
}

/// A field left alone.
#[derive(Debug, Serialize, TS)]
pub struct Left {
    /// The kind's Chinese name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// The field's label.
    pub field: String,
}

/// Everything that a record ever held.
#[derive(Debug, Serialize, TS)]
pub struct History {
    /// Newest first.
    pub writes: Vec<Written>,
}

/// One write of one field.
#[derive(Debug, Serialize, TS)]
pub struct Written {
    /// The field's label.
    pub field: String,
    /// The value as shown; null if it was unset.
    #[ts(type = "unknown")]
    pub value: Value,
    /// What was done, in words.
    pub what: String,
    /// What the clock showed, milliseconds since 1970.
    #[ts(type = "number")]
    pub wall: i64,
    /// Who.
    pub who: String,
}

/// The name of an act in requests and answers.
pub(crate) fn act_name(act: ActRef) -> String {
    format!("{}.{}", act.site, act.id.0)
}

/// The act of a name.
pub(crate) fn act_of(name: &str) -> Result<ActRef> {
    let wrong = || Failure::of("bad_request").with("detail", "act");
    let (site, id) = name.split_once('.').ok_or_else(wrong)?;
    let site = hex::decode(site).ok().and_then(|bytes| SiteId::from_slice(&bytes)).ok_or_else(wrong)?;
    Ok(ActRef { site, id: Hlc(id.parse().map_err(|_| wrong())?) })
}

impl Session {
    /// Who an author is, as far as this workspace can read it.
    fn author(&self, labels: &Labels<'_>, author: Option<RecordId>, site: SiteId) -> Result<String> {
        let name = author.map(|id| labels.of(&domain::kinds::operator::KIND, id)).transpose()?;
        match name.filter(|name| !name.is_empty()) {
            Some(name) => Ok(name),
            None => {
                let parties = self.trust.cards().find(|card| self.trust.cert(card.party(), site).is_some());
                Ok(parties.map(|card| card.name.clone()).unwrap_or_default())
            }
        }
    }
}

fn word(code: u32) -> String {
    words::code(&codes::act::LIST, code).unwrap_or_default().to_owned()
}

pub(crate) fn acts(desk: &mut Desk<'_>, request: ActsRequest) -> Result<Acts> {
    let session = desk.session()?;
    let channel = session.own_channel();
    let before = request.before.as_deref().map(act_of).transpose()?.map(|act| act.id);
    let labels = Labels::new(session.reader(channel)?);
    let mut acts = Vec::new();
    for one in session.store.acts(channel, before, request.limit.min(500))? {
        acts.push(Act {
            act: act_name(one.act),
            code: one.code,
            what: word(one.code),
            wall: one.wall,
            who: session.author(&labels, one.author, one.act.site)?,
            records: one.records,
            own: one.act.site == session.store.site(),
            undoes: one.undoes.map(act_name),
        });
    }
    Ok(Acts { acts })
}

pub(crate) fn undo(desk: &mut Desk<'_>, request: UndoRequest) -> Result<Undone> {
    let moment = desk.moment();
    let session = desk.session()?;
    let undone = act_of(&request.act)?;
    let mut act = session.act(codes::act::UNDO, moment, request.reason);
    act.undoes = Some(undone);
    let done = session.store.undo(undone, act)?;
    let registry = session.store.registry();
    let left = done.left.iter().filter_map(|one| {
        let kind = registry.kind(one.kind)?;
        let field = kind.field(one.field)?.label.to_owned();
        Some(Left { kind: kind.label.to_owned(), id: one.id.to_string(), field })
    });
    Ok(Undone { act: done.act.map(act_name), left: left.collect() })
}

pub(crate) fn of_record(desk: &mut Desk<'_>, request: Name) -> Result<History> {
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let channel = session.channel(kind, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let labels = Labels::new(session.reader(channel)?);
    let state = session.store.state(channel, kind.number, id)?;
    let mut writes = Vec::new();
    for (number, element) in state.registers.keys() {
        let Some(field) = kind.field(*number) else { continue };
        for (held, value) in session.store.register_history(channel, kind.number, id, *number, element.as_ref())? {
            let header = &held.entry.header;
            let present = element.as_ref().filter(|_| value.is_some());
            let shown = present.or(value.as_ref().filter(|_| element.is_none()));
            writes.push((header.hlc, Written {
                field: field.label.to_owned(),
                value: shown.map(|value| labels.shown(field, value)).transpose()?.unwrap_or_default(),
                what: word(header.act),
                wall: header.wall,
                who: session.author(&labels, header.author, header.place.site)?,
            }));
        }
    }
    writes.sort_by_key(|(hlc, _)| std::cmp::Reverse(*hlc));
    Ok(History { writes: writes.into_iter().map(|(_, one)| one).collect() })
}
