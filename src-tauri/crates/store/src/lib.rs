//! The keeper: an encrypted SQLite file that holds the journal and what follows from it.
//!
//! The journal is the truth; the tables of records are projections that [`Store::rebuild`] makes again from it and
//! [`Store::verify`] compares with it. Every change enters through one door, [`Store::write`], and becomes one entry a
//! channel; entries of other sites enter through [`Store::merge`]. Both project by the same code.
//!
//! The tables of the kinds follow from their declarations when the file is opened: a field added to a kind becomes a
//! column, and what older programs kept of it unread is projected. An older program opens the file of a newer one too.
//!
//! Deliberately not here: what the records mean (`domain`), files between sites (`exchange`), keys (`vault`), the
//! clock (the moment is passed in). Only this crate knows SQL.

mod acts;
mod aside;
mod backup;
mod branch;
mod bulk;
mod chain;
mod channels;
mod clock;
mod conflicts;
mod connection;
mod declared;
mod digest;
mod door;
mod erase;
mod error;
mod facts;
mod fate;
mod kept_branch;
mod late;
mod list;
mod local;
mod lock;
mod merge;
mod names;
mod open;
mod partial;
mod rebuild;
mod replay;
mod rewriting;
mod row;
mod schema;
mod search;
mod shown;
mod undo;
mod verify;

pub use acts::ActSummary;
pub use backup::BackedUp;
pub use chain::{ChainHead, Held};
pub use channels::ChannelScope;
pub use conflicts::Conflict;
pub use door::{Act, Base, Moment, Open, Tx, Written};
pub use error::{DiskTrouble, Error};
pub use facts::Reader;
pub use fate::Fate;
pub use kept_branch::KeptBranch;
pub use list::{Filter, Page, Query, Sort};
pub use local::{Direction, ImportLog, Parcel, Token};
pub use merge::{Decided, Merged};
pub use open::Store;
pub use partial::Extent;
pub use shown::{Shown, Spans};
pub use undo::{Undone, UndoneField};
pub use verify::Verified;

/// What this crate's functions give, or why not.
pub type Result<T> = std::result::Result<T, Error>;
