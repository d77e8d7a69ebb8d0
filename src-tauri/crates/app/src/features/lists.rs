//! 列表: every list that the window shows, with its columns.

use domain::kinds::{household, member, need, person, resident, unit, visit};
use domain::{Facts, Kind, Record, RecordId};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Query;
use ts_rs::TS;

use super::exchange::villages;
use super::{households, links, members, needs, plain_list};
use crate::labels::Labels;
use crate::table::{Column, Row, Search, TablePage, TableRequest, arrange, text_of};
use crate::{Desk, Result, Session};

/// Which list's columns.
#[derive(Debug, Deserialize, TS)]
pub struct ColumnsRequest {
    /// `households`, `members`, `links`, `needs`, `villages`, or the name of a kind; with `bin:` before it the deleted ones.
    pub list: String,
}

/// The columns of a list.
#[derive(Debug, Serialize, TS)]
pub struct Columns {
    /// In their order.
    pub columns: Vec<Column>,
}

/// Asks for a page.
#[derive(Debug, Deserialize, TS)]
pub struct ListRequest {
    /// The list.
    pub list: String,
    /// In a township: the village; all villages without one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
    /// The page.
    pub request: TableRequest,
}

/// Asks for a spreadsheet.
#[derive(Debug, Deserialize, TS)]
pub struct ExportRequest {
    /// The list.
    pub list: String,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
    /// The rows and columns as the person arranged them.
    pub request: TableRequest,
    /// The title above the table.
    pub title: String,
    /// The file to write.
    pub path: String,
}

/// A spreadsheet that was written.
#[derive(Debug, Serialize, TS)]
pub struct Exported {
    /// The file.
    pub path: String,
    /// How many rows it has.
    #[ts(type = "number")]
    pub rows: usize,
}

/// Looks for records by what a person types.
#[derive(Debug, Deserialize, TS)]
pub struct FindRequest {
    /// The kind: `household`, `person`, `member`, `unit`.
    pub kind: String,
    /// Characters of a name, pinyin, initials, a number.
    pub text: String,
    /// In a township: the village.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub village: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, TS)]
pub struct Found {
    /// The best first.
    pub found: Vec<Match>,
}

/// One record found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Match {
    /// Its id.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// What tells it from others of the name.
    pub detail: String,
}

/// What a list is of.
enum List {
    Households,
    Members,
    Links,
    Needs,
    Villages,
    Kind(&'static Kind, bool),
}

impl List {
    fn named(session: &Session, name: &str) -> Result<List> {
        Ok(match name {
            "households" => List::Households,
            "members" => List::Members,
            "links" => List::Links,
            "needs" => List::Needs,
            "villages" => List::Villages,
            other => match other.strip_prefix("bin:") {
                Some(kind) => List::Kind(session.kind(kind)?, true),
                None => List::Kind(session.kind(other)?, false),
            },
        })
    }

    fn columns(&self) -> Vec<Column> {
        match self {
            List::Households => households::columns(),
            List::Members => members::columns(),
            List::Links => links::columns(),
            List::Needs => needs::columns(),
            List::Villages => villages::columns(),
            List::Kind(kind, deleted) => plain_list::columns(kind, *deleted),
        }
    }
}

pub(crate) fn columns(desk: &mut Desk<'_>, request: ColumnsRequest) -> Result<Columns> {
    let list = List::named(desk.session()?, &request.list)?;
    Ok(Columns { columns: list.columns() })
}

pub(crate) fn page(desk: &mut Desk<'_>, request: ListRequest) -> Result<TablePage> {
    let today = desk.moment().today;
    page_of(desk.session()?, &request.list, request.village.as_deref(), &request.request, today)
}

fn page_of(
    session: &Session,
    name: &str,
    village: Option<&str>,
    request: &TableRequest,
    today: chrono::NaiveDate,
) -> Result<TablePage> {
    let list = List::named(session, name)?;
    if let List::Kind(kind, deleted) = list {
        return plain_list::page(session, kind, deleted, village, request);
    }
    if let List::Villages = list {
        return Ok(arrange(&villages::rows(session)?, request));
    }
    let key = Key {
        list: name.to_owned(),
        village: village.map(str::to_owned),
        today,
        changes: session.store.changes(),
    };
    let mut kept = session.listed.borrow_mut();
    let listed = match kept.take().filter(|listed| listed.key == key) {
        Some(listed) => listed,
        None => Listed { rows: all_rows(session, &list, village, today)?, key },
    };
    let page = arrange(&listed.rows, request);
    *kept = Some(listed);
    Ok(page)
}

/// All rows of the list that was asked for last: turning pages, sorting and searching do not read them again.
pub(crate) struct Listed {
    key: Key,
    rows: Vec<Row>,
}

/// What rows depend on. Whatever is written changes the number of changes.
#[derive(PartialEq, Eq)]
struct Key {
    list: String,
    village: Option<String>,
    today: chrono::NaiveDate,
    changes: u64,
}

fn all_rows(
    session: &Session,
    list: &List,
    village: Option<&str>,
    today: chrono::NaiveDate,
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for channel in session.channels_of(village)? {
        rows.extend(match list {
            List::Households => households::rows(session, channel)?,
            List::Members => members::rows(session, channel, today)?,
            List::Links => links::rows(session, channel, today)?,
            List::Needs => needs::rows(session, channel, today)?,
            List::Villages | List::Kind(..) => Vec::new(),
        });
    }
    Ok(rows)
}

impl Session {
    /// The channels that a list covers: one village's, or in a township all villages'.
    pub(crate) fn channels_of(&self, village: Option<&str>) -> Result<Vec<ChannelId>> {
        match (village, self.info.kind) {
            (Some(village), _) => Ok(vec![self.village(village)?]),
            (None, exchange::PartyKind::Village) => Ok(vec![self.own_channel()]),
            (None, exchange::PartyKind::Township) => {
                let all = self.store.channels()?;
                let villages = all.into_iter().filter(|(_, scope)| *scope == store::ChannelScope::Village);
                Ok(villages.map(|(channel, _)| channel).collect())
            }
        }
    }
}

pub(crate) fn export(desk: &mut Desk<'_>, request: ExportRequest) -> Result<Exported> {
    let moment = desk.moment();
    let session = desk.session()?;
    let list = List::named(session, &request.list)?;
    let all = TableRequest { size: 0, page: 1, ..request.request.clone() };
    let page = page_of(session, &request.list, request.village.as_deref(), &all, moment.today)?;
    let columns = list.columns();
    let named = |name: &String| columns.iter().find(|column| column.name == *name).cloned();
    let chosen: Vec<Column> = match all.columns.as_slice() {
        [] => columns.iter().filter(|column| column.listed).cloned().collect(),
        names => names.iter().filter_map(named).collect(),
    };
    let rows: Vec<Vec<String>> =
        page.rows.iter().map(|row| chosen.iter().map(|column| cell(column, row)).collect()).collect();
    let count = rows.len();
    let path =
        super::sheet::write(&request.path, &request.title, &session.info.name, moment.today, &chosen, rows)?;
    Ok(Exported { path, rows: count })
}

/// A cell in words.
fn cell(column: &Column, row: &Row) -> String {
    let value = row.get(&column.name).unwrap_or(&Json::Null);
    let list =
        column.codes.as_deref().and_then(|name| domain::codes::ALL.iter().find(|list| list.name == name));
    let word = |value: &Json| match (list, value) {
        (Some(list), Json::Number(number)) => {
            let code = number.as_u64().and_then(|code| u32::try_from(code).ok());
            let word = code.and_then(|code| domain::words::code(list, code));
            word.map_or_else(|| number.to_string(), str::to_owned)
        }
        (_, Json::Bool(true)) => "是".to_owned(),
        (_, Json::Bool(false)) => "否".to_owned(),
        (_, other) => text_of(other),
    };
    match value {
        Json::Array(all) => all.iter().map(word).collect::<Vec<_>>().join("、"),
        other => word(other),
    }
}

/// How many records a search gives to choose from.
const CHOICES: usize = 20;

pub(crate) fn find(desk: &mut Desk<'_>, request: FindRequest) -> Result<Found> {
    let session = desk.session()?;
    let kind = session.kind(&request.kind)?;
    let mut found = Vec::new();
    for channel in session.channels_of(request.village.as_deref())? {
        found.extend(find_in(session, channel, kind, &request.text)?);
        if kind.scope == domain::Scope::Own {
            break;
        }
    }
    found.truncate(CHOICES);
    Ok(Found { found })
}

fn find_in(session: &Session, channel: ChannelId, kind: &'static Kind, text: &str) -> Result<Vec<Match>> {
    let labels = Labels::new(session.reader(channel)?);
    let matched = |kind, id, detail: String| -> Result<Match> {
        Ok(Match { id: id_text(id), label: labels.of(kind, id)?, detail })
    };
    if kind.number == unit::KIND.number {
        let all = units(session, channel, text)?;
        return all.into_iter().take(CHOICES).map(|one| matched(kind, one.id, String::new())).collect();
    }
    if kind.number == visit::KIND.number || kind.number == need::KIND.number {
        let all = session.store.search(&[kind], Some(channel), text, CHOICES)?;
        let all = if text.trim().is_empty() { recent(session, channel, kind)? } else { all };
        return all.into_iter().map(|(_, record)| matched(kind, record.id, String::new())).collect();
    }
    // People are found by name; a household by anyone in it, a member by who that is.
    let people = session.store.search(&[&person::KIND], Some(channel), text, 3 * CHOICES)?;
    let reader = session.reader(channel)?;
    let mut all = Vec::new();
    for (_, who) in &people {
        let homes = reader.holding(&resident::KIND, resident::PERSON, &who.id.into())?;
        let home = homes.iter().find_map(|one| one.id_of(resident::HOUSEHOLD));
        let name = who.text(person::NAME).unwrap_or_default();
        if kind.number == person::KIND.number {
            let detail = home.map(|home| labels.of(&household::KIND, home)).transpose()?.unwrap_or_default();
            all.push(Match { id: id_text(who.id), label: name.to_owned(), detail });
        } else if kind.number == member::KIND.number {
            for one in reader.holding(&member::KIND, member::PERSON, &who.id.into())? {
                all.push(matched(&member::KIND, one.id, String::new())?);
            }
        } else if let Some(home) = home {
            all.push(matched(&household::KIND, home, households::where_is(&reader, &labels, home, name)?)?);
        }
    }
    if kind.number == household::KIND.number {
        for (_, home) in session.store.search(&[&household::KIND], Some(channel), text, CHOICES)? {
            all.push(matched(
                &household::KIND,
                home.id,
                households::where_is(&reader, &labels, home.id, "")?,
            )?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.id.clone()));
    Ok(all)
}

/// The units that are called so, by characters, pinyin or its initials; all of them for no text. There are few.
pub(super) fn units(session: &Session, channel: ChannelId, text: &str) -> Result<Vec<Record>> {
    let search = Search::of(text.trim());
    let all = session.store.page(&Query::all(&unit::KIND).within(channel))?.records.into_iter();
    Ok(all
        .map(|(_, one)| one)
        .filter(|one| search.finds_text(one.text(unit::NAME).unwrap_or_default()))
        .collect())
}

fn recent(
    session: &Session,
    channel: ChannelId,
    kind: &'static Kind,
) -> Result<Vec<(ChannelId, domain::Record)>> {
    let mut query = Query::all(kind).within(channel);
    query.limit = CHOICES;
    Ok(session.store.page(&query)?.records)
}

fn id_text(id: RecordId) -> String {
    id.to_string()
}

/// A reference as rows hold it.
pub(crate) fn reference(labels: &Labels<'_>, kind: &'static Kind, id: Option<RecordId>) -> Result<Json> {
    Ok(match id {
        Some(id) => json!({ "id": id.to_string(), "label": labels.referred(kind, id)? }),
        None => Json::Null,
    })
}
