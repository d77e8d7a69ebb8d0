//! 今日: what should be done now.

use chrono::{Days, NaiveDate};
use domain::kinds::{answer, household, member, need};
use domain::{Day, Record, codes};
use journal::ChannelId;
use serde::Serialize;
use store::Query;
use ts_rs::TS;

use super::conflicts::{self, Disputed};
use super::households::{is_registered, last_visits, linked_member};
use super::links::coverage_of;
use super::lists::Match;
use super::workspaces::Nothing;
use super::{needs, records::Warning};
use crate::labels::Labels;
use crate::{Desk, Result, Session};

/// A linked household is due when nobody called for so many days, unless its 走访等级 says less (design default).
pub(crate) const VISIT_DAYS: u64 = 90;

/// How many items of each list are shown.
const SHOWN: usize = 50;

/// What should be done now.
#[derive(Debug, Default, Serialize, TS)]
pub struct Today {
    /// Linked households without a visit for too long.
    pub due_visits: Items,
    /// Needs past their day.
    pub overdue_needs: Items,
    /// Needs whose people must be asked whether they are content.
    pub follow_ups: Items,
    /// Answers of the township that arrived and wait for the village.
    pub answers: Items,
    /// In a township: needs that wait for it.
    pub waiting: Items,
    /// Households without a linked member.
    #[ts(type = "number")]
    pub uncovered: usize,
    /// Links that must be adjusted.
    #[ts(type = "number")]
    pub to_adjust: usize,
    /// Records on which sites disagree.
    #[ts(type = "number")]
    pub conflicts: usize,
    /// The first of them.
    pub disputed: Vec<Disputed>,
    /// Records that break a rule since those of several laptops were brought together.
    #[ts(type = "number")]
    pub broken: usize,
    /// In a village: registered households, of which there are none at the very beginning.
    #[ts(type = "number")]
    pub households: usize,
    /// Entries that no receipt covers yet.
    #[ts(type = "number")]
    pub unsent: u64,
    /// Laptops whose digits were not compared by telephone yet.
    #[ts(type = "number")]
    pub unconfirmed: usize,
    /// In a village: groups that its township asks for and nobody decided about yet.
    #[ts(type = "number")]
    pub undecided: usize,
    /// What a person should know of.
    pub remarks: Vec<Warning>,
}

/// The first of a list, and how many there are.
#[derive(Debug, Default, Serialize, TS)]
pub struct Items {
    /// How many there are.
    #[ts(type = "number")]
    pub total: usize,
    /// The first of them.
    pub first: Vec<Item>,
}

/// One thing to do.
#[derive(Debug, Serialize, TS)]
pub struct Item {
    /// The record to open.
    pub record: Match,
    /// The day that matters: the last visit, or the day that passed.
    #[ts(optional = nullable)]
    pub day: Option<String>,
    /// The channel of the village, for a township.
    pub village: String,
    /// The name of that village.
    pub village_name: String,
}

impl Items {
    /// Counts one thing to do in a village; what is shown of it is looked up only for the first of them.
    fn push(
        &mut self,
        session: &Session,
        channel: ChannelId,
        day: Option<Day>,
        named: impl FnOnce() -> Result<Match>,
    ) -> Result<()> {
        self.total += 1;
        if self.first.len() < SHOWN {
            let day = day.map(|day| day.to_string());
            let owner = session.trust.owner_of(channel);
            let village_name = owner.map(|card| card.name.clone()).unwrap_or_default();
            self.first.push(Item { record: named()?, day, village: channel.to_string(), village_name });
        }
        Ok(())
    }
}

pub(crate) fn today(desk: &mut Desk<'_>, _: Nothing) -> Result<Today> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let mut list = Today::default();
    for channel in session.channels_of(None)? {
        if session.side() == domain::Owner::Village {
            due_visits(session, channel, today, &mut list)?;
            let coverage = coverage_of(session, channel, today)?;
            list.uncovered += coverage.uncovered.len();
            list.to_adjust += coverage.to_adjust.len();
            list.households += coverage.households;
        }
        open_needs(session, channel, today, &mut list)?;
        list.broken += session.broken_records(channel)?;
    }
    list.conflicts = session.store.conflicted()?;
    list.disputed = conflicts::first(session, SHOWN)?;
    list.unsent = session.unsent()?;
    list.unconfirmed = session.unconfirmed()?;
    list.undecided = session.undecided()?;
    Ok(list)
}

fn due_visits(session: &Session, channel: ChannelId, today: NaiveDate, list: &mut Today) -> Result<()> {
    let last_visits = last_visits(session, channel)?;
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    let mut due = Vec::new();
    for (_, home) in session.store.page(&Query::all(&household::KIND).within(channel))?.records {
        let last = last_visits.get(&home.id).copied();
        let since = today.checked_sub_days(Days::new(visit_days(&home))).map(Day::from);
        let linked = home.id_of(household::PRIMARY_LINK).is_some() && is_registered(&home);
        if linked && last.is_none_or(|last| Some(last) < since) {
            due.push((last, home));
        }
    }
    due.sort_by_key(|(last, home)| (*last, home.id));
    for (last, home) in due {
        list.due_visits.push(session, channel, last, || {
            let carer = linked_member(&reader, &home)?;
            let carer = carer.map(|id| labels.of(&member::KIND, id)).transpose()?.unwrap_or_default();
            Ok(Match { id: home.id.to_string(), label: labels.of_record(&home)?, detail: carer })
        })?;
    }
    Ok(())
}

/// After how many days a household is due for a visit, by its 走访等级.
fn visit_days(home: &Record) -> u64 {
    match home.code(household::TIER) {
        Some(codes::visit_tier::HIGH_RISK) => 7,
        Some(codes::visit_tier::KEY) => 30,
        _ => VISIT_DAYS,
    }
}

fn open_needs(session: &Session, channel: ChannelId, today: NaiveDate, list: &mut Today) -> Result<()> {
    let reader = session.reader(channel)?;
    let labels = Labels::new(reader);
    for one in needs::all(session, channel)? {
        list.broken += usize::from(one.progress.is_to_mend());
        let named = || {
            let home =
                one.record.id_of(need::HOUSEHOLD).map(|id| labels.of(&household::KIND, id)).transpose()?;
            let label = one.record.text(need::TITLE).unwrap_or_default().to_owned();
            Ok(Match { id: one.record.id.to_string(), label, detail: home.unwrap_or_default() })
        };
        if session.side() == domain::Owner::Township {
            if one.waits_for_township() {
                list.waiting.push(session, channel, one.record.day(need::DATE), named)?;
            }
            continue;
        }
        if one.is_overdue(today) {
            list.overdue_needs.push(session, channel, one.due(), named)?;
        }
        if one.progress.state == codes::need_state::AWAITING_FOLLOW_UP {
            let replied = !reader.is_empty_of(&answer::KIND, answer::NEED, one.record.id)?;
            let items = if replied { &mut list.answers } else { &mut list.follow_ups };
            items.push(session, channel, one.progress.resolved, named)?;
        }
    }
    Ok(())
}
