//! Spreadsheets in and out.
//!
//! A file goes in by steps, each of which a person can see and correct: [`grid`] opens it as cells, [`layout`] finds
//! headers and rows and suggests what the columns hold, [`read`] makes rows of people of it and says what is wrong
//! with them, [`plan`] compares them with the register and says what an import would change. [`returned`] gives
//! back the rows that could not be taken. Out go lists ([`list_out`]) and blank rosters ([`template`]).
//!
//! The words that villages use for columns and values stand in `assets/import`, so that a new one is a line there.
//!
//! Deliberately not here: SQL, keys, the clock (today is always passed in), and writing to the register: a plan is a
//! list of changes for the door. A number that a spreadsheet destroyed is refused and never guessed.

mod cells;
mod error;
pub mod grid;
pub mod layout;
pub mod list_out;
pub mod plan;
mod progress;
pub mod read;
mod returned;
mod spelling;
mod target;
mod template;
mod terms;

pub use cells::masked;
pub use error::Error;
pub use plan::plan;
pub use progress::Progress;
pub use read::read;
pub use returned::returned;
pub use target::{RosterKind, Target, UnknownTarget};
pub use template::{VERSION as TEMPLATE_VERSION, template};
