//! 代管与抹除: a sealed piece that was made by somebody who did not know of an erasure may hold what was erased, and its
//! keeper cannot look into it. So it is not kept once the erasure is known here, however late or in whatever order
//! files arrive. The village seals anew what else was in it (`package/renew.rs`).

use std::collections::BTreeSet;

use domain::RecordId;
use exchange::{Own, Receipt};
use journal::{ChannelId, Dot};
use store::Store;

use super::kept::drop_of_branches;
use super::sealed::Covered;
use crate::Result;
use crate::features::erase::WrittenErasure;

/// The erasures that were known before a file is taken in.
pub(super) struct Before(Vec<(ChannelId, BTreeSet<RecordId>)>);

impl Before {
    pub(super) fn of(store: &Store, channels: impl Iterator<Item = ChannelId>) -> Result<Before> {
        let known = |channel| {
            Ok((channel, WrittenErasure::all(store, channel)?.into_iter().map(|erased| erased.id).collect()))
        };
        Ok(Before(channels.map(known).collect::<Result<_>>()?))
    }

    /// Drops the sealed pieces that erasures which came in since make stale. Gives the entries in which something was
    /// erased that the sender of the file, by its receipt, did not know of.
    pub(super) fn drop_stale(&self, store: &Store, sender: Option<&Receipt>) -> Result<Stale> {
        let mut stale = Vec::new();
        for (channel, known) in &self.0 {
            for erased in WrittenErasure::all(store, *channel)? {
                let (fresh, told) = (!known.contains(&erased.id), is_known(store, &erased, sender)?);
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
                if fresh {
                    drop_of_branches(store, *channel, &about)?;
                }
                stale.extend(about.into_iter().filter(|_| !told).map(|dot| (*channel, dot)));
            }
        }
        Ok(Stale(stale))
    }
}

/// Whether a sender, by its receipt, knows of an erasure. One that holds another branch of the chain that says so does
/// not, however far that goes.
fn is_known(store: &Store, erased: &WrittenErasure, sender: Option<&Receipt>) -> Result<bool> {
    let place = &erased.header.place;
    let chain = sender.and_then(|receipt| receipt.chain(place.site, place.channel));
    let Some(chain) = chain.filter(|chain| chain.upto >= place.seq) else { return Ok(false) };
    Ok(store.hash_at(place.channel, place.site, chain.upto)? == Some(chain.hash))
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
