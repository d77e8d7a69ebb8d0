//! What the reader of a receipt learns from it about its own chains.

use journal::Hash;

use super::ChainReceipt;

/// How one's own copy of a chain stands against a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The issuer holds entries 1 to `upto`, the very same ones.
    Agrees {
        /// The last one that is acknowledged; 0 for none.
        upto: u64,
    },
    /// The issuer holds entries that are missing here. In a chain that this site writes itself, this workspace was
    /// put back to an older state; in another's, there is something to fetch.
    Ahead {
        /// The last entry here.
        mine: u64,
        /// The last one that the issuer holds.
        upto: u64,
    },
    /// The issuer holds another entry under a number that is taken here: the workspace was copied, and somebody wrote
    /// on in both copies. The branch that the receipt names stands.
    Forked {
        /// A number at which both differ; the fork is there or before.
        at: u64,
    },
}

/// What became of one entry, as far as a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// 已收到: held and applied.
    Received,
    /// 有分歧: held and applied, but another's write contradicts it.
    Conflict,
    /// 未采纳: held, and refused for the reason with this number.
    Refused(u8),
    /// 等前件: held, and waiting for others.
    Waiting,
    /// Not there yet.
    Missing,
}

impl ChainReceipt {
    /// Compares the chain with one's own copy: `head` is the number of its last entry, 0 for none, `hash_of` the hash
    /// of one of its entries.
    pub fn standing(&self, head: u64, hash_of: impl FnOnce(u64) -> Option<Hash>) -> Standing {
        if self.upto == 0 {
            return Standing::Agrees { upto: 0 };
        }
        if self.upto > head {
            return Standing::Ahead { mine: head, upto: self.upto };
        }
        match hash_of(self.upto) {
            Some(hash) if hash == self.hash => Standing::Agrees { upto: self.upto },
            _ => Standing::Forked { at: self.upto },
        }
    }

    /// What became of entry `seq`. It counts only where [`ChainReceipt::standing`] agrees.
    pub fn mark(&self, seq: u64) -> Mark {
        if self.waiting.iter().any(|(from, to)| (*from..=*to).contains(&seq)) {
            return Mark::Waiting;
        }
        if seq == 0 || seq > self.upto {
            return Mark::Missing;
        }
        if let Ok(index) = self.refused.binary_search_by_key(&seq, |(refused, _)| *refused) {
            return Mark::Refused(self.refused[index].1);
        }
        match self.conflicts.binary_search(&seq) {
            Ok(_) => Mark::Conflict,
            Err(_) => Mark::Received,
        }
    }

    /// Which of entries 1 to `head` the issuer lacks, as from–to: what the next file for it carries.
    pub fn missing(&self, head: u64) -> Vec<(u64, u64)> {
        let mut gaps = Vec::new();
        let mut next = self.upto.saturating_add(1);
        for (from, to) in &self.waiting {
            if *from > next {
                gaps.push((next, from - 1));
            }
            next = next.max(to.saturating_add(1));
        }
        gaps.push((next, head));
        gaps.iter().map(|(from, to)| (*from, (*to).min(head))).filter(|(from, to)| from <= to).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::{ChannelId, SiteId};

    fn receipt(upto: u64) -> ChainReceipt {
        let (site, channel) = (SiteId::from_bytes([1; 16]), ChannelId::from_bytes([2; 16]));
        ChainReceipt::new(site, channel, upto, hash(upto))
    }

    fn hash(seq: u64) -> Hash {
        [seq as u8; 32]
    }

    #[test]
    fn a_receipt_of_the_same_entries_acknowledges_them() {
        assert_eq!(receipt(5).standing(9, |seq| Some(hash(seq))), Standing::Agrees { upto: 5 });
        assert_eq!(receipt(9).standing(9, |seq| Some(hash(seq))), Standing::Agrees { upto: 9 });
        assert_eq!(receipt(0).standing(9, |_| None), Standing::Agrees { upto: 0 });
    }

    #[test]
    fn a_receipt_ahead_of_the_own_head_tells_of_a_rollback() {
        let standing = receipt(10).standing(9, |seq| Some(hash(seq)));
        assert_eq!(standing, Standing::Ahead { mine: 9, upto: 10 });
    }

    #[test]
    fn another_hash_at_the_same_number_tells_of_a_fork() {
        let standing = receipt(5).standing(9, |_| Some([7; 32]));
        assert_eq!(standing, Standing::Forked { at: 5 });
        assert_eq!(receipt(5).standing(9, |_| None), Standing::Forked { at: 5 });
    }

    #[test]
    fn every_entry_has_one_mark() {
        let mut receipt = receipt(6);
        receipt.refused = vec![(2, 1), (4, 3)];
        receipt.conflicts = vec![5];
        receipt.waiting = vec![(8, 9)];
        let marks: Vec<Mark> = (1..=10).map(|seq| receipt.mark(seq)).collect();
        let expected = [
            Mark::Received,
            Mark::Refused(1),
            Mark::Received,
            Mark::Refused(3),
            Mark::Conflict,
            Mark::Received,
            Mark::Missing,
            Mark::Waiting,
            Mark::Waiting,
            Mark::Missing,
        ];
        assert_eq!(marks, expected);
    }

    #[test]
    fn what_is_missing_is_what_is_neither_held_nor_waiting() {
        let mut receipt = receipt(6);
        assert_eq!(receipt.missing(6), []);
        assert_eq!(receipt.missing(3), []);
        assert_eq!(receipt.missing(9), [(7, 9)]);
        receipt.waiting = vec![(8, 9), (12, 14)];
        assert_eq!(receipt.missing(20), [(7, 7), (10, 11), (15, 20)]);
        assert_eq!(receipt.missing(13), [(7, 7), (10, 11)]);
        receipt.waiting = vec![(5, 9)];
        assert_eq!(receipt.missing(20), [(10, 20)]);
        receipt.waiting = vec![(8, u64::MAX)];
        assert_eq!(receipt.missing(20), [(7, 7)]);
    }

    #[test]
    fn missing_and_marks_tell_the_same() {
        for bits in 0u32..256 {
            let mut receipt = receipt(u64::from(bits % 4));
            receipt.waiting = (1..9).filter(|seq| bits >> (seq - 1) & 1 == 1).map(|seq| (seq, seq)).collect();
            let missing = receipt.missing(10);
            for seq in 1..=10 {
                let listed = missing.iter().any(|(from, to)| (*from..=*to).contains(&seq));
                assert_eq!(listed, receipt.mark(seq) == Mark::Missing, "{bits:08b} {seq}");
            }
        }
    }
}
