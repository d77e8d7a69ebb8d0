//! What becomes of an entry.

use journal::Refusal;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Applied,
    /// It waits for entries that are not here yet.
    Waiting,
    /// It stays in its chain and does not count.
    Refused(Option<Refusal>),
}

impl Fate {
    pub(crate) fn number(self) -> i64 {
        match self {
            Fate::Applied => 0,
            Fate::Waiting => 1,
            Fate::Refused(reason) => 10 + reason.map_or(0, |reason| i64::from(reason.number())),
        }
    }

    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            0 => Fate::Applied,
            1 => Fate::Waiting,
            other => Fate::Refused(u8::try_from(other - 10).ok().and_then(Refusal::from_number)),
        }
    }
}
