//! Reading records, one by one and by what they refer to.

use std::collections::HashMap;

use domain::{Facts, Field, Kind, Record, RecordId, Registry, Value};
use journal::{ChannelId, Dot, Hlc, SiteId};
use rusqlite::params;

use crate::clock;
use crate::row::Column;
use crate::schema::Table;
use crate::{Error, Result, Store};

/// The standing records of one channel.
#[derive(Clone, Copy)]
pub struct Reader<'s> {
    pub(crate) store: &'s Store,
    pub(crate) channel: i64,
}

impl Store {
    /// The standing records of a channel.
    pub fn reader(&self, channel: ChannelId) -> Result<Reader<'_>> {
        Ok(Reader { store: self, channel: self.names.channel_ix(channel)? })
    }
}

impl Reader<'_> {
    fn table(&self, kind: &'static Kind) -> Result<&Table> {
        self.store.tables.get(kind.number).ok_or(Error::missing(kind))
    }

    /// A record even if it is deleted.
    pub fn record_or_deleted(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>> {
        let condition = "where k._channel = ?1 and k._id = ?2";
        let found =
            self.store.records_where(self.table(kind)?, condition, params![self.channel, id.as_bytes()])?;
        Ok(found.into_iter().next().map(|(_, record)| record))
    }

    /// A record, or an error that names its kind.
    pub fn require(&self, kind: &'static Kind, id: RecordId) -> Result<Record> {
        self.record(kind, id)?.ok_or(Error::missing(kind))
    }

    /// The records found under a condition on the table `k`, each with when and where this field was last written:
    /// the order of its making, for a field that never changes.
    pub(crate) fn written_where(
        &self,
        table: &Table,
        field: Field,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<(Written, Record)>> {
        let store = self.store;
        let mut stamps: HashMap<Dot, Hlc> = HashMap::new();
        let mut statement = store.conn.prepare_cached(&format!("{} {condition}", table.records))?;
        let mut rows = statement.query(values)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let mut last = Written::default();
            let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
            for dot in clock::dots_of(bytes, &store.names, field.number)? {
                let hlc = match stamps.get(&dot) {
                    Some(known) => *known,
                    None => store.hlc_of(self.channel, dot)?,
                };
                stamps.insert(dot, hlc);
                last = last.max((hlc, Some(dot.site)));
            }
            all.push((last, store.record_of_row(table, row)?.1));
        }
        Ok(all)
    }
}

/// When and where something was written; entries of one site never share a stamp.
pub(crate) type Written = (Hlc, Option<SiteId>);

/// The condition that a field holds `?1` in channel `?2`.
fn holding(table: &Table, field: &Field) -> String {
    let has = if field.many {
        format!("k._ix in (select owner from {} where value = ?1)", table.side(field))
    } else {
        format!("k.\"{}\" = ?1", field.name)
    };
    format!("where {has} and k._channel = ?2 and k._shown > 0 order by k._ix")
}

impl Facts for Reader<'_> {
    type Error = Error;

    fn registry(&self) -> &Registry {
        self.store.registry()
    }

    fn record(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>> {
        Ok(self.record_or_deleted(kind, id)?.filter(|record| !record.deleted))
    }

    fn exists(&self, kind: &'static Kind, id: RecordId) -> Result<bool> {
        let sql = format!(
            "select 1 from {} where _channel = ?1 and _id = ?2 and _shown > 0",
            self.table(kind)?.name
        );
        Ok(self.store.conn.prepare_cached(&sql)?.exists(params![self.channel, id.as_bytes()])?)
    }

    fn holding(&self, kind: &'static Kind, field: Field, value: &Value) -> Result<Vec<Record>> {
        let table = self.table(kind)?;
        let condition = holding(table, &field);
        let found =
            self.store.records_where(table, &condition, params![Column(Some(value)), self.channel])?;
        Ok(found.into_iter().map(|(_, record)| record).collect())
    }

    fn history(&self, of: &[(&'static Kind, Field)], id: RecordId) -> Result<Vec<Record>> {
        let mut all = Vec::new();
        for (kind, field) in of {
            let (table, to) = (self.table(kind)?, Value::from(id));
            let values = params![Column(Some(&to)), self.channel];
            all.extend(self.written_where(table, *field, &holding(table, field), values)?);
        }
        all.sort_by_key(|(order, record)| (*order, record.id));
        Ok(all.into_iter().map(|(_, record)| record).collect())
    }
}
