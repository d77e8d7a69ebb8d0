//! Building the programs and what drives them.

use crate::root::{desktop, target};
use crate::tool::{Outcome, cargo, run};
use std::path::{Path, PathBuf};

/// Builds the programs, and with them the stories in the real window.
///
/// A dependency is compiled with the features that all chosen targets ask of it together. Every command that
/// builds for running therefore chooses the whole workspace and a test; then Tauri is compiled once, not twice.
pub fn programs() -> Outcome {
    run(cargo(["build", "--workspace", "--bins", "--test", "window"]))
}

/// Plays the stories in the real window whose names begin with `named`, each on a display of its own, and leaves
/// their pictures in `pictures`.
pub fn stories(named: &str, pictures: &Path) -> Outcome {
    let mut command = cargo(["test", "--workspace", "--test", "window", "--", named]);
    command.env("LIANXIN_DESKTOP", desktop()).env("LIANXIN_PICTURES", pictures);
    run(command)
}

/// The command-line program as built for development.
pub fn lianxin() -> PathBuf {
    target().join("debug").join("lianxin")
}
