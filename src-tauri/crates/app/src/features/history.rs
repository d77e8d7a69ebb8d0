//! 操作记录: what was done, by whom, and taking it back.

use std::collections::{BTreeSet, HashMap};

use domain::kinds::{answer, household, link, member, need, person, resident, step, unit, visit};
use domain::{DELETED, Kind, Owner, RecordId, codes, words};
use journal::{ActRef, ChannelId, Hlc, SiteId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::ActSummary;
use ts_rs::TS;

use super::records::Name;
use crate::labels::Labels;
use crate::table::Column;
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
    /// The Chinese name of the kind that people would name it by, such as 走访; empty if it touched none.
    pub kind: String,
    /// What the record of that kind is called: the household visited, the need, the person.
    pub about: String,
    /// How many records of that kind it concerned.
    #[ts(type = "number")]
    pub count: usize,
    /// How many households the visit called on, if it was about one visit.
    #[ts(type = "number")]
    pub households: usize,
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
    /// What was left, because it was changed since or something refers to it by now.
    pub left: Vec<Left>,
}

/// A field or a whole record left alone.
#[derive(Debug, Serialize, TS)]
pub struct Left {
    /// The kind's Chinese name.
    pub kind: String,
    /// The record.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// The field's label; 整条记录 for a whole record.
    pub field: String,
    /// Why, in words.
    pub why: String,
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
    /// What the field holds, so that its values can be worded.
    pub column: Column,
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

/// The kinds that an act is named by, the telling ones first.
static TELLING: [&Kind; 10] = [
    &visit::KIND,
    &need::KIND,
    &answer::KIND,
    &step::KIND,
    &link::KIND,
    &household::KIND,
    &member::KIND,
    &resident::KIND,
    &person::KIND,
    &unit::KIND,
];

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
    pub(crate) fn author(
        &self,
        labels: &Labels<'_>,
        author: Option<RecordId>,
        site: SiteId,
    ) -> Result<String> {
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

pub(super) fn word(code: u32) -> String {
    words::code(&codes::act::LIST, code).unwrap_or_default().to_owned()
}

impl Session {
    /// The newest acts: of a village everything in its channel, of a township what it did itself in any channel.
    fn newest_acts(&self, before: Option<Hlc>, limit: usize) -> Result<Vec<ActSummary>> {
        if self.side() == Owner::Village {
            return Ok(self.store.acts(self.own_channel(), before, limit)?);
        }
        let own: Vec<SiteId> = self.trust.certs(self.party()).map(|cert| cert.site).collect();
        Ok(self.store.acts_by(&own, before, limit)?)
    }

    /// What an act was about.
    fn about(&self, act: ActRef) -> Result<About> {
        let entries = self.store.entries_of(act)?;
        for kind in TELLING {
            let ids = entries.iter().flat_map(|held| {
                let of_kind = held.entry.changes.iter().filter(|change| change.kind == kind.number);
                of_kind.map(|change| (held.entry.header.place.channel, change.id))
            });
            let ids: BTreeSet<(ChannelId, RecordId)> = ids.collect();
            let Some((channel, id)) = ids.first() else { continue };
            let (label, households) = self.called(*channel, kind, *id)?;
            return Ok(About { kind: kind.label, label, count: ids.len(), households });
        }
        Ok(About::default())
    }

    /// What a record is called where somebody reads what was done to it; a visit by its first household, with how
    /// many it called on.
    fn called(&self, channel: ChannelId, kind: &'static Kind, id: RecordId) -> Result<(String, usize)> {
        let reader = self.reader(channel)?;
        let labels = Labels::new(reader);
        let Some(record) = reader.record_or_deleted(kind, id)? else { return Ok(Default::default()) };
        let via = |field, kind| record.id_of(field).map_or(Ok(String::new()), |id| labels.of(kind, id));
        let label = match kind.number {
            n if n == visit::KIND.number => {
                let homes = record.ids_of(visit::HOUSEHOLDS);
                let first = homes.first().map(|home| labels.of(&household::KIND, *home)).transpose()?;
                return Ok((first.unwrap_or_default(), homes.len()));
            }
            n if n == answer::KIND.number => via(answer::NEED, &need::KIND)?,
            n if n == step::KIND.number => via(step::NEED, &need::KIND)?,
            n if n == link::KIND.number => via(link::HOUSEHOLD, &household::KIND)?,
            n if n == resident::KIND.number => via(resident::PERSON, &person::KIND)?,
            _ => labels.of_record(&record)?,
        };
        Ok((label, 0))
    }
}

/// What an act was about, by the most telling kind of what it touched.
#[derive(Default)]
struct About {
    kind: &'static str,
    label: String,
    count: usize,
    households: usize,
}

pub(crate) fn acts(desk: &mut Desk<'_>, request: ActsRequest) -> Result<Acts> {
    let session = desk.session()?;
    let before = request.before.as_deref().map(act_of).transpose()?.map(|act| act.id);
    let labels = Labels::new(session.reader(session.own_channel())?);
    let mut acts = Vec::new();
    for one in session.newest_acts(before, request.limit.min(500))? {
        let about = session.about(one.act)?;
        acts.push(Act {
            act: act_name(one.act),
            code: one.code,
            what: word(one.code),
            wall: one.wall,
            who: session.author(&labels, one.author, one.act.site)?,
            kind: about.kind.to_owned(),
            about: about.label,
            count: about.count,
            households: about.households,
            records: one.records,
            own: one.act.site == session.store.site(),
            undoes: one.undoes.map(act_name),
        });
    }
    Ok(Acts { acts })
}

fn left_word(of: &str) -> String {
    words::sentence("left", of, &HashMap::new())
}

pub(crate) fn undo(desk: &mut Desk<'_>, request: UndoRequest) -> Result<Undone> {
    let moment = desk.moment();
    let session = desk.session()?;
    let undone = act_of(&request.act)?;
    let mut act = session.act(codes::act::UNDO, moment, request.reason);
    act.undoes = Some(undone);
    let done = session.store.undo(undone, act)?;
    // It may have been the one that added whoever works here.
    session.find_operator()?;
    let channel = session.store.entries_of(undone)?.first().map(|held| held.entry.header.place.channel);
    let mut left = Vec::new();
    for one in &done.left {
        let Some(kind) = session.store.registry().kind(one.kind) else { continue };
        let Some(field) = kind.field(one.field) else { continue };
        let label =
            channel.map(|channel| session.called(channel, kind, one.id)).transpose()?.unwrap_or_default().0;
        let whole = field.number == DELETED.number;
        left.push(Left {
            kind: kind.label.to_owned(),
            id: one.id.to_string(),
            label,
            field: if whole { left_word("whole") } else { field.label.to_owned() },
            why: left_word(if whole { "used" } else { "changed" }),
        });
    }
    Ok(Undone { act: done.act.map(act_name), left })
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
        for (held, value) in
            session.store.register_history(channel, kind.number, id, *number, element.as_ref())?
        {
            let header = &held.entry.header;
            let present = element.as_ref().filter(|_| value.is_some());
            let shown = present.or(value.as_ref().filter(|_| element.is_none()));
            writes.push((
                header.hlc,
                Written {
                    field: field.label.to_owned(),
                    column: Column::of(field),
                    value: shown.map(|value| labels.shown(field, value)).transpose()?.unwrap_or_default(),
                    what: word(header.act),
                    wall: header.wall,
                    who: session.author(&labels, header.author, header.place.site)?,
                },
            ));
        }
    }
    let erased = session.erased_in(&labels, channel, kind, id)?;
    writes.extend(erased.into_iter().map(|(stamp, one)| (Hlc(stamp), one)));
    writes.sort_by_key(|(hlc, _)| std::cmp::Reverse(*hlc));
    Ok(History { writes: writes.into_iter().map(|(_, one)| one).collect() })
}
