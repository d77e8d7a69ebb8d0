//! Looking at a file from outside, without any key. Deliberately no opening: see [`crate::Reader`].

use super::{FileKind, Frame};
use crate::{FileId, PartyId, Result, Signed, SiteCert};

/// What a file says of itself to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// What it is.
    pub kind: FileKind,
    /// Its random id: the same file on two sticks or under two names has one id.
    pub file: FileId,
    /// The site that wrote it, certified by the root key that the certificate names. Whether one knows that key is
    /// another question.
    pub sender: Signed<SiteCert>,
    /// The party that can open it; an invitation names none.
    pub recipient: Option<PartyId>,
    /// Whether it is a practice file.
    pub practice: bool,
    /// Its length in bytes.
    pub length: u64,
}

/// Reads what a file says of itself, without any key and at no cost. It is whole by its own account, but may still be
/// forged or damaged.
pub fn peek(file: &[u8]) -> Result<Peek> {
    Frame::parse(file).map(|frame| seen(file, frame))
}

/// Like [`peek`], and verifies the signature over the whole file. This is how a writer checks, without the reader's
/// key, that what was read back from the stick is what was written.
pub fn check(file: &[u8]) -> Result<Peek> {
    let frame = Frame::parse(file)?;
    frame.check()?;
    Ok(seen(file, frame))
}

fn seen(file: &[u8], frame: Frame<'_>) -> Peek {
    let header = frame.header;
    Peek {
        kind: header.kind,
        file: header.file,
        sender: header.sender,
        recipient: header.recipient,
        practice: header.practice,
        length: file.len() as u64,
    }
}
