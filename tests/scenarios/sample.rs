//! 示例: an invented village that keeps every rule, the same one for the same seed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::Dumped;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

const SEED: u64 = 7;

fn filled(name: &str, households: u32) -> (Laptop, Value) {
    let village = Laptop::village(name, "");
    let done = village.call("sample", json!({ "households": households, "years": 1, "seed": SEED }));
    (village, done)
}

/// Every record with its ids replaced by the order in which they are met.
fn dumped(village: &Laptop) -> Vec<Value> {
    let mut all = Vec::new();
    let dump = village.app().session(|session, _| {
        session.dump(None, true, |one: Dumped| -> app::Result<()> {
            all.push(one.0);
            Ok(())
        })
    });
    dump.unwrap();
    let ids: HashMap<String, usize> =
        all.iter().enumerate().map(|(at, one)| (text(&one["id"]), at)).collect();
    fn renamed(value: &mut Value, ids: &HashMap<String, usize>) {
        match value {
            Value::String(one) => *value = ids.get(one.as_str()).map_or(value.clone(), |at| json!(at)),
            Value::Array(all) => all.iter_mut().for_each(|one| renamed(one, ids)),
            Value::Object(all) => all.values_mut().for_each(|one| renamed(one, ids)),
            _ => {}
        }
    }
    all.iter_mut().for_each(|one| renamed(one, &ids));
    all.retain(|one| one["kind"] != "operator" && one["kind"] != "audit");
    all
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn rows(village: &Laptop, list: &str) -> Vec<Value> {
    let request = json!({ "list": list, "request": { "size": 0, "page": 1 } });
    village.call("list", request)["rows"].as_array().unwrap().clone()
}

#[test]
fn the_same_seed_gives_the_same_village_with_ids_of_its_own() {
    let (first, second) = (filled("石桥村", 40).0, filled("石桥村", 40).0);
    assert_eq!(dumped(&first), dumped(&second));
    let ids = |village: &Laptop| -> BTreeSet<String> {
        rows(village, "households").iter().map(|row| text(&row["id"])).collect()
    };
    assert!(ids(&first).is_disjoint(&ids(&second)));
    let other = Laptop::village("石桥村", "");
    other.call("sample", json!({ "households": 40, "years": 1, "seed": SEED + 1 }));
    assert_ne!(dumped(&first), dumped(&other));
}

#[test]
fn it_is_whole_and_keeps_the_rules() {
    let (village, done) = filled("石桥村", 120);
    let proof = village.call("workspace_verify", json!({}));
    assert_eq!(proof["digest"], village.call("workspace_digest", json!({}))["digest"]);
    assert_eq!(rows(&village, "households").len(), 120);
    assert_eq!(done["households"], 120);
    assert_eq!(rows(&village, "visit").len() as u64, done["visits"].as_u64().unwrap());
    assert_eq!(rows(&village, "needs").len() as u64, done["needs"].as_u64().unwrap());
    let people = done["people"].as_u64().unwrap();
    assert!((300..500).contains(&people), "{people}");
    let visits = done["visits"].as_u64().unwrap();
    assert!((400..700).contains(&visits), "{visits}");

    let coverage = village.call("coverage", json!({}));
    let uncovered = coverage["uncovered"].as_array().unwrap().len();
    assert!((3..=8).contains(&uncovered), "{uncovered}");
    assert_eq!(coverage["to_adjust"].as_array().unwrap().len(), 2);
    let loads: Vec<u64> = coverage["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["households"].as_u64().unwrap())
        .collect();
    assert!(loads.iter().all(|load| (3..=12).contains(load)), "{loads:?}");
    let aimed = loads.iter().filter(|load| (5..=10).contains(*load)).count();
    assert!(aimed * 10 >= loads.len() * 8, "{loads:?}");
    assert!(coverage["exempt"].as_u64().unwrap() >= 2);
}

#[test]
fn its_needs_stand_in_many_states_and_few_are_with_the_township() {
    let (village, _) = filled("石桥村", 120);
    let mut states: BTreeMap<u64, usize> = BTreeMap::new();
    for row in rows(&village, "needs") {
        *states.entry(row["state"].as_u64().unwrap()).or_default() += 1;
    }
    assert!(states.len() >= 9, "{states:?}");
    let (escalated, closed) = (states[&5], states[&10]);
    assert!((1..=2).contains(&escalated) && closed > 40, "{states:?}");
    let need = rows(&village, "needs").into_iter().find(|row| row["state"] == 10).unwrap();
    let page = village.call("need", json!({ "id": need["id"] }));
    assert_eq!(page["misfits"], json!([]));
    assert!(page["steps"].as_array().unwrap().len() >= 2);
}

#[test]
fn its_days_spread_over_the_years_and_none_lies_ahead() {
    let village = Laptop::village("石桥村", "");
    village.call("sample", json!({ "households": 15, "years": 2, "seed": SEED }));
    let days: Vec<String> = rows(&village, "visit").iter().map(|row| text(&row["date"])).collect();
    let today = village.moment().today.to_string();
    assert!(days.iter().all(|day| *day <= today));
    for half in ["2024-0", "2024-1", "2025-0", "2025-1", "2026-0"] {
        assert!(days.iter().any(|day| day.starts_with(half)), "{half}");
    }
    let forms: BTreeSet<u64> =
        rows(&village, "visit").iter().filter_map(|row| row["form"].as_u64()).collect();
    assert!(forms.contains(&1) && forms.contains(&7), "{forms:?}");
    let told: BTreeSet<String> = rows(&village, "visit").iter().map(|row| text(&row["content"])).collect();
    assert!(told.len() * 10 > days.len() * 7, "{} of {}", told.len(), days.len());
}

#[test]
fn it_is_refused_where_people_are_already_and_outside_its_sizes() {
    let (village, _) = filled("石桥村", 5);
    let before = village.call("workspace_digest", json!({}));
    let again = json!({ "households": 5, "years": 1, "seed": 1 });
    let failure = village.refused("sample", again.clone());
    assert_eq!(failure.code, "sample_taken");
    assert!(failure.sentence().ends_with('。'), "{}", failure.sentence());
    assert_eq!(village.call("workspace_digest", json!({})), before);

    let empty = Laptop::village("石桥村", "");
    for (households, years) in [(0, 1), (3001, 1), (5, 0), (5, 11)] {
        let refused = empty.refused("sample", json!({ "households": households, "years": years, "seed": 1 }));
        assert_eq!(refused.code, "sample_size");
    }
    let town = Laptop::township("清溪镇", "");
    assert_eq!(town.refused("sample", again).code, "other_side");
}

#[test]
fn a_sample_that_is_stopped_leaves_nothing() {
    let village = Laptop::village("石桥村", "");
    let before = village.call("workspace_digest", json!({}));
    let stopped =
        village.app().session(|session, moment| session.sample(20, 1, SEED, moment, &mut |done, _| done < 5));
    assert_eq!(stopped.unwrap_err().code, "cancelled");
    assert_eq!(village.call("workspace_digest", json!({})), before);
    village.call("sample", json!({ "households": 20, "years": 1, "seed": SEED }));
    village.call("workspace_verify", json!({}));
}

#[test]
fn the_sample_village_is_made_once_and_is_marked_for_practice() {
    let laptop = Laptop::on(scenarios::morning());
    let opened = laptop.call("sample_open", json!({}));
    assert_eq!((&opened["name"], &opened["practice"]), (&json!("示例村"), &json!(true)));
    assert!(laptop.progress().iter().any(|(job, done, total)| job == "sample" && done == total));
    let digest = laptop.call("workspace_digest", json!({}));
    laptop.call("sample_open", json!({}));
    assert_eq!(laptop.call("workspace_digest", json!({})), digest);
    laptop.call("workspace_lock", json!({}));
    let known = json!({ "folder": "sample", "passphrase": opened["passphrase"] });
    laptop.call("workspace_unlock", known);
    let all = laptop.call("workspaces", json!({}));
    assert_eq!(all["all"].as_array().unwrap().len(), 1);
    assert_ne!(opened["passphrase"], PASSPHRASE);
}
