//! From the state of a record to its row and back.

use std::collections::{BTreeSet, HashMap};

use domain::{Field, Record, RecordId, Type, Value};
use journal::{ChannelId, Dot, Hlc, State, Visibility, Write};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, ToSql, params};

use crate::clock;
use crate::schema::Table;
use crate::{Error, Result, Store, search};

/// Which fields of a record are not in its row yet.
pub(crate) enum Changed {
    All,
    Fields(BTreeSet<u16>),
}

/// A record as it is kept.
pub(crate) struct Kept {
    /// The number of its row; `None` if it has none yet.
    pub(crate) ix: Option<i64>,
    pub(crate) state: State,
    pub(crate) changed: Changed,
}

impl Kept {
    /// A record just as its row has it.
    pub(crate) fn read(ix: Option<i64>, state: State) -> Self {
        Self { ix, state, changed: Changed::Fields(BTreeSet::new()) }
    }

    pub(crate) fn apply(&mut self, dot: Dot, group: u8, write: &Write, seen: &[Dot]) {
        self.state.apply(dot, group, write, seen);
        if let Changed::Fields(fields) = &mut self.changed {
            fields.insert(write.field);
        }
    }

    /// Whether the row says something else of the field, or there is no row.
    fn has_changed(&self, field: &Field) -> bool {
        match &self.changed {
            Changed::Fields(fields) if self.ix.is_some() => fields.contains(&field.number),
            _ => true,
        }
    }
}

/// Where a record was kept.
pub(crate) struct Placed {
    /// The number of its row.
    pub(crate) ix: i64,
    /// How many of its registers are in conflict.
    pub(crate) conflicts: usize,
}

/// What the row of a record says beside its clock.
#[derive(Debug, PartialEq)]
pub(crate) struct Projected<'s> {
    pub(crate) shown: i64,
    pub(crate) conflicts: i64,
    /// By the table's plain fields.
    pub(crate) columns: Vec<Option<&'s Value>>,
    /// By the table's fields that hold several values, ascending.
    pub(crate) sides: Vec<Vec<&'s Value>>,
}

impl<'s> Projected<'s> {
    /// What the row of a state must say.
    pub(crate) fn of(table: &Table, state: &'s State, hlc: impl Fn(Dot) -> Hlc + Copy) -> Self {
        let shown = match state.visibility(hlc) {
            Visibility::Deleted => 0,
            Visibility::Shown => 1,
            Visibility::DeletedUnseen => 2,
        };
        let standing =
            |field: &&Field| state.value(field.number, hlc).filter(|value| clock::fits(field, value));
        let present = |field: &&Field| elements(state, field, hlc).collect();
        Projected {
            shown,
            conflicts: state.conflicts(hlc) as i64,
            columns: table.plain.iter().map(standing).collect(),
            sides: table.many.iter().map(present).collect(),
        }
    }
}

/// A value on its way into a column.
pub(crate) struct Column<'v>(pub(crate) Option<&'v Value>);

impl ToSql for Column<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            None => ValueRef::Null,
            Some(Value::Bool(value)) => ValueRef::Integer((*value).into()),
            Some(Value::Int(value)) => ValueRef::Integer(*value),
            Some(Value::Text(value)) => ValueRef::Text(value.as_bytes()),
            Some(Value::Bytes(value)) => ValueRef::Blob(value),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// The value of a column of this field.
pub(crate) fn from_column(field: &Field, value: ValueRef<'_>) -> Option<Value> {
    match (field.ty, value) {
        (Type::Bool, ValueRef::Integer(number)) => Some(Value::Bool(number != 0)),
        (_, ValueRef::Integer(number)) => Some(Value::Int(number)),
        (_, ValueRef::Text(text)) => Some(Value::Text(String::from_utf8_lossy(text).into_owned())),
        (_, ValueRef::Blob(bytes)) => Some(Value::Bytes(bytes.to_vec())),
        _ => None,
    }
}

/// The stamps of entries that decide which survivor stands. Few records need any.
#[derive(Default)]
pub(crate) struct Stamps(HashMap<Dot, Hlc>);

impl Stamps {
    pub(crate) fn of(&self, dot: Dot) -> Hlc {
        self.0.get(&dot).copied().unwrap_or_default()
    }
}

impl Store {
    /// The stamps that a state needs.
    pub(crate) fn stamps(&self, channel: i64, state: &State) -> Result<Stamps> {
        let mut stamps = HashMap::new();
        let contested = state.registers.values().filter(|register| register.0.len() > 1);
        for dot in contested.flat_map(|register| register.0.iter().map(|one| one.dot)) {
            stamps.insert(dot, self.hlc_of(channel, dot)?);
        }
        Ok(Stamps(stamps))
    }

    /// The state of a record, empty if there is none.
    pub fn state(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<State> {
        Ok(self.kept(self.names.channel_ix(channel)?, kind, id)?.state)
    }

    pub(crate) fn kept(&self, channel: i64, kind: u16, id: RecordId) -> Result<Kept> {
        let Some(table) = self.tables.get(kind) else { return self.kept_unknown(channel, kind, id) };
        let mut statement = self.conn.prepare_cached(&table.select)?;
        let mut rows = statement.query(params![channel, id.as_bytes()])?;
        let Some(row) = rows.next()? else { return Ok(Kept::read(None, State::default())) };
        Ok(Kept::read(Some(row.get(0)?), self.state_of(table, row, 1, 2)?))
    }

    /// The state of a row whose clock is in column `clock` and whose fields begin at column `first`.
    pub(crate) fn state_of(&self, table: &Table, row: &Row<'_>, clock: usize, first: usize) -> Result<State> {
        let bytes = row.get_ref(clock)?.as_blob().map_err(rusqlite::Error::from)?;
        clock::decode(Some(table.kind), bytes, &self.names, |number| {
            let place = table.plain.iter().position(|field| field.number == number)?;
            from_column(table.plain[place], row.get_ref(first + place).ok()?)
        })
    }

    fn kept_unknown(&self, channel: i64, kind: u16, id: RecordId) -> Result<Kept> {
        let mut statement = self.conn.prepare_cached(
            "select _ix, _clock from unknown_record where _channel = ?1 and _kind = ?2 and _id = ?3",
        )?;
        let found = statement
            .query_row(params![channel, kind, id.as_bytes()], |row| {
                Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .optional()?;
        let Some((ix, bytes)) = found else { return Ok(Kept::read(None, State::default())) };
        Ok(Kept::read(Some(ix), clock::decode(None, &bytes, &self.names, |_| None)?))
    }

    /// Writes a state back to its row.
    pub(crate) fn keep(&self, channel: i64, kind: u16, id: RecordId, kept: &Kept) -> Result<Placed> {
        let stamps = self.stamps(channel, &kept.state)?;
        let hlc = |dot| stamps.of(dot);
        let Some(table) = self.tables.get(kind) else {
            let ix = self.keep_unknown(channel, kind, id, kept)?;
            return Ok(Placed { ix, conflicts: kept.state.conflicts(hlc) });
        };
        let row = Projected::of(table, &kept.state, hlc);
        let clock = clock::encode(Some(table.kind), &kept.state, &self.names)?;
        let ix = self.keep_row(table, channel, id, kept.ix, &row, &clock)?;
        self.keep_sides(table, ix, kept, &row)?;
        if table.plain.iter().any(|field| field.searched && kept.has_changed(field)) {
            search::index(self, table, ix, kept.ix.is_none(), &row.columns)?;
        }
        Ok(Placed { ix, conflicts: row.conflicts as usize })
    }

    fn keep_row(
        &self,
        table: &Table,
        channel: i64,
        id: RecordId,
        ix: Option<i64>,
        row: &Projected<'_>,
        clock: &[u8],
    ) -> Result<i64> {
        let columns: Vec<Column<'_>> = row.columns.iter().map(|value| Column(*value)).collect();
        let head: Vec<&dyn ToSql> = match &ix {
            Some(ix) => vec![ix, &row.shown, &row.conflicts, &clock],
            None => vec![&channel, id.as_bytes(), &row.shown, &row.conflicts, &clock],
        };
        let all = head.into_iter().chain(columns.iter().map(|column| column as &dyn ToSql));
        let all: Vec<&dyn ToSql> = all.collect();
        let sql = if ix.is_some() { &table.update } else { &table.insert };
        self.conn.prepare_cached(sql)?.execute(all.as_slice())?;
        Ok(ix.unwrap_or_else(|| self.conn.last_insert_rowid()))
    }

    fn keep_sides(&self, table: &Table, ix: i64, kept: &Kept, row: &Projected<'_>) -> Result<()> {
        for (field, values) in table.many.iter().zip(&row.sides) {
            if !kept.has_changed(field) {
                continue;
            }
            let side = table.side(field);
            if kept.ix.is_some() {
                self.conn.prepare_cached(&format!("delete from {side} where owner = ?1"))?.execute([ix])?;
            }
            for value in values {
                self.conn
                    .prepare_cached(&format!("insert into {side} (owner, value) values (?1, ?2)"))?
                    .execute(params![ix, Column(Some(value))])?;
            }
        }
        Ok(())
    }

    fn keep_unknown(&self, channel: i64, kind: u16, id: RecordId, kept: &Kept) -> Result<i64> {
        let bytes = clock::encode(None, &kept.state, &self.names)?;
        let mut statement = self.conn.prepare_cached(
            "insert into unknown_record (_channel, _kind, _id, _clock) values (?1, ?2, ?3, ?4)
             on conflict (_channel, _kind, _id) do update set _clock = excluded._clock returning _ix",
        )?;
        Ok(statement.query_row(params![channel, kind, id.as_bytes(), bytes], |row| row.get(0))?)
    }

    /// The record of a row read by the table's `records`, with the number of its channel. The columns say what
    /// stands; only elements and the reason are in the clock alone.
    pub(crate) fn record_of_row(&self, table: &Table, row: &Row<'_>) -> Result<(i64, Record)> {
        let channel = row.get(0)?;
        let mut record = Record::new(table.kind, id_of(row, 1)?);
        record.deleted = row.get::<_, i64>(2)? == 0;
        for (place, field) in table.plain.iter().enumerate() {
            if let Some(value) = from_column(field, row.get_ref(place + 4)?) {
                record.values.insert(field.number, vec![value]);
            }
        }
        let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        let beside = clock::beside_columns(bytes, &self.names)?;
        if !beside.registers.is_empty() {
            let stamps = self.stamps(channel, &beside)?;
            add_beside(table, &beside, |dot| stamps.of(dot), &mut record);
        }
        Ok((channel, record))
    }

    /// The records that the table's `records` finds under a condition, with the numbers of their channels.
    pub(crate) fn records_where(
        &self,
        table: &Table,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<(i64, Record)>> {
        let mut statement = self.conn.prepare_cached(&format!("{} {condition}", table.records))?;
        let mut rows = statement.query(values)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(self.record_of_row(table, row)?);
        }
        Ok(all)
    }

    /// The record of a state: what stands in it.
    pub(crate) fn record_of(&self, table: &Table, id: RecordId, state: &State, stamps: &Stamps) -> Record {
        let hlc = |dot| stamps.of(dot);
        let mut record = Record::new(table.kind, id);
        record.deleted = state.visibility(hlc) == Visibility::Deleted;
        for field in &table.plain {
            if let Some(value) = state.value(field.number, hlc).filter(|value| clock::fits(field, value)) {
                record.values.insert(field.number, vec![value.clone()]);
            }
        }
        add_beside(table, state, hlc, &mut record);
        record
    }

    /// The states of all records of a table in a channel, by id.
    pub(crate) fn each_state(
        &self,
        table: &Table,
        channel: i64,
        mut visit: impl FnMut(RecordId, State) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(&table.scan)?;
        let mut rows = statement.query([channel])?;
        while let Some(row) = rows.next()? {
            visit(id_of(row, 0)?, self.state_of(table, row, 4, 5)?)?;
        }
        Ok(())
    }

    /// The same for a kind that this program does not know.
    pub(crate) fn each_unknown_state(
        &self,
        kind: u16,
        channel: i64,
        mut visit: impl FnMut(RecordId, State) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "select _id, _clock from unknown_record where _channel = ?1 and _kind = ?2 order by _id",
        )?;
        let mut rows = statement.query(params![channel, kind])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            visit(id_of(row, 0)?, clock::decode(None, bytes, &self.names, |_| None)?)?;
        }
        Ok(())
    }
}

/// Adds what no column holds: the fields with several values and the reason.
fn add_beside(table: &Table, state: &State, hlc: impl Fn(Dot) -> Hlc + Copy, record: &mut Record) {
    for field in &table.many {
        let present: Vec<Value> = elements(state, field, hlc).cloned().collect();
        if !present.is_empty() {
            record.values.insert(field.number, present);
        }
    }
    if let Some(value) = state.value(domain::REASON.number, hlc) {
        record.values.insert(domain::REASON.number, vec![value.clone()]);
    }
}

/// The values present in a field that holds several, ascending.
fn elements<'s>(
    state: &'s State,
    field: &Field,
    hlc: impl Fn(Dot) -> Hlc + Copy,
) -> impl Iterator<Item = &'s Value> {
    let from = (field.number, None);
    let registers = state.registers.range(from..).take_while(move |((number, _), _)| *number == field.number);
    registers.filter_map(move |((_, element), register)| {
        let present = register.standing(hlc).is_some_and(|one| one.value == Some(Value::Bool(true)));
        element.as_ref().filter(|element| present && clock::fits(field, element))
    })
}

/// The id of 16 bytes that a row must have.
pub(crate) fn id_of(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordId> {
    Ok(RecordId::from_bytes(row.get(column)?))
}

impl Error {
    /// The error for a record of this kind that is not there.
    pub(crate) fn missing(kind: &'static domain::Kind) -> Self {
        Error::NotFound { kind: kind.name }
    }
}
