//! 回执: what this workspace tells a party of the chains that it holds. Made from state, never of an event.

use std::collections::{BTreeMap, BTreeSet};

use exchange::format::MAX_LIST;
use exchange::{ChainReceipt, PartyCard, PartyId, Receipt, Signed};
use journal::{ChannelId, SiteId};
use store::{Moment, Store};

use super::ledger::Ledger;
use super::partial::{by_site, runs};
use crate::{Result, Session};

fn note_of(peer: PartyId) -> String {
    format!("receipt_number:{peer}")
}

/// Notes that a receipt left.
pub(super) fn note(store: &Store, receipt: &Receipt) -> Result<()> {
    Ok(store.set_meta(&note_of(receipt.reader), &receipt.number.to_be_bytes())?)
}

impl Session {
    /// The receipt for a party, with its number among those for that party.
    pub(super) fn receipt_for(
        &self,
        peer: &PartyCard,
        ledger: &Ledger,
        moment: Moment,
    ) -> Result<Signed<Receipt>> {
        let noted = self.store.meta(&note_of(peer.party()))?.and_then(|bytes| bytes.try_into().ok());
        let mut chains = Vec::new();
        for channel in self.channels_with(peer)? {
            chains.extend(self.chains_told(channel)?);
        }
        let receipt = Receipt {
            party: self.party(),
            site: self.store.site(),
            number: noted.map_or(0, u64::from_be_bytes) + 1,
            reader: peer.party(),
            wall: moment.wall,
            chains,
            files: ledger.taken(peer.party()),
        };
        Ok(receipt.sign(self.cert()?, &self.site_key)?)
    }

    fn chains_told(&self, channel: ChannelId) -> Result<Vec<ChainReceipt>> {
        let held = self.chains(channel)?.into_iter();
        let mut chains: BTreeMap<SiteId, ChainReceipt> = held
            .map(|head| (head.site, ChainReceipt::new(head.site, channel, head.seq, head.hash)))
            .collect();
        let mut of = |site: SiteId, add: &mut dyn FnMut(&mut ChainReceipt)| {
            add(chains.entry(site).or_insert_with(|| ChainReceipt::new(site, channel, 0, [0; 32])));
        };
        for (site, waiting) in by_site(self.store.waiting(channel)?) {
            of(site, &mut |chain| chain.waiting = runs(waiting.iter().copied()));
        }
        for (site, partial) in by_site(self.store.partial(channel)?) {
            of(site, &mut |chain| chain.partial = runs(partial.iter().copied()));
        }
        for (site, seq, reason) in self.store.refused(channel)? {
            of(site, &mut |chain| chain.refused.push((seq, reason.map_or(0, |reason| reason.number()))));
        }
        for (site, seq, hash) in self.store.branches(channel)? {
            let rewritten =
                self.is_own_site(site) && self.store.is_branch_rewritten(channel, site, seq, &hash)?;
            of(site, &mut |chain| {
                chain.branches.push((seq, hash));
                chain.rewritten.extend(rewritten.then_some((seq, hash)));
            });
        }
        for (site, seq) in self.contradicted(channel)? {
            of(site, &mut |chain| chain.conflicts.push(seq));
        }
        let most = MAX_LIST as usize;
        for chain in chains.values_mut() {
            chain.waiting.truncate(most);
            chain.refused.truncate(most);
            chain.conflicts.truncate(most);
            chain.branches.truncate(most);
            chain.partial.truncate(most);
            chain.rewritten.truncate(most);
        }
        Ok(chains.into_values().collect())
    }

    /// The entries of which a write is a survivor that another contradicts.
    fn contradicted(&self, channel: ChannelId) -> Result<BTreeSet<(SiteId, u64)>> {
        let mut dots = BTreeSet::new();
        for (_, kind, id) in self.store.in_conflict(Some(channel))? {
            for conflict in self.store.conflicts(channel, kind.number, id)? {
                dots.extend(conflict.survivors.iter().map(|(one, _)| (one.dot.site, one.dot.seq)));
            }
        }
        Ok(dots)
    }
}
