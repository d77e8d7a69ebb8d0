//! The one door: every change that is made here enters through [`Store::write`].
//!
//! The work inside asks for changes; when it ends they are projected, what follows of itself is added, the rules
//! are asked about the state that results, and one entry a channel (more, if the act is very large) takes it all
//! into the journal. On any error nothing has happened.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::rules::{self, Breach, CheckError, Context, Touched};
use domain::{Owner, Put, REASON, Record, RecordId, Value};
use journal::{ActRef, Change, ChannelId, Dot, Entry, Header, Hlc, MAX_CHANGES, Place, State, Write};
use rusqlite::params;

use crate::apply::Fate;
use crate::facts::Reader;
use crate::row::Kept;
use crate::{ChannelScope, Error, Result, Store};

/// The moment of a change.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// What the laptop's clock shows, milliseconds since 1970.
    pub wall: i64,
    /// The day on the laptop's calendar.
    pub today: NaiveDate,
}

/// An act: what is done, by whom, and why.
#[derive(Debug, Clone)]
pub struct Act {
    /// What is done, of the code list `act`.
    pub code: u32,
    /// The operator.
    pub author: Option<RecordId>,
    /// 变更原因, kept with every record that the act touches.
    pub reason: Option<String>,
    /// The act that this one takes back.
    pub undoes: Option<ActRef>,
    /// The side that acts.
    pub side: Owner,
    /// When.
    pub moment: Moment,
}

/// What a form was loaded with: the dots of each register. Writing with it makes an edit that came in between a
/// visible disagreement instead of overwriting it.
#[derive(Debug, Clone, Default)]
pub struct Base(pub State);

/// What a write did.
#[derive(Debug)]
pub struct Written<T> {
    /// What the work gave back.
    pub value: T,
    /// The act; `None` if nothing had to change.
    pub act: Option<ActRef>,
    /// What a person should know of.
    pub warnings: Vec<Breach>,
}

type Key = (i64, u16, RecordId);

struct Pending {
    before: Kept,
    writes: BTreeMap<(u16, Option<Value>), (Option<Value>, Vec<Dot>)>,
    seen: BTreeSet<Dot>,
}

/// The records of one entry to be.
struct Chunk {
    keys: Vec<Key>,
    dot: Dot,
    hlc: Hlc,
}

/// An open act.
pub struct Tx<'s> {
    store: &'s Store,
    act: Act,
    pending: BTreeMap<Key, Pending>,
}

impl Store {
    /// Runs `work` as one act in one transaction.
    pub fn write<T, E: From<Error>>(
        &mut self,
        act: Act,
        work: impl FnOnce(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<Written<T>, E> {
        self.transaction(|store| {
            let mut tx = Tx { store, act, pending: BTreeMap::new() };
            let value = work(&mut tx)?;
            let (act, warnings) = tx.finish()?;
            Ok(Written { value, act, warnings })
        })
    }

    /// Runs `work` in a transaction that an error takes back.
    pub(crate) fn transaction<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.conn.execute_batch("begin immediate").map_err(Error::from)?;
        let done = work(self).and_then(|value| {
            self.conn.execute_batch("commit").map_err(Error::from)?;
            Ok(value)
        });
        if done.is_err() {
            if !self.conn.is_autocommit() {
                self.conn.execute_batch("rollback").map_err(Error::from)?;
            }
            // Numbers given to sites in the lost transaction are gone.
            self.names.reread(&self.conn)?;
        }
        done
    }

    /// The last stamp that this store has seen.
    pub(crate) fn last_hlc(&self) -> Result<Hlc> {
        let noted: Option<Vec<u8>> = self.meta("hlc")?;
        Ok(Hlc(noted.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)))
    }
}

impl Tx<'_> {
    /// The records of a channel as they stood before this act.
    pub fn reader(&self, channel: ChannelId) -> Result<Reader<'_>> {
        self.store.reader(channel)
    }

    /// The state of a record before this act.
    pub(crate) fn state(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<State> {
        self.store.state(channel, kind, id)
    }

    /// An entry that is held.
    pub(crate) fn entry(&self, channel: ChannelId, dot: Dot) -> Result<Entry> {
        Ok(self.store.entry(channel, dot)?.entry)
    }

    /// Asks for fields to be set. A value that stands already is not written again. With a `base`, the writes
    /// replace what the form was loaded with; without one, whatever stands now.
    pub fn put(&mut self, channel: ChannelId, put: &Put, base: Option<&Base>) -> Result<()> {
        let key = self.key(channel, put.kind.number, put.id)?;
        let mut writes = Vec::new();
        let now = &self.pending(key)?.before.state;
        let seen = base.map_or(now, |base| &base.0);
        for (field, values) in &put.set {
            let wanted: Vec<(Option<Value>, Option<Value>)> = if field.many {
                element_writes(seen, field.number, values)
            } else {
                vec![(None, values.first().cloned())]
            };
            for (element, value) in wanted {
                if !says_already(now, field.number, element.as_ref(), value.as_ref()) {
                    let replaces = seen.dots_of(field.number, element.as_ref());
                    writes.push(((field.number, element), (value, replaces)));
                }
            }
        }
        self.pending(key)?.writes.extend(writes);
        Ok(())
    }

    /// Asks for a record to be deleted. The deletion names every dot seen, so that a later foreign edit shows.
    pub fn delete(&mut self, channel: ChannelId, kind: u16, id: RecordId) -> Result<()> {
        let key = self.key(channel, kind, id)?;
        let pending = self.pending(key)?;
        let dots = pending.before.state.dots();
        let replaces = pending.before.state.dots_of(domain::DELETED.number, None);
        pending.writes.insert((domain::DELETED.number, None), (Some(Value::Bool(true)), replaces));
        pending.seen = dots;
        Ok(())
    }

    /// Asks for a deleted record to be there again.
    pub fn restore(&mut self, channel: ChannelId, kind: u16, id: RecordId) -> Result<()> {
        let key = self.key(channel, kind, id)?;
        let pending = self.pending(key)?;
        let replaces = pending.before.state.dots_of(domain::DELETED.number, None);
        pending.writes.insert((domain::DELETED.number, None), (None, replaces));
        Ok(())
    }

    /// Asks for one register to be written exactly so; for undo.
    pub(crate) fn write_register(
        &mut self,
        channel: ChannelId,
        kind: u16,
        id: RecordId,
        write: Write,
    ) -> Result<()> {
        let key = self.key(channel, kind, id)?;
        self.pending(key)?.writes.insert((write.field, write.element), (write.value, write.replaces));
        Ok(())
    }

    fn key(&self, channel: ChannelId, kind: u16, id: RecordId) -> Result<Key> {
        Ok((self.store.names.channel_ix(channel)?, kind, id))
    }

    fn pending(&mut self, key: Key) -> Result<&mut Pending> {
        match self.pending.entry(key) {
            std::collections::btree_map::Entry::Occupied(found) => Ok(found.into_mut()),
            std::collections::btree_map::Entry::Vacant(free) => {
                let before = self.store.kept(key.0, key.1, key.2)?;
                Ok(free.insert(Pending { before, writes: BTreeMap::new(), seen: BTreeSet::new() }))
            }
        }
    }

    fn finish(mut self) -> Result<(Option<ActRef>, Vec<Breach>)> {
        self.pending.retain(|_, pending| !pending.writes.is_empty());
        if self.pending.is_empty() {
            return Ok((None, Vec::new()));
        }
        let store = self.store;
        let first = Hlc::after(store.last_hlc()?, self.act.moment.wall);
        let mut warnings = Vec::new();
        let mut hlc = first;
        let channels: BTreeSet<i64> = self.pending.keys().map(|key| key.0).collect();
        for channel in channels {
            hlc = self.finish_channel(channel, first, hlc, &mut warnings)?;
        }
        store.set_meta("hlc", &hlc.0.to_be_bytes())?;
        Ok((Some(ActRef { site: store.site, id: first }), warnings))
    }

    /// Projects, checks and records what belongs to one channel. Returns the stamp after the last one used.
    fn finish_channel(
        &mut self,
        channel: i64,
        act_id: Hlc,
        first: Hlc,
        warnings: &mut Vec<Breach>,
    ) -> Result<Hlc> {
        let store = self.store;
        let site = store.names.ensure_site(&store.conn, store.site)?;
        let (seq, mut previous) = store.head_by_number(channel, site)?;
        let keys: Vec<Key> = self.pending.keys().filter(|key| key.0 == channel).copied().collect();
        let mut chunks: Vec<Chunk> = (1u64..)
            .zip(chunks(&keys, &self.pending))
            .map(|(n, keys)| Chunk {
                keys,
                dot: Dot { site: store.site, seq: seq + n },
                hlc: Hlc(first.0 + n - 1),
            })
            .collect();
        let mut touched = Vec::new();
        for chunk in &chunks {
            touched.extend(self.project(&chunk.keys, chunk.dot, chunk.hlc)?);
        }
        for key in self.follow(channel, &touched)? {
            let index = chunks.iter().position(|chunk| chunk.keys.contains(&key)).unwrap_or(chunks.len() - 1);
            let chunk = &mut chunks[index];
            if !chunk.keys.contains(&key) {
                chunk.keys.push(key);
            }
            touched.extend(self.project(&[key], chunk.dot, chunk.hlc)?);
        }
        self.check(channel, &touched, warnings)?;
        for chunk in &chunks {
            previous = self.record(channel, site, chunk, act_id, previous)?;
        }
        store.set_head(channel, site, seq + chunks.len() as u64, &previous)?;
        Ok(Hlc(first.0 + chunks.len() as u64))
    }

    /// Writes the rows of these records and tells what changed in each.
    fn project(&mut self, keys: &[Key], dot: Dot, hlc: Hlc) -> Result<Vec<Touched>> {
        let mut touched = Vec::new();
        for key in keys {
            let reason = self.act.reason.clone();
            let Some(pending) = self.pending.get_mut(key) else { continue };
            if let Some(reason) = reason {
                let replaces = pending.before.state.dots_of(REASON.number, None);
                pending.writes.insert((REASON.number, None), (Some(reason.into()), replaces));
            }
            let store = self.store;
            let now = store.kept(key.0, key.1, key.2)?;
            let mut after = Kept { ix: now.ix, state: pending.before.state.clone() };
            let change = change_of(*key, pending);
            for write in &change.writes {
                let group = group_of(store, key.1, write.field);
                after.state.apply(dot, group, write, &change.seen);
            }
            store.keep(key.0, key.1, key.2, &after, Some((dot, hlc)))?;
            if let Some(table) = store.tables.get(key.1) {
                let record = |kept: &Kept| -> Result<Record> {
                    let stamps = store.stamps(key.0, &kept.state, Some((dot, hlc)))?;
                    Ok(store.record_of(table, key.2, &kept.state, &stamps))
                };
                let before = pending.before.ix.map(|_| record(&pending.before)).transpose()?;
                let mut written: Vec<u16> = change.writes.iter().map(|write| write.field).collect();
                written.dedup();
                touched.push(Touched { before, after: record(&after)?, written });
            }
        }
        Ok(touched)
    }

    /// Adds what follows of itself. Returns the records that must be projected again.
    fn follow(&mut self, channel: i64, touched: &[Touched]) -> Result<Vec<Key>> {
        let reader = Reader { store: self.store, channel };
        let mut keys = Vec::new();
        for one in rules::consequences(&reader, touched)? {
            let key = (channel, one.kind.number, one.id);
            let pending = self.pending(key)?;
            let replaces = pending.before.state.dots_of(one.field.number, None);
            pending.writes.insert((one.field.number, None), (one.value, replaces));
            keys.push(key);
        }
        Ok(keys)
    }

    fn check(&self, channel: i64, touched: &[Touched], warnings: &mut Vec<Breach>) -> Result<()> {
        let store = self.store;
        let shared = store.scope(store.names.channel(channel)?)? == ChannelScope::Village;
        let context = Context { today: self.act.moment.today, side: self.act.side, shared };
        match rules::check(&Reader { store, channel }, context, touched) {
            Ok(found) => {
                warnings.extend(found);
                Ok(())
            }
            Err(CheckError::Breach(breach)) => Err(breach.into()),
            Err(CheckError::Facts(error)) => Err(error),
        }
    }

    /// Takes the changes of these records into the journal as one entry. Returns its hash.
    fn record(
        &self,
        channel: i64,
        site: i64,
        chunk: &Chunk,
        act_id: Hlc,
        previous: journal::Hash,
    ) -> Result<journal::Hash> {
        let store = self.store;
        let place =
            Place { site: store.site, channel: store.names.channel(channel)?, seq: chunk.dot.seq, previous };
        let header = Header {
            schema: store.registry().schema(),
            place,
            hlc: chunk.hlc,
            wall: self.act.moment.wall,
            author: self.act.author,
            act: self.act.code,
            act_id,
            undoes: self.act.undoes,
        };
        let changes =
            chunk.keys.iter().filter_map(|key| Some(change_of(*key, self.pending.get(key)?))).collect();
        let secret = vault::random::random_bytes::<16>()?;
        let entry = Entry::new(header, changes, secret, |kind, field| group_of(store, kind, field));
        let hash = entry.hash()?;
        store.insert_entry(channel, site, &entry, &hash, Fate::Applied)?;
        Ok(hash)
    }
}

impl Store {
    pub(crate) fn insert_entry(
        &self,
        channel: i64,
        site: i64,
        entry: &Entry,
        hash: &journal::Hash,
        fate: Fate,
    ) -> Result<()> {
        let header = &entry.header;
        let mut statement = self.conn.prepare_cached(
            "insert into entry (channel, site, seq, hash, hlc, act, act_id, fate, body) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        statement.execute(params![
            channel,
            site,
            header.place.seq as i64,
            hash,
            header.hlc.0 as i64,
            header.act,
            header.act_id.0 as i64,
            fate.number(),
            entry.body()?
        ])?;
        Ok(())
    }
}

/// The group of a field, by its declaration.
pub(crate) fn group_of(store: &Store, kind: u16, field: u16) -> u8 {
    let field = store.tables.get(kind).and_then(|table| table.kind.field(field));
    field.map_or(0, |field| field.group as u8)
}

fn change_of(key: Key, pending: &Pending) -> Change {
    let writes = pending.writes.iter().map(|((field, element), (value, replaces))| Write {
        field: *field,
        element: element.clone(),
        value: value.clone(),
        replaces: replaces.clone(),
    });
    Change { kind: key.1, id: key.2, writes: writes.collect(), seen: pending.seen.iter().copied().collect() }
}

/// The registers that setting a field to `values` writes: those that appear and those that go.
fn element_writes(state: &State, field: u16, values: &[Value]) -> Vec<(Option<Value>, Option<Value>)> {
    let mut writes: BTreeMap<Option<Value>, Option<Value>> = BTreeMap::new();
    for (_, element) in state.registers.keys().filter(|(number, _)| *number == field) {
        writes.insert(element.clone(), None);
    }
    for value in values {
        writes.insert(Some(value.clone()), Some(Value::Bool(true)));
    }
    writes.into_iter().collect()
}

/// Whether a register holds exactly this value, undisputed.
fn says_already(state: &State, field: u16, element: Option<&Value>, value: Option<&Value>) -> bool {
    match state.survivors(field, element) {
        [] => value.is_none(),
        [only] => only.value.as_ref() == value,
        _ => false,
    }
}

/// The records of an act in pieces that fit an entry.
fn chunks(keys: &[Key], pending: &BTreeMap<Key, Pending>) -> Vec<Vec<Key>> {
    const BYTES: usize = 8 << 20;
    let size = |key: &Key| {
        let values = pending
            .get(key)
            .map(|one| one.writes.values().map(|(value, replaces)| weight(value) + 24 * replaces.len()));
        64 + values.map_or(0, Iterator::sum::<usize>)
    };
    let mut all: Vec<Vec<Key>> = Vec::new();
    let mut bytes = 0;
    for key in keys {
        bytes += size(key);
        match all.last_mut() {
            Some(last) if last.len() < MAX_CHANGES / 2 && bytes < BYTES => last.push(*key),
            _ => {
                all.push(vec![*key]);
                bytes = size(key);
            }
        }
    }
    all
}

fn weight(value: &Option<Value>) -> usize {
    match value {
        Some(Value::Text(text)) => text.len() + 40,
        Some(Value::Bytes(bytes)) => bytes.len() + 40,
        _ => 40,
    }
}
