//! 交换包: what stands inside the seal.

mod branch;
mod head;
mod letter;
mod manifest;
mod own;
mod pack;
mod section;
mod supplement;
mod supplements;

pub use branch::Branch;
pub use head::Head;
pub(crate) use letter::Letter;
pub use manifest::Manifest;
pub(crate) use own::{Gathered, unseal};
pub use own::{Own, OwnDraft, Span};
pub(crate) use pack::{pack, unpack};
pub(crate) use section::{Section, Sections, is_skippable, number};
pub use supplement::Supplement;
pub(crate) use supplements::Supplements;
