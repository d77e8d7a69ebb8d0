//! 代存的分支: branches that do not stand here, kept for the party that wrote them.
//!
//! A laptop that was put back to an older state may write on under numbers that are taken, hand that over, and be
//! destroyed before it hears that its branch was not taken. So whoever does not take a branch keeps it, and gives it
//! back until a laptop of its party says that it wrote it again. When that is to be done is not known here.

use std::collections::BTreeSet;

use domain::RecordId;
use journal::{ChannelId, Entry, Hash, Place, SiteId};
use rusqlite::{OptionalExtension, params};

use crate::chain::Held;
use crate::{Result, Store};

/// The head of a branch that is kept for the party that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBranch {
    /// Its number here.
    pub number: i64,
    /// The channel.
    pub channel: ChannelId,
    /// The site that wrote it.
    pub site: SiteId,
    /// The number of its last entry.
    pub seq: u64,
    /// The hash of that entry.
    pub hash: Hash,
    /// The site's signature of the head.
    pub signature: [u8; 64],
}

impl Store {
    /// Keeps an entry of a branch that does not stand here, without what was erased in its channel. If it is `to_write`,
    /// [`Store::write_again`] writes it, unless that was done before; else it is kept for the party that wrote it.
    pub fn keep_of_branch(&self, entry: &Entry, hash: &Hash, to_write: bool) -> Result<()> {
        let place = entry.header.place;
        let channel = self.names.channel_ix(place.channel)?;
        let site = self.names.ensure_site(&self.conn, place.site)?;
        let left = self.without_erased(entry, &self.erasures(channel)?)?;
        let again = if to_write { Again::Due } else { Again::Elsewhere };
        self.keep_displaced(channel, site, left.as_ref().unwrap_or(entry), hash, again)
    }

    /// Notes the head of a branch whose entries are kept, as its site signed it, and what its party sealed to itself about
    /// them. Heads that it goes on from are forgotten, and their pieces are its own.
    pub fn keep_branch(
        &self,
        (channel, site): (ChannelId, SiteId),
        (seq, hash): (u64, &Hash),
        signature: &[u8; 64],
        pieces: &[Vec<u8>],
    ) -> Result<()> {
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let known = self.kept_branch_at(ix, seq, hash)?;
        let number = match known {
            Some(number) => number,
            None => {
                self.conn.execute(
                    "insert into kept_branch (channel, site, seq, hash, signature) values (?1, ?2, ?3, ?4, ?5)",
                    params![ix.0, ix.1, seq as i64, hash, signature],
                )?;
                self.conn.last_insert_rowid()
            }
        };
        for piece in pieces {
            self.conn.execute(
                "insert into kept_branch_piece (branch, bytes) select ?1, ?2
                 where not exists (select 1 from kept_branch_piece where branch = ?1 and bytes = ?2)",
                params![number, piece],
            )?;
        }
        for entry in self.branch_up_to(channel, site, seq, hash)?.iter().filter(|entry| entry.dot().seq < seq)
        {
            if let Some(older) = self.kept_branch_at(ix, entry.dot().seq, &entry.hash()?)? {
                let sql = "update kept_branch_piece set branch = ?1 where branch = ?2";
                self.conn.execute(sql, [number, older])?;
                self.conn.execute("delete from kept_branch where id = ?1", [older])?;
            }
        }
        Ok(())
    }

    /// Keeps the branches whose heads are signed among displaced entries.
    pub(crate) fn keep_signed(&self, channel: ChannelId, site: SiteId, displaced: &[Held]) -> Result<()> {
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let mut statement = self.conn.prepare_cached(
            "select signature from signed_head where channel = ?1 and site = ?2 and seq = ?3",
        )?;
        for held in displaced {
            let seq = held.entry.dot().seq;
            let found = statement.query_row(params![ix.0, ix.1, seq as i64], |row| row.get(0)).optional()?;
            if let Some(signature) = found {
                self.keep_branch((channel, site), (seq, &held.hash), &signature, &[])?;
            }
        }
        Ok(())
    }

    fn kept_branch_at(&self, (channel, site): (i64, i64), seq: u64, hash: &Hash) -> Result<Option<i64>> {
        let sql = "select id from kept_branch where channel = ?1 and site = ?2 and seq = ?3 and hash = ?4";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row(params![channel, site, seq as i64, hash], |row| row.get(0)).optional()?)
    }

    /// The branches that are kept, oldest first.
    pub fn kept_branches(&self) -> Result<Vec<KeptBranch>> {
        let mut statement = self
            .conn
            .prepare_cached("select id, channel, site, seq, hash, signature from kept_branch order by id")?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(KeptBranch {
                number: row.get(0)?,
                channel: self.names.channel(row.get(1)?)?,
                site: self.names.site(row.get(2)?)?,
                seq: row.get::<_, i64>(3)? as u64,
                hash: row.get(4)?,
                signature: row.get(5)?,
            });
        }
        Ok(all)
    }

    /// What the party of a kept branch sealed to itself about its entries, oldest first.
    pub fn kept_branch_pieces(&self, branch: &KeptBranch) -> Result<Vec<Vec<u8>>> {
        let sql = "select bytes from kept_branch_piece where branch = ?1 order by rowid";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([branch.number], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The entries that are kept aside of a branch with this head, ascending, as far back as they hang together.
    pub fn branch_up_to(
        &self,
        channel: ChannelId,
        site: SiteId,
        seq: u64,
        hash: &Hash,
    ) -> Result<Vec<Entry>> {
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let mut statement = self.conn.prepare_cached(
            "select previous, body from displaced where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4",
        )?;
        let (mut all, mut next) = (Vec::new(), (seq, *hash));
        loop {
            let found = statement.query_row(params![ix.0, ix.1, next.0 as i64, next.1], |row| {
                Ok((row.get::<_, Hash>(0)?, row.get::<_, Vec<u8>>(1)?))
            });
            let Some((previous, body)) = found.optional()? else { break };
            all.push(Entry::from_body(Place { site, channel, seq: next.0, previous }, &body)?);
            next = (next.0.saturating_sub(1), previous);
        }
        all.reverse();
        Ok(all)
    }

    /// What becomes of an entry that is kept aside; `None` if it is not.
    pub fn aside(&self, channel: ChannelId, site: SiteId, seq: u64, hash: &Hash) -> Result<Option<Again>> {
        let mut statement = self.conn.prepare_cached(
            "select again from displaced where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4",
        )?;
        let site = self.names.ensure_site(&self.conn, site)?;
        let values = params![self.names.channel_ix(channel)?, site, seq as i64, hash];
        let again = statement.query_row(values, |row| row.get::<_, i64>(0)).optional()?;
        Ok(again.map(|again| match again {
            0 => Again::Due,
            1 => Again::Done,
            _ => Again::Elsewhere,
        }))
    }

    /// Drops a kept branch: it stands, or its party wrote it again. What another kept branch goes on from stays.
    pub fn drop_branch(&self, branch: &KeptBranch) -> Result<()> {
        let (channel, site) = (branch.channel, branch.site);
        self.conn.execute("delete from kept_branch where id = ?1", [branch.number])?;
        self.conn.execute("delete from kept_branch_piece where branch = ?1", [branch.number])?;
        let mut kept = BTreeSet::new();
        for other in self.kept_branches()?.iter().filter(|one| (one.channel, one.site) == (channel, site)) {
            for entry in self.branch_up_to(channel, site, other.seq, &other.hash)? {
                kept.insert(entry.hash()?);
            }
        }
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        for entry in self.branch_up_to(channel, site, branch.seq, &branch.hash)? {
            let hash = entry.hash()?;
            if !kept.contains(&hash) {
                self.conn.execute(
                    "delete from displaced where channel = ?1 and site = ?2 and seq = ?3 and hash = ?4 and again = 2",
                    params![ix.0, ix.1, entry.dot().seq as i64, hash],
                )?;
            }
        }
        Ok(())
    }

    /// Forgets what is sealed about kept branches in which an id stands: nobody here can take out of it what was erased.
    pub(crate) fn drop_branch_pieces(&self, channel: i64, id: RecordId) -> Result<()> {
        self.conn.execute(
            "delete from kept_branch_piece where branch in (
                select kept_branch.id from kept_branch join displaced using (channel, site)
                where displaced.again = 2 and channel = ?1 and instr(displaced.body, ?2) > 0)",
            params![channel, id.as_bytes()],
        )?;
        Ok(())
    }
}

/// What becomes of an entry that is kept aside, as its column `again` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It is to be written again here.
    Due = 0,
    /// It was written again here.
    Done = 1,
    /// A laptop of the party that wrote it writes it again.
    Elsewhere = 2,
}

impl Store {
    /// Keeps an entry aside, once. What was kept for others and gave way here is to be written here.
    pub(crate) fn keep_displaced(
        &self,
        channel: i64,
        site: i64,
        entry: &Entry,
        hash: &Hash,
        again: Again,
    ) -> Result<()> {
        let place = entry.header.place;
        let values =
            params![channel, site, place.seq as i64, hash, place.previous, entry.body()?, again as i64];
        let known = "channel = ?1 and site = ?2 and seq = ?3 and hash = ?4";
        let mut insert = self.conn.prepare_cached(&format!(
            "insert into displaced (channel, site, seq, hash, previous, body, again)
             select ?1, ?2, ?3, ?4, ?5, ?6, ?7 where not exists (select 1 from displaced where {known})"
        ))?;
        if insert.execute(values)? == 0 && again == Again::Due {
            let mut update = self.conn.prepare_cached(&format!(
                "update displaced set body = ?6, again = ?7, previous = ?5 where {known} and again = 2"
            ))?;
            update.execute(values)?;
        }
        Ok(())
    }
}
