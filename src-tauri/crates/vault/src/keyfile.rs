//! The key file (钥匙文件): the data key, wrapped once under the passphrase and once under the recovery code.
//!
//! Changing a passphrase wraps the same data key again; the database is not touched. A copy of an old key
//! file still opens with the old passphrase, so after a person leaves the database needs a new data key as
//! well.

mod format;
mod slot;

use crate::kdf::KdfCost;
use crate::recovery::RecoveryCode;
use crate::secret::{DataKey, Passphrase};
use crate::{Error, Result};
use slot::{Slot, SlotKind};

/// The version that [`KeyFile::to_bytes`] writes.
pub const VERSION: u32 = 1;

const KEY_CHECK_INFO: &str = "lianxin/key-file/1/check";

/// A key file in memory: two slots that wrap one data key. Holds nothing secret in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    key_check: [u8; 32],
    passphrase: Slot,
    recovery: Slot,
}

impl KeyFile {
    /// Makes a new data key and wraps it under both secrets at [`KdfCost::STANDARD`].
    ///
    /// Fails with [`Error::PassphraseTooShort`], [`Error::Random`] or [`Error::KeyDerivation`].
    pub fn create(passphrase: &Passphrase, code: &RecoveryCode) -> Result<(Self, DataKey)> {
        Self::create_with_cost(passphrase, code, KdfCost::STANDARD)
    }

    /// As [`KeyFile::create`] with a chosen cost; [`KdfCost::PRACTICE`] is for practice workspaces and tests.
    pub fn create_with_cost(
        passphrase: &Passphrase,
        code: &RecoveryCode,
        cost: KdfCost,
    ) -> Result<(Self, DataKey)> {
        passphrase.check_length()?;
        let key = DataKey::generate()?;
        let file = Self {
            key_check: *key.derive(KEY_CHECK_INFO)?,
            passphrase: Slot::wrap(SlotKind::Passphrase, cost, passphrase.bytes(), &key)?,
            recovery: Slot::wrap(SlotKind::Recovery, cost, code.bytes(), &key)?,
        };
        Ok((file, key))
    }

    /// The data key, by passphrase; [`Error::WrongPassphrase`] if it does not fit. Takes as long as the
    /// slot's cost.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<DataKey> {
        let key = self.passphrase.unwrap(SlotKind::Passphrase, passphrase.bytes())?;
        self.checked(key.ok_or(Error::WrongPassphrase)?)
    }

    /// The data key, by recovery code; [`Error::WrongRecoveryCode`] if it does not fit.
    pub fn unlock_with_recovery(&self, code: &RecoveryCode) -> Result<DataKey> {
        let key = self.recovery.unwrap(SlotKind::Recovery, code.bytes())?;
        self.checked(key.ok_or(Error::WrongRecoveryCode)?)
    }

    /// The same file under a new passphrase; the recovery code stays.
    ///
    /// Fails with [`Error::OtherDataKey`] if `key` is not the one that this file wraps, else as
    /// [`KeyFile::create`].
    pub fn with_new_passphrase(&self, key: &DataKey, passphrase: &Passphrase) -> Result<Self> {
        passphrase.check_length()?;
        self.require_own(key)?;
        let cost = self.passphrase.cost().renewed();
        let slot = Slot::wrap(SlotKind::Passphrase, cost, passphrase.bytes(), key)?;
        Ok(Self { passphrase: slot, ..self.clone() })
    }

    /// The same file under a new recovery code; the passphrase stays.
    ///
    /// Fails as [`KeyFile::with_new_passphrase`].
    pub fn with_new_recovery(&self, key: &DataKey, code: &RecoveryCode) -> Result<Self> {
        self.require_own(key)?;
        let cost = self.recovery.cost().renewed();
        let slot = Slot::wrap(SlotKind::Recovery, cost, code.bytes(), key)?;
        Ok(Self { recovery: slot, ..self.clone() })
    }

    /// The file's bytes: JSON that ends in a checksum. The same file always gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        format::encode(self)
    }

    /// Reads what [`KeyFile::to_bytes`] wrote, byte for byte, at most 16 KiB.
    ///
    /// Fails with [`Error::DamagedKeyFile`], or [`Error::NewerKeyFile`] for an intact file of a later
    /// version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        format::decode(bytes)
    }

    /// Both slots must give the one key; a slot pasted in from another file does not.
    fn checked(&self, key: DataKey) -> Result<DataKey> {
        self.require_own(&key).map_err(|_| Error::DamagedKeyFile)?;
        Ok(key)
    }

    fn require_own(&self, key: &DataKey) -> Result<()> {
        if *key.derive(KEY_CHECK_INFO)? == self.key_check { Ok(()) } else { Err(Error::OtherDataKey) }
    }
}
