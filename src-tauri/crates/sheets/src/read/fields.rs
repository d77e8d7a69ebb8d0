//! Reading a cell by the type of its field, as the record kinds declare it.

use domain::codes::residence;
use domain::kinds::{member, person, resident};
use domain::{Field, Type, Value};

use super::draft::Cells;
use super::problems::Rule;
use crate::cells::{day, group, phone};
use crate::grid::Cell;
use crate::spelling::{clean, compact, line};
use crate::target::Target;
use crate::terms;

// Longest text of the types, as `domain` bounds them.
const LINE: usize = 200;
const TEXT: usize = 10_000;

const RESIDENCE: Target = Target::of(4, resident::RESIDENCE);
const SINCE: Target = Target::of(4, resident::SINCE);
const CATEGORY: Target = Target::of(5, member::CATEGORY);

/// Whether a field is one person's own, so that a merged cell over several rows speaks only for the first.
pub(super) fn is_ones_own(target: Target) -> bool {
    const OWN: [Target; 9] = [
        Target::NAME,
        Target::ID_NUMBER,
        Target::BIRTH,
        Target::PHONE,
        Target::LANDLINE,
        Target::RELATION,
        Target::of(2, person::NOTE),
        Target::of(4, resident::NOTE),
        Target::of(5, member::NOTE),
    ];
    OWN.contains(&target)
}

/// Takes a cell of a field without a reader of its own.
pub(super) fn take(cells: &mut Cells<'_>, column: usize, target: Target, cell: &Cell) {
    let Some((_, field)) = target.field() else { return };
    let truth = matches!(field.ty, Type::Bool) && terms::truth(&cell.text()).is_some();
    if terms::is_blank(&cell.text()) && !truth {
        return;
    }
    match value(cells, field, cell) {
        Ok(values) => cells.draft.row.fill(target, Some(column), values),
        Err(rule) => {
            let rule = if target == CATEGORY { Rule::CategoryUnknown } else { rule };
            let shared = (rule == Rule::DateUnclear)
                .then(|| day::read(&cell.content, cells.today)?.common())
                .flatten();
            if let Some(day) = shared {
                cells.draft.row.fill(target, Some(column), vec![day.into()]);
            }
            cells.blame(rule, column, target, Some(line(&cell.text())));
        }
    }
}

fn value(cells: &Cells<'_>, field: &Field, cell: &Cell) -> Result<Vec<Value>, Rule> {
    let text = cell.text();
    match field.ty {
        Type::Text => bounded(line(&text), LINE),
        Type::Multiline => bounded(clean(&text), TEXT),
        Type::Ref("unit") => bounded(group::read(&text).unwrap_or_else(|| line(&text)), LINE),
        Type::Int => {
            let number = compact(&text).parse::<i64>();
            number.map(|number| vec![number.into()]).map_err(|_| Rule::ValueUnknown)
        }
        Type::Bool => terms::truth(&text).map(|truth| vec![truth.into()]).ok_or(Rule::ValueUnknown),
        Type::Code(list) if field.many => {
            let codes = terms::codes_in(list, &text).filter(|codes| !codes.is_empty());
            codes.map(|codes| codes.into_iter().map(Value::from).collect()).ok_or(Rule::ValueUnknown)
        }
        Type::Code(list) => terms::code(list, &text).map(|code| vec![code.into()]).ok_or(Rule::ValueUnknown),
        Type::Date | Type::PartialDate => day_value(cells, field, cell),
        _ => Err(Rule::ValueUnknown),
    }
}

fn day_value(cells: &Cells<'_>, field: &Field, cell: &Cell) -> Result<Vec<Value>, Rule> {
    let reading = day::read(&cell.content, cells.today).ok_or(Rule::DateUnreadable)?;
    match (reading.day(), field.ty) {
        (Some(day), Type::Date) if day.exact().is_none() => Err(Rule::DateUnreadable),
        (Some(day), _) => Ok(vec![day.into()]),
        (None, Type::PartialDate) => Err(Rule::DateUnclear),
        (None, _) => Err(Rule::DateUnreadable),
    }
}

fn bounded(text: String, most: usize) -> Result<Vec<Value>, Rule> {
    if text.chars().count() > most { Err(Rule::TextLong) } else { Ok(vec![text.into()]) }
}

/// Takes a telephone cell: whichever of 手机号 and 固定电话 its column is, each number goes to its own field.
pub(super) fn take_phone(cells: &mut Cells<'_>, column: usize, target: Target, cell: &Cell) {
    let reading = phone::read(&cell.content);
    if reading.unreadable {
        cells.blame(Rule::PhoneUnreadable, column, target, None);
    }
    for (place, number) in [(Target::PHONE, reading.mobile), (Target::LANDLINE, reading.landline)] {
        let taken = cells.draft.row.value(place).is_some();
        if let Some(number) = number.filter(|_| place == target || !taken) {
            cells.draft.row.fill(place, Some(column), vec![number.into()]);
        }
    }
}

/// 外出, 迁出 and 死亡 need their day; without it they are left out.
pub(super) fn check_residence(cells: &mut Cells<'_>, column: Option<usize>) {
    let row = &mut cells.draft.row;
    let gone = row.code(RESIDENCE).is_some_and(|code| code != residence::HOME);
    if let Some(column) = column.filter(|_| gone && row.value(SINCE).is_none()) {
        row.fields.retain(|filled| filled.target != RESIDENCE);
        cells.blame(Rule::ResidenceUndated, column, RESIDENCE, None);
    }
}

/// The column of 居住状态.
pub(super) fn residence_column(mapping: &crate::layout::SheetMapping) -> Option<usize> {
    mapping.column(RESIDENCE)
}
