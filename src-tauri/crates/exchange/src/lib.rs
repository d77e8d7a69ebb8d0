//! Files between sites (`.lxc`), the statements that say who is trusted with what, and receipts.
//!
//! Every file in every direction (village to township and back, laptop to laptop within a village) is one type: the
//! sender's receipt of the reader's chains, and the sender's entries beyond the reader's receipt. So any later file
//! heals the loss of an earlier one. [`format`](mod@format) describes the bytes.
//!
//! | question | module |
//! | --- | --- |
//! | who is who, and who may write what? | [`PartyCard`], [`Statement`], [`Trust`] |
//! | how does a village come in? | [`Invitation`] |
//! | what is this file? | [`peek`], [`check`] |
//! | how is a package written and read? | [`Writer`]; [`Reader`], [`Opened`] |
//! | what arrived? | [`Receipt`], [`Standing`], [`Mark`] |
//! | what of withheld values? | [`Supplement`], [`Own`] |
//! | what of entries that did not stand? | [`Branch`] |
//!
//! Bytes in, bytes out: deliberately no SQL, no file system and no clock. What a merge does with the entries is the
//! journal's meaning and the store's work; which entries wait for others, too. A package says nothing about a reader's
//! state, and opening one changes nothing.

#[cfg(test)]
extern crate self as exchange;

mod cbor;
mod container;
mod error;
pub mod format;
mod ids;
mod invitation;
mod opened;
mod package;
mod party;
mod reader;
mod receipt;
mod signed;
mod statement;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;
mod trust;
mod writer;

pub use container::{FileKind, Peek, check, peek};
pub use error::{Error, Result};
pub use ids::{FileId, PartyId, Token};
pub use invitation::Invitation;
pub use opened::{Carried, Entries, Opened, Range};
pub use package::{Branch, Head, Manifest, Own, OwnDraft, Span, Supplement};
pub use party::{PartyCard, PartyKind, channel_of};
pub use reader::Reader;
pub use receipt::{ChainReceipt, Mark, Receipt, Standing, TakenFile};
pub use signed::Signed;
pub use statement::{Agreed, Grant, Introduction, PolicyStatement, Reason, SiteCert, Statement};
pub use trust::{Agreement, Trust};
pub use writer::{Sender, Writer};
