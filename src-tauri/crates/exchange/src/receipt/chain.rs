//! What a receipt says of one chain. Whether to believe it is for the reader of the receipt.

use journal::{ChannelId, Hash, SiteId};
use minicbor::Decoder;

use super::MAX_LIST;
use crate::cbor::{self, Out, Written};
use crate::{Error, Result};

/// What a receipt says of one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReceipt {
    /// The site that writes the chain.
    pub site: SiteId,
    /// The channel.
    pub channel: ChannelId,
    /// Entries 1 to this one are held and decided: each was applied, is in conflict or was refused. 0 if none is.
    pub upto: u64,
    /// The hash of entry `upto`; zeros for 0.
    pub hash: Hash,
    /// Refused entries with the number of the reason ([`journal::Refusal::number`]).
    pub refused: Vec<(u64, u8)>,
    /// Entries of which a write is a survivor that another contradicts.
    pub conflicts: Vec<u64>,
    /// Entries from–to that are held but wait for others.
    pub waiting: Vec<(u64, u64)>,
    /// Heads of other branches of this chain that turned up: number and hash. Somebody wrote on in a copy.
    pub branches: Vec<(u64, Hash)>,
}

impl ChainReceipt {
    /// A chain of which entries 1 to `upto` were applied.
    pub fn new(site: SiteId, channel: ChannelId, upto: u64, hash: Hash) -> Self {
        let (refused, conflicts, waiting, branches) = Default::default();
        Self { site, channel, upto, hash, refused, conflicts, waiting, branches }
    }

    pub(super) fn sort(&mut self) {
        self.refused.sort_unstable();
        self.conflicts.sort_unstable();
        self.waiting.sort_unstable();
        self.branches.sort_unstable();
    }

    pub(super) fn check(&self) -> Result<()> {
        let longest = [self.refused.len(), self.conflicts.len(), self.waiting.len(), self.branches.len()];
        if longest.into_iter().any(|length| length as u64 > MAX_LIST) {
            return Err(Error::TooLarge { most: MAX_LIST });
        }
        let apart = self.waiting.iter().all(|(from, to)| from <= to)
            && self.waiting.is_sorted_by(|before, after| before.1 < after.0);
        let ordered = self.refused.is_sorted_by(|a, b| a.0 < b.0)
            && self.conflicts.is_sorted_by(|a, b| a < b)
            && self.branches.is_sorted_by(|a, b| a < b);
        if apart && ordered { Ok(()) } else { Err(Error::Malformed) }
    }

    pub(super) fn put(&self, out: &mut Out<'_>) -> Written {
        let lists = [!self.refused.is_empty(), !self.conflicts.is_empty(), !self.waiting.is_empty()];
        let filled = lists.into_iter().chain([!self.branches.is_empty()]).filter(|filled| *filled).count();
        out.map(4 + filled as u64)?.u8(1)?.bytes(self.site.as_bytes())?;
        out.u8(2)?.bytes(self.channel.as_bytes())?.u8(3)?.u64(self.upto)?.u8(4)?.bytes(&self.hash)?;
        list(out, 5, &self.refused, |out, (seq, reason)| {
            out.array(2)?.u64(*seq)?.u8(*reason)?;
            Ok(())
        })?;
        list(out, 6, &self.conflicts, |out, seq| {
            out.u64(*seq)?;
            Ok(())
        })?;
        list(out, 7, &self.waiting, |out, (from, to)| {
            out.array(2)?.u64(*from)?.u64(*to)?;
            Ok(())
        })?;
        list(out, 8, &self.branches, |out, (seq, hash)| {
            out.array(2)?.u64(*seq)?.bytes(hash)?;
            Ok(())
        })
    }

    pub(super) fn take(decoder: &mut Decoder<'_>) -> Result<Self> {
        let (mut site, mut channel, mut upto, mut hash) = (None, None, None, None);
        let mut rest = Self::new(SiteId::from_bytes([0; 16]), ChannelId::from_bytes([0; 16]), 0, [0; 32]);
        cbor::map(decoder, |key, value| {
            match key {
                1 => site = Some(SiteId::from_bytes(cbor::fixed(value)?)),
                2 => channel = Some(ChannelId::from_bytes(cbor::fixed(value)?)),
                3 => upto = Some(cbor::number(value)?),
                4 => hash = Some(cbor::fixed(value)?),
                5 => rest.refused = cbor::array(value, MAX_LIST, |item| pair(item, |item| Ok(item.u8()?)))?,
                6 => rest.conflicts = cbor::array(value, MAX_LIST, cbor::number)?,
                7 => rest.waiting = cbor::array(value, MAX_LIST, |item| pair(item, cbor::number))?,
                8 => rest.branches = cbor::array(value, MAX_LIST, |item| pair(item, cbor::fixed))?,
                _ => {}
            }
            Ok(())
        })?;
        let read = || Some(Self { site: site?, channel: channel?, upto: upto?, hash: hash?, ..rest });
        read().ok_or(Error::Malformed)
    }
}

fn list<T>(out: &mut Out<'_>, key: u8, items: &[T], put: impl Fn(&mut Out<'_>, &T) -> Written) -> Written {
    if items.is_empty() {
        return Ok(());
    }
    out.u8(key)?.array(items.len() as u64)?;
    items.iter().try_for_each(|item| put(out, item))
}

fn pair<T>(
    decoder: &mut Decoder<'_>,
    second: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
) -> Result<(u64, T)> {
    cbor::tuple(decoder, 2)?;
    Ok((cbor::number(decoder)?, second(decoder)?))
}
