//! 设备证书: the statement that a site belongs to a party. Keys are made elsewhere, in the crate `vault`.

use journal::SiteId;
use minicbor::Decoder;
use vault::{SigningKey, VerifyingKey};

use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, cbor};

/// Why a site came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// 新建: the party's first.
    First,
    /// 恢复: a backup was restored.
    Restore,
    /// 加入: another laptop of the party.
    Join,
    /// 副本: a copied workspace, or one that had lost its tail, was given a name of its own.
    Copy,
    /// 交接: somebody else took over.
    Handover,
    /// A reason of a newer program.
    Other(u8),
}

impl Reason {
    /// The frozen number.
    pub fn number(self) -> u8 {
        match self {
            Reason::First => 1,
            Reason::Restore => 2,
            Reason::Join => 3,
            Reason::Copy => 4,
            Reason::Handover => 5,
            Reason::Other(number) => number,
        }
    }

    /// The reason with this number.
    pub fn from_number(number: u8) -> Self {
        let known = [Reason::First, Reason::Restore, Reason::Join, Reason::Copy, Reason::Handover];
        known.into_iter().find(|one| one.number() == number).unwrap_or(Reason::Other(number))
    }
}

/// 设备证书: that a site belongs to a party and signs with this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCert {
    /// The party's root key.
    pub root: VerifyingKey,
    /// The site.
    pub site: SiteId,
    /// The key that the site signs with.
    pub key: VerifyingKey,
    /// The number of the certificate within the party, from 1: 第 2 台设备.
    pub number: u64,
    /// Why the site came to be.
    pub reason: Reason,
    /// The site that it goes on from, if there was one.
    pub succeeds: Option<SiteId>,
    /// Whether the party only practises.
    pub practice: bool,
}

impl SiteCert {
    /// Signs the certificate; `root` must be the key that it names.
    pub fn sign(self, root: &SigningKey) -> Result<Signed<SiteCert>> {
        if root.verifying_key() != self.root {
            return Err(Error::BadSignature);
        }
        Signed::new(self, root)
    }

    /// 指纹: 30 digits that are compared by telephone; they stand for the site's key.
    pub fn fingerprint(&self) -> String {
        vault::digits::fingerprint(self.key.as_bytes())
    }

    /// Whether digits that were heard and typed are the [`SiteCert::fingerprint`]; fails as
    /// [`vault::digits::compare_fingerprint`] does.
    pub fn compare_fingerprint(&self, typed: &str) -> vault::Result<()> {
        vault::digits::compare_fingerprint(self.key.as_bytes(), typed)
    }

    /// The party that the site belongs to.
    pub fn party(&self) -> PartyId {
        PartyId::of(&self.root)
    }
}

impl Content for SiteCert {
    const CONTEXT: &'static str = "lianxin/site/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(6 + u64::from(self.succeeds.is_some()))?;
            out.u8(1)?.bytes(self.root.as_bytes())?.u8(2)?.bytes(self.site.as_bytes())?;
            out.u8(3)?.bytes(self.key.as_bytes())?.u8(4)?.u64(self.number)?;
            out.u8(5)?.u8(self.reason.number())?.u8(6)?.bool(self.practice)?;
            if let Some(site) = &self.succeeds {
                out.u8(7)?.bytes(site.as_bytes())?;
            }
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        cbor::whole(bytes, cert)
    }
}

fn cert(decoder: &mut Decoder<'_>) -> Result<SiteCert> {
    let (mut root, mut site, mut key, mut number) = (None, None, None, None);
    let (mut reason, mut practice, mut succeeds) = (None, None, None);
    cbor::map(decoder, |name, value| {
        match name {
            1 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
            2 => site = Some(SiteId::from_bytes(cbor::fixed(value)?)),
            3 => key = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
            4 => number = Some(cbor::number(value)?),
            5 => reason = Some(Reason::from_number(value.u8()?)),
            6 => practice = Some(value.bool()?),
            7 => succeeds = Some(SiteId::from_bytes(cbor::fixed(value)?)),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(SiteCert {
            root: root?,
            site: site?,
            key: key?,
            number: number?,
            reason: reason?,
            succeeds,
            practice: practice?,
        })
    };
    read().ok_or(Error::Malformed)
}
