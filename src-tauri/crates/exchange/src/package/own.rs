//! 自留: what a village withholds from its township travels along sealed to the village itself. The township keeps it
//! unread and gives it back after a disaster.

use std::io::Read;

use journal::{ChannelId, Entry, Place, SiteId};
use minicbor::Decoder;
use vault::{SealIdentity, seal};
use zstd::stream::read::Decoder as Inflater;

use super::{Supplement, Supplements, pack};
use crate::cbor::{self, Out, Written};
use crate::format::{LEVEL, MAX_CHAINS, MAX_OWN_INFLATED, MAX_SECTION, OWN_GATHERED, WINDOW_LOG_MAX};
use crate::{Error, PartyCard, PartyId, Result};

/// Entries of one chain, from–to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The site that writes the chain.
    pub site: SiteId,
    /// The channel.
    pub channel: ChannelId,
    /// The number of the first entry.
    pub from: u64,
    /// The number of the last entry.
    pub to: u64,
}

/// A sealed piece of what a party withholds. Its keeper sees whose it is and which entries it is about, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Whose it is: to whom it goes back, and who alone opens it.
    pub owner: PartyId,
    /// The entries that it supplements, by site and channel. A later piece about the same entries replaces it.
    pub covers: Vec<Span>,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

impl Own {
    /// Opens a piece of one's own. Whether a supplement is the original shows when it is put into its entry
    /// ([`Supplement::complete`]); after one that is refused none follows.
    pub fn open(
        &self,
        identities: &[SealIdentity],
    ) -> Result<impl Iterator<Item = Result<Supplement>> + use<>> {
        let plain = unseal(identities, &self.sealed, MAX_SECTION as usize)?;
        let supplements = Supplements::of(&inflated(&plain)?)?;
        Ok(supplements.map(|one| one.map(Supplement::kept)))
    }

    /// The piece for keeping, as [`Own::from_bytes`] reads it and as a section of a package carries it.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        cbor::bytes(|out| {
            out.array(3)?.bytes(self.owner.as_bytes())?.array(self.covers.len() as u64)?;
            for span in &self.covers {
                out.array(4)?.bytes(span.site.as_bytes())?.bytes(span.channel.as_bytes())?;
                out.u64(span.from)?.u64(span.to)?;
            }
            out.bytes(&self.sealed)?;
            Ok(())
        })
    }

    /// Reads what [`Own::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::whole(bytes, |decoder| {
            cbor::tuple(decoder, 3)?;
            let owner = PartyId::from_bytes(cbor::fixed(decoder)?);
            let covers = cbor::array(decoder, MAX_CHAINS, span)?;
            Ok(Self { owner, covers, sealed: decoder.bytes()?.to_vec() })
        })
    }
}

/// Opens a seal with whichever identity fits.
pub(crate) fn unseal(identities: &[SealIdentity], sealed: &[u8], most: usize) -> Result<Vec<u8>> {
    for identity in identities {
        match seal::open(identity, sealed, most) {
            Ok(plain) => return Ok(plain),
            Err(vault::Error::NotForUs) => {}
            Err(vault::Error::TooLarge { most }) => return Err(Error::TooLarge { most: most as u64 }),
            Err(_) => return Err(Error::Damaged),
        }
    }
    Err(Error::WrongRecipient)
}

fn span(decoder: &mut Decoder<'_>) -> Result<Span> {
    cbor::tuple(decoder, 4)?;
    let site = SiteId::from_bytes(cbor::fixed(decoder)?);
    let channel = ChannelId::from_bytes(cbor::fixed(decoder)?);
    Ok(Span { site, channel, from: cbor::number(decoder)?, to: cbor::number(decoder)? })
}

/// What the one frame of an own piece inflates to.
fn inflated(frame: &[u8]) -> Result<Vec<u8>> {
    let mut inflater = Inflater::with_buffer(frame).map_err(|_| Error::NotMade)?.single_frame();
    inflater.window_log_max(WINDOW_LOG_MAX).map_err(|_| Error::NotMade)?;
    let mut inflated = Vec::new();
    let most = MAX_OWN_INFLATED;
    let read = inflater.by_ref().take(most + 1).read_to_end(&mut inflated).map_err(|_| Error::Damaged)?;
    if read as u64 > most {
        return Err(Error::TooLarge { most });
    }
    if inflater.finish().is_empty() { Ok(inflated) } else { Err(Error::Malformed) }
}

/// Supplements on their way out, grouped by chain.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    chains: Vec<((SiteId, ChannelId), u64, Vec<u8>)>,
    pub(crate) bytes: usize,
}

impl Gathered {
    /// Adds a supplement.
    pub(crate) fn add(&mut self, supplement: &Supplement) -> Result<()> {
        let (site, channel, seq) = (supplement.site(), supplement.channel(), supplement.seq());
        let body = supplement.body()?;
        let follows = self.chains.last().is_some_and(|(chain, ..)| *chain == (site, channel));
        if !follows {
            self.chains.push(((site, channel), 0, Vec::new()));
        }
        let Some((_, count, items)) = self.chains.last_mut() else {
            return Err(Error::OutOfOrder);
        };
        *count += 1;
        minicbor::Encoder::new(&mut *items).array(2)?.u64(seq)?;
        items.extend_from_slice(&body);
        self.bytes += body.len();
        Ok(())
    }

    /// Its bytes, as [`Supplements`] reads them.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        let mut bytes = cbor::bytes(|out| head(out, self.chains.len()))?;
        for ((site, channel), count, items) in &self.chains {
            bytes.extend(cbor::bytes(|out| {
                out.array(3)?.bytes(site.as_bytes())?.bytes(channel.as_bytes())?.array(*count)?;
                Ok(())
            })?);
            bytes.extend_from_slice(items);
        }
        pack(&bytes)
    }
}

fn head(out: &mut Out<'_>, length: usize) -> Written {
    out.array(length as u64)?;
    Ok(())
}

/// Gathers what a village withholds while it writes a file, and seals it to the village in pieces.
#[derive(Debug)]
pub struct OwnDraft {
    owner: PartyCard,
    /// The entries looked at since the last piece, whether they withhold anything or not.
    covers: Vec<Span>,
    gathered: Gathered,
    /// Whether the next piece replaces earlier ones even if nothing is withheld any more.
    anew: bool,
    pieces: Vec<Own>,
}

impl OwnDraft {
    /// Gathers for the party of this card.
    pub fn new(owner: &PartyCard) -> Self {
        let (covers, gathered, pieces) = (Vec::new(), Gathered::default(), Vec::new());
        Self { owner: owner.clone(), covers, gathered, anew: false, pieces }
    }

    /// Adds what a whole entry withholds from a reader whom `carried` lets have the other groups.
    pub fn add(&mut self, whole: &Entry, carried: impl Fn(u8) -> bool) -> Result<()> {
        let supplement = Supplement::own(whole, carried);
        let length = supplement.as_ref().map_or(Ok(0), |one| one.body().map(|body| body.len()))?;
        let full = self.gathered.bytes > 0 && self.gathered.bytes + length > OWN_GATHERED;
        if full || self.covers.len() as u64 >= MAX_CHAINS {
            self.seal()?;
        }
        self.cover(whole.header.place);
        supplement.map_or(Ok(()), |supplement| self.gathered.add(&supplement))
    }

    /// The same of an entry that was sent before: the new piece replaces what was sealed of it then, even by nothing.
    pub fn add_again(&mut self, whole: &Entry, carried: impl Fn(u8) -> bool) -> Result<()> {
        self.anew = true;
        self.add(whole, carried)
    }

    fn cover(&mut self, Place { site, channel, seq, .. }: Place) {
        match self.covers.last_mut() {
            Some(span) if (span.site, span.channel, span.to + 1) == (site, channel, seq) => span.to = seq,
            _ => self.covers.push(Span { site, channel, from: seq, to: seq }),
        }
    }

    /// The sealed pieces.
    pub fn finish(mut self) -> Result<Vec<Own>> {
        self.seal()?;
        Ok(self.pieces)
    }

    fn seal(&mut self) -> Result<()> {
        let covers = std::mem::take(&mut self.covers);
        let replaces = self.anew && !covers.is_empty();
        if self.gathered.bytes == 0 && !replaces {
            return Ok(());
        }
        let plain = std::mem::take(&mut self.gathered).finish()?;
        let packed = zstd::bulk::compress(&plain, LEVEL).map_err(|_| Error::NotMade)?;
        let sealed = seal::seal(std::slice::from_ref(&self.owner.seal), &packed)?;
        self.pieces.push(Own { owner: self.owner.party(), covers, sealed });
        Ok(())
    }
}
