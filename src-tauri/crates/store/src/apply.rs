//! Entries of other sites: which apply, which wait, which are refused.
//!
//! The entries of one chain are decided in their order, so "decided" is one number a chain: an entry is ready when
//! its predecessor and every dot that it names lie at or below those numbers. What is not ready is kept and tried
//! again as soon as what it waits for is decided.

use std::collections::{BTreeMap, HashMap};

use domain::{Owner, RecordId};
use journal::{ChannelId, Dot, Entry, Hash, Hlc, MAX_HLC, Place, Refusal, SiteId, refusal};
use rusqlite::params;

use crate::{ChannelScope, Error, Result, Store};

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Applied,
    /// It waits for entries that are not here yet.
    Waiting,
    /// It stays in its chain and does not count.
    Refused(Option<Refusal>),
}

impl Fate {
    pub(crate) fn number(self) -> i64 {
        match self {
            Fate::Applied => 0,
            Fate::Waiting => 1,
            Fate::Refused(reason) => 10 + reason.map_or(0, |reason| i64::from(reason.number())),
        }
    }

    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            0 => Fate::Applied,
            1 => Fate::Waiting,
            other => Fate::Refused(u8::try_from(other - 10).ok().and_then(Refusal::from_number)),
        }
    }
}

/// What a file's entry ended as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Applied, and nothing disagrees.
    Applied,
    /// It was here already.
    Same,
    /// Applied, and a record that it touches is in conflict.
    Conflict,
    /// Refused.
    Refused(Refusal),
    /// Waiting.
    Waiting,
}

/// What a merge did.
#[derive(Debug, Default)]
pub struct Merged {
    /// Entries that applied, those included that had been waiting from before.
    pub applied: usize,
    /// Entries that were here already.
    pub same: usize,
    /// Entries that applied and left a conflict.
    pub conflict: usize,
    /// Entries refused.
    pub refused: usize,
    /// Entries of this merge that wait.
    pub waiting: usize,
    /// How many records of each kind changed, by the kind's number.
    pub records: BTreeMap<u16, usize>,
    /// The refused entries.
    pub refusals: Vec<(SiteId, ChannelId, u64, Refusal)>,
}

type Chain = (i64, i64);

/// A merge in progress.
struct Merge<'s, S> {
    store: &'s Store,
    side_of: S,
    decided: HashMap<Chain, (u64, Hash)>,
    /// Waiting entries by the entry that they wait for first.
    blocked: HashMap<(Chain, u64), Vec<(Chain, u64)>>,
    merged: Merged,
    last: Hlc,
}

impl Store {
    /// Takes in entries of other sites, in one transaction: all or nothing. `side_of` tells which side a site is
    /// certified for in a channel, if any. `go_on` is asked now and then with the number of entries done.
    pub fn merge(
        &mut self,
        entries: impl IntoIterator<Item = Result<Entry>>,
        side_of: impl Fn(SiteId, ChannelId) -> Option<Owner>,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Merged> {
        self.transaction(|store| {
            let mut merge = Merge::begin(store, side_of)?;
            for (done, entry) in entries.into_iter().enumerate() {
                if done % 256 == 0 && !go_on(done) {
                    return Err(Error::Cancelled);
                }
                merge.take(&entry?)?;
            }
            merge.end()
        })
    }

    /// Whether the channel is one that a village shares with its township.
    pub(crate) fn is_shared(&self, channel: ChannelId) -> Result<bool> {
        Ok(self.scope(channel)? == ChannelScope::Village)
    }
}

impl<'s, S: Fn(SiteId, ChannelId) -> Option<Owner>> Merge<'s, S> {
    fn begin(store: &'s Store, side_of: S) -> Result<Self> {
        let last = store.last_hlc()?;
        let mut merge = Merge {
            store,
            side_of,
            decided: HashMap::new(),
            blocked: HashMap::new(),
            merged: Merged::default(),
            last,
        };
        let mut statement = store
            .conn
            .prepare("select channel, site, seq from entry where fate = 1 order by channel, site, seq")?;
        let rows =
            statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)? as u64)))?;
        for row in rows.collect::<rusqlite::Result<Vec<(Chain, u64)>>>()? {
            let entry = merge.reread(row.0, row.1)?;
            if let Some(cause) = merge.waits_for(row.0, &entry)? {
                merge.blocked.entry(cause).or_default().push(row);
            }
        }
        Ok(merge)
    }

    fn end(self) -> Result<Merged> {
        for ((channel, site), (seq, hash)) in &self.decided {
            if *seq > 0 {
                self.store.set_head(*channel, *site, *seq, hash)?;
            }
        }
        self.store.set_meta("hlc", &self.last.0.to_be_bytes())?;
        Ok(self.merged)
    }

    fn take(&mut self, entry: &Entry) -> Result<()> {
        let store = self.store;
        let place = entry.header.place;
        let hash = entry.hash()?;
        if let Some(held) = store.hash_at(place.channel, place.site, place.seq)? {
            if held != hash {
                return Err(Error::Fork { site: place.site, seq: place.seq });
            }
            self.merged.same += 1;
            return Ok(());
        }
        let chain =
            (store.names.channel_ix(place.channel)?, store.names.ensure_site(&store.conn, place.site)?);
        for site in &entry.sites {
            store.names.ensure_site(&store.conn, *site)?;
        }
        if let Some(cause) = self.waits_for(chain, entry)? {
            store.insert_entry(chain.0, chain.1, entry, &hash, Fate::Waiting)?;
            self.blocked.entry(cause).or_default().push((chain, place.seq));
            self.merged.waiting += 1;
            return Ok(());
        }
        let (fate, outcome) = self.decide(chain, entry, &hash)?;
        store.insert_entry(chain.0, chain.1, entry, &hash, fate)?;
        self.settle(chain, entry, hash, outcome)
    }

    /// Decides an entry whose causes are all decided: projects it unless it is refused.
    fn decide(&mut self, chain: Chain, entry: &Entry, hash: &Hash) -> Result<(Fate, Outcome)> {
        let place = entry.header.place;
        if place.previous != self.head(chain)?.1 {
            return Err(Error::Fork { site: place.site, seq: place.seq });
        }
        debug_assert!(entry.hash().is_ok_and(|found| found == *hash));
        let side = (self.side_of)(place.site, place.channel);
        if let Some(reason) = refusal(entry, side, self.store.is_shared(place.channel)?) {
            self.merged.refusals.push((place.site, place.channel, place.seq, reason));
            return Ok((Fate::Refused(Some(reason)), Outcome::Refused(reason)));
        }
        let conflict = self.store.project_entry(chain.0, entry, &mut self.merged.records)?;
        Ok((Fate::Applied, if conflict { Outcome::Conflict } else { Outcome::Applied }))
    }

    /// Counts a decided entry, moves its chain on, and takes up what waited for it.
    fn settle(&mut self, chain: Chain, entry: &Entry, hash: Hash, outcome: Outcome) -> Result<()> {
        match outcome {
            Outcome::Applied => self.merged.applied += 1,
            Outcome::Conflict => self.merged.conflict += 1,
            _ => self.merged.refused += 1,
        }
        if !matches!(outcome, Outcome::Refused(_)) && entry.header.hlc <= MAX_HLC {
            self.last = self.last.max(entry.header.hlc);
        }
        let seq = entry.header.place.seq;
        self.decided.insert(chain, (seq, hash));
        for (chain, seq) in self.blocked.remove(&(chain, seq)).unwrap_or_default() {
            self.try_again(chain, seq)?;
        }
        Ok(())
    }

    fn try_again(&mut self, chain: Chain, seq: u64) -> Result<()> {
        let entry = self.reread(chain, seq)?;
        if let Some(cause) = self.waits_for(chain, &entry)? {
            self.blocked.entry(cause).or_default().push((chain, seq));
            return Ok(());
        }
        let hash = entry.hash()?;
        let kept = self.store.hash_at(entry.header.place.channel, entry.header.place.site, seq)?;
        if kept != Some(hash) {
            // It was kept under a predecessor that it claimed and that is not the one here.
            return Err(Error::Fork { site: entry.header.place.site, seq });
        }
        let (fate, outcome) = self.decide(chain, &entry, &hash)?;
        self.store
            .conn
            .prepare_cached("update entry set fate = ?4 where channel = ?1 and site = ?2 and seq = ?3")?
            .execute(params![chain.0, chain.1, seq as i64, fate.number()])?;
        self.merged.waiting = self.merged.waiting.saturating_sub(1);
        self.settle(chain, &entry, hash, outcome)
    }

    fn head(&mut self, chain: Chain) -> Result<(u64, Hash)> {
        if let Some(head) = self.decided.get(&chain) {
            return Ok(*head);
        }
        let head = self.store.head_by_number(chain.0, chain.1)?;
        self.decided.insert(chain, head);
        Ok(head)
    }

    /// The first undecided entry that this one waits for.
    fn waits_for(&mut self, chain: Chain, entry: &Entry) -> Result<Option<(Chain, u64)>> {
        let seq = entry.header.place.seq;
        if self.head(chain)?.0 + 1 < seq {
            return Ok(Some((chain, seq - 1)));
        }
        for dot in entry.named_dots() {
            let cause = (chain.0, self.store.names.ensure_site(&self.store.conn, dot.site)?);
            // An entry that names itself or what comes after it can never be ready, and says nothing to anyone.
            if self.head(cause)?.0 < dot.seq {
                return Ok(Some((cause, dot.seq)));
            }
        }
        Ok(None)
    }

    fn reread(&self, chain: Chain, seq: u64) -> Result<Entry> {
        let store = self.store;
        let (channel, site) = (store.names.channel(chain.0)?, store.names.site(chain.1)?);
        let previous = match seq.checked_sub(1) {
            None | Some(0) => [0; 32],
            Some(before) => store.hash_at(channel, site, before)?.unwrap_or([0; 32]),
        };
        let body: Vec<u8> = store
            .conn
            .prepare_cached("select body from entry where channel = ?1 and site = ?2 and seq = ?3")?
            .query_row(params![chain.0, chain.1, seq as i64], |row| row.get(0))?;
        Ok(Entry::from_body(Place { site, channel, seq, previous }, &body)?)
    }
}

impl Store {
    /// Projects the visible writes of an entry. True if a record that it touched is in conflict afterwards.
    pub(crate) fn project_entry(
        &self,
        channel: i64,
        entry: &Entry,
        records: &mut BTreeMap<u16, usize>,
    ) -> Result<bool> {
        let mut by_change: Vec<Vec<(u8, &journal::Write)>> = vec![Vec::new(); entry.changes.len()];
        for (index, group, write) in entry.writes() {
            by_change[index].push((group, write));
        }
        let writing: (Dot, Hlc) = (entry.dot(), entry.header.hlc);
        let mut conflict = false;
        for (change, writes) in entry.changes.iter().zip(by_change) {
            let mut kept = self.kept(channel, change.kind, change.id)?;
            for (group, write) in writes {
                kept.state.apply(writing.0, group, write, &change.seen);
            }
            self.keep(channel, change.kind, change.id, &kept, Some(writing))?;
            *records.entry(change.kind).or_default() += 1;
            let stamps = self.stamps(channel, &kept.state, Some(writing))?;
            conflict |= kept.state.conflicts(|dot| stamps.of(dot)) > 0;
        }
        Ok(conflict)
    }

    /// Makes the registers of chosen records again from the journal: after leaves were opened or erased, or after an
    /// upgrade. `dots` are entries that touch the record besides those that its present state leads to.
    pub fn project_again(&mut self, channel: ChannelId, kind: u16, id: RecordId, dots: &[Dot]) -> Result<()> {
        self.transaction(|store| {
            let channel_ix = store.names.channel_ix(channel)?;
            let kept = store.kept(channel_ix, kind, id)?;
            let state = store.replayed(channel, kind, id, dots.iter().copied().chain(kept.state.dots()))?;
            let kept = crate::row::Kept { ix: kept.ix, state };
            store.keep(channel_ix, kind, id, &kept, None)
        })
    }
}
