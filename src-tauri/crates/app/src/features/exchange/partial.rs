//! 不全的记录: entries of one's own party that came back from the other party without what that may not see.
//!
//! Mostly the sealed pieces that come along complete them at once. But the keeper may have none just then, as after an
//! erasure, before it was sealed anew. So it is noted which entries are partial, and receipts say so: other laptops of
//! one's own party carry them once more, whole, and the keeper adds the pieces about them that it has by then.

use exchange::{ChainReceipt, Opened, PartyId, Trust};
use journal::SiteId;
use store::{ChainHead, Merged, Store};

use super::forks::Fork;
use crate::{Result, Session};

/// Notes what of the entries of a file is partial here, after all of it was put in. Gives how many of those that came
/// with it are.
pub(super) fn note(
    store: &Store,
    me: PartyId,
    trust: &Trust,
    opened: &Opened,
    merged: &Merged,
    forks: &[Fork],
) -> Result<usize> {
    let is_own = |site: SiteId| trust.cert(me, site).is_some();
    let came = merged.came.filtered(|_, site| is_own(site));
    if opened.manifest().party != me {
        opened.manifest().channels.iter().try_for_each(|channel| store.look_at_partial(*channel))?;
        return Ok(store.note_partial(&came)?);
    }
    // Another laptop of one's own party holds all of an entry, unless it says otherwise.
    let sender = opened.receipt_of_sender();
    let told = |site, channel| {
        let chain = sender.and_then(|receipt| receipt.chain(site, channel));
        chain.map_or(&[][..], |chain: &ChainReceipt| &chain.partial)
    };
    let noted = store.note_partial(&came.filtered(|channel, site| !told(site, channel).is_empty()))?;
    let mut whole = 0;
    for range in opened.ranges().iter().filter(|range| is_own(range.head.site)) {
        let (site, channel, last) = (range.head.site, range.head.channel, range.head.seq);
        if forks.iter().any(|fork| fork.drops(site, channel, last)) {
            continue;
        }
        for span in beside((range.from, last), told(site, channel)) {
            whole += store.note_whole((channel, site), span)?;
        }
    }
    Ok(noted.saturating_sub(whole))
}

impl Session {
    /// The entries of a chain that another laptop of one's own party says are partial there and that are whole here.
    pub(super) fn whole_here(&self, chain: &ChainHead, told: &ChainReceipt) -> Result<Vec<(u64, u64)>> {
        if told.partial.is_empty() {
            return Ok(Vec::new());
        }
        let partial = self.store.partial(chain.channel)?.into_iter();
        let here = runs(partial.filter(|(site, _)| *site == chain.site).map(|(_, seq)| seq));
        let theirs = told.partial.iter().map(|(from, to)| (*from, (*to).min(chain.seq)));
        Ok(theirs.flat_map(|span| beside(span, &here)).collect())
    }
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
