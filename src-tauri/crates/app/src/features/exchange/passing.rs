//! 传给自己的另一台电脑: what a township's laptop passes on of entries that its other laptops hold already.
//!
//! A village tells a township, not one laptop of it: what it opens later comes with a file to one of them, and the
//! others may hold those entries by then. So whatever files show here is noted in the order in which it came, and each
//! file for the other laptops opens for them all that was noted since the last such file that each of them has.

use std::collections::BTreeSet;

use domain::Group;
use exchange::{Receipt, Supplement};
use journal::{ChannelId, Dot, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;

use super::later::names;
use super::marks::Told;
use crate::{Failure, Result, Session};

const NAME: &str = "passed_on";

/// How far the notes have been passed on: the number of a note, and the entry in it after the last one that was.
type Upto = (i64, u64);

/// A file that carried all that was noted up to there and had not arrived by then.
#[derive(Serialize, Deserialize)]
struct Sent {
    by: String,
    file: u64,
    upto: Upto,
}

/// What is noted of passing on.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Passing {
    /// The laptops that it is passed on to. Once there is another, everything is passed on anew.
    to: BTreeSet<String>,
    /// The files, oldest first.
    sent: Vec<Sent>,
    /// What all of them have.
    #[serde(skip)]
    arrived: Upto,
}

impl Passing {
    /// `told` is what the other laptops hold.
    pub(super) fn of(session: &Session, told: &Told) -> Result<Self> {
        let kept = session.store.meta(NAME)?;
        let kept: Option<Self> = kept.and_then(|json| serde_json::from_slice(&json).ok());
        let to = session.siblings().iter().map(SiteId::to_string).collect();
        let mut passing = kept.filter(|kept| kept.to == to).unwrap_or_default();
        passing.to = to;
        passing.arrived = told.each().map(|receipt| passing.arrived(receipt)).min().unwrap_or_default();
        Ok(passing)
    }

    fn arrived(&self, receipt: Option<&Receipt>) -> Upto {
        let mut files = self.sent.iter().rev();
        files.find(|sent| names(receipt, (&sent.by, sent.file))).map(|sent| sent.upto).unwrap_or_default()
    }

    pub(super) fn keep(&self, store: &Store) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|_| Failure::of("internal"))?;
        Ok(store.set_meta(NAME, &json)?)
    }

    /// Whether anything was noted that did not arrive yet.
    pub(super) fn is_open(&self, store: &Store) -> Result<bool> {
        Ok(store.shown_from(self.arrived.0)?.iter().any(|one| (one.id, one.to) >= self.arrived))
    }

    fn note(&mut self, (site, file): (SiteId, u64), upto: Upto) {
        // What no receipt can fall back behind any more.
        let arrived = self.arrived;
        let known = self.sent.iter().rposition(|sent| sent.upto <= arrived).unwrap_or(0);
        self.sent.drain(..known);
        if self.sent.last().is_none_or(|last| last.upto != upto || last.by != site.to_string()) {
            self.sent.push(Sent { by: site.to_string(), file, upto });
        }
    }
}

impl Session {
    /// What the other laptops must be shown beside the entries that they lack. `file` is the one that carries it, by its
    /// site and number, `is_missing` says which entries it carries anyway, `full` how many bytes of entries, as they are
    /// kept, may be carried; one entry at least.
    pub(super) fn pass_on(
        &self,
        passing: &mut Passing,
        file: (SiteId, u64),
        full: usize,
        is_missing: impl Fn(ChannelId, Dot) -> bool,
    ) -> Result<Vec<Supplement>> {
        let (mut all, mut bytes, mut upto) = (Vec::new(), 0, passing.arrived);
        let mut done = BTreeSet::new();
        // Nobody is told what came from it.
        let told = |sender: SiteId| passing.to.iter().any(|one| *one != sender.to_string());
        for note in self.store.shown_from(upto.0)? {
            let from = if note.id == upto.0 { note.from.max(upto.1) } else { note.from };
            for seq in (from..=note.to).filter(|_| told(note.sender)) {
                let dot = Dot { site: note.site, seq };
                let wanted = !is_missing(note.channel, dot) && done.insert((note.channel, dot));
                if let Some((shows, length)) = self.visible(note.channel, dot, wanted)? {
                    if bytes > 0 && bytes + length > full {
                        passing.note(file, upto);
                        return Ok(all);
                    }
                    bytes += length;
                    all.push(shows);
                }
                upto = (note.id, seq + 1);
            }
            upto = (note.id, note.to + 1);
        }
        passing.note(file, upto);
        Ok(all)
    }

    /// What is visible here of an entry beyond what every reader sees, with the bytes of the whole.
    fn visible(&self, channel: ChannelId, dot: Dot, wanted: bool) -> Result<Option<(Supplement, usize)>> {
        if !wanted {
            return Ok(None);
        }
        match self.store.entry(channel, dot) {
            Ok(held) => {
                let shows = Supplement::opened(&held.entry, |group| group != Group::Open as u8);
                Ok(shows.map(|shows| (shows, held.length)))
            }
            // Between those that a file showed, one may not be here yet.
            Err(store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
