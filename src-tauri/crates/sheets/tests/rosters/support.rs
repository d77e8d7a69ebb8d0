//! Opening files and reading them as the program would.

use std::path::PathBuf;

use chrono::NaiveDate;
use sheets::grid::{self, Workbook};
use sheets::layout::{self, Mapping};
use sheets::read::{Roster, Source};
use sheets::{RosterKind, read};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

pub fn fixture(name: &str) -> Workbook {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    grid::open(&std::fs::read(path).unwrap(), name).unwrap()
}

/// The mapping that the program itself suggests, the roster not being told.
pub fn suggested(workbook: &Workbook) -> Mapping {
    layout::preview(workbook, None).mapping()
}

pub fn read_files(workbooks: &[&Workbook]) -> Roster {
    let mappings: Vec<Mapping> = workbooks.iter().map(|workbook| suggested(workbook)).collect();
    let sources: Vec<Source> =
        workbooks.iter().zip(&mappings).map(|(workbook, mapping)| Source { workbook, mapping }).collect();
    read(&sources, mappings[0].kind, today(), &mut |_, _| true).unwrap()
}

pub fn households(workbook: &Workbook) -> Roster {
    let roster = read_files(&[workbook]);
    assert_eq!(roster.kind, RosterKind::Households, "taken for a roster of members");
    roster
}

/// A workbook with one sheet of texts.
pub fn table(rows: &[&[&str]]) -> Workbook {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    grid::open(&book.save_to_buffer().unwrap(), "名册.xlsx").unwrap()
}

/// An invented ID number of the unassigned area 999001; odd `order` is a man.
pub fn id(birth: &str, order: u32) -> String {
    let body = format!("999001{birth}{order:03}");
    let check = domain::id_number::check_character(&body).unwrap();
    format!("{body}{check}")
}

/// The 15 digits that the number had before 1999.
pub fn old_id(number: &str) -> String {
    format!("{}{}", &number[..6], &number[8..17])
}

/// Rows of texts between these signs, as one text file in this encoding.
pub fn text_file(rows: &[Vec<String>], sign: &str, encode: impl Fn(&str) -> Vec<u8>) -> Workbook {
    let lines: Vec<String> = rows.iter().map(|row| row.join(sign)).collect();
    grid::open(&encode(&(lines.join("\r\n") + "\r\n")), "名册.csv").unwrap()
}

pub fn strings(row: &[&str]) -> Vec<String> {
    row.iter().map(|text| (*text).to_owned()).collect()
}

/// Name, relation code, household as the file tells it (number, else the head's name), of each row.
pub fn told(roster: &Roster) -> Vec<(String, Option<u32>, String)> {
    let one = |row: &sheets::read::RosterRow| {
        let house = row.household.map(|house| &roster.households[house]);
        let head =
            house.and_then(|house| house.head).and_then(|head| roster.rows[head].name().map(str::to_owned));
        let named = house.and_then(|house| house.number.clone()).or(head).unwrap_or_default();
        (row.name().unwrap_or_default().to_owned(), row.code(sheets::Target::RELATION), named)
    };
    roster.rows.iter().map(one).collect()
}

/// The names of the problems of a row, warnings too.
pub fn problems(row: &sheets::read::RosterRow) -> Vec<&'static str> {
    row.problems.iter().map(|problem| problem.rule.name()).collect()
}
