//! Tables printed side by side to save paper: the same columns twice or more in one row, each with people of its own.
//!
//! Each becomes a sheet of its own, whose cells keep their places, so that what is said of a cell is found in the file.

use std::collections::HashMap;

use domain::words;

use super::{Cell, Sheet};
use crate::cells::group;
use crate::spelling::key;

// A header stands among the first rows, below titles and units.
const SEARCHED: usize = 40;
const MOST: usize = 6;

/// The sheet, or the sheets that stand side by side in it.
pub(super) fn split(sheet: Sheet) -> Vec<Sheet> {
    let found = (0..sheet.rows.len().min(SEARCHED)).find_map(|row| Some((row, starts(&sheet, row)?)));
    let Some((header, starts)) = found else { return vec![sheet] };
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(at, (start, end))| part(&sheet, header, at, if at == 0 { 0 } else { *start }, end))
        .collect()
}

/// The columns in which equal headers begin, if the row holds just such.
fn starts(sheet: &Sheet, row: usize) -> Option<Vec<usize>> {
    let cells = sheet.rows.get(row)?.iter().enumerate();
    let labels: Vec<(usize, String)> = cells
        .filter(|(_, cell)| is_own(cell) && !cell.is_blank())
        .map(|(column, cell)| (column, key(&cell.text())))
        .collect();
    if !labels.iter().any(|(_, label)| label.contains("姓名")) {
        return None;
    }
    (2..=MOST)
        .find_map(|times| blocks(&labels, times))
        .filter(|starts| is_of_other_people(sheet, row, starts))
}

fn blocks(labels: &[(usize, String)], times: usize) -> Option<Vec<usize>> {
    let size = labels.len() / times;
    // One label alone, such as 姓名 over a list of names, tells too little.
    if size < 2 || !labels.len().is_multiple_of(times) {
        return None;
    }
    let blocks: Vec<&[(usize, String)]> = labels.chunks(size).collect();
    let (first, rest) = blocks.split_first()?;
    let origin = first.first()?.0;
    let same = |block: &&&[(usize, String)]| {
        let shift = block.first().map_or(0, |(column, _)| column - origin);
        block.iter().zip(*first).all(|(one, model)| one.1 == model.1 && one.0 == model.0 + shift)
    };
    if rest.iter().filter(same).count() < rest.len() {
        return None;
    }
    blocks.iter().map(|block| block.first().map(|(column, _)| *column)).collect()
}

/// Whether the blocks hold people of the same sort: 父亲 over one and 母亲 over the next makes one row of them.
fn is_of_other_people(sheet: &Sheet, row: usize, starts: &[usize]) -> bool {
    let Some(above) = row.checked_sub(1).and_then(|row| sheet.rows.get(row)) else { return true };
    let over = |start: &usize| above.get(*start).filter(|cell| !cell.is_blank()).map(Cell::text);
    let over: Vec<String> = starts.iter().filter_map(over).collect();
    let differ = over.iter().any(|text| Some(text) != over.first());
    !differ || over.len() < starts.len() || over.iter().all(|text| group::read(text).is_some())
}

fn is_own(cell: &Cell) -> bool {
    cell.merged_from.is_none()
}

/// The columns from `start` to `end`; of the rows above the header also what stands over all of them.
fn part(sheet: &Sheet, header: usize, at: usize, start: usize, end: usize) -> Sheet {
    let within = |column: usize| (start..end).contains(&column);
    let rows = sheet.rows.iter().enumerate().map(|(row, cells)| {
        let own = |(column, cell): (usize, &Cell)| within(column) && is_own(cell) && !cell.is_blank();
        let title = row < header && !cells.iter().enumerate().any(own);
        let kept = cells.iter().enumerate();
        let mut kept: Vec<Cell> = kept
            .map(|(column, cell)| if title || within(column) { cell.clone() } else { Cell::EMPTY })
            .collect();
        let used = kept.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        kept.truncate(used);
        kept
    });
    let number = HashMap::from([("number".to_owned(), (at + 1).to_string())]);
    let name = match at {
        0 => sheet.name.clone(),
        _ => format!("{}{}", sheet.name, words::sentence("import", "side_by_side", &number)),
    };
    Sheet { name, hidden: sheet.hidden, rows: rows.collect() }
}
