//! Disagreements: fields with survivors of different values, which a person settles by writing once more.

use domain::{Kind, RecordId, Value};
use journal::{ChannelId, Hlc, Survivor, Visibility};

use crate::{Result, Store};

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field; that of deletion if the record was deleted by someone who had not seen a later change.
    pub field: u16,
    /// For a field that holds several values, the one whose presence is in dispute.
    pub element: Option<Value>,
    /// The survivors with their stamps, the one that stands first. A deletion against an unseen change has the
    /// deletion alone.
    pub survivors: Vec<(Survivor, Hlc)>,
}

impl Store {
    /// The records in conflict of the kinds that this program knows, in all channels or one, deleted ones too.
    pub fn in_conflict(
        &self,
        channel: Option<ChannelId>,
    ) -> Result<Vec<(ChannelId, &'static Kind, RecordId)>> {
        let only = channel.map(|channel| self.names.channel_ix(channel)).transpose()?;
        let mut all = Vec::new();
        for table in self.tables.all() {
            let mut statement = self.conn.prepare_cached(&format!(
                "select _channel, _id from {} where _conflicts > 0 and (?1 is null or _channel = ?1) order by _ix",
                table.name
            ))?;
            let rows = statement.query_map([only], |row| Ok((row.get(0)?, crate::row::id_of(row, 1)?)))?;
            for row in rows {
                let (channel, id) = row?;
                all.push((self.names.channel(channel)?, table.kind, id));
            }
        }
        Ok(all)
    }

    /// The disagreements in one record, by field and element.
    pub fn conflicts(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<Vec<Conflict>> {
        let channel = self.names.channel_ix(channel)?;
        let state = self.kept(channel, kind, id)?.state;
        let stamps = self.stamps(channel, &state)?;
        let unseen = state.visibility(|dot| stamps.of(dot)) == Visibility::DeletedUnseen;
        let mut all = Vec::new();
        for ((field, element), register) in &state.registers {
            let against_deletion = unseen && *field == domain::DELETED.number;
            if !(register.in_conflict() || against_deletion) {
                continue;
            }
            let with_stamp = |one: &Survivor| Ok((one.clone(), self.hlc_of(channel, one.dot)?));
            let mut survivors = register.0.iter().map(with_stamp).collect::<Result<Vec<_>>>()?;
            survivors.sort_by_key(|(one, hlc)| std::cmp::Reverse((*hlc, one.dot.site)));
            all.push(Conflict { field: *field, element: element.clone(), survivors });
        }
        Ok(all)
    }
}
