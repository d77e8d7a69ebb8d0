//! From the state of a record to its row and back.

use std::collections::{BTreeMap, HashMap};

use domain::{Field, Record, RecordId, Type, Value};
use journal::{ChannelId, Dot, Hlc, State, Visibility};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, ToSql, params};

use crate::clock;
use crate::schema::Table;
use crate::{Error, Result, Store, search};

/// A record as it is kept.
pub(crate) struct Kept {
    /// The number of its row; `None` if it has none yet.
    pub(crate) ix: Option<i64>,
    pub(crate) state: State,
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
    /// The stamps that a state needs. `writing` is the entry being written, which is not kept yet.
    pub(crate) fn stamps(&self, channel: i64, state: &State, writing: Option<(Dot, Hlc)>) -> Result<Stamps> {
        let mut stamps = HashMap::new();
        let contested = state.registers.values().filter(|register| register.0.len() > 1);
        for dot in contested.flat_map(|register| register.0.iter().map(|one| one.dot)) {
            let hlc = match writing {
                Some((writing, hlc)) if writing == dot => hlc,
                _ => self.hlc_of(channel, dot)?,
            };
            stamps.insert(dot, hlc);
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
        let Some(row) = rows.next()? else { return Ok(Kept { ix: None, state: State::default() }) };
        Ok(Kept { ix: Some(row.get(0)?), state: self.state_of(table, row, 1, 2)? })
    }

    /// The state of a row whose clock is in column `clock` and whose fields begin at column `first`.
    fn state_of(&self, table: &Table, row: &Row<'_>, clock: usize, first: usize) -> Result<State> {
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
        let Some((ix, bytes)) = found else { return Ok(Kept { ix: None, state: State::default() }) };
        Ok(Kept { ix: Some(ix), state: clock::decode(None, &bytes, &self.names, |_| None)? })
    }

    /// Writes a state back to its row.
    pub(crate) fn keep(
        &self,
        channel: i64,
        kind: u16,
        id: RecordId,
        kept: &Kept,
        writing: Option<(Dot, Hlc)>,
    ) -> Result<()> {
        let Some(table) = self.tables.get(kind) else { return self.keep_unknown(channel, kind, id, kept) };
        let stamps = self.stamps(channel, &kept.state, writing)?;
        let bytes = clock::encode(Some(table.kind), &kept.state, &self.names)?;
        let shown = match kept.state.visibility(|dot| stamps.of(dot)) {
            Visibility::Deleted => 0,
            Visibility::Shown => 1,
            Visibility::DeletedUnseen => 2,
        };
        let conflicts = kept.state.conflicts(|dot| stamps.of(dot)) as i64;
        let columns: Vec<Column<'_>> = table
            .plain
            .iter()
            .map(|field| {
                let value = kept.state.value(field.number, |dot| stamps.of(dot));
                Column(value.filter(|value| clock::fits(field, value)))
            })
            .collect();
        let ix = self.keep_row(table, channel, id, kept.ix, (shown, conflicts, &bytes), &columns)?;
        self.keep_sides(table, ix, kept, &stamps)?;
        search::index(self, table, ix, kept.ix.is_none(), shown != 0, &columns)
    }

    fn keep_row(
        &self,
        table: &Table,
        channel: i64,
        id: RecordId,
        ix: Option<i64>,
        (shown, conflicts, clock): (i64, i64, &Vec<u8>),
        columns: &[Column<'_>],
    ) -> Result<i64> {
        let id = id.as_bytes();
        let head: Vec<&dyn ToSql> = match &ix {
            Some(ix) => vec![ix, &shown, &conflicts, clock],
            None => vec![&channel, id, &shown, &conflicts, clock],
        };
        let all = head.into_iter().chain(columns.iter().map(|column| column as &dyn ToSql));
        let all: Vec<&dyn ToSql> = all.collect();
        let sql = if ix.is_some() { &table.update } else { &table.insert };
        self.conn.prepare_cached(sql)?.execute(all.as_slice())?;
        Ok(ix.unwrap_or_else(|| self.conn.last_insert_rowid()))
    }

    fn keep_sides(&self, table: &Table, ix: i64, kept: &Kept, stamps: &Stamps) -> Result<()> {
        for field in &table.many {
            let side = table.side(field);
            if kept.ix.is_some() {
                self.conn.prepare_cached(&format!("delete from {side} where owner = ?1"))?.execute([ix])?;
            }
            for value in elements(&kept.state, field, stamps) {
                self.conn
                    .prepare_cached(&format!("insert into {side} (owner, value) values (?1, ?2)"))?
                    .execute(params![ix, Column(Some(value))])?;
            }
        }
        Ok(())
    }

    fn keep_unknown(&self, channel: i64, kind: u16, id: RecordId, kept: &Kept) -> Result<()> {
        let bytes = clock::encode(None, &kept.state, &self.names)?;
        self.conn
            .prepare_cached(
                "insert into unknown_record (_channel, _kind, _id, _clock) values (?1, ?2, ?3, ?4)
                 on conflict (_channel, _kind, _id) do update set _clock = excluded._clock",
            )?
            .execute(params![channel, kind, id.as_bytes(), bytes])?;
        Ok(())
    }

    /// The record of a state: what stands in it.
    pub(crate) fn record_of(&self, table: &Table, id: RecordId, state: &State, stamps: &Stamps) -> Record {
        let mut record = Record::new(table.kind, id);
        record.deleted = state.visibility(|dot| stamps.of(dot)) == Visibility::Deleted;
        let mut values: BTreeMap<u16, Vec<Value>> = BTreeMap::new();
        for field in &table.plain {
            if let Some(value) =
                state.value(field.number, |dot| stamps.of(dot)).filter(|value| clock::fits(field, value))
            {
                values.insert(field.number, vec![value.clone()]);
            }
        }
        for field in &table.many {
            let present: Vec<Value> = elements(state, field, stamps).cloned().collect();
            if !present.is_empty() {
                values.insert(field.number, present);
            }
        }
        let reason = domain::REASON.number;
        if let Some(value) = state.value(reason, |dot| stamps.of(dot)) {
            values.insert(reason, vec![value.clone()]);
        }
        record.values = values;
        record
    }

    /// The states of all records of a table in a channel, by id.
    pub(crate) fn states(&self, table: &Table, channel: i64) -> Result<Vec<(RecordId, State)>> {
        let columns: String = table.plain.iter().map(|field| format!(", \"{}\"", field.name)).collect();
        let sql = format!("select _id, _clock{columns} from {} where _channel = ?1 order by _id", table.name);
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query([channel])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let id = RecordId::from_bytes(row.get(0)?);
            all.push((id, self.state_of(table, row, 1, 2)?));
        }
        Ok(all)
    }
}

/// The values present in a field that holds several.
fn elements<'s>(state: &'s State, field: &Field, stamps: &Stamps) -> impl Iterator<Item = &'s Value> {
    let from = (field.number, None);
    let registers = state.registers.range(from..).take_while(move |((number, _), _)| *number == field.number);
    registers.filter_map(|((_, element), register)| {
        let present =
            register.standing(|dot| stamps.of(dot)).is_some_and(|one| one.value == Some(Value::Bool(true)));
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
