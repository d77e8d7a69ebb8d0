//! 不全的记录: entries of one's own party that came back from the other party without what that may not see.
//!
//! Mostly the sealed pieces that come along complete them at once. But the keeper may have none just then, as after an
//! erasure, before it was sealed anew. So it is noted which entries are partial, and receipts say so: other laptops of
//! one's own party carry them once more, whole, and the keeper adds the pieces about them that it has by then, each a
//! few times. What a laptop holds in part alone it does not seal; what was completed for it, it seals once more. What
//! is noted beside an entry, and by which rule, is not here (crate `store`).

use std::collections::BTreeMap;

use exchange::{ChainReceipt, Opened, PartyCard, PartyId, Trust};
use journal::{ChannelId, SiteId};
use store::{ChainHead, Extent, Merged, Store};

use super::forks::Fork;
use crate::{Failure, Result, Session};

/// More runs than these travel as one, with what lies between them.
const MOST_RUNS: usize = 256;

/// Notes what of the entries of a file is partial here, after all of it was put in. `completes` tells whether anything of
/// it was put into entries.
pub(super) fn note(
    store: &Store,
    me: PartyId,
    trust: &Trust,
    (opened, completes): (&Opened, bool),
    merged: &Merged,
    forks: &[Fork],
) -> Result<()> {
    let is_own = |site: SiteId| trust.cert(me, site).is_some();
    if opened.manifest().party != me {
        store.note_partial(&merged.hiding.filtered(|_, site, _| is_own(site)))?;
        let channels = opened.manifest().channels.iter().filter(|_| completes);
        return Ok(channels.into_iter().try_for_each(|channel| store.look_at_partial(*channel))?);
    }
    // Another laptop of one's own party holds all of an entry, unless it says otherwise.
    let sender = opened.receipt_of_sender();
    let told = |site, channel| {
        let chain = sender.and_then(|receipt| receipt.chain(site, channel));
        chain.map_or(&[][..], |chain: &ChainReceipt| &chain.partial)
    };
    store.note_partial(
        &merged.hiding.filtered(|channel, site, seq| {
            is_own(site) && beside((seq, seq), told(site, channel)).is_empty()
        }),
    )?;
    for range in opened.ranges().iter().filter(|range| is_own(range.head.site)) {
        let (site, channel, last) = (range.head.site, range.head.channel, range.head.seq);
        if forks.iter().any(|fork| fork.drops(site, channel, last)) {
            continue;
        }
        for span in beside((range.from, last), told(site, channel)) {
            store.note_whole((channel, site), span)?;
        }
    }
    Ok(())
}

impl Session {
    /// The entries of a chain that are partial with another laptop of one's own party, by what that says, and not here.
    pub(super) fn to_complete(&self, chain: &ChainHead, told: &ChainReceipt) -> Result<Vec<(u64, u64)>> {
        if told.partial.is_empty() {
            return Ok(Vec::new());
        }
        let partial = self.store.partial(chain.channel)?.into_iter();
        let here = runs(partial.filter(|(site, _)| *site == chain.site).map(|(_, seq)| seq));
        let theirs = told.partial.iter().map(|(from, to)| (*from, (*to).min(chain.seq)));
        let all: Vec<(u64, u64)> = theirs.flat_map(|span| beside(span, &here)).collect();
        Ok(match all.as_slice() {
            [(from, _), .., (_, to)] if all.len() > MOST_RUNS => vec![(*from, *to)],
            _ => all,
        })
    }

    /// The entries of a channel of which another laptop of one's own party brought the rest, as runs of their chains.
    pub(super) fn completed(&self, channel: ChannelId) -> Result<Vec<(SiteId, (u64, u64))>> {
        let all = by_site(self.store.of_extent(channel, &[Extent::Completed])?).into_iter();
        Ok(all
            .flat_map(|(site, numbers)| runs(numbers.into_iter()).into_iter().map(move |run| (site, run)))
            .collect())
    }

    /// What a person should know if entries came back from a party without what that may not see, and nobody brought the
    /// rest yet.
    pub(super) fn held_in_part(&self, peer: &PartyCard) -> Result<Option<Failure>> {
        if peer.party() == self.party() {
            return Ok(None);
        }
        let count = self.store.of_extent(self.shared_channel(peer), &[Extent::Hidden])?.len();
        let remark = || Failure::of("held_in_part").with("name", peer.name.clone()).with("count", count);
        Ok((count > 0).then(remark))
    }

    /// Whether an entry of this extent is sealed for keeping as it is here. Its keeper may have a piece with more in it,
    /// which that would replace; another laptop that holds more seals it.
    pub(super) fn seals(&self, extent: Extent) -> Result<bool> {
        Ok(match extent {
            Extent::Whole | Extent::Completed => true,
            Extent::Erased => self.siblings()?.is_empty(),
            Extent::Hidden => false,
        })
    }
}

/// The numbers of entries by their chains.
pub(super) fn by_site(entries: Vec<(SiteId, u64)>) -> BTreeMap<SiteId, Vec<u64>> {
    let mut all: BTreeMap<SiteId, Vec<u64>> = BTreeMap::new();
    for (site, seq) in entries {
        all.entry(site).or_default().push(seq);
    }
    all
}

/// Ascending numbers as runs from–to.
pub(super) fn runs(numbers: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut all: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match all.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => all.push((number, number)),
        }
    }
    all
}

/// What of a span lies beside runs, which ascend and do not overlap.
fn beside((from, to): (u64, u64), runs: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut all = Vec::new();
    let mut next = from;
    for (first, last) in runs.iter().filter(|(first, last)| *last >= from && *first <= to) {
        all.extend((next < *first).then(|| (next, first - 1)));
        next = last.saturating_add(1);
    }
    all.extend((next <= to).then_some((next, to)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_runs_and_in_them_is_the_whole_span() {
        for bits in 0u32..1 << 8 {
            let taken = |number: &u64| bits >> (number - 1) & 1 == 1;
            let all = runs((1..=8).filter(taken));
            for (from, to) in [(1, 8), (3, 6), (4, 4), (6, 5)] {
                let spans = beside((from, to), &all);
                let left: Vec<u64> = spans.iter().flat_map(|(from, to)| *from..=*to).collect();
                let wanted: Vec<u64> = (from..=to).filter(|number| !taken(number)).collect();
                assert_eq!(left, wanted, "{bits:08b} {from} {to}");
                assert_eq!(runs(left.into_iter()), spans);
            }
        }
    }
}
