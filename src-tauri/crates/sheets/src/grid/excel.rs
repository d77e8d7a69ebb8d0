//! `.xlsx` and `.xls`, through calamine.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::merges::{Merge, fill};
use super::{Cell, Content, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Sheet, biff_bounds, zip_bounds};
use crate::Error;

/// Reads a packed workbook.
pub(super) fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Error> {
    zip_bounds::check(bytes)?;
    sheltered(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?;
        let mut sheets = Vec::new();
        for (name, hidden) in listed(book.sheets_metadata())? {
            sheets.push(xlsx_sheet(&mut book, name, hidden)?);
        }
        Ok(sheets)
    })
}

/// Reads an old workbook.
pub(super) fn read_xls(bytes: &[u8]) -> Result<Vec<Sheet>, Error> {
    biff_bounds::check(bytes)?;
    sheltered(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(xls_error)?;
        let mut sheets = Vec::new();
        for (name, hidden) in listed(book.sheets_metadata())? {
            let range = book.worksheet_range(&name).map_err(xls_error)?;
            let merges = book.merge_cells_by_sheet_name(&name).map_err(xls_error)?;
            let (top, left) = range.start().unwrap_or_default();
            let mut sheet = blank(name, hidden);
            for (row, column, data) in range.used_cells() {
                place(&mut sheet, top as usize + row, left as usize + column, content(data.clone()))?;
            }
            fill(&mut sheet, &merges.iter().map(merge).collect::<Vec<_>>());
            sheets.push(sheet);
        }
        Ok(sheets)
    })
}

// A reader of old formats may panic on bytes it never met; for us that is a damaged file.
fn sheltered<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Error::Damaged))
}

fn listed(sheets: &[calamine::Sheet]) -> Result<Vec<(String, bool)>, Error> {
    if sheets.len() > MAX_SHEETS {
        return Err(Error::TooLarge);
    }
    let named = |sheet: &calamine::Sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible);
    Ok(sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).map(named).collect())
}

fn xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: String, hidden: bool) -> Result<Sheet, Error> {
    let merges = book.merge_cells_by_sheet_name(&name).map_err(xlsx_error)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(xlsx_error)?;
    let mut sheet = blank(name, hidden);
    while let Some(cell) = cells.next_cell().map_err(xlsx_error)? {
        let (row, column) = cell.get_position();
        place(&mut sheet, row as usize, column as usize, content(cell.get_value().clone().into()))?;
    }
    fill(&mut sheet, &merges.iter().map(merge).collect::<Vec<_>>());
    Ok(sheet)
}

fn blank(name: String, hidden: bool) -> Sheet {
    Sheet { name, hidden, rows: Vec::new() }
}

fn merge(found: &Dimensions) -> Merge {
    Merge {
        first: (found.start.0 as usize, found.start.1 as usize),
        last: (found.end.0 as usize, found.end.1 as usize),
    }
}

fn place(sheet: &mut Sheet, row: usize, column: usize, content: Content) -> Result<(), Error> {
    let cell = Cell::from(content);
    if cell.is_blank() {
        return Ok(());
    }
    if row >= MAX_ROWS || column >= MAX_COLUMNS {
        return Err(Error::TooLarge);
    }
    if sheet.rows.len() <= row {
        sheet.rows.resize(row + 1, Vec::new());
    }
    let Some(cells) = sheet.rows.get_mut(row) else { return Ok(()) };
    if cells.len() <= column {
        cells.resize(column + 1, Cell::EMPTY);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
    Ok(())
}

fn content(data: Data) -> Content {
    match data {
        Data::Empty => Content::Empty,
        Data::Int(number) => Content::Number(number as f64),
        Data::Float(number) => Content::Number(number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Content::Text(text),
        Data::Bool(truth) => Content::Bool(truth),
        Data::DateTime(moment) => day(moment),
        Data::Error(_) => Content::Error,
    }
}

// A date format on something that is no day (an age, a telephone number) leaves the number.
fn day(moment: ExcelDateTime) -> Content {
    let serial = moment.as_f64();
    let within = moment.is_datetime() && (1.0..80_000.0).contains(&serial);
    match moment.as_datetime().filter(|_| within) {
        Some(moment) => Content::Date(moment.date()),
        None => Content::Number(serial),
    }
}

fn xlsx_error(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::Password,
        _ => Error::Damaged,
    }
}

fn xls_error(error: XlsError) -> Error {
    match error {
        XlsError::Password => Error::Password,
        _ => Error::Damaged,
    }
}
