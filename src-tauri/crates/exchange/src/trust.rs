//! 信任: what a set of statements decides.

use std::collections::BTreeMap;

use domain::Owner;
use domain::disclosure::{Policy, Terms};
use journal::{ChannelId, SiteId};
use vault::VerifyingKey;

use crate::signed::Content;
use crate::{
    Error, Grant, PartyCard, PartyId, PartyKind, PolicyStatement, Result, Signed, SiteCert, Statement,
};

/// A set of statements, and the decisions that follow from it alone: the same for every reader that has the same
/// statements, whatever the order in which they came. A party is *known* once its card is in the set; whose card may
/// come in is decided when a file is opened or an invitation accepted.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    cards: BTreeMap<PartyId, Signed<PartyCard>>,
    channels: BTreeMap<ChannelId, PartyId>,
    sites: BTreeMap<(PartyId, SiteId), Signed<SiteCert>>,
    grants: BTreeMap<(PartyId, PartyId), Signed<Grant>>,
    policies: BTreeMap<(PartyId, Option<ChannelId>), Signed<PolicyStatement>>,
}

impl Trust {
    /// Knows nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement and tells whether it says anything new; of two that replace each other the newer stays. An
    /// introduction decides nothing later and is not kept.
    /// [`Error::Contradiction`] if a party changes its kind or practice mark, or a site its key.
    pub fn add(&mut self, statement: Statement) -> Result<bool> {
        match statement {
            Statement::Card(card) => self.add_card(card),
            Statement::Site(cert) => self.add_site(cert),
            Statement::Grant(grant) => {
                let key = (grant.village(), grant.township());
                Ok(replace(&mut self.grants, key, grant, |one| one.number()))
            }
            Statement::Policy(policy) => {
                let key = (policy.township(), policy.channel);
                Ok(replace(&mut self.policies, key, policy, |one| one.number))
            }
            Statement::Introduction(_) => Ok(false),
        }
    }

    fn add_card(&mut self, card: Signed<PartyCard>) -> Result<bool> {
        let party = card.party();
        let other_kind = self.cards.get(&party).is_some_and(|known| known.kind != card.kind);
        if other_kind || self.certs(party).any(|cert| cert.practice != card.practice) {
            return Err(Error::Contradiction);
        }
        if self.cards.get(&party).is_some_and(|known| known.practice != card.practice) {
            return Err(Error::Contradiction);
        }
        self.channels.insert(card.channel(), party);
        Ok(replace(&mut self.cards, party, card, |card| card.number))
    }

    fn add_site(&mut self, cert: Signed<SiteCert>) -> Result<bool> {
        let party = cert.party();
        let other_practice = self.cards.get(&party).is_some_and(|card| card.practice != cert.practice);
        match self.sites.get(&(party, cert.site)) {
            _ if other_practice => Err(Error::Contradiction),
            Some(known) if known.key != cert.key => Err(Error::Contradiction),
            _ => Ok(replace(&mut self.sites, (party, cert.site), cert, |cert| cert.number)),
        }
    }

    /// Every statement of the set, for keeping and for passing on.
    pub fn statements(&self) -> impl Iterator<Item = Statement> + '_ {
        let cards = self.cards.values().cloned().map(Statement::Card);
        let sites = self.sites.values().cloned().map(Statement::Site);
        let grants = self.grants.values().cloned().map(Statement::Grant);
        let policies = self.policies.values().cloned().map(Statement::Policy);
        cards.chain(sites).chain(grants).chain(policies)
    }

    /// The known parties.
    pub fn cards(&self) -> impl Iterator<Item = &Signed<PartyCard>> {
        self.cards.values()
    }

    /// The card of a party that is known.
    pub fn card(&self, party: PartyId) -> Option<&Signed<PartyCard>> {
        self.cards.get(&party)
    }

    /// The known party whose channel it is.
    pub fn owner_of(&self, channel: ChannelId) -> Option<&Signed<PartyCard>> {
        self.cards.get(self.channels.get(&channel)?)
    }

    /// The certified sites of a party.
    pub fn certs(&self, party: PartyId) -> impl Iterator<Item = &Signed<SiteCert>> {
        let sites = self.sites.range((party, SiteId::from_bytes([0; 16]))..);
        sites.take_while(move |((owner, _), _)| *owner == party).map(|(_, cert)| cert)
    }

    /// The certificate of one site of one party.
    pub fn cert(&self, party: PartyId, site: SiteId) -> Option<&Signed<SiteCert>> {
        self.sites.get(&(party, site))
    }

    /// The certificate by which a site writes a channel: the one of the channel's owner, or else one of a township
    /// that the village let in. Site ids are random, so a name that two parties claim belongs to the owner.
    pub fn writer(&self, site: SiteId, channel: ChannelId) -> Option<&Signed<SiteCert>> {
        let owner = self.owner_of(channel)?;
        let own = self.cert(owner.party(), site);
        own.or_else(|| self.townships_of(owner).find_map(|township| self.cert(township.party(), site)))
    }

    /// The side that a site is certified for in a channel: what [`journal::refusal`] asks. A channel that is private
    /// to a workspace has no owner here and is never asked about.
    pub fn side(&self, site: SiteId, channel: ChannelId) -> Option<Owner> {
        let party = self.party_of(site, channel)?;
        Some(match self.card(party)?.kind {
            PartyKind::Village => Owner::Village,
            PartyKind::Township => Owner::Township,
        })
    }

    /// The key that a site signs with in a channel.
    pub fn key_of(&self, site: SiteId, channel: ChannelId) -> Option<VerifyingKey> {
        Some(self.writer(site, channel)?.key)
    }

    /// The party for which a site writes a channel.
    pub fn party_of(&self, site: SiteId, channel: ChannelId) -> Option<PartyId> {
        Some(self.writer(site, channel)?.party())
    }

    /// The townships that a village let in. Practice and real work do not mix.
    pub fn townships_of(&self, village: &PartyCard) -> impl Iterator<Item = &Signed<PartyCard>> {
        let (village, practice) = (village.party(), village.practice);
        let township = |grant: &Signed<Grant>| self.card(grant.township());
        let grants = self.grants.values().filter(move |grant| grant.village() == village);
        grants.filter_map(township).filter(move |card| {
            card.kind == PartyKind::Township && card.practice == practice && card.party() != village
        })
    }

    /// Whether a village let a township in.
    pub fn is_granted(&self, village: PartyId, township: PartyId) -> bool {
        let card = self.card(village);
        card.is_some_and(|card| self.townships_of(card).any(|one| one.party() == township))
    }

    /// The policy of a township that stands for a village's channel: of the one for the village and the one for all
    /// that with the greater number, and the village's if both have one number.
    pub fn policy(&self, township: PartyId, channel: ChannelId) -> Option<&Signed<PolicyStatement>> {
        let about = |channel| self.policies.get(&(township, channel));
        about(None).into_iter().chain(about(Some(channel))).max_by_key(|one| one.number)
    }

    /// What a township asks of the village whose channel it is, and what that village agreed to. Where either said
    /// nothing, it is the default.
    pub fn agreement(&self, township: PartyId, channel: ChannelId) -> Agreement {
        let policy = self.policy(township, channel);
        let village = self.channels.get(&channel);
        let grant = village.and_then(|village| self.grants.get(&(*village, township)));
        let default = || PolicyStatement::groups_of(&Policy::default());
        let agreed = grant.and_then(|grant| grant.agreed.as_ref());
        Agreement {
            number: policy.map_or(0, |policy| policy.number),
            terms: Terms {
                asked: policy.map_or_else(default, |policy| policy.groups.clone()),
                agreed: agreed.map_or_else(default, |agreed| agreed.groups.clone()),
            },
            own: policy.is_none_or(|policy| policy.own),
        }
    }
}

/// 报送范围 between a village and its township, by the newest statements of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The number of the township's policy; 0 if it signed none.
    pub number: u64,
    /// What is asked and what was agreed to.
    pub terms: Terms,
    /// Whether the village adds what it withholds, sealed to itself (see [`crate::Own`]).
    pub own: bool,
}

/// Keeps the newer of two statements; of two with one number, the one with the greater bytes, so that all readers
/// agree.
fn replace<K: Ord, T: Content>(
    map: &mut BTreeMap<K, Signed<T>>,
    key: K,
    new: Signed<T>,
    number: impl Fn(&T) -> u64,
) -> bool {
    let rank = |one: &Signed<T>| (number(one), one.signed_bytes().to_vec());
    if map.get(&key).is_some_and(|known| rank(known) >= rank(&new)) {
        return false;
    }
    map.insert(key, new);
    true
}
