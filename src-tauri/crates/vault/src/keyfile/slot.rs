//! One wrapping of the data key under one stretched secret.

use crate::aead;
use crate::kdf::{KdfCost, SALT_LEN};
use crate::random::random_bytes;
use crate::secret::DataKey;
use crate::{Error, Result};

/// Bytes of a wrapped data key: nonce, 32 bytes of key, tag.
pub(super) const WRAPPED_LEN: usize = 32 + aead::OVERHEAD;

/// Which secret a slot belongs to; part of what the cipher authenticates, so that slots cannot change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotKind {
    Passphrase,
    Recovery,
}

impl SlotKind {
    /// The associated data of the wrapping: kind and file version.
    fn context(self) -> &'static str {
        match self {
            Self::Passphrase => "lianxin/key-file/1/passphrase",
            Self::Recovery => "lianxin/key-file/1/recovery",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) cost: KdfCost,
    pub(super) salt: [u8; SALT_LEN],
    pub(super) wrapped: [u8; WRAPPED_LEN],
}

impl Slot {
    pub(super) fn wrap(kind: SlotKind, cost: KdfCost, secret: &[u8], key: &DataKey) -> Result<Self> {
        let salt = random_bytes()?;
        let slot_key = cost.derive(secret, &salt)?;
        let wrapped = aead::encrypt(&slot_key, kind.context(), key.expose())?;
        let wrapped = wrapped.try_into().map_err(|_| Error::EncryptionFailed)?;
        Ok(Self { cost, salt, wrapped })
    }

    /// The data key, or `None` if the secret is not the slot's.
    pub(super) fn unwrap(&self, kind: SlotKind, secret: &[u8]) -> Result<Option<DataKey>> {
        let slot_key = self.cost.derive(secret, &self.salt)?;
        let opened = aead::decrypt(&slot_key, kind.context(), &self.wrapped);
        Ok(opened.and_then(|bytes| bytes.first_chunk().map(DataKey::from_bytes)))
    }

    pub(super) fn cost(&self) -> KdfCost {
        self.cost
    }
}
