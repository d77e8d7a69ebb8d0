//! 代存的分支: giving back what their readers wrote and what did not stand here.

use exchange::format::MAX_SECTION;
use exchange::{Branch, Head, Own, PartyCard};
use store::KeptBranch;

use super::Build;
use crate::{Failure, Result, Session};

impl Build<'_> {
    /// Gives back the branches that are kept for the reader, oldest first, as far as one file takes them; to another
    /// laptop of one's own party all that are kept. They go into the last file, whole.
    pub(super) fn give_branches(&mut self) -> Result<()> {
        let mut room = MAX_SECTION as usize;
        for branch in self.session.branches_for(self.peer)? {
            let Some(left) = room.checked_sub(branch.length()?) else { continue };
            let mut part = self.part()?;
            if part.bytes > 0 && part.bytes + branch.length()? > self.full {
                self.part = Some(part);
                self.finish()?;
                part = self.part()?;
            }
            part.bytes += branch.length()?;
            part.branches.push(branch);
            self.part = Some(part);
            room = left;
        }
        Ok(())
    }
}

impl Session {
    fn branches_for(&self, peer: &PartyCard) -> Result<Vec<Branch>> {
        let channels = self.channels_with(peer)?;
        let is_for = |kept: &KeptBranch| {
            let writer = self.trust.party_of(kept.site, kept.channel);
            channels.contains(&kept.channel) && (peer.party() == self.party() || writer == Some(peer.party()))
        };
        let kept = self.store.kept_branches()?.into_iter().filter(is_for);
        kept.map(|kept| self.branch(&kept)).collect()
    }

    fn branch(&self, kept: &KeptBranch) -> Result<Branch> {
        let KeptBranch { site, channel, seq, hash, signature, .. } = kept;
        let key = self.trust.key_of(*site, *channel).ok_or_else(|| Failure::of("damaged"))?;
        let head = Head { site: *site, channel: *channel, seq: *seq, hash: *hash };
        let entries = self.store.branch_up_to(*channel, *site, *seq, hash)?;
        let pieces = self.store.kept_branch_pieces(kept)?.into_iter();
        let pieces = pieces.map(|piece| Own::from_bytes(&piece)).collect::<exchange::Result<_>>()?;
        Ok(Branch::new(&entries, head.signed_with(signature, &key)?, pieces)?)
    }
}
