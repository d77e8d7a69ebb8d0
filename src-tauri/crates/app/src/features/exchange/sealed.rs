//! 代管: what a file carries sealed to its owner, and what opens an entry further that is here already.

use exchange::{Error, Own, Supplement};
use journal::{Dot, SiteId};
use serde::{Deserialize, Serialize};
use store::Store;
use vault::SealIdentity;

use crate::{Failure, Result};

/// Entries from–to of one chain that a sealed piece is about.
#[derive(Serialize, Deserialize)]
pub(super) struct Covered {
    site: String,
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Covered {
    pub(super) fn of(own: &Own) -> Vec<Covered> {
        let covered = own.covers.iter();
        covered.map(|span| Covered { site: span.site.to_string(), from: span.from, to: span.to }).collect()
    }

    /// What the ledger of sealed pieces says of one.
    pub(super) fn all(text: &str) -> Vec<Covered> {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub(super) fn is_of(&self, site: SiteId) -> bool {
        self.site == site.to_string()
    }

    /// Whether a piece is about an entry of this number of that site.
    pub(super) fn is_about(&self, dot: Dot) -> bool {
        self.is_of(dot.site) && (self.from..=self.to).contains(&dot.seq)
    }

    /// Whether the others, taken together, are about each of its entries.
    fn is_within(&self, others: &[Covered]) -> bool {
        let mut spans: Vec<&Covered> = others.iter().filter(|one| one.site == self.site).collect();
        spans.sort_unstable_by_key(|one| one.from);
        let reached = spans.iter().fold(self.from, |next, one| {
            if one.from <= next { next.max(one.to.saturating_add(1)) } else { next }
        });
        reached > self.to
    }
}

/// Opens an entry further. True if that opened anything. What is about an entry that is not here does nothing, since that
/// one comes as open as its reader may have it; nor does what is about another branch of its chain.
pub(super) fn put_in(store: &mut Store, supplement: &Supplement) -> Result<bool> {
    let dot = Dot { site: supplement.site(), seq: supplement.seq() };
    let held = match store.entry(supplement.channel(), dot) {
        Ok(held) => held.entry,
        Err(store::Error::NotFound { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    match supplement.complete(&held) {
        Ok(fuller) => Ok(store.open_further(&fuller)?),
        Err(Error::WrongSupplement) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Puts back what the other side kept here sealed to oneself.
pub(super) fn put_back(store: &mut Store, piece: &Own, seal: &SealIdentity) -> Result<()> {
    match piece.open(std::slice::from_ref(seal)) {
        // What is about a branch that gave way was written again.
        Ok(mut supplements) => supplements.try_for_each(|one| put_in(store, &one?).map(|_| ())),
        // Sealed to a key from before a change of keys: it stays with its keeper.
        Err(Error::WrongRecipient) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The numbers of the listed pieces that are about nothing but what `later` is about, with those that came after them:
/// they are replaced by these. Pieces are listed oldest first.
pub(super) fn replaced(mut later: Vec<Covered>, listed: Vec<(i64, String)>) -> Vec<i64> {
    let mut replaced = Vec::new();
    for (number, text) in listed.into_iter().rev() {
        let old = Covered::all(&text);
        if old.iter().all(|one| one.is_within(&later)) { replaced.push(number) } else { later.extend(old) }
    }
    replaced
}

/// What a piece is about, for the ledger.
pub(super) fn covers(piece: &Own) -> Result<String> {
    serde_json::to_string(&Covered::of(piece)).map_err(|_| Failure::of("internal"))
}

/// Keeps a sealed piece. Those that were about nothing but what later ones are about, all of them together, go.
pub(super) fn keep_sealed(store: &Store, piece: &Own) -> Result<()> {
    let Some(channel) = piece.covers.first().map(|span| span.channel) else { return Ok(()) };
    for number in replaced(Covered::of(piece), store.sealed(channel)?) {
        store.drop_sealed(number)?;
    }
    Ok(store.keep_sealed(channel, &covers(piece)?, &piece.to_bytes()?)?)
}
