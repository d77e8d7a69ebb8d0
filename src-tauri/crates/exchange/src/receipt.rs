//! 回执: how far a reader holds the chains of a channel, and what became of the entries in them.

use journal::{ChannelId, SiteId};
use minicbor::Decoder;
use vault::SigningKey;

use crate::cbor::{Out, Written};
use crate::format::{MAX_CHAINS, MAX_LIST};
use crate::signed::Content;
use crate::{Error, PartyId, Result, Signed, SiteCert, cbor};

mod chain;
mod standing;

pub use chain::ChainReceipt;
pub use standing::{Mark, Standing};

/// What one site tells of the chains it holds. It is made from state and never of an event, so every receipt says all
/// that the ones before it said; of one issuer's receipts the one with the greatest number stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The issuer's party.
    pub party: PartyId,
    /// The issuer.
    pub site: SiteId,
    /// The number of this receipt among the issuer's receipts for this reader, from 1.
    pub number: u64,
    /// The party that it is for.
    pub reader: PartyId,
    /// What the issuer's clock showed, milliseconds since 1970, for display only.
    pub wall: i64,
    /// The chains, ascending by channel and site.
    pub chains: Vec<ChainReceipt>,
    /// The newest file of each site that was taken in, ascending by site.
    pub files: Vec<TakenFile>,
}

/// 已收文件: the newest file of a site that a receipt's issuer took in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenFile {
    /// The site that wrote the file.
    pub site: SiteId,
    /// The file's number.
    pub number: u64,
    /// When it was taken in by the issuer's clock, milliseconds since 1970, for display only.
    pub wall: i64,
}

impl Receipt {
    /// Signs the receipt for the site that `cert` certifies; puts lists in order.
    pub fn sign(mut self, cert: &SiteCert, key: &SigningKey) -> Result<Signed<Receipt>> {
        if (cert.party(), cert.site, cert.key) != (self.party, self.site, key.verifying_key()) {
            return Err(Error::BadSignature);
        }
        self.chains.sort_by_key(|chain| (chain.channel, chain.site));
        self.chains.iter_mut().for_each(ChainReceipt::sort);
        self.files.sort_by_key(|file| file.site);
        self.check()?;
        Signed::new(self, key)
    }

    /// What it says of one chain.
    pub fn chain(&self, site: SiteId, channel: ChannelId) -> Option<&ChainReceipt> {
        self.chains.iter().find(|chain| (chain.site, chain.channel) == (site, channel))
    }

    fn check(&self) -> Result<()> {
        let chains = self.chains.is_sorted_by(|a, b| (a.channel, a.site) < (b.channel, b.site));
        let files = self.files.is_sorted_by(|a, b| a.site < b.site);
        if self.chains.len() as u64 > MAX_CHAINS || self.files.len() as u64 > MAX_CHAINS {
            return Err(Error::TooLarge { most: MAX_CHAINS });
        }
        if chains && files {
            self.chains.iter().try_for_each(ChainReceipt::check)
        } else {
            Err(Error::Malformed)
        }
    }
}

impl Content for Receipt {
    const CONTEXT: &'static str = "lianxin/receipt/1";

    fn encode(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.map(7)?.u8(1)?.bytes(self.party.as_bytes())?.u8(2)?.bytes(self.site.as_bytes())?;
            out.u8(3)?.u64(self.number)?.u8(4)?.bytes(self.reader.as_bytes())?.u8(5)?.i64(self.wall)?;
            out.u8(6)?.array(self.chains.len() as u64)?;
            self.chains.iter().try_for_each(|chain| chain.put(out))?;
            out.u8(7)?.array(self.files.len() as u64)?;
            self.files.iter().try_for_each(|file| put_file(out, file))
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let receipt = cbor::whole(bytes, receipt)?;
        receipt.check()?;
        Ok(receipt)
    }
}

fn put_file(out: &mut Out<'_>, file: &TakenFile) -> Written {
    out.array(3)?.bytes(file.site.as_bytes())?.u64(file.number)?.i64(file.wall)?;
    Ok(())
}

fn take_file(decoder: &mut Decoder<'_>) -> Result<TakenFile> {
    cbor::tuple(decoder, 3)?;
    let site = SiteId::from_bytes(cbor::fixed(decoder)?);
    Ok(TakenFile { site, number: cbor::number(decoder)?, wall: decoder.i64()? })
}

fn receipt(decoder: &mut Decoder<'_>) -> Result<Receipt> {
    let (mut party, mut site, mut number, mut reader) = (None, None, None, None);
    let (mut wall, mut chains, mut files) = (None, None, None);
    cbor::map(decoder, |key, value| {
        match key {
            1 => party = Some(PartyId::from_bytes(cbor::fixed(value)?)),
            2 => site = Some(SiteId::from_bytes(cbor::fixed(value)?)),
            3 => number = Some(cbor::number(value)?),
            4 => reader = Some(PartyId::from_bytes(cbor::fixed(value)?)),
            5 => wall = Some(value.i64()?),
            6 => chains = Some(cbor::array(value, MAX_CHAINS, ChainReceipt::take)?),
            7 => files = Some(cbor::array(value, MAX_CHAINS, take_file)?),
            _ => {}
        }
        Ok(())
    })?;
    let read = || {
        Some(Receipt {
            party: party?,
            site: site?,
            number: number?,
            reader: reader?,
            wall: wall?,
            chains: chains?,
            files: files?,
        })
    };
    read().ok_or(Error::Malformed)
}
