//! 各村: the list of a township's villages, with what was merged from each.

use chrono::{DateTime, Local};
use domain::kinds::{household, member, person, visit};
use domain::{Kind, codes};
use journal::ChannelId;
use serde_json::Value as Json;
use store::{Filter, Query};

use super::ledger::Ledger;
use crate::features::needs;
use crate::table::{Column, Row};
use crate::{Result, Session};

/// The columns of the list of villages.
pub(crate) fn columns() -> Vec<Column> {
    let number = |name, label| Column::computed(name, label, "int");
    vec![
        Column::computed("name", "村", "text"),
        Column::computed("code", "区划代码", "text").unlisted(),
        number("households", "农户"),
        number("people", "人员"),
        number("members", "党员"),
        number("visits", "走访"),
        number("open_needs", "未办结诉求"),
        number("waiting", "待镇里处理"),
        Column::computed("received_at", "最近收到", "date"),
        Column::computed("confirmed", "已电话核对", "bool"),
    ]
}

/// The rows of the list of villages; a row's id is the village's channel.
pub(crate) fn rows(session: &Session) -> Result<Vec<Row>> {
    let ledger = Ledger::of(session, None)?;
    let mut rows = Vec::new();
    for card in session.peers()? {
        let channel = card.channel();
        let received = ledger.received_from(card.party()).next().map(|one| day(one.parcel.at));
        let mut row = Row::new();
        let mut set = |name: &str, value: Json| row.insert(name.to_owned(), value);
        set("id", channel.to_string().into());
        set("channel", channel.to_string().into());
        set("name", card.name.clone().into());
        set("code", card.code.clone().into());
        set("households", (count(session, &household::KIND, channel)? - left(session, channel)?).into());
        set("people", count(session, &person::KIND, channel)?.into());
        set("members", count(session, &member::KIND, channel)?.into());
        set("visits", count(session, &visit::KIND, channel)?.into());
        let (open, waiting) = open_needs(session, channel)?;
        set("open_needs", open.into());
        set("waiting", waiting.into());
        set("received_at", received.map_or(Json::Null, Json::from));
        set("confirmed", session.is_confirmed(card.party())?.into());
        rows.push(row);
    }
    Ok(rows)
}

fn count(session: &Session, kind: &'static Kind, channel: ChannelId) -> Result<usize> {
    Ok(session.store.count(&Query::all(kind).within(channel))?)
}

/// Households that moved out or were cancelled.
fn left(session: &Session, channel: ChannelId) -> Result<usize> {
    use codes::household_state::{CANCELLED, MOVED_OUT};
    let gone = [MOVED_OUT, CANCELLED].into_iter().map(Into::into).collect();
    let query = Query::all(&household::KIND).within(channel).filter(Filter::OneOf(household::STATE, gone));
    Ok(session.store.count(&query)?)
}

/// How many needs are open, and how many of these wait for the township.
fn open_needs(session: &Session, channel: ChannelId) -> Result<(usize, usize)> {
    let open: Vec<_> = needs::all(session, channel)?.into_iter().filter(needs::Standing::is_open).collect();
    let waiting = open.iter().filter(|one| one.waits_for_township()).count();
    Ok((open.len(), waiting))
}

/// The day of a moment by the laptop's calendar.
fn day(wall: i64) -> String {
    let day = DateTime::from_timestamp_millis(wall).map(|moment| moment.with_timezone(&Local).date_naive());
    day.map(|day| day.to_string()).unwrap_or_default()
}
