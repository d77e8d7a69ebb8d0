//! 取回分支: what to do with a branch of one's own party that comes back.
//!
//! The laptop that wrote it writes it again by itself as soon as it hears of it. Whoever is an older state of that laptop,
//! or was put in its place, writes it again instead; if there is nobody, and the branch is half a year old, whichever
//! laptop it is given to or that keeps it. Nobody does that knows of another one of its party that did. So mostly one
//! laptop alone does. Should two, they write the same values once more; where one was changed since, the older stands
//! beside it as a disagreement.

use std::collections::BTreeSet;
use std::iter::successors;

use exchange::{Branch, Opened, PartyId, Trust};
use journal::{Entry, Hash, SiteId};
use store::Store;
use vault::SealIdentity;

use super::kept::{Head, head, is_rewritten, is_settled, keep_pieces, receipts};
use super::peers::QUIET;
use crate::Result;
use crate::renewal::surpassed_names;

/// Who takes branches back, and when by its clock, in milliseconds since 1970.
pub(super) struct Reclaim<'a> {
    pub(super) store: &'a Store,
    pub(super) me: PartyId,
    pub(super) trust: &'a Trust,
    pub(super) seal: &'a SealIdentity,
    pub(super) wall: i64,
}

impl Reclaim<'_> {
    /// Takes in the branches that a file gives back. Those that another laptop of one's own keeps are kept here as well,
    /// unless they are for this one to write. Gives the sites of which entries are to be written again here.
    pub(super) fn given(&self, opened: &Opened) -> Result<BTreeSet<SiteId>> {
        let mut sites = BTreeSet::new();
        for branch in opened.branches() {
            let about = about(branch);
            let (channel, site, seq, hash) = about;
            // Whoever holds it as the one that stands gives nothing back.
            let said = opened.receipt_of_sender().and_then(|receipt| receipt.chain(site, channel));
            let gave_way = said.is_some_and(|chain| chain.branches.contains(&(seq, *hash)));
            if self.store.scope(channel).is_err() || !gave_way {
                continue;
            }
            self.store.note_branch(channel, site, seq, hash)?;
            if is_settled(self.store, about)? {
                continue;
            }
            let last = branch.entries().last().transpose()?.map(|carried| carried.entry()).transpose()?;
            let is_old = || last.as_ref().is_some_and(|last| self.is_old(last));
            if self.is_own(site)
                && (self.goes_on_from(site)? || is_old())
                && !self.is_done_elsewhere(about)?
            {
                self.store.keep_of_branch(&completed(branch, self.seal)?, true)?;
                sites.insert(site);
            } else if self.is_own(opened.manifest().sender) {
                self.store.keep_of_branch(&entries(branch)?, false)?;
                let signature = branch.head().signature();
                let number = self.store.keep_branch((channel, site), (seq, hash), signature)?;
                keep_pieces(self.store, number, branch.pieces.iter())?;
            }
        }
        Ok(sites)
    }

    /// Takes up the branches of one's own party that are kept here themselves, are half a year old, and that nobody else
    /// wrote again. Gives the sites of which entries are to be written again here.
    pub(super) fn kept(&self) -> Result<BTreeSet<SiteId>> {
        let mut sites = BTreeSet::new();
        for kept in self.store.kept_branches()?.iter().filter(|kept| self.is_own(kept.site)) {
            let last = self.store.branch_head(kept.channel, kept.site, kept.seq, &kept.hash)?;
            let is_old = last.is_some_and(|last| self.is_old(&last));
            if is_old && self.gave_way(head(kept))? && !self.is_done_elsewhere(head(kept))? {
                let entries = self.store.branch_up_to(kept.channel, kept.site, kept.seq, &kept.hash)?;
                self.store.keep_of_branch(&entries, true)?;
                self.store.drop_branch(kept)?;
                sites.insert(kept.site);
            }
        }
        Ok(sites)
    }

    /// Whether anybody else said that a branch does not stand there.
    fn gave_way(&self, (channel, site, seq, hash): Head<'_>) -> Result<bool> {
        let receipts = receipts(self.store, self.trust)?;
        let mut chains = receipts.iter().filter_map(|receipt| receipt.chain(site, channel));
        Ok(chains.any(|chain| chain.branches.contains(&(seq, *hash))))
    }

    fn is_own(&self, site: SiteId) -> bool {
        self.trust.cert(self.me, site).is_some()
    }

    /// Whether this workspace is an older state of what went by that name, or was put in its place.
    fn goes_on_from(&self, site: SiteId) -> Result<bool> {
        let before = |site: &SiteId| self.trust.cert(self.me, *site).and_then(|cert| cert.succeeds);
        // Certificates may name one another in a ring.
        let most = self.trust.certs(self.me).count();
        let surpassed = surpassed_names(self.store)?;
        let starts = surpassed.iter().copied().chain([self.store.site()]);
        let mut earlier = starts.flat_map(|name| successors(before(&name), before).take(most));
        Ok(surpassed.contains(&site) || earlier.any(|name| name == site))
    }

    /// Whether an entry was written more than half a year ago, by its writer's clock: no other time is known of it.
    fn is_old(&self, entry: &Entry) -> bool {
        entry.header.wall < self.wall.saturating_sub(QUIET)
    }

    /// Whether another laptop of one's own party said that it wrote a branch again.
    fn is_done_elsewhere(&self, about: Head<'_>) -> Result<bool> {
        for receipt in receipts(self.store, self.trust)?.iter().filter(|one| one.party == self.me) {
            if is_rewritten(self.store, self.trust, receipt, about)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn about(branch: &Branch) -> Head<'_> {
    let head = branch.head();
    (head.channel, head.site, head.seq, &head.hash)
}

/// The entries of a branch, each with its hash.
fn entries(branch: &Branch) -> Result<Vec<(Entry, Hash)>> {
    let entries = branch.entries().map(|carried| carried.and_then(|one| Ok((one.entry()?, one.hash))));
    Ok(entries.collect::<exchange::Result<_>>()?)
}

/// The entries of a branch with what their party sealed to itself about them put in. Whatever piece cannot be read is
/// passed over: nobody proved that it came from one's own party.
fn completed(branch: &Branch, seal: &SealIdentity) -> Result<Vec<(Entry, Hash)>> {
    let mut all = entries(branch)?;
    let first = all.first().map_or(0, |(entry, _)| entry.dot().seq);
    for piece in &branch.pieces {
        let Ok(supplements) = piece.open(std::slice::from_ref(seal)) else { continue };
        let of_chain = supplements
            .map_while(|one| one.ok())
            .filter(|one| (one.site(), one.channel()) == (branch.site(), branch.channel()));
        for one in of_chain {
            let at = one.seq().checked_sub(first).and_then(|at| usize::try_from(at).ok());
            let Some((entry, _)) = at.and_then(|at| all.get_mut(at)) else { continue };
            if let Ok(fuller) = one.complete(entry) {
                *entry = fuller;
            }
        }
    }
    Ok(all)
}
