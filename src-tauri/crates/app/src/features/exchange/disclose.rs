//! 披露: what of a village's entries a township may have, and what is opened to it later.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::disclosure::{Policy, opened};
use domain::kinds::{member, need, person, step};
use domain::{Facts, Group, Kind, RecordId, codes};
use exchange::{PartyCard, PartyId, PartyKind, PolicyStatement, Receipt, Supplement};
use journal::{Change, ChannelId, Dot, Entry, SiteId};
use serde::{Deserialize, Serialize};
use store::{Filter, Query, Store};

use crate::{Failure, Result, Session};

/// A record by its kind's number and its id.
type Key = (u16, RecordId);

/// What a reader may have of the entries of one channel.
pub(super) struct Disclosure {
    /// The numbers of the groups carried whole; `None` for all.
    groups: Option<BTreeSet<u8>>,
    /// The fields that are opened one by one in the other groups.
    opened: HashMap<Key, Vec<u16>>,
    /// Whether the rest is added, sealed to the village itself.
    pub(super) own: bool,
}

impl Disclosure {
    /// Whether a group is carried whole.
    pub(super) fn carries(&self, group: u8) -> bool {
        group == Group::Open as u8 || self.groups.as_ref().is_none_or(|groups| groups.contains(&group))
    }

    /// Whether the reader may have an entry as it is kept here.
    pub(super) fn tells_all_of(&self, entry: &Entry) -> bool {
        entry.parts.keys().all(|group| self.carries(*group))
    }

    /// An entry as the reader may have it.
    pub(super) fn told(&self, entry: &Entry) -> Result<Entry> {
        let opens = |change: &Change, field| {
            self.opened.get(&(change.kind, change.id)).is_some_and(|fields| fields.contains(&field))
        };
        Ok(entry.withhold(|group| self.carries(group), opens)?)
    }
}

/// The values opened to a party one by one, each with the site and the number of the file that carried it first. It
/// is carried until a receipt names that file or a later one of the site, and then no more: files are made so that each
/// carries all that had not arrived by then.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Openings(BTreeMap<String, (String, u64)>);

impl Openings {
    fn name(peer: PartyId) -> String {
        format!("opened:{peer}")
    }

    pub(super) fn of(session: &Session, peer: PartyId) -> Result<Self> {
        let kept = session.store.meta(&Self::name(peer))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }

    pub(super) fn keep(&self, store: &Store, peer: PartyId) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|_| Failure::of("internal"))?;
        Ok(store.set_meta(&Self::name(peer), &json)?)
    }

    /// Whether what was carried under this name arrived; it did not if it was never carried.
    pub(super) fn arrived(&self, name: &str, receipt: Option<&Receipt>) -> bool {
        let Some((site, number)) = self.0.get(name) else { return false };
        let site = super::ledger::site_of(site);
        let mut files = receipt.iter().flat_map(|receipt| &receipt.files);
        files.any(|file| Some(file.site) == site && file.number >= *number)
    }

    /// Notes that a file of this site and number carries it, unless an earlier one did.
    pub(super) fn note(&mut self, name: String, (site, number): (SiteId, u64)) {
        self.0.entry(name).or_insert_with(|| (site.to_string(), number));
    }
}

impl Session {
    /// What a peer may have of the entries of the channel shared with it.
    pub(super) fn disclosure(&self, peer: &PartyCard, channel: ChannelId) -> Result<Disclosure> {
        if self.info.kind == PartyKind::Township || peer.party() == self.party() {
            return Ok(Disclosure { groups: None, opened: HashMap::new(), own: false });
        }
        let (groups, policy, own) = match self.trust.policy(peer.party(), channel) {
            Some(signed) => (signed.groups.clone(), signed.policy(), signed.own),
            None => (PolicyStatement::groups_of(&Policy::default()), Policy::default(), true),
        };
        Ok(Disclosure { groups: Some(groups), opened: self.opened_by(&policy, channel)?, own })
    }

    /// The records of which something is opened: members, escalated needs and who raised them.
    fn opened_by(&self, policy: &Policy, channel: ChannelId) -> Result<HashMap<Key, Vec<u16>>> {
        let reader = self.reader(channel)?;
        let mut all = HashMap::new();
        let mut ask = |kind: &'static Kind, id: Option<RecordId>| -> Result<()> {
            let Some(id) = id else { return Ok(()) };
            let fields = opened(&reader, policy, kind, id)?;
            if !fields.is_empty() {
                all.insert((kind.number, id), fields.iter().map(|field| field.number).collect());
            }
            Ok(())
        };
        for (_, member) in self.store.page(&Query::all(&member::KIND).within(channel))?.records {
            ask(&person::KIND, member.id_of(member::PERSON))?;
        }
        let escalated = Query::all(&step::KIND)
            .within(channel)
            .filter(Filter::Is(step::ACTION, codes::step_action::ESCALATE.into()))
            .filter(Filter::Is(step::TELL_CONTACT, true.into()));
        for (_, step) in self.store.page(&escalated)?.records {
            let Some(raised) = step.id_of(step::NEED) else { continue };
            ask(&need::KIND, Some(raised))?;
            ask(
                &person::KIND,
                reader.record(&need::KIND, raised)?.and_then(|need| need.id_of(need::PERSON)),
            )?;
        }
        Ok(all)
    }

    /// What a reader with this receipt must be told beside the entries that it lacks: values opened to it in entries
    /// that it has. `is_missing` says which entries the file carries anyway; `file` is the file's site and number.
    pub(super) fn supplements(
        &self,
        channel: ChannelId,
        disclosure: &Disclosure,
        receipt: Option<&Receipt>,
        is_missing: impl Fn(Dot) -> bool,
        openings: &mut Openings,
        file: (SiteId, u64),
    ) -> Result<Vec<Supplement>> {
        let mut wanted: BTreeMap<Dot, BTreeSet<(Key, u16)>> = BTreeMap::new();
        for (key, fields) in &disclosure.opened {
            let state = self.store.state(channel, key.0, key.1)?;
            let registers = state.registers.iter().filter(|((field, _), _)| fields.contains(field));
            for ((field, _), register) in registers {
                for one in register.0.iter().filter(|one| !disclosure.carries(one.group)) {
                    let name = format!("{}.{}.{}.{}.{field}", one.dot.site, one.dot.seq, key.0, key.1);
                    let arrived = openings.arrived(&name, receipt);
                    openings.note(name, file);
                    if !arrived && !is_missing(one.dot) {
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
