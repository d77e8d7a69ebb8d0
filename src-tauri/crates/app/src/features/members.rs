//! 党员: the list, a member's page, registering one.

use domain::kinds::{household, link, member, person, resident};
use domain::rules::{self, Standing};
use domain::{Facts, Put, Record, RecordId, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Reader;
use ts_rs::TS;

use super::households::{last_visit, lives, where_is};
use super::links::{context, lasting, members};
use super::lists::{Match, reference};
use super::records::{Name, RecordView, Saved, view};
use crate::labels::Labels;
use crate::table::{Column, Row};
use crate::{Desk, Result, Session, json};

/// The columns of the list of members.
pub(crate) fn columns() -> Vec<Column> {
    let mut all =
        vec![Column { refers_to: Some("person".into()), ..Column::computed("person", "姓名", "ref") }];
    all.push(Column::of(&person::SEX));
    all.push(Column::computed("age", "年龄", "int"));
    all.extend([member::CATEGORY, member::DUTY, member::PARTY_GROUP].iter().map(Column::of));
    all.push(Column::computed("households", "联系户数", "int"));
    all.push(Column::computed("standing", "联户情况", "text"));
    all.push(Column { listed: true, ..Column::of(&member::EXEMPT) });
    all.push(Column::of(&person::PHONE));
    let unlisted = [
        member::JOINED,
        member::STATUS,
        member::MOBILE,
        member::MOBILE_TO,
        member::CONFIRMED,
        member::BRANCH,
        member::POST,
        person::ID_NUMBER,
    ];
    all.extend(unlisted.iter().map(|field| Column::of(field).unlisted()));
    all
}

/// The rows of the list of members.
pub(crate) fn rows(session: &Session, channel: ChannelId, today: chrono::NaiveDate) -> Result<Vec<Row>> {
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let loads = lasting(session, channel)?;
    let mut rows = Vec::new();
    for one in members(session, channel)? {
        let mut row = Row::new();
        row.insert("id".into(), one.id.to_string().into());
        for field in member::KIND.fields {
            row.insert(field.name.into(), labels.field(&one, field)?);
        }
        let who = one.id_of(member::PERSON);
        row.insert("person".into(), reference(&labels, &person::KIND, who)?);
        if let Some(body) = who.map(|id| reader.record(&person::KIND, id)).transpose()?.flatten() {
            for field in [person::SEX, person::PHONE, person::ID_NUMBER] {
                row.insert(field.name.into(), labels.field(&body, &field)?);
            }
            let age = body.day(person::BIRTH).map(|birth| birth.years_until(today));
            row.insert("age".into(), age.map_or(Json::Null, Json::from));
        }
        row.insert("households".into(), loads.get(&one.id).copied().unwrap_or(0).into());
        let standing = rules::standing(&reader, context(session, today), &one)?;
        row.insert("standing".into(), standing_word(standing).into());
        let exempt = rules::exemption(&reader, context(session, today), &one)?;
        row.insert(member::EXEMPT.name.into(), exempt.map_or(Json::Null, Json::from));
        rows.push(row);
    }
    Ok(rows)
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Able => "可联户",
        Standing::Exempt => "不承担",
        Standing::Gone => "已离开",
    }
}

/// A member's page.
#[derive(Debug, Serialize, TS)]
pub struct MemberPage {
    /// The member: the items of the national form and what the branch adds.
    pub member: RecordView,
    /// The person.
    pub person: RecordView,
    /// The household that the member lives in.
    #[ts(optional = nullable)]
    pub home: Option<Match>,
    /// The age in completed years today.
    #[ts(optional = nullable)]
    pub age: Option<i32>,
    /// Whether the member can carry households: `able`, `exempt` or `gone`.
    #[ts(type = "'able' | 'exempt' | 'gone'")]
    pub standing: &'static str,
    /// Why not, of the code list `exemption`.
    #[ts(optional = nullable)]
    pub exempt: Option<u32>,
    /// The households, those linked now first.
    pub links: Vec<MemberLink>,
}

/// One household of a member.
#[derive(Debug, Serialize, TS)]
pub struct MemberLink {
    /// The link.
    pub link: RecordView,
    /// The household.
    pub household: Match,
    /// Whether the link lasts.
    pub lasts: bool,
    /// The last visit to the household, by anyone.
    #[ts(optional = nullable)]
    pub last_visit: Option<String>,
}

pub(crate) fn page(desk: &mut Desk<'_>, request: Name) -> Result<MemberPage> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let channel = session.channel(&member::KIND, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let reader = session.reader(channel)?;
    let one = reader.require(&member::KIND, id)?;
    let who = one.id_of(member::PERSON).unwrap_or(id);
    let body = reader.require(&person::KIND, who)?;
    let standing = rules::standing(&reader, context(session, today), &one)?;
    let exempt = rules::exemption(&reader, context(session, today), &one)?;
    Ok(MemberPage {
        member: view(session, channel, &member::KIND, id)?,
        person: view(session, channel, &person::KIND, who)?,
        home: home_of(&reader, who)?,
        age: body.day(person::BIRTH).map(|birth| birth.years_until(today)),
        standing: match standing {
            Standing::Able => "able",
            Standing::Exempt => "exempt",
            Standing::Gone => "gone",
        },
        exempt: exempt.filter(|_| standing == Standing::Exempt),
        links: links_of(session, channel, id)?,
    })
}

fn home_of(reader: &Reader<'_>, who: RecordId) -> Result<Option<Match>> {
    let homes = reader.holding(&resident::KIND, resident::PERSON, &who.into())?;
    let home = homes.iter().filter(|one| lives(one)).find_map(|one| one.id_of(resident::HOUSEHOLD));
    home.map(|home| named(reader, home)).transpose()
}

fn named(reader: &Reader<'_>, home: RecordId) -> Result<Match> {
    let labels = Labels::new(*reader);
    let label = labels.of(&household::KIND, home)?;
    Ok(Match { id: home.to_string(), label, detail: where_is(reader, &labels, home, "")? })
}

fn links_of(session: &Session, channel: ChannelId, id: RecordId) -> Result<Vec<MemberLink>> {
    let reader = session.reader(channel)?;
    let mut links = Vec::new();
    let mut all = reader.holding(&link::KIND, link::MEMBER, &id.into())?;
    let newest = |one: &Record| std::cmp::Reverse(one.day(link::FROM));
    all.sort_by_key(|one| (one.day(link::TO).is_some(), newest(one)));
    for one in all {
        let Some(home) = one.id_of(link::HOUSEHOLD) else { continue };
        links.push(MemberLink {
            link: view(session, channel, &link::KIND, one.id)?,
            household: named(&reader, home)?,
            lasts: one.day(link::TO).is_none(),
            last_visit: last_visit(&reader, home)?.map(|day| day.to_string()),
        });
    }
    Ok(links)
}

/// Registers a member: someone already known, or a new person.
#[derive(Debug, Deserialize, TS)]
pub struct RegisterMember {
    /// A person already known; a new one is made without.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub person: Option<String>,
    /// Fields of the person: all of a new one, or what changes.
    #[serde(default)]
    #[ts(optional, as = "Option<crate::json::Fields>")]
    pub person_fields: Map<String, Json>,
    /// Fields of the member.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Json>,
}

pub(crate) fn register(desk: &mut Desk<'_>, request: RegisterMember) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let who = request.person.as_deref().map_or_else(|| Ok(RecordId::new()), json::id)?;
    let body = json::put(&person::KIND, who, &request.person_fields)?;
    let id = RecordId::new();
    let put = json::put(&member::KIND, id, &request.fields)?.set(member::PERSON, who);
    let politics = match put.set.iter().find(|(field, _)| field.number == member::CATEGORY.number) {
        Some((_, values)) if values.contains(&codes::member_category::PROBATIONARY.into()) => {
            codes::politics::PROBATIONARY
        }
        _ => codes::politics::MEMBER,
    };
    let stated = body.set.iter().any(|(field, _)| field.number == person::POLITICS.number);
    let body: Put = if stated { body } else { body.set(person::POLITICS, politics) };
    let act = session.act(codes::act::PUT, moment, None);
    let done = session.write(act, |tx| {
        tx.put(channel, &body, None)?;
        Ok(tx.put(channel, &put, None)?)
    })?;
    Ok(Saved::of(id, &done))
}
