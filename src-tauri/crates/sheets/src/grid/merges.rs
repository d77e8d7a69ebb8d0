//! Filling what stands in a merged cell over the cells under it.

use super::{Cell, Content, Sheet};

/// A merged range, both corners included, from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merge {
    pub(super) first: (usize, usize),
    pub(super) last: (usize, usize),
}

/// Fills each merged range from its first cell. Ranges reach no further than the rows and columns that are used,
/// and together no further than the sheet: honest ones never overlap.
pub(super) fn fill(sheet: &mut Sheet, merges: &[Merge]) {
    let width = sheet.width();
    let mut left = sheet.rows.len().saturating_mul(width);
    for merge in merges {
        let bottom = merge.last.0.min(sheet.rows.len().saturating_sub(1));
        let right = merge.last.1.min(width.saturating_sub(1));
        let (top, from_left) = merge.first;
        if top > bottom || from_left > right {
            continue;
        }
        let area = (bottom - top + 1) * (right - from_left + 1);
        let Some(rest) = left.checked_sub(area) else { return };
        left = rest;
        let content = sheet.cell(top, from_left).content.clone();
        fill_one(sheet, (top, from_left), (bottom, right), &content);
    }
}

fn fill_one(sheet: &mut Sheet, first: (usize, usize), last: (usize, usize), content: &Content) {
    for row in first.0..=last.0 {
        let Some(cells) = sheet.rows.get_mut(row) else { return };
        if cells.len() <= last.1 {
            cells.resize(last.1 + 1, Cell::EMPTY);
        }
        for (column, cell) in cells.iter_mut().enumerate().take(last.1 + 1).skip(first.1) {
            if (row, column) != first {
                *cell = Cell { content: content.clone(), merged_from: Some(first) };
            }
        }
    }
}
