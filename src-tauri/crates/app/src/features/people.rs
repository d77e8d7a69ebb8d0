//! 人员变动: coming into a household, moving away, dying, going away for work, becoming the head.

use domain::kinds::{household, link, member, person, resident};
use domain::{Day, Facts, Put, Record, RecordId, codes};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use store::Reader;
use ts_rs::TS;

use super::households::lives;
use super::records::Saved;
use crate::{Desk, Failure, Result, json};

/// Puts a person into a household.
#[derive(Debug, Deserialize, TS)]
pub struct AddResident {
    /// The household.
    pub household: String,
    /// A person already known; a new one is made without.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub person: Option<String>,
    /// Fields of the new person.
    #[serde(default)]
    #[ts(optional, as = "Option<crate::json::Fields>")]
    pub fields: Map<String, Json>,
    /// The relation to the head, of the code list `relation`.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub relation: Option<u32>,
}

pub(crate) fn add_resident(desk: &mut Desk<'_>, request: AddResident) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let home = json::id(&request.household)?;
    let (who, new) = match &request.person {
        Some(id) => (json::id(id)?, None),
        None => {
            let id = RecordId::new();
            (id, Some(json::put(&person::KIND, id, &request.fields)?))
        }
    };
    let put = Put::new(&resident::KIND, RecordId::new())
        .set(resident::PERSON, who)
        .set(resident::HOUSEHOLD, home)
        .set_some(resident::RELATION, request.relation);
    let act = session.act(codes::act::PUT, moment, None);
    let done = session.write(act, |tx| {
        if let Some(new) = &new {
            tx.put(channel, new, None)?;
        }
        Ok(tx.put(channel, &put, None)?)
    })?;
    Ok(Saved::of(who, &done))
}

/// 迁出.
#[derive(Debug, Deserialize, TS)]
pub struct MoveOut {
    /// The household.
    pub household: String,
    /// The person who leaves; the whole household without one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub person: Option<String>,
    /// The day.
    pub date: String,
    /// Why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// What happened to a person.
#[derive(Debug, Deserialize, TS)]
pub struct PersonEvent {
    /// The person.
    pub person: String,
    /// The day.
    pub date: String,
    /// Why, or how it is known.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// 外出 or 返乡.
#[derive(Debug, Deserialize, TS)]
pub struct Away {
    /// The person.
    pub person: String,
    /// Where to; nothing if the person came home.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub to: Option<String>,
    /// Whether the person is away, or came home.
    pub away: bool,
    /// The day.
    pub date: String,
}

/// 更换户主.
#[derive(Debug, Deserialize, TS)]
pub struct ChangeHead {
    /// The household.
    pub household: String,
    /// The new head.
    pub person: String,
    /// The day.
    pub date: String,
    /// Why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// A day of a request.
pub(crate) fn day(text: &str) -> Result<Day> {
    let wrong = || Failure::of("date").with("field", "日期");
    let day: Day = text.trim().parse().map_err(|_| wrong())?;
    day.exact().map(Day::from).ok_or_else(wrong)
}

fn leaves(one: &Record, state: u32, since: Day) -> Put {
    Put::new(&resident::KIND, one.id).set(resident::RESIDENCE, state).set(resident::SINCE, since)
}

pub(crate) fn move_out(desk: &mut Desk<'_>, request: MoveOut) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (home, date) = (json::id(&request.household)?, day(&request.date)?);
    let who = request.person.as_deref().map(json::id).transpose()?;
    let reader = session.reader(channel)?;
    let all = reader.holding(&resident::KIND, resident::HOUSEHOLD, &home.into())?;
    let leaving =
        all.iter().filter(|one| lives(one) && who.is_none_or(|who| one.id_of(resident::PERSON) == Some(who)));
    let mut puts: Vec<Put> = leaving.map(|one| leaves(one, codes::residence::MOVED_OUT, date)).collect();
    if who.is_none() {
        let state = codes::household_state::MOVED_OUT;
        puts.push(
            Put::new(&household::KIND, home).set(household::STATE, state).set(household::STATE_DATE, date),
        );
        puts.extend(ending(&reader, home, date)?);
    }
    if puts.is_empty() {
        return Err(Failure::of("not_found").with("kind", resident::KIND.name));
    }
    let act = session.act(codes::act::MOVE_OUT, moment, request.reason);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(home, &done))
}

/// The links of a household that has left end with it.
fn ending(reader: &Reader<'_>, home: RecordId, date: Day) -> Result<Vec<Put>> {
    let links = reader.holding(&link::KIND, link::HOUSEHOLD, &home.into())?;
    let open = links.iter().filter(|one| one.day(link::TO).is_none());
    let end = |one: &Record| {
        let to = one.day(link::FROM).map_or(date, |from| from.max(date));
        Put::new(&link::KIND, one.id).set(link::TO, to).set(link::END, codes::link_end::HOUSEHOLD_LEFT)
    };
    Ok(open.map(end).collect())
}

pub(crate) fn record_death(desk: &mut Desk<'_>, request: PersonEvent) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (who, date) = (json::id(&request.person)?, day(&request.date)?);
    let reader = session.reader(channel)?;
    let mut puts = vec![Put::new(&person::KIND, who).set(person::DEATH, date)];
    let homes = reader.holding(&resident::KIND, resident::PERSON, &who.into())?;
    puts.extend(homes.iter().filter(|one| lives(one)).map(|one| leaves(one, codes::residence::DEAD, date)));
    for one in reader.holding(&member::KIND, member::PERSON, &who.into())? {
        puts.push(Put::new(&member::KIND, one.id).set(member::STATUS, codes::party_status::DEAD));
    }
    let act = session.act(codes::act::RECORD_DEATH, moment, request.reason);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(who, &done))
}

pub(crate) fn record_away(desk: &mut Desk<'_>, request: Away) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (who, date) = (json::id(&request.person)?, day(&request.date)?);
    let reader = session.reader(channel)?;
    let homes = reader.holding(&resident::KIND, resident::PERSON, &who.into())?;
    let one = homes
        .iter()
        .find(|one| lives(one))
        .ok_or_else(|| Failure::of("not_found").with("kind", "resident"))?;
    let (state, code) = match request.away {
        true => (codes::residence::AWAY, codes::act::RECORD_AWAY),
        false => (codes::residence::HOME, codes::act::RETURN_HOME),
    };
    let to = request.to.map(|to| to.trim().to_owned()).filter(|to| !to.is_empty() && request.away);
    let put = leaves(one, state, date);
    let put = match to {
        Some(to) => put.set(resident::AWAY_TO, to),
        None => put.unset(resident::AWAY_TO),
    };
    let act = session.act(code, moment, None);
    let done = session.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
    Ok(Saved::of(who, &done))
}

pub(crate) fn change_head(desk: &mut Desk<'_>, request: ChangeHead) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (home, who) = (json::id(&request.household)?, json::id(&request.person)?);
    let date = day(&request.date)?;
    let reader = session.reader(channel)?;
    let mut puts =
        vec![Put::new(&household::KIND, home).set(household::HEAD, who).set(household::STATE_DATE, date)];
    // Relations are told to the head: the new head's is known, the others' must be asked again.
    for one in reader.holding(&resident::KIND, resident::HOUSEHOLD, &home.into())? {
        let put = Put::new(&resident::KIND, one.id);
        puts.push(match one.id_of(resident::PERSON) == Some(who) {
            true => put.set(resident::RELATION, codes::relation::HEAD).unset(resident::RELATION_TEXT),
            false => put.unset(resident::RELATION),
        });
    }
    let act = session.act(codes::act::CHANGE_HEAD, moment, request.reason);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(home, &done))
}
