//! Choosing files and folders in the desktop's own dialogs. The window learns paths and never their content.
//!
//! Native dialogs cannot be driven by a test. If `LIANXIN_PICK` names a file, every choice is answered with
//! its next line, a path, and the line is removed; an empty line, or none left, is a cancelled dialog.

use crate::call::aside;
use app::Failure;
use serde::Deserialize;
use std::fs;
use std::path::Path;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};

/// The environment variable that names the file of prepared answers.
const PREPARED: &str = "LIANXIN_PICK";

/// A kind of file that a dialog offers, such as `Excel 表格` with `xlsx` and `xls`.
#[derive(Deserialize)]
pub struct Filter {
    name: String,
    extensions: Vec<String>,
}

/// Asks for one file that exists. Answers its path, or nothing if the person cancelled.
#[tauri::command]
pub async fn pick_file(
    handle: AppHandle,
    title: String,
    filters: Vec<Filter>,
) -> Result<Option<String>, Failure> {
    choose(move || dialog(&handle, &title, &filters).blocking_pick_file()).await
}

/// Asks for files that exist. Answers their paths; none if the person cancelled.
#[tauri::command]
pub async fn pick_files(
    handle: AppHandle,
    title: String,
    filters: Vec<Filter>,
) -> Result<Vec<String>, Failure> {
    if let Some(prepared) = prepared()? {
        return Ok(prepared.into_iter().collect());
    }
    let chosen = aside(move || dialog(&handle, &title, &filters).blocking_pick_files()).await?;
    chosen.unwrap_or_default().into_iter().map(path).collect()
}

/// Asks for a folder that exists. Answers its path, or nothing if the person cancelled.
#[tauri::command]
pub async fn pick_folder(handle: AppHandle, title: String) -> Result<Option<String>, Failure> {
    choose(move || dialog(&handle, &title, &[]).blocking_pick_folder()).await
}

/// Asks where to write a file, offering `name`. Answers its path, or nothing if the person cancelled.
#[tauri::command]
pub async fn save_file(
    handle: AppHandle,
    title: String,
    name: String,
    filters: Vec<Filter>,
) -> Result<Option<String>, Failure> {
    choose(move || dialog(&handle, &title, &filters).set_file_name(name).blocking_save_file()).await
}

async fn choose(ask: impl FnOnce() -> Option<FilePath> + Send + 'static) -> Result<Option<String>, Failure> {
    match prepared()? {
        Some(answer) => Ok(answer),
        None => aside(ask).await?.map(path).transpose(),
    }
}

fn dialog(handle: &AppHandle, title: &str, filters: &[Filter]) -> FileDialogBuilder<tauri::Wry> {
    filters.iter().fold(handle.dialog().file().set_title(title), |dialog, filter| {
        let extensions: Vec<&str> = filter.extensions.iter().map(String::as_str).collect();
        dialog.add_filter(&filter.name, &extensions)
    })
}

fn path(chosen: FilePath) -> Result<String, Failure> {
    let path = chosen.into_path().map_err(|_| Failure::of("path_unusable"))?;
    path.into_os_string().into_string().map_err(|_| Failure::of("path_unusable"))
}

/// The next prepared answer, if answers are prepared at all.
fn prepared() -> Result<Option<Option<String>>, Failure> {
    match std::env::var_os(PREPARED) {
        Some(file) => next_line(Path::new(&file)).map(Some).map_err(|_| Failure::of("path_unusable")),
        None => Ok(None),
    }
}

/// Takes the first line out of `file`; an empty or missing one is `None`.
fn next_line(file: &Path) -> std::io::Result<Option<String>> {
    let text = fs::read_to_string(file)?;
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    fs::write(file, rest)?;
    Ok(Some(first.trim_end_matches('\r').to_owned()).filter(|line| !line.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::next_line;

    #[test]
    fn prepared_answers_are_used_up_line_by_line_and_then_count_as_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answers");
        std::fs::write(&file, "/stick/甲.xlsx\r\n\n/stick/乙.lxc").unwrap();
        let answers: Vec<_> = (0..4).map(|_| next_line(&file).unwrap()).collect();
        assert_eq!(answers, [Some("/stick/甲.xlsx".into()), None, Some("/stick/乙.lxc".into()), None]);
    }

    #[test]
    fn a_missing_file_of_answers_is_an_error_and_not_a_cancelled_dialog() {
        let folder = tempfile::tempdir().unwrap();
        assert!(next_line(&folder.path().join("none")).is_err());
    }
}
