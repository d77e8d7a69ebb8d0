//! Whether name, ID number, sex and birth of a row are there and agree.

use domain::Day;
use domain::codes::sex;

use super::draft::Cells;
use super::fields;
use super::problems::{Problem, Rule};
use crate::cells::day;
use crate::layout::SheetMapping;
use crate::target::Target;

/// Checks a row whose cells have all been read. Sex and birth follow from a sound ID number, which knows the day
/// where the register knows the month (GB 11643).
pub(super) fn check(cells: &mut Cells<'_>, mapping: &SheetMapping) {
    if cells.draft.row.name().is_none() {
        match mapping.column(Target::NAME).or_else(|| mapping.column(Target::HEAD)) {
            Some(column) => cells.blame(Rule::NameMissing, column, Target::NAME, None),
            None => cells.draft.row.problems.push(Problem::of(Rule::NameMissing)),
        }
    }
    check_id_number(cells, mapping);
    fields::check_residence(cells, fields::residence_column(mapping));
}

fn check_id_number(cells: &mut Cells<'_>, mapping: &SheetMapping) {
    let birth = cells.birth.take();
    let Some(number) = cells.draft.row.id_number() else {
        return take_birth(cells, birth);
    };
    if number.birth() > Day::from(cells.today) {
        let column = mapping.column(Target::ID_NUMBER).unwrap_or_default();
        cells.blame(Rule::BirthFuture, column, Target::ID_NUMBER, None);
    }
    if let Some((_, column)) = birth.filter(|(reading, _)| !reading.allows(number.birth())) {
        cells.blame(Rule::BirthMismatch, column, Target::BIRTH, None);
    }
    let said = cells.draft.row.code(Target::SEX);
    if said.is_some_and(|code| code != number.sex() && matches!(code, sex::MALE | sex::FEMALE)) {
        let column = mapping.column(Target::SEX).unwrap_or_default();
        cells.blame(Rule::SexMismatch, column, Target::SEX, None);
    }
    cells.draft.row.fill(Target::BIRTH, None, vec![number.birth().into()]);
    cells.draft.row.fill(Target::SEX, None, vec![number.sex().into()]);
}

fn take_birth(cells: &mut Cells<'_>, birth: Option<(day::Reading, usize)>) {
    let Some((reading, column)) = birth else { return };
    let past = |day: &Day| *day <= Day::from(cells.today);
    let (day, rule) = match reading.day() {
        Some(day) if past(&day) => (Some(day), None),
        Some(_) => (None, Some(Rule::BirthFuture)),
        None => (reading.common().filter(past), Some(Rule::DateUnclear)),
    };
    if let Some(day) = day {
        cells.draft.row.fill(Target::BIRTH, Some(column), vec![day.into()]);
    }
    if let Some(rule) = rule {
        cells.blame(rule, column, Target::BIRTH, None);
    }
}
