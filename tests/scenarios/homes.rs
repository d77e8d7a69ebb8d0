//! Households to begin with, made as the window makes them.

use scenarios::Laptop;
use serde_json::{Value, json};

/// A village with three households, whose ids come with it.
pub fn village() -> (Laptop, [String; 3]) {
    let village = Laptop::village("石桥村", "330281104208");
    let homes = [("王大山", "01-001"), ("李秀英", "01-002"), ("张守田", "02-001")];
    let homes = homes.map(|(head, number)| home(&village, head, number));
    (village, homes)
}

/// A household with its head.
pub fn home(village: &Laptop, head: &str, number: &str) -> String {
    let person = put(village, "person", json!({ "name": head }));
    let home = put(village, "household", json!({ "number": number, "head": person }));
    put(village, "resident", json!({ "person": person, "household": home, "relation": 2, "residence": 1 }));
    home
}

/// Puts a new record and answers its id.
pub fn put(laptop: &Laptop, kind: &str, fields: Value) -> String {
    let saved = laptop.call("record_put", json!({ "kind": kind, "fields": fields }));
    saved["id"].as_str().unwrap().to_owned()
}

/// A list's rows.
pub fn rows(laptop: &Laptop, list: &str, request: Value) -> Vec<Value> {
    let page = laptop.call("list", json!({ "list": list, "request": request }));
    let rows = page["rows"].as_array().unwrap().clone();
    assert!(page["total"].as_u64().unwrap() >= rows.len() as u64);
    rows
}

/// The labels of the references that a row holds in a column.
pub fn labels(row: &Value, column: &str) -> Vec<String> {
    row[column].as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap().to_owned()).collect()
}
