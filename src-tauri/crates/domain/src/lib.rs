//! What a village keeps, and the rules it keeps it by.
//!
//! Every record kind is declared once, in [`kinds`]: its fields with their labels, types, code lists, disclosure
//! groups and owners. Tables, the wire form, forms and lists in the window, spreadsheet columns and masks follow
//! from that one declaration. Rules that a person must not break stand in [`rules`], each once; the lifecycle of a
//! need stands in [`need_state`].
//!
//! Deliberately not here: SQL, files, keys, the clock (today is always passed in) and anything that knows how a
//! record travels. Kinds are a registry and not an enum, so that a test can declare one of its own and take it
//! through every layer.

pub mod codes;
mod date;
pub mod disclosure;
pub mod erasure;
mod facts;
pub mod id_number;
mod kind;
pub mod kinds;
pub mod mask;
pub mod need_state;
mod put;
mod record;
mod registry;
pub mod rules;
mod value;
pub mod words;

pub use date::{Day, DayError};
pub use facts::Facts;
pub use kind::{DELETED, Field, Group, Kind, Owner, REASON, Scope, Type};
pub use put::Put;
pub use record::Record;
pub use registry::Registry;
pub use value::{RecordId, Value};
