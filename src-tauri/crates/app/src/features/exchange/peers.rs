//! 对方: with whom files are exchanged, and what they may be told.

use std::collections::HashMap;

use domain::disclosure::Policy;
use exchange::{PartyCard, PartyId, PartyKind, Signed, SiteCert};
use journal::{ChannelId, SiteId};
use store::ChannelScope;

use super::Party;
use crate::renewal::former_names;
use crate::workspace::name_of;
use crate::{Failure, Result, Session};

/// Whether a card is of this id, channel, division code or name.
fn is_called(card: &PartyCard, named: &str) -> bool {
    let ids = [card.party().to_string(), card.channel().to_string()];
    ids.iter().any(|id| id == named) || (!card.code.is_empty() && card.code == named) || card.name == named
}

/// The keeper's note that the digits of a party were compared.
pub(super) fn name_of_party(party: PartyId) -> String {
    format!("confirmed:{party}")
}

/// After how many milliseconds without a receipt of it a laptop of one's own party counts as no more in use: half a year.
pub(super) const QUIET: i64 = 183 * 24 * 60 * 60 * 1_000;

impl Session {
    /// One's own card.
    pub(super) fn card(&self) -> Result<&Signed<PartyCard>> {
        self.trust.card(self.party()).ok_or_else(|| Failure::of("damaged"))
    }

    /// The certificate of this site.
    pub(super) fn cert(&self) -> Result<&Signed<SiteCert>> {
        self.trust.cert(self.party(), self.store.site()).ok_or_else(|| Failure::of("damaged"))
    }

    /// A village's townships, or a township's villages, by name.
    pub(super) fn peers(&self) -> Result<Vec<Signed<PartyCard>>> {
        let me = self.party();
        let mut all: Vec<Signed<PartyCard>> = match self.info.kind {
            PartyKind::Village => self.trust.townships_of(self.card()?).cloned().collect(),
            PartyKind::Township => {
                let villages = self.trust.cards().filter(|card| card.kind == PartyKind::Village);
                villages.filter(|card| self.trust.is_granted(card.party(), me)).cloned().collect()
            }
        };
        all.sort_by(|a, b| (&a.code, &a.name, a.party()).cmp(&(&b.code, &b.name, b.party())));
        Ok(all)
    }

    /// The one among them of this id, channel, division code or name; oneself for the other laptops of one's own party.
    pub(super) fn peer(&self, named: &str) -> Result<Signed<PartyCard>> {
        let own = self.card()?;
        if is_called(own, named.trim()) {
            return Ok(own.clone());
        }
        let mut found = self.peers()?.into_iter().filter(|card| is_called(card, named.trim()));
        let first = found.next().ok_or_else(|| Failure::of("no_such_peer").with("name", named.trim()))?;
        // Two villages of one name must not get each other's files.
        match found.next() {
            Some(_) => Err(Failure::of("peer_ambiguous").with("name", named.trim())),
            None => Ok(first),
        }
    }

    /// The channel that is shared with a peer: always the village's.
    pub(super) fn shared_channel(&self, peer: &PartyCard) -> ChannelId {
        match self.info.kind {
            PartyKind::Village => self.own_channel(),
            PartyKind::Township => peer.channel(),
        }
    }

    /// The channels that files for a party are about: the one shared with a peer; for laptops of one's own party every
    /// channel that the party writes.
    pub(super) fn channels_with(&self, peer: &PartyCard) -> Result<Vec<ChannelId>> {
        if peer.party() != self.party() {
            return Ok(vec![self.shared_channel(peer)]);
        }
        let all = self.store.channels()?.into_iter();
        Ok(all.filter(|(_, scope)| *scope != ChannelScope::Private).map(|(channel, _)| channel).collect())
    }

    /// The other laptops of one's own party that are in use: those that no other goes on from, and of which no more
    /// than [`QUIET`] passed between their newest receipt and the newest of any other; a name that this workspace gave
    /// up only if somebody was heard of under it. Nobody says goodbye when a laptop breaks or takes another name, and
    /// files that go on waiting for it would grow for ever. One that was merely put away is in use again with its next
    /// file.
    pub(super) fn siblings(&self) -> Result<Vec<SiteId>> {
        let all = || self.trust.certs(self.party());
        let gone: Vec<SiteId> = all().filter_map(|cert| cert.succeeds).collect();
        let others = all().map(|cert| cert.site).filter(|site| *site != self.store.site());
        let mut others: Vec<SiteId> = others.filter(|site| !gone.contains(site)).collect();
        let receipts = self.store.receipts()?.into_iter().filter(|(site, ..)| others.contains(site));
        let heard: HashMap<SiteId, i64> = receipts.map(|(site, came, _)| (site, came)).collect();
        let newest = heard.values().max().copied().unwrap_or_default();
        let former = former_names(&self.store)?;
        others.retain(|site| match heard.get(site) {
            Some(came) => newest.saturating_sub(*came) <= QUIET,
            None => !former.contains(site),
        });
        Ok(others)
    }

    /// The township of a channel that is shared with this peer.
    pub(super) fn township_of(&self, peer: &PartyCard) -> PartyId {
        match self.info.kind {
            PartyKind::Village => peer.party(),
            PartyKind::Township => self.party(),
        }
    }

    /// Whether a site belongs to one's own party.
    pub(super) fn is_own_site(&self, site: SiteId) -> bool {
        self.trust.cert(self.party(), site).is_some()
    }

    /// Whether the digits of a party were compared by telephone. One's own need no comparing.
    pub(crate) fn is_confirmed(&self, party: PartyId) -> Result<bool> {
        Ok(party == self.party() || self.store.meta(&name_of_party(party))?.is_some())
    }

    /// A party as answers show it.
    pub(super) fn shown(&self, card: &PartyCard) -> Result<Party> {
        Ok(Party {
            party: card.party().to_string(),
            kind: name_of(card.kind).to_owned(),
            name: card.name.clone(),
            code: card.code.clone(),
            channel: card.channel().to_string(),
            practice: card.practice,
            confirmed: self.is_confirmed(card.party())?,
            fingerprint: card.fingerprint(),
        })
    }

    /// The digest, in hexadecimal digits, of what a village and its township share: the open part and the groups that
    /// were told when the last file went between both. `of` names the village; a village may leave it out or name its
    /// township. Once each has taken in the other's files, both get the same.
    pub fn shared_digest(&self, of: Option<&str>) -> Result<String> {
        let (township, channel) = match self.info.kind {
            PartyKind::Township => {
                let village = self.peer(of.ok_or_else(|| Failure::of("no_village"))?)?;
                (self.party(), village.channel())
            }
            PartyKind::Village => {
                let peers = self.peers()?;
                let township = peers.first().ok_or_else(|| Failure::of("no_peer"))?;
                match of.filter(|of| !is_called(township, of.trim())) {
                    Some(of) => (township.party(), self.village(of)?),
                    None => (township.party(), self.own_channel()),
                }
            }
        };
        let policy = Policy::of_numbers(&self.shared_groups(township, channel)?);
        Ok(hex::encode(self.store.shared_digest(channel, policy)?))
    }
}
