//! One row on its way: what it says by itself.

use chrono::NaiveDate;
use domain::Value;
use domain::codes::relation;

use super::problems::{Problem, Rule};
use super::{RosterRow, RowRef, checks, fields};
use crate::cells::{day, group, id_number, name};
use crate::grid::{Cell, Sheet, cell_name};
use crate::layout::{Card, SheetMapping, own};
use crate::spelling::{key, line};
use crate::target::{RosterKind, Target};
use crate::terms::{self, Relation};

/// A row, and what later steps need to know to house it.
pub(super) struct Draft {
    pub(super) row: RosterRow,
    pub(super) sheet_row: usize,
    pub(super) number: Option<String>,
    pub(super) head_name: Option<String>,
    /// 户主身份证号 as it stands there, for telling namesakes apart.
    pub(super) head_id: Option<String>,
    pub(super) group: Option<String>,
    pub(super) starts_block: bool,
}

/// What reading the cells of a row brings together.
pub(super) struct Cells<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) row: usize,
    pub(super) today: NaiveDate,
    pub(super) draft: Draft,
    pub(super) birth: Option<(day::Reading, usize)>,
}

/// Reads the rows of one sheet one by one.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) sheet: &'a Sheet,
    pub(super) mapping: &'a SheetMapping,
    pub(super) kind: RosterKind,
    pub(super) today: NaiveDate,
}

impl<'a> Reader<'a> {
    /// Reads a row, counted from 0. `group` is the group of the rows that do not tell theirs.
    pub(super) fn draft(&self, row: usize, group: Option<&str>) -> Draft {
        let mapping = self.mapping;
        let mut cells =
            Cells { sheet: self.sheet, row, today: self.today, draft: self.blank(row), birth: None };
        for (column, target) in &mapping.columns {
            cells.take(*column, *target);
        }
        if self.kind == RosterKind::Households && cells.is_heads_own_row(mapping) {
            cells.take_head_as_person(mapping);
        }
        checks::check(&mut cells, mapping);
        let mut draft = cells.draft;
        draft.group = draft.group.take().or_else(|| group.map(str::to_owned)).or_else(|| told_group(&draft));
        draft
    }

    /// A row of which only the texts are known.
    fn blank(&self, row: usize) -> Draft {
        let text = |column| line(&filled(self.sheet, row, column, self.mapping.columns.get(&column)).text());
        let roster_row = RosterRow {
            at: RowRef { file: self.file.to_owned(), sheet: self.sheet.name.clone(), row: row + 1 },
            cells: (0..self.sheet.width()).map(text).collect(),
            household: None,
            fields: Vec::new(),
            problems: Vec::new(),
        };
        Draft {
            row: roster_row,
            sheet_row: row,
            number: None,
            head_name: None,
            head_id: None,
            group: None,
            starts_block: false,
        }
    }
}

impl Draft {
    /// Takes over what the line above the household's rows says and the row itself does not.
    pub(super) fn take_card(&mut self, card: &Card) {
        self.number = self.number.take().or_else(|| card.number.clone());
        let head = card.head.as_deref().and_then(|text| name::read(text).name);
        self.head_name = self.head_name.take().or(head);
        if let Some(address) = &card.address
            && self.row.value(Target::ADDRESS_OF_HOUSEHOLD).is_none()
        {
            self.row.fill(Target::ADDRESS_OF_HOUSEHOLD, None, vec![address.as_str().into()]);
        }
    }
}

/// The group that the household's number or address begins with, when nothing else tells it.
fn told_group(draft: &Draft) -> Option<String> {
    let address = draft.row.text(Target::ADDRESS_OF_HOUSEHOLD);
    draft.number.as_deref().and_then(group::find).or_else(|| address.and_then(group::find))
}

/// The cell, or the merged one above it if the field is not one person's own.
fn filled<'a>(sheet: &'a Sheet, row: usize, column: usize, target: Option<&Target>) -> &'a Cell {
    const NONE: &Cell = &Cell::EMPTY;
    let cell = sheet.cell(row, column);
    match cell.merged_from {
        None => cell,
        Some((_, from)) if from == column && !target.is_some_and(|target| fields::is_ones_own(*target)) => {
            cell
        }
        Some(_) => NONE,
    }
}

impl<'a> Cells<'a> {
    fn take(&mut self, column: usize, target: Target) {
        let cell = filled(self.sheet, self.row, column, Some(&target));
        let text = line(&cell.text());
        match target {
            Target::NAME => self.take_name(column, &text),
            Target::ID_NUMBER => self.take_id_number(column, cell),
            Target::BIRTH => self.take_birth(column, cell),
            Target::PHONE | Target::LANDLINE => fields::take_phone(self, column, target, cell),
            Target::RELATION => self.take_relation(column, &text),
            Target::NUMBER => self.draft.number = Some(text).filter(|text| !terms::is_blank(text)),
            Target::HEAD => self.draft.head_name = name::read(&text).name,
            Target::GROUP => self.draft.group = named_group(&text),
            Target::Field { .. } => fields::take(self, column, target, cell),
            Target::HeadIdNumber => {
                self.draft.head_id = Some(key(&text)).filter(|text| !terms::is_blank(text))
            }
            Target::Serial | Target::Ignored => {}
        }
    }

    /// Whether the head's name stands for the person's: in a list of heads, or where the head's own row leaves the
    /// name of the member blank.
    fn is_heads_own_row(&self, mapping: &SheetMapping) -> bool {
        let (row, Some(column)) = (&self.draft.row, mapping.column(Target::HEAD)) else { return false };
        if mapping.column(Target::NAME).is_none() {
            return true;
        }
        let cell = self.sheet.cell(self.row, column);
        let above = self.row.checked_sub(1).map(|above| self.sheet.cell(above, column).text());
        let first = own(cell) && above.is_none_or(|above| above != cell.text());
        let head = row.code(Target::RELATION) == Some(relation::HEAD);
        row.name().is_none() && first && (head || row.text(Target::RELATION_TEXT).is_none())
    }

    /// The head is the person of the row.
    fn take_head_as_person(&mut self, mapping: &SheetMapping) {
        let Some(column) = mapping.column(Target::HEAD) else { return };
        let text = line(&filled(self.sheet, self.row, column, Some(&Target::HEAD)).text());
        self.take_name(column, &text);
        if self.draft.row.name().is_some() && self.draft.row.text(Target::RELATION_TEXT).is_none() {
            self.draft.row.fill(Target::RELATION, None, vec![relation::HEAD.into()]);
        }
        if let Some(column) =
            mapping.column(Target::HeadIdNumber).filter(|_| mapping.column(Target::ID_NUMBER).is_none())
        {
            self.take_id_number(column, self.sheet.cell(self.row, column));
        }
    }

    fn take_name(&mut self, column: usize, text: &str) {
        let reading = name::read(text);
        if let Some(remark) = reading.remark {
            let rule = if name::says_gone(&remark) { Rule::PersonGone } else { Rule::NameRemark };
            self.blame(rule, column, Target::NAME, Some(remark));
        }
        if reading.garbled && reading.name.is_some() {
            self.blame(Rule::NameGarbled, column, Target::NAME, None);
        }
        if let Some(name) = reading.name {
            self.draft.row.fill(Target::NAME, Some(column), vec![name.into()]);
        }
    }

    fn take_id_number(&mut self, column: usize, cell: &Cell) {
        use id_number::Reading;
        let rule = match id_number::read(&cell.content) {
            Reading::Sound(number) => return self.fill_id_number(column, number.as_str()),
            Reading::Completed(number) => {
                self.fill_id_number(column, number.as_str());
                Rule::IdOld
            }
            Reading::Blank => Rule::IdMissing,
            Reading::Destroyed => Rule::IdDestroyed,
            Reading::Length => Rule::IdLength,
            Reading::Checksum => Rule::IdChecksum,
            Reading::Invalid => Rule::IdInvalid,
        };
        self.blame(rule, column, Target::ID_NUMBER, None);
    }

    fn fill_id_number(&mut self, column: usize, number: &str) {
        self.draft.row.fill(Target::ID_NUMBER, Some(column), vec![number.into()]);
    }

    fn take_birth(&mut self, column: usize, cell: &Cell) {
        if terms::is_blank(&cell.text()) {
            return;
        }
        match day::read(&cell.content, self.today) {
            Some(reading) => self.birth = Some((reading, column)),
            None => self.blame(Rule::DateUnreadable, column, Target::BIRTH, Some(line(&cell.text()))),
        }
    }

    fn take_relation(&mut self, column: usize, text: &str) {
        if terms::is_blank(text) {
            return;
        }
        self.draft.row.fill(Target::RELATION_TEXT, Some(column), vec![text.into()]);
        match terms::relation(text) {
            Some(Relation::Known(relation::SELF)) => {
                self.draft.row.fill(Target::RELATION, Some(column), vec![relation::HEAD.into()]);
            }
            Some(Relation::Known(code)) => {
                self.draft.row.fill(Target::RELATION, Some(column), vec![Value::from(code)])
            }
            // The household decides.
            Some(_) => {}
            None => self.blame(Rule::RelationUnknown, column, Target::RELATION, Some(text.to_owned())),
        }
    }

    /// Notes a problem of a cell.
    pub(super) fn blame(&mut self, rule: Rule, column: usize, target: Target, text: Option<String>) {
        self.draft.row.problems.push(Problem {
            cell: Some(cell_name(self.row + 1, column)),
            field: Some(target.label()),
            text,
            ..Problem::of(rule)
        });
    }
}

fn named_group(text: &str) -> Option<String> {
    if terms::is_blank(text) {
        return None;
    }
    Some(group::read(text).unwrap_or_else(|| text.to_owned()))
}
