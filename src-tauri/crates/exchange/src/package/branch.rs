//! 分支: entries of a branch that does not stand with the sender, on their way back to the party that wrote them.

use journal::{ChannelId, Entry, Place, SiteId};
use minicbor::Decoder;
use vault::VerifyingKey;

use super::{Head, Own, pack, unpack};
use crate::format::{MAX_BRANCH_ENTRIES, MAX_CHAINS};
use crate::signed::take;
use crate::{Carried, Error, Result, Signed, cbor};

/// 分支: consecutive entries of one chain whose other branch stands with the sender, up to a head that their site signed,
/// with what their party sealed to itself about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    from: Place,
    head: Signed<Head>,
    /// Their bodies, one CBOR array.
    bodies: Vec<u8>,
    /// The sealed pieces.
    pub pieces: Vec<Own>,
}

impl Branch {
    /// The branch of these entries, of which there is one at least; they follow one another up to the head.
    /// [`Error::OutOfOrder`] if they do not, [`Error::TooLarge`] if they are more than [`MAX_BRANCH_ENTRIES`].
    pub fn new(entries: &[Entry], head: Signed<Head>, pieces: Vec<Own>) -> Result<Self> {
        let from = entries.first().ok_or(Error::OutOfOrder)?.header.place;
        let mut bodies = cbor::bytes(|out| {
            out.array(entries.len() as u64)?;
            Ok(())
        })?;
        for entry in entries {
            bodies.extend(entry.body()?);
        }
        let branch = Self { from, head, bodies, pieces };
        branch.check().map_err(|error| match error {
            Error::TooLarge { .. } => error,
            _ => Error::OutOfOrder,
        })?;
        Ok(branch)
    }

    /// The site that wrote it.
    pub fn site(&self) -> SiteId {
        self.from.site
    }

    /// The channel.
    pub fn channel(&self) -> ChannelId {
        self.from.channel
    }

    /// The head: its last entry.
    pub fn head(&self) -> &Signed<Head> {
        &self.head
    }

    /// How many entries it has.
    pub fn count(&self) -> u64 {
        Decoder::new(&self.bodies).array().ok().flatten().unwrap_or(0)
    }

    /// How many bytes it has in a file, inflated.
    pub fn length(&self) -> Result<usize> {
        Ok(self.to_bytes()?.len())
    }

    /// Its entries, ascending.
    pub fn entries(&self) -> impl Iterator<Item = Result<Carried>> + '_ {
        let (mut decoder, mut left, mut place) = (Decoder::new(&self.bodies), self.count(), self.from);
        // The head of the array.
        let _ = decoder.array();
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let read = cbor::raw(&mut decoder).and_then(|body| {
                let hash = Entry::from_body(place, body)?.hash()?;
                Ok(Carried { place, hash, body: body.to_vec() })
            });
            match &read {
                Ok(carried) => place = Place { seq: place.seq + 1, previous: carried.hash, ..place },
                Err(_) => left = 0,
            }
            Some(read)
        })
    }

    /// Each entry follows the one before it, and the last is the head.
    fn check(&self) -> Result<()> {
        let Place { seq: first, previous, .. } = self.from;
        if first == 0 || (first == 1) != (previous == [0; 32]) {
            return Err(Error::BrokenChain);
        }
        if self.count() > MAX_BRANCH_ENTRIES {
            return Err(Error::TooLarge { most: MAX_BRANCH_ENTRIES });
        }
        if self.pieces.len() as u64 > MAX_CHAINS {
            return Err(Error::TooLarge { most: MAX_CHAINS });
        }
        let mut last = None;
        for carried in self.entries() {
            let Carried { place, hash, .. } = carried?;
            last = Some(Head { site: place.site, channel: place.channel, seq: place.seq, hash });
        }
        if last == Some(*self.head) { Ok(()) } else { Err(Error::BrokenChain) }
    }

    /// What a section carries.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let (bodies, from) = (pack(&self.bodies)?, &self.from);
        let pieces: Vec<Vec<u8>> = self.pieces.iter().map(Own::to_bytes).collect::<Result<_>>()?;
        cbor::bytes(|out| {
            out.array(7)?.bytes(from.site.as_bytes())?.bytes(from.channel.as_bytes())?.u64(from.seq)?;
            out.bytes(&from.previous)?.bytes(&bodies)?;
            self.head.put(out.array(2)?)?;
            out.array(pieces.len() as u64)?;
            for piece in &pieces {
                out.bytes(piece)?;
            }
            Ok(())
        })
    }

    /// Reads what [`Branch::to_bytes`] gave; `key` is that of a site that may write a channel.
    pub(crate) fn from_bytes(bytes: &[u8], key: impl Fn(&Head) -> Option<VerifyingKey>) -> Result<Self> {
        let branch = cbor::whole(bytes, |decoder| {
            cbor::tuple(decoder, 7)?;
            let site = SiteId::from_bytes(cbor::fixed(decoder)?);
            let channel = ChannelId::from_bytes(cbor::fixed(decoder)?);
            let from = Place { site, channel, seq: cbor::number(decoder)?, previous: cbor::fixed(decoder)? };
            let bodies = unpack(decoder.bytes()?)?;
            Decoder::new(&bodies).array()?.ok_or(Error::Malformed)?;
            cbor::tuple(decoder, 2)?;
            let key = |head: &Head| key(head).ok_or(Error::UnknownSite);
            let head = Signed::verify(take(decoder)?, key)?;
            let pieces = cbor::array(decoder, MAX_CHAINS, |piece| Own::from_bytes(piece.bytes()?))?;
            Ok(Self { from, head, bodies, pieces })
        })?;
        branch.check()?;
        Ok(branch)
    }
}
