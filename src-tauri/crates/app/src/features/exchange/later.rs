//! 以后告知: what a file opens of entries that its reader has already: values opened one by one, and groups that came to
//! be told.

use std::collections::{BTreeMap, BTreeSet};

use domain::disclosure::Policy;
use exchange::{PartyCard, PartyId, PartyKind, PolicyStatement, Receipt, Supplement};
use journal::{Change, ChannelId, Dot, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;

use super::backlog::Backlog;
use super::disclose::{Disclosure, Key, holds};
use super::marks::Told;
use super::passing::Passing;
use crate::{Failure, Result, Session};

/// What is noted of it for one reader.
pub(super) struct Later {
    openings: Openings,
    backlog: Option<Backlog>,
    /// What is passed on to other laptops of one's own township.
    pub(super) passing: Option<Passing>,
}

impl Later {
    /// `readers` is what the readers hold.
    pub(super) fn of(session: &Session, peer: &PartyCard, readers: &Told) -> Result<Self> {
        let (party, receipt) = (peer.party(), readers.only());
        let told = session.disclosure(peer, session.shared_channel(peer))?.groups;
        let before = receipt.map(|_| PolicyStatement::groups_of(&Policy::default()));
        let backlog = told.map(|told| Backlog::of(session, party, &told, before.as_ref())).transpose()?;
        let passes_on = session.info.kind == PartyKind::Township && party == session.party();
        let passing = passes_on.then(|| Passing::of(session, readers)).transpose()?;
        Ok(Self { openings: Openings::of(session, party)?, backlog, passing })
    }

    pub(super) fn keep(&self, store: &Store, peer: PartyId) -> Result<()> {
        self.openings.keep(store, peer)?;
        self.passing.as_ref().map_or(Ok(()), |passing| passing.keep(store))?;
        self.backlog.as_ref().map_or(Ok(()), |backlog| backlog.keep(store, peer))
    }

    /// The groups of which older entries do not have all been told yet, by this receipt.
    pub(super) fn open_groups(&self, receipt: Option<&Receipt>) -> BTreeSet<u8> {
        self.backlog.as_ref().map(|backlog| backlog.open_groups(receipt)).unwrap_or_default()
    }

    /// Whether what was carried under this name arrived; it did not if it was never carried.
    pub(super) fn arrived(&self, name: &str, receipt: Option<&Receipt>) -> bool {
        self.openings.arrived(name, receipt)
    }

    /// Notes that a file of this site and number carries what did not arrive yet.
    pub(super) fn note(&mut self, name: String, file: (SiteId, u64)) {
        self.openings.note(name, file);
    }

    /// Whether groups of older entries must be carried.
    pub(super) fn is_open(&self, store: &Store, receipt: Option<&Receipt>) -> Result<bool> {
        let passes_on = self.passing.as_ref().map_or(Ok(false), |passing| passing.is_open(store))?;
        Ok(passes_on || self.backlog.as_ref().is_some_and(|backlog| backlog.is_open(receipt)))
    }
}

/// The file that carries it.
pub(super) struct Carrier<'a> {
    pub(super) channel: ChannelId,
    pub(super) disclosure: &'a Disclosure,
    /// The reader's newest receipt.
    pub(super) receipt: Option<&'a Receipt>,
    /// The site and number of the file.
    pub(super) file: (SiteId, u64),
    /// How many bytes of entries, as they are kept, may be carried of older groups; one entry at least.
    pub(super) full: usize,
}

/// The values opened to a party one by one, each with the site and the number of the file that carried it first. It
/// is carried until a receipt names that file or a later one of the site, and then no more: files are made so that each
/// carries all that had not arrived by then.
#[derive(Default, Serialize, Deserialize)]
struct Openings(BTreeMap<String, (String, u64)>);

impl Openings {
    fn name(peer: PartyId) -> String {
        format!("opened:{peer}")
    }

    fn of(session: &Session, peer: PartyId) -> Result<Self> {
        let kept = session.store.meta(&Self::name(peer))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }

    fn keep(&self, store: &Store, peer: PartyId) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|_| Failure::of("internal"))?;
        Ok(store.set_meta(&Self::name(peer), &json)?)
    }

    /// Whether what was carried under this name arrived; it did not if it was never carried.
    fn arrived(&self, name: &str, receipt: Option<&Receipt>) -> bool {
        self.0.get(name).is_some_and(|(site, number)| names(receipt, (site, *number)))
    }

    /// Notes that a file carries what did not arrive yet, unless an earlier one of its site did.
    fn note(&mut self, name: String, (site, number): (SiteId, u64)) {
        let first = self.0.entry(name).or_insert_with(|| (site.to_string(), number));
        // A file of a laptop that is gone is in no later receipt.
        if first.0 != site.to_string() {
            *first = (site.to_string(), number);
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
        let mut all = self.opened_later(&mut later.openings, carrier, &is_missing)?;
        if let Some(backlog) = &mut later.backlog {
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
        let Carrier { channel, disclosure, receipt, file, .. } = *carrier;
        let mut wanted: BTreeMap<Dot, BTreeSet<(Key, u16)>> = BTreeMap::new();
        for (key, opening) in &disclosure.opened {
            let state = self.store.state(channel, key.0, key.1)?;
            let registers = state.registers.iter().filter(|((field, _), _)| holds(opening, *field));
            for ((field, _), register) in registers {
                for one in register.0.iter().filter(|one| !disclosure.carries(one.group)) {
                    let name = format!("{}.{}.{}.{}.{field}", one.dot.site, one.dot.seq, key.0, key.1);
                    if openings.arrived(&name, receipt) {
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
