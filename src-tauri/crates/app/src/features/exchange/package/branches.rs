//! 代存的分支: giving back what their readers wrote and what did not stand here.

use exchange::format::{MAX_BRANCH_ENTRIES, MAX_SECTION};
use exchange::{Branch, Head, Own, PartyCard};
use store::KeptBranch;

use super::Build;
use crate::features::exchange::kept::drop_erased;
use crate::{Failure, Result, Session};

impl Build<'_> {
    /// Gives back the branches that are kept for the reader, as far as one file takes them, the smallest first; to another
    /// laptop of one's own party all that are kept.
    pub(super) fn give_branches(&mut self) -> Result<()> {
        let (mut bytes, mut entries) = (MAX_SECTION as usize, MAX_BRANCH_ENTRIES);
        for (length, branch) in self.session.branches_for(self.peer)? {
            let left = bytes.checked_sub(length).zip(entries.checked_sub(branch.count()));
            let Some(left) = left else { continue };
            (bytes, entries) = left;
            let mut part = self.part()?;
            if part.bytes > 0 && part.bytes + length > self.full {
                self.part = Some(part);
                self.finish()?;
                part = self.part()?;
            }
            part.bytes += length;
            part.branches.push(branch);
            self.part = Some(part);
        }
        Ok(())
    }
}

impl Session {
    /// The branches that are kept for a reader, each with its length, the shortest first.
    fn branches_for(&self, peer: &PartyCard) -> Result<Vec<(usize, Branch)>> {
        let channels = self.channels_with(peer)?;
        let is_for = |kept: &KeptBranch| {
            let writer = self.trust.party_of(kept.site, kept.channel);
            channels.contains(&kept.channel) && (peer.party() == self.party() || writer == Some(peer.party()))
        };
        let mut all = Vec::new();
        for kept in self.store.kept_branches()?.iter().filter(|kept| is_for(kept)) {
            drop_erased(&self.store, kept)?;
            // One that cannot be given back, as one that is too long, must not keep the file from being written.
            if let Ok(branch) = self.branch(kept)
                && let Ok(length) = branch.length()
            {
                all.push((length, branch));
            }
        }
        all.sort_by_key(|(length, _)| *length);
        Ok(all)
    }

    fn branch(&self, kept: &KeptBranch) -> Result<Branch> {
        let KeptBranch { number, site, channel, seq, hash, signature } = kept;
        let key = self.trust.key_of(*site, *channel).ok_or_else(|| Failure::of("damaged"))?;
        let head = Head { site: *site, channel: *channel, seq: *seq, hash: *hash };
        let entries = self.store.branch_up_to(*channel, *site, *seq, hash)?;
        let entries: Vec<_> = entries.into_iter().map(|(entry, _)| entry).collect();
        let mut pieces = Vec::new();
        for (piece, _) in self.store.branch_pieces(*number)? {
            pieces.push(Own::from_bytes(&self.store.branch_piece_bytes(piece)?)?);
        }
        Ok(Branch::new(&entries, head.signed_with(signature, &key)?, pieces)?)
    }
}
