//! Where things lie.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_path_buf()
}

/// The window's sources.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// The folder of what Cargo builds, as Cargo itself chooses it.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(chosen) => root().join(chosen),
        None => root().join("target"),
    }
}

/// The window's program as built for development.
pub fn desktop() -> PathBuf {
    target().join("debug").join("lianxin-desktop")
}
