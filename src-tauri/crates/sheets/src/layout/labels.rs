//! Finding the header of a sheet: one row, or two of which the lower splits the upper.

use crate::cells::{id_number, phone};
use crate::grid::{Cell, Content, Sheet};
use crate::spelling::{key, line};
use crate::target::{RosterKind, Target};
use crate::terms;

// A header stands among the first rows, below titles and units.
const SEARCHED: usize = 40;

/// A header.
pub(super) struct Header {
    /// Its first row, from 0.
    pub(super) first: usize,
    /// How many rows it has.
    pub(super) count: usize,
    /// What it says of each column.
    pub(super) columns: Vec<Labelled>,
}

/// What a header says of one column.
#[derive(Clone, Default)]
pub(super) struct Labelled {
    /// The label, with the one above it where only both together are clear.
    pub(super) text: String,
    /// What it names.
    pub(super) target: Option<Target>,
    /// How sure that is, in percent.
    pub(super) confidence: u8,
}

impl Header {
    /// The header of these rows.
    pub(super) fn at(sheet: &Sheet, kind: RosterKind, first: usize, count: usize) -> Header {
        let mut columns: Vec<Labelled> =
            (0..sheet.width()).map(|column| labelled(sheet, kind, first, count, column)).collect();
        keep_best(&mut columns);
        Header { first, count, columns }
    }

    fn score(&self) -> u32 {
        let told = self
            .columns
            .iter()
            .filter(|column| column.target.is_some_and(|target| target != Target::Ignored));
        told.map(|column| u32::from(column.confidence)).sum()
    }

    /// Whether it names a person and more, and does not begin in the middle of merged cells.
    fn is_plausible(&self, sheet: &Sheet) -> bool {
        let cells = sheet.rows.get(self.first).into_iter().flatten();
        if cells.filter_map(|cell| cell.merged_from).any(|(row, _)| row < self.first) {
            return false;
        }
        let names = [Target::NAME, Target::HEAD, Target::ID_NUMBER];
        let targets: Vec<Target> = self.columns.iter().filter_map(|column| column.target).collect();
        targets.iter().any(|target| names.contains(target)) && targets.len() >= 2
    }
}

/// The likeliest header: the rows that name most columns; of equals the shorter, then the upper.
pub(super) fn find(sheet: &Sheet, kind: RosterKind) -> Option<Header> {
    let open: Vec<bool> = sheet.rows.iter().take(SEARCHED).map(|cells| !cells.iter().any(is_value)).collect();
    let may_be = |(first, count): &(usize, usize)| {
        open.get(*first..first + count).is_some_and(|rows| rows.iter().all(|open| *open))
    };
    let tops = (0..open.len()).flat_map(|first| [(first, 1), (first, 2)]).filter(may_be);
    let headers = tops
        .map(|(first, count)| Header::at(sheet, kind, first, count))
        .filter(|header| header.is_plausible(sheet));
    headers.min_by_key(|header| (std::cmp::Reverse(header.score()), header.count, header.first))
}

/// Whether a cell holds what no header says: a day, an ID number, a telephone number.
fn is_value(cell: &Cell) -> bool {
    matches!(cell.content, Content::Date(_))
        || id_number::is_like(&cell.content)
        || phone::is_like(&cell.content)
}

/// The text of a column's header, on one line.
pub(crate) fn column_header(
    sheet: &Sheet,
    kind: RosterKind,
    first: usize,
    count: usize,
    column: usize,
) -> String {
    labelled(sheet, kind, first, count, column).text
}

fn labelled(sheet: &Sheet, kind: RosterKind, first: usize, count: usize, column: usize) -> Labelled {
    let (parent, leaf) = label(sheet, first, count, column);
    if leaf.is_empty() {
        return Labelled::default();
    }
    let both = format!("{parent}{leaf}");
    let of = |text: &str| {
        terms::header(kind, text).map(|(target, confidence)| (text.to_owned(), target, confidence))
    };
    let found = if parent.is_empty() {
        of(&leaf)
    } else if speaks_of_another(&parent) {
        of(&both).filter(|(_, _, confidence)| *confidence == 100)
    } else {
        let sure = |found: &(String, Target, u8)| found.2 == 100;
        of(&leaf).filter(sure).or_else(|| of(&both).filter(sure)).or_else(|| of(&leaf)).or_else(|| of(&both))
    };
    match found {
        Some((text, target, confidence)) => Labelled { text, target: Some(target), confidence },
        None => Labelled { text: if parent.is_empty() { leaf } else { both }, ..Labelled::default() },
    }
}

// 户主 over 姓名 is the head's name; 户主及家庭成员 over it is everybody's.
fn speaks_of_another(parent: &str) -> bool {
    let parent = key(parent);
    terms::is_other_person(&parent) && !parent.contains("成员")
}

/// The label of a column, and what stands over it.
fn label(sheet: &Sheet, first: usize, count: usize, column: usize) -> (String, String) {
    let own_text = |row: usize| {
        let cell = sheet.cell(row, column);
        let across = cell.merged_from.is_some_and(|(_, from)| from != column);
        if across { String::new() } else { line(&cell.text()) }
    };
    let (upper, lower) = (own_text(first), own_text(first + 1));
    if count < 2 {
        return (String::new(), upper);
    }
    let merged_down = sheet.cell(first + 1, column).merged_from.is_some_and(|(row, _)| row == first);
    if lower.is_empty() || merged_down {
        return (String::new(), upper);
    }
    (over(sheet, first, column), lower)
}

/// What stands over a column in the upper row: its own cell, the merged one, or without merging the next to the left.
fn over(sheet: &Sheet, row: usize, column: usize) -> String {
    let mut left = (0..=column).rev().map(|column| sheet.cell(row, column));
    left.find(|cell| !cell.is_blank()).map(|cell| line(&cell.text())).unwrap_or_default()
}

/// One column for each target: the surest, then the leftmost. 不导入 may be any number of columns.
fn keep_best(columns: &mut [Labelled]) {
    for at in 0..columns.len() {
        let Some(target) = columns.get(at).and_then(|column| column.target) else { continue };
        if target == Target::Ignored {
            continue;
        }
        let same = columns.iter().enumerate().filter(|(_, column)| column.target == Some(target));
        let best = same
            .max_by_key(|(index, column)| (column.confidence, std::cmp::Reverse(*index)))
            .map(|(index, _)| index);
        if best != Some(at)
            && let Some(column) = columns.get_mut(at)
        {
            column.target = None;
            column.confidence = 0;
        }
    }
}
