//! 诉求: the list by state, a need's page, its steps, the township's answers.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::kinds::{answer, need, operator, step};
use domain::need_state::Progress;
use domain::rules::{Ask, answer_asks, step_asks};
use domain::{Day, Facts, Field, Put, Record, RecordId, Value, codes};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::{Filter, Query, Reader};
use ts_rs::TS;

use super::records::{Name, RecordView, Saved, view};
use crate::labels::Labels;
use crate::table::{Column, Row};
use crate::{Desk, Result, Session, json};

/// A need with how far it has come.
pub(crate) struct Standing {
    pub(crate) record: Record,
    pub(crate) progress: Progress,
}

impl Standing {
    /// Whether something remains to be done.
    pub(crate) fn is_open(&self) -> bool {
        use codes::need_state::{CLOSED, MERGED};
        !matches!(self.progress.state, CLOSED | MERGED)
    }

    /// Whether the township is to do something about it.
    pub(crate) fn waits_for_township(&self) -> bool {
        use codes::need_state::{ESCALATED, TOWNSHIP_ACCEPTED, TOWNSHIP_HANDLING};
        matches!(self.progress.state, ESCALATED | TOWNSHIP_ACCEPTED | TOWNSHIP_HANDLING)
    }

    /// The day by which the village should have settled it, by its urgency (defaults of the design: 1, 3, 7 and 10
    /// working days), or the day to which it was extended.
    pub(crate) fn due(&self) -> Option<Day> {
        use codes::need_state::{ACCEPTED, HANDLING, REGISTERED, SUSPENDED};
        if !matches!(self.progress.state, REGISTERED | ACCEPTED | HANDLING | SUSPENDED) {
            return None;
        }
        if self.progress.until.is_some() {
            return self.progress.until;
        }
        let days = match self.record.code(need::URGENCY) {
            Some(codes::urgency::RED) => 1,
            Some(codes::urgency::ORANGE) => 3,
            Some(codes::urgency::BLUE) => 10,
            _ => 7,
        };
        after_working_days(self.record.day(need::DATE)?.exact()?, days).map(Day::from)
    }

    pub(crate) fn is_overdue(&self, today: NaiveDate) -> bool {
        self.due().is_some_and(|due| due < Day::from(today))
    }
}

/// The day that lies `count` working days (Monday to Friday) after `from`.
fn after_working_days(from: NaiveDate, count: u32) -> Option<NaiveDate> {
    use chrono::Datelike;
    let mut day = from;
    let mut left = count;
    while left > 0 {
        day = day.checked_add_days(Days::new(1))?;
        if day.weekday().number_from_monday() <= 5 {
            left -= 1;
        }
    }
    Some(day)
}

/// What is done about a need, and the field that says about which.
pub(crate) const STEPS: [(&domain::Kind, domain::Field); 2] =
    [(&step::KIND, step::NEED), (&answer::KIND, answer::NEED)];

/// How far one need has come.
pub(crate) fn progress(reader: &Reader<'_>, need: RecordId) -> Result<Progress> {
    Ok(Progress::fold(&reader.history(&STEPS, need)?))
}

/// All needs of a channel with how far each has come.
pub(crate) fn all(session: &Session, channel: ChannelId) -> Result<Vec<Standing>> {
    let mut histories = session.store.histories(channel, &STEPS)?;
    let records = session.store.page(&Query::all(&need::KIND).within(channel))?.records;
    let standing = |record: Record| {
        let history = histories.remove(&record.id).unwrap_or_default();
        Standing { progress: Progress::fold(&history), record }
    };
    Ok(records.into_iter().map(|(_, record)| record).map(standing).collect())
}

/// The columns of the list of needs.
pub(crate) fn columns() -> Vec<Column> {
    let mut all = vec![Column::of(&need::TITLE)];
    all.push(Column::computed("state", "状态", "code").codes(&codes::need_state::LIST));
    all.push(Column::of(&need::URGENCY));
    all.push(Column::computed("due", "办理期限", "date"));
    all.push(Column::computed("village", "所在村", "text").unlisted());
    all.extend([need::HOUSEHOLD, need::CATEGORY, need::DATE].iter().map(Column::of));
    all.push(Column::computed("overdue", "已超期", "bool").unlisted());
    all.extend([need::PERSON, need::NUMBER, need::CHANNEL].iter().map(|field| Column::of(field).unlisted()));
    all
}

/// The rows of the list of needs.
pub(crate) fn rows(session: &Session, channel: ChannelId, today: NaiveDate) -> Result<Vec<Row>> {
    let labels = Labels::new(session.reader(channel)?);
    let village = session.trust.owner_of(channel).map(|card| card.name.clone()).unwrap_or_default();
    let mut rows = Vec::new();
    for one in all(session, channel)? {
        let mut row = Row::new();
        row.insert("id".into(), one.record.id.to_string().into());
        for field in need::KIND.fields {
            row.insert(field.name.into(), labels.field(&one.record, field)?);
        }
        row.insert("state".into(), one.progress.state.into());
        row.insert("due".into(), one.due().map_or(Json::Null, |day| day.to_string().into()));
        row.insert("overdue".into(), one.is_overdue(today).into());
        row.insert("village".into(), village.clone().into());
        row.insert("village_id".into(), channel.to_string().into());
        rows.push(row);
    }
    Ok(rows)
}

/// Which village's needs are counted.
#[derive(Debug, Deserialize, TS)]
pub struct CountsRequest {
    /// In a township: the village; all villages without one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// How many needs are in which state.
#[derive(Debug, Default, Serialize, TS)]
pub struct NeedCounts {
    /// By code of the list `need_state`, those without a need left out.
    pub states: Vec<StateCount>,
    /// How many are past their day.
    #[ts(type = "number")]
    pub overdue: usize,
    /// How many there are.
    #[ts(type = "number")]
    pub total: usize,
}

/// How many needs are in one state.
#[derive(Debug, Serialize, TS)]
pub struct StateCount {
    /// The state, of the code list `need_state`.
    pub state: u32,
    /// How many.
    #[ts(type = "number")]
    pub count: usize,
}

pub(crate) fn counts(desk: &mut Desk<'_>, request: CountsRequest) -> Result<NeedCounts> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let mut states = BTreeMap::new();
    let mut counts = NeedCounts::default();
    for channel in session.channels_of(request.village.as_deref())? {
        for one in all(session, channel)? {
            *states.entry(one.progress.state).or_insert(0) += 1;
            counts.overdue += usize::from(one.is_overdue(today));
            counts.total += 1;
        }
    }
    counts.states = states.into_iter().map(|(state, count)| StateCount { state, count }).collect();
    Ok(counts)
}

/// What one action may say: the fields of its form.
#[derive(Debug, Serialize, TS)]
pub struct ActionForm {
    /// The action, of `step_action` or `answer_action`.
    pub action: u32,
    /// Its fields, in order; those that it is refused without are required.
    pub fields: Vec<Column>,
}

impl ActionForm {
    fn of(action: u32, asks: &[Ask]) -> Self {
        let fields = asks.iter().map(|ask| Column { required: ask.required, ..Column::of(&ask.field) });
        Self { action, fields: fields.collect() }
    }
}

impl Session {
    /// Numbers needs that are being registered and have no 诉求编号: the year of registering and the next number of the
    /// village in it, such as 2026-0001; numbers of deleted needs are not given again. It is unique on one laptop: two of
    /// a village may give the same one before they exchange, and a person may change either.
    pub(crate) fn number_new(&self, channel: ChannelId, puts: &mut [Put]) -> Result<()> {
        let mut last: BTreeMap<u32, u32> = BTreeMap::new();
        for put in puts.iter_mut().filter(|put| put.kind.number == need::KIND.number) {
            let held = |wanted: Field| {
                let set = put.set.iter().find(|(field, _)| field.number == wanted.number);
                set.and_then(|(_, values)| values.first())
            };
            let day = match held(need::DATE) {
                Some(Value::Int(number)) => Day::from_number(*number).ok(),
                _ => None,
            };
            let Some(day) = day.filter(|_| held(need::NUMBER).is_none()) else { continue };
            let year = day.parts().0;
            let number = match last.get(&year) {
                Some(last) => last + 1,
                None => self.last_number(channel, year)? + 1,
            };
            last.insert(year, number);
            put.set.retain(|(field, _)| field.number != need::NUMBER.number);
            put.set.push((need::NUMBER, vec![format!("{year}-{number:04}").into()]));
        }
        Ok(())
    }

    /// The greatest number given in a year, 0 if none was. Numbers of another form are passed over.
    fn last_number(&self, channel: ChannelId, year: u32) -> Result<u32> {
        let begin = format!("{year}-");
        // The sign after the hyphen: every text that begins so lies between the two.
        let (low, high) = (begin.as_str().into(), format!("{year}.").into());
        let standing = Query::all(&need::KIND).within(channel);
        let standing = standing.filter(Filter::Between(need::NUMBER, Some(low), Some(high)));
        let deleted = Query { deleted: true, ..standing.clone() };
        let mut last = 0;
        for query in [standing, deleted] {
            let page = self.store.page(&query)?;
            let texts = page.records.iter().filter_map(|(_, one)| one.text(need::NUMBER));
            let numbers = texts.filter_map(|text| text.strip_prefix(&begin)?.parse::<u32>().ok());
            // Longer ones were typed by somebody who meant something else, such as a day.
            let numbers = numbers.filter(|number| *number < 1_000_000);
            last = last.max(numbers.max().unwrap_or(0));
        }
        Ok(last)
    }
}

/// A need's page.
#[derive(Debug, Serialize, TS)]
pub struct NeedPage {
    /// The need.
    pub need: RecordView,
    /// Its state, of the code list `need_state`.
    pub state: u32,
    /// The day by which it should be settled.
    #[ts(optional = nullable)]
    pub due: Option<String>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// How often it was taken up again.
    pub redone: u32,
    /// What was done, oldest first; `kind` is `step` or `answer`.
    pub steps: Vec<RecordView>,
    /// The steps that did not fit the state they met.
    pub misfits: Vec<String>,
    /// What the village may do next, of the code list `step_action`; empty on the other side.
    pub village_actions: Vec<u32>,
    /// What the township may do next, of the code list `answer_action`; empty on the other side.
    pub township_actions: Vec<u32>,
    /// The form of each of these actions.
    pub forms: Vec<ActionForm>,
    /// Whether the person who raised it was told.
    pub answered: bool,
    /// What 闭环 still lacks, as labels of fields.
    pub lacking: Vec<String>,
    /// Who works with this workspace, for the 经办人 of the next step; empty if that is not known.
    pub operator: String,
    /// The channel of the need's village.
    pub village: String,
    /// The name of that village.
    pub village_name: String,
}

pub(crate) fn page(desk: &mut Desk<'_>, request: Name) -> Result<NeedPage> {
    let today = desk.moment().today;
    let session = desk.session()?;
    let channel = session.channel(&need::KIND, request.village.as_deref())?;
    let id = json::id(&request.id)?;
    let reader = session.reader(channel)?;
    let history = reader.history(&STEPS, id)?;
    let progress = Progress::fold(&history);
    let steps: Result<Vec<RecordView>> =
        history.iter().map(|one| view(session, channel, one.kind, one.id)).collect();
    let side = session.side();
    let standing = Standing { record: reader.require(&need::KIND, id)?, progress };
    let of_side = |wanted, actions: Vec<u32>| if side == wanted { actions } else { Vec::new() };
    let village_actions = of_side(domain::Owner::Village, standing.progress.village_actions());
    let township_actions = of_side(domain::Owner::Township, standing.progress.township_actions());
    let step_forms =
        village_actions.iter().map(|one| ActionForm::of(*one, &step_asks(&standing.progress, *one)));
    let answer_forms = township_actions.iter().map(|one| ActionForm::of(*one, &answer_asks(*one)));
    let name_of = |id| Labels::new(session.reader(session.own_channel())?).of(&operator::KIND, id);
    Ok(NeedPage {
        need: view(session, channel, &need::KIND, id)?,
        state: standing.progress.state,
        due: standing.due().map(|day| day.to_string()),
        overdue: standing.is_overdue(today),
        redone: standing.progress.redone,
        steps: steps?,
        misfits: standing.progress.misfits.iter().map(ToString::to_string).collect(),
        forms: step_forms.chain(answer_forms).collect(),
        village_actions,
        township_actions,
        answered: standing.progress.answered,
        lacking: standing.progress.lacking().iter().map(|field| field.label.to_owned()).collect(),
        operator: session.operator.map(name_of).transpose()?.unwrap_or_default(),
        village: channel.to_string(),
        village_name: session.trust.owner_of(channel).map(|card| card.name.clone()).unwrap_or_default(),
    })
}

/// Takes a step.
#[derive(Debug, Deserialize, TS)]
pub struct StepRequest {
    /// The need.
    pub need: String,
    /// Fields of the step: `action`, and what it must say; the day is today unless it is given. For 并案 also
    /// `main`, the need that this one is merged into.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Json>,
}

/// Answers a need.
#[derive(Debug, Deserialize, TS)]
pub struct AnswerRequest {
    /// The need.
    pub need: String,
    /// The village that it belongs to, by code, name or channel.
    pub village: String,
    /// Fields of the answer: `action`, and what it must say; the day is today unless it is given.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Json>,
}

fn dated(put: Put, date: Field, today: NaiveDate) -> Put {
    let given = put.set.iter().any(|(field, _)| field.number == date.number);
    if given { put } else { put.set(date, Day::from(today)) }
}

pub(crate) fn step(desk: &mut Desk<'_>, request: StepRequest) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.own_channel();
    let (id, need) = (RecordId::new(), json::id(&request.need)?);
    let mut fields = request.fields;
    let of_need: Map<String, Json> = fields.remove_entry(need::MAIN.name).into_iter().collect();
    let put = json::put(&step::KIND, id, &fields)?.set(step::NEED, need);
    let puts = [json::put(&need::KIND, need, &of_need)?, dated(put, step::DATE, moment.today)];
    let act = session.act(codes::act::STEP_NEED, moment, None);
    let done = session.write(act, |tx| puts.iter().try_for_each(|put| Ok(tx.put(channel, put, None)?)))?;
    Ok(Saved::of(id, &done))
}

pub(crate) fn answer(desk: &mut Desk<'_>, request: AnswerRequest) -> Result<Saved> {
    let moment = desk.moment();
    let session = desk.session()?;
    let channel = session.village(&request.village)?;
    let id = RecordId::new();
    let put = json::put(&answer::KIND, id, &request.fields)?.set(answer::NEED, json::id(&request.need)?);
    let put = dated(put, answer::DATE, moment.today);
    let act = session.act(codes::act::ANSWER_NEED, moment, None);
    let done = session.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
    Ok(Saved::of(id, &done))
}
