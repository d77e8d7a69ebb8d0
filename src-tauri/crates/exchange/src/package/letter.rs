//! 信件: what is inside the seal, bound together by the inner signature. What it says is for the manifest.

use std::ops::Range;

use sha2::{Digest, Sha256};
use vault::{Signature, SigningKey};

use super::{Manifest, Sections};
use crate::container::Header;
use crate::format::{LETTER_CONTEXT, MAX_MANIFEST, SIGNATURE};
use crate::{Error, Result};

const LENGTH: usize = 4;

/// 信件: the plaintext of a seal, `length ‖ manifest ‖ sections, compressed ‖ signature`. The signature is made by the
/// site that signs the file outside, over a manifest that names reader and file: whoever opened the seal cannot send
/// the letter on in his own or another's name, nor put parts of two letters together.
pub(crate) struct Letter {
    pub(crate) manifest: Manifest,
    plain: Vec<u8>,
    sections: Range<usize>,
}

impl Letter {
    /// Reads and verifies an opened letter against the header that it came under.
    pub(crate) fn parse(plain: Vec<u8>, header: &Header) -> Result<Self> {
        let end = plain.len().checked_sub(SIGNATURE).ok_or(Error::Malformed)?;
        let (signed, signature) = plain.split_at(end);
        let signature = Signature::from_bytes(signature.try_into().map_err(|_| Error::Malformed)?);
        header.sender.key.verify(LETTER_CONTEXT, &digest(signed), &signature)?;
        let (length, rest) = signed.split_first_chunk::<LENGTH>().ok_or(Error::Malformed)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > MAX_MANIFEST {
            return Err(Error::TooLarge { most: MAX_MANIFEST as u64 });
        }
        let manifest = Manifest::decode(rest.get(..length).ok_or(Error::Malformed)?)?;
        if !is_under(&manifest, header) {
            return Err(Error::BadSignature);
        }
        Ok(Self { manifest, sections: LENGTH + length..end, plain })
    }

    /// Puts a letter together and signs it.
    pub(crate) fn build(manifest: &Manifest, sections: &[u8], key: &SigningKey) -> Result<Vec<u8>> {
        let manifest = manifest.encode()?;
        let length = u32::try_from(manifest.len()).map_err(|_| Error::Malformed)?;
        if manifest.len() > MAX_MANIFEST {
            return Err(Error::TooLarge { most: MAX_MANIFEST as u64 });
        }
        let mut plain = Vec::with_capacity(LENGTH + manifest.len() + sections.len() + SIGNATURE);
        for part in [length.to_be_bytes().as_slice(), &manifest, sections] {
            plain.extend_from_slice(part);
        }
        let signature = key.sign(LETTER_CONTEXT, &digest(&plain));
        plain.extend_from_slice(signature.as_bytes());
        Ok(plain)
    }

    /// The sections, inflated as they are read.
    pub(crate) fn sections(&self) -> Result<Sections<'_>> {
        Sections::new(&self.plain[self.sections.clone()], self.manifest.inflated)
    }
}

fn digest(signed: &[u8]) -> [u8; 32] {
    Sha256::digest(signed).into()
}

fn is_under(manifest: &Manifest, header: &Header) -> bool {
    manifest.file == header.file
        && manifest.sender == header.sender.site
        && manifest.party == header.sender.party()
        && Some(manifest.recipient) == header.recipient
        && manifest.practice == header.practice
}
