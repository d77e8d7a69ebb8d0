//! 代存的分支: branches that do not stand here, kept for the party that wrote them.
//!
//! A laptop that was put back to an older state may write on under numbers that are taken, hand that over, and be
//! destroyed before it hears that its branch was not taken. So whoever does not take a branch keeps it, and gives it
//! back until a laptop of its party says that it wrote it again. When that is to be done is not known here.

use std::collections::HashSet;

use journal::{ChannelId, Hash, SiteId};
use rusqlite::{OptionalExtension, params};

use crate::{Error, Result, Store};

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
    /// Notes the head of a branch whose entries are kept, as its site signed it. A head that another goes on from is
    /// forgotten, and what is sealed about it belongs to the other. Gives the number of the one that is kept.
    pub fn keep_branch(
        &self,
        (channel, site): (ChannelId, SiteId),
        (seq, hash): (u64, &Hash),
        signature: &[u8; 64],
    ) -> Result<i64> {
        self.note_branch(channel, site, seq, hash)?;
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let of_chain = self.kept_branches()?.into_iter();
        let others: Vec<KeptBranch> =
            of_chain.filter(|one| (one.channel, one.site) == (channel, site)).collect();
        for other in &others {
            let same = (other.seq, other.hash) == (seq, *hash);
            if same || self.hashes_up_to(ix, other.seq, &other.hash)?.contains(&(seq, *hash)) {
                return Ok(other.number);
            }
        }
        self.conn.execute(
            "insert into kept_branch (channel, site, seq, hash, signature) values (?1, ?2, ?3, ?4, ?5)",
            params![ix.0, ix.1, seq as i64, hash, signature],
        )?;
        let number = self.conn.last_insert_rowid();
        let run: HashSet<(u64, Hash)> = self.hashes_up_to(ix, seq, hash)?.into_iter().collect();
        for older in others.iter().filter(|older| run.contains(&(older.seq, older.hash))) {
            let sql = "update kept_branch_piece set branch = ?1 where branch = ?2";
            self.conn.execute(sql, [number, older.number])?;
            self.conn.execute("delete from kept_branch where id = ?1", [older.number])?;
        }
        Ok(number)
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

    /// Keeps what its party sealed to itself about entries of a kept branch; `covers` says about which.
    pub fn keep_branch_piece(&self, branch: i64, covers: &str, bytes: &[u8]) -> Result<()> {
        self.conn.execute(
            "insert into kept_branch_piece (branch, covers, bytes) values (?1, ?2, ?3)",
            params![branch, covers, bytes],
        )?;
        Ok(())
    }

    /// The sealed pieces about a kept branch, oldest first: each by its number, with what it is about.
    pub fn branch_pieces(&self, branch: i64) -> Result<Vec<(i64, String)>> {
        let sql = "select id, covers from kept_branch_piece where branch = ?1 order by id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([branch], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of such a piece.
    pub fn branch_piece_bytes(&self, number: i64) -> Result<Vec<u8>> {
        let mut statement = self.conn.prepare_cached("select bytes from kept_branch_piece where id = ?1")?;
        let bytes = statement.query_row([number], |row| row.get(0)).optional()?;
        bytes.ok_or(Error::NotFound { kind: "sealed piece" })
    }

    /// Drops such a piece.
    pub fn drop_branch_piece(&self, number: i64) -> Result<()> {
        self.conn.execute("delete from kept_branch_piece where id = ?1", [number])?;
        Ok(())
    }

    /// Drops a kept branch: it stands, or its party wrote it again. What another kept branch goes on from stays.
    pub fn drop_branch(&self, branch: &KeptBranch) -> Result<()> {
        let (channel, site) = (branch.channel, branch.site);
        let ix = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        self.conn.execute("delete from kept_branch where id = ?1", [branch.number])?;
        self.conn.execute("delete from kept_branch_piece where branch = ?1", [branch.number])?;
        let mut kept = HashSet::new();
        for other in self.kept_branches()?.iter().filter(|one| (one.channel, one.site) == (channel, site)) {
            kept.extend(self.hashes_up_to(ix, other.seq, &other.hash)?);
        }
        let mut delete = self.conn.prepare_cached(
            "delete from displaced where channel = ?1 and site = ?2 and seq = ?3 and hash = ?4 and again = 2",
        )?;
        for (seq, hash) in self.hashes_up_to(ix, branch.seq, &branch.hash)? {
            if !kept.contains(&(seq, hash)) {
                delete.execute(params![ix.0, ix.1, seq as i64, hash])?;
            }
        }
        Ok(())
    }
}
