//! Which entries are refused. Refusal depends on the entry and on who is trusted, never on a reader's state or clock,
//! so every reader refuses the same; a refused entry stays in its chain, and those behind it go on.

use domain::{Kind, Owner, REASON};

use crate::{Entry, MAX_HLC};

/// Why an entry is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The site is not certified to write the channel.
    NotCertified,
    /// It writes what belongs to the other side.
    NotYours,
    /// Its stamp lies beyond the year 2100.
    FarFuture,
}

impl Refusal {
    /// The frozen number by which receipts name the reason.
    pub const fn number(self) -> u8 {
        match self {
            Refusal::NotCertified => 1,
            Refusal::NotYours => 2,
            Refusal::FarFuture => 3,
        }
    }

    /// The reason with this number.
    pub fn from_number(number: u8) -> Option<Refusal> {
        [Refusal::NotCertified, Refusal::NotYours, Refusal::FarFuture]
            .into_iter()
            .find(|one| one.number() == number)
    }
}

/// Whether an entry is refused. `side` is the side that its site is certified for in the channel, if any; `shared`
/// says whether the channel is one that a village shares with its township, in which alone ownership matters.
pub fn refusal(entry: &Entry, side: Option<Owner>, shared: bool) -> Option<Refusal> {
    let Some(side) = side else {
        return Some(Refusal::NotCertified);
    };
    if entry.header.hlc > MAX_HLC {
        return Some(Refusal::FarFuture);
    }
    if shared && writes_foreign(entry, side) {
        return Some(Refusal::NotYours);
    }
    None
}

fn writes_foreign(entry: &Entry, side: Owner) -> bool {
    let foreign = |kind: u16, field: u16| field != REASON.number && Kind::owner_of(kind, field) != side;
    entry.writes().any(|(change, _, write)| {
        entry.changes.get(change).is_some_and(|change| foreign(change.kind, write.field))
    })
}
