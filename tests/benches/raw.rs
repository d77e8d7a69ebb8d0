//! The raw engine: plain rows in SQLite on the same SQLCipher settings, with the same indexes and the same text search.
//!
//! Deliberately nothing of the program: no journal, no dots, no rules. The words of the text search are given ready.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::{Field, Kind, Record, Registry, Type, Value};
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, ToSql, params};

/// A record with the number of its channel and the words that it is found by.
pub struct Row {
    pub channel: i64,
    pub record: Record,
    pub words: Option<String>,
}

/// A plain database.
pub struct Raw {
    pub conn: Connection,
}

impl Raw {
    /// A new database with the tables of every kind.
    pub fn create(path: &Path) -> Raw {
        File::create_new(path).unwrap();
        let raw = Raw::open(path);
        Registry::standard().kinds().iter().for_each(|kind| create_table(&raw.conn, kind));
        raw.conn
            .execute_batch(
                "create virtual table search using fts5 (words, content = '', contentless_delete = 1, \
                 detail = full, tokenize = 'unicode61 remove_diacritics 0')",
            )
            .unwrap();
        create_journal(&raw.conn);
        raw
    }

    /// Opens a database with the settings of the program.
    pub fn open(path: &Path) -> Raw {
        let conn = Connection::open(path).unwrap();
        let key = "07".repeat(32);
        conn.execute_batch(&format!("pragma key = \"x'{key}'\"")).unwrap();
        conn.query_row("pragma journal_mode = wal", [], |_| Ok(())).unwrap();
        for (name, value) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("cell_size_check", 1),
            ("temp_store", 2),
            ("secure_delete", 1),
            ("cache_size", -65_536),
            ("wal_autocheckpoint", 4_000),
        ] {
            conn.pragma_update(None, name, value).unwrap();
        }
        conn.set_prepared_statement_cache_capacity(256);
        Raw { conn }
    }

    /// Inserts rows in one transaction.
    pub fn insert(&self, rows: &[Row]) -> Duration {
        let kinds: Vec<(&'static Kind, Statements)> =
            Registry::standard().kinds().iter().map(|kind| (*kind, Statements::of(kind))).collect();
        let began = Instant::now();
        self.conn.execute_batch("begin immediate").unwrap();
        for row in rows {
            let number = row.record.kind.number;
            let (_, statements) = kinds.iter().find(|(kind, _)| kind.number == number).unwrap();
            statements.insert(&self.conn, row);
        }
        self.conn.execute_batch("commit").unwrap();
        began.elapsed()
    }

    /// Inserts bodies of entries into a table like the journal's, for telling where time goes.
    pub fn insert_bodies(&self, bodies: &[Vec<u8>]) -> Duration {
        let began = Instant::now();
        self.conn.execute_batch("begin immediate").unwrap();
        for (seq, body) in (1_i64..).zip(bodies) {
            let mut insert =
                self.conn.prepare_cached("insert into entry values (1, 1, ?1, ?2, ?1, 1, ?1, 0, null, ?3)");
            insert.as_mut().unwrap().execute(params![seq, [7_u8; 32], body]).unwrap();
        }
        self.conn.execute_batch("commit").unwrap();
        began.elapsed()
    }

    /// The first page of a text search: whole rows.
    pub fn search(&self, kind: &Kind, query: &str, limit: usize) -> usize {
        let sql = format!(
            "select k.* from search join k_{} as k on k._ix = search.rowid - ?2 \
             where search match ?1 and search.rowid between ?2 and ?3 limit ?4",
            kind.name
        );
        let first = first_row(kind);
        let mut statement = self.conn.prepare_cached(&sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(params![query, first, first + (1 << 40) - 1, limit as i64]).unwrap();
        let mut found = 0;
        while let Some(row) = rows.next().unwrap() {
            (0..columns).for_each(|column| drop(row.get::<_, Sql>(column).unwrap()));
            found += 1;
        }
        found
    }

    /// Every household with the day of its last visit.
    pub fn last_visits(&self) -> usize {
        let sql = "select h._ix, max(v.date) from k_household as h \
             left join m_visit_households as m on m.value = h._id left join k_visit as v on v._ix = m.owner \
             group by h._ix";
        let mut statement = self.conn.prepare(sql).unwrap();
        statement.query_map([], |row| row.get::<_, i64>(0)).unwrap().count()
    }

    /// Writes everything into the one file and closes it.
    pub fn close(self) {
        self.conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    }
}

fn first_row(kind: &Kind) -> i64 {
    i64::from(kind.number) << 40
}

fn column_type(field: &Field) -> &'static str {
    match field.ty {
        Type::Int | Type::Bool | Type::Date | Type::PartialDate | Type::Code(_) => "integer",
        Type::Ref(_) => "blob",
        Type::Text | Type::Multiline | Type::IdNumber | Type::Phone | Type::Division => "text",
    }
}

fn create_table(conn: &Connection, kind: &Kind) {
    let name = kind.name;
    let plain = || kind.fields.iter().filter(|field| !field.many);
    let columns: String =
        plain().map(|field| format!(", \"{}\" {}", field.name, column_type(field))).collect();
    let mut sql = format!(
        "create table k_{name} (_ix integer primary key, _channel integer not null, _id blob not null{columns}, \
         unique (_channel, _id)) strict;"
    );
    for field in plain().filter(|field| field.indexed) {
        let field = field.name;
        sql += &format!(
            "create index k_{name}_by_{field} on k_{name} (\"{field}\") where \"{field}\" is not null;"
        );
    }
    for field in kind.fields.iter().filter(|field| field.many) {
        let (side, ty) = (format!("m_{name}_{}", field.name), column_type(field));
        sql += &format!(
            "create table {side} (owner integer not null, value {ty} not null, primary key (owner, value)) \
             strict, without rowid; create index {side}_by_value on {side} (value);"
        );
    }
    conn.execute_batch(&sql).unwrap();
}

fn create_journal(conn: &Connection) {
    let sql = "create table entry (channel integer not null, site integer not null, seq integer not null, \
         hash blob not null, hlc integer not null, act integer not null, act_id integer not null, \
         fate integer not null, previous blob, body blob not null, primary key (channel, site, seq)) \
         strict, without rowid;
         create index entry_by_act on entry (act_id, site);";
    conn.execute_batch(sql).unwrap();
}

/// The statements of one kind.
struct Statements {
    insert: String,
    sides: Vec<(u16, String)>,
}

impl Statements {
    fn of(kind: &Kind) -> Statements {
        let name = kind.name;
        let slots = "?, ".repeat(kind.fields.iter().filter(|field| !field.many).count());
        let side = |field: &Field| {
            (field.number, format!("insert into m_{name}_{} (owner, value) values (?1, ?2)", field.name))
        };
        Statements {
            insert: format!("insert into k_{name} values (null, {slots}?, ?)"),
            sides: kind.fields.iter().filter(|field| field.many).map(side).collect(),
        }
    }

    fn insert(&self, conn: &Connection, row: &Row) {
        let record = &row.record;
        let plain = record.kind.fields.iter().filter(|field| !field.many);
        let cells: Vec<Cell<'_>> = plain.map(|field| Cell(record.value(*field))).collect();
        let head: [&dyn ToSql; 2] = [&row.channel, record.id.as_bytes()];
        let values: Vec<&dyn ToSql> =
            head.into_iter().chain(cells.iter().map(|cell| cell as &dyn ToSql)).collect();
        conn.prepare_cached(&self.insert).unwrap().execute(values.as_slice()).unwrap();
        let ix = conn.last_insert_rowid();
        for (number, insert) in &self.sides {
            for value in record.values.get(number).into_iter().flatten() {
                conn.prepare_cached(insert).unwrap().execute(params![ix, Cell(Some(value))]).unwrap();
            }
        }
        if let Some(words) = &row.words {
            conn.prepare_cached("insert into search (rowid, words) values (?1, ?2)")
                .unwrap()
                .execute(params![first_row(record.kind) | ix, words])
                .unwrap();
        }
    }
}

/// A value on its way into a column, borrowed.
struct Cell<'v>(Option<&'v Value>);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            None => ValueRef::Null,
            Some(Value::Bool(value)) => ValueRef::Integer((*value).into()),
            Some(Value::Int(value)) => ValueRef::Integer(*value),
            Some(Value::Text(value)) => ValueRef::Text(value.as_bytes()),
            Some(Value::Bytes(value)) => ValueRef::Blob(value),
        }))
    }
}
