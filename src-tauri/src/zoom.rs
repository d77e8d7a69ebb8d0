//! The size of type, kept outside the workspace because it is wanted before one is unlocked.

use crate::home::home;
use app::Failure;
use std::path::PathBuf;
use tauri::AppHandle;

/// The sizes offered: 标准, 大, 特大.
const LEVELS: [&str; 3] = ["standard", "large", "largest"];

/// The kept size, or `standard`.
#[tauri::command]
pub fn load_zoom(handle: AppHandle) -> Result<String, Failure> {
    let kept = std::fs::read_to_string(file(&handle)?).unwrap_or_default();
    Ok(LEVELS.into_iter().find(|level| *level == kept.trim()).unwrap_or("standard").into())
}

/// Keeps `level`, which must be one of the sizes offered.
#[tauri::command]
pub fn save_zoom(handle: AppHandle, level: &str) -> Result<(), Failure> {
    if !LEVELS.contains(&level) {
        return Err(Failure::of("zoom_unknown"));
    }
    std::fs::write(file(&handle)?, level).map_err(|_| Failure::of("settings_not_saved"))
}

fn file(handle: &AppHandle) -> Result<PathBuf, Failure> {
    home(handle).map(|folder| folder.join("zoom")).map_err(|_| Failure::of("settings_not_saved"))
}
