//! Keys and ciphers: the key file with its passphrase and recovery slots, signatures, sealed files, and small
//! wrapped files beside the encrypted database.
//!
//! It works on bytes and is pure apart from the random source of the operating system. It deliberately knows
//! no record kind, no SQL, no network, no clock and no file: reading and writing is done by its callers. It
//! invents no cipher either; what is its own is only how the parts of well-kept libraries are bound to a
//! purpose (contexts, versions, bounds) and how digits are read aloud and typed.
//!
//! | question | module |
//! | --- | --- |
//! | who may open the database? | [`keyfile`], [`recovery`], [`kdf`], [`secret`] |
//! | who wrote this? | [`sign`] |
//! | who may read this file? | [`seal`] |
//! | how is a small local file protected? | [`wrap`] |
//! | are these the same keys? | [`digits`] |
//!
//! Formats are frozen: `tests/golden` holds files that every later version must still open.

mod aead;
pub mod digits;
mod error;
pub mod kdf;
pub mod keyfile;
pub mod random;
pub mod recovery;
pub mod seal;
pub mod secret;
pub mod sign;
pub mod wrap;

pub use error::{Error, Result};
pub use kdf::KdfCost;
pub use keyfile::KeyFile;
pub use recovery::RecoveryCode;
pub use seal::{SealIdentity, SealRecipient};
pub use secret::{DataKey, Passphrase};
pub use sign::{Signature, SigningKey, VerifyingKey};
