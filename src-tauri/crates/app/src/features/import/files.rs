//! Roster files on their way in: opened, looked through, with what a person once said about sheets of the same make.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sheets::grid::{self, Workbook};
use sheets::layout::{self, Mapping, SheetMapping};
use sheets::{RosterKind, Target};

use super::shapes::{HeaderAt, ImportFile, SheetPreview};
use crate::failure::io;
use crate::{Failure, Result, Session};

/// Among so many first rows the headers of a known sheet are looked for.
const HEADERS: usize = 12;

/// Opens a roster file.
pub(super) fn open(path: &Path) -> Result<Workbook> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let size = fs::metadata(path).map_err(|error| io(path, &error))?.len();
    // Asked before anything is read: a film that was clicked by mistake must not fill the memory.
    if size > grid::MAX_BYTES {
        return Err(of_sheet(&sheets::Error::TooLarge, &name));
    }
    let bytes = fs::read(path).map_err(|error| io(path, &error))?;
    grid::open(&bytes, &name).map_err(|error| of_sheet(&error, &name))
}

/// Why a file could not be read or written, with its name.
pub(crate) fn of_sheet(error: &sheets::Error, name: &str) -> Failure {
    Failure::of(error.code()).with("name", name)
}

/// Looks through an open file as the roster of this kind.
pub(super) fn preview(
    session: &Session,
    path: &str,
    workbook: &Workbook,
    kind: RosterKind,
    headers: &[HeaderAt],
) -> Result<ImportFile> {
    let guessed = layout::preview(workbook, None);
    let mut sheets = Vec::new();
    for found in layout::preview(workbook, Some(kind)).sheets {
        let found = match headers.iter().find(|one| one.path == path && one.sheet == found.name) {
            Some(shown) => {
                with_header(session, workbook, kind, found, (shown.header_row, shown.header_rows))?
            }
            None => remembered(session, workbook, kind, found)?,
        };
        sheets.push(SheetPreview { mapping: found.mapping(), found });
    }
    Ok(ImportFile {
        path: path.to_owned(),
        file: workbook.file.clone(),
        kind: guessed.kind,
        kind_sure: guessed.kind_sure,
        sheets,
    })
}

/// How a file is read if nobody says otherwise.
pub(super) fn suggested(session: &Session, workbook: &Workbook, kind: RosterKind) -> Result<Mapping> {
    let sheets = layout::preview(workbook, Some(kind)).sheets;
    let sheets: Result<Vec<SheetMapping>> =
        sheets.into_iter().map(|sheet| Ok(remembered(session, workbook, kind, sheet)?.mapping())).collect();
    Ok(Mapping { kind, sheets: sheets? })
}

/// The name under which it is remembered how sheets with these headers are understood.
fn memory(workbook: &Workbook, sheet: &str, kind: RosterKind, (row, rows): (usize, usize)) -> Option<String> {
    let headers = layout::headers_at(workbook, sheet, kind, row, rows)?;
    // One word over a table tells too little to know the table again by.
    let telling = headers.iter().filter(|header| !header.is_empty()).count() >= 2;
    telling.then(|| format!("{kind:?}\t{}", headers.join("\t")))
}

fn recall(session: &Session, memory: &str) -> Result<Option<BTreeMap<usize, Target>>> {
    let kept = session.store.import_mapping(memory)?;
    // A column that only a newer program knows makes the whole memory useless, not the import.
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
}

/// The sheet as a person once understood one with the same headers, or as it was found.
fn remembered(
    session: &Session,
    workbook: &Workbook,
    kind: RosterKind,
    found: layout::SheetPreview,
) -> Result<layout::SheetPreview> {
    for (row, rows) in (1..=HEADERS).flat_map(|row| [(row, 1), (row, 2)]) {
        let Some(memory) = memory(workbook, &found.name, kind, (row, rows)) else { continue };
        if let Some(columns) = recall(session, &memory)? {
            let shown = layout::preview_with_header(workbook, &found.name, kind, Some(row), rows);
            return Ok(shown.unwrap_or(found).understood(workbook, kind, &columns));
        }
    }
    Ok(found)
}

/// The sheet with the header that a person showed.
fn with_header(
    session: &Session,
    workbook: &Workbook,
    kind: RosterKind,
    found: layout::SheetPreview,
    (row, rows): (Option<usize>, usize),
) -> Result<layout::SheetPreview> {
    let name = found.name.clone();
    let shown = layout::preview_with_header(workbook, &name, kind, row, rows).unwrap_or(found);
    let memory = row.and_then(|row| memory(workbook, &name, kind, (row, rows)));
    let columns = memory.map(|memory| recall(session, &memory)).transpose()?.flatten();
    Ok(match columns {
        Some(columns) => shown.understood(workbook, kind, &columns),
        None => shown,
    })
}

/// Remembers how a person understood the sheets of a file, where the program would have read them otherwise.
pub(super) fn remember(session: &Session, workbook: &Workbook, said: &Mapping) -> Result<()> {
    let usual = suggested(session, workbook, said.kind)?;
    for sheet in said.sheets.iter().filter(|sheet| sheet.chosen) {
        let known = usual.sheets.iter().find(|one| one.name == sheet.name);
        let same = |one: &SheetMapping| one.columns == sheet.columns && one.header_row == sheet.header_row;
        let at = sheet.header_row.map(|row| (row, sheet.header_rows)).filter(|_| !known.is_some_and(same));
        let memory = at.and_then(|at| memory(workbook, &sheet.name, said.kind, at));
        if let Some(memory) = memory {
            let json = serde_json::to_string(&sheet.columns).map_err(|_| Failure::of("internal"))?;
            session.store.set_import_mapping(&memory, &json)?;
        }
    }
    Ok(())
}
