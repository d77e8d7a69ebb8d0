//! 报到: the statement by which a village answers an invitation. Whether its token is unused is the township's matter.

use vault::{SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, Token, cbor};

/// 报到: a village answers a township's invitation. It travels in the village's files until a receipt comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The village's root key.
    pub root: VerifyingKey,
    /// The township that invited.
    pub township: PartyId,
    /// What the invitation gave.
    pub token: Token,
}

impl Introduction {
    /// The village that owns `root` answers the invitation that gave `token`.
    pub fn sign(root: &SigningKey, township: PartyId, token: Token) -> Result<Signed<Introduction>> {
        Signed::new(Introduction { root: root.verifying_key(), township, token }, root)
    }
}

impl Content for Introduction {
    const CONTEXT: &'static str = "lianxin/introduction/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(3)?.u8(1)?.bytes(self.root.as_bytes())?;
            out.u8(2)?.bytes(self.township.as_bytes())?.u8(3)?.bytes(self.token.as_bytes())?;
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let (mut root, mut township, mut token) = (None, None, None);
        cbor::whole(bytes, |decoder| {
            cbor::map(decoder, |key, value| {
                match key {
                    1 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    2 => township = Some(PartyId::from_bytes(cbor::fixed(value)?)),
                    3 => token = Some(Token::from_bytes(cbor::fixed(value)?)),
                    _ => {}
                }
                Ok(())
            })
        })?;
        let read = || Some(Introduction { root: root?, township: township?, token: token? });
        read().ok_or(Error::Malformed)
    }
}
