//! What the commands of 交接 ask and answer.

mod incoming;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use incoming::{FilePaths, FilesIncoming, FilesReceived, Incoming, KindCount, Refused, Taken};

use crate::features::records::Warning;

/// A village or a township.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Party {
    /// Its id, in hexadecimal digits.
    pub party: String,
    /// What it is.
    #[ts(type = "'village' | 'township'")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its division code, perhaps empty.
    pub code: String,
    /// Its channel.
    pub channel: String,
    /// Whether it only practises.
    pub practice: bool,
    /// Whether its digits were compared by telephone; false is shown as 未电话核对. True for oneself.
    pub confirmed: bool,
    /// The digits to compare.
    pub fingerprint: String,
}

/// Everything about files between this workspace and others.
#[derive(Debug, Serialize, TS)]
pub struct Exchange {
    /// Oneself.
    pub own: Party,
    /// A village's township, or a township's villages.
    pub peers: Vec<Peer>,
    /// Files written here, newest first.
    pub written: Vec<FileNote>,
    /// Files received here, newest first.
    pub received: Vec<FileNote>,
    /// Invitations written here, newest first.
    pub invitations: Vec<InvitationNote>,
}

/// One party that files are exchanged with, and how far it has come: `total` is the sum of `unsent`, `sent` and
/// `acknowledged`; the three numbers after them say more of what is acknowledged.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Peer {
    /// Who it is.
    pub party: Party,
    /// Entries written here for it.
    #[ts(type = "number")]
    pub total: u64,
    /// Those that are in no file for it yet.
    #[ts(type = "number")]
    pub unsent: u64,
    /// Those that are in a file which no receipt covers yet.
    #[ts(type = "number")]
    pub sent: u64,
    /// Those that a receipt says arrived.
    #[ts(type = "number")]
    pub acknowledged: u64,
    /// Of these, the ones refused there.
    #[ts(type = "number")]
    pub refused: u64,
    /// Of these, the ones that another's write contradicts.
    #[ts(type = "number")]
    pub conflicts: u64,
    /// Of these, the ones that wait there for others.
    #[ts(type = "number")]
    pub waiting: u64,
    /// When its newest receipt was made, by its clock, milliseconds since 1970.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub receipt_at: Option<i64>,
    /// The number of that receipt.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub receipt_number: Option<u64>,
    /// The newest file for it.
    #[ts(optional = nullable)]
    pub last_written: Option<FileNote>,
    /// The newest file from it.
    #[ts(optional = nullable)]
    pub last_received: Option<FileNote>,
    /// Files of its that did not come, from–to: 缺第 12–15 号.
    pub gaps: Vec<Gap>,
    /// How many entries wait here for what may be in those files; without any, later files made up for them.
    #[ts(type = "number")]
    pub waiting_here: usize,
    /// What a person should know of: `peer_rolled_back` if the other side lacks entries that it wrote itself,
    /// `own_behind` if it holds entries of one's own laptops that are not here.
    pub remarks: Vec<Warning>,
}

/// Numbers of files that did not come.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Gap {
    /// The first.
    #[ts(type = "number")]
    pub from: u64,
    /// The last.
    #[ts(type = "number")]
    pub to: u64,
}

/// What the 交接单 that goes with a file says of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Slip {
    /// Its number among the writer's files for the reader.
    #[ts(type = "number")]
    pub number: u64,
    /// The number of the writer's file for the reader before it; nothing if it is the first.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub previous: Option<u64>,
    /// Its file name.
    pub name: String,
    /// How many entries it carries.
    #[ts(type = "number")]
    pub entries: u64,
    /// For a file written: those of them that this laptop wrote itself, from–to in its own chain. There are several if
    /// some between them are not lacking, or in a file for another laptop of one's own.
    pub spans: Vec<Span>,
    /// For a file written: how many records of each kind its entries touch. For a file received: how many changed here.
    pub records: Vec<KindCount>,
    /// Its length.
    #[ts(type = "number")]
    pub bytes: u64,
    /// 核对码: 12 digits that both sides read from their screens or papers to see that it is the same file.
    pub check: String,
}

/// Entries of one chain, from–to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Span {
    /// The first.
    #[ts(type = "number")]
    pub from: u64,
    /// The last.
    #[ts(type = "number")]
    pub to: u64,
}

/// A file written or received.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FileNote {
    /// What its 交接单 says.
    #[serde(flatten)]
    pub slip: Slip,
    /// When it was written or received, milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
    /// The other party's name.
    pub peer: String,
    /// For a file written: whether a receipt covers all that it carries.
    pub acknowledged: bool,
    /// For a file received: what became of its entries.
    #[ts(optional = nullable)]
    pub outcomes: Option<Outcomes>,
}

/// What became of entries; each ends as exactly one of these.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Outcomes {
    /// Taken in.
    #[ts(type = "number")]
    pub applied: u64,
    /// Here already.
    #[ts(type = "number")]
    pub same: u64,
    /// Taken in, and contradicting what is here.
    #[ts(type = "number")]
    pub conflict: u64,
    /// Refused.
    #[ts(type = "number")]
    pub refused: u64,
    /// Kept until what they build on arrives.
    #[ts(type = "number")]
    pub waiting: u64,
}

impl Outcomes {
    /// How many there are together.
    pub fn total(&self) -> u64 {
        self.applied + self.same + self.conflict + self.refused + self.waiting
    }
}

impl std::ops::AddAssign for Outcomes {
    fn add_assign(&mut self, other: Self) {
        self.applied += other.applied;
        self.same += other.same;
        self.conflict += other.conflict;
        self.refused += other.refused;
        self.waiting += other.waiting;
    }
}

/// An invitation that was written.
#[derive(Debug, Serialize, TS)]
pub struct InvitationNote {
    /// The name of the village that it was written for.
    pub whom: String,
    /// When, milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
    /// The name of the village that came in with it.
    #[ts(optional = nullable)]
    pub used_by: Option<String>,
}

/// Writes an invitation.
#[derive(Debug, Deserialize, TS)]
pub struct InvitationWrite {
    /// The village's name.
    pub name: String,
    /// Its division code.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub code: Option<String>,
    /// The folder to write to.
    pub folder: String,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, TS)]
pub struct InvitationFile {
    /// Where it is.
    pub path: String,
    /// Its file name.
    pub name: String,
}

/// Names a file.
#[derive(Debug, Deserialize, TS)]
pub struct FilePath {
    /// Where it is.
    pub path: String,
}

/// What an invitation says.
#[derive(Debug, Serialize, TS)]
pub struct InvitationView {
    /// Who invites.
    pub township: Party,
    /// The names of the disclosure groups that it wants to be told, beside what is always open.
    pub groups: Vec<String>,
    /// Whether it keeps what it is not told, sealed to the village.
    pub own: bool,
    /// When it was written, milliseconds since 1970.
    #[ts(type = "number")]
    pub created: i64,
    /// The village that it is written for.
    pub name: String,
    /// That village's division code, perhaps empty.
    pub code: String,
    /// Whether that name or code is this village's.
    pub fits: bool,
}

/// An invitation accepted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Joined {
    /// Who invited.
    pub township: Party,
}

/// Writes files.
#[derive(Debug, Deserialize, TS)]
pub struct ExchangeWrite {
    /// For this party (by id, channel, division code or name); for every one without it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub to: Option<String>,
    /// The folder to write to.
    pub folder: String,
}

/// The files written.
#[derive(Debug, Serialize, TS)]
pub struct FilesWritten {
    /// One or more for each party.
    pub files: Vec<WrittenFile>,
}

/// A file that was written, read back and compared.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WrittenFile {
    /// Where it is.
    pub path: String,
    /// What its 交接单 says.
    #[serde(flatten)]
    pub slip: Slip,
    /// The name of the party that it is for.
    pub to: String,
    /// Whether the drive itself was read; otherwise the file counts as 未验证.
    pub proved: bool,
}
