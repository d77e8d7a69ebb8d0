//! 链头: signed heads of chains. How far a reader's own chain goes is not known here.

use journal::{ChannelId, Hash, SiteId};
use vault::{Signature, SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Result, Signed, cbor};

/// 链头: the hash of one entry of a site's chain, signed by the site. It vouches for all entries up to it, whoever
/// carries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The site that writes the chain.
    pub site: SiteId,
    /// The channel.
    pub channel: ChannelId,
    /// The number of the entry, from 1.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// Signs the head with the site's key.
    pub fn sign(self, key: &SigningKey) -> Result<Signed<Head>> {
        Signed::new(self, key)
    }

    /// The head together with a signature that was kept apart ([`Signed::signature`]); fails unless the owner of
    /// `key` made it.
    pub fn signed_with(self, signature: &[u8; 64], key: &VerifyingKey) -> Result<Signed<Head>> {
        let bytes = self.encode()?;
        Signed::verify((&bytes, Signature::from_bytes(*signature)), |_| Ok(*key))
    }
}

impl Content for Head {
    const CONTEXT: &'static str = "lianxin/head/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.array(4)?.bytes(self.site.as_bytes())?.bytes(self.channel.as_bytes())?;
            out.u64(self.seq)?.bytes(&self.hash)?;
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        cbor::whole(bytes, |decoder| {
            cbor::tuple(decoder, 4)?;
            Ok(Head {
                site: SiteId::from_bytes(cbor::fixed(decoder)?),
                channel: ChannelId::from_bytes(cbor::fixed(decoder)?),
                seq: cbor::number(decoder)?,
                hash: cbor::fixed(decoder)?,
            })
        })
    }
}
