//! What columns hold whose header does not tell.

use std::collections::HashSet;

use domain::Type;
use domain::codes::{self, CodeList};
use domain::kinds::person;

use super::{ColumnPreview, own};
use crate::cells::{id_number, name, phone};
use crate::grid::{Cell, Content, Sheet};
use crate::spelling::{clean, key};
use crate::target::{RosterKind, Target};
use crate::terms;

const LOOKED_AT: usize = 200;
const LEAST: usize = 2;
const CONFIDENCE: u8 = 50;

type Looks = fn(&[&Cell]) -> bool;

/// Takes a target back that a header only resembles, if most of the values do not fit it.
pub(super) fn doubt(sheet: &Sheet, first: usize, columns: &mut [ColumnPreview]) {
    for column in columns.iter_mut().filter(|column| column.confidence < 100) {
        let values = values(sheet, first, column.index);
        let fitting =
            values.iter().filter(|cell| column.target.is_none_or(|target| fits(target, cell))).count();
        if values.len() >= LEAST && fitting * 2 < values.len() {
            column.target = None;
            column.confidence = 0;
        }
    }
}

fn fits(target: Target, cell: &Cell) -> bool {
    let text = cell.text();
    match target.field().map(|(_, field)| field.ty) {
        _ if target == Target::RELATION => terms::relation(&text).is_some(),
        Some(Type::Code(list)) => {
            terms::codes_in(list, &text).is_some() || terms::code(list, &text).is_some()
        }
        Some(Type::Bool) => terms::truth(&text).is_some(),
        Some(Type::IdNumber) => id_number::is_like(&cell.content),
        Some(Type::Phone) => phone::read(&cell.content) != phone::Reading::default(),
        Some(Type::Date | Type::PartialDate) => text.chars().any(|c| c.is_ascii_digit()),
        _ => true,
    }
}

/// Gives each column without a target the one that its values look like, if no other column has it. Columns that
/// speak of someone else keep none.
pub(super) fn complete(sheet: &Sheet, kind: RosterKind, first: usize, columns: &mut [ColumnPreview]) {
    let mut tests: Vec<(Target, Looks)> = vec![
        (Target::ID_NUMBER, are_id_numbers),
        (Target::PHONE, are_phones),
        (Target::SEX, are_sexes),
        (Target::of(2, person::NATION), are_nations),
    ];
    if kind == RosterKind::Households {
        tests.push((Target::RELATION, are_relations));
    }
    tests.push((Target::NAME, are_names));
    for (target, looks) in tests {
        if columns.iter().any(|column| column.target == Some(target)) {
            continue;
        }
        // The head's name alone is a name column of its own when nothing else is.
        let open = |column: &&mut ColumnPreview| {
            column.target.is_none() && !terms::is_other_person(&key(&column.header))
        };
        let found = columns.iter_mut().filter(open).find(|column| looks(&values(sheet, first, column.index)));
        if let Some(column) = found {
            column.target = Some(target);
            column.confidence = CONFIDENCE;
        }
    }
}

fn values(sheet: &Sheet, first: usize, column: usize) -> Vec<&Cell> {
    let cells = (first..sheet.rows.len().min(first + LOOKED_AT)).map(|row| sheet.cell(row, column));
    cells.filter(|cell| own(cell) && !cell.is_blank() && !terms::is_blank(&cell.text())).collect()
}

/// Whether at least four fifths of the values pass.
fn mostly(cells: &[&Cell], passes: impl Fn(&Cell) -> bool) -> bool {
    let passing = cells.iter().filter(|cell| passes(cell)).count();
    cells.len() >= LEAST && passing * 5 >= cells.len() * 4
}

fn are_id_numbers(cells: &[&Cell]) -> bool {
    let sound = |cell: &&&Cell| matches!(id_number::read(&cell.content), id_number::Reading::Sound(_));
    mostly(cells, |cell| id_number::is_like(&cell.content))
        && cells.iter().filter(sound).count() * 2 > cells.len()
}

fn are_phones(cells: &[&Cell]) -> bool {
    mostly(cells, |cell| phone::is_like(&cell.content))
}

fn are_coded(cells: &[&Cell], list: &CodeList) -> bool {
    mostly(cells, |cell| matches!(&cell.content, Content::Text(text) if terms::code(list, text).is_some()))
}

fn are_sexes(cells: &[&Cell]) -> bool {
    are_coded(cells, &codes::sex::LIST)
}

fn are_nations(cells: &[&Cell]) -> bool {
    are_coded(cells, &codes::nation::LIST)
        && cells.iter().any(|cell| cell.text().contains('汉') || cell.text().contains('族'))
}

fn are_relations(cells: &[&Cell]) -> bool {
    let head = terms::Relation::Known(codes::relation::HEAD);
    mostly(cells, |cell| terms::relation(&cell.text()).is_some())
        && cells.iter().any(|cell| terms::relation(&cell.text()) == Some(head))
}

// Words of a code repeat, names hardly do.
fn are_names(cells: &[&Cell]) -> bool {
    let different: HashSet<String> = cells.iter().map(|cell| clean(&cell.text())).collect();
    mostly(cells, |cell| name::is_like(&cell.text())) && different.len() * 10 >= cells.len() * 7
}
