//! 分叉: two copies of one database that both wrote on under the same name.
//!
//! Of two branches of a chain one stands; which one is for the caller to say. The other is taken out of the journal
//! and of what it projected to, kept aside, and written again under a new name by the copy that wrote it. So nobody
//! has to choose which side to overwrite, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use journal::{ChannelId, Dot, Hash, SiteId};
use rusqlite::params;

use crate::aside::Aside;
use crate::chain::Held;
use crate::fate::Fate;
use crate::replay::{RecordKey, names_in};
use crate::{Result, Store};

/// That a row of `branch` is about one that does not stand now.
const GAVE_WAY: &str = "not exists (select 1 from entry where entry.channel = branch.channel
    and entry.site = branch.site and entry.seq = branch.seq and entry.hash = branch.hash)";

impl Store {
    /// The first number at which a chain differs from another copy of it; `None` if they agree as far as both go.
    /// `previous` is the hash before entry `from`, `hashes` are those of the entries from there on.
    pub fn fork_at(
        &self,
        channel: ChannelId,
        site: SiteId,
        from: u64,
        previous: &Hash,
        hashes: &[Hash],
    ) -> Result<Option<u64>> {
        let differs = |seq, hash: &Hash| -> Result<bool> {
            Ok(self.hash_at(channel, site, seq)?.is_some_and(|held| held != *hash))
        };
        if from > 1 && differs(from - 1, previous)? {
            return Ok(Some(from - 1));
        }
        for (seq, hash) in (from..).zip(hashes) {
            if differs(seq, hash)? {
                return Ok(Some(seq));
            }
        }
        // An entry that waits for its predecessor says which one it means.
        let next = from + hashes.len() as u64;
        let claimed = self.claimed(channel, site, next)?;
        Ok(claimed.filter(|claimed| hashes.last() != Some(claimed)).map(|_| next))
    }

    fn claimed(&self, channel: ChannelId, site: SiteId, seq: u64) -> Result<Option<Hash>> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(None) };
        let mut statement = self.conn.prepare_cached(
            "select previous from entry where channel = ?1 and site = ?2 and seq = ?3 and previous is not null",
        )?;
        let mut rows = statement.query(params![self.names.channel_ix(channel)?, site, seq as i64])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// Takes the entries of a chain from number `from` on out of the journal, and what they wrote out of the tables;
    /// they are kept aside, and the last of them is noted as the head of a branch. `to_write` tells whether they are for
    /// [`Store::write_again`]; else they are kept for the party that wrote them. Gives how many there were.
    pub fn displace(&mut self, channel: ChannelId, site: SiteId, from: u64, to_write: bool) -> Result<usize> {
        let aside = if to_write { Aside::Due } else { Aside::ForOthers };
        self.transaction(|store| {
            let (channel_ix, site_ix) = (store.names.channel_ix(channel)?, store.names.site_ix(site)?);
            let all = store.branch(channel, site, from)?;
            if let Some(last) = all.last() {
                store.note_branch(channel, site, last.entry.header.place.seq, &last.hash)?;
            }
            let mut touched: BTreeMap<RecordKey, Vec<Dot>> = BTreeMap::new();
            for held in &all {
                store.keep_aside(channel_ix, site_ix, &held.entry, &held.hash, aside)?;
                for change in held.entry.changes.iter().filter(|_| held.fate == Fate::Applied) {
                    let key = (change.kind, change.id);
                    let named = names_in(&held.entry, |record| record == key);
                    touched.entry(key).or_default().extend(named);
                }
            }
            let values = params![channel_ix, site_ix, from as i64];
            // Others may have named these; what comes under their numbers must be put in as if it came late.
            store.conn.execute(
                "insert into named_early (channel, site, seq)
                 select channel, site, seq from entry where channel = ?1 and site = ?2 and seq >= ?3
                 on conflict do nothing",
                values,
            )?;
            for table in ["entry", "signed_head"] {
                let sql = format!("delete from {table} where channel = ?1 and site = ?2 and seq >= ?3");
                store.conn.execute(&sql, values)?;
            }
            let head = store.head_by_number(channel_ix, site_ix)?.0.min(from - 1);
            let hash = store.hash_at(channel, site, head)?.unwrap_or([0; 32]);
            store.set_head(channel_ix, site_ix, head, &hash)?;
            let records: BTreeSet<RecordKey> = touched.keys().copied().collect();
            let dots: Vec<Dot> = touched.into_values().flatten().collect();
            store.remake(channel, &records, &dots)?;
            Ok(all.len())
        })
    }

    /// The entries of a chain from number `from` on, those included that wait behind a gap.
    fn branch(&self, channel: ChannelId, site: SiteId, from: u64) -> Result<Vec<Held>> {
        let mut statement = self.conn.prepare_cached(
            "select seq from entry where channel = ?1 and site = ?2 and seq >= ?3 order by seq",
        )?;
        let values = params![self.names.channel_ix(channel)?, self.names.site_ix(site)?, from as i64];
        let numbers = statement.query_map(values, |row| row.get::<_, i64>(0))?;
        numbers.map(|seq| self.entry(channel, Dot { site, seq: seq? as u64 })).collect()
    }

    /// How many entries of a site were displaced and are not written again yet.
    pub fn displaced(&self, site: SiteId) -> Result<usize> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(0) };
        let sql = "select count(*) from displaced where site = ?1 and again = 0";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([site], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// Notes the head of a branch that does not stand here: it turned up, or gave way.
    pub fn note_branch(&self, channel: ChannelId, site: SiteId, seq: u64, hash: &Hash) -> Result<()> {
        let site = self.names.ensure_site(&self.conn, site)?;
        self.conn.execute(
            "insert into branch (channel, site, seq, hash) values (?1, ?2, ?3, ?4) on conflict do nothing",
            params![self.names.channel_ix(channel)?, site, seq as i64, hash],
        )?;
        Ok(())
    }

    /// Whether a branch that does not stand here reaches a number of a chain.
    pub(crate) fn is_of_branch(&self, (channel, site): (i64, i64), seq: u64) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(&format!(
            "select 1 from branch where channel = ?1 and site = ?2 and seq >= ?3 and {GAVE_WAY} limit 1"
        ))?;
        Ok(statement.exists(params![channel, site, seq as i64])?)
    }

    /// The heads of branches of a channel that turned up or gave way and do not stand here now: site, number and hash.
    pub fn branches(&self, channel: ChannelId) -> Result<Vec<(SiteId, u64, Hash)>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "select site, seq, hash from branch where channel = ?1 and {GAVE_WAY} order by site, seq, hash"
        ))?;
        let rows = statement.query_map([self.names.channel_ix(channel)?], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Hash>(2)?))
        })?;
        rows.map(|row| {
            let (site, seq, hash) = row?;
            Ok((self.names.site(site)?, seq as u64, hash))
        })
        .collect()
    }
}
