//! Lists: filtered, sorted and paged here, so that the window never holds more than a page.

use domain::{Field, Kind, Record, Value};
use journal::ChannelId;
use rusqlite::types::Value as Sql;
use rusqlite::{ToSql, params_from_iter};

use crate::row::Column;
use crate::schema::{Table, search_rows};
use crate::{Error, Result, Store, search};

/// One condition on a field.
#[derive(Debug, Clone)]
pub enum Filter {
    /// Holds this value.
    Is(Field, Value),
    /// Holds one of these values.
    OneOf(Field, Vec<Value>),
    /// Is at least the first and at most the second, where given.
    Between(Field, Option<Value>, Option<Value>),
    /// Holds nothing.
    Unset(Field),
    /// Holds a value, one only, that another record of the channel holds as well.
    Repeated(Field),
}

/// The order of a list.
#[derive(Debug, Clone, Copy)]
pub struct Sort {
    /// By this field.
    pub field: Field,
    /// Greatest first.
    pub descending: bool,
}

/// What a list shall hold.
#[derive(Debug, Clone)]
pub struct Query {
    /// Records of this kind.
    pub kind: &'static Kind,
    /// In this channel, or in all.
    pub channel: Option<ChannelId>,
    /// Conditions, all of which hold.
    pub filters: Vec<Filter>,
    /// Text that the record's searched fields hold.
    pub text: Option<String>,
    /// The order; that of their making without one.
    pub sort: Option<Sort>,
    /// The deleted ones instead of those that are there.
    pub deleted: bool,
    /// How many to leave out at the beginning.
    pub offset: usize,
    /// How many to give.
    pub limit: usize,
}

impl Query {
    /// All records of a kind.
    pub fn all(kind: &'static Kind) -> Self {
        Self {
            kind,
            channel: None,
            filters: Vec::new(),
            text: None,
            sort: None,
            deleted: false,
            offset: 0,
            limit: usize::MAX >> 1,
        }
    }

    /// The same, in one channel.
    pub fn within(mut self, channel: ChannelId) -> Self {
        self.channel = Some(channel);
        self
    }

    /// The same, with one condition more.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }
}

/// One page of a list.
#[derive(Debug)]
pub struct Page {
    /// Its records, with the channel each lives in.
    pub records: Vec<(ChannelId, Record)>,
    /// How many there are on all pages.
    pub total: usize,
}

struct Conditions {
    sql: String,
    values: Vec<Sql>,
}

impl Conditions {
    fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Sql>) {
        self.sql.push_str(" and ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

fn sql_of(value: &Value) -> Result<Sql> {
    match Column(Some(value)).to_sql()? {
        rusqlite::types::ToSqlOutput::Borrowed(value) => {
            Ok(value.try_into().map_err(rusqlite::Error::from)?)
        }
        _ => Err(Error::Damaged("value")),
    }
}

/// A condition that a value of this field meets `test`, which has one slot for each value.
fn holds(table: &Table, field: &Field, test: &str) -> Result<String> {
    if table.many.iter().any(|known| known.number == field.number) {
        let side = table.side(field);
        return Ok(format!("k._ix in (select owner from {side} where value {test})"));
    }
    Ok(format!("{} {test}", column(table, field)?))
}

/// The column of a plain field. 变更原因 has none.
fn column(table: &Table, field: &Field) -> Result<String> {
    let known = table.plain.iter().any(|known| known.number == field.number);
    if known { Ok(format!("k.\"{}\"", field.name)) } else { Err(Error::NotFound { kind: "field" }) }
}

impl Store {
    /// One page of a list.
    pub fn page(&self, query: &Query) -> Result<Page> {
        let table = self.tables.get(query.kind.number).ok_or(Error::missing(query.kind))?;
        let Some(conditions) = self.conditions(table, query)? else {
            return Ok(Page { records: Vec::new(), total: 0 });
        };
        let order = match &query.sort {
            Some(sort) if !sort.field.many => {
                let direction = if sort.descending { "desc" } else { "asc" };
                format!("{} {direction}, k._ix", column(table, &sort.field)?)
            }
            _ => "k._ix".to_owned(),
        };
        let window = [Sql::Integer(query.limit as i64), Sql::Integer(query.offset as i64)];
        let values = params_from_iter(conditions.values.iter().chain(&window));
        let condition = format!("where {} order by {order} limit ? offset ?", conditions.sql);
        let found = match query.limit {
            0 => Vec::new(),
            _ => self.records_where(table, &condition, values)?,
        };
        // A page that is not full is the last one, which tells how many there are without counting them.
        let total = match found.len() {
            count if 0 < count && count < query.limit => query.offset + count,
            _ => self.total(table, &conditions)?,
        };
        let named = |(channel, record)| Ok((self.names.channel(channel)?, record));
        Ok(Page { records: found.into_iter().map(named).collect::<Result<_>>()?, total })
    }

    fn total(&self, table: &Table, conditions: &Conditions) -> Result<usize> {
        let sql = format!("select count(*) from {} as k where {}", table.name, conditions.sql);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let total: i64 = statement.query_row(params_from_iter(conditions.values.iter()), |row| row.get(0))?;
        Ok(total as usize)
    }

    /// How many records a query finds.
    pub fn count(&self, query: &Query) -> Result<usize> {
        Ok(self.page(&Query { limit: 0, ..query.clone() })?.total)
    }

    fn conditions(&self, table: &Table, query: &Query) -> Result<Option<Conditions>> {
        let shown = if query.deleted { "k._shown = 0" } else { "k._shown > 0" };
        let mut all = Conditions { sql: shown.to_owned(), values: Vec::new() };
        if let Some(channel) = query.channel {
            all.add("k._channel = ?", [Sql::Integer(self.names.channel_ix(channel)?)]);
        }
        for filter in &query.filters {
            add_filter(&mut all, table, filter)?;
        }
        if let Some(text) = query.text.as_deref().filter(|text| !text.trim().is_empty()) {
            let Some(words) = search::query(text) else { return Ok(None) };
            let (first, last) = search_rows(table.kind.number);
            all.add(
                "k._ix in (select rowid - ? from search where search match ? and rowid between ? and ?)",
                [Sql::Integer(first), Sql::Text(words), Sql::Integer(first), Sql::Integer(last)],
            );
        }
        Ok(Some(all))
    }
}

fn add_filter(all: &mut Conditions, table: &Table, filter: &Filter) -> Result<()> {
    match filter {
        Filter::Is(field, value) => all.add(&holds(table, field, "= ?")?, [sql_of(value)?]),
        Filter::OneOf(field, values) => {
            let slots = vec!["?"; values.len()].join(", ");
            let values: Result<Vec<Sql>> = values.iter().map(sql_of).collect();
            all.add(&holds(table, field, &format!("in ({slots})"))?, values?);
        }
        Filter::Between(field, low, high) => {
            if let Some(low) = low {
                all.add(&holds(table, field, ">= ?")?, [sql_of(low)?]);
            }
            if let Some(high) = high {
                all.add(&holds(table, field, "<= ?")?, [sql_of(high)?]);
            }
        }
        Filter::Repeated(field) => {
            let (name, column) = (&table.name, column(table, field)?);
            let repeated = format!(
                "(k._channel, {column}) in (select k._channel, {column} from {name} as k
                 where k._shown > 0 and {column} is not null group by 1, 2 having count(*) > 1)"
            );
            all.add(&repeated, []);
        }
        Filter::Unset(field) if field.many => {
            all.add(&format!("not {}", holds(table, field, "is not null")?), []);
        }
        Filter::Unset(field) => all.add(&holds(table, field, "is null")?, []),
    }
    Ok(())
}
