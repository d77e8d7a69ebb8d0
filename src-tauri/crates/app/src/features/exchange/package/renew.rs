//! 重新封存: what the township keeps sealed for the village is sealed anew after an erasure, without what was erased; and
//! of entries of which another laptop brought the rest, all of it is sealed.

use std::ops::RangeInclusive;

use domain::kinds::erasure;
use journal::{ChannelId, SiteId};
use store::Query;

use super::{Build, CHUNK, Disclosure, Later, Range};
use crate::{Failure, Result};

/// Entries of one chain, from–to.
type Span = (SiteId, (u64, u64));

impl Build<'_> {
    /// Seals anew what entries withhold that the reader has already, until a receipt names a file that does so.
    pub(super) fn renew(&mut self, ranges: &[Range], later: &mut Later) -> Result<()> {
        let session = self.session;
        let disclosures = std::mem::take(&mut self.disclosures);
        for (channel, disclosure) in disclosures.iter().filter(|(_, disclosure)| disclosure.own) {
            let erasures = session.store.page(&Query::all(&erasure::KIND).within(*channel))?.records;
            let erased = erasures.iter().map(|(_, erasure)| format!("erased.{}", erasure.id));
            let erased: Vec<String> = erased.filter(|name| !later.arrived(name)).collect();
            let name = |(site, (from, to)): &Span| format!("completed.{site}.{from}.{to}");
            let mut spans = session.completed(*channel)?;
            spans.retain(|span| !later.arrived(&name(span)));
            let names: Vec<String> = spans.iter().map(name).chain(erased.iter().cloned()).collect();
            if !erased.is_empty() {
                let chains = session.chains(*channel)?.into_iter();
                spans = chains.map(|chain| (chain.site, (1, chain.seq))).collect();
            }
            for span in spans.into_iter().filter(|span| !session.is_foreign(self.peer, span.0)) {
                self.seal_again(*channel, span, disclosure, ranges)?;
            }
            let file = (session.store.site(), self.number);
            names.into_iter().for_each(|name| later.note(name, file));
        }
        self.disclosures = disclosures;
        Ok(())
    }

    fn seal_again(
        &mut self,
        channel: ChannelId,
        (site, (from, to)): Span,
        disclosure: &Disclosure,
        ranges: &[Range],
    ) -> Result<()> {
        let session = self.session;
        let of_chain = ranges.iter().filter(|range| (range.site, range.channel) == (site, channel));
        let carried: Vec<RangeInclusive<u64>> = of_chain.map(|range| range.from..=range.to).collect();
        let mut next = from;
        while next <= to {
            let limit = CHUNK.min((to - next + 1) as usize);
            let held = session.store.entries(channel, site, next, limit)?;
            if held.is_empty() {
                return Err(Failure::of("damaged"));
            }
            for one in held {
                next = one.entry.header.place.seq + 1;
                if carried.iter().any(|range| range.contains(&(next - 1))) || !session.seals(one.extent)? {
                    continue;
                }
                let mut part = self.part()?;
                if part.bytes > 0 && part.bytes + one.length > self.full {
                    self.part = Some(part);
                    self.finish()?;
                    part = self.part()?;
                }
                part.own.add_again(&one.entry, |group| disclosure.carries(group))?;
                part.bytes += one.length;
                self.part = Some(part);
            }
            if !(self.go_on)(self.done) {
                return Err(Failure::of("cancelled"));
            }
        }
        Ok(())
    }
}
