//! The channels that a workspace knows.

use journal::ChannelId;
use rusqlite::{OptionalExtension, params};

use crate::{Error, Result, Store};

/// What a channel is for. The numbers stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelScope {
    /// A village's stream, which its township also writes.
    Village = 1,
    /// The township's own affairs.
    Township = 2,
    /// Private to this workspace.
    Private = 3,
}

impl ChannelScope {
    fn from_number(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Self::Village),
            2 => Ok(Self::Township),
            3 => Ok(Self::Private),
            _ => Err(Error::Damaged("channel scope")),
        }
    }
}

impl Store {
    /// Makes a channel known; does nothing if it is.
    pub fn add_channel(&self, id: ChannelId, scope: ChannelScope) -> Result<()> {
        self.conn.execute(
            "insert into channel (id, scope) values (?1, ?2) on conflict (id) do nothing",
            params![id.as_bytes(), scope as i64],
        )?;
        self.names.reread(&self.conn)
    }

    /// Every channel with its scope, in the order they became known.
    pub fn channels(&self) -> Result<Vec<(ChannelId, ChannelScope)>> {
        let mut statement = self.conn.prepare_cached("select id, scope from channel order by ix")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (id, scope) = row?;
            let id = ChannelId::from_slice(&id).ok_or(Error::Damaged("channel"))?;
            Ok((id, ChannelScope::from_number(scope)?))
        })
        .collect()
    }

    /// What a channel is for.
    pub fn scope(&self, channel: ChannelId) -> Result<ChannelScope> {
        let mut statement = self.conn.prepare_cached("select scope from channel where id = ?1")?;
        let scope: Option<i64> = statement.query_row([channel.as_bytes()], |row| row.get(0)).optional()?;
        ChannelScope::from_number(scope.ok_or(Error::NoChannel)?)
    }

    /// Whether the channel is one that a village shares with its township.
    pub(crate) fn is_shared(&self, channel: ChannelId) -> Result<bool> {
        Ok(self.scope(channel)? == ChannelScope::Village)
    }
}
