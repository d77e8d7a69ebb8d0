//! The record kinds, each declared once.
//!
//! Numbers are frozen: a field or kind that falls out of use keeps its number, and a new one takes a number never
//! used before. A field's place here is its place on the default form.

mod needs;
mod people;
mod places;
mod visits;
mod workspace;

pub use needs::{answer, need, step};
pub use people::{household, member, person, resident};
pub use places::unit;
pub use visits::{link, visit};
pub use workspace::{audit, erasure, operator};

use crate::Kind;

/// Every kind, by number.
pub static ALL: &[&Kind] = &[
    &unit::KIND,
    &person::KIND,
    &household::KIND,
    &resident::KIND,
    &member::KIND,
    &link::KIND,
    &visit::KIND,
    &need::KIND,
    &step::KIND,
    &operator::KIND,
    &audit::KIND,
    &erasure::KIND,
    &answer::KIND,
];
