//! 封装: what every file looks like from outside, and how much of it can be trusted without a key.

use sha2::{Digest, Sha256};
use vault::{Signature, SigningKey};

use crate::format::{
    END, FILE_CONTEXT, MAGIC, MAX_FILE, MAX_HEADER, PREFIX, SIGNATURE, SIGNATURE_AND_END, VERSION,
};
use crate::{Error, Result};

mod header;
mod peek;

pub use header::FileKind;
pub(crate) use header::Header;
pub use peek::{Peek, check, peek};

/// A file cut into its parts. Lengths are consistent; nothing is verified yet.
pub(crate) struct Frame<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    signed: &'a [u8],
    signature: Signature,
}

impl<'a> Frame<'a> {
    /// Cuts a file into its parts.
    pub(crate) fn parse(file: &'a [u8]) -> Result<Self> {
        if file.len() as u64 > MAX_FILE {
            return Err(Error::TooLarge { most: MAX_FILE });
        }
        let (start, header) = header_bytes(file)?;
        let header = Header::decode(header).map_err(unsigned)?;
        let length = usize::try_from(header.body_length).map_err(|_| Error::Damaged)?;
        let end = start.checked_add(length).ok_or(Error::Damaged)?;
        let total = end.checked_add(SIGNATURE_AND_END).ok_or(Error::Damaged)?;
        match file.len() {
            have if have < total => return Err(Error::Truncated),
            have if have > total => return Err(Error::Damaged),
            _ => {}
        }
        let (signed, signature) = file.split_at(total - SIGNATURE);
        let signature = Signature::from_bytes(signature.try_into().map_err(|_| Error::Damaged)?);
        if !signed.ends_with(END) {
            return Err(Error::Damaged);
        }
        Ok(Self { header, body: &file[start..end], signed, signature })
    }

    /// Verifies that the site of the header's certificate signed this very file. The certificate itself was verified
    /// by the root key that it names; whether that is a party one knows is another question.
    pub(crate) fn check(&self) -> Result<()> {
        let digest: [u8; 32] = Sha256::digest(self.signed).into();
        self.header.sender.key.verify(FILE_CONTEXT, &digest, &self.signature)?;
        Ok(())
    }

    /// Puts a file together and signs it.
    pub(crate) fn build(mut header: Header, body: &[u8], key: &SigningKey) -> Result<Vec<u8>> {
        header.body_length = body.len() as u64;
        let head = header.encode()?;
        let length = u16::try_from(head.len()).ok().filter(|length| usize::from(*length) <= MAX_HEADER);
        let length = length.ok_or(Error::TooLarge { most: MAX_HEADER as u64 })?;
        let total = PREFIX + head.len() + body.len() + SIGNATURE_AND_END;
        if total as u64 > MAX_FILE {
            return Err(Error::TooLarge { most: MAX_FILE });
        }
        let mut file = Vec::with_capacity(total);
        let (version, length) = (VERSION.to_be_bytes(), length.to_be_bytes());
        for part in [MAGIC.as_slice(), &version, &length, &head, body, END] {
            file.extend_from_slice(part);
        }
        let digest: [u8; 32] = Sha256::digest(&file).into();
        file.extend_from_slice(key.sign(FILE_CONTEXT, &digest).as_bytes());
        Ok(file)
    }
}

/// Nothing is signed so far, so bytes out of shape are damage.
fn unsigned(error: Error) -> Error {
    if error == Error::Malformed { Error::Damaged } else { error }
}

/// Where the header ends, and its bytes.
fn header_bytes(file: &[u8]) -> Result<(usize, &[u8])> {
    check_magic(file)?;
    let field = |at: usize| file.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
    let version = field(MAGIC.len()).map(u16::from_be_bytes).ok_or(Error::Truncated)?;
    if version != VERSION {
        return Err(if version > VERSION { Error::NewerFormat } else { Error::Damaged });
    }
    let length = field(MAGIC.len() + 2).map(u16::from_be_bytes).ok_or(Error::Truncated)?;
    if usize::from(length) > MAX_HEADER {
        return Err(Error::TooLarge { most: MAX_HEADER as u64 });
    }
    let end = PREFIX + usize::from(length);
    Ok((end, file.get(PREFIX..end).ok_or(Error::Truncated)?))
}

/// The first bytes tell what went wrong on the way: a text conversion spares the letters only.
fn check_magic(file: &[u8]) -> Result<()> {
    let have = file.len().min(MAGIC.len());
    if file[..have] == MAGIC[..have] {
        return if have == MAGIC.len() { Ok(()) } else { Err(Error::Truncated) };
    }
    let letters = |start: usize| file.get(start..start + 3) == Some(&MAGIC[1..4]);
    if letters(0) || letters(1) || letters(2) || letters(3) {
        Err(Error::Mangled)
    } else {
        Err(Error::NotAPackage)
    }
}
