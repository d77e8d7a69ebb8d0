//! 农户: the list and a household's page.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::kinds::{household, link, member, need, person, resident, unit, visit};
use domain::rules::{self, Standing};
use domain::{Day, Facts, Kind, Put, Record, RecordId, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::{Query, Reader};
use ts_rs::TS;

use super::links::context;
use super::lists::reference;
use super::needs;
use super::records::{Name, RecordView, Saved, view};
use crate::labels::Labels;
use crate::table::{Column, Row};
use crate::{Desk, Result, Session, json};

/// The columns of the list of households.
pub(crate) fn columns() -> Vec<Column> {
    let mut all: Vec<Column> =
        [household::HEAD, household::NUMBER, household::GROUP].iter().map(Column::of).collect();
    all.push(Column {
        refers_to: Some("member".into()), ..Column::computed("member", "联系党员", "ref")
    });
    all.push(Column::computed("last_visit", "最近走访", "date"));
    all.push(Column::computed("open_needs", "未办结诉求", "int"));
    all.push(Column::computed("people", "人口", "int"));
    all.extend([household::ADDRESS, household::CATEGORY].iter().map(Column::of));
    all.push(Column { sortable: false, ..Column::computed("names", "家里的人", "text").unlisted() });
    all.push(Column::of(&household::STATE).unlisted());
    all.push(Column::of(&household::TIER).unlisted());
    all
}

/// What a list needs to know of every household at once.
pub(crate) struct Overview {
    pub(crate) people: HashMap<RecordId, usize>,
    pub(crate) last_visit: HashMap<RecordId, Day>,
    pub(crate) open_needs: HashMap<RecordId, usize>,
}

impl Overview {
    pub(crate) fn of(session: &Session, channel: ChannelId) -> Result<Self> {
        let mut people = HashMap::new();
        for (_, one) in session.store.page(&Query::all(&resident::KIND).within(channel))?.records {
            if let Some(home) = one.id_of(resident::HOUSEHOLD).filter(|_| lives(&one)) {
                *people.entry(home).or_default() += 1;
            }
        }
        let last_visit = last_visits(session, channel)?;
        let mut open_needs = HashMap::new();
        for one in needs::all(session, channel)? {
            if let Some(home) = one.record.id_of(need::HOUSEHOLD).filter(|_| one.is_open()) {
                *open_needs.entry(home).or_default() += 1;
            }
        }
        Ok(Self { people, last_visit, open_needs })
    }
}

/// The day on which somebody last called on each household.
pub(crate) fn last_visits(session: &Session, channel: ChannelId) -> Result<HashMap<RecordId, Day>> {
    let days = session.store.latest(channel, &visit::KIND, visit::HOUSEHOLDS, visit::DATE)?;
    Ok(days.into_iter().filter_map(|(id, day)| Some((id, Day::from_number(day).ok()?))).collect())
}

/// The names of those who live in each household: people look for it by any of them.
fn names_of(session: &Session, channel: ChannelId) -> Result<HashMap<RecordId, Vec<String>>> {
    let people = session.store.page(&Query::all(&person::KIND).within(channel))?.records;
    let name = |one: &Record| Some((one.id, one.text(person::NAME)?.to_owned()));
    let people: HashMap<RecordId, String> = people.iter().filter_map(|(_, one)| name(one)).collect();
    let mut names: HashMap<RecordId, Vec<String>> = HashMap::new();
    for (_, one) in session.store.page(&Query::all(&resident::KIND).within(channel))?.records {
        let who = one.id_of(resident::PERSON).and_then(|who| people.get(&who)).filter(|_| lives(&one));
        if let (Some(home), Some(name)) = (one.id_of(resident::HOUSEHOLD), who) {
            names.entry(home).or_default().push(name.clone());
        }
    }
    Ok(names)
}

/// Whether a resident still belongs to the household.
pub(crate) fn lives(one: &Record) -> bool {
    use codes::residence::{DEAD, MOVED_OUT};
    !matches!(one.code(resident::RESIDENCE), Some(MOVED_OUT | DEAD))
}

/// Whether a household is still registered.
pub(crate) fn is_registered(home: &Record) -> bool {
    home.code(household::STATE).is_none_or(|state| state == codes::household_state::REGISTERED)
}

/// The rows of the list of households.
pub(crate) fn rows(session: &Session, channel: ChannelId) -> Result<Vec<Row>> {
    let overview = Overview::of(session, channel)?;
    let names = names_of(session, channel)?;
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let mut rows = Vec::new();
    for (_, home) in session.store.page(&Query::all(&household::KIND).within(channel))?.records {
        let mut row = Row::new();
        row.insert("id".into(), home.id.to_string().into());
        for field in [
            household::NUMBER,
            household::HEAD,
            household::GROUP,
            household::ADDRESS,
            household::CATEGORY,
            household::STATE,
            household::TIER,
        ] {
            row.insert(field.name.into(), labels.field(&home, &field)?);
        }
        row.insert("member".into(), reference(&labels, &member::KIND, linked_member(&reader, &home)?)?);
        row.insert("people".into(), overview.people.get(&home.id).copied().unwrap_or(0).into());
        let last = overview.last_visit.get(&home.id);
        row.insert("last_visit".into(), last.map_or(Json::Null, |day| day.to_string().into()));
        row.insert("open_needs".into(), overview.open_needs.get(&home.id).copied().unwrap_or(0).into());
        row.insert("names".into(), names.get(&home.id).map(|all| all.join("、")).into());
        let state = home.code(household::STATE).unwrap_or(codes::household_state::REGISTERED);
        row.insert(household::STATE.name.into(), state.into());
        rows.push((!is_registered(&home), row));
    }
    // Those who left stay in the list, behind the others.
    rows.sort_by_key(|(left, _)| *left);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// The day on which somebody last called on a household.
pub(crate) fn last_visit(reader: &Reader<'_>, home: RecordId) -> Result<Option<Day>> {
    let visits = reader.holding(&visit::KIND, visit::HOUSEHOLDS, &home.into())?;
    Ok(visits.iter().filter_map(|one| one.day(visit::DATE)).max())
}

/// Registers a household with its head, both of whom may be new.
#[derive(Debug, Deserialize, TS)]
pub struct RegisterHousehold {
    /// Fields of the household, without its head.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Json>,
    /// The head, if already known; a new person is made without.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub head: Option<String>,
    /// Fields of the new person.
    #[serde(default)]
    #[ts(optional, as = "Option<crate::json::Fields>")]
    pub head_fields: Map<String, Json>,
}

pub(crate) fn register(desk: &mut Desk<'_>, request: RegisterHousehold) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let home = RecordId::new();
    let who = request.head.as_deref().map_or_else(|| Ok(RecordId::new()), json::id)?;
    let mut puts = Vec::new();
    if request.head.is_none() {
        puts.push(json::put(&person::KIND, who, &request.head_fields)?);
    }
    puts.push(json::put(&household::KIND, home, &request.fields)?.set(household::HEAD, who));
    puts.push(
        Put::new(&resident::KIND, RecordId::new())
            .set(resident::PERSON, who)
            .set(resident::HOUSEHOLD, home)
            .set(resident::RELATION, codes::relation::HEAD),
    );
    let act = session.act(codes::act::PUT, moment, None);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(home, &done))
}

/// The member of a household's primary link.
pub(crate) fn linked_member(reader: &Reader<'_>, home: &Record) -> Result<Option<RecordId>> {
    let Some(id) = home.id_of(household::PRIMARY_LINK) else { return Ok(None) };
    Ok(reader.record(&link::KIND, id)?.and_then(|found| found.id_of(link::MEMBER)))
}

/// Where a household is, and through whom it was found.
pub(crate) fn where_is(
    reader: &Reader<'_>,
    labels: &Labels<'_>,
    home: RecordId,
    through: &str,
) -> Result<String> {
    let Some(home) = reader.record(&household::KIND, home)? else { return Ok(String::new()) };
    let group = home.id_of(household::GROUP).map(|id| labels.referred(&unit::KIND, id)).transpose()?;
    let address = home.text(household::ADDRESS).map(str::to_owned);
    let head = home.id_of(household::HEAD).map(|id| labels.of(&person::KIND, id)).transpose()?;
    let through = Some(through.to_owned()).filter(|name| !name.is_empty() && head.as_deref() != Some(name));
    let parts = [group, address, through.map(|name| format!("家庭成员{name}"))];
    Ok(parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A household's page.
#[derive(Debug, Serialize, TS)]
pub struct HouseholdPage {
    /// The household itself.
    pub household: RecordView,
    /// Its people, the head first.
    pub people: Vec<PersonInHousehold>,
    /// Its linked member.
    #[ts(optional = nullable)]
    pub link: Option<RecordView>,
    /// Whether that member cannot carry it: 待调整.
    pub to_adjust: bool,
    /// Why the member is exempt, of the code list `exemption`.
    #[ts(optional = nullable)]
    pub exempt: Option<u32>,
    /// Everything that happened, newest first.
    pub timeline: Vec<Event>,
}

/// One of the people of a household.
#[derive(Debug, Serialize, TS)]
pub struct PersonInHousehold {
    /// That the person belongs to the household.
    pub resident: RecordView,
    /// The person.
    pub person: RecordView,
    /// The member record, if the person is a Party member.
    #[ts(optional = nullable)]
    pub member: Option<String>,
    /// The age in completed years today.
    #[ts(optional = nullable)]
    pub age: Option<i32>,
    /// Whether the person is the head.
    pub head: bool,
}

/// One thing that happened.
#[derive(Debug, Serialize, TS)]
pub struct Event {
    /// The kind of the record: `visit`, `need`, `link`.
    pub kind: String,
    /// The record.
    pub id: String,
    /// When, `2026-11-22`.
    pub date: String,
    /// In a line.
    pub title: String,
    /// More of it.
    pub detail: String,
    /// For a need, its state, of the code list `need_state`.
    #[ts(optional = nullable)]
    pub state: Option<u32>,
    /// For a link, that it ended; otherwise it began.
    pub ended: bool,
}

pub(crate) fn page(desk: &mut Desk<'_>, request: Name) -> Result<HouseholdPage> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let channel = session.channel(&household::KIND, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let household = view(session, channel, &household::KIND, id)?;
    let reader = session.reader(channel)?;
    let record = reader.require(&household::KIND, id)?;
    let head = record.id_of(household::HEAD);
    let mut people = Vec::new();
    for one in reader.holding(&resident::KIND, resident::HOUSEHOLD, &id.into())? {
        people.extend(person_of(session, channel, &one, head, today)?);
    }
    people.sort_by_key(|one| !one.head);
    let carer = linked_member(&reader, &record)?;
    let carer = carer.map(|id| reader.record(&member::KIND, id)).transpose()?.flatten();
    let standing =
        carer.as_ref().map(|who| rules::standing(&reader, context(session, today), who)).transpose()?;
    let exempt =
        carer.as_ref().map(|who| rules::exemption(&reader, context(session, today), who)).transpose()?;
    let link = record.id_of(household::PRIMARY_LINK);
    let link = link.map(|link| view(session, channel, &link::KIND, link)).transpose()?;
    Ok(HouseholdPage {
        household,
        people,
        link,
        to_adjust: standing.is_some_and(|standing| standing != Standing::Able),
        exempt: exempt.flatten().filter(|_| standing == Some(Standing::Exempt)),
        timeline: timeline(session, channel, id)?,
    })
}

fn person_of(
    session: &Session,
    channel: ChannelId,
    one: &Record,
    head: Option<RecordId>,
    today: NaiveDate,
) -> Result<Option<PersonInHousehold>> {
    let reader = session.reader(channel)?;
    let Some(who) = one.id_of(resident::PERSON) else { return Ok(None) };
    let Some(body) = reader.record(&person::KIND, who)? else { return Ok(None) };
    let member = reader.holding(&member::KIND, member::PERSON, &who.into())?;
    Ok(Some(PersonInHousehold {
        resident: view(session, channel, &resident::KIND, one.id)?,
        person: view(session, channel, &person::KIND, who)?,
        member: member.first().map(|found| found.id.to_string()),
        age: body.day(person::BIRTH).map(|birth| birth.years_until(today)),
        head: head == Some(who),
    }))
}

fn timeline(session: &Session, channel: ChannelId, home: RecordId) -> Result<Vec<Event>> {
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let mut events = Vec::new();
    let event = |kind: &Kind, record: &Record, date: Option<Day>, title: String, detail: &str, state| Event {
        kind: kind.name.to_owned(),
        id: record.id.to_string(),
        date: date.map(|day| day.to_string()).unwrap_or_default(),
        title,
        detail: detail.to_owned(),
        state,
        ended: false,
    };
    for one in reader.holding(&visit::KIND, visit::HOUSEHOLDS, &home.into())? {
        let form = one.code(visit::FORM).and_then(|code| domain::words::code(&codes::visit_form::LIST, code));
        let by: Result<Vec<String>> =
            one.ids_of(visit::VISITORS).into_iter().map(|id| labels.of(&person::KIND, id)).collect();
        let title = format!("{} {}", form.unwrap_or_default(), by?.join("、"));
        let detail = one.text(visit::CONTENT).unwrap_or_default();
        events.push(event(&visit::KIND, &one, one.day(visit::DATE), title.trim().to_owned(), detail, None));
    }
    for one in reader.holding(&need::KIND, need::HOUSEHOLD, &home.into())? {
        let state = needs::progress(&reader, one.id)?.state;
        let title = one.text(need::TITLE).unwrap_or_default().to_owned();
        let detail = one.text(need::DESCRIPTION).unwrap_or_default();
        events.push(event(&need::KIND, &one, one.day(need::DATE), title, detail, Some(state)));
    }
    for one in reader.holding(&link::KIND, link::HOUSEHOLD, &home.into())? {
        let who = labels.of_record(&one)?;
        let how =
            one.code(link::DECIDED_BY).and_then(|code| domain::words::code(&codes::decided_by::LIST, code));
        events.push(event(
            &link::KIND,
            &one,
            one.day(link::FROM),
            who.clone(),
            how.unwrap_or_default(),
            None,
        ));
        if let Some(to) = one.day(link::TO) {
            let why = one.code(link::END).and_then(|code| domain::words::code(&codes::link_end::LIST, code));
            let end = event(&link::KIND, &one, Some(to), who, why.unwrap_or_default(), None);
            events.push(Event { ended: true, ..end });
        }
    }
    events.sort_by(|a, b| b.date.cmp(&a.date));
    Ok(events)
}
