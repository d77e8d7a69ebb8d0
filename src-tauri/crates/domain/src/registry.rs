//! The kinds that a program knows.

use crate::{Kind, kinds};

/// The revision of the declarations, raised whenever a field, kind or code is added. It travels in every entry and
/// tells a reader that the writer knew more.
pub const SCHEMA: u32 = 1;

/// The kinds known to one program, by number and by name.
#[derive(Debug, Clone)]
pub struct Registry {
    kinds: Vec<&'static Kind>,
    schema: u32,
}

impl Registry {
    /// Every kind that this program declares.
    pub fn standard() -> Self {
        Self { kinds: kinds::ALL.to_vec(), schema: SCHEMA }
    }

    /// The same registry with one kind more, or in place of the one with its number. For programs that know more.
    pub fn with(mut self, kind: &'static Kind) -> Self {
        self.kinds.retain(|known| known.number != kind.number);
        self.kinds.push(kind);
        self.kinds.sort_by_key(|known| known.number);
        self.schema += 1;
        self
    }

    /// The revision of these declarations.
    pub fn schema(&self) -> u32 {
        self.schema
    }

    /// All kinds, by number.
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.kinds
    }

    /// The kind of a wire number.
    pub fn kind(&self, number: u16) -> Option<&'static Kind> {
        self.kinds.iter().find(|kind| kind.number == number).copied()
    }

    /// The kind of a name.
    pub fn named(&self, name: &str) -> Option<&'static Kind> {
        self.kinds.iter().find(|kind| kind.name == name).copied()
    }
}
