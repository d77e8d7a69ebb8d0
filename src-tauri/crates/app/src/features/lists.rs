//! 列表: every list that the window shows, with its columns.

use domain::kinds::{household, member, need, person, resident, unit, visit};
use domain::{Facts, Field, Kind, RecordId, Value};
use journal::ChannelId;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Filter, Query, Sort};
use ts_rs::TS;

use super::{households, links, needs};
use crate::labels::Labels;
use crate::table::{Column, Condition, Row, TablePage, TableRequest, arrange, text_of};
use crate::{Desk, Failure, Result, Session, json as values};

/// Which list's columns.
#[derive(Debug, Deserialize, TS)]
pub struct ColumnsRequest {
    /// `households`, `members`, `links`, `needs`, or the name of a kind; with `bin:` before it the deleted ones.
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
    Kind(&'static Kind, bool),
}

impl List {
    fn named(session: &Session, name: &str) -> Result<List> {
        Ok(match name {
            "households" => List::Households,
            "members" => List::Members,
            "links" => List::Links,
            "needs" => List::Needs,
            other => match other.strip_prefix("bin:") {
                Some(kind) => List::Kind(session.kind(kind)?, true),
                None => List::Kind(session.kind(other)?, false),
            },
        })
    }

    fn columns(&self) -> Vec<Column> {
        match self {
            List::Households => households::columns(),
            List::Members => links::member_columns(),
            List::Links => links::columns(),
            List::Needs => needs::columns(),
            List::Kind(kind, deleted) => kind_columns(kind, *deleted),
        }
    }
}

fn kind_columns(kind: &Kind, deleted: bool) -> Vec<Column> {
    let plain = |field: &Field| {
        let mut column = Column::of(field);
        // A reference sorts by its id, which tells nobody anything.
        column.sortable &= field.refers_to().is_none();
        column
    };
    let mut all: Vec<Column> = kind.fields.iter().map(plain).collect();
    if deleted {
        all.push(Column::computed("reason", "删除原因", "text"));
    }
    all
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
        return kind_page(session, kind, deleted, village, request);
    }
    let mut rows = Vec::new();
    for channel in session.channels_of(village)? {
        rows.extend(match list {
            List::Households => households::rows(session, channel)?,
            List::Members => links::member_rows(session, channel, today)?,
            List::Links => links::rows(session, channel, today)?,
            List::Needs => needs::rows(session, channel, today)?,
            List::Kind(..) => Vec::new(),
        });
    }
    Ok(arrange(rows, request))
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

/// A page of plain records, filtered and ordered by the store.
fn kind_page(
    session: &Session,
    kind: &'static Kind,
    deleted: bool,
    village: Option<&str>,
    request: &TableRequest,
) -> Result<TablePage> {
    let mut query = Query::all(kind);
    query.deleted = deleted;
    query.channel = match (kind.scope, village) {
        (domain::Scope::Village, None) if session.info.kind == exchange::PartyKind::Township => None,
        (_, village) => Some(session.channel(kind, village)?),
    };
    query.text = Some(request.search.clone()).filter(|text| !text.trim().is_empty());
    for condition in &request.filters {
        query.filters.extend(filter(kind, condition)?);
    }
    if let Some(order) = &request.sort {
        query.sort = kind.field_named(&order.column).map(|field| Sort { field: *field, descending: order.descending });
    }
    if request.size > 0 {
        query.limit = request.size;
        query.offset = request.page.saturating_sub(1) * request.size;
    }
    let page = session.store.page(&query)?;
    let mut rows = Vec::new();
    for (channel, record) in &page.records {
        let labels = Labels::new(session.reader(*channel)?);
        let mut row = Row::new();
        row.insert("id".into(), record.id.to_string().into());
        for field in kind.fields.iter().chain(deleted.then_some(&domain::REASON)) {
            row.insert(field.name.into(), labels.field(record, field)?);
        }
        rows.push(row);
    }
    Ok(TablePage { rows, total: page.total })
}

fn filter(kind: &'static Kind, condition: &Condition) -> Result<Vec<Filter>> {
    let unknown = || Failure::of("field_unknown").with("kind", kind.name).with("field", condition.column.clone());
    let field = *kind.field_named(&condition.column).ok_or_else(unknown)?;
    let value = |json: &Json| -> Result<Value> {
        let one = [(field.name.to_owned(), json.clone())].into_iter().collect();
        let put = values::put(kind, RecordId::from_bytes([0; 16]), &one)?;
        let set = put.set.into_iter().next().and_then(|(_, values)| values.into_iter().next());
        set.ok_or_else(unknown)
    };
    let mut filters = Vec::new();
    if let Some(any) = &condition.any {
        let any: Result<Vec<Value>> = any.iter().map(value).collect();
        filters.push(Filter::OneOf(field, any?));
    }
    let (from, to) = (condition.from.as_ref().map(value).transpose()?, condition.to.as_ref().map(value).transpose()?);
    if from.is_some() || to.is_some() {
        filters.push(Filter::Between(field, from, to));
    }
    Ok(filters)
}

pub(crate) fn export(desk: &mut Desk<'_>, request: ExportRequest) -> Result<Exported> {
    let moment = desk.moment();
    let session = desk.session()?;
    let list = List::named(session, &request.list)?;
    let all = TableRequest { size: 0, page: 1, ..request.request.clone() };
    let page = page_of(session, &request.list, request.village.as_deref(), &all, moment.today)?;
    let chosen: Vec<Column> = list
        .columns()
        .into_iter()
        .filter(|column| match all.columns.as_slice() {
            [] => column.listed,
            chosen => chosen.contains(&column.name),
        })
        .collect();
    let rows: Vec<Vec<String>> =
        page.rows.iter().map(|row| chosen.iter().map(|column| cell(column, row)).collect()).collect();
    let count = rows.len();
    let path = super::sheet::write(&request.path, &request.title, &session.info.name, moment.today, &chosen, rows)?;
    Ok(Exported { path, rows: count })
}

/// A cell in words.
fn cell(column: &Column, row: &Row) -> String {
    let value = row.get(&column.name).unwrap_or(&Json::Null);
    let list = column.codes.as_deref().and_then(|name| domain::codes::ALL.iter().find(|list| list.name == name));
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
    if kind.number == unit::KIND.number || kind.number == visit::KIND.number || kind.number == need::KIND.number {
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
            all.push(matched(&household::KIND, home.id, households::where_is(&reader, &labels, home.id, "")?)?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.id.clone()));
    Ok(all)
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
        Some(id) => json!({ "id": id.to_string(), "label": labels.of(kind, id)? }),
        None => Json::Null,
    })
}
