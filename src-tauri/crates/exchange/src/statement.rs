//! 声明: what parties say under their root key. A set of statements decides who is trusted with what.

use minicbor::Decoder;
use vault::VerifyingKey;

use crate::cbor::{self, Out, Written};
use crate::format::MAX_STATEMENT;
use crate::signed::{self, Content, Parts};
use crate::{Error, PartyCard, PartyId, Result, Signed};

mod grant;
mod introduction;
mod policy;
mod site;

pub use grant::{Agreed, Grant};
pub use introduction::Introduction;
pub use policy::PolicyStatement;
pub use site::{Reason, SiteCert};

/// Content that carries the root key which signs it.
pub(crate) trait Rooted: Content {
    /// The key that must have signed.
    fn root(&self) -> VerifyingKey;
}

/// Gives statements their root key and the signing function that they share.
macro_rules! rooted {
    ($($name:ty),+) => {
        $(impl Rooted for $name {
            fn root(&self) -> VerifyingKey {
                self.root
            }
        })+
    };
}
rooted!(PartyCard, SiteCert, Grant, PolicyStatement, Introduction);

/// Reads and verifies one content by the root key that it names.
pub(crate) fn verify<T: Rooted>(parts: Parts<'_>) -> Result<Signed<T>> {
    if parts.0.len() > MAX_STATEMENT {
        return Err(Error::TooLarge { most: MAX_STATEMENT as u64 });
    }
    Signed::verify(parts, |content: &T| Ok(content.root()))
}

/// One statement, its signature verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// Who a party is.
    Card(Signed<PartyCard>),
    /// That a site belongs to a party.
    Site(Signed<SiteCert>),
    /// That a township may write a village's channel.
    Grant(Signed<Grant>),
    /// What a township wants to be told.
    Policy(Signed<PolicyStatement>),
    /// That a village answers an invitation.
    Introduction(Signed<Introduction>),
}

impl Statement {
    /// The party that made it.
    pub fn party(&self) -> PartyId {
        PartyId::of(&match self {
            Statement::Card(one) => one.root,
            Statement::Site(one) => one.root,
            Statement::Grant(one) => one.root,
            Statement::Policy(one) => one.root,
            Statement::Introduction(one) => one.root,
        })
    }

    /// The statement for keeping, as [`Statement::from_bytes`] reads it.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| self.put(out))
    }

    /// Reads and verifies a statement. [`Error::NewerFormat`] for a kind that this program does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::whole(bytes, Self::take)?.ok_or(Error::NewerFormat)
    }

    /// Writes `[number, bytes, signature]`.
    pub(crate) fn put(&self, out: &mut Out<'_>) -> Written {
        out.array(3)?;
        match self {
            Statement::Card(one) => one.put(out.u8(1)?),
            Statement::Site(one) => one.put(out.u8(2)?),
            Statement::Grant(one) => one.put(out.u8(3)?),
            Statement::Policy(one) => one.put(out.u8(4)?),
            Statement::Introduction(one) => one.put(out.u8(5)?),
        }
    }

    /// Reads what [`Statement::put`] wrote; `None` for a kind of a newer program.
    pub(crate) fn take(decoder: &mut Decoder<'_>) -> Result<Option<Self>> {
        cbor::tuple(decoder, 3)?;
        let number = decoder.u64()?;
        let parts = signed::take(decoder)?;
        Ok(Some(match number {
            1 => Statement::Card(verify(parts)?),
            2 => Statement::Site(verify(parts)?),
            3 => Statement::Grant(verify(parts)?),
            4 => Statement::Policy(verify(parts)?),
            5 => Statement::Introduction(verify(parts)?),
            _ => return Ok(None),
        }))
    }
}
