//! What one cell says: names, days, ID numbers, telephone numbers and villagers' groups, however they are written.

pub(crate) mod day;
pub(crate) mod group;
pub(crate) mod id_number;
mod masking;
pub(crate) mod name;
mod numerals;
pub(crate) mod phone;

pub use masking::masked;
