//! 导入: rosters from the files that villages have, through the command table.

mod deciding;
mod lists;
mod sheets_written;
mod size;
mod truth;
mod undoing;
mod wrong_files;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use scenarios::Laptop;
use serde_json::{Value, json};

/// A village without residents.
fn village() -> Laptop {
    Laptop::village("石桥村", "999001001001")
}

/// One of the example files.
fn example(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../src-tauri/crates/sheets/tests/fixtures");
    Path::new(folder).join(name).to_str().unwrap().to_owned()
}

/// A file in the laptop's home.
fn file(village: &Laptop, name: &str) -> PathBuf {
    village.home().join(name)
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Writes a sheet of texts; gives its path.
fn sheet(village: &Laptop, name: &str, rows: &[&[&str]]) -> String {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            page.write_string(row, column, *cell).unwrap();
        }
    }
    let path = file(village, name);
    book.save(&path).unwrap();
    text(&path)
}

/// An invented ID number of the unassigned area 999001; odd `order` is a man.
fn id(birth: &str, order: u32) -> String {
    let body = format!("999001{birth}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap();
    format!("{body}{check}")
}

fn plan(village: &Laptop, kind: &str, paths: &[&str]) -> Value {
    village.call("import_plan", json!({ "kind": kind, "paths": paths }))
}

/// Plans and confirms.
fn import(village: &Laptop, kind: &str, paths: &[&str]) -> Value {
    plan(village, kind, paths);
    village.call("import_confirm", json!({}))
}

/// New, updated, unchanged, doubtful, refused.
fn counts(answer: &Value) -> [u64; 5] {
    ["new", "updated", "unchanged", "doubtful", "refused"].map(|end| answer["counts"][end].as_u64().unwrap())
}

/// Every row of the plan, or those that end so.
fn rows(village: &Laptop, outcome: Option<&str>) -> Vec<Value> {
    let answer = village.call("import_rows", json!({ "outcome": outcome, "page": 1, "size": 0 }));
    answer["rows"].as_array().unwrap().clone()
}

/// Everything that stands of a kind, by id: its fields.
fn dump(village: &Laptop, kind: &str) -> HashMap<String, Value> {
    let mut all = HashMap::new();
    let each = |dumped: app::Dumped| {
        all.insert(dumped.0["id"].as_str().unwrap().to_owned(), dumped.0["fields"].clone());
        Ok(())
    };
    village.app().session(|session, _| session.dump(Some(kind), false, each)).unwrap();
    all
}

/// How many records of the kinds that rosters fill there are.
fn people_counts(village: &Laptop) -> [usize; 4] {
    ["person", "household", "resident", "member"].map(|kind| dump(village, kind).len())
}

/// Person by ID number: id and fields.
fn by_number(village: &Laptop) -> HashMap<String, (String, Value)> {
    let people = dump(village, "person").into_iter();
    let numbered =
        people.filter_map(|(id, fields)| Some((fields["id_number"].as_str()?.to_owned(), (id, fields))));
    numbered.collect()
}
