//! 联系户: coverage, who has how many, assigning and ending links.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::kinds::{household, link, member, unit};
use domain::rules::{self, Context, LOAD_LIMIT, LOAD_WARNING, Standing};
use domain::{Facts, Put, Record, RecordId, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use store::Query;
use ts_rs::TS;

use super::households::{is_registered, linked_member};
use super::lists::Match;
use super::people::day;
use super::records::Saved;
use crate::labels::Labels;
use crate::table::{Column, Row};
use crate::{Desk, Failure, Result, Session, json};

/// In a township, which village.
#[derive(Debug, Deserialize, TS)]
pub struct VillageRequest {
    /// The village, by code, name or channel.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// How far every household has its member.
#[derive(Debug, Serialize, TS)]
pub struct Coverage {
    /// Registered households.
    #[ts(type = "number")]
    pub households: usize,
    /// Those with a primary linked member.
    #[ts(type = "number")]
    pub covered: usize,
    /// Those without one.
    pub uncovered: Vec<Match>,
    /// Links to a member who cannot carry them: 待调整.
    pub to_adjust: Vec<ToAdjust>,
    /// Members who can carry households, with how many they have.
    pub members: Vec<Load>,
    /// Members who are exempt.
    #[ts(type = "number")]
    pub exempt: usize,
    /// Above this many households a warning is given.
    #[ts(type = "number")]
    pub warning: usize,
    /// Above this many a reason is needed.
    #[ts(type = "number")]
    pub limit: usize,
}

/// A household whose link must be adjusted.
#[derive(Debug, Serialize, TS)]
pub struct ToAdjust {
    /// The link.
    pub link: String,
    /// The household.
    pub household: Match,
    /// The name of the member who cannot carry it.
    pub member: String,
    /// The member.
    pub member_id: String,
    /// Whether the member is gone for good, not only exempt.
    pub gone: bool,
    /// Why the member is exempt, of the code list `exemption`.
    #[ts(optional = nullable)]
    pub exempt: Option<u32>,
}

/// How many households a member has.
#[derive(Debug, Serialize, TS)]
pub struct Load {
    /// The member.
    pub member: String,
    /// The name.
    pub name: String,
    /// The Party group; empty if none is known.
    pub group: String,
    /// Households linked now.
    #[ts(type = "number")]
    pub households: usize,
}

/// Links households to a member.
#[derive(Debug, Deserialize, TS)]
pub struct Assign {
    /// The households.
    pub households: Vec<String>,
    /// The member.
    pub member: String,
    /// From which day.
    pub from: String,
    /// How it was decided, of the code list `decided_by`.
    pub decided_by: u32,
    /// Why more than 20 households, if they are more.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub overload: Option<String>,
    /// Why a link that stood before ends.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub reason: Option<String>,
}

/// Ends a link.
#[derive(Debug, Deserialize, TS)]
pub struct End {
    /// The link.
    pub link: String,
    /// On which day.
    pub to: String,
    /// Why, of the code list `link_end`.
    pub end: u32,
    /// More about why.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub note: Option<String>,
}

pub(crate) fn context(session: &Session, today: NaiveDate) -> Context {
    Context { today, side: session.side(), shared: true }
}

/// The links of a channel that last, by member.
pub(crate) fn lasting(session: &Session, channel: ChannelId) -> Result<HashMap<RecordId, usize>> {
    let mut loads = HashMap::new();
    for (_, one) in session.store.page(&Query::all(&link::KIND).within(channel))?.records {
        if let Some(who) = one.id_of(link::MEMBER).filter(|_| one.day(link::TO).is_none()) {
            *loads.entry(who).or_default() += 1;
        }
    }
    Ok(loads)
}

pub(crate) fn members(session: &Session, channel: ChannelId) -> Result<Vec<Record>> {
    let all = session.store.page(&Query::all(&member::KIND).within(channel))?.records;
    Ok(all.into_iter().map(|(_, record)| record).collect())
}

pub(crate) fn coverage(desk: &mut Desk<'_>, request: VillageRequest) -> Result<Coverage> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let channel = session.channel(&household::KIND, request.village.as_deref())?;
    coverage_of(session, channel, today)
}

pub(crate) fn coverage_of(session: &Session, channel: ChannelId, today: NaiveDate) -> Result<Coverage> {
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let loads = lasting(session, channel)?;
    let mut standings = HashMap::new();
    let mut coverage = Coverage {
        households: 0,
        covered: 0,
        uncovered: Vec::new(),
        to_adjust: Vec::new(),
        members: Vec::new(),
        exempt: 0,
        warning: LOAD_WARNING,
        limit: LOAD_LIMIT,
    };
    for who in members(session, channel)? {
        let standing = rules::standing(&reader, context(session, today), &who)?;
        match standing {
            Standing::Able => coverage.members.push(Load {
                member: who.id.to_string(),
                name: labels.of_record(&who)?,
                group: who
                    .id_of(member::PARTY_GROUP)
                    .map(|id| labels.referred(&unit::KIND, id))
                    .transpose()?
                    .unwrap_or_default(),
                households: loads.get(&who.id).copied().unwrap_or(0),
            }),
            Standing::Exempt => coverage.exempt += 1,
            Standing::Gone => {}
        }
        standings.insert(who.id, (standing, rules::exemption(&reader, context(session, today), &who)?));
    }
    coverage.members.sort_by(|a, b| b.households.cmp(&a.households).then_with(|| a.name.cmp(&b.name)));
    for (_, home) in session.store.page(&Query::all(&household::KIND).within(channel))?.records {
        if !is_registered(&home) {
            continue;
        }
        coverage.households += 1;
        let place = home
            .id_of(household::GROUP)
            .map(|id| labels.referred(&unit::KIND, id))
            .transpose()?
            .unwrap_or_default();
        let named = Match { id: home.id.to_string(), label: labels.of_record(&home)?, detail: place };
        let who = linked_member(&reader, &home)?;
        match who.and_then(|who| Some((who, *standings.get(&who)?))) {
            Some((who, (standing, exempt))) => {
                coverage.covered += 1;
                if standing != Standing::Able {
                    coverage.to_adjust.push(ToAdjust {
                        link: home
                            .id_of(household::PRIMARY_LINK)
                            .map(|id| id.to_string())
                            .unwrap_or_default(),
                        household: named,
                        member: labels.of(&member::KIND, who)?,
                        member_id: who.to_string(),
                        gone: standing == Standing::Gone,
                        exempt: exempt.filter(|_| standing == Standing::Exempt),
                    });
                }
            }
            None => coverage.uncovered.push(named),
        }
    }
    Ok(coverage)
}

/// The columns of the list of links.
pub(crate) fn columns() -> Vec<Column> {
    let mut all: Vec<Column> = [link::HOUSEHOLD, link::MEMBER, link::TYPE, link::FROM, link::DECIDED_BY]
        .iter()
        .map(Column::of)
        .collect();
    all.push(Column::computed("primary", "主要联系", "bool"));
    all.push(Column::computed("to_adjust", "待调整", "bool"));
    all.extend([link::TO, link::END].iter().map(Column::of));
    all.extend([link::MEETING, link::NOTICE].iter().map(Column::of));
    all
}

/// The rows of the list of links.
pub(crate) fn rows(session: &Session, channel: ChannelId, today: NaiveDate) -> Result<Vec<Row>> {
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let mut standings = HashMap::new();
    for who in members(session, channel)? {
        standings.insert(who.id, rules::standing(&reader, context(session, today), &who)?);
    }
    let mut rows = Vec::new();
    for (_, one) in session.store.page(&Query::all(&link::KIND).within(channel))?.records {
        let mut row = Row::new();
        row.insert("id".into(), one.id.to_string().into());
        for field in link::KIND.fields {
            row.insert(field.name.into(), labels.field(&one, field)?);
        }
        let home =
            one.id_of(link::HOUSEHOLD).map(|id| reader.record(&household::KIND, id)).transpose()?.flatten();
        let primary = home.is_some_and(|home| home.id_of(household::PRIMARY_LINK) == Some(one.id));
        row.insert("primary".into(), primary.into());
        let able = one.id_of(link::MEMBER).and_then(|who| standings.get(&who)) == Some(&Standing::Able);
        row.insert("to_adjust".into(), (one.day(link::TO).is_none() && !able).into());
        rows.push(row);
    }
    Ok(rows)
}

pub(crate) fn assign(desk: &mut Desk<'_>, request: Assign) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (who, from) = (json::id(&request.member)?, day(&request.from)?);
    let overload = request.overload.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let reader = session.reader(channel)?;
    let mut puts = Vec::new();
    for home in &request.households {
        let home = json::id(home)?;
        let record = reader.require(&household::KIND, home)?;
        if linked_member(&reader, &record)? == Some(who) {
            continue;
        }
        let new = RecordId::new();
        if let Some(old) = record
            .id_of(household::PRIMARY_LINK)
            .map(|id| reader.record(&link::KIND, id))
            .transpose()?
            .flatten()
        {
            let to = old.day(link::FROM).map_or(from, |began| began.max(from));
            let end =
                Put::new(&link::KIND, old.id).set(link::TO, to).set(link::END, codes::link_end::REASSIGNED);
            puts.push(end.set_some(
                link::END_NOTE,
                request.reason.as_deref().filter(|reason| !reason.trim().is_empty()),
            ));
        }
        puts.push(
            Put::new(&link::KIND, new)
                .set(link::HOUSEHOLD, home)
                .set(link::MEMBER, who)
                .set(link::TYPE, codes::link_type::GENERAL)
                .set(link::FROM, from)
                .set(link::DECIDED_BY, request.decided_by)
                .set_some(link::OVERLOAD, overload),
        );
        puts.push(Put::new(&household::KIND, home).set(household::PRIMARY_LINK, new));
    }
    if puts.is_empty() {
        return Err(Failure::of("nothing_to_do"));
    }
    let act = session.act(codes::act::ASSIGN_LINK, moment, None);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(who, &done))
}

pub(crate) fn end(desk: &mut Desk<'_>, request: End) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let id = json::id(&request.link)?;
    session.reader(channel)?.require(&link::KIND, id)?;
    let note = request.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let put = Put::new(&link::KIND, id)
        .set(link::TO, day(&request.to)?)
        .set(link::END, request.end)
        .set_some(link::END_NOTE, note);
    let act = session.act(codes::act::END_LINK, moment, None);
    let done = session.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
    Ok(Saved::of(id, &done))
}
