//! 代管与抹除: a sealed piece that was made by somebody who did not know of an erasure may hold what was erased, and its
//! keeper cannot look into it. So it is not kept once the erasure is known here, however late or in whatever order
//! files arrive. The village seals anew what else was in it (`package/renew.rs`).

use std::collections::BTreeSet;

use domain::RecordId;
use domain::erasure::Erasure;
use domain::kinds::erasure;
use exchange::{Own, Receipt};
use journal::{ChannelId, Dot};
use store::{Query, Store};

use super::sealed::Covered;
use crate::Result;

/// An erasure in a channel.
pub(super) struct Erased {
    pub(super) channel: ChannelId,
    id: RecordId,
    /// The entry that says so.
    pub(super) dot: Dot,
    what: Erasure,
}

impl Erased {
    /// Those of a channel.
    pub(super) fn all(store: &Store, channel: ChannelId) -> Result<Vec<Erased>> {
        let mut all = Vec::new();
        if store.scope(channel).is_err() {
            return Ok(all);
        }
        let (number, until) = (erasure::KIND.number, erasure::UNTIL.number);
        for (_, record) in store.page(&Query::all(&erasure::KIND).within(channel))?.records {
            let said = store.register_history(channel, number, record.id, until, None)?.into_iter().next();
            if let (Some(what), Some((held, _))) = (Erasure::of(&record), said) {
                all.push(Erased { channel, id: record.id, dot: held.entry.dot(), what });
            }
        }
        Ok(all)
    }

    /// The entries in which something was erased.
    pub(super) fn about(&self, store: &Store) -> Result<Vec<Dot>> {
        Ok(store.entries_about(self.channel, &self.what)?)
    }

    fn is_known(&self, sender: Option<&Receipt>) -> bool {
        let chain = sender.and_then(|receipt| receipt.chain(self.dot.site, self.channel));
        chain.is_some_and(|chain| chain.upto >= self.dot.seq)
    }
}

/// The erasures that were known before a file is taken in.
pub(super) struct Before(Vec<(ChannelId, BTreeSet<RecordId>)>);

impl Before {
    pub(super) fn of(store: &Store, channels: impl Iterator<Item = ChannelId>) -> Result<Before> {
        let known = |channel| {
            Ok((channel, Erased::all(store, channel)?.into_iter().map(|erased| erased.id).collect()))
        };
        Ok(Before(channels.map(known).collect::<Result<_>>()?))
    }

    /// Drops the sealed pieces that erasures which came in since make stale. Gives the entries in which something was
    /// erased that the sender of the file, by its receipt, did not know of.
    pub(super) fn drop_stale(&self, store: &Store, sender: Option<&Receipt>) -> Result<Stale> {
        let mut stale = Vec::new();
        for (channel, known) in &self.0 {
            for erased in Erased::all(store, *channel)? {
                let (fresh, told) = (!known.contains(&erased.id), erased.is_known(sender));
                if !fresh && told {
                    continue;
                }
                let about = erased.about(store)?;
                for (number, covers) in store.sealed(*channel)?.into_iter().filter(|_| fresh) {
                    let covered = Covered::all(&covers);
                    if covered.iter().any(|one| about.iter().any(|dot| one.is_about(*dot))) {
                        store.drop_sealed(number)?;
                    }
                }
                stale.extend(about.into_iter().filter(|_| !told).map(|dot| (*channel, dot)));
            }
        }
        Ok(Stale(stale))
    }
}

/// The entries in which something was erased that the sender of a file did not know of.
pub(super) struct Stale(Vec<(ChannelId, Dot)>);

impl Stale {
    /// Whether a piece of that file may hold some of it.
    pub(super) fn may_be_in(&self, piece: &Own) -> bool {
        piece.covers.iter().any(|span| {
            let within = |dot: &Dot| dot.site == span.site && (span.from..=span.to).contains(&dot.seq);
            self.0.iter().any(|(channel, dot)| *channel == span.channel && within(dot))
        })
    }
}
