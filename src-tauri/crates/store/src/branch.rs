//! 分叉: two copies of one database that both wrote on under the same name.
//!
//! Of two branches of a chain one stands; which one is for the caller to say. The other is taken out of the journal
//! and of what it projected to, kept aside, and written again under a new name by the copy that wrote it. So nobody
//! has to choose which side to overwrite, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use journal::{ActRef, Change, ChannelId, Dot, Entry, Hash, Header, Hlc, Place, SiteId, Write};
use rusqlite::params;

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
    /// they are kept aside, and the last of them is noted as the head of a branch. Gives how many there were.
    pub fn displace(&mut self, channel: ChannelId, site: SiteId, from: u64) -> Result<usize> {
        self.transaction(|store| {
            let (channel_ix, site_ix) = (store.names.channel_ix(channel)?, store.names.site_ix(site)?);
            let all = store.branch(channel, site, from)?;
            if let Some(last) = all.last() {
                store.note_branch(channel, site, last.entry.header.place.seq, &last.hash)?;
            }
            let mut touched: BTreeMap<RecordKey, Vec<Dot>> = BTreeMap::new();
            for held in &all {
                store.keep_aside(channel_ix, site_ix, held)?;
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

    /// Displaces what waits of a chain behind a gap. Gives how many entries.
    pub fn displace_waiting(&mut self, channel: ChannelId, site: SiteId) -> Result<usize> {
        let chain = (self.names.channel_ix(channel)?, self.names.ensure_site(&self.conn, site)?);
        let (head, _) = self.head_by_number(chain.0, chain.1)?;
        self.displace(channel, site, head + 1)
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

    /// A branch that stood again meanwhile is kept once: what it says was written again when it first gave way.
    fn keep_aside(&self, channel: i64, site: i64, held: &Held) -> Result<()> {
        let place = held.entry.header.place;
        let mut statement = self.conn.prepare_cached(
            "insert into displaced (channel, site, seq, hash, previous, body) select ?1, ?2, ?3, ?4, ?5, ?6
             where not exists (select 1 from displaced where site = ?2 and channel = ?1 and seq = ?3 and hash = ?4)",
        )?;
        let body = held.entry.body()?;
        statement.execute(params![channel, site, place.seq as i64, held.hash, place.previous, body])?;
        Ok(())
    }

    /// How many entries of a site were displaced and are not written again yet.
    pub fn displaced(&self, site: SiteId) -> Result<usize> {
        let Ok(site) = self.names.site_ix(site) else { return Ok(0) };
        let sql = "select count(*) from displaced where site = ?1 and again = 0";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([site], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// Writes the displaced entries of the site `before` again under this store's name: the same changes in the same order, with the day, the person and the act that they had. `wall` is what the clock shows.
    /// The rules are not asked: these facts were checked when they were first written. Gives how many entries.
    pub fn write_again(&mut self, before: SiteId, wall: i64) -> Result<usize> {
        self.transaction(|store| {
            let mut again = Again { store, before, dots: BTreeMap::new(), acts: BTreeMap::new(), wall };
            let all = again.displaced()?;
            for (channel, entry) in &all {
                again.write(*channel, entry)?;
            }
            let site = store.names.ensure_site(&store.conn, before)?;
            store.conn.execute("update displaced set again = 1 where site = ?1", [site])?;
            store.erase_said(|_| true)?;
            Ok(all.len())
        })
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

/// Displaced entries on their way back into the journal.
struct Again<'s> {
    store: &'s Store,
    before: SiteId,
    /// The new names of what was written under the old one, by channel.
    dots: BTreeMap<(i64, u64), Dot>,
    acts: BTreeMap<Hlc, Hlc>,
    wall: i64,
}

impl Again<'_> {
    /// The displaced entries in the order of their stamps, so that acts over several channels stay together.
    fn displaced(&self) -> Result<Vec<(ChannelId, Entry)>> {
        let store = self.store;
        let mut statement = store.conn.prepare_cached(
            "select channel, seq, previous, body from displaced where site = ?1 and again = 0",
        )?;
        let mut rows = statement.query([store.names.ensure_site(&store.conn, self.before)?])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let channel = store.names.channel(row.get(0)?)?;
            let (seq, previous) = (row.get::<_, i64>(1)? as u64, row.get(2)?);
            let place = Place { site: self.before, channel, seq, previous };
            let body: Vec<u8> = row.get(3)?;
            all.push((channel, Entry::from_body(place, &body)?));
        }
        all.sort_by_key(|(channel, entry)| (entry.header.hlc, *channel, entry.header.place.seq));
        Ok(all)
    }

    fn write(&mut self, channel: ChannelId, old: &Entry) -> Result<()> {
        let store = self.store;
        let channel_ix = store.names.channel_ix(channel)?;
        let site_ix = store.names.ensure_site(&store.conn, store.site)?;
        let (seq, previous) = store.head_by_number(channel_ix, site_ix)?;
        let hlc = Hlc::after(store.last_hlc()?, self.wall);
        let act_id = *self.acts.entry(old.header.act_id).or_insert(hlc);
        let place = Place { site: store.site, channel, seq: seq + 1, previous };
        let undoes = old.header.undoes.map(|act| self.act(act));
        let header = Header { place, hlc, act_id, undoes, ..old.header.clone() };
        let (changes, groups) = self.changes(channel_ix, old);
        let group_of = |kind, field| groups.get(&(kind, field)).copied().unwrap_or(0);
        let entry = Entry::new(header, changes, vault::random::random_bytes::<16>()?, group_of);
        let hash = entry.hash()?;
        store.insert_entry(channel_ix, site_ix, &entry, &hash, Fate::Applied)?;
        store.set_head(channel_ix, site_ix, seq + 1, &hash)?;
        store.set_meta("hlc", &hlc.0.to_be_bytes())?;
        store.project_entry(channel_ix, &entry)?;
        self.dots.insert((channel_ix, old.header.place.seq), entry.dot());
        Ok(())
    }

    fn act(&self, act: ActRef) -> ActRef {
        let renamed = self.acts.get(&act.id).filter(|_| act.site == self.before);
        renamed.map_or(act, |id| ActRef { site: self.store.site, id: *id })
    }

    fn dot(&self, channel: i64, dot: Dot) -> Dot {
        let renamed = self.dots.get(&(channel, dot.seq)).filter(|_| dot.site == self.before);
        renamed.copied().unwrap_or(dot)
    }

    /// All that an entry wrote, under the new names, with the disclosure group of each field.
    fn changes(&self, channel: i64, old: &Entry) -> (Vec<Change>, BTreeMap<(u16, u16), u8>) {
        let mut groups = BTreeMap::new();
        let renamed = |dots: &[Dot]| dots.iter().map(|dot| self.dot(channel, *dot)).collect();
        let mut changes = Vec::new();
        for (index, change) in old.changes.iter().enumerate() {
            let mut writes = Vec::new();
            for (group, write) in old.writes_of(index) {
                groups.insert((change.kind, write.field), group);
                writes.push(Write { replaces: renamed(&write.replaces), ..write.clone() });
            }
            changes.push(Change { writes, seen: renamed(&change.seen), ..change.clone() });
        }
        (changes, groups)
    }
}
