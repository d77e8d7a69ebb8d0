//! Small files that live beside the encrypted database, such as the site's signing key: readable only with
//! the data key, and only for the purpose that they were written for.
//!
//! Form: version (1 byte) ‖ nonce (24) ‖ XChaCha20-Poly1305 ciphertext and tag, under a key derived from the
//! data key by HKDF-SHA-256.

use zeroize::Zeroizing;

use crate::aead;
use crate::secret::DataKey;
use crate::{Error, Result};

const VERSION: u8 = 1;
const KEY_INFO: &str = "lianxin/wrap/1";

/// Encrypts `bytes` for the purpose named by `context`; adds 41 bytes.
///
/// Fails with [`Error::Random`], or [`Error::EncryptionFailed`] beyond 256 GiB.
pub fn wrap(key: &DataKey, context: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let sealed = aead::encrypt(&*key.derive(KEY_INFO)?, context, bytes)?;
    Ok([[VERSION].as_slice(), &sealed].concat())
}

/// Opens what [`wrap`] made under the same key and context.
///
/// Fails with [`Error::DamagedWrap`], or [`Error::NewerWrap`] if the version byte is beyond this program's.
pub fn unwrap(key: &DataKey, context: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    match wrapped.split_first() {
        Some((&VERSION, sealed)) => {
            aead::decrypt(&*key.derive(KEY_INFO)?, context, sealed).ok_or(Error::DamagedWrap)
        }
        Some((&found, _)) if found > VERSION => Err(Error::NewerWrap { found }),
        _ => Err(Error::DamagedWrap),
    }
}
