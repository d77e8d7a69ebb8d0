//! 村和乡镇: the parties between which files travel.

use journal::ChannelId;
use minicbor::Decoder;
use sha2::{Digest, Sha256};
use vault::{SealRecipient, SigningKey, VerifyingKey};

use crate::format::{CHANNEL_CONTEXT, MAX_NAME, PARTY_CONTEXT};
use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, cbor};

fn half_hash(context: &str, root: &VerifyingKey) -> [u8; 16] {
    let hash = Sha256::new().chain_update(context).chain_update(root.as_bytes()).finalize();
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// The channel of the village or township with this root key. Channels that are private to a workspace follow from
/// no key; they have random ids and never travel.
pub fn channel_of(root: &VerifyingKey) -> ChannelId {
    ChannelId::from_bytes(half_hash(CHANNEL_CONTEXT, root))
}

impl PartyId {
    /// The party with this root key.
    pub fn of(root: &VerifyingKey) -> Self {
        Self::from_bytes(half_hash(PARTY_CONTEXT, root))
    }
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// 村.
    Village,
    /// 乡镇.
    Township,
}

impl PartyKind {
    /// The frozen number.
    pub(crate) fn number(self) -> u8 {
        match self {
            PartyKind::Village => 1,
            PartyKind::Township => 2,
        }
    }

    pub(crate) fn from_number(number: u8) -> Result<Self> {
        match number {
            1 => Ok(PartyKind::Village),
            2 => Ok(PartyKind::Township),
            _ => Err(Error::NewerFormat),
        }
    }
}

/// 名片: what a party says of itself. Of two cards of one party the one with the greater number stands; kind and
/// practice mark never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyCard {
    /// What it is.
    pub kind: PartyKind,
    /// The key that signs the party's statements.
    pub root: VerifyingKey,
    /// Whom files for it are sealed to.
    pub seal: SealRecipient,
    /// Its name, such as 柳河村; at most 200 bytes, without control characters.
    pub name: String,
    /// Its division code (统计用区划代码): up to 12 digits, perhaps none.
    pub code: String,
    /// Whether it only practises (练习).
    pub practice: bool,
    /// Of several cards, the greatest stands.
    pub number: u64,
}

impl PartyCard {
    /// Signs the card; `root` must be the key that it names.
    pub fn sign(self, root: &SigningKey) -> Result<Signed<PartyCard>> {
        self.check()?;
        if root.verifying_key() != self.root {
            return Err(Error::BadSignature);
        }
        Signed::new(self, root)
    }

    /// Whose card it is.
    pub fn party(&self) -> PartyId {
        PartyId::of(&self.root)
    }

    /// The party's channel.
    pub fn channel(&self) -> ChannelId {
        channel_of(&self.root)
    }

    /// 指纹: 30 digits that are compared by telephone. They stand for the root key, from which all else follows.
    pub fn fingerprint(&self) -> String {
        vault::digits::fingerprint(self.root.as_bytes())
    }

    /// Whether digits that were heard and typed are the [`PartyCard::fingerprint`]; fails as
    /// [`vault::digits::compare_fingerprint`] does.
    pub fn compare_fingerprint(&self, typed: &str) -> vault::Result<()> {
        vault::digits::compare_fingerprint(self.root.as_bytes(), typed)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        check_code(&self.code)
    }
}

/// A name is short and shows nothing but itself.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let fits = name.len() <= MAX_NAME && !name.trim().is_empty();
    if fits && !name.chars().any(char::is_control) { Ok(()) } else { Err(Error::Malformed) }
}

/// A division code has up to 12 digits.
pub(crate) fn check_code(code: &str) -> Result<()> {
    let fits = code.len() <= 12 && code.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(()) } else { Err(Error::Malformed) }
}

impl Content for PartyCard {
    const CONTEXT: &'static str = "lianxin/card/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(7)?.u8(1)?.u8(self.kind.number())?.u8(2)?.bytes(self.root.as_bytes())?;
            out.u8(3)?.str(&self.seal.to_string())?.u8(4)?.str(&self.name)?.u8(5)?.str(&self.code)?;
            out.u8(6)?.bool(self.practice)?.u8(7)?.u64(self.number)?;
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let card = cbor::whole(bytes, card)?;
        card.check()?;
        Ok(card)
    }
}

fn card(decoder: &mut Decoder<'_>) -> Result<PartyCard> {
    let (mut kind, mut root, mut seal) = (None, None, None);
    let (mut name, mut code, mut practice, mut number) = (None, None, None, None);
    cbor::map(decoder, |key, value| {
        match key {
            1 => kind = Some(PartyKind::from_number(value.u8()?)?),
            2 => root = Some(VerifyingKey::from_bytes(cbor::fixed(value)?)),
            3 => seal = Some(value.str()?.parse().map_err(|_| Error::Malformed)?),
            4 => name = Some(value.str()?.to_owned()),
            5 => code = Some(value.str()?.to_owned()),
            6 => practice = Some(value.bool()?),
            7 => number = Some(cbor::number(value)?),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(PartyCard {
            kind: kind?,
            root: root?,
            seal: seal?,
            name: name?,
            code: code?,
            practice: practice?,
            number: number?,
        })
    };
    read().ok_or(Error::Malformed)
}
