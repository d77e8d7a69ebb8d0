//! XChaCha20-Poly1305 with a random nonce in front: `nonce (24) ‖ ciphertext ‖ tag (16)`.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::random::random_bytes;
use crate::{Error, Result};

const NONCE_LEN: usize = 24;

/// How many bytes the sealed form is longer than the plain one: nonce and tag.
pub(crate) const OVERHEAD: usize = NONCE_LEN + 16;

/// Encrypts `plain` bound to `context`.
pub(crate) fn encrypt(key: &[u8; 32], context: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = random_bytes()?;
    let payload = Payload { msg: plain, aad: context.as_bytes() };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::EncryptionFailed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`encrypt`] made; `None` if key, context or a single bit differs.
pub(crate) fn decrypt(key: &[u8; 32], context: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let payload = Payload { msg: sealed, aad: context.as_bytes() };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(<&Key>::from(key))
}
