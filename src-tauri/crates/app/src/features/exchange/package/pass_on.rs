//! 传给自己的另一台电脑: what the other laptops of a township may hold with less of it visible.

use journal::{ChannelId, Dot};

use super::{Build, Later, Part, Range, Told, range_of};
use crate::Result;

impl Build<'_> {
    /// Opens for the other laptops of a township what was shown here since the file before.
    pub(super) fn pass_on(&mut self, ranges: &[Range], told: &Told, later: &mut Later) -> Result<()> {
        let Some(passing) = &mut later.passing else { return Ok(()) };
        let mut part = self.part()?;
        // What other files of this writing carry may get lost; whoever said that it holds it gets it here as well.
        let covered = |channel: ChannelId, dot: Dot| {
            let range = range_of(ranges, channel, dot)?;
            let whole = || told.lack(dot.site, channel, dot.seq).then_some(range.to);
            part.carries_up_to(channel, dot).or_else(whole)
        };
        let passed = self.session.pass_on(passing, self.number, self.full / 2, covered)?;
        for supplement in &passed.supplements {
            part.writer.supplement(supplement)?;
        }
        part.bytes += passed.bytes;
        self.part = Some(part);
        Ok(())
    }
}

impl Part<'_> {
    /// Up to which number of its chain this file carries entries from this one on; `None` if it does not carry it.
    fn carries_up_to(&self, channel: ChannelId, dot: Dot) -> Option<u64> {
        let mut ranges = self.heads.iter().zip(&self.carried);
        let (head, _) = ranges.find(|(head, carried)| {
            (head.site, head.channel) == (dot.site, channel) && (carried.from..=carried.to).contains(&dot.seq)
        })?;
        Some(head.seq)
    }
}
