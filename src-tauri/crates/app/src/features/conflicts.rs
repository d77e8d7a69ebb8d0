//! 分歧: what sites disagree on, and what breaks a rule since they were merged; how a person settles either.
//!
//! Only real disagreements are listed: survivors of different values. Settling is a write that replaces them all, so
//! it travels like any other and closes the matter everywhere.

mod settle;

use domain::kinds::{answer, household, link, member, need, person, resident, step, unit, visit};
use domain::rules::rival_links;
use domain::{DELETED, Facts, Field, Kind, Record, RecordId, Value};
use journal::{ChannelId, Dot, Survivor};
use serde::Serialize;
use serde_json::Value as Json;
use store::{Conflict, Query, Reader};
use ts_rs::TS;

pub(crate) use settle::{Settle, settle};

use super::links::VillageRequest;
use super::lists::Match;
use super::needs;
use crate::labels::Labels;
use crate::table::Column;
use crate::{Desk, Result, Session, json};

/// One record on which sites disagree.
#[derive(Debug, Serialize, TS)]
pub struct Disputed {
    /// The Chinese name of its kind.
    pub kind: String,
    /// Whom or what it is about, and the labels of the fields in question.
    pub record: Match,
    /// The kind of the record on whose page it is found: `household`, `member`, `need`, `visit` or `unit`; its own if
    /// it is on no page.
    pub page_kind: String,
    /// That record.
    pub page: String,
    /// The channel of the village, for a township.
    pub village: String,
}

/// The first `limit` records on which sites disagree.
pub(crate) fn first(session: &Session, limit: usize) -> Result<Vec<Disputed>> {
    let mut all = Vec::new();
    for (channel, kind, id) in session.store.first_conflicted(limit)? {
        let reader = session.reader(channel)?;
        let labels = Labels::new(reader);
        let Some(record) = reader.record_or_deleted(kind, id)? else { continue };
        let (page_kind, page) = place_of(&reader, &record)?;
        let state = session.store.state(channel, kind.number, id)?;
        let disputed = state.registers.iter().filter(|(_, register)| register.in_conflict());
        let mut fields: Vec<&str> =
            disputed.filter_map(|((field, _), _)| Some(kind.field(*field)?.label)).collect();
        fields.dedup();
        let name = labels.of_record(&record)?;
        let label = if name.is_empty() { labels.of(page_kind, page)? } else { name };
        all.push(Disputed {
            kind: kind.label.to_owned(),
            record: Match { id: id.to_string(), label, detail: fields.join("、") },
            page_kind: page_kind.name.to_owned(),
            page: page.to_string(),
            village: channel.to_string(),
        });
    }
    Ok(all)
}

/// The most disagreements that an answer lists.
const MOST: usize = 200;

/// One disagreement.
#[derive(Debug, Serialize, TS)]
pub struct Dispute {
    /// The name of the kind.
    pub kind: String,
    /// The record.
    pub id: String,
    /// Where it is found.
    pub at: Disputed,
    /// The name of the village, for a township.
    pub village_name: String,
    /// The field's name; empty if the record was deleted by someone who had not seen a later change.
    pub field: String,
    /// What the field holds.
    #[ts(optional = nullable)]
    pub column: Option<Column>,
    /// For a field that holds several values, the one whose presence is in dispute, as shown.
    #[ts(type = "unknown")]
    pub element: Json,
    /// The same for asking; see `conflict_settle`.
    #[ts(type = "unknown")]
    pub raw_element: Json,
    /// What stood before, as shown; null if nothing did.
    #[ts(type = "unknown")]
    pub before: Json,
    /// What was written, the one that stands first.
    pub sides: Vec<Side>,
    /// Whether this side may settle it; the field may be the other side's.
    pub may_settle: bool,
}

/// One of the values in dispute.
#[derive(Debug, Serialize, TS)]
pub struct Side {
    /// Names it when settling.
    pub choice: String,
    /// The value as shown; null if it was unset. True or false for the presence of an element.
    #[ts(type = "unknown")]
    pub value: Json,
    /// Who wrote it, as far as that is known here.
    pub who: String,
    /// When, by the writer's clock, milliseconds since 1970.
    #[ts(type = "number")]
    pub wall: i64,
    /// Whether it was written on this laptop.
    pub own: bool,
}

/// What breaks a rule since histories were merged.
#[derive(Debug, Serialize, TS)]
pub struct RuleBroken {
    /// The rule.
    pub rule: String,
    /// The record that breaks it.
    pub id: String,
    /// Where it is found and mended.
    pub at: Disputed,
    /// The name of the village, for a township.
    pub village_name: String,
}

/// What a person should settle.
#[derive(Debug, Serialize, TS)]
pub struct Disputes {
    /// Disagreements, by kind; at most 200.
    pub disputes: Vec<Dispute>,
    /// How many records are in conflict.
    #[ts(type = "number")]
    pub records: usize,
    /// Broken rules.
    pub broken: Vec<RuleBroken>,
}

/// What keeps a deleted record, or deletes it after all.
const KEEP: &str = "keep";
const DELETE: &str = "delete";

pub(crate) fn list(desk: &mut Desk<'_>, request: VillageRequest) -> Result<Disputes> {
    let session = desk.session()?;
    let mut answer = Disputes { disputes: Vec::new(), records: 0, broken: Vec::new() };
    for channel in session.channels_of(request.village.as_deref())? {
        for (_, kind, id) in session.store.in_conflict(Some(channel))? {
            answer.records += 1;
            if answer.disputes.len() < MOST {
                session.disputes(channel, kind, id, &mut answer.disputes)?;
            }
        }
        session.broken(channel, &mut answer.broken)?;
    }
    Ok(answer)
}

fn name_of(dot: Dot) -> String {
    format!("{}.{}", dot.site, dot.seq)
}

impl Session {
    fn disputes(
        &self,
        channel: ChannelId,
        kind: &'static Kind,
        id: RecordId,
        all: &mut Vec<Dispute>,
    ) -> Result<()> {
        let reader = self.reader(channel)?;
        let Some(record) = reader.record_or_deleted(kind, id)? else { return Ok(()) };
        for conflict in self.store.conflicts(channel, kind.number, id)? {
            let field = kind.field(conflict.field).filter(|field| field.number != DELETED.number);
            if field.is_none() && conflict.field != DELETED.number {
                continue;
            }
            let at = self.found_at(channel, &record, field.map_or("", |field| field.label))?;
            all.push(self.dispute(channel, kind, id, at, field, &conflict)?);
        }
        Ok(())
    }

    fn dispute(
        &self,
        channel: ChannelId,
        kind: &'static Kind,
        id: RecordId,
        at: Disputed,
        field: Option<&'static Field>,
        conflict: &Conflict,
    ) -> Result<Dispute> {
        let labels = Labels::new(self.reader(channel)?);
        let element = conflict.element.as_ref();
        let shown = |value: &Value| field.map_or(Ok(Json::Null), |field| labels.shown(field, value));
        let of = |value: &Option<Value>| match (value, element) {
            (value, Some(_)) => Ok(Json::Bool(value.is_some())),
            (Some(value), None) => shown(value),
            (None, None) => Ok(Json::Null),
        };
        let history = self.store.register_history(channel, kind.number, id, conflict.field, element)?;
        let survives = |dot: Dot| conflict.survivors.iter().any(|(one, _)| one.dot == dot);
        let before = history.iter().find(|(held, _)| !survives(held.entry.dot()));
        let mut sides = Vec::new();
        for (Survivor { dot, value, .. }, _) in &conflict.survivors {
            let header = &self.store.entry(channel, *dot)?.entry.header;
            sides.push(Side {
                choice: if field.is_some() { name_of(*dot) } else { DELETE.to_owned() },
                value: if field.is_some() { of(value)? } else { Json::Bool(true) },
                who: self.author(&labels, header.author, dot.site)?,
                wall: header.wall,
                own: dot.site == self.store.site(),
            });
        }
        Ok(Dispute {
            kind: kind.name.to_owned(),
            id: id.to_string(),
            at,
            village_name: self.name_of_village(channel),
            field: field.map_or("", |field| field.name).to_owned(),
            column: field.map(Column::of),
            element: element.map(shown).transpose()?.unwrap_or_default(),
            raw_element: match (field, element) {
                (Some(field), Some(element)) => json::of_value(field, element),
                _ => Json::Null,
            },
            before: before.map(|(_, value)| of(value)).transpose()?.unwrap_or_default(),
            sides,
            may_settle: Kind::owner_of(kind.number, conflict.field) == self.side(),
        })
    }

    fn name_of_village(&self, channel: ChannelId) -> String {
        self.trust.owner_of(channel).map(|card| card.name.clone()).unwrap_or_default()
    }

    /// Where a record is found, with what is to be said of it.
    fn found_at(&self, channel: ChannelId, record: &Record, detail: &str) -> Result<Disputed> {
        let reader = self.reader(channel)?;
        let labels = Labels::new(reader);
        let (page_kind, page) = place_of(&reader, record)?;
        let name = labels.of_record(record)?;
        let label = if name.is_empty() { labels.of(page_kind, page)? } else { name };
        Ok(Disputed {
            kind: record.kind.label.to_owned(),
            record: Match { id: record.id.to_string(), label, detail: detail.to_owned() },
            page_kind: page_kind.name.to_owned(),
            page: page.to_string(),
            village: channel.to_string(),
        })
    }

    /// What breaks a rule in a channel: two general links of one household, steps that did not fit.
    fn broken(&self, channel: ChannelId, all: &mut Vec<RuleBroken>) -> Result<()> {
        let village_name = self.name_of_village(channel);
        let mut add = |rule: &str, record: &Record, at: Disputed| {
            let (id, village_name) = (record.id.to_string(), village_name.clone());
            all.push(RuleBroken { rule: rule.to_owned(), id, at, village_name });
        };
        let labels = Labels::new(self.reader(channel)?);
        let page = self.store.page(&Query::all(&link::KIND).within(channel))?;
        let links: Vec<Record> = page.records.into_iter().map(|(_, record)| record).collect();
        for one in rival_links(&links) {
            let who = one.id_of(link::MEMBER).map(|id| labels.of(&member::KIND, id)).transpose()?;
            let mut at = self.found_at(channel, one, &who.unwrap_or_default())?;
            let home = one.id_of(link::HOUSEHOLD).map(|id| labels.of(&household::KIND, id)).transpose()?;
            at.record.label = home.unwrap_or_default();
            add("household_has_primary_link", one, at);
        }
        for one in needs::all(self, channel)?.iter().filter(|one| !one.progress.misfits.is_empty()) {
            let at = self.found_at(channel, &one.record, "")?;
            add("step_out_of_order", &one.record, at);
        }
        Ok(())
    }
}

/// [`page_of`], or the record itself: who has left every household is on no page, and a disagreement about him must not be
/// counted and yet be nowhere.
fn place_of(reader: &Reader<'_>, record: &Record) -> Result<(&'static Kind, RecordId)> {
    Ok(page_of(reader, record)?.unwrap_or((record.kind, record.id)))
}

/// The record on whose page another one is shown.
pub(crate) fn page_of(reader: &Reader<'_>, record: &Record) -> Result<Option<(&'static Kind, RecordId)>> {
    let via = |kind, field| record.id_of(field).map(|id| (kind, id));
    Ok(match record.kind.number {
        n if n == person::KIND.number => {
            let homes = reader.holding(&resident::KIND, resident::PERSON, &record.id.into())?;
            match homes.iter().find_map(|one| one.id_of(resident::HOUSEHOLD)) {
                Some(home) => Some((&household::KIND, home)),
                None => {
                    let members = reader.holding(&member::KIND, member::PERSON, &record.id.into())?;
                    members.first().map(|one| (&member::KIND, one.id))
                }
            }
        }
        n if n == resident::KIND.number => via(&household::KIND, resident::HOUSEHOLD),
        n if n == link::KIND.number => via(&household::KIND, link::HOUSEHOLD),
        n if n == step::KIND.number => via(&need::KIND, step::NEED),
        n if n == answer::KIND.number => via(&need::KIND, answer::NEED),
        _ => {
            let own = [&household::KIND, &member::KIND, &need::KIND, &visit::KIND, &unit::KIND];
            own.into_iter().find(|kind| kind.number == record.kind.number).map(|kind| (kind, record.id))
        }
    })
}
