//! 走访: recording a visit, with a need in the same act if one was raised.

use domain::kinds::{need, visit as visits};
use domain::{Facts, Put, RecordId, codes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use ts_rs::TS;

use super::needs::progress;
use super::records::{Name, RecordView, Warning, view, warnings};
use crate::{Desk, Result, json};

/// Records a visit.
#[derive(Debug, Deserialize, TS)]
pub struct Register {
    /// Fields of the visit.
    #[ts(type = "Record<string, unknown>")]
    pub visit: Map<String, Json>,
    /// Fields of needs raised in it; date, channel and household come from the visit where they are not given.
    #[serde(default)]
    #[ts(type = "Record<string, unknown>[]")]
    pub needs: Vec<Map<String, Json>>,
}

/// What was recorded.
#[derive(Debug, Serialize, TS)]
pub struct Registered {
    /// The visit.
    pub visit: String,
    /// The needs.
    pub needs: Vec<String>,
    /// The act, for taking it back.
    #[ts(optional = nullable)]
    pub act: Option<String>,
    /// What a person should know of.
    pub warnings: Vec<Warning>,
}

pub(crate) fn register(desk: &mut Desk<'_>, request: Register) -> Result<Registered> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let id = RecordId::new();
    let mut puts = vec![json::put(&visits::KIND, id, &request.visit)?];
    let mut needs = Vec::new();
    for raised in &request.needs {
        let (need, put) = raised_in(&request.visit, id, raised)?;
        needs.push(need.to_string());
        puts.push(put);
    }
    session.number_new(channel, &mut puts)?;
    let act = session.act(codes::act::REGISTER_VISIT, moment, None);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Registered {
        visit: id.to_string(),
        needs,
        act: done.act.map(super::history::act_name),
        warnings: warnings(&done.warnings),
    })
}

/// A need with what the visit already says of it: nothing known is asked again.
fn raised_in(
    visit_fields: &Map<String, Json>,
    visit: RecordId,
    raised: &Map<String, Json>,
) -> Result<(RecordId, Put)> {
    let mut fields = raised.clone();
    let mut default = |name: &str, value: Option<Json>| {
        if let Some(value) = value.filter(|_| fields.get(name).is_none_or(Json::is_null)) {
            fields.insert(name.to_owned(), value);
        }
    };
    default(need::DATE.name, visit_fields.get(visits::DATE.name).cloned());
    default(need::CHANNEL.name, Some(codes::need_channel::VISIT.into()));
    default(need::URGENCY.name, Some(codes::urgency::YELLOW.into()));
    let homes = visit_fields.get(visits::HOUSEHOLDS.name).and_then(Json::as_array);
    default(
        need::HOUSEHOLD.name,
        homes.filter(|homes| homes.len() == 1).and_then(|homes| homes.first().cloned()),
    );
    let id = RecordId::new();
    let put = json::put(&need::KIND, id, &fields)?.set(need::VISIT, visit);
    Ok((id, put))
}

/// A visit's page.
#[derive(Debug, Serialize, TS)]
pub struct VisitPage {
    /// The visit.
    pub visit: RecordView,
    /// The needs raised in it.
    pub needs: Vec<RaisedNeed>,
}

/// A need as the page of its visit names it.
#[derive(Debug, Serialize, TS)]
pub struct RaisedNeed {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its state, of the code list `need_state`.
    pub state: u32,
}

pub(crate) fn page(desk: &mut Desk<'_>, request: Name) -> Result<VisitPage> {
    let session = desk.session()?;
    let channel = session.channel(&visits::KIND, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let reader = session.reader(channel)?;
    let mut needs = Vec::new();
    for one in reader.holding(&need::KIND, need::VISIT, &id.into())? {
        needs.push(RaisedNeed {
            id: one.id.to_string(),
            title: one.text(need::TITLE).unwrap_or_default().to_owned(),
            state: progress(&reader, one.id)?.state,
        });
    }
    Ok(VisitPage { visit: view(session, channel, &visits::KIND, id)?, needs })
}
