//! 分叉: what to do when a file shows another branch of a chain that is held here.
//!
//! A laptop that was restored from an old copy, or copied, wrote on under numbers that were taken. The branch that the
//! other side holds stands, since it left the laptop; the writer of the chain gives way and writes its own branch
//! again under a new name. Between laptops of one party the branch of one's own chain stands that the other party
//! acknowledged; else, and of any chain of the other party, the one with the smaller hash: whoever sees both branches
//! decides the same, whatever was heard meanwhile.

use exchange::{Opened, Own, PartyCard, Range, Receipt, Signed, Trust};
use journal::{ChannelId, Hash, Place, SiteId};
use store::Store;

use super::kept::displace;
use crate::{Failure, Result, Session};

/// A chain whose branch in a file differs from the one here.
pub(super) struct Fork {
    pub(super) site: SiteId,
    pub(super) channel: ChannelId,
    /// The first number that differs, as far as the file shows it.
    at: u64,
    /// The range of the file.
    from: u64,
    pub(super) head: (u64, Hash),
    pub(super) signature: [u8; 64],
    /// Whether the branch here stands.
    pub(super) ours: bool,
}

impl Fork {
    /// Whether the file begins behind the fork, so that its branch cannot be joined to what is here.
    fn is_loose(&self) -> bool {
        self.at < self.from
    }

    /// Whether an entry of the file is not taken.
    pub(super) fn leaves_out(&self, place: &Place) -> bool {
        (self.from..=self.head.0).contains(&place.seq) && self.drops(place.site, place.channel, place.seq)
    }

    /// Whether what the file says of an entry of this number is about a branch that is not taken.
    pub(super) fn drops(&self, site: SiteId, channel: ChannelId, seq: u64) -> bool {
        (site, channel) == (self.site, self.channel) && seq >= self.at && (self.is_loose() || self.ours)
    }

    /// Whether a sealed piece is about such a branch.
    pub(super) fn drops_any(&self, piece: &Own) -> bool {
        piece.covers.iter().any(|span| self.drops(span.site, span.channel, span.to))
    }

    /// How many entries of the file are not taken.
    pub(super) fn left_out(&self) -> u64 {
        let from = if self.is_loose() { Some(self.from) } else { self.ours.then_some(self.at) };
        from.map_or(0, |from| (self.head.0 + 1).saturating_sub(from))
    }

    /// Makes room for the file's branch, or notes that there is one. What makes room is written again if `is_own` says that
    /// one's own party wrote it.
    pub(super) fn settle(&self, store: &mut Store, is_own: bool) -> Result<()> {
        if self.ours || self.is_loose() {
            store.note_branch(self.channel, self.site, self.head.0, &self.head.1)?;
        } else {
            displace(store, (self.channel, self.site), self.at, is_own)?;
        }
        Ok(())
    }

    /// What a person should know of it.
    pub(super) fn remark(&self, sender: &PartyCard) -> Failure {
        let code = if self.ours { "fork_ours" } else { "fork_theirs" };
        Failure::of(code).with("name", sender.name.clone()).with("count", self.left_out())
    }
}

/// Notes the branches that receipts tell of, so that one's own receipts tell of them too and nothing here waits for what
/// is on them. What waits here of such a branch makes room; should it stand after all, it comes again with what it
/// waits for; meanwhile it is kept for the party that wrote it. Gives how many entries made room.
pub(super) fn note_told(store: &mut Store, receipts: &[Signed<Receipt>]) -> Result<usize> {
    let mut displaced = 0;
    for chain in receipts.iter().flat_map(|receipt| &receipt.chains) {
        if store.scope(chain.channel).is_err() {
            continue;
        }
        // Whoever holds another branch cannot tell from a longer one here that it is another.
        if store.hash_at(chain.channel, chain.site, chain.upto)?.is_some_and(|held| held != chain.hash) {
            store.note_branch(chain.channel, chain.site, chain.upto, &chain.hash)?;
        }
        for (seq, hash) in &chain.branches {
            let is_here = store.hash_at(chain.channel, chain.site, *seq)? == Some(*hash);
            if is_here && store.waiting(chain.channel)?.contains(&(chain.site, *seq)) {
                let from = store.held_up_to(chain.channel, chain.site)? + 1;
                displaced += displace(store, (chain.channel, chain.site), from, false)?;
            }
            store.note_branch(chain.channel, chain.site, *seq, hash)?;
        }
    }
    Ok(displaced)
}

impl Session {
    /// The chains of which an opened file carries another branch.
    pub(super) fn forks(
        &self,
        opened: &Opened,
        trust: &Trust,
        sender: &Signed<PartyCard>,
    ) -> Result<Vec<Fork>> {
        let mut forks = Vec::new();
        for (range, hashes) in opened.ranges().iter().zip(opened.hashes()) {
            let (site, channel) = (range.head.site, range.head.channel);
            if self.store.scope(channel).is_err() {
                continue;
            }
            let found = self.store.fork_at(channel, site, range.from, &range.previous, hashes)?;
            if let Some(at) = found {
                let ours = self.is_ours_standing(trust, sender, range, hashes, at)?;
                let head = (range.head.seq, range.head.hash);
                let signature = *range.head.signature();
                forks.push(Fork { site, channel, at, from: range.from, head, signature, ours });
            }
        }
        Ok(forks)
    }

    fn is_ours_standing(
        &self,
        trust: &Trust,
        sender: &Signed<PartyCard>,
        range: &Range,
        hashes: &[Hash],
        at: u64,
    ) -> Result<bool> {
        let (site, channel) = (range.head.site, range.head.channel);
        let theirs = |seq: u64| hashes.get(seq.checked_sub(range.from)? as usize);
        if at > range.head.seq {
            // What is here hangs behind a gap; what closes the gap is the better founded branch.
            return Ok(false);
        }
        let own = trust.cert(self.party(), site).is_some();
        if sender.party() != self.party() {
            return Ok(!own);
        }
        // The other party follows what is held here: what it acknowledged of its own chain says nothing new.
        let peers = if own { self.peers()? } else { Vec::new() };
        for peer in peers {
            let told = self.told_by(peer.party())?;
            let Some(told) = told.as_deref().and_then(|told| told.chain(site, channel)) else { continue };
            if told.upto >= at && self.store.hash_at(channel, site, told.upto)? == Some(told.hash) {
                return Ok(true);
            }
            if told.upto >= at && theirs(told.upto) == Some(&told.hash) {
                return Ok(false);
            }
        }
        let ours = self.store.hash_at(channel, site, at)?;
        Ok(theirs(at).is_none_or(|theirs| ours.is_none_or(|ours| ours < *theirs)))
    }
}
