//! `cargo xtask bench`: the program beside raw SQLite.

use crate::setup::set_up;
use crate::steps::Steps;
use crate::tool::{Outcome, cargo, run};

/// Sets up and runs the benches, which print their ratios themselves.
pub fn bench() -> Outcome {
    let mut steps = Steps::default();
    set_up(&mut steps, false)?;
    steps.need("benches", || run(cargo(["bench", "--package", "scenarios"])))?;
    steps.close()
}
