//! 镇里收到没有: what the newest receipt of a party says of the entries written for it.

use std::collections::{BTreeMap, HashMap};

use exchange::{ChainReceipt, PartyCard, PartyId, Receipt, Signed, Standing, Trust};
use journal::{ChannelId, SiteId};
use store::ChainHead;

use crate::{Failure, Result, Session};

/// How far the entries written for a party have come.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub(super) total: u64,
    pub(super) unsent: u64,
    pub(super) sent: u64,
    pub(super) acknowledged: u64,
    pub(super) refused: u64,
    pub(super) conflicts: u64,
    pub(super) waiting: u64,
    /// The receipt knows entries of this workspace that are missing here.
    pub(super) ahead: bool,
    /// The receipt knows other entries under the same numbers.
    pub(super) forked: bool,
}

/// What the readers of a file hold, each by its newest receipt.
pub(super) struct Told(Vec<Option<Signed<Receipt>>>);

impl Told {
    /// The receipt, if there is one reader.
    pub(super) fn only(&self) -> Option<&Receipt> {
        match self.0.as_slice() {
            [Some(receipt)] => Some(receipt),
            _ => None,
        }
    }

    /// The receipt of each reader; `None` for whom nothing was heard of yet.
    pub(super) fn each(&self) -> impl Iterator<Item = Option<&Receipt>> {
        self.0.iter().map(|one| one.as_deref())
    }

    /// Whether none of the readers holds an entry.
    pub(super) fn lack(&self, site: SiteId, channel: ChannelId, seq: u64) -> bool {
        let mut chains = self.each().filter_map(|receipt| receipt?.chain(site, channel));
        chains.all(|chain| chain.upto < seq)
    }

    /// Whether nothing was heard of any of them.
    pub(super) fn is_nothing(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl Session {
    /// What of a chain at least one of the readers lacks, from–to.
    pub(super) fn missing_of(&self, chain: &ChainHead, told: &Told) -> Result<Vec<(u64, u64)>> {
        let mut all = Vec::new();
        for receipt in &told.0 {
            all.extend(self.missing(chain, receipt.as_deref())?);
        }
        all.sort_unstable();
        let mut joined: Vec<(u64, u64)> = Vec::new();
        for (from, to) in all {
            match joined.last_mut() {
                Some((_, last)) if from <= *last + 1 => *last = to.max(*last),
                _ => joined.push((from, to)),
            }
        }
        Ok(joined)
    }

    /// The newest receipt of a party.
    pub(super) fn told_by(&self, peer: PartyId) -> Result<Option<Signed<Receipt>>> {
        self.told_with(&self.trust, peer, &[], |_| false)
    }

    /// The newest receipt of a party, if `arriving` were kept as well; those of sites that began their numbers `anew` in
    /// any case. Of several sites of the party, one that another
    /// goes on from counts no more once that other has sent a receipt.
    pub(super) fn told_with(
        &self,
        trust: &Trust,
        peer: PartyId,
        arriving: &[Signed<Receipt>],
        anew: impl Fn(SiteId) -> bool,
    ) -> Result<Option<Signed<Receipt>>> {
        let mut newest: BTreeMap<SiteId, (i64, Signed<Receipt>)> = BTreeMap::new();
        for (site, received, bytes) in self.store.receipts()? {
            if let Some(cert) = trust.cert(peer, site) {
                newest.insert(site, (received, Signed::from_bytes(&bytes, &cert.key)?));
            }
        }
        for receipt in arriving.iter().filter(|receipt| receipt.party == peer) {
            let older = newest.get(&receipt.site).is_some_and(|(_, known)| known.number >= receipt.number);
            if !older || anew(receipt.site) {
                newest.insert(receipt.site, (i64::MAX, receipt.clone()));
            }
        }
        let succeeded = |site: &SiteId| trust.cert(peer, *site).and_then(|cert| cert.succeeds);
        let gone: Vec<SiteId> = newest.keys().filter_map(succeeded).collect();
        let present = newest.into_values().filter(|(_, receipt)| !gone.contains(&receipt.site));
        Ok(present.max_by_key(|(received, receipt)| (*received, receipt.number)).map(|(_, receipt)| receipt))
    }

    /// The newest receipts by which a file for a party is made: its newest one, or of each other laptop of one's own
    /// party the newest; `None` for whom nothing was heard of yet.
    pub(super) fn told_all(&self, peer: PartyId) -> Result<Told> {
        if peer != self.party() {
            return Ok(Told(vec![self.told_by(peer)?]));
        }
        let kept = self.store.receipts()?;
        let of_site = |site: SiteId| -> Result<Option<Signed<Receipt>>> {
            let found = kept.iter().find(|(issuer, _, _)| *issuer == site);
            let Some((_, _, bytes)) = found else { return Ok(None) };
            let cert = self.trust.cert(peer, site).ok_or_else(|| Failure::of("damaged"))?;
            Ok(Some(Signed::from_bytes(bytes, &cert.key)?))
        };
        let all: Result<Vec<_>> = self.siblings()?.into_iter().map(of_site).collect();
        Ok(Told(Some(all?).filter(|all| !all.is_empty()).unwrap_or_else(|| vec![None])))
    }

    /// The chains of a channel that are held without a gap.
    pub(super) fn chains(&self, channel: ChannelId) -> Result<Vec<ChainHead>> {
        Ok(self.store.heads()?.into_iter().filter(|head| head.channel == channel).collect())
    }

    /// How a chain here stands against what a receipt says of it. A reader whose head is a branch that did not stand
    /// here, or who saw the one here and did not take it, has another branch.
    pub(super) fn standing(&self, chain: &ChainHead, told: &ChainReceipt) -> Result<Standing> {
        let other = self.store.branches(chain.channel)?;
        // Where the chain here goes as far, the hashes tell.
        let saw_ours = told.upto > chain.seq
            && told.branches.iter().any(|(seq, hash)| {
                self.store.hash_at(chain.channel, chain.site, *seq).is_ok_and(|held| held == Some(*hash))
            });
        if saw_ours || other.contains(&(chain.site, told.upto, told.hash)) {
            return Ok(Standing::Forked { at: told.upto.min(chain.seq) });
        }
        let held = self.store.hash_at(chain.channel, chain.site, told.upto)?;
        Ok(told.standing(chain.seq, |_| held))
    }

    /// Which entries of a chain a reader lacks, from–to, by its receipt; of one's own party also those that it holds in
    /// part alone. One that holds another branch of it gets the whole chain, since nobody knows where the branches part;
    /// but not from the chain's own party, which gives way.
    pub(super) fn missing(&self, chain: &ChainHead, receipt: Option<&Receipt>) -> Result<Vec<(u64, u64)>> {
        let all = || if chain.seq > 0 { vec![(1, chain.seq)] } else { Vec::new() };
        let told = receipt.and_then(|receipt| receipt.chain(chain.site, chain.channel));
        let Some(told) = told else { return Ok(all()) };
        let to_peer = receipt.is_some_and(|receipt| receipt.party != self.party());
        let gives_way = to_peer && self.is_own_site(chain.site);
        Ok(match self.standing(chain, told)? {
            Standing::Forked { .. } if gives_way => Vec::new(),
            Standing::Forked { .. } => all(),
            Standing::Agrees { .. } | Standing::Ahead { .. } if to_peer => told.missing(chain.seq),
            Standing::Agrees { .. } | Standing::Ahead { .. } => {
                [told.missing(chain.seq), self.to_complete(chain, told)?].concat()
            }
        })
    }

    /// What a person should know of a sender whose receipt shows that it lacks what it wrote itself.
    pub(super) fn behind(
        &self,
        channel: ChannelId,
        receipt: Option<&Receipt>,
        sender: &PartyCard,
    ) -> Result<Vec<Failure>> {
        let mut behind = false;
        for chain in self.chains(channel)?.iter().filter(|chain| !self.is_own_site(chain.site)) {
            let told = receipt.and_then(|receipt| receipt.chain(chain.site, channel));
            let same_site = receipt.is_some_and(|receipt| receipt.site == chain.site);
            behind |= same_site && told.is_none_or(|told| told.upto < chain.seq);
        }
        Ok(behind
            .then(|| Failure::of("peer_rolled_back").with("name", sender.name.clone()))
            .into_iter()
            .collect())
    }

    /// What a person should know if a party holds entries of one's own laptops that are not here: they were written
    /// before an older state was put back, or on another laptop.
    pub(super) fn lacking_own(&self, peer: &PartyCard) -> Result<Option<Failure>> {
        let told = if peer.party() == self.party() { None } else { self.told_by(peer.party())? };
        let (Some(told), channel) = (told, self.shared_channel(peer)) else { return Ok(None) };
        let held = self.chains(channel)?;
        let mut lacking = false;
        for chain in told.chains.iter().filter(|one| one.channel == channel && self.is_own_site(one.site)) {
            lacking |= match held.iter().find(|head| head.site == chain.site) {
                Some(head) => !matches!(self.standing(head, chain)?, Standing::Agrees { .. }),
                None => chain.upto > 0,
            };
        }
        Ok(lacking.then(|| Failure::of("own_behind").with("name", peer.name.clone())))
    }

    /// How far the entries written here for a party have come, by this receipt of it; `sent` is [`Ledger::sent`].
    pub(super) fn tally(
        &self,
        channel: ChannelId,
        receipt: Option<&Receipt>,
        sent: &HashMap<String, u64>,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        for chain in self.chains(channel)?.iter().filter(|chain| self.is_own_site(chain.site)) {
            let in_file = sent.get(&chain.site.to_string()).copied().unwrap_or(0);
            let told = receipt.and_then(|receipt| receipt.chain(chain.site, channel));
            let mut missing = self.missing(chain, receipt)?;
            if let Some(told) = told {
                let present = chain.site == self.store.site();
                let standing = self.standing(chain, told)?;
                match standing {
                    Standing::Agrees { .. } => {}
                    Standing::Ahead { .. } => tally.ahead |= present,
                    Standing::Forked { .. } => {
                        tally.forked |= present;
                        missing = vec![(1, chain.seq)];
                    }
                }
                if !matches!(standing, Standing::Forked { .. }) {
                    tally.refused += told.refused.len() as u64;
                    tally.conflicts += told.conflicts.len() as u64;
                    tally.waiting += count(&told.waiting);
                }
            }
            let lacking = count(&missing);
            let unsent: u64 =
                missing.iter().map(|(from, to)| (to + 1).saturating_sub((in_file + 1).max(*from))).sum();
            tally.total += chain.seq;
            tally.unsent += unsent;
            tally.sent += lacking - unsent;
            tally.acknowledged += chain.seq - lacking;
        }
        Ok(tally)
    }

    /// How many entries written here no receipt covers yet. Without anybody to send to, nothing is owed.
    pub(crate) fn unsent(&self) -> Result<u64> {
        let mut owed = 0;
        for peer in self.peers()? {
            let tally = self.tally(
                self.shared_channel(&peer),
                self.told_by(peer.party())?.as_deref(),
                &HashMap::new(),
            )?;
            owed += tally.total - tally.acknowledged;
        }
        Ok(owed)
    }
}

fn count(spans: &[(u64, u64)]) -> u64 {
    spans.iter().map(|(from, to)| to.saturating_sub(*from) + 1).sum()
}
