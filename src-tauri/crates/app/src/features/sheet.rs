//! Workbooks on their way out: lists as they are shown, and files written whole or not at all.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use sheets::list_out::{self, List};

use super::import::of_sheet;
use crate::failure::io;
use crate::naming::sync_folder;
use crate::table::Column;
use crate::{Failure, Result};

const NARROWEST: f64 = 8.0;
const WIDEST: f64 = 40.0;

/// Writes rows of text under their columns, with the title, the unit and the day above. Gives the file's path.
pub(crate) fn write(
    path: &str,
    title: &str,
    unit: &str,
    today: NaiveDate,
    columns: &[Column],
    rows: Vec<Vec<String>>,
) -> Result<String> {
    let params = [
        ("unit", unit.to_owned()),
        ("year", today.year().to_string()),
        ("month", today.month().to_string()),
        ("day", today.day().to_string()),
    ];
    let params = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<HashMap<_, _>>();
    let columns = columns.iter().enumerate();
    let list = List {
        title: title.trim().to_owned(),
        unit_line: domain::words::sentence("import", "unit_line", &params),
        columns: columns
            .map(|(at, column)| column_of(column, rows.iter().filter_map(|row| row.get(at))))
            .collect(),
        rows,
    };
    let bytes = list_out::write(&list, &mut |_, _| true).map_err(|error| of_sheet(&error, path))?;
    save(path, &bytes)
}

/// A column as wide as what stands in it, within reason; what is longer is broken.
fn column_of<'t>(column: &Column, texts: impl Iterator<Item = &'t String>) -> list_out::Column {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>() + 2.0;
    let width = texts.map(|text| wide(text)).fold(wide(&column.label), f64::max);
    list_out::Column { label: column.label.clone(), width: width.clamp(NARROWEST, WIDEST) }
}

/// Writes a workbook: to a temporary name beside it, synced, then renamed, so that a file of this name is the old one
/// or the new one and never half of it. Gives the path, to which `.xlsx` is added if it was missing.
pub(crate) fn save(path: &str, bytes: &[u8]) -> Result<String> {
    let path = with_ending(path)?;
    let temporary = temporary(&path)?;
    let written = (|| {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &path)?;
        sync_folder(&path)
    })();
    if let Err(error) = written {
        // Nothing more can be done about what could not be taken away; the failure that counts is the first.
        let _ = fs::remove_file(&temporary);
        return Err(io(&path, &error));
    }
    Ok(path.to_string_lossy().into_owned())
}

fn with_ending(path: &str) -> Result<PathBuf> {
    let path = Path::new(path);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Ok(path.to_owned());
    }
    let mut name = path.file_name().ok_or_else(|| Failure::of("path_unusable").with("name", ""))?.to_owned();
    name.push(".xlsx");
    let path = path.with_file_name(&name);
    // The person was asked about the name without the ending, not about this one.
    if path.exists() {
        return Err(Failure::of("path_taken").with("name", name.to_string_lossy().into_owned()));
    }
    Ok(path)
}

fn temporary(path: &Path) -> Result<PathBuf> {
    let mark = vault::random::random_bytes::<6>()?;
    Ok(path.with_file_name(format!(".{}.tmp", hex::encode(mark))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名单.XLSX");
        fs::write(&path, b"old").unwrap();
        save(path.to_str().unwrap(), b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_ending_is_added_and_never_replaces_a_file_that_nobody_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2026.11 名单");
        let written = save(path.to_str().unwrap(), b"new").unwrap();
        assert!(written.ends_with("2026.11 名单.xlsx"), "{written}");
        assert_eq!(save(path.to_str().unwrap(), b"newer").unwrap_err().code, "path_taken");
        assert_eq!(fs::read(written).unwrap(), b"new");
    }

    #[test]
    fn a_folder_that_is_gone_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("没有").join("名单.xlsx");
        assert_eq!(save(path.to_str().unwrap(), b"new").unwrap_err().code, "path_missing");
    }
}
