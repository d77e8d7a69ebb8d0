//! 重新封存: after an erasure, what the township keeps sealed for the village is sealed anew, without what was erased.

use std::ops::RangeInclusive;

use domain::kinds::erasure;
use journal::ChannelId;
use store::{ChainHead, Query};

use super::{Build, CHUNK, Disclosure, Later, Range};
use crate::{Failure, Result};

impl Build<'_> {
    /// Seals anew what entries withhold that the reader has already, until a receipt names a file that does so. What is
    /// partial here is for a laptop that holds all of it to seal.
    pub(super) fn renew(&mut self, ranges: &[Range], later: &mut Later) -> Result<()> {
        let session = self.session;
        let disclosures = std::mem::take(&mut self.disclosures);
        for (channel, disclosure) in disclosures.iter().filter(|(_, disclosure)| disclosure.own) {
            let erasures = session.store.page(&Query::all(&erasure::KIND).within(*channel))?.records;
            let names = erasures.iter().map(|(_, erasure)| format!("erased.{}", erasure.id));
            let open: Vec<String> = names.filter(|name| !later.arrived(name)).collect();
            if open.is_empty() {
                continue;
            }
            for chain in session.chains(*channel)? {
                self.renew_chain(&chain, *channel, disclosure, ranges)?;
            }
            let file = (session.store.site(), self.number);
            open.into_iter().for_each(|name| later.note(name, file));
        }
        self.disclosures = disclosures;
        Ok(())
    }

    fn renew_chain(
        &mut self,
        chain: &ChainHead,
        channel: ChannelId,
        disclosure: &Disclosure,
        ranges: &[Range],
    ) -> Result<()> {
        let session = self.session;
        if session.is_foreign(self.peer, chain.site) {
            return Ok(());
        }
        let of_chain = ranges.iter().filter(|range| (range.site, range.channel) == (chain.site, channel));
        let carried: Vec<RangeInclusive<u64>> = of_chain.map(|range| range.from..=range.to).collect();
        let mut next = 1;
        while next <= chain.seq {
            let held = session.store.entries(channel, chain.site, next, CHUNK)?;
            if held.is_empty() {
                return Err(Failure::of("damaged"));
            }
            for one in held {
                next = one.entry.header.place.seq + 1;
                if one.partial || carried.iter().any(|range| range.contains(&(next - 1))) {
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
