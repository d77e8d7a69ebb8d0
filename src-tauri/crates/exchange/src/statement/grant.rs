//! 授权: the statement by which a village lets a township write its channel.

use vault::{SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, cbor};

/// 授权: a village lets a township write the village's channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The village's root key.
    pub root: VerifyingKey,
    /// The township's root key.
    pub township: VerifyingKey,
}

impl Grant {
    /// The village that owns `root` lets this township in.
    pub fn sign(root: &SigningKey, township: VerifyingKey) -> Result<Signed<Grant>> {
        Signed::new(Grant { root: root.verifying_key(), township }, root)
    }

    /// The village.
    pub fn village(&self) -> PartyId {
        PartyId::of(&self.root)
    }

    /// The township.
    pub fn township(&self) -> PartyId {
        PartyId::of(&self.township)
    }
}

impl Content for Grant {
    const CONTEXT: &'static str = "lianxin/grant/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(2)?.u8(1)?.bytes(self.root.as_bytes())?.u8(2)?.bytes(self.township.as_bytes())?;
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let (mut root, mut township) = (None, None);
        cbor::whole(bytes, |decoder| {
            cbor::map(decoder, |key, value| {
                match key {
                    1 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    2 => township = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    _ => {}
                }
                Ok(())
            })
        })?;
        let read = || Some(Grant { root: root?, township: township? });
        read().ok_or(Error::Malformed)
    }
}
