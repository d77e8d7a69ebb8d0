//! What a merge tells of itself.

use std::collections::BTreeMap;

use journal::{ChannelId, Refusal, SiteId};

use crate::Spans;

/// How many entries were decided, by how they ended.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// Applied without a conflict.
    pub applied: usize,
    /// Applied and in conflict.
    pub conflict: usize,
    /// Refused.
    pub refused: usize,
}

/// What a merge did.
#[derive(Debug, Default)]
pub struct Merged {
    /// Entries that applied, those included that had been waiting from before.
    pub applied: usize,
    /// Entries that were here already.
    pub same: usize,
    /// Entries that applied and left a conflict.
    pub conflict: usize,
    /// Entries refused.
    pub refused: usize,
    /// Entries of this merge that wait.
    pub waiting: usize,
    /// Of those applied, in conflict and refused, the ones that had come before this merge.
    pub before: Decided,
    /// How many records of each kind changed, by the kind's number.
    pub records: BTreeMap<u16, usize>,
    /// The entries that were decided, or of which more became visible.
    pub shown: Spans,
    /// The entries that came for the first time, waiting or not, with something of them hidden.
    pub hiding: Spans,
    /// The refused entries.
    pub refusals: Vec<(SiteId, ChannelId, u64, Refusal)>,
}
