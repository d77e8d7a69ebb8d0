//! Proving the projections, and making them again.

use std::collections::{BTreeMap, BTreeSet};

use domain::RecordId;
use domain::disclosure::Policy;
use journal::{ChannelId, Digest, Dot, Entry, Hash, Place, State};
use rusqlite::params;

use crate::apply::Fate;
use crate::row::Kept;
use crate::{ChannelScope, Error, Result, Store, clock};

/// What [`Store::verify`] found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Entries whose hashes chain.
    pub entries: u64,
    /// Records whose rows equal what the journal says.
    pub records: u64,
    /// The digest of the state.
    pub digest: Hash,
}

/// Which registers a digest covers.
enum Cover {
    All,
    Policy(Policy),
}

impl Cover {
    fn carries(&self, group: u8) -> bool {
        match self {
            Cover::All => true,
            // A group that this program does not know is in no policy that it knows.
            Cover::Policy(policy) => {
                domain::Group::from_number(group).is_some_and(|group| policy.carries(group))
            }
        }
    }
}

impl Store {
    /// The digest of everything that is applied here.
    pub fn digest(&self) -> Result<Hash> {
        let mut digest = Digest::default();
        for (channel, _) in self.channels_by_id()? {
            self.add_channel_digest(&mut digest, channel, &Cover::All)?;
        }
        Ok(digest.finish())
    }

    /// The digest of what village and township share of a channel: the open part and the groups of the policy.
    pub fn shared_digest(&self, channel: ChannelId, policy: Policy) -> Result<Hash> {
        let mut digest = Digest::default();
        self.add_channel_digest(&mut digest, channel, &Cover::Policy(policy))?;
        Ok(digest.finish())
    }

    fn channels_by_id(&self) -> Result<Vec<(ChannelId, ChannelScope)>> {
        let mut all = self.channels()?;
        all.sort_by_key(|(id, _)| *id);
        Ok(all)
    }

    fn add_channel_digest(&self, digest: &mut Digest, channel: ChannelId, cover: &Cover) -> Result<()> {
        let channel_ix = self.names.channel_ix(channel)?;
        let unknown: BTreeSet<u16> = self.unknown_kinds(channel_ix)?;
        let known = self.tables.all().map(|table| table.kind.number);
        let kinds: BTreeSet<u16> = known.chain(unknown).collect();
        for kind in kinds {
            let states = match self.tables.get(kind) {
                Some(table) => self.states(table, channel_ix)?,
                None => self.unknown_states(channel_ix, kind)?,
            };
            for (id, state) in states {
                digest.add(channel, kind, id, &state, |_, group| cover.carries(group))?;
            }
        }
        Ok(())
    }

    fn unknown_kinds(&self, channel: i64) -> Result<BTreeSet<u16>> {
        let mut statement =
            self.conn.prepare_cached("select distinct _kind from unknown_record where _channel = ?1")?;
        let kinds = statement.query_map([channel], |row| row.get(0))?;
        Ok(kinds.collect::<rusqlite::Result<_>>()?)
    }

    fn unknown_states(&self, channel: i64, kind: u16) -> Result<Vec<(RecordId, State)>> {
        let mut statement = self.conn.prepare_cached(
            "select _id, _clock from unknown_record where _channel = ?1 and _kind = ?2 order by _id",
        )?;
        let rows = statement.query_map(params![channel, kind], |row| {
            Ok((crate::row::id_of(row, 0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        rows.map(|row| {
            let (id, bytes) = row?;
            Ok((id, clock::decode(None, &bytes, &self.names, |_| None)?))
        })
        .collect()
    }

    /// Recomputes every hash of every chain, replays the journal in memory, and compares every register of every
    /// record with what the tables say.
    pub fn verify(&self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Verified> {
        let mut entries = 0;
        let mut replayed = States::new();
        self.each_entry(|entry, hash, fate| {
            entries += 1;
            if entries % 256 == 0 && !go_on(entries) {
                return Err(Error::Cancelled);
            }
            if entry.hash()? != *hash {
                return Err(Error::Damaged("an entry's hash"));
            }
            if fate == Fate::Applied {
                replay(&mut replayed, &entry);
            }
            Ok(())
        })?;
        self.check_heads()?;
        let records = self.compare(drop_named(replayed))?;
        self.integrity()?;
        Ok(Verified { entries, records, digest: self.digest()? })
    }

    /// Every entry in the order of its chain.
    fn each_entry(&self, mut visit: impl FnMut(Entry, &Hash, Fate) -> Result<()>) -> Result<()> {
        let mut statement = self
            .conn
            .prepare("select channel, site, seq, hash, fate, body from entry order by channel, site, seq")?;
        let mut rows = statement.query([])?;
        let mut before = ((0, 0), 0i64, [0u8; 32]);
        while let Some(row) = rows.next()? {
            let (chain, seq, hash): ((i64, i64), i64, Hash) =
                ((row.get(0)?, row.get(1)?), row.get(2)?, row.get(3)?);
            let fate = Fate::from_number(row.get(4)?);
            let follows = before.0 == chain && before.1 + 1 == seq;
            if !follows && seq != 1 && fate != Fate::Waiting {
                return Err(Error::Damaged("a chain has a gap"));
            }
            let previous = if follows { before.2 } else { [0; 32] };
            before = (chain, seq, hash);
            if fate == Fate::Waiting && !follows {
                continue;
            }
            let place = Place {
                site: self.names.site(chain.1)?,
                channel: self.names.channel(chain.0)?,
                seq: seq as u64,
                previous,
            };
            let body = row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?;
            visit(Entry::from_body(place, body)?, &hash, fate)?;
        }
        Ok(())
    }

    fn check_heads(&self) -> Result<()> {
        for head in self.heads()? {
            if self.hash_at(head.channel, head.site, head.seq)? != Some(head.hash) {
                return Err(Error::Damaged("the head of a chain"));
            }
        }
        Ok(())
    }

    /// Compares the replayed registers with the tables, both ways.
    fn compare(&self, mut replayed: BTreeMap<(ChannelId, u16, RecordId), State>) -> Result<u64> {
        let mut records = 0;
        for (channel, _) in self.channels()? {
            let channel_ix = self.names.channel_ix(channel)?;
            let mut found: Vec<(u16, RecordId, State)> = Vec::new();
            for table in self.tables.all() {
                let states = self.states(table, channel_ix)?;
                found.extend(states.into_iter().map(|(id, state)| (table.kind.number, id, state)));
            }
            for kind in self.unknown_kinds(channel_ix)? {
                let states = self.unknown_states(channel_ix, kind)?;
                found.extend(states.into_iter().map(|(id, state)| (kind, id, state)));
            }
            for (kind, id, state) in found {
                records += 1;
                if replayed.remove(&(channel, kind, id)).as_ref() != Some(&state) {
                    return Err(Error::Damaged("a record differs from the journal"));
                }
            }
        }
        if replayed.is_empty() { Ok(records) } else { Err(Error::Damaged("a record is missing")) }
    }

    fn integrity(&self) -> Result<()> {
        // Page by page first: it tells damage of the file from damage of its contents.
        let mut statement = self.conn.prepare("pragma cipher_integrity_check")?;
        let faults = statement.query_map([], |row| row.get::<_, String>(0))?.count();
        let sound: String = self.conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if faults == 0 && sound == "ok" { Ok(()) } else { Err(Error::Damaged("pages of the file")) }
    }

    /// Empties every projection and replays the journal into it.
    pub fn rebuild(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<()> {
        self.transaction(|store| {
            for table in store.tables.all() {
                table.clear(&store.conn)?;
            }
            store.conn.execute_batch(
                "delete from unknown_record; insert into search (search) values ('delete-all')",
            )?;
            let mut replayed = States::new();
            let mut done = 0;
            store.each_entry(|entry, _, fate| {
                done += 1;
                if done % 256 == 0 && !go_on(done) {
                    return Err(Error::Cancelled);
                }
                if fate == Fate::Applied {
                    replay(&mut replayed, &entry);
                }
                Ok(())
            })?;
            store.keep_all(drop_named(replayed))
        })
    }

    fn keep_all(&self, states: BTreeMap<(ChannelId, u16, RecordId), State>) -> Result<()> {
        for ((channel, kind, id), state) in states {
            let channel = self.names.channel_ix(channel)?;
            self.keep(channel, kind, id, &Kept { ix: None, state }, None)?;
        }
        Ok(())
    }

    /// Projects records of kinds whose table is new or has grown, from what was kept of them unread.
    pub(crate) fn project_unread(&mut self, kinds: &[u16]) -> Result<()> {
        let any: bool = self.conn.query_row("select exists (select 1 from entry)", [], |row| row.get(0))?;
        if !any {
            return Ok(());
        }
        self.transaction(|store| {
            for (channel, _) in store.channels()? {
                let channel = store.names.channel_ix(channel)?;
                for kind in kinds {
                    for (id, state) in store.unknown_states(channel, *kind)? {
                        store.keep(channel, *kind, id, &Kept { ix: None, state }, None)?;
                    }
                    store.keep_grown(channel, *kind)?;
                    store.conn.execute(
                        "delete from unknown_record where _channel = ?1 and _kind = ?2",
                        params![channel, kind],
                    )?;
                }
            }
            Ok(())
        })
    }

    /// Writes the rows of a grown table again, so that what waited in clocks reaches the new columns.
    fn keep_grown(&self, channel: i64, kind: u16) -> Result<()> {
        let Some(table) = self.tables.get(kind) else { return Ok(()) };
        for (id, state) in self.states(table, channel)? {
            let ix = self.kept(channel, kind, id)?.ix;
            self.keep(channel, kind, id, &Kept { ix, state }, None)?;
        }
        Ok(())
    }

    /// The state of a record from the entries that touch it, found by following what each write names.
    pub(crate) fn replayed(
        &self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        from: impl Iterator<Item = Dot>,
    ) -> Result<State> {
        let mut open: Vec<Dot> = from.collect();
        let mut seen = BTreeSet::new();
        let mut states = States::new();
        while let Some(dot) = open.pop() {
            if !seen.insert(dot) {
                continue;
            }
            let held = self.entry(channel, dot)?;
            open.extend(names_in(&held.entry, kind, id));
            if held.fate == Fate::Applied {
                replay_one(&mut states, &held.entry, Some((kind, id)));
            }
        }
        Ok(drop_named(states).remove(&(channel, kind, id)).unwrap_or_default())
    }

    /// Takes further leaves of an entry that is held: `fuller` is the same entry with more of it visible. Its
    /// records are projected again.
    pub fn open_further(&mut self, fuller: &Entry) -> Result<()> {
        let place = fuller.header.place;
        let held = self.entry(place.channel, fuller.dot())?;
        if fuller.hash()? != held.hash {
            return Err(Error::Fork { site: place.site, seq: place.seq });
        }
        let mut joined = held.entry;
        joined.take_visible(fuller)?;
        let channel = self.names.channel_ix(place.channel)?;
        let site = self.names.site_ix(place.site)?;
        self.conn.execute(
            "update entry set body = ?4 where channel = ?1 and site = ?2 and seq = ?3",
            params![channel, site, place.seq as i64, joined.body()?],
        )?;
        if held.fate == Fate::Applied {
            for change in &joined.changes {
                self.project_again(place.channel, change.kind, change.id, &[joined.dot()])?;
            }
        }
        Ok(())
    }
}

/// The dots that an entry names in one record.
fn names_in(entry: &Entry, kind: u16, id: RecordId) -> Vec<Dot> {
    let here =
        |index: usize| entry.changes.get(index).is_some_and(|change| change.kind == kind && change.id == id);
    entry
        .writes()
        .filter(|(index, _, _)| here(*index))
        .flat_map(|(_, _, write)| write.replaces.iter().copied())
        .collect()
}

type States = BTreeMap<(ChannelId, u16, RecordId), (State, Named)>;

/// The dots named in each register, whether or not the write that made them has been met.
type Named = BTreeSet<(journal::RegisterKey, Dot)>;

fn replay(states: &mut States, entry: &Entry) {
    replay_one(states, entry, None);
}

/// Adds the visible writes of an entry in whatever order entries come: what is named anywhere is dropped at the end.
fn replay_one(states: &mut States, entry: &Entry, only: Option<(u16, RecordId)>) {
    let channel = entry.header.place.channel;
    for (index, group, write) in entry.writes() {
        let change = &entry.changes[index];
        if only.is_some_and(|only| only != (change.kind, change.id)) {
            continue;
        }
        let (state, named) = states.entry((channel, change.kind, change.id)).or_default();
        let alone = journal::Write { replaces: Vec::new(), ..write.clone() };
        state.apply(entry.dot(), group, &alone, &change.seen);
        let key = (write.field, write.element.clone());
        named.extend(write.replaces.iter().map(|dot| (key.clone(), *dot)));
    }
    for change in &entry.changes {
        if only.is_none_or(|only| only == (change.kind, change.id)) {
            states.entry((channel, change.kind, change.id)).or_default();
        }
    }
}

/// Survivors are the writes that no write names.
fn drop_named(states: States) -> BTreeMap<(ChannelId, u16, RecordId), State> {
    let survive = |((channel, kind, id), (mut state, named)): (_, (State, Named))| {
        for (key, register) in &mut state.registers {
            register.0.retain(|one| !named.contains(&(key.clone(), one.dot)));
        }
        ((channel, kind, id), state)
    };
    states.into_iter().map(survive).collect()
}
