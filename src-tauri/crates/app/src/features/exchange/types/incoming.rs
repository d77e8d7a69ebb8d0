//! What taking files in asks and answers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Gap, Outcomes};
use crate::Failure;
use crate::features::records::Warning;

/// Names files.
#[derive(Debug, Deserialize, TS)]
pub struct FilePaths {
    /// Where they are.
    pub paths: Vec<String>,
}

/// What files would change.
#[derive(Debug, Serialize, TS)]
pub struct FilesIncoming {
    /// One answer a file.
    pub files: Vec<Incoming>,
}

/// What a file would change. Nothing has changed yet.
#[derive(Debug, Default, Serialize, TS)]
pub struct Incoming {
    /// Where it is.
    pub path: String,
    /// Its file name.
    pub name: String,
    /// Whether it can be taken in.
    pub ok: bool,
    /// Why not.
    #[ts(optional = nullable)]
    pub failure: Option<Failure>,
    /// Why not, in words.
    #[ts(optional = nullable)]
    pub message: Option<String>,
    /// Who sent it.
    #[ts(optional = nullable)]
    pub sender: Option<String>,
    /// Its number among the sender's files.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub number: Option<u64>,
    /// When it was written by the sender's clock, milliseconds since 1970.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub created: Option<i64>,
    /// Whether the sender is not known yet and comes in by an invitation: 未电话核对.
    pub stranger: bool,
    /// 核对码; see [`Slip::check`].
    pub check: String,
    /// How many entries it carries.
    #[ts(type = "number")]
    pub entries: u64,
    /// How many of them are not here yet.
    #[ts(type = "number")]
    pub fresh: u64,
    /// How many records of each kind these touch.
    pub records: Vec<KindCount>,
    /// Whether this very file was received before.
    pub already: bool,
    /// How many of our own entries its receipt newly says arrived.
    #[ts(type = "number")]
    pub acknowledges: u64,
}

/// How many records of a kind.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KindCount {
    /// The kind's name.
    pub kind: String,
    /// Its Chinese name.
    pub label: String,
    /// How many.
    #[ts(type = "number")]
    pub count: u64,
}

/// What became of files.
#[derive(Debug, Default, Serialize, TS)]
pub struct FilesReceived {
    /// One answer a file.
    pub files: Vec<Taken>,
    /// Over all files.
    pub outcomes: Outcomes,
}

/// What became of a file: taken in as a whole, or refused as a whole.
#[derive(Debug, Default, Serialize, TS)]
pub struct Taken {
    /// Where it is.
    pub path: String,
    /// Its file name.
    pub name: String,
    /// Whether it was taken in, now or before.
    pub ok: bool,
    /// Why not.
    #[ts(optional = nullable)]
    pub failure: Option<Failure>,
    /// Why not, in words.
    #[ts(optional = nullable)]
    pub message: Option<String>,
    /// 核对码; see [`Slip::check`].
    pub check: String,
    /// Whether this very file was received before.
    pub already: bool,
    /// Who sent it.
    #[ts(optional = nullable)]
    pub sender: Option<String>,
    /// Its number among the sender's files.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub number: Option<u64>,
    /// What became of its entries.
    pub outcomes: Outcomes,
    /// How many records of each kind changed.
    pub records: Vec<KindCount>,
    /// How many of our own entries its receipt newly says arrived.
    #[ts(type = "number")]
    pub acknowledges: u64,
    /// What was refused, and why.
    pub refusals: Vec<Refused>,
    /// Files of its that did not come, from–to: 缺第 12–15 号.
    pub gaps: Vec<Gap>,
    /// How many entries wait here for what may be in those files; without any, later files made up for them.
    #[ts(type = "number")]
    pub waiting_here: usize,
    /// What a person should know of: `peer_rolled_back` as in [`Peer::remarks`]; `fork_ours` and `fork_theirs` if a chain
    /// turned out to have two branches; `site_renewed` if this workspace had to take a new name;
    /// `branch_given_back` if entries of a copy of one's own came back and were written again (`branch_given_back_own` if they
    /// came from another laptop of one's own, or were kept here);
    /// `waiting_gave_way` if what waited here is of a branch that gave way; `held_in_part` if entries of one's own came back
    /// without what the other party may not see; `waits_for_own` if something waits for what came in no file of one's
    /// own other laptop.
    pub remarks: Vec<Warning>,
}

/// A record that an entry wrote which was refused.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Refused {
    /// The kind's name.
    pub kind: String,
    /// Its Chinese name.
    pub label: String,
    /// The record.
    pub id: String,
    /// Why, in words.
    pub why: String,
}
