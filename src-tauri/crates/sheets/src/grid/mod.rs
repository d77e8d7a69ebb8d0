//! A file as grids of cells, whatever it was written with.
//!
//! What a file is follows from its first bytes, never from its name. Everything that a file could exaggerate is
//! bounded before it is unfolded: see [`LIMITS`].

mod biff_bounds;
mod content;
mod excel;
mod merges;
mod side_by_side;
mod text;
mod zip_bounds;

pub use content::{Cell, Content, cell_name, column_letters};

use crate::Error;

/// The bounds of a file, in words.
pub(crate) const LIMITS: &str = "64 MiB, 20,000 rows or 100 columns a sheet";

/// Bytes of a file, and of everything packed in it.
pub const MAX_BYTES: u64 = 64 << 20;
/// Rows of a sheet that hold something.
pub const MAX_ROWS: usize = 20_000;
/// Columns of a sheet that hold something.
pub const MAX_COLUMNS: usize = 100;
/// Sheets of a file.
pub const MAX_SHEETS: usize = 200;

/// A file: its sheets in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// The file's name without folders.
    pub file: String,
    /// The sheets that hold something.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name; `Sheet1` for a text table.
    pub name: String,
    /// Whether the file hides it.
    pub hidden: bool,
    /// The cells by row and column, both from 0; a row ends at its last cell that holds something.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The cell at a row and a column, both from 0; an empty one beyond the edges.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        const NONE: &Cell = &Cell::EMPTY;
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(NONE)
    }

    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Opens the bytes of a file. `name` serves only to tell which file it was.
pub fn open(bytes: &[u8], name: &str) -> Result<Workbook, Error> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let mut sheets = match Form::of(bytes) {
        Form::Zip => excel::read_xlsx(bytes)?,
        Form::Compound => excel::read_xls(bytes)?,
        Form::WebPage => return Err(Error::WebPage),
        Form::Foreign => return Err(Error::Unsupported),
        Form::Text => vec![text::read(bytes)?],
    };
    sheets = sheets.into_iter().flat_map(side_by_side::split).collect();
    sheets.retain(|sheet| sheet.rows.iter().flatten().any(|cell| !cell.is_blank()));
    if sheets.is_empty() {
        return Err(Error::Empty);
    }
    Ok(Workbook { file: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(), sheets })
}

enum Form {
    Zip,
    Compound,
    WebPage,
    Foreign,
    Text,
}

impl Form {
    fn of(bytes: &[u8]) -> Form {
        const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        // Bare BIFF 2 to 4 streams, PDF, RTF, pictures and other archives.
        const FOREIGN: [&[u8]; 9] = [
            &[0x09, 0x00, 0x04, 0x00],
            &[0x09, 0x02, 0x06, 0x00],
            &[0x09, 0x04, 0x06, 0x00],
            b"%PDF",
            b"{\\rtf",
            &[0x89, b'P', b'N', b'G'],
            &[0xFF, 0xD8, 0xFF],
            b"Rar!",
            b"7z\xBC\xAF",
        ];
        if bytes.starts_with(b"PK\x03\x04") {
            Form::Zip
        } else if bytes.starts_with(COMPOUND) {
            Form::Compound
        } else if FOREIGN.iter().any(|magic| bytes.starts_with(magic)) {
            Form::Foreign
        } else if is_web_page(bytes) {
            Form::WebPage
        } else {
            Form::Text
        }
    }
}

fn is_web_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{FEFF}', '\u{FFFD}', ' ', '\r', '\n', '\t']);
    ["<?xml", "<!doctype", "<html", "<table", "<meta", "<head", "mime-version:"]
        .iter()
        .any(|mark| head.starts_with(mark))
}
