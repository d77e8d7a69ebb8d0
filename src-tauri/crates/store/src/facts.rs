//! Reading records, one by one and by what they refer to.

use domain::{Facts, Field, Kind, Record, RecordId, Registry, Value};
use journal::{ChannelId, Hlc, SiteId};
use rusqlite::params;

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
        let table = self.table(kind)?;
        let kept = self.store.kept(self.channel, kind.number, id)?;
        if kept.ix.is_none() {
            return Ok(None);
        }
        let stamps = self.store.stamps(self.channel, &kept.state)?;
        Ok(Some(self.store.record_of(table, id, &kept.state, &stamps)))
    }

    /// A record, or an error that names its kind.
    pub fn require(&self, kind: &'static Kind, id: RecordId) -> Result<Record> {
        self.record(kind, id)?.ok_or(Error::missing(kind))
    }

    /// The records of these ids in that order, those that are not there left out.
    pub fn records(&self, kind: &'static Kind, ids: &[RecordId]) -> Result<Vec<Record>> {
        ids.iter().filter_map(|id| self.record(kind, *id).transpose()).collect()
    }

    fn ids_holding(&self, kind: &'static Kind, field: Field, value: &Value) -> Result<Vec<RecordId>> {
        let table = self.table(kind)?;
        let sql = if field.many {
            let side = table.side(&field);
            format!(
                "select k._id from {side} as m join {} as k on k._ix = m.owner \
                 where m.value = ?1 and k._channel = ?2 and k._shown > 0 order by k._ix",
                table.name
            )
        } else {
            format!(
                "select _id from {} where \"{}\" = ?1 and _channel = ?2 and _shown > 0 order by _ix",
                table.name, field.name
            )
        };
        let mut statement = self.store.conn.prepare_cached(&sql)?;
        let ids = statement
            .query_map(params![Column(Some(value)), self.channel], |row| crate::row::id_of(row, 0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// When and where a field of a record was last written: the order of its making for a field that never changes.
    pub(crate) fn written(
        &self,
        kind: &'static Kind,
        id: RecordId,
        field: Field,
    ) -> Result<(Hlc, Option<SiteId>)> {
        let state = self.store.kept(self.channel, kind.number, id)?.state;
        let mut last = (Hlc::default(), None);
        for dot in state.dots_of(field.number, None) {
            last = last.max((self.store.hlc_of(self.channel, dot)?, Some(dot.site)));
        }
        Ok(last)
    }
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
        let ids = self.ids_holding(kind, field, value)?;
        self.records(kind, &ids)
    }

    fn history(&self, of: &[(&'static Kind, Field)], id: RecordId) -> Result<Vec<Record>> {
        let mut all = Vec::new();
        for (kind, field) in of {
            for found in self.ids_holding(kind, *field, &id.into())? {
                all.push((self.written(kind, found, *field)?, *kind, found));
            }
        }
        all.sort_by_key(|(order, _, id)| (*order, *id));
        all.into_iter().filter_map(|(_, kind, id)| self.record(kind, id).transpose()).collect()
    }
}
