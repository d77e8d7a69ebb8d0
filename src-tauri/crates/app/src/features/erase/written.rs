//! Erasures as the journal holds them.

use domain::erasure::Erasure;
use domain::kinds::erasure;
use domain::{Kind, RecordId};
use journal::{ChannelId, Dot, Header};
use store::{Filter, Query, Store};

use crate::Result;

/// An erasure with the entry that says so. It is written once and never changed.
pub(crate) struct WrittenErasure {
    /// The record that says so.
    pub(crate) id: RecordId,
    /// The head of the entry that wrote it.
    pub(crate) header: Header,
    /// What is gone.
    pub(crate) what: Erasure,
}

impl WrittenErasure {
    /// Those of a channel; none of one that nothing is held of.
    pub(crate) fn all(store: &Store, channel: ChannelId) -> Result<Vec<WrittenErasure>> {
        if store.scope(channel).is_err() {
            return Ok(Vec::new());
        }
        WrittenErasure::found(store, channel, Query::all(&erasure::KIND))
    }

    /// Those about a record.
    pub(crate) fn of(
        store: &Store,
        channel: ChannelId,
        kind: &Kind,
        id: RecordId,
    ) -> Result<Vec<WrittenErasure>> {
        let about = Filter::Is(erasure::SUBJECT, id.to_string().into());
        let mut found = WrittenErasure::found(store, channel, Query::all(&erasure::KIND).filter(about))?;
        found.retain(|one| one.what.kind == kind.number);
        Ok(found)
    }

    fn found(store: &Store, channel: ChannelId, query: Query) -> Result<Vec<WrittenErasure>> {
        let (number, until) = (erasure::KIND.number, erasure::UNTIL.number);
        let mut all = Vec::new();
        for (_, record) in store.page(&query.within(channel))?.records {
            let said = store.register_history(channel, number, record.id, until, None)?.into_iter().next();
            if let (Some(what), Some((held, _))) = (Erasure::of(&record), said) {
                all.push(WrittenErasure { id: record.id, header: held.entry.header, what });
            }
        }
        Ok(all)
    }

    /// The entry that says so.
    pub(crate) fn dot(&self) -> Dot {
        Dot { site: self.header.place.site, seq: self.header.place.seq }
    }

    /// The entries in which something was erased.
    pub(crate) fn about(&self, store: &Store) -> Result<Vec<Dot>> {
        Ok(store.entries_about(self.header.place.channel, &self.what)?)
    }
}
