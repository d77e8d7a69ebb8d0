//! 传给自己的另一台电脑: what a township's laptop passes on of entries that its other laptops hold already.
//!
//! A village tells a township, not one laptop of it: what it opens later comes with a file to one of them, and the
//! others may hold those entries by then. So whatever files show here is noted in the order in which it came, and each
//! file for the other laptops opens for them what was noted since the last such file that each of them has. What the
//! most advanced of them lacks goes first, so that one that is gone for good holds nobody up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Group;
use exchange::{Receipt, Supplement};
use journal::{ChannelId, Dot, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;

use super::marks::Told;
use crate::{Failure, Result, Session};

const NAME: &str = "passed_on";

/// Of how many files it is noted what they carry.
const MOST_SENT: usize = 200;

/// A place between what was noted: the number of a note, and the number of the next entry in it.
type Place = (i64, u64);

/// What a file carries: all that was noted from one place to another.
type Part = (Place, Place);

/// What is noted of passing on.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Passing {
    /// The name by which this laptop writes. Copies that went by one name number their files alike, so under a new one
    /// nothing counts as passed on.
    by: String,
    /// Up to where each of the other laptops has all.
    has: BTreeMap<String, Place>,
    /// The newest files by their numbers; the others of the same writing carry nothing of it.
    sent: BTreeMap<u64, Vec<Part>>,
}

impl Passing {
    /// `told` is what the other laptops hold.
    pub(super) fn of(session: &Session, told: &Told) -> Result<Self> {
        let by = session.store.site().to_string();
        let kept = session.store.meta(NAME)?;
        let kept: Option<Self> = kept.and_then(|json| serde_json::from_slice(&json).ok());
        let mut passing = kept.filter(|kept| kept.by == by).unwrap_or_default();
        let others = session.siblings()?.into_iter().map(|one| one.to_string());
        passing.has =
            others.map(|one| (one.clone(), passing.has.get(&one).copied().unwrap_or_default())).collect();
        passing.by = by;
        told.each().flatten().for_each(|receipt| passing.confirm(receipt, session.store.site()));
        Ok(passing)
    }

    /// Notes how far a laptop has come by its receipt. It names the newest file that it took in.
    fn confirm(&mut self, receipt: &Receipt, own: SiteId) {
        let Some(has) = self.has.get_mut(&receipt.site.to_string()) else { return };
        let newest = receipt.files.iter().find(|file| file.site == own);
        let carried = newest.and_then(|file| self.sent.get(&file.number));
        for (from, to) in carried.into_iter().flatten().rev() {
            if from <= has {
                *has = (*to).max(*has);
            }
        }
    }

    pub(super) fn keep(&self, store: &Store) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|_| Failure::of("internal"))?;
        Ok(store.set_meta(NAME, &json)?)
    }

    /// Whether anything was noted that some other laptop lacks.
    pub(super) fn is_open(&self, store: &Store) -> Result<bool> {
        let least = self.has.values().min().copied().unwrap_or_default();
        let mut notes = store.shown_from(least.0)?.into_iter();
        Ok(notes.any(|note| (note.id, note.to) >= least && self.needs(note.sender, least)))
    }

    /// Whether a laptop that has come no further than this lacks what came from `sender`, who knows it.
    fn needs(&self, sender: SiteId, place: Place) -> bool {
        let sender = sender.to_string();
        self.has.iter().any(|(one, has)| *has <= place && *one != sender)
    }

    /// The places of the other laptops, the most advanced first.
    fn places(&self) -> BTreeSet<Reverse<Place>> {
        self.has.values().copied().map(Reverse).collect()
    }

    fn note(&mut self, file: u64, parts: Vec<Part>) {
        self.sent.insert(file, parts);
        // Who says of an older one only now that it has it gets it again, which costs no more than room.
        while self.sent.len() > MOST_SENT {
            self.sent.pop_first();
        }
    }
}

/// What a file carries of it.
pub(super) struct Passed {
    pub(super) supplements: Vec<Supplement>,
    /// How long their entries are, as they are kept.
    pub(super) bytes: usize,
    full: usize,
    done: BTreeSet<(ChannelId, Dot)>,
}

impl Passed {
    /// Takes a supplement of an entry of this length, if there is room.
    fn takes(&mut self, shows: Supplement, length: usize) -> bool {
        let fits = self.bytes == 0 || self.bytes + length <= self.full;
        if fits {
            self.bytes += length;
            self.supplements.push(shows);
        }
        fits
    }
}

impl Session {
    /// What the other laptops must be shown beside the entries that they lack. `file` is the number of the file that
    /// carries it. `covered` says of an entry up to which number of its chain the reader gets them whole. `full` is how
    /// many bytes of entries, as they are kept, may be carried; one entry at least.
    pub(super) fn pass_on(
        &self,
        passing: &mut Passing,
        file: u64,
        full: usize,
        covered: impl Fn(ChannelId, Dot) -> Option<u64>,
    ) -> Result<Passed> {
        let heads: HashMap<(ChannelId, SiteId), u64> =
            self.store.heads()?.into_iter().map(|head| ((head.channel, head.site), head.seq)).collect();
        let visible = |channel: ChannelId, dot: Dot| {
            // What waits is noted again once it is decided.
            match heads.get(&(channel, dot.site)) {
                Some(head) if dot.seq <= *head => self.visible(channel, dot),
                _ => Ok(None),
            }
        };
        let mut passed = Passed { supplements: Vec::new(), bytes: 0, full, done: BTreeSet::new() };
        let (mut parts, mut end) = (Vec::new(), None);
        for Reverse(from) in passing.places() {
            let needs = |sender| passing.needs(sender, from);
            let (to, whole) = self.part(&mut passed, (from, end), needs, &visible, &covered)?;
            parts.push((from, to));
            if !whole {
                break;
            }
            end = Some(from);
        }
        passing.note(file, parts);
        Ok(passed)
    }

    /// Carries what was noted from one place on, up to another or to the end. Gives how far there was room, and whether
    /// that is all.
    fn part(
        &self,
        passed: &mut Passed,
        (from, end): (Place, Option<Place>),
        needs: impl Fn(SiteId) -> bool,
        visible: &impl Fn(ChannelId, Dot) -> Result<Option<(Supplement, usize)>>,
        covered: &impl Fn(ChannelId, Dot) -> Option<u64>,
    ) -> Result<(Place, bool)> {
        let mut place = from;
        let is_before_end = |place: Place| end.is_none_or(|end| place < end);
        let notes = self.store.shown_from(from.0)?.into_iter();
        for note in notes.take_while(|note| is_before_end((note.id, 0))) {
            let mut next = if note.id == from.0 { note.from.max(from.1) } else { note.from };
            while next <= note.to && is_before_end((note.id, next)) && needs(note.sender) {
                let dot = Dot { site: note.site, seq: next };
                let last = covered(note.channel, dot);
                if last.is_none()
                    && passed.done.insert((note.channel, dot))
                    && let Some((shows, length)) = visible(note.channel, dot)?
                    && !passed.takes(shows, length)
                {
                    return Ok((place, false));
                }
                next = last.unwrap_or(next) + 1;
                place = (note.id, next.min(note.to + 1));
            }
            place = (note.id, note.to + 1);
        }
        Ok((end.unwrap_or(place), true))
    }

    /// What is visible here of an entry beyond what every reader sees, with the bytes of the whole.
    fn visible(&self, channel: ChannelId, dot: Dot) -> Result<Option<(Supplement, usize)>> {
        let held = self.store.entry(channel, dot)?;
        let shows = Supplement::opened(&held.entry, |group| group != Group::Open as u8);
        Ok(shows.map(|shows| (shows, held.length)))
    }
}

#[cfg(test)]
mod tests;
