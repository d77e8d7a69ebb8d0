//! Lists of the records of one kind as they are, also of the deleted ones: searched, filtered and ordered by the
//! store, so that ten years of visits are never all read for one page.

use chrono::{DateTime, Local};
use domain::kinds::{household, member, person, resident, unit};
use domain::{DELETED, Facts, Field, Kind, Record, RecordId, Type, Value};
use journal::ChannelId;
use serde_json::Value as Json;
use store::{Filter, Query, Sort};

use super::lists::units;
use crate::labels::Labels;
use crate::table::{Column, Condition, Row, Search, TablePage, TableRequest, arrange};
use crate::{Failure, Result, Session, json as values};

/// More names than this are not told apart by one search.
const NAMES: usize = 20_000;

/// The columns of such a list.
pub(crate) fn columns(kind: &Kind, deleted: bool) -> Vec<Column> {
    let plain = |field: &Field| {
        let mut column = Column::of(field);
        // A reference sorts by its id, which tells nobody anything.
        column.sortable &= field.refers_to().is_none();
        column
    };
    let mut all: Vec<Column> = kind.fields.iter().map(plain).collect();
    if deleted {
        let fixed = |column: Column| Column { sortable: false, filterable: false, ..column };
        all.push(fixed(Column::computed("deleted_on", "删除日期", "date")));
        all.push(fixed(Column::computed("reason", "删除原因", "text")));
    }
    all
}

/// One page of such a list.
pub(crate) fn page(
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
    let mut read_through = Vec::new();
    for condition in &request.filters {
        query.filters.extend(filter(kind, condition)?);
        if let Some(part) = condition.contains.as_deref() {
            match named(session, kind, query.channel, &condition.column, part)? {
                Some(named) => query.filters.push(named),
                None => read_through.push(condition.clone()),
            }
        }
    }
    let search = request.search.trim();
    if !search.is_empty() || !read_through.is_empty() {
        let found = if search.is_empty() {
            session.store.page(&query)?.records
        } else {
            found(session, &query, search)?
        };
        let rows = rows(session, kind, deleted, &found)?;
        let rest = TableRequest { search: String::new(), filters: read_through, ..request.clone() };
        return Ok(arrange(&rows, &rest));
    }
    if let Some(order) = &request.sort {
        query.sort =
            kind.field_named(&order.column).map(|field| Sort { field: *field, descending: order.descending });
    }
    if request.size > 0 {
        query.limit = request.size;
        query.offset = request.page.saturating_sub(1) * request.size;
    }
    let page = session.store.page(&query)?;
    Ok(TablePage { rows: rows(session, kind, deleted, &page.records)?, total: page.total })
}

fn rows(
    session: &Session,
    kind: &'static Kind,
    deleted: bool,
    records: &[(ChannelId, Record)],
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut labels: Option<(ChannelId, Labels<'_>)> = None;
    for (channel, record) in records {
        let known = match labels.take().filter(|(of, _)| of == channel) {
            Some(known) => known,
            None => (*channel, Labels::new(session.reader(*channel)?)),
        };
        let mut row = Row::new();
        row.insert("id".into(), record.id.to_string().into());
        row.insert("village_id".into(), channel.to_string().into());
        for field in kind.fields.iter().chain(deleted.then_some(&domain::REASON)) {
            row.insert(field.name.into(), known.1.field(record, field)?);
        }
        if deleted {
            row.insert("deleted_on".into(), deleted_on(session, *channel, record)?);
        }
        rows.push(row);
        labels = Some(known);
    }
    Ok(rows)
}

/// The day on which a record was deleted, by the calendar of whoever did it.
fn deleted_on(session: &Session, channel: ChannelId, record: &Record) -> Result<Json> {
    let all = session.store.register_history(channel, record.kind.number, record.id, DELETED.number, None)?;
    let last = all.first().and_then(|(held, _)| DateTime::from_timestamp_millis(held.entry.header.wall));
    Ok(last.map_or(Json::Null, |at| at.with_timezone(&Local).date_naive().to_string().into()))
}

/// The records that hold a text themselves, or refer to somebody or something of that name.
fn found(session: &Session, query: &Query, search: &str) -> Result<Vec<(ChannelId, Record)>> {
    let mut query = query.clone();
    query.text = Some(search.to_owned());
    let mut all = session.store.page(&query)?.records;
    query.text = None;
    if query.kind.number == unit::KIND.number {
        let sounds = Search::of(search);
        let called = |one: &Record| sounds.finds_text(one.text(unit::NAME).unwrap_or_default());
        all.extend(session.store.page(&query)?.records.into_iter().filter(|(_, one)| called(one)));
    }
    for field in query.kind.fields.iter().filter(|field| field.refers_to().is_some()) {
        if let Some(named) = named(session, query.kind, query.channel, field.name, search)? {
            let mut of_field = query.clone();
            of_field.filters.push(named);
            all.extend(session.store.page(&of_field)?.records);
        }
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|(channel, record)| seen.insert((*channel, record.id)));
    Ok(all)
}

/// The condition that a reference is to somebody or something of this name; `None` for a field that refers to nothing.
fn named(
    session: &Session,
    kind: &Kind,
    channel: Option<ChannelId>,
    column: &str,
    name: &str,
) -> Result<Option<Filter>> {
    let Some(field) = kind.field_named(column) else { return Ok(None) };
    let Type::Ref(target) = field.ty else { return Ok(None) };
    let mut ids = called(session, channel, session.kind(target)?, name)?;
    ids.truncate(NAMES);
    Ok(Some(Filter::OneOf(*field, ids.into_iter().map(Value::from).collect())))
}

/// The records of a kind that are called so: a household by anyone in it, a member by who that is.
fn called(
    session: &Session,
    channel: Option<ChannelId>,
    kind: &'static Kind,
    name: &str,
) -> Result<Vec<RecordId>> {
    if let (Some(channel), true) = (channel, kind.number == unit::KIND.number) {
        return Ok(units(session, channel, name)?.into_iter().map(|one| one.id).collect());
    }
    let mut ids = Vec::new();
    let search = |kind| session.store.search(&[kind], channel, name, NAMES);
    ids.extend(search(kind)?.into_iter().map(|(_, record)| record.id));
    let (home, party) = (kind.number == household::KIND.number, kind.number == member::KIND.number);
    if !home && !party {
        return Ok(ids);
    }
    for (channel, who) in search(&person::KIND)? {
        let reader = session.reader(channel)?;
        if home {
            let homes = reader.holding(&resident::KIND, resident::PERSON, &who.id.into())?;
            ids.extend(homes.iter().filter_map(|one| one.id_of(resident::HOUSEHOLD)));
        } else {
            ids.extend(
                reader.holding(&member::KIND, member::PERSON, &who.id.into())?.iter().map(|one| one.id),
            );
        }
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}

fn filter(kind: &'static Kind, condition: &Condition) -> Result<Vec<Filter>> {
    let unknown =
        || Failure::of("field_unknown").with("kind", kind.name).with("field", condition.column.clone());
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
    let (from, to) =
        (condition.from.as_ref().map(value).transpose()?, condition.to.as_ref().map(value).transpose()?);
    if from.is_some() || to.is_some() {
        filters.push(Filter::Between(field, from, to));
    }
    Ok(filters)
}
