//! The end of an act: projecting, what follows of itself, rules, and the journal.

use std::collections::{BTreeSet, HashMap};

use domain::kinds::erasure;
use domain::rules::{self, Breach, CheckError, Context, Touched};
use domain::{REASON, Record};
use journal::{ActRef, Dot, Entry, Hash, Header, Hlc, Place, Write};

use super::Tx;
use super::chunk::{Chunk, change_of, chunks};
use super::tx::Key;
use crate::facts::Reader;
use crate::fate::Fate;
use crate::row::Kept;
use crate::schema::Table;
use crate::{Error, Result, Store, clock};

/// The records that an act touched within one channel, as the rules see them.
#[derive(Default)]
struct Seen {
    touched: Vec<Touched>,
    places: HashMap<Key, usize>,
}

impl Seen {
    fn add(&mut self, key: Key, touched: Touched) {
        match self.places.get(&key) {
            // Projected again because of what follows of itself: only the last state counts.
            Some(place) => self.touched[*place] = touched,
            None => {
                self.places.insert(key, self.touched.len());
                self.touched.push(touched);
            }
        }
    }
}

impl Tx<'_> {
    /// Takes everything asked for into tables and journal.
    pub(super) fn end(mut self) -> Result<(Option<ActRef>, Vec<Breach>)> {
        self.pending.retain(|_, pending| !pending.writes.is_empty());
        if self.pending.is_empty() {
            return Ok((None, Vec::new()));
        }
        let store = self.store;
        let first = Hlc::after(store.last_hlc()?, self.act.moment.wall);
        let mut warnings = Vec::new();
        let mut next = first;
        let channels: BTreeSet<i64> = self.pending.keys().map(|key| key.0).collect();
        for channel in channels {
            next = self.end_channel(channel, first, next, &mut warnings)?;
        }
        store.set_meta("hlc", &(next.0 - 1).to_be_bytes())?;
        Ok((Some(ActRef { site: store.site, id: first }), warnings))
    }

    /// Projects, checks and records what belongs to one channel. Gives the stamp after the last one used.
    fn end_channel(
        &mut self,
        channel: i64,
        act_id: Hlc,
        stamp: Hlc,
        warnings: &mut Vec<Breach>,
    ) -> Result<Hlc> {
        let store = self.store;
        let site = store.names.ensure_site(&store.conn, store.site)?;
        let (seq, mut previous) = store.head_by_number(channel, site)?;
        self.add_reason(channel);
        let mut chunks = chunks(&self.pending, channel, Dot { site: store.site, seq: seq + 1 }, stamp);
        store.unwritten.borrow_mut().extend(chunks.iter().map(|chunk| ((channel, chunk.dot), chunk.hlc)));
        let mut seen = Seen::default();
        for chunk in &chunks {
            for key in &chunk.keys {
                self.project(*key, chunk.dot, &mut seen)?;
            }
        }
        self.follow(channel, &mut chunks, &mut seen)?;
        self.check(channel, &seen.touched, warnings)?;
        for chunk in &chunks {
            previous = self.record(channel, site, chunk, act_id, previous)?;
        }
        store.set_head(channel, site, seq + chunks.len() as u64, &previous)?;
        let erased = self.pending.keys().filter(|key| key.0 == channel && key.1 == erasure::KIND.number);
        let erased: BTreeSet<_> = erased.map(|key| key.2).collect();
        if !erased.is_empty() {
            store.erase_said(|id| erased.contains(&id))?;
        }
        Ok(Hlc(stamp.0 + chunks.len() as u64))
    }

    /// 变更原因 goes with every record of the act.
    fn add_reason(&mut self, channel: i64) {
        let Some(reason) = &self.act.reason else { return };
        for (_, pending) in self.pending.iter_mut().filter(|(key, _)| key.0 == channel) {
            let replaces = pending.before.state.dots_of(REASON.number, None);
            pending.writes.insert((REASON.number, None), (Some(reason.as_str().into()), replaces));
        }
    }

    /// Writes the row of a record and notes what changed in it.
    fn project(&mut self, key: Key, dot: Dot, seen: &mut Seen) -> Result<()> {
        let store = self.store;
        let Some(pending) = self.pending.get_mut(&key) else { return Ok(()) };
        let before = &pending.before;
        let mut after = Kept::read(pending.ix, before.state.clone());
        let change = change_of(key, pending);
        for write in &change.writes {
            after.apply(dot, group_of(store, key.1, write.field), write, &change.seen);
        }
        pending.ix = Some(store.keep(key.0, key.1, key.2, &after)?.ix);
        if let Some(table) = store.tables.get(key.1) {
            let record = |kept: &Kept| -> Result<Record> {
                let stamps = store.stamps(key.0, &kept.state)?;
                Ok(store.record_of(table, key.2, &kept.state, &stamps))
            };
            let before = pending.before.ix.map(|_| record(&pending.before)).transpose()?;
            let mut after = record(&after)?;
            let mut written: Vec<u16> = change.writes.iter().map(|write| write.field).collect();
            written.dedup();
            change.writes.iter().for_each(|write| show_misfit(table, &mut after, write));
            seen.add(key, Touched { before, after, written });
        }
        Ok(())
    }

    /// Adds what follows of itself, and projects again what that touches.
    fn follow(&mut self, channel: i64, chunks: &mut [Chunk], seen: &mut Seen) -> Result<()> {
        let reader = Reader { store: self.store, channel };
        for one in rules::consequences(&reader, &seen.touched)? {
            let key = (channel, one.kind.number, one.id);
            let reason = self.act.reason.clone();
            let pending = self.pending(key)?;
            let state = &pending.before.state;
            let replaces = state.dots_of(one.field.number, None);
            let reason = reason.map(|reason| (Some(reason.into()), state.dots_of(REASON.number, None)));
            pending.writes.insert((one.field.number, None), (one.value, replaces));
            pending.writes.extend(reason.map(|write| ((REASON.number, None), write)));
            let home = chunks.iter().position(|chunk| chunk.keys.contains(&key));
            let Some(chunk) = chunks.get_mut(home.unwrap_or(chunks.len() - 1)) else { continue };
            chunk.keys.insert(key);
            self.project(key, chunk.dot, seen)?;
        }
        Ok(())
    }

    fn check(&self, channel: i64, touched: &[Touched], warnings: &mut Vec<Breach>) -> Result<()> {
        let store = self.store;
        let shared = store.is_shared(store.names.channel(channel)?)?;
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

    /// Takes the changes of these records into the journal as one entry. Gives its hash.
    fn record(&self, channel: i64, site: i64, chunk: &Chunk, act_id: Hlc, previous: Hash) -> Result<Hash> {
        let store = self.store;
        let (seq, id) = (chunk.dot.seq, store.names.channel(channel)?);
        if store.hash_at(id, store.site, seq)?.is_some() {
            // Another copy of this database wrote on under the same name.
            return Err(Error::Fork { site: store.site, seq });
        }
        let header = Header {
            schema: store.registry().schema(),
            place: Place { site: store.site, channel: id, seq, previous },
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

/// The group of a field, by its declaration.
fn group_of(store: &Store, kind: u16, field: u16) -> u8 {
    let field = store.tables.get(kind).and_then(|table| table.kind.field(field));
    field.map_or(0, |field| field.group as u8)
}

/// Lets the rules see a written value that no column can hold, and that the record therefore does not show.
fn show_misfit(table: &Table, record: &mut Record, write: &Write) {
    let Some(field) = table.kind.field(write.field) else { return };
    let present = write.value.as_ref().filter(|_| !field.many);
    let value = write.element.as_ref().filter(|_| write.value.is_some()).or(present);
    if let Some(value) = value.filter(|value| !clock::fits(field, value)) {
        record.values.entry(field.number).or_default().push(value.clone());
    }
}
