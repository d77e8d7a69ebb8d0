//! 披露范围声明: the statement of what a township is told. What the groups mean is the matter of `domain`.

use std::collections::BTreeSet;

use domain::disclosure::Policy;
use journal::ChannelId;
use minicbor::Decoder;
use vault::{SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, cbor};

/// 披露范围声明: which groups a township asks for, of one village or of all. Of those that concern a village the one
/// with the greatest number stands, and of two with one number the village's own. So that an own one outlives a change
/// for all, the township signs it anew with each, and to take it back it signs the one for all anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyStatement {
    /// The township's root key.
    pub root: VerifyingKey,
    /// The village's channel that it is about; `None` for every village.
    pub channel: Option<ChannelId>,
    /// The numbers of the groups carried whole, those of a newer program included.
    pub groups: BTreeSet<u8>,
    /// Whether the village adds what it withholds, sealed to itself (see [`crate::Own`]).
    pub own: bool,
    /// Of several, the greatest stands.
    pub number: u64,
}

impl PolicyStatement {
    /// Signs the statement; `root` must be the key that it names.
    pub fn sign(self, root: &SigningKey) -> Result<Signed<PolicyStatement>> {
        if root.verifying_key() != self.root {
            return Err(Error::BadSignature);
        }
        Signed::new(self, root)
    }

    /// The numbers by which a statement names the groups of `policy`.
    pub fn groups_of(policy: &Policy) -> BTreeSet<u8> {
        policy.groups().map(|group| group as u8).collect()
    }

    /// Whether a group, by its number, is carried whole.
    pub fn carries(&self, group: u8) -> bool {
        group == 0 || self.groups.contains(&group)
    }

    /// The policy, as far as this program knows the groups.
    pub fn policy(&self) -> Policy {
        Policy::of_numbers(&self.groups)
    }

    /// The township.
    pub fn township(&self) -> PartyId {
        PartyId::of(&self.root)
    }
}

impl Content for PolicyStatement {
    const CONTEXT: &'static str = "lianxin/policy/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(4 + u64::from(self.channel.is_some()))?.u8(1)?.bytes(self.root.as_bytes())?;
            if let Some(channel) = &self.channel {
                out.u8(2)?.bytes(channel.as_bytes())?;
            }
            out.u8(3)?.array(self.groups.len() as u64)?;
            for group in &self.groups {
                out.u8(*group)?;
            }
            out.u8(4)?.bool(self.own)?.u8(5)?.u64(self.number)?;
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let (mut root, mut channel, mut groups, mut own, mut number) = (None, None, None, None, None);
        cbor::whole(bytes, |decoder| {
            cbor::map(decoder, |key, value| {
                match key {
                    1 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
                    2 => channel = Some(ChannelId::from_bytes(cbor::fixed(value)?)),
                    3 => groups = Some(self::groups(value)?),
                    4 => own = Some(value.bool()?),
                    5 => number = Some(cbor::number(value)?),
                    _ => {}
                }
                Ok(())
            })
        })?;
        let read =
            || Some(PolicyStatement { root: root?, channel, groups: groups?, own: own?, number: number? });
        read().ok_or(Error::Malformed)
    }
}

/// Reads the numbers of groups, ascending.
pub(super) fn groups(decoder: &mut Decoder<'_>) -> Result<BTreeSet<u8>> {
    let all = cbor::array(decoder, 255, |group| Ok(group.u8()?))?;
    if all.is_sorted_by(|a, b| a < b) { Ok(all.into_iter().collect()) } else { Err(Error::Malformed) }
}
