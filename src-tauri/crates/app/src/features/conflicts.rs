//! 分歧: records on which sites disagree, and where a person finds them.

use domain::kinds::{answer, household, link, member, need, person, resident, step, unit, visit};
use domain::{Facts, Kind, Record, RecordId};
use serde::Serialize;
use store::Reader;
use ts_rs::TS;

use super::lists::Match;
use crate::labels::Labels;
use crate::{Result, Session};

/// One record on which sites disagree.
#[derive(Debug, Serialize, TS)]
pub struct Disputed {
    /// The Chinese name of its kind.
    pub kind: String,
    /// Whom or what it is about, and the labels of the fields in question.
    pub record: Match,
    /// The kind of the record on whose page it is found: `household`, `member`, `need`, `visit` or `unit`.
    pub page_kind: String,
    /// That record.
    pub page: String,
    /// The channel of the village, for a township.
    pub village: String,
}

/// The first `limit` records that can be found on some page.
pub(crate) fn first(session: &Session, limit: usize) -> Result<Vec<Disputed>> {
    let mut all = Vec::new();
    for (channel, kind, id) in session.store.first_conflicted(limit)? {
        let reader = session.reader(channel)?;
        let labels = Labels::new(reader);
        let Some(record) = reader.record_or_deleted(kind, id)? else { continue };
        let Some((page_kind, page)) = page_of(&reader, &record)? else { continue };
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

/// The record on whose page another one is shown.
fn page_of(reader: &Reader<'_>, record: &Record) -> Result<Option<(&'static Kind, RecordId)>> {
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
