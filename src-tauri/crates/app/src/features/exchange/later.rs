//! 以后告知: what a file opens of entries that its reader has already: values opened one by one, and groups that came to
//! be told.

use std::collections::{BTreeMap, BTreeSet};

use exchange::{PartyCard, PartyId, PartyKind, Receipt, Supplement};
use journal::{Change, ChannelId, Dot, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;

use super::backlog::Backlog;
use super::disclose::{Disclosure, Key, holds};
use super::marks::Told;
use super::passing::Passing;
use crate::{Failure, Result, Session};

/// What is noted of it for one reader. A file that one laptop of a township took in says nothing of the others, nor of
/// the one that an older state of it became; so it is noted for each by itself.
pub(super) struct Later {
    /// The laptop by whose receipt the file is made; empty while nothing was heard.
    reader: String,
    notes: Notes,
    others: BTreeMap<String, Notes>,
    /// What is passed on to other laptops of one's own township.
    pub(super) passing: Option<Passing>,
}

/// What is noted for one laptop of the reader.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Notes {
    openings: Openings,
    backlog: Option<Backlog>,
}

fn name(peer: PartyId) -> String {
    format!("later:{peer}")
}

impl Later {
    /// `readers` is what the readers hold.
    pub(super) fn of(session: &Session, peer: &PartyCard, readers: &Told) -> Result<Self> {
        let (party, receipt) = (peer.party(), readers.only());
        let kept = session.store.meta(&name(party))?;
        let mut others: BTreeMap<String, Notes> =
            kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        let reader = receipt.map(|receipt| receipt.site.to_string()).unwrap_or_default();
        // What was noted before anything was heard holds for the first that is heard of.
        let unheard = others.remove("");
        let mut notes = others.remove(&reader).or(unheard).unwrap_or_default();
        let told = session.disclosure(peer, session.shared_channel(peer))?.groups;
        let before = receipt.map(|_| session.told_throughout(party)).transpose()?;
        notes.backlog = told.map(|told| Backlog::of(notes.backlog, &told, before.as_ref()));
        notes.confirm(receipt);
        let passes_on = session.info.kind == PartyKind::Township && party == session.party();
        let passing = passes_on.then(|| Passing::of(session, readers)).transpose()?;
        Ok(Self { reader, notes, others, passing })
    }

    /// Notes it once a file is written. That file need not carry what the other laptops lack, so none of them can have
    /// that by a file of its number or a later one.
    pub(super) fn keep(&self, store: &Store, peer: PartyId) -> Result<()> {
        let mut all = self.others.clone();
        all.values_mut().for_each(Notes::forget_unconfirmed);
        all.insert(self.reader.clone(), self.notes.clone());
        let json = serde_json::to_vec(&all).map_err(|_| Failure::of("internal"))?;
        store.set_meta(&name(peer), &json)?;
        self.passing.as_ref().map_or(Ok(()), |passing| passing.keep(store))
    }

    /// The groups of which older entries have not all been told yet.
    pub(super) fn open_groups(&self) -> BTreeSet<u8> {
        self.notes.backlog.as_ref().map(Backlog::open_groups).unwrap_or_default()
    }

    /// Whether what was carried under this name arrived; it did not if it was never carried.
    pub(super) fn arrived(&self, name: &str) -> bool {
        self.notes.openings.arrived(name)
    }

    /// Notes that a file of this site and number carries what did not arrive yet.
    pub(super) fn note(&mut self, name: String, file: (SiteId, u64)) {
        self.notes.openings.note(name, file);
    }

    /// Whether groups of older entries must be carried, or what another laptop may hold with less of it visible.
    pub(super) fn is_open(&self, store: &Store) -> Result<bool> {
        let passes_on = self.passing.as_ref().map_or(Ok(false), |passing| passing.is_open(store))?;
        Ok(passes_on || self.notes.backlog.as_ref().is_some_and(Backlog::is_open))
    }
}

impl Notes {
    /// Notes what arrived by this receipt of the laptop.
    fn confirm(&mut self, receipt: Option<&Receipt>) {
        self.openings.confirm(receipt);
        self.backlog.iter_mut().for_each(|backlog| backlog.confirm(receipt));
    }

    fn forget_unconfirmed(&mut self) {
        self.openings.0.retain(|_, carried| carried.is_none());
        self.backlog.iter_mut().for_each(Backlog::forget_unconfirmed);
    }
}

/// The file that carries it.
pub(super) struct Carrier<'a> {
    pub(super) channel: ChannelId,
    pub(super) disclosure: &'a Disclosure,
    /// The site and number of the file.
    pub(super) file: (SiteId, u64),
    /// How many bytes of entries, as they are kept, may be carried of older groups; one entry at least.
    pub(super) full: usize,
}

/// The values opened one by one, each with the site and the number of the file that carried it first, until it arrived.
/// It is carried until a receipt names that file or a later one of the site, and then no more: files are made so that
/// each carries all that had not arrived by then.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Openings(BTreeMap<String, Option<(String, u64)>>);

impl Openings {
    fn confirm(&mut self, receipt: Option<&Receipt>) {
        for carried in self.0.values_mut() {
            carried.take_if(|(site, number)| names(receipt, (site, *number)));
        }
    }

    /// Whether what was carried under this name arrived; it did not if it was never carried.
    fn arrived(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Option::is_none)
    }

    /// Notes that a file carries what did not arrive yet, unless an earlier one of its site did.
    fn note(&mut self, name: String, (site, number): (SiteId, u64)) {
        let first = self.0.entry(name).or_default();
        // A file of a laptop that is gone is in no later receipt.
        if first.as_ref().is_none_or(|first| first.0 != site.to_string()) {
            *first = Some((site.to_string(), number));
        }
    }
}

/// Whether a receipt names a file, by its site and number, or a later one of that site.
pub(super) fn names(receipt: Option<&Receipt>, (site, number): (&str, u64)) -> bool {
    let site = super::ledger::site_of(site);
    let mut files = receipt.iter().flat_map(|receipt| &receipt.files);
    files.any(|file| Some(file.site) == site && file.number >= number)
}

impl Session {
    /// What a reader must be told beside the entries that it lacks. `is_missing` says which entries the file carries
    /// anyway.
    pub(super) fn later(
        &self,
        later: &mut Later,
        carrier: &Carrier<'_>,
        is_missing: impl Fn(Dot) -> bool,
    ) -> Result<Vec<Supplement>> {
        let mut all = self.opened_later(&mut later.notes.openings, carrier, &is_missing)?;
        if let Some(backlog) = &mut later.notes.backlog {
            all.extend(self.next_step(backlog, carrier, is_missing)?);
        }
        Ok(all)
    }

    /// Values opened to a reader in entries that it has.
    fn opened_later(
        &self,
        openings: &mut Openings,
        carrier: &Carrier<'_>,
        is_missing: impl Fn(Dot) -> bool,
    ) -> Result<Vec<Supplement>> {
        let Carrier { channel, disclosure, file, .. } = *carrier;
        let mut wanted: BTreeMap<Dot, BTreeSet<(Key, u16)>> = BTreeMap::new();
        for (key, opening) in &disclosure.opened {
            let state = self.store.state(channel, key.0, key.1)?;
            let registers = state.registers.iter().filter(|((field, _), _)| holds(opening, *field));
            for ((field, _), register) in registers {
                for one in register.0.iter().filter(|one| !disclosure.carries(one.group)) {
                    let name = format!("{}.{}.{}.{}.{field}", one.dot.site, one.dot.seq, key.0, key.1);
                    if openings.arrived(&name) {
                        continue;
                    }
                    openings.note(name, file);
                    if !is_missing(one.dot) {
                        wanted.entry(one.dot).or_default().insert((*key, *field));
                    }
                }
            }
        }
        let mut supplements = Vec::new();
        for (dot, values) in wanted {
            let held = self.store.entry(channel, dot)?.entry;
            let opens = |change: &Change, field| values.contains(&((change.kind, change.id), field));
            let told = held.withhold(|group| disclosure.carries(group), opens)?;
            supplements.extend(Supplement::opened(&told, |group| !disclosure.carries(group)));
        }
        Ok(supplements)
    }
}
