//! 授权: the statement by which a village lets a township write its channel, and agrees to what it is told.

use std::collections::BTreeSet;

use vault::{SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, cbor};

/// 授权: a village lets a township write the village's channel, and agrees to what it is told. Of several, the one
/// that answers the policy with the greatest number stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The village's root key.
    pub root: VerifyingKey,
    /// The township's root key.
    pub township: VerifyingKey,
    /// What the village agreed to; nothing in grants from before the policy could change, which agreed to the default.
    pub agreed: Option<Agreed>,
}

/// What a village agreed to tell a township.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The number of the policy that it answers.
    pub number: u64,
    /// The numbers of the groups.
    pub groups: BTreeSet<u8>,
}

impl Grant {
    /// The village that owns `root` lets this township in, and tells it what the default policy says.
    pub fn sign(root: &SigningKey, township: VerifyingKey) -> Result<Signed<Grant>> {
        Signed::new(Grant { root: root.verifying_key(), township, agreed: None }, root)
    }

    /// The village that owns `root` lets this township in, and agrees to tell it these groups.
    pub fn agree(root: &SigningKey, township: VerifyingKey, agreed: Agreed) -> Result<Signed<Grant>> {
        Signed::new(Grant { root: root.verifying_key(), township, agreed: Some(agreed) }, root)
    }

    /// The number of the policy that it answers; 0 for the default of old.
    pub fn number(&self) -> u64 {
        self.agreed.as_ref().map_or(0, |agreed| agreed.number)
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
            out.map(if self.agreed.is_some() { 4 } else { 2 })?;
            out.u8(1)?.bytes(self.root.as_bytes())?.u8(2)?.bytes(self.township.as_bytes())?;
            if let Some(agreed) = &self.agreed {
                out.u8(3)?.u64(agreed.number)?.u8(4)?.array(agreed.groups.len() as u64)?;
                for group in &agreed.groups {
                    out.u8(*group)?;
                }
            }
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let (mut root, mut township, mut number, mut groups) = (None, None, None, None);
        cbor::whole(bytes, |decoder| {
            cbor::map(decoder, |key, value| {
                match key {
                    1 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    2 => township = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    3 => number = Some(cbor::number(value)?),
                    4 => groups = Some(super::policy::groups(value)?),
                    _ => {}
                }
                Ok(())
            })
        })?;
        let agreed = match (number, groups) {
            (Some(number), Some(groups)) => Some(Agreed { number, groups }),
            (None, None) => None,
            _ => return Err(Error::Malformed),
        };
        let read = || Some(Grant { root: root?, township: township?, agreed });
        read().ok_or(Error::Malformed)
    }
}
