//! The tables of the record kinds, which follow from their declarations.

use std::collections::BTreeMap;

use domain::{Field, Kind, Registry, Type};
use rusqlite::Connection;

use crate::Result;

/// The table of one kind with the statements that touch it.
///
/// `_ix` numbers its rows, `_channel` and `_id` name the record, `_shown` is 0 for a deleted one, 1 for one that is
/// there and 2 for one deleted by someone who had not seen a later change, `_conflicts` counts registers in conflict,
/// `_clock` keeps the dots.
pub(crate) struct Table {
    pub(crate) kind: &'static Kind,
    pub(crate) name: String,
    /// Plain fields: one column each.
    pub(crate) plain: Vec<&'static Field>,
    /// Fields that hold several values: one side table each.
    pub(crate) many: Vec<&'static Field>,
    pub(crate) select: String,
    /// What [`crate::row::RecordRow`] reads, without a condition; the table is `k`.
    pub(crate) records: String,
    /// All records of a channel by id.
    pub(crate) scan: String,
    pub(crate) insert: String,
    pub(crate) update: String,
}

/// The tables by the number of their kind.
pub(crate) struct Tables(BTreeMap<u16, Table>);

impl Tables {
    pub(crate) fn of(registry: &Registry) -> Self {
        Self(registry.kinds().iter().map(|kind| (kind.number, Table::of(kind))).collect())
    }

    pub(crate) fn get(&self, kind: u16) -> Option<&Table> {
        self.0.get(&kind)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Table> {
        self.0.values()
    }
}

/// The first and the last row that a kind has in the text search.
pub(crate) fn search_rows(kind: u16) -> (i64, i64) {
    let first = i64::from(kind) << 40;
    (first, first | ((1 << 40) - 1))
}

/// How values of a field are kept and read back.
fn shape(field: &Field) -> &'static str {
    if matches!(field.ty, Type::Bool) { "bool" } else { column_type(field) }
}

fn column_type(field: &Field) -> &'static str {
    match field.ty {
        Type::Int | Type::Bool | Type::Date | Type::PartialDate | Type::Code(_) => "integer",
        Type::Ref(_) => "blob",
        Type::Text | Type::Multiline | Type::IdNumber | Type::Phone | Type::Division => "text",
    }
}

impl Table {
    fn of(kind: &'static Kind) -> Self {
        let name = format!("k_{}", kind.name);
        let (many, plain): (Vec<&Field>, Vec<&Field>) = kind.fields.iter().partition(|field| field.many);
        let columns: String = plain.iter().map(|field| format!(", \"{}\"", field.name)).collect();
        let slots: String = (0..plain.len()).map(|index| format!(", ?{}", index + 6)).collect();
        let sets: String = plain
            .iter()
            .enumerate()
            .map(|(index, field)| format!(", \"{}\" = ?{}", field.name, index + 5))
            .collect();
        Table {
            kind,
            select: format!("select _ix, _clock{columns} from {name} where _channel = ?1 and _id = ?2"),
            records: format!(
                "select k._channel, k._id, k._shown, k._clock{} from {name} as k",
                plain.iter().map(|field| format!(", k.\"{}\"", field.name)).collect::<String>()
            ),
            scan: format!(
                "select _id, _ix, _shown, _conflicts, _clock{columns} from {name} where _channel = ?1 order by _id"
            ),
            insert: format!(
                "insert into {name} (_channel, _id, _shown, _conflicts, _clock{columns}) values (?1, ?2, ?3, ?4, ?5{slots})"
            ),
            update: format!(
                "update {name} set _shown = ?2, _conflicts = ?3, _clock = ?4{sets} where _ix = ?1"
            ),
            name,
            plain,
            many,
        }
    }

    /// The side table of a field that holds several values.
    pub(crate) fn side(&self, field: &Field) -> String {
        format!("m_{}_{}", self.kind.name, field.name)
    }

    /// The row of the text search for a row of this table.
    pub(crate) fn search_row(&self, ix: i64) -> i64 {
        search_rows(self.kind.number).0 | ix
    }

    /// Makes the tables of the kind.
    pub(crate) fn create(&self, conn: &Connection) -> Result<()> {
        let columns: String =
            self.plain.iter().map(|field| format!(", \"{}\" {}", field.name, column_type(field))).collect();
        let name = &self.name;
        conn.execute_batch(&format!(
            "create table {name} (_ix integer primary key, _channel integer not null, _id blob not null, \
             _shown integer not null, _conflicts integer not null, _clock blob not null{columns}, \
             unique (_channel, _id)) strict;
             create index {name}_conflicts on {name} (_ix) where _conflicts > 0;"
        ))?;
        self.plain.iter().try_for_each(|field| self.create_index(conn, field))?;
        self.many.iter().try_for_each(|field| self.create_side(conn, field))
    }

    fn create_index(&self, conn: &Connection, field: &Field) -> Result<()> {
        if field.indexed {
            let (table, name) = (&self.name, field.name);
            conn.execute_batch(&format!(
                "create index {table}_by_{name} on {table} (\"{name}\") where \"{name}\" is not null"
            ))?;
        }
        Ok(())
    }

    fn create_side(&self, conn: &Connection, field: &Field) -> Result<()> {
        let (side, ty) = (self.side(field), column_type(field));
        conn.execute_batch(&format!(
            "create table {side} (owner integer not null, value {ty} not null, primary key (owner, value)) strict, without rowid;
             create index {side}_by_value on {side} (value);"
        ))?;
        Ok(())
    }

    /// What the tables of the kind depend on, by table: their own first, then the side tables.
    pub(crate) fn forms(&self) -> Vec<(String, String)> {
        let lines = self.kind.fields.iter().map(|field| {
            let marks = [(field.many, " many"), (field.indexed, " indexed"), (field.searched, " searched")];
            let marks: String = marks.iter().filter(|(set, _)| *set).map(|(_, mark)| *mark).collect();
            let (ty, group) = (shape(field), field.group.name());
            format!("{} {} {ty} {group}{marks}\n", field.number, field.name)
        });
        let sides = self.many.iter().map(|field| (self.side(field), String::new()));
        std::iter::once((self.name.clone(), lines.collect())).chain(sides).collect()
    }

    /// Empties the table.
    pub(crate) fn clear(&self, conn: &Connection) -> Result<()> {
        conn.execute(&format!("delete from {}", self.name), [])?;
        for field in &self.many {
            conn.execute(&format!("delete from {}", self.side(field)), [])?;
        }
        Ok(())
    }
}
