//! The journal: what an entry is, byte for byte, and what a set of entries means.
//!
//! An [`Entry`] is one act's changes in one channel, written by one site. [`Entry::hash`] chains it to its
//! predecessor without depending on what is withheld of it: each disclosure group is a salted Merkle tree of which a
//! file may carry the leaves or only the root. [`State`] is the merged meaning of all the writes of one record: a
//! function of the set of applied entries, whatever their order.
//!
//! Every number and byte here is frozen: entries written today must be readable, and hash the same, for ever. Golden
//! entries in the tests hold it so.
//!
//! Deliberately not here: SQL, files, keys and signatures, and the rules of the village's work. Which entries wait
//! for others is decided by whoever keeps them (`store`); who may write a channel, by who trusts whom (`exchange`).

mod cbor;
mod digest;
mod entry;
mod error;
mod hash;
mod hlc;
mod ids;
mod refusal;
mod state;

pub use cbor::{decode_value, encode_value};
pub use digest::Digest;
pub use entry::{
    ActRef, Change, Entry, Header, Leaf, MAX_CHANGES, MAX_ENTRY_BYTES, OpenedLeaf, Part, Place, VERSION,
    Write,
};
pub use error::Error;
pub use hash::{Hash, derive_seed, part_root};
pub use hlc::{Hlc, MAX_HLC};
pub use ids::{ChannelId, Dot, SiteId};
pub use refusal::{Refusal, refusal};
pub use state::{Register, RegisterKey, State, Survivor, Visibility};
