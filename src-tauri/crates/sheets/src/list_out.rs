//! Lists as workbooks: what a person sees on the screen, printable on A4 across.
//!
//! Every cell is text and formatted as text, so that no program makes numbers or formulas of it. What is masked
//! was masked by the caller.

use domain::{Day, Field, Kind, RecordId, Type, Value, words};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet};

use crate::Error;
use crate::progress::{Progress, tick};

const A4: u8 = 9;
const FONT: &str = "宋体";
// The built-in format `@`.
const TEXT: u8 = 49;
const ROW_HEIGHT: f64 = 20.0;
const LINE_HEIGHT: f64 = 15.0;

/// A list to write.
#[derive(Debug, Clone)]
pub struct List {
    /// The title over the list, also the sheet's name as far as that allows.
    pub title: String,
    /// The line under the title: unit and date; none if empty.
    pub unit_line: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The texts of each row, in the order of the columns.
    pub rows: Vec<Vec<String>>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its header.
    pub label: String,
    /// Its width in characters of the default font.
    pub width: f64,
}

impl Column {
    /// The column that shows a field of a record kind.
    pub fn of(field: &Field) -> Column {
        let width: f64 = match field.ty {
            Type::IdNumber => 21.0,
            Type::Phone | Type::Division => 14.0,
            Type::Date | Type::PartialDate => 12.0,
            Type::Bool | Type::Int => 8.0,
            Type::Code(_) | Type::Ref(_) => 12.0,
            Type::Text => 16.0,
            Type::Multiline => 36.0,
        };
        let label = field.label.chars().count() as f64 * 2.0 + 2.0;
        Column { label: field.label.to_owned(), width: width.max(label) }
    }
}

/// The columns that lists of a kind show unless the person chose others.
pub fn columns_of(kind: &Kind) -> Vec<Column> {
    kind.fields.iter().filter(|field| field.listed).map(Column::of).collect()
}

/// The text of a field's values as lists show it: the words of codes, days as `1962-03-05`, 是 and 否, several values
/// with 、 between. `named` gives the text of a record that a field refers to.
pub fn text_of(field: &Field, values: &[Value], named: &dyn Fn(RecordId) -> Option<String>) -> String {
    let texts = values.iter().filter_map(|value| match (field.ty, value) {
        (Type::Code(list), Value::Int(code)) => {
            words::code(list, u32::try_from(*code).ok()?).map(str::to_owned)
        }
        (Type::Date | Type::PartialDate, Value::Int(day)) => {
            Day::from_number(*day).ok().map(|day| day.to_string())
        }
        (_, Value::Bool(true)) => Some("是".to_owned()),
        (_, Value::Bool(false)) => Some("否".to_owned()),
        (_, Value::Int(number)) => Some(number.to_string()),
        (_, Value::Text(text)) => Some(text.clone()),
        (_, Value::Bytes(bytes)) => RecordId::from_slice(bytes).and_then(named),
    });
    texts.collect::<Vec<_>>().join("、")
}

/// Writes a list as the bytes of an `.xlsx` file. Reports its progress in rows.
pub fn write(list: &List, progress: Progress<'_>) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(&list.title))?;
    let header = title(sheet, list)?;
    write_table(sheet, header, &list.columns, &list.rows, progress)?;
    Ok(book.save_to_buffer()?)
}

/// Writes title and unit line; the row where the header goes.
fn title(sheet: &mut Worksheet, list: &List) -> Result<u32, Error> {
    let last = column_number(list.columns.len().saturating_sub(1));
    let large = text_format().set_font_size(16).set_bold().set_align(FormatAlign::Center);
    let mut row = 0;
    for (text, format) in [(&list.title, large), (&list.unit_line, text_format())] {
        if text.is_empty() {
            continue;
        }
        if last > 0 {
            sheet.merge_range(row, 0, row, last, text, &format)?;
        } else {
            sheet.write_string_with_format(row, 0, text, &format)?;
        }
        row += 1;
    }
    Ok(row)
}

/// Writes header and rows from a row on, and sets up the page.
pub(crate) fn write_table(
    sheet: &mut Worksheet,
    header: u32,
    columns: &[Column],
    rows: &[Vec<String>],
    progress: Progress<'_>,
) -> Result<(), Error> {
    let (head, body) = (header_format(), cell_format());
    for (at, column) in columns.iter().enumerate() {
        let at = column_number(at);
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(header, at, &column.label, &head)?;
    }
    for (index, cells) in rows.iter().enumerate() {
        let row = header.saturating_add(u32::try_from(index).map_err(|_| Error::TooLarge)?).saturating_add(1);
        sheet.set_row_height(row, ROW_HEIGHT + LINE_HEIGHT * more_lines(columns, cells))?;
        for at in 0..columns.len() {
            let text = cells.get(at).map_or("", String::as_str);
            sheet.write_string_with_format(row, column_number(at), text, &body)?;
        }
        tick(&mut *progress, index + 1, rows.len())?;
    }
    let last = header.saturating_add(u32::try_from(rows.len()).map_err(|_| Error::TooLarge)?);
    set_up_page(sheet, header, last, column_number(columns.len().saturating_sub(1)))
}

/// How many lines a row needs beyond one, so that no program cuts a long text off.
fn more_lines(columns: &[Column], cells: &[String]) -> f64 {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    let lines = |text: &str, width: f64| {
        text.lines().map(|line| (wide(line) / (width - 1.0).max(1.0)).ceil().max(1.0)).sum()
    };
    let needed = columns.iter().zip(cells).map(|(column, text)| lines(text, column.width));
    needed.fold(1.0, f64::max) - 1.0
}

/// A4 across, as wide as the page, the header frozen and repeated, pages numbered.
pub(crate) fn set_up_page(
    sheet: &mut Worksheet,
    header: u32,
    last_row: u32,
    last_column: u16,
) -> Result<(), Error> {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C第 &P 页，共 &N 页");
    sheet.set_freeze_panes(header.saturating_add(1), 0)?;
    sheet.set_repeat_rows(header, header)?;
    sheet.ignore_error_range(header, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

pub(crate) fn text_format() -> Format {
    Format::new().set_font_name(FONT).set_num_format_index(TEXT).set_align(FormatAlign::VerticalCenter)
}

pub(crate) fn cell_format() -> Format {
    text_format().set_border(FormatBorder::Thin).set_text_wrap()
}

pub(crate) fn header_format() -> Format {
    cell_format().set_bold().set_align(FormatAlign::Center)
}

/// A name that a sheet may have: at most 31 characters, none of `[]:*?/\`, no apostrophe at its ends.
pub(crate) fn sheet_name(title: &str) -> String {
    let name: String =
        title.chars().filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control()).take(31).collect();
    let name = name.trim_matches(['\'', ' ']).to_owned();
    if name.is_empty() { "Sheet1".to_owned() } else { name }
}

pub(crate) fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
