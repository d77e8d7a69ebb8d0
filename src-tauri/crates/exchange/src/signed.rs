//! Something signed, with the very bytes that were signed.

use std::ops::Deref;

use minicbor::Decoder;
use vault::{Signature, SigningKey, VerifyingKey};

use crate::cbor::{self, Out, Written};
use crate::{Error, Result};

/// What can be signed: it has a context of its own, so that no signature serves two purposes.
pub trait Content: Sized {
    /// The context that the signature is bound to.
    const CONTEXT: &'static str;

    /// Its bytes.
    fn encode(&self) -> Result<Vec<u8>>;

    /// The content of these bytes. Map keys of a newer program are passed over.
    fn decode(bytes: &[u8]) -> Result<Self>;
}

/// Content whose signature was verified, or just made. The bytes are kept as they were signed, so that what a newer
/// program said in them stays valid when it is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<T> {
    content: T,
    bytes: Vec<u8>,
    signature: Signature,
}

impl<T: Content> Signed<T> {
    pub(crate) fn new(content: T, key: &SigningKey) -> Result<Self> {
        let bytes = content.encode()?;
        let signature = key.sign(T::CONTEXT, &bytes);
        Ok(Self { content, bytes, signature })
    }

    /// Reads and verifies; `key` tells who must have signed such content.
    pub(crate) fn verify(
        (bytes, signature): Parts<'_>,
        key: impl FnOnce(&T) -> Result<VerifyingKey>,
    ) -> Result<Self> {
        let content = T::decode(bytes)?;
        key(&content)?.verify(T::CONTEXT, bytes, &signature)?;
        Ok(Self { content, bytes: bytes.to_vec(), signature })
    }

    /// The content with its signature, as [`Signed::from_bytes`] reads it: for keeping.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.array(2)?;
            self.put(out)
        })
    }

    /// Reads what [`Signed::to_bytes`] gave and verifies that the owner of `key` signed it.
    pub fn from_bytes(bytes: &[u8], key: &VerifyingKey) -> Result<Self> {
        cbor::whole(bytes, |decoder| {
            cbor::tuple(decoder, 2)?;
            Self::verify(take(decoder)?, |_| Ok(*key))
        })
    }

    /// The signature alone.
    pub fn signature(&self) -> &[u8; 64] {
        self.signature.as_bytes()
    }

    /// Writes the two items bytes and signature.
    pub(crate) fn put(&self, out: &mut Out<'_>) -> Written {
        out.bytes(&self.bytes)?.bytes(self.signature.as_bytes())?;
        Ok(())
    }

    /// Its signed bytes.
    pub(crate) fn signed_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T> Deref for Signed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}

/// Signed bytes and their signature, not verified yet.
pub(crate) type Parts<'b> = (&'b [u8], Signature);

/// Reads the two items that [`Signed::put`] writes.
pub(crate) fn take<'b>(decoder: &mut Decoder<'b>) -> Result<Parts<'b>> {
    let bytes = decoder.bytes().map_err(|_| Error::Malformed)?;
    Ok((bytes, Signature::from_bytes(cbor::fixed(decoder)?)))
}
