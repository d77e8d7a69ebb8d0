//! Stretching a passphrase or recovery code into a key: Argon2id version 1.3 (RFC 9106).

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Bytes of random salt per slot.
pub(crate) const SALT_LEN: usize = 16;

const MEMORY_KIB_MOST: u32 = 1024 * 1024;
const PASSES_MOST: u32 = 16;
const LANES_MOST: u32 = 4;

/// What one attempt to unlock costs. Stored in every slot, so that it can be raised without locking anybody
/// out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl KdfCost {
    /// 64 MiB and 3 passes in one lane: the second recommended option of RFC 9106 (section 4) with one lane
    /// instead of four, about a quarter of a second on an office laptop.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Next to nothing, and so no protection: for practice workspaces (练习) and tests only.
    pub const PRACTICE: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    /// The cost read from a file; `None` if absurd, so that a forged file cannot exhaust the laptop.
    pub(crate) fn bounded(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let sane = (1..=LANES_MOST).contains(&lanes)
            && (8 * lanes..=MEMORY_KIB_MOST).contains(&memory_kib)
            && (1..=PASSES_MOST).contains(&passes);
        sane.then_some(Self { memory_kib, passes, lanes })
    }

    /// The cost of a slot that replaces one of this cost: practice stays practice, all else gets today's
    /// standard.
    pub(crate) fn renewed(self) -> Self {
        if self == Self::PRACTICE { Self::PRACTICE } else { Self::STANDARD }
    }

    /// Derives 32 bytes and wipes the working memory, from which they could be computed again.
    pub(crate) fn derive(self, secret: &[u8], salt: &[u8; SALT_LEN]) -> Result<Zeroizing<[u8; 32]>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        let params = params.map_err(|_| Error::KeyDerivation)?;
        let count = params.block_count();
        let mut blocks: Zeroizing<Vec<Block>> = Zeroizing::default();
        blocks.try_reserve_exact(count).map_err(|_| Error::KeyDerivation)?;
        blocks.resize(count, Block::new());
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(secret, salt, key.as_mut_slice(), blocks.as_mut_slice())
            .map_err(|_| Error::KeyDerivation)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_costs_are_refused_and_both_own_costs_accepted() {
        for cost in [KdfCost::STANDARD, KdfCost::PRACTICE] {
            assert_eq!(KdfCost::bounded(cost.memory_kib, cost.passes, cost.lanes), Some(cost));
        }
        let gib = 1024 * 1024;
        assert!(KdfCost::bounded(gib, 16, 4).is_some());
        for (memory, passes, lanes) in [
            (gib + 1, 3, 1),
            (u32::MAX, 3, 1),
            (gib, 17, 1),
            (gib, 0, 1),
            (7, 1, 1),
            (31, 1, 4),
            (gib, 3, 5),
            (gib, 3, 0),
        ] {
            assert_eq!(KdfCost::bounded(memory, passes, lanes), None, "{memory} {passes} {lanes}");
        }
    }

    #[test]
    fn a_renewed_slot_is_never_weaker_unless_it_was_practice() {
        let old = KdfCost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
        assert_eq!(old.renewed(), KdfCost::STANDARD);
        assert_eq!(KdfCost::PRACTICE.renewed(), KdfCost::PRACTICE);
    }
}
