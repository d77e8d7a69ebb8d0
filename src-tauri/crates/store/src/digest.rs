//! The digest of what is applied here.

use std::collections::BTreeSet;

use domain::Group;
use domain::disclosure::Policy;
use journal::{ChannelId, Digest, Hash};

use crate::{Result, Store};

impl Store {
    /// The digest of everything that is applied here.
    pub fn digest(&self) -> Result<Hash> {
        let mut channels: Vec<ChannelId> = self.channels()?.into_iter().map(|(id, _)| id).collect();
        channels.sort_unstable();
        let mut digest = Digest::default();
        for channel in channels {
            self.add_to_digest(&mut digest, channel, |_| true)?;
        }
        Ok(digest.finish())
    }

    /// The digest of what village and township share of a channel: the open part and the groups of the policy.
    pub fn shared_digest(&self, channel: ChannelId, policy: Policy) -> Result<Hash> {
        let mut digest = Digest::default();
        // A group that this program does not know is in no policy that it knows.
        self.add_to_digest(&mut digest, channel, |group| {
            Group::from_number(group).is_some_and(|group| policy.carries(group))
        })?;
        Ok(digest.finish())
    }

    fn add_to_digest(
        &self,
        digest: &mut Digest,
        channel: ChannelId,
        carries: impl Fn(u8) -> bool,
    ) -> Result<()> {
        let channel_ix = self.names.channel_ix(channel)?;
        let known = self.tables.all().map(|table| table.kind.number);
        let kinds: BTreeSet<u16> = known.chain(self.unknown_kinds(channel_ix)?).collect();
        for kind in kinds {
            let mut add = |id, state| Ok(digest.add(channel, kind, id, &state, |_, group| carries(group))?);
            match self.tables.get(kind) {
                Some(table) => self.each_state(table, channel_ix, &mut add)?,
                None => self.each_unknown_state(kind, channel_ix, &mut add)?,
            }
        }
        Ok(())
    }

    /// The kinds of which records are kept that this program does not know.
    pub(crate) fn unknown_kinds(&self, channel: i64) -> Result<BTreeSet<u16>> {
        let mut statement =
            self.conn.prepare_cached("select distinct _kind from unknown_record where _channel = ?1")?;
        let kinds = statement.query_map([channel], |row| row.get(0))?;
        Ok(kinds.collect::<rusqlite::Result<_>>()?)
    }
}
