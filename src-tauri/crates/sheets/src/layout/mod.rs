//! Where a sheet has its header and its rows, what its columns hold, and of which group it speaks.
//!
//! [`preview`] suggests a [`Mapping`]; a person may correct it; [`crate::read()`] obeys it. Rows are counted from 1
//! here, as spreadsheets show them, and columns from 0.

mod cards;
mod guess;
mod hints;
mod labels;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::cells::masked;
use crate::grid::{Cell, Sheet, Workbook, column_letters};
use crate::target::{RosterKind, Target};
use crate::terms;
use labels::Header;

pub(crate) use cards::{Card, read as read_card};
pub(crate) use labels::column_header;
pub(crate) use rows::{Sort, Sorter, own};

const SAMPLES: usize = 3;

/// What a file seems to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// Which roster.
    pub kind: RosterKind,
    /// Whether its headers leave no doubt of that.
    pub kind_sure: bool,
    /// Every sheet of the file, in order.
    pub sheets: Vec<SheetPreview>,
}

/// What a sheet seems to hold.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "SheetLayout")]
pub struct SheetPreview {
    /// Its name.
    pub name: String,
    /// Whether the file hides it.
    pub hidden: bool,
    /// Whether it should be imported: it is visible, has a header and rows.
    pub chosen: bool,
    /// The first row of the header; `None` if the sheet has none.
    #[ts(optional, type = "number | null")]
    pub header_row: Option<usize>,
    /// How many rows the header has, 0 to 2.
    #[ts(type = "number")]
    pub header_rows: usize,
    /// Its columns up to the last that holds something.
    pub columns: Vec<ColumnPreview>,
    /// How many rows hold a person.
    #[ts(type = "number")]
    pub data_rows: usize,
    /// How many rows hold titles, sums, signatures or repeated headers.
    #[ts(type = "number")]
    pub other_rows: usize,
    /// The villagers' group that its name or title tells.
    #[ts(optional = nullable)]
    pub group: Option<String>,
    /// What a person should look at: `no_header`, `no_name`, `no_id_number`, `no_household`. In JSON each with its
    /// sentence.
    #[serde(serialize_with = "worded")]
    #[ts(type = "{ code: string; message: string }[]")]
    pub warnings: Vec<&'static str>,
}

fn worded<S: Serializer>(warnings: &[&'static str], serializer: S) -> Result<S::Ok, S::Error> {
    let one = |code: &&'static str| {
        BTreeMap::from([("code", (*code).to_owned()), ("message", terms::sentence(code))])
    };
    serializer.collect_seq(warnings.iter().map(one))
}

/// What a column seems to hold.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnPreview {
    /// The column, from 0.
    #[ts(type = "number")]
    pub index: usize,
    /// The column as a spreadsheet names it.
    pub letters: String,
    /// Its header, on one line.
    pub header: String,
    /// What it holds, if that is known.
    #[ts(optional = nullable)]
    pub target: Option<Target>,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Its first values; ID and telephone numbers masked.
    pub samples: Vec<String>,
}

/// What shall be read from where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Mapping {
    /// Which roster the file is.
    pub kind: RosterKind,
    /// The sheets, found by name.
    pub sheets: Vec<SheetMapping>,
}

/// What shall be read from a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetMapping {
    /// Its name.
    pub name: String,
    /// Whether it is read at all.
    pub chosen: bool,
    /// The first row of the header; `None` if data begin in the first row.
    #[serde(default)]
    #[ts(optional, type = "number | null")]
    pub header_row: Option<usize>,
    /// How many rows the header has.
    #[ts(type = "number")]
    pub header_rows: usize,
    /// What the columns hold; others are not read.
    #[ts(type = "Record<number, string>")]
    pub columns: BTreeMap<usize, Target>,
    /// The villagers' group of all rows that do not tell theirs.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub group: Option<String>,
}

impl Preview {
    /// The mapping that the preview suggests.
    pub fn mapping(&self) -> Mapping {
        Mapping { kind: self.kind, sheets: self.sheets.iter().map(SheetPreview::mapping).collect() }
    }
}

impl SheetPreview {
    /// The same sheet, its columns understood as a person once said. Columns beyond the sheet's are passed over.
    pub fn understood(
        mut self,
        workbook: &Workbook,
        kind: RosterKind,
        columns: &BTreeMap<usize, Target>,
    ) -> Self {
        for column in &mut self.columns {
            column.target = columns.get(&column.index).copied();
            column.confidence = if column.target.is_some() { 100 } else { 0 };
        }
        if let Some(sheet) = workbook.sheets.iter().find(|sheet| sheet.name == self.name) {
            (self.data_rows, self.other_rows) = (0, 0);
            count_rows(sheet, &mut self);
            take_samples(sheet, &mut self);
        }
        warn(kind, &mut self);
        choose(&mut self);
        self
    }

    /// The mapping that the preview of the sheet suggests.
    pub fn mapping(&self) -> SheetMapping {
        let mapped = |column: &ColumnPreview| Some((column.index, column.target?));
        SheetMapping {
            name: self.name.clone(),
            chosen: self.chosen,
            header_row: self.header_row,
            header_rows: self.header_rows,
            columns: self.columns.iter().filter_map(mapped).collect(),
            group: self.group.clone(),
        }
    }
}

impl SheetMapping {
    /// The first row below the header, from 0.
    pub(crate) fn first_data_row(&self) -> usize {
        self.header_row.map_or(0, |row| row.saturating_sub(1) + self.header_rows)
    }

    /// The first column that holds this.
    pub(crate) fn column(&self, target: Target) -> Option<usize> {
        self.columns.iter().find(|(_, held)| **held == target).map(|(column, _)| *column)
    }
}

/// Looks through a file. `kind` says which roster it is, if a person said so.
pub fn preview(workbook: &Workbook, kind: Option<RosterKind>) -> Preview {
    let (guessed, sure) = guess_kind(workbook);
    let kind_sure = sure || kind.is_some();
    let kind = kind.unwrap_or(guessed);
    let one = |sheet| preview_sheet(workbook, sheet, kind, labels::find(sheet, kind));
    Preview { kind, kind_sure, sheets: workbook.sheets.iter().map(one).collect() }
}

/// Looks through one sheet again with another header, or with none. `None` if the file has no such sheet.
pub fn preview_with_header(
    workbook: &Workbook,
    sheet: &str,
    kind: RosterKind,
    header_row: Option<usize>,
    header_rows: usize,
) -> Option<SheetPreview> {
    let sheet = workbook.sheets.iter().find(|known| known.name == sheet)?;
    let header =
        header_row.map(|row| Header::at(sheet, kind, row.saturating_sub(1), header_rows.clamp(1, 2)));
    Some(preview_sheet(workbook, sheet, kind, header))
}

/// The texts of a header, one a column. `None` if the file has no such sheet or the row lies beyond it.
pub fn headers_at(
    workbook: &Workbook,
    sheet: &str,
    kind: RosterKind,
    header_row: usize,
    header_rows: usize,
) -> Option<Vec<String>> {
    let sheet = workbook.sheets.iter().find(|known| known.name == sheet)?;
    let first = header_row.checked_sub(1).filter(|row| row + header_rows <= sheet.rows.len())?;
    let header = Header::at(sheet, kind, first, header_rows.clamp(1, 2));
    Some(header.columns.into_iter().map(|column| column.text).collect())
}

fn preview_sheet(
    workbook: &Workbook,
    sheet: &Sheet,
    kind: RosterKind,
    header: Option<Header>,
) -> SheetPreview {
    let mut columns = columns(sheet, header.as_ref());
    let first = header.as_ref().map_or(0, |header| header.first + header.count);
    guess::doubt(sheet, first, &mut columns);
    guess::complete(sheet, kind, first, &mut columns);
    let mut preview = SheetPreview {
        name: sheet.name.clone(),
        hidden: sheet.hidden,
        chosen: false,
        header_row: header.as_ref().map(|header| header.first + 1),
        header_rows: header.as_ref().map_or(0, |header| header.count),
        columns,
        data_rows: 0,
        other_rows: 0,
        group: hints::group(workbook, sheet, first),
        warnings: Vec::new(),
    };
    count_rows(sheet, &mut preview);
    take_samples(sheet, &mut preview);
    warn(kind, &mut preview);
    choose(&mut preview);
    preview
}

fn columns(sheet: &Sheet, header: Option<&Header>) -> Vec<ColumnPreview> {
    let one = |index| {
        let found = header.and_then(|header| header.columns.get(index));
        ColumnPreview {
            index,
            letters: column_letters(index),
            header: found.map(|column| column.text.clone()).unwrap_or_default(),
            target: found.and_then(|column| column.target),
            confidence: found.map_or(0, |column| column.confidence),
            samples: Vec::new(),
        }
    };
    (0..sheet.width()).map(one).collect()
}

fn count_rows(sheet: &Sheet, preview: &mut SheetPreview) {
    let mapping = preview.mapping();
    let sorter = Sorter::new(sheet, &mapping);
    for row in mapping.first_data_row()..sheet.rows.len() {
        match sorter.sort(row) {
            Sort::Data => preview.data_rows += 1,
            Sort::Blank => {}
            _ => preview.other_rows += 1,
        }
    }
}

fn take_samples(sheet: &Sheet, preview: &mut SheetPreview) {
    let mapping = preview.mapping();
    let sorter = Sorter::new(sheet, &mapping);
    let data = (mapping.first_data_row()..sheet.rows.len()).filter(|row| sorter.sort(*row) == Sort::Data);
    let rows: Vec<usize> = data.take(20).collect();
    for column in &mut preview.columns {
        let cells = rows
            .iter()
            .map(|row| sheet.cell(*row, column.index))
            .filter(|cell| own(cell) && !cell.is_blank());
        let target = column.target;
        let sample = |cell: &Cell| masked(target, &crate::spelling::line(&cell.text()));
        column.samples = cells.take(SAMPLES).map(sample).collect();
    }
}

fn choose(preview: &mut SheetPreview) {
    let useful = preview.header_row.is_some() || !preview.warnings.contains(&"no_id_number");
    preview.chosen =
        !preview.hidden && useful && preview.data_rows > 0 && !preview.warnings.contains(&"no_name");
}

fn warn(kind: RosterKind, preview: &mut SheetPreview) {
    let has = |target| preview.columns.iter().any(|column| column.target == Some(target));
    let named = has(Target::NAME) || (kind == RosterKind::Households && has(Target::HEAD));
    let housed = [Target::NUMBER, Target::HEAD, Target::RELATION].into_iter().any(has);
    let found = [
        (preview.header_row.is_none(), "no_header"),
        (!named, "no_name"),
        (!has(Target::ID_NUMBER), "no_id_number"),
        (kind == RosterKind::Households && !housed, "no_household"),
    ];
    preview.warnings = found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, code)| code).collect();
}

/// Which roster the headers speak of, and whether they are clear.
fn guess_kind(workbook: &Workbook) -> (RosterKind, bool) {
    let strength = |kind: RosterKind, telling: fn(Target) -> bool| -> usize {
        let headers = workbook.sheets.iter().filter_map(|sheet| labels::find(sheet, kind));
        headers
            .map(|header| {
                header.columns.iter().filter_map(|column| column.target).filter(|t| telling(*t)).count()
            })
            .sum()
    };
    let members = strength(RosterKind::Members, hints::tells_members);
    let households = strength(RosterKind::Households, hints::tells_households);
    if members > households {
        (RosterKind::Members, true)
    } else {
        (RosterKind::Households, households > members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_is_worded() {
        let mut bare = SheetPreview {
            name: "Sheet1".into(),
            hidden: false,
            chosen: false,
            header_row: None,
            header_rows: 0,
            columns: Vec::new(),
            data_rows: 0,
            other_rows: 0,
            group: None,
            warnings: Vec::new(),
        };
        warn(RosterKind::Households, &mut bare);
        assert_eq!(bare.warnings.len(), 4);
        for code in bare.warnings {
            assert_ne!(terms::sentence(code), code);
        }
    }
}
