//! 搁置: entries of branches that do not stand here. Some are to be written again, others are kept for the party that
//! wrote them.

use std::collections::HashMap;

use journal::{ChannelId, Entry, Hash, Place, SiteId};
use rusqlite::{OptionalExtension, params};

use crate::{Result, Store};

/// What becomes of an entry that is kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aside {
    /// It is to be written again here.
    Due = 0,
    /// It was written again here.
    Rewritten = 1,
    /// It is kept for a laptop of the party that wrote it.
    ForOthers = 2,
}

impl Store {
    /// Keeps entries of a branch that does not stand here, each with its hash, without what was erased in their channel.
    /// If they are to be written (`to_write`), [`Store::write_again`] does so, unless that was done before; else they are
    /// kept for the party that wrote them. What stands here is left out.
    pub fn keep_of_branch(&self, entries: &[(Entry, Hash)], to_write: bool) -> Result<()> {
        let aside = if to_write { Aside::Due } else { Aside::ForOthers };
        let mut erased = HashMap::new();
        for (entry, hash) in entries {
            let place = entry.header.place;
            let channel = self.names.channel_ix(place.channel)?;
            let site = self.names.ensure_site(&self.conn, place.site)?;
            let is_here = self.hash_at(place.channel, place.site, place.seq)? == Some(*hash);
            if is_here && self.is_decided(channel, site, place.seq)? {
                continue;
            }
            if let std::collections::hash_map::Entry::Vacant(vacant) = erased.entry(channel) {
                vacant.insert(self.erasures(channel)?);
            }
            let left = erased.get(&channel).map_or(Ok(None), |all| self.without_erased(entry, all))?;
            self.keep_aside(channel, site, left.as_ref().unwrap_or(entry), hash, aside)?;
        }
        Ok(())
    }

    /// Keeps an entry aside, once, with all that any copy of it shows. What was kept for others is to be written from now
    /// on if `aside` says so.
    pub(crate) fn keep_aside(
        &self,
        channel: i64,
        site: i64,
        entry: &Entry,
        hash: &Hash,
        aside: Aside,
    ) -> Result<()> {
        let place = entry.header.place;
        let mut statement = self.conn.prepare_cached(
            "select id, again, body from displaced where channel = ?1 and site = ?2 and seq = ?3 and hash = ?4",
        )?;
        let found = statement.query_row(params![channel, site, place.seq as i64, hash], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
        });
        match found.optional()? {
            None => {
                let mut insert = self.conn.prepare_cached(
                    "insert into displaced (channel, site, seq, hash, previous, body, again)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?;
                let (seq, again) = (place.seq as i64, aside as i64);
                insert.execute(params![channel, site, seq, hash, place.previous, entry.body()?, again])?;
            }
            Some((id, again, body)) if again != Aside::Rewritten as i64 => {
                let held = Entry::from_body(place, &body)?;
                let joined = self.joined(&held, entry)?.unwrap_or(held);
                let again = if aside == Aside::Due { aside as i64 } else { again };
                let mut update =
                    self.conn.prepare_cached("update displaced set again = ?2, body = ?3 where id = ?1")?;
                update.execute(params![id, again, joined.body()?])?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Whether all entries of a branch up to this head were written again here: back to its beginning, or to one that
    /// stands here.
    pub fn is_branch_rewritten(
        &self,
        channel: ChannelId,
        site: SiteId,
        seq: u64,
        hash: &Hash,
    ) -> Result<bool> {
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let mut statement = self.conn.prepare_cached(
            "select previous, again from displaced
             where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4",
        )?;
        let mut next = (seq, *hash);
        loop {
            let found = statement.query_row(params![ix.0, ix.1, next.0 as i64, next.1], |row| {
                Ok((row.get::<_, Hash>(0)?, row.get::<_, i64>(1)?))
            });
            match found.optional()? {
                Some((_, again)) if again != Aside::Rewritten as i64 => return Ok(false),
                Some((previous, _)) if next.0 > 1 => next = (next.0 - 1, previous),
                Some(_) => return Ok(true),
                None if next.0 == seq => return Ok(false),
                None => return Ok(self.hash_at(channel, site, next.0)? == Some(next.1)),
            }
        }
    }

    /// The entry that is the head of a branch kept aside; `None` if it is not kept.
    pub fn branch_head(
        &self,
        channel: ChannelId,
        site: SiteId,
        seq: u64,
        hash: &Hash,
    ) -> Result<Option<Entry>> {
        let mut statement = self.conn.prepare_cached(
            "select previous, body from displaced where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4",
        )?;
        let values = params![
            self.names.channel_ix(channel)?,
            self.names.ensure_site(&self.conn, site)?,
            seq as i64,
            hash
        ];
        let found = statement
            .query_row(values, |row| Ok((row.get::<_, Hash>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        let entry = |(previous, body): (Hash, Vec<u8>)| {
            Entry::from_body(Place { site, channel, seq, previous }, &body)
        };
        Ok(found.map(entry).transpose()?)
    }

    /// The entries that are kept aside of a branch with this head, each with its hash, ascending, as far back as they
    /// hang together.
    pub fn branch_up_to(
        &self,
        channel: ChannelId,
        site: SiteId,
        seq: u64,
        hash: &Hash,
    ) -> Result<Vec<(Entry, Hash)>> {
        let (mut all, mut next) = (Vec::new(), (seq, *hash));
        while let Some(entry) = self.branch_head(channel, site, next.0, &next.1)? {
            let before = (next.0.saturating_sub(1), entry.header.place.previous);
            all.push((entry, next.1));
            next = before;
        }
        all.reverse();
        Ok(all)
    }

    /// The numbers and hashes of what [`Store::branch_up_to`] gives, descending.
    pub(crate) fn hashes_up_to(&self, ix: (i64, i64), seq: u64, hash: &Hash) -> Result<Vec<(u64, Hash)>> {
        let mut statement = self.conn.prepare_cached(
            "select previous from displaced where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4",
        )?;
        let (mut all, mut next) = (Vec::new(), (seq, *hash));
        loop {
            let values = params![ix.0, ix.1, next.0 as i64, next.1];
            let Some(previous) = statement.query_row(values, |row| row.get(0)).optional()? else {
                return Ok(all);
            };
            all.push(next);
            next = (next.0.saturating_sub(1), previous);
        }
    }
}
