//! 代管: passing on the sealed pieces that a village left here.

use exchange::Own;
use journal::ChannelId;

use super::{Build, Later, Range, Told, range_of};
use crate::Result;
use crate::features::erase::WrittenErasure;
use crate::features::exchange::sealed::Covered;

/// How often a piece is given to a reader that holds its entries in part alone. What it does not complete it never does;
/// but of several files of one writing one may be lost, which no receipt tells.
const TRIES: usize = 3;

impl Build<'_> {
    /// Gives back the sealed pieces that a village left here, about entries that the reader lacks or holds in part
    /// alone; to another laptop of one's own party also those about entries in which something was erased that it does
    /// not know of, since it drops the ones that it has.
    pub(super) fn give_back(&mut self, ranges: &[Range], told: &Told, later: &mut Later) -> Result<()> {
        let store = &self.session.store;
        let channels: Vec<ChannelId> = self.disclosures.iter().map(|(channel, _)| *channel).collect();
        let mut pieces = Vec::new();
        for channel in channels {
            let sealed = store.sealed(channel)?;
            if sealed.is_empty() {
                continue;
            }
            let mut dropped = Vec::new();
            let erasures = WrittenErasure::all(store, channel)?;
            for erased in erasures.iter().filter(|one| range_of(ranges, channel, one.dot()).is_some()) {
                dropped.extend(erased.about(store)?);
            }
            for (piece, covers) in sealed {
                let covers = Covered::all(&covers);
                let lacked = |one: &Covered| {
                    let of_chain =
                        ranges.iter().filter(|range| range.channel == channel && one.is_of(range.site));
                    of_chain.into_iter().any(|range| range.from <= one.to && one.from <= range.to)
                };
                let dropped = |one: &Covered| dropped.iter().any(|dot| one.is_about(*dot));
                let partial = |one: &Covered| told.holds_in_part(channel, one);
                if covers.iter().any(|one| lacked(one) || dropped(one)) {
                    pieces.push((piece, None));
                } else if covers.iter().any(partial) {
                    let mut names = (0..TRIES).map(|number| format!("piece.{piece}.{number}"));
                    let untold = names.find(|name| !later.arrived(name));
                    pieces.extend(untold.map(|name| (piece, Some(name))));
                }
            }
        }
        for (piece, name) in pieces {
            let bytes = self.session.store.sealed_bytes(piece)?;
            let mut part = self.part()?;
            if part.bytes > 0 && part.bytes + bytes.len() > self.full {
                self.part = Some(part);
                self.finish()?;
                part = self.part()?;
            }
            part.bytes += bytes.len();
            part.writer.own(&Own::from_bytes(&bytes)?)?;
            self.part = Some(part);
            let file = (self.session.store.site(), self.number);
            name.into_iter().for_each(|name| later.note(name, file));
        }
        Ok(())
    }
}

impl Told {
    /// Whether a reader holds any of these entries in part alone.
    fn holds_in_part(&self, channel: ChannelId, covered: &Covered) -> bool {
        let chains = self.each().flatten().flat_map(|receipt| &receipt.chains);
        let mut of_chain = chains.filter(|chain| chain.channel == channel && covered.is_of(chain.site));
        of_chain
            .any(|chain| chain.partial.iter().any(|(from, to)| *from <= covered.to && covered.from <= *to))
    }
}
