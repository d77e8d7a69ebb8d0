//! 披露: what of a village's entries a township may have.

use std::collections::{BTreeSet, HashMap};

use domain::disclosure::{Opening, Policy, opened};
use domain::kinds::{member, need, person, step};
use domain::{Facts, Group, Kind, RecordId, codes};
use exchange::{PartyCard, PartyKind};
use journal::{Change, ChannelId, Entry};
use store::{Filter, Query};

use crate::{Result, Session};

/// A record by its kind's number and its id.
pub(super) type Key = (u16, RecordId);

/// What a reader may have of the entries of one channel.
pub(super) struct Disclosure {
    /// The numbers of the groups carried whole; `None` for all.
    pub(super) groups: Option<BTreeSet<u8>>,
    /// The fields that are opened one by one in the other groups.
    pub(super) opened: HashMap<Key, Opening>,
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
            self.opened.get(&(change.kind, change.id)).is_some_and(|opening| holds(opening, field))
        };
        Ok(entry.withhold(|group| self.carries(group), opens)?)
    }
}

/// Whether an opening is of a field, by its number.
pub(super) fn holds(opening: &Opening, field: u16) -> bool {
    opening.fields.iter().any(|one| one.number == field)
}

impl Session {
    /// What a peer may have of the entries of the channel shared with it.
    pub(super) fn disclosure(&self, peer: &PartyCard, channel: ChannelId) -> Result<Disclosure> {
        if self.info.kind == PartyKind::Township || peer.party() == self.party() {
            return Ok(Disclosure { groups: None, opened: HashMap::new(), own: false });
        }
        let standing = self.trust.agreement(peer.party(), channel);
        let groups = standing.terms.told();
        let opened = self.opened_by(&Policy::of_numbers(&groups), channel)?;
        Ok(Disclosure { groups: Some(groups), opened, own: standing.own })
    }

    /// The records of which something is opened: members, escalated needs and who raised them.
    pub(super) fn opened_by(&self, policy: &Policy, channel: ChannelId) -> Result<HashMap<Key, Opening>> {
        let reader = self.reader(channel)?;
        let mut all = HashMap::new();
        let mut ask = |kind: &'static Kind, id: Option<RecordId>| -> Result<()> {
            let Some(id) = id else { return Ok(()) };
            all.extend(opened(&reader, policy, kind, id)?.map(|opening| ((kind.number, id), opening)));
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
}
