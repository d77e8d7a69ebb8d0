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
    /// Entries from–to of the issuer's own party of which it holds no more than the other party may see: they came back
    /// through its hands.
    pub partial: Vec<(u64, u64)>,
    /// Those of `branches` up to which the issuer wrote all entries again, under a name of its own.
    pub rewritten: Vec<(u64, Hash)>,
}

impl ChainReceipt {
    /// A chain of which entries 1 to `upto` were applied.
    pub fn new(site: SiteId, channel: ChannelId, upto: u64, hash: Hash) -> Self {
        let (refused, conflicts, waiting, branches, partial, rewritten) = Default::default();
        Self { site, channel, upto, hash, refused, conflicts, waiting, branches, partial, rewritten }
    }

    pub(super) fn sort(&mut self) {
        self.refused.sort_unstable();
        self.conflicts.sort_unstable();
        self.waiting.sort_unstable();
        self.branches.sort_unstable();
        self.partial.sort_unstable();
        self.rewritten.sort_unstable();
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.lengths().into_iter().any(|length| length as u64 > MAX_LIST) {
            return Err(Error::TooLarge { most: MAX_LIST });
        }
        let apart = are_apart(&self.waiting) && are_apart(&self.partial);
        let ordered = self.refused.is_sorted_by(|a, b| a.0 < b.0)
            && self.conflicts.is_sorted_by(|a, b| a < b)
            && self.branches.is_sorted_by(|a, b| a < b)
            && self.rewritten.is_sorted_by(|a, b| a < b);
        if apart && ordered { Ok(()) } else { Err(Error::Malformed) }
    }

    /// The lengths of the lists.
    fn lengths(&self) -> [usize; 6] {
        let Self { refused, conflicts, waiting, branches, partial, rewritten, .. } = self;
        [refused.len(), conflicts.len(), waiting.len(), branches.len(), partial.len(), rewritten.len()]
    }

    pub(super) fn put(&self, out: &mut Out<'_>) -> Written {
        let filled = self.lengths().into_iter().filter(|length| *length > 0).count();
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
        list(out, 7, &self.waiting, put_span)?;
        list(out, 8, &self.branches, put_head)?;
        list(out, 9, &self.partial, put_span)?;
        list(out, 10, &self.rewritten, put_head)
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
                9 => rest.partial = cbor::array(value, MAX_LIST, |item| pair(item, cbor::number))?,
                10 => rest.rewritten = cbor::array(value, MAX_LIST, |item| pair(item, cbor::fixed))?,
                _ => {}
            }
            Ok(())
        })?;
        let read = || Some(Self { site: site?, channel: channel?, upto: upto?, hash: hash?, ..rest });
        read().ok_or(Error::Malformed)
    }
}

/// Whether runs from–to, from 1 on, ascend and do not overlap.
fn are_apart(runs: &[(u64, u64)]) -> bool {
    runs.iter().all(|(from, to)| (1..=*to).contains(from))
        && runs.is_sorted_by(|before, after| before.1 < after.0)
}

fn put_span(out: &mut Out<'_>, (from, to): &(u64, u64)) -> Written {
    out.array(2)?.u64(*from)?.u64(*to)?;
    Ok(())
}

fn put_head(out: &mut Out<'_>, (seq, hash): &(u64, Hash)) -> Written {
    out.array(2)?.u64(*seq)?.bytes(hash)?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> ChainReceipt {
        let told = ChainReceipt::new(SiteId::from_bytes([1; 16]), ChannelId::from_bytes([2; 16]), 9, [3; 32]);
        ChainReceipt {
            refused: vec![(2, 1)],
            conflicts: vec![4],
            waiting: vec![(11, 12)],
            branches: vec![(9, [7; 32])],
            partial: vec![(5, 5), (7, 12)],
            rewritten: vec![(9, [7; 32])],
            ..told
        }
    }

    fn read(bytes: &[u8]) -> Result<ChainReceipt> {
        cbor::whole(bytes, ChainReceipt::take)
    }

    #[test]
    fn all_that_is_told_of_a_chain_comes_back() {
        let bytes = cbor::bytes(|out| full().put(out)).unwrap();
        assert_eq!(bytes[0], 0xaa);
        assert_eq!(read(&bytes).unwrap(), full());
        let plain = ChainReceipt { partial: Vec::new(), ..full() };
        let bytes = cbor::bytes(|out| plain.put(out)).unwrap();
        assert_eq!(bytes[0], 0xa9);
        assert_eq!(read(&bytes).unwrap(), plain);
    }

    #[test]
    fn runs_that_overlap_or_end_before_they_begin_are_refused() {
        let told = |spans: &[(u64, u64)]| ChainReceipt { partial: spans.to_vec(), ..full() }.check();
        assert_eq!(told(&[(1, 2), (3, 3)]), Ok(()));
        for spans in [&[(1, 2), (2, 3)][..], &[(3, 3), (1, 1)], &[(2, 1)], &[(0, 1)]] {
            assert_eq!(told(spans), Err(Error::Malformed), "{spans:?}");
        }
        let most = MAX_LIST as usize + 1;
        let many = ChainReceipt { partial: (1..=most as u64).map(|seq| (seq, seq)).collect(), ..full() };
        assert_eq!(many.check(), Err(Error::TooLarge { most: MAX_LIST }));
    }
}
