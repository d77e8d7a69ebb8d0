//! Sealed messages: binary age v1 (X25519, ChaCha20-Poly1305) to one or several recipients.
//!
//! Sealing hides; it does not say who wrote. Anybody who knows a recipient can seal to it, so callers sign
//! too. Opening is guarded against three traps of streaming decryption: a header is bounded before any
//! arithmetic is done on it, sizes are known before anything is decrypted, and no byte is handed out before
//! the end of the message is verified.

mod header;
mod keys;

use std::io::{Read, Write};
use std::iter;

use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use crate::{Error, Result};
pub use keys::{SealIdentity, SealRecipient};

/// The most recipients of one message. One stanza is left free for the one that age adds at random.
pub const MAX_RECIPIENTS: usize = header::MAX_STANZAS - 1;

/// Seals `plain` so that every one of `recipients` can open it.
///
/// Fails with [`Error::SealRecipients`] for none or more than [`MAX_RECIPIENTS`].
pub fn seal(recipients: &[SealRecipient], plain: &[u8]) -> Result<Vec<u8>> {
    if !(1..=MAX_RECIPIENTS).contains(&recipients.len()) {
        return Err(Error::SealRecipients { count: recipients.len() });
    }
    let keys = recipients.iter().map(SealRecipient::as_age);
    let encryptor = Encryptor::with_recipients(keys).map_err(|_| Error::EncryptionFailed)?;
    let write = || {
        let mut writer = encryptor.wrap_output(Vec::with_capacity(plain.len()))?;
        writer.write_all(plain)?;
        writer.finish()
    };
    write().map_err(|_| Error::EncryptionFailed)
}

/// Opens a sealed message of at most `max_plain` bytes and returns it only once its end is verified.
///
/// In this order: [`Error::SealHeader`] (more than 16 KiB or 16 stanzas, or no header), [`Error::TooLarge`],
/// [`Error::NotForUs`], [`Error::DamagedSeal`].
pub fn open(identity: &SealIdentity, sealed: &[u8], max_plain: usize) -> Result<Vec<u8>> {
    let header_len = header::length(sealed)?;
    let plain_len = header::plain_length(sealed.len() - header_len).ok_or(Error::DamagedSeal)?;
    if plain_len > max_plain {
        return Err(Error::TooLarge { most: max_plain });
    }
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| Error::DamagedSeal)?;
    let mut reader = decryptor.decrypt(iter::once(identity.as_age())).map_err(|error| match error {
        DecryptError::NoMatchingKeys => Error::NotForUs,
        _ => Error::DamagedSeal,
    })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(plain_len));
    reader.read_to_end(&mut plain).map_err(|_| Error::DamagedSeal)?;
    Ok(std::mem::take(&mut *plain))
}
