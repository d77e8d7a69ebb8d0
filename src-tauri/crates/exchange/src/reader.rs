//! Opening a package: everything is verified before anything is handed out.

use vault::SealIdentity;

use crate::container::{Frame, Header};
use crate::format::MAX_FILE;
use crate::package::{Letter, unseal};
use crate::{Error, FileKind, Opened, PartyCard, PartyId, PartyKind, Result, Signed, Token, Trust};

mod admission;
mod survey;
#[cfg(test)]
mod tests;

pub(crate) use survey::{Found, Survey, range_start};

/// Who opens a package, and what is known there.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The statements that are known. One's own card must be among them.
    pub trust: &'a Trust,
    /// The workspace's identities: the present one, and earlier ones if there were any.
    pub identities: &'a [SealIdentity],
    /// One's own party.
    pub me: PartyId,
}

impl Reader<'_> {
    /// Opens a package and verifies all of it: signature, address, seal, every chain up to the heads that their sites
    /// signed, every supplement and receipt. A village that is not known here is taken in only by an introduction
    /// whose token `is_issued` says was issued here and is unused.
    pub fn open(&self, file: &[u8], is_issued: impl Fn(&Token) -> bool) -> Result<Opened> {
        let frame = Frame::parse(file)?;
        if frame.header.kind != FileKind::Package {
            return Err(Error::WrongKind);
        }
        frame.check()?;
        let me = self.trust.card(self.me).ok_or(Error::NoCard)?;
        self.check_address(me, &frame.header)?;
        let plain = unseal(self.identities, frame.body, MAX_FILE as usize)?;
        let letter = Letter::parse(plain, &frame.header)?;
        let survey = Survey::new(*self, me, &frame.header, &letter.manifest);
        let found = survey.run(letter.sections()?, is_issued)?;
        Ok(Opened::new(frame.header.sender, letter, found))
    }

    /// Whether the file is for this reader, from somebody who may send to it.
    fn check_address(&self, me: &Signed<PartyCard>, header: &Header) -> Result<()> {
        if header.recipient != Some(self.me) {
            return Err(Error::WrongRecipient);
        }
        if header.practice != me.practice {
            return Err(Error::PracticeMismatch);
        }
        let known = self.trust.card(header.sender.party()).is_some();
        // Only townships invite, so only they open what strangers send.
        if known || me.kind == PartyKind::Township { Ok(()) } else { Err(Error::UnknownSender) }
    }
}
