//! Showing a written file to the person.

use crate::call::aside;
use app::Failure;
use std::path::PathBuf;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Opens the folder that holds `path` in the desktop's file browser, with the file selected.
#[tauri::command]
pub async fn reveal(handle: AppHandle, path: PathBuf) -> Result<(), Failure> {
    if !path.exists() {
        return Err(Failure::of("path_missing"));
    }
    aside(move || handle.opener().reveal_item_in_dir(path)).await?.map_err(|_| Failure::of("reveal_failed"))
}
