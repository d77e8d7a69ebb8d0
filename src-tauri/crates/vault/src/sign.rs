//! Signatures: Ed25519 (RFC 8032), strictly verified, over a message bound to a context.

use std::fmt;

use ed25519_dalek::Signer;
use zeroize::Zeroizing;

use crate::random::random_bytes;
use crate::{Error, Result};

/// A secret signing key (签名私钥). Wiped when dropped, never printed.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new random key. Fails only with [`Error::Random`].
    pub fn generate() -> Result<Self> {
        Ok(Self::from_bytes(&Zeroizing::new(random_bytes()?)))
    }

    /// The key of 32 secret bytes (the seed of RFC 8032); any bytes are a key.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// The 32 secret bytes, for wrapping.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `message` for the purpose named by `context`; it verifies under no other context.
    pub fn sign(&self, context: &str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&bound(context, message)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

/// A public key (签名公钥) in its 32-byte form, ordered by these bytes.
///
/// Any 32 bytes can be held; bytes that are no point of the curve, or a weak one, verify nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// The key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key's 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Checks that the owner of this key signed exactly `message` under `context`; else
    /// [`Error::BadSignature`].
    pub fn verify(&self, context: &str, message: &[u8], signature: &Signature) -> Result<()> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| Error::BadSignature)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&bound(context, message), &signature).map_err(|_| Error::BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", hex::encode(self.0))
    }
}

/// A signature (签名), 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

impl Signature {
    /// The signature of these bytes; whether it is one shows only in [`VerifyingKey::verify`].
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The signature's 64 bytes.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", hex::encode(self.0))
    }
}

/// What is really signed: length of the context (8 bytes, big-endian), context, message. The length keeps
/// `("ab", "c")` and `("a", "bc")` apart.
fn bound(context: &str, message: &[u8]) -> Vec<u8> {
    let length = (context.len() as u64).to_be_bytes();
    [length.as_slice(), context.as_bytes(), message].concat()
}
