//! Questions about many records at once, each one pass over a table.

use std::collections::{BTreeMap, HashMap};

use domain::{Field, Kind, Record, RecordId};
use journal::ChannelId;

use crate::row::id_of;
use crate::{Error, Reader, Result, Store};

impl Store {
    /// For each value of a field that holds several references, the greatest number of another field: when a
    /// household was last called on.
    pub fn latest(
        &self,
        channel: ChannelId,
        kind: &'static Kind,
        of: Field,
        by: Field,
    ) -> Result<HashMap<RecordId, i64>> {
        let table = self.tables.get(kind.number).ok_or(Error::missing(kind))?;
        let sql = format!(
            "select m.value, max(k.\"{}\") from {} as m join {} as k on k._ix = m.owner \
             where k._channel = ?1 and k._shown > 0 group by m.value",
            by.name,
            table.side(&of),
            table.name
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([self.names.channel_ix(channel)?], |row| {
            Ok((id_of(row, 0)?, row.get::<_, Option<i64>>(1)?))
        })?;
        let mut all = HashMap::new();
        for row in rows {
            let (id, number) = row?;
            all.extend(number.map(|number| (id, number)));
        }
        Ok(all)
    }

    /// The records of several kinds whose field refers to anything, by what it refers to, each in the order of
    /// their making.
    pub fn histories(
        &self,
        channel: ChannelId,
        of: &[(&'static Kind, Field)],
    ) -> Result<BTreeMap<RecordId, Vec<Record>>> {
        let reader = self.reader(channel)?;
        let mut all = Vec::new();
        for (kind, field) in of {
            let table = self.tables.get(kind.number).ok_or(Error::missing(kind))?;
            let condition = "where k._channel = ?1 and k._shown > 0";
            let found = reader.written_where(table, *field, condition, [reader.channel])?;
            all.extend(found.into_iter().map(|(order, record)| (order, record.id_of(*field), record)));
        }
        all.sort_by_key(|(order, _, record)| (*order, record.id));
        let mut by_reference: BTreeMap<RecordId, Vec<Record>> = BTreeMap::new();
        for (_, to, record) in all {
            if let Some(to) = to {
                by_reference.entry(to).or_default().push(record);
            }
        }
        Ok(by_reference)
    }

    /// The ids of the records of a kind that are there, in the order of their making.
    pub fn ids(&self, kind: &'static Kind, channel: ChannelId) -> Result<Vec<RecordId>> {
        let table = self.tables.get(kind.number).ok_or(Error::missing(kind))?;
        let sql = format!("select _id from {} where _channel = ?1 and _shown > 0 order by _ix", table.name);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement.query_map([self.names.channel_ix(channel)?], |row| id_of(row, 0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// A number that grows with whatever is written, so that what was read before it can be told from what holds now.
    pub fn changes(&self) -> u64 {
        self.conn.total_changes()
    }

    /// How many records have a register in conflict.
    pub fn conflicted(&self) -> Result<usize> {
        let mut count = 0;
        for table in self.tables.all() {
            let sql = format!("select count(*) from {} where _conflicts > 0", table.name);
            count += self.conn.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))? as usize;
        }
        Ok(count)
    }

    /// The first `limit` records that have a register in conflict, by kind.
    pub fn first_conflicted(&self, limit: usize) -> Result<Vec<(ChannelId, &'static Kind, RecordId)>> {
        let mut found = Vec::new();
        for table in self.tables.all() {
            let sql = format!("select _channel, _id from {} where _conflicts > 0 limit ?1", table.name);
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query([limit.saturating_sub(found.len()) as i64])?;
            while let Some(row) = rows.next()? {
                found.push((self.names.channel(row.get(0)?)?, table.kind, id_of(row, 1)?));
            }
        }
        Ok(found)
    }
}

impl Reader<'_> {
    /// Whether no record's field refers to `id`.
    pub fn is_empty_of(&self, kind: &'static Kind, field: Field, id: RecordId) -> Result<bool> {
        Ok(domain::Facts::holding(self, kind, field, &id.into())?.is_empty())
    }
}
