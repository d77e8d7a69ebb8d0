//! Entries of other sites: which apply, which wait, which are refused.
//!
//! The entries of one chain are decided in their order, so "decided" is one number a chain: an entry is ready when
//! its predecessor and every dot that it names lie at or below those numbers. What is not ready is kept and tried
//! again as soon as what it waits for is decided.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::erasure::Erasure;
use domain::kinds::erasure;
use domain::{Owner, RecordId};
use journal::{ChannelId, Entry, Hash, Hlc, Part, Refusal, SiteId, refusal};
use rusqlite::params;

use crate::fate::Fate;
use crate::replay::RecordKey;
use crate::{Error, Result, Store};

mod merged;

pub use merged::{Decided, Merged};

/// A chain by the numbers of its channel and its site.
type Chain = (i64, i64);

/// An entry by its chain and its number there.
type Spot = (Chain, u64);

/// A merge in progress.
struct Merge<'s, S> {
    store: &'s Store,
    side_of: S,
    decided: HashMap<Chain, (u64, Hash)>,
    moved: BTreeSet<Chain>,
    /// Waiting entries by the entry that they wait for first.
    blocked: HashMap<Spot, Vec<Spot>>,
    /// Entries of this merge that wait.
    fresh: HashSet<Spot>,
    /// Whether opened leaves name entries that are not here yet.
    any_named_early: bool,
    merged: Merged,
    /// The records that changed.
    touched: HashSet<RecordKey>,
    /// What was erased before, by channel.
    erased: HashMap<i64, Vec<(RecordId, Erasure)>>,
    last: Hlc,
}

impl Store {
    /// Takes in entries of other sites, in one transaction: all or nothing. `side_of` tells which side a site is
    /// certified for in a channel, if any; entries refused before for want of a certificate are asked about again.
    /// An entry that is here already gives what more of it is visible. `go_on` is asked now and then with the number
    /// of entries done.
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

    /// Projects the visible writes of an entry. True if a record that it touched is in conflict afterwards.
    pub(crate) fn project_entry(&self, channel: i64, entry: &Entry) -> Result<bool> {
        let mut conflict = false;
        for (index, change) in entry.changes.iter().enumerate() {
            let mut kept = self.kept(channel, change.kind, change.id)?;
            for (group, write) in entry.writes_of(index) {
                kept.apply(entry.dot(), group, write, &change.seen);
            }
            conflict |= self.keep(channel, change.kind, change.id, &kept)?.conflicts > 0;
        }
        Ok(conflict)
    }

    fn set_fate(&self, (channel, site): Chain, seq: u64, fate: Fate) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "update entry set fate = ?4, previous = null where channel = ?1 and site = ?2 and seq = ?3",
        )?;
        statement.execute(params![channel, site, seq as i64, fate.number()])?;
        Ok(())
    }
}

impl<'s, S: Fn(SiteId, ChannelId) -> Option<Owner>> Merge<'s, S> {
    fn begin(store: &'s Store, side_of: S) -> Result<Self> {
        let mut merge = Merge {
            store,
            side_of,
            decided: HashMap::new(),
            moved: BTreeSet::new(),
            blocked: HashMap::new(),
            fresh: HashSet::new(),
            any_named_early: store.any_named_early()?,
            merged: Merged::default(),
            touched: HashSet::new(),
            erased: HashMap::new(),
            last: store.last_hlc()?,
        };
        merge.look_at_waiting()?;
        merge.ask_again()?;
        Ok(merge)
    }

    /// Asks what each waiting entry waits for. One whose names were erased waits for nothing any more.
    fn look_at_waiting(&mut self) -> Result<()> {
        self.blocked.clear();
        let mut ready = Vec::new();
        for spot in self.spots("fate = 1")? {
            let entry = self.reread(spot)?;
            match self.waits_for(spot.0, &entry)? {
                Some(cause) => self.blocked.entry(cause).or_default().push(spot),
                None => ready.push(spot),
            }
        }
        while let Some(spot) = ready.pop() {
            ready.extend(self.try_again(spot)?);
        }
        Ok(())
    }

    fn spots(&self, condition: &str) -> Result<Vec<Spot>> {
        let mut statement = self.store.conn.prepare(&format!(
            "select channel, site, seq from entry where {condition} order by channel, site, seq"
        ))?;
        let rows =
            statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)? as u64)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Takes up the entries that were refused for want of a certificate which is here now.
    fn ask_again(&mut self) -> Result<()> {
        let uncertified = Fate::Refused(Some(Refusal::NotCertified));
        for (chain, seq) in self.spots(&format!("fate >= 10 and fate = {}", uncertified.number()))? {
            let counted = self.counted();
            let entry = self.reread((chain, seq))?;
            let fate = self.fate_of(&entry)?;
            if fate == uncertified {
                continue;
            }
            self.store.set_fate(chain, seq, fate)?;
            match fate {
                Fate::Refused(Some(reason)) => self.note_refusal(&entry, reason),
                _ => {
                    self.store.apply_late(entry.header.place.channel, &entry)?;
                    self.note_applied(&entry);
                }
            }
            self.came_before(counted);
        }
        Ok(())
    }

    /// Erases what the erasures say that came in.
    fn erase(&mut self) -> Result<()> {
        let mut done = BTreeSet::new();
        loop {
            let said = self.touched.iter().filter(|(kind, _)| *kind == erasure::KIND.number);
            let said: BTreeSet<RecordId> = said.map(|(_, id)| *id).filter(|id| !done.contains(id)).collect();
            if said.is_empty() {
                return Ok(());
            }
            self.store.erase_said(|id| said.contains(&id))?;
            done.extend(said);
            self.look_at_waiting()?;
        }
    }

    fn end(mut self) -> Result<Merged> {
        self.erase()?;
        for chain in &self.moved {
            if let Some((seq, hash)) = self.decided.get(chain) {
                self.store.set_head(chain.0, chain.1, *seq, hash)?;
            }
        }
        self.store.set_meta("hlc", &self.last.0.to_be_bytes())?;
        let mut records = BTreeMap::new();
        for (kind, _) in &self.touched {
            *records.entry(*kind).or_default() += 1;
        }
        Ok(Merged { waiting: self.fresh.len(), records, ..self.merged })
    }

    fn take(&mut self, entry: &Entry) -> Result<()> {
        let store = self.store;
        let place = entry.header.place;
        if place.seq == 0 || entry.names_ahead() {
            return Err(journal::Error::Malformed.into());
        }
        if let Some(held) = store.hash_at(place.channel, place.site, place.seq)? {
            return self.take_again(entry, held);
        }
        let hash = entry.hash()?;
        let chain =
            (store.names.channel_ix(place.channel)?, store.names.ensure_site(&store.conn, place.site)?);
        for site in &entry.sites {
            store.names.ensure_site(&store.conn, *site)?;
        }
        let spot = (chain, place.seq);
        if entry.parts.values().any(|part| matches!(part, Part::Root { .. })) {
            self.merged.hiding.add((place.channel, place.site), place.seq);
        }
        self.join_successor(spot, place.site, &hash)?;
        let left = self.without_erased(chain.0, entry)?;
        let entry = left.as_ref().unwrap_or(entry);
        if let Some(cause) = self.waits_for(chain, entry)? {
            store.insert_entry(chain.0, chain.1, entry, &hash, Fate::Waiting)?;
            self.blocked.entry(cause).or_default().push(spot);
            self.fresh.insert(spot);
            return Ok(());
        }
        self.check_predecessor(chain, entry)?;
        let fate = self.fate_of(entry)?;
        store.insert_entry(chain.0, chain.1, entry, &hash, fate)?;
        let mut ready = self.settle(spot, entry, hash, fate)?;
        while let Some(spot) = ready.pop() {
            ready.extend(self.try_again(spot)?);
        }
        Ok(())
    }

    /// Takes an entry that is here already, perhaps with more of it visible.
    fn take_again(&mut self, entry: &Entry, held: Hash) -> Result<()> {
        let place = entry.header.place;
        if held != entry.hash()? {
            return Err(Error::Fork { site: place.site, seq: place.seq });
        }
        self.merged.same += 1;
        if entry.writes().next().is_some()
            && self.store.open_held(self.store.entry(place.channel, entry.dot())?, entry)?
        {
            self.merged.shown.add((place.channel, place.site), place.seq);
            self.any_named_early = self.store.any_named_early()?;
        }
        Ok(())
    }

    /// The entry without what was erased in its channel before this merge.
    fn without_erased(&mut self, channel: i64, entry: &Entry) -> Result<Option<Entry>> {
        if !self.erased.contains_key(&channel) {
            self.erased.insert(channel, self.store.erasures(channel)?);
        }
        self.erased.get(&channel).map_or(Ok(None), |all| self.store.without_erased(entry, all))
    }

    /// An entry that came first and waits for its predecessor claims a hash of it: this one must have that hash.
    fn join_successor(&self, (chain, seq): Spot, site: SiteId, hash: &Hash) -> Result<()> {
        if !self.blocked.contains_key(&(chain, seq)) {
            return Ok(());
        }
        let joined = self
            .store
            .conn
            .prepare_cached(
                "update entry set previous = null where channel = ?1 and site = ?2 and seq = ?3 and previous = ?4",
            )?
            .execute(params![chain.0, chain.1, seq as i64 + 1, hash])?;
        let next = self.store.hash_at(self.store.names.channel(chain.0)?, site, seq + 1)?;
        if joined == 0 && next.is_some() { Err(Error::Fork { site, seq }) } else { Ok(()) }
    }

    fn check_predecessor(&mut self, chain: Chain, entry: &Entry) -> Result<()> {
        let place = entry.header.place;
        if place.previous == self.head(chain)?.1 {
            return Ok(());
        }
        if place.seq == 1 {
            return Err(journal::Error::Malformed.into());
        }
        Err(Error::Fork { site: place.site, seq: place.seq - 1 })
    }

    /// What becomes of an entry whose causes are all decided.
    fn fate_of(&self, entry: &Entry) -> Result<Fate> {
        let place = entry.header.place;
        let side = (self.side_of)(place.site, place.channel);
        let reason = refusal(entry, side, self.store.is_shared(place.channel)?);
        Ok(reason.map_or(Fate::Applied, |reason| Fate::Refused(Some(reason))))
    }

    /// Projects and counts an entry just decided and moves its chain on. Gives those that waited for it.
    fn settle(&mut self, (chain, seq): Spot, entry: &Entry, hash: Hash, fate: Fate) -> Result<Vec<Spot>> {
        self.merged.shown.add((entry.header.place.channel, entry.header.place.site), seq);
        if let Fate::Refused(Some(reason)) = fate {
            self.note_refusal(entry, reason);
        } else if self.any_named_early && self.store.was_named_early(chain, seq)? {
            self.store.apply_late(entry.header.place.channel, entry)?;
            self.note_applied(entry);
        } else {
            let conflict = self.store.project_entry(chain.0, entry)?;
            self.note_records(entry);
            self.last = self.last.max(entry.header.hlc);
            *(if conflict { &mut self.merged.conflict } else { &mut self.merged.applied }) += 1;
        }
        self.decided.insert(chain, (seq, hash));
        self.moved.insert(chain);
        Ok(self.blocked.remove(&(chain, seq)).unwrap_or_default())
    }

    fn note_applied(&mut self, entry: &Entry) {
        self.last = self.last.max(entry.header.hlc);
        self.merged.applied += 1;
        self.note_records(entry);
    }

    fn note_records(&mut self, entry: &Entry) {
        self.touched.extend(entry.changes.iter().map(|change| (change.kind, change.id)));
    }

    fn note_refusal(&mut self, entry: &Entry, reason: Refusal) {
        let place = entry.header.place;
        self.merged.refused += 1;
        self.merged.refusals.push((place.site, place.channel, place.seq, reason));
    }

    /// Looks at a waiting entry again after what it waited for was decided. Gives those that waited for it.
    fn try_again(&mut self, spot: Spot) -> Result<Vec<Spot>> {
        let (chain, seq) = spot;
        let entry = self.reread(spot)?;
        if let Some(cause) = self.waits_for(chain, &entry)? {
            self.blocked.entry(cause).or_default().push(spot);
            return Ok(Vec::new());
        }
        self.check_predecessor(chain, &entry)?;
        let fate = self.fate_of(&entry)?;
        self.store.set_fate(chain, seq, fate)?;
        let counted = self.counted();
        let ready = self.settle(spot, &entry, entry.hash()?, fate)?;
        if !self.fresh.remove(&spot) {
            self.came_before(counted);
        }
        Ok(ready)
    }

    fn counted(&self) -> Decided {
        let Merged { applied, conflict, refused, .. } = self.merged;
        Decided { applied, conflict, refused }
    }

    /// What was counted since `counted` came before this merge.
    fn came_before(&mut self, counted: Decided) {
        let now = self.counted();
        let before = &mut self.merged.before;
        before.applied += now.applied - counted.applied;
        before.conflict += now.conflict - counted.conflict;
        before.refused += now.refused - counted.refused;
    }

    fn head(&mut self, chain: Chain) -> Result<(u64, Hash)> {
        if let Some(head) = self.decided.get(&chain) {
            return Ok(*head);
        }
        let head = self.store.head_by_number(chain.0, chain.1)?;
        self.decided.insert(chain, head);
        Ok(head)
    }

    /// The first undecided entry that this one waits for. What it names of a branch that does not stand here never comes;
    /// should the standing one reach that number, the records are made again.
    fn waits_for(&mut self, chain: Chain, entry: &Entry) -> Result<Option<Spot>> {
        let seq = entry.header.place.seq;
        if self.head(chain)?.0 + 1 < seq {
            return Ok(Some((chain, seq - 1)));
        }
        let mut of_branch = false;
        for dot in entry.named_dots() {
            let cause = (chain.0, self.store.names.ensure_site(&self.store.conn, dot.site)?);
            if self.head(cause)?.0 < dot.seq {
                if !self.store.is_of_branch(cause, dot.seq)? {
                    return Ok(Some((cause, dot.seq)));
                }
                of_branch = true;
            }
        }
        if of_branch {
            self.store.note_early(chain.0, entry)?;
            self.any_named_early = true;
        }
        Ok(None)
    }

    fn reread(&self, (chain, seq): Spot) -> Result<Entry> {
        let (channel, site) = (self.store.names.channel(chain.0)?, self.store.names.site(chain.1)?);
        Ok(self.store.entry(channel, journal::Dot { site, seq })?.entry)
    }
}
