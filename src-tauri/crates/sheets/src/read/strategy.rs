//! How a sheet tells its households apart.

use domain::codes::relation;

use super::draft::Draft;
use crate::grid::Sheet;
use crate::layout::{SheetMapping, own};
use crate::target::Target;
use crate::terms;

/// What begins a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// 户编号. `blank_says_nothing` where one cell spans the rows of a household, so that a blank one below it is no
    /// repetition.
    Number { blank_says_nothing: bool },
    /// 户主姓名 or 户主身份证号, likewise.
    Head { blank_says_nothing: bool },
    /// A running number or another cell that spans the rows of a household.
    Block,
    /// 户主 in the relation column.
    Relation,
    /// Every row is a household: a list of heads.
    Row,
    /// Nothing does.
    Untold,
}

impl How {
    /// Whether the rows' order is all that tells households apart.
    pub(super) fn is_by_order(self) -> bool {
        matches!(self, How::Block | How::Relation)
    }
}

/// Chooses by what the sheet has: a number, the head's name, blocks that agree with the heads, or the heads alone.
pub(super) fn choose(sheet: &Sheet, mapping: &SheetMapping, drafts: &mut [Draft]) -> How {
    let blank_says_nothing = |target| {
        let column = mapping.column(target);
        is_returned(sheet, mapping) || column.is_some_and(|column| is_merged_down(sheet, drafts, column))
    };
    if drafts.iter().any(|draft| draft.number.is_some()) {
        return How::Number { blank_says_nothing: blank_says_nothing(Target::NUMBER) };
    }
    if mapping.column(Target::NAME).is_none() {
        return How::Row;
    }
    for (target, told) in [
        (Target::HEAD, drafts.iter().any(|draft| draft.head_name.is_some())),
        (Target::HeadIdNumber, drafts.iter().any(|draft| draft.head_id.is_some())),
    ] {
        if told {
            return How::Head { blank_says_nothing: blank_says_nothing(target) };
        }
    }
    let blocks = mark_blocks(sheet, mapping, drafts);
    let headed = drafts.iter().any(is_head);
    if blocks && (!headed || blocks_agree_with_heads(drafts)) {
        How::Block
    } else if headed {
        How::Relation
    } else {
        How::Untold
    }
}

/// Whether a row says that its person is the head.
pub(super) fn is_head(draft: &Draft) -> bool {
    let code = draft.row.code(Target::RELATION);
    let named = draft.head_name.is_some() && draft.head_name.as_deref() == draft.row.name();
    matches!(code, Some(relation::HEAD | relation::COLLECTIVE_HEAD)) || (code.is_none() && named)
}

/// Whether the sheet was given back by this program: its rows stand alone there.
fn is_returned(sheet: &Sheet, mapping: &SheetMapping) -> bool {
    let header = mapping.header_row.and_then(|row| sheet.rows.get(row.saturating_sub(1)));
    let says = |word: String| header.into_iter().flatten().any(|cell| cell.text() == word);
    says(terms::sentence("reason_column")) && says(terms::sentence("cell_column"))
}

fn is_merged_down(sheet: &Sheet, drafts: &[Draft], column: usize) -> bool {
    drafts.iter().any(|draft| {
        sheet.cell(draft.sheet_row, column).merged_from.is_some_and(|(row, _)| row < draft.sheet_row)
    })
}

/// Marks the rows in which a block begins, by the running number or the first merged column; `false` if there are
/// no blocks of several rows.
fn mark_blocks(sheet: &Sheet, mapping: &SheetMapping, drafts: &mut [Draft]) -> bool {
    let merged = |column: &usize| is_merged_down(sheet, drafts, *column);
    let serial = mapping.column(Target::Serial);
    let Some(column) = serial.into_iter().chain(0..sheet.width()).find(merged).or(serial) else {
        return false;
    };
    for draft in drafts.iter_mut() {
        let cell = sheet.cell(draft.sheet_row, column);
        draft.starts_block = own(cell) && !cell.is_blank();
    }
    let starts = drafts.iter().filter(|draft| draft.starts_block).count();
    starts > 0 && starts < drafts.len() && drafts.first().is_some_and(|draft| draft.starts_block)
}

/// Whether nine in ten blocks have just one head.
fn blocks_agree_with_heads(drafts: &[Draft]) -> bool {
    let mut heads: Vec<usize> = Vec::new();
    for draft in drafts {
        if draft.starts_block || heads.is_empty() {
            heads.push(0);
        }
        if let Some(last) = heads.last_mut() {
            *last += usize::from(is_head(draft));
        }
    }
    heads.iter().filter(|count| **count == 1).count() * 10 >= heads.len() * 9
}
