//! Where the desktop program keeps its workspace.

use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// The environment variable that names another folder for the workspace.
const HOME: &str = "LIANXIN_HOME";

/// The folder named by `LIANXIN_HOME`, if any. Several windows may then run side by side, one a folder.
pub fn chosen() -> Option<PathBuf> {
    std::env::var_os(HOME).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The workspace's folder: `LIANXIN_HOME`, otherwise the user's local data folder.
pub fn home(handle: &AppHandle) -> tauri::Result<PathBuf> {
    match chosen() {
        Some(path) => Ok(std::path::absolute(path)?),
        None => handle.path().app_local_data_dir(),
    }
}
