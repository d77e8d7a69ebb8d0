//! What stands openly before the body of a file. Deliberately nothing personal, no counts and no dates.

use minicbor::Decoder;

use crate::statement::{SiteCert, verify};
use crate::{Error, FileId, PartyId, Result, Signed, cbor, signed};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// 交换包: entries and receipts, sealed to their reader.
    Package,
    /// 邀请: a township's keys and policy with a token, readable by anybody.
    Invitation,
}

impl FileKind {
    fn number(self) -> u8 {
        match self {
            FileKind::Package => 1,
            FileKind::Invitation => 2,
        }
    }

    fn from_number(number: u8) -> Result<Self> {
        match number {
            1 => Ok(FileKind::Package),
            2 => Ok(FileKind::Invitation),
            _ => Err(Error::NewerFormat),
        }
    }
}

/// What stands before the body, for everybody to read: nothing personal, no counts and no dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: FileKind,
    pub(crate) file: FileId,
    pub(crate) sender: Signed<SiteCert>,
    pub(crate) recipient: Option<PartyId>,
    pub(crate) practice: bool,
    pub(crate) body_length: u64,
}

impl Header {
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(5 + u64::from(self.recipient.is_some()))?.u8(1)?.u8(self.kind.number())?;
            out.u8(2)?.bytes(self.file.as_bytes())?.u8(3)?.array(2)?;
            self.sender.put(out)?;
            if let Some(party) = &self.recipient {
                out.u8(4)?.bytes(party.as_bytes())?;
            }
            out.u8(5)?.bool(self.practice)?.u8(6)?.u64(self.body_length)?;
            Ok(())
        })
    }

    /// Reads a header and verifies the certificate in it by the root key that the certificate names.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let header = cbor::whole(bytes, header)?;
        if header.recipient.is_some() != (header.kind == FileKind::Package) {
            return Err(Error::Malformed);
        }
        if header.practice != header.sender.practice {
            return Err(Error::PracticeMismatch);
        }
        Ok(header)
    }
}

fn header(decoder: &mut Decoder<'_>) -> Result<Header> {
    let (mut kind, mut file, mut sender, mut recipient) = (None, None, None, None);
    let (mut practice, mut body_length) = (None, None);
    cbor::map(decoder, |key, value| {
        match key {
            1 => kind = Some(FileKind::from_number(value.u8()?)?),
            2 => file = Some(FileId::from_bytes(cbor::fixed(value)?)),
            3 => {
                cbor::tuple(value, 2)?;
                sender = Some(verify(signed::take(value)?)?);
            }
            4 => recipient = Some(PartyId::from_bytes(cbor::fixed(value)?)),
            5 => practice = Some(value.bool()?),
            6 => body_length = Some(cbor::number(value)?),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(Header {
            kind: kind?,
            file: file?,
            sender: sender?,
            recipient,
            practice: practice?,
            body_length: body_length?,
        })
    };
    read().ok_or(Error::Malformed)
}
