//! Looks through the records of an old `.xls` before anything allocates by what they claim.

use std::io::{Cursor, Read};

use super::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
use crate::Error;

const DIMENSIONS: u16 = 0x0200;
const FILE_PASS: u16 = 0x002F;
const MUL_RK: u16 = 0x00BD;
// FORMULA, NUMBER, LABEL, BOOLERR, RSTRING, RK, LABELSST: records of one cell that holds something.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, 0x00FD];
// Readers reserve room for this many cells when the sheet claims them.
const MAX_CLAIMED: u64 = 8 << 20;

/// Refuses encrypted workbooks, and those whose cells or claimed dimensions pass the bounds.
pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Error::Damaged)?;
    if file.exists("EncryptedPackage") {
        return Err(Error::Password);
    }
    let name = ["Workbook", "Book", "WORKBOOK", "BOOK"]
        .into_iter()
        .find(|name| file.is_stream(name))
        .ok_or(Error::Unsupported)?;
    let mut stream = Vec::new();
    file.open_stream(name)
        .and_then(|stream_file| stream_file.take(MAX_BYTES).read_to_end(&mut stream))
        .map_err(|_| Error::Damaged)?;
    Records(&stream).try_for_each(|(kind, data)| check_record(kind, data))
}

fn check_record(kind: u16, data: &[u8]) -> Result<(), Error> {
    match kind {
        FILE_PASS if word(data, 0) != Some(0) => Err(Error::Password),
        DIMENSIONS => check_dimensions(data),
        kind if CELLS.contains(&kind) => check_place(word(data, 0), word(data, 2)),
        MUL_RK => check_place(word(data, 0), data.len().checked_sub(2).and_then(|at| word(data, at))),
        _ => Ok(()),
    }
}

fn check_place(row: Option<u16>, column: Option<u16>) -> Result<(), Error> {
    let (row, column) = row.zip(column).ok_or(Error::Damaged)?;
    if usize::from(row) < MAX_ROWS && usize::from(column) < MAX_COLUMNS {
        Ok(())
    } else {
        Err(Error::TooLarge)
    }
}

// BIFF 8 counts rows in four bytes, older ones in two.
fn check_dimensions(data: &[u8]) -> Result<(), Error> {
    let long = |at: usize| Some(u64::from(word(data, at)?) | u64::from(word(data, at + 2)?) << 16);
    let short = |at: usize| word(data, at).map(u64::from);
    let bounds = if data.len() >= 14 {
        (long(0), long(4), short(8), short(10))
    } else {
        (short(0), short(2), short(4), short(6))
    };
    let (Some(top), Some(bottom), Some(left), Some(right)) = bounds else {
        return Err(Error::Damaged);
    };
    let claimed = bottom.saturating_sub(top).saturating_mul(right.saturating_sub(left));
    if bottom < top || right < left {
        return Err(Error::Damaged);
    }
    if claimed > MAX_CLAIMED { Err(Error::TooLarge) } else { Ok(()) }
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]))
}

/// The records of a stream: a kind, a length and that many bytes, until what is left is none.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (word(self.0, 0)?, usize::from(word(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some((kind, data))
    }
}
