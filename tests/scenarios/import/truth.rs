//! The example files, row by row, against what is true about them: outcomes, and what stands in the register after.

use std::collections::{BTreeMap, HashMap};

use scenarios::Laptop;
use serde_json::{Value, json};

use super::{by_number, counts, dump, example, import, people_counts, plan, rows, village};

fn truth(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(example("truth.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all[file].as_array().unwrap().clone()
}

/// The register as the dump tells it, by what rows name.
struct Register {
    people: HashMap<String, (String, Value)>,
    homes: HashMap<String, Value>,
    units: HashMap<String, Value>,
    /// By person.
    residents: HashMap<String, Value>,
}

impl Register {
    fn of(village: &Laptop) -> Register {
        let residents = dump(village, "resident").into_values();
        Register {
            people: by_number(village),
            homes: dump(village, "household"),
            units: dump(village, "unit"),
            residents: residents.map(|one| (one["person"].as_str().unwrap().to_owned(), one)).collect(),
        }
    }

    fn check(&self, truth: &Value, place: &str) {
        let (id, person) = &self.people[truth["id"].as_str().unwrap()];
        assert_eq!(person["name"], truth["name"], "{place}");
        assert_eq!(person["sex"], json!(if truth["sex"] == "男" { 1 } else { 2 }), "{place}");
        assert_eq!(person["birth"], truth["birth"], "{place}");
        let resident = &self.residents[id];
        assert_eq!(relation(&resident["relation"]), truth["relation"], "{place}");
        let home = &self.homes[resident["household"].as_str().unwrap()];
        assert_eq!(home["number"], truth["household"], "{place}");
        assert_eq!(self.units[home["group"].as_str().unwrap()]["name"], truth["group"], "{place}");
        if truth["relation"] == "户主" {
            assert_eq!(home["head"], json!(id), "{place}");
        }
    }
}

/// The relation in the few words that the truth uses.
fn relation(code: &Value) -> &'static str {
    match code.as_u64() {
        Some(2) => "户主",
        Some(10..=12) => "配偶",
        Some(20..=26) => "子",
        Some(30..=36) => "女",
        Some(38) => "儿媳",
        Some(41) => "孙子",
        _ => "?",
    }
}

/// What an importer must make of a row with this problem.
fn outcome(problem: &Value) -> &'static str {
    match problem.as_str() {
        None => "new",
        Some("id_missing" | "duplicate" | "birth_mismatch" | "sex_mismatch") => "doubtful",
        Some(_) => "refused",
    }
}

fn register_is_true(file: &str) {
    let village = village();
    let truth = truth(file);
    let path = example(file);
    let planned = plan(&village, "households", &[&path]);
    let rows = rows(&village, None);
    assert_eq!(planned["total"], json!(truth.len()));
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    for (row, truth) in rows.iter().zip(&truth) {
        let place = format!("{file} {} {}", row["at"]["sheet"], row["at"]["row"]);
        assert_eq!((&row["at"]["sheet"], &row["at"]["row"]), (&truth["sheet"], &truth["row"]));
        let end = outcome(&truth["problem"]);
        *expected.entry(end).or_default() += 1;
        assert_eq!(row["outcome"], end, "{place} {}", row["reasons"]);
        let told = row["reasons"].as_array().unwrap().iter().find(|reason| reason["severity"] != "warning");
        assert_eq!(
            told.map(|reason| &reason["code"]),
            Some(&truth["problem"]).filter(|p| !p.is_null()),
            "{place}"
        );
        assert!(told.is_none_or(|reason| reason["sentence"].as_str().unwrap().ends_with('。')), "{place}");
    }
    let done = village.call("import_confirm", json!({}));
    assert_eq!(
        counts(&done),
        ["new", "updated", "unchanged", "doubtful", "refused"]
            .map(|end| { expected.get(end).copied().unwrap_or_default() })
    );
    assert_eq!(done["doubtful_left"], done["counts"]["doubtful"]);
    let register = Register::of(&village);
    for one in truth.iter().filter(|one| one["problem"].is_null()) {
        register.check(one, &format!("{file} {} {}", one["sheet"], one["row"]));
    }
    let sound = truth.iter().filter(|one| one["problem"].is_null()).count();
    assert_eq!(people_counts(&village)[0], sound, "nobody else was taken");
    assert_eq!(register.residents.len(), sound);
    let again = import(&village, "households", &[&path]);
    let [new, _, _, doubtful, refused] = counts(&done);
    assert_eq!(counts(&again), [0, 0, new, doubtful, refused], "a second time changes nothing");
    assert_eq!(again["act"], Value::Null);
    assert_eq!(people_counts(&village)[0], sound);
}

#[test]
fn the_register_with_a_sheet_for_each_group_is_imported_truly() {
    register_is_true("户籍人口花名册.xlsx");
}

#[test]
fn the_register_with_a_header_of_two_rows_is_imported_truly() {
    register_is_true("家庭成员登记表-两级表头.xlsx");
}

#[test]
fn the_register_as_text_is_imported_truly() {
    register_is_true("人口.csv");
}

#[test]
fn the_national_member_form_is_imported_truly() {
    let village = village();
    let path = example("党员信息.xlsx");
    let done = import(&village, "members", &[&path]);
    assert_eq!(counts(&done), [48, 0, 0, 0, 0]);
    let people = by_number(&village);
    let members = dump(&village, "member").into_values();
    let members: HashMap<String, Value> =
        members.map(|one| (one["person"].as_str().unwrap().to_owned(), one)).collect();
    for truth in truth("党员信息.xlsx") {
        let (id, person) = &people[truth["id"].as_str().unwrap()];
        let member = &members[id];
        assert_eq!(person["name"], truth["name"]);
        let category = if truth["kind"] == "正式党员" { 1 } else { 2 };
        assert_eq!((&member["category"], &member["joined"]), (&json!(category), &truth["joined"]), "{truth}");
        assert_eq!(member["confirmed"], truth["full"], "{truth}");
        assert_eq!((&member["mobile"], &member["lost"]), (&truth["mobile"], &truth["lost"]), "{truth}");
    }
    let again = import(&village, "members", &[&path]);
    assert_eq!((counts(&again), &again["act"]), ([0, 0, 48, 0, 0], &Value::Null));
}

/// A member and a resident with one ID number are one person, whichever roster came first.
#[test]
fn both_rosters_meet_in_the_same_people_in_either_order() {
    let (households, members) = (example("户籍人口花名册.xlsx"), example("党员信息.xlsx"));
    let (one, other) = (village(), village());
    import(&one, "households", &[&households]);
    let done = import(&one, "members", &[&members]);
    assert_eq!(counts(&done)[0], 48, "each is new as a member");
    import(&other, "members", &[&members]);
    let done = import(&other, "households", &[&households]);
    assert_eq!(counts(&done)[..2], [391, 0], "each is new as a resident");
    for village in [&one, &other] {
        let people = dump(village, "person");
        let residents: Vec<Value> =
            dump(village, "resident").into_values().map(|one| one["person"].clone()).collect();
        let members = dump(village, "member");
        let housed = members.values().filter(|member| residents.contains(&member["person"])).count();
        assert!(housed > 40, "{housed} of 48 members live in the village");
        assert_eq!(people.len(), residents.len() + members.len() - housed);
        assert_eq!(by_number(village).len(), people.len());
    }
    assert_eq!(people_counts(&one), people_counts(&other));
}
