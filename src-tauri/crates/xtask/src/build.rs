//! Building the programs and what drives them.

use crate::answers::member;
use crate::root::{desktop, root, target};
use crate::tool::{Outcome, Trouble, call, cargo, printed, run};
use std::path::{Path, PathBuf};

/// The programs and, with them, the stories in the real window.
///
/// Which features a dependency gets, and with which debug information a macro is compiled, follows from all targets
/// that are chosen together. Every command that builds for running therefore chooses these, the same as the tests
/// do; then Tauri and SQLCipher are compiled once, not twice.
const TARGETS: [&str; 5] = ["build", "--workspace", "--bins", "--test", "window"];

/// Builds the programs and the stories.
pub fn programs() -> Outcome {
    run(cargo(TARGETS))
}

/// Plays the stories in the real window whose names begin with `named`, each on a display of its own, and leaves
/// their pictures in `pictures`.
pub fn stories(named: &str, pictures: &Path) -> Outcome {
    let told = printed(cargo([&TARGETS[..], &["--message-format", "json-render-diagnostics"]].concat()))?;
    let story =
        told.lines().find(|line| line.contains(r#""name":"window""#) && line.contains(r#""executable":""#));
    let story = story.ok_or_else(|| Trouble::Failed("cargo built no stories".into()))?;
    // Left from the last time; what cannot be removed is only taken for new.
    let _ = std::fs::remove_dir_all(pictures);
    let mut command = call(member(story, "executable")?, [named], &root());
    command.env("LIANXIN_DESKTOP", desktop()).env("LIANXIN_PICTURES", pictures);
    run(command)
}

/// The command-line program as built for development.
pub fn lianxin() -> PathBuf {
    target().join("debug").join("lianxin")
}
