//! Looks into a packed workbook before anything unfolds it, because the reader behind it has no bounds of its own.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::MAX_BYTES;
use crate::Error;

const MAX_ENTRIES: usize = 2_000;
const MAX_RATIO: u64 = 100;
// Small entries of repeated text are honest at any ratio.
const RATIO_FROM: u64 = 8 << 20;

/// Unfolds every entry into nothing, counting: at most [`MAX_BYTES`] in all, at most a hundredfold, no path that
/// leaves the archive.
pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Error::Hostile);
    }
    if archive.index_for_name("xl/workbook.xml").is_none() && !has_workbook(&archive) {
        return Err(Error::Unsupported);
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| Error::Damaged)?;
        if entry.enclosed_name().is_none() {
            return Err(Error::Hostile);
        }
        let packed = entry.compressed_size().max(1);
        let left = MAX_BYTES - total;
        let unfolded = drain(&mut entry, left + 1)?;
        if unfolded > left || (unfolded > RATIO_FROM && unfolded / packed > MAX_RATIO) {
            return Err(Error::Hostile);
        }
        total += unfolded;
    }
    Ok(())
}

// Some writers use other letter cases or slashes.
fn has_workbook(archive: &ZipArchive<Cursor<&[u8]>>) -> bool {
    archive.file_names().flatten().any(|name| name.replace('\\', "/").eq_ignore_ascii_case("xl/workbook.xml"))
}

fn drain(entry: &mut impl Read, at_most: u64) -> Result<u64, Error> {
    let mut buffer = [0; 32 << 10];
    let mut entry = entry.take(at_most);
    let mut total = 0;
    loop {
        match entry.read(&mut buffer).map_err(|_| Error::Damaged)? {
            0 => return Ok(total),
            read => total += read as u64,
        }
    }
}
