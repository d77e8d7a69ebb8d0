//! What the receipts of a file newly say.

use exchange::{Opened, PartyCard, Reason, Receipt, Standing, Trust};
use journal::{ChannelId, SiteId};

use super::forks::Fork;
use super::ledger::{Carried, Ledger};
use crate::renewal::Renewal;
use crate::{Failure, Result, Session};

/// What receipts newly say.
pub(super) struct Heard {
    pub(super) acknowledges: u64,
    pub(super) remarks: Vec<Failure>,
    /// When the newest one was made, by its issuer's clock.
    pub(super) at: Option<i64>,
    /// How far it says that the chains of one's own laptops are held there, as they are here.
    pub(super) held: Vec<Carried>,
    /// Whether they know entries or files of this very site that are not here, or others than the ones here.
    spent: bool,
}

/// Whether a site that writes another branch of its own chain also numbers its receipts again.
pub(super) fn is_anew(forks: &[Fork], site: SiteId) -> bool {
    forks.iter().any(|fork| fork.site == site)
}

impl Session {
    /// A new name for this workspace, if what it heard shows that the present one is spent: entries were written under
    /// it that are not here, or others than the ones here.
    pub(super) fn renewal_for(&self, heard: &Heard, forks: &[Fork]) -> Result<Option<Renewal>> {
        let site = self.store.site();
        let of_this = || forks.iter().filter(|fork| fork.site == site);
        let is_surpassed = heard.spent || of_this().any(|fork| !fork.ours);
        let spent = heard.spent || of_this().next().is_some();
        spent.then(|| Renewal::prepare(self, Reason::Copy, false, is_surpassed)).transpose()
    }

    /// What the receipts of an opened file say.
    pub(super) fn heard(
        &self,
        opened: &Opened,
        trust: &Trust,
        sender: &PartyCard,
        forks: &[Fork],
    ) -> Result<Heard> {
        let party = sender.party();
        let mut heard =
            Heard { acknowledges: 0, remarks: Vec::new(), at: None, held: Vec::new(), spent: false };
        let ledger = Ledger::of(self, Some(party))?;
        let sent = ledger.sent(party);
        let before = self.told_by(party)?;
        let told = self.told_with(trust, party, opened.receipts(), |site| is_anew(forks, site))?;
        // An older state may lack nothing that it wrote itself, and its receipts are older than those that were heard.
        let next = ledger.next_number(&self.store, party)?;
        let files = told.as_deref().into_iter().flat_map(|told| &told.files);
        heard.spent |= files.into_iter().any(|one| one.site == self.store.site() && one.number >= next);
        for channel in &opened.manifest().channels {
            if trust.owner_of(*channel).is_none() || self.store.scope(*channel).is_err() {
                continue;
            }
            let before = self.tally(*channel, before.as_deref(), &sent)?;
            let after = self.tally(*channel, told.as_deref(), &sent)?;
            heard.acknowledges += after.acknowledged.saturating_sub(before.acknowledged);
            heard.spent |= after.ahead || after.forked;
            heard.held.extend(self.held_there(*channel, told.as_deref())?);
            if heard.remarks.is_empty() {
                heard.remarks = self.behind(*channel, told.as_deref(), sender)?;
            }
        }
        heard.at = told.map(|told| told.wall);
        Ok(heard)
    }

    fn held_there(&self, channel: ChannelId, told: Option<&Receipt>) -> Result<Vec<Carried>> {
        let mut held = Vec::new();
        for chain in self.chains(channel)?.iter().filter(|chain| self.is_own_site(chain.site)) {
            let Some(told) = told.and_then(|told| told.chain(chain.site, channel)) else { continue };
            if let Standing::Agrees { upto: to @ 1.. } = self.standing(chain, told)? {
                held.push(Carried { site: chain.site.to_string(), from: 1, to });
            }
        }
        Ok(held)
    }
}
