//! What the tests share: sites with a file each, and the records that they write.

pub mod orchard;
pub mod records;
pub mod site;
pub mod village;

pub use records::*;
pub use site::*;
pub use village::*;
