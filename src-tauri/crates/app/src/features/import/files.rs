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
        let shown = headers.iter().find(|one| one.path == path && one.sheet == found.name);
        let found = match shown {
            Some(at) => layout::preview_with_header(workbook, &found.name, kind, at.header_row, at.header_rows)
                .unwrap_or(found),
            None => found,
        };
        let found = remembered(session, kind, found)?;
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
        sheets.into_iter().map(|sheet| Ok(remembered(session, kind, sheet)?.mapping())).collect();
    Ok(Mapping { kind, sheets: sheets? })
}

fn shape_of(kind: RosterKind, sheet: &layout::SheetPreview) -> Option<String> {
    sheet.shape().map(|headers| format!("{kind:?}\t{headers}"))
}

fn remembered(
    session: &Session,
    kind: RosterKind,
    sheet: layout::SheetPreview,
) -> Result<layout::SheetPreview> {
    let Some(shape) = shape_of(kind, &sheet) else { return Ok(sheet) };
    let kept = session.store.import_mapping(&shape)?;
    // A column that only a newer program knows makes the whole memory useless, not the import.
    let columns = kept.and_then(|json| serde_json::from_str::<BTreeMap<usize, Target>>(&json).ok());
    Ok(match columns {
        Some(columns) => sheet.understood(kind, &columns),
        None => sheet,
    })
}

/// Remembers how a person understood the sheets of a file, where the program would have read them otherwise.
pub(super) fn remember(session: &Session, workbook: &Workbook, mapping: &Mapping) -> Result<()> {
    for said in mapping.sheets.iter().filter(|sheet| sheet.chosen) {
        let found = layout::preview_with_header(workbook, &said.name, mapping.kind, said.header_row, said.header_rows);
        let Some(found) = found else { continue };
        let Some(shape) = shape_of(mapping.kind, &found) else { continue };
        if remembered(session, mapping.kind, found)?.mapping().columns != said.columns {
            let json = serde_json::to_string(&said.columns).map_err(|_| Failure::of("internal"))?;
            session.store.set_import_mapping(&shape, &json)?;
        }
    }
    Ok(())
}
