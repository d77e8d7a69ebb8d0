//! 去向, 核对码 and 缺号: where a record has come to, whether a file is the right one, which files did not come.

use serde_json::{Value, json};

use super::pair::Pair;
use crate::homes::put;

fn whereabouts(pair: &Pair, id: &str) -> Value {
    pair.village.call("whereabouts", json!({ "kind": "person", "id": id }))
}

#[test]
fn a_record_is_followed_from_the_laptop_to_the_receipt() {
    let pair = Pair::strangers();
    let who = put(&pair.village, "person", json!({ "name": "王大山" }));
    let found = whereabouts(&pair, &who);
    assert_eq!((&found["reached"], &found["peer"]), (&Value::Null, &json!("")));
    let invitation = pair.invitation("石桥村");
    pair.village.call("invitation_accept", json!({ "path": invitation }));
    assert_eq!(whereabouts(&pair, &who)["reached"], "saved");
    let file = pair.village_writes();
    let found = whereabouts(&pair, &who);
    assert_eq!((&found["reached"], &found["traces"][0]["file"]), (&json!("written"), &file["number"]));
    pair.township_takes(&file);
    assert_eq!(whereabouts(&pair, &who)["reached"], "written");
    pair.village_takes(&pair.township_writes());
    let found = whereabouts(&pair, &who);
    assert_eq!((&found["reached"], &found["peer"]), (&json!("received"), &json!("清河镇")));
    let day = found["receipt_at"].clone();
    assert!(day.is_number());
    // That day stays, whatever is handed over later.
    pair.township.wait_days(3);
    put(&pair.village, "person", json!({ "name": "李秀英" }));
    pair.settled();
    assert_eq!(whereabouts(&pair, &who)["receipt_at"], day);
    // A later change is as far as it is, and so is the record.
    pair.village
        .call("record_put", json!({ "kind": "person", "id": who, "fields": { "phone": "13900000001" } }));
    let found = whereabouts(&pair, &who);
    assert_eq!(found["reached"], "saved");
    let traces: Vec<&Value> = found["traces"].as_array().unwrap().iter().map(|one| &one["reached"]).collect();
    assert_eq!(traces, ["saved", "received"]);
    assert_eq!(pair.village.call("refusals", json!({}))["refused"], json!([]));
}

#[test]
fn both_sides_read_the_same_check_code_and_another_file_has_another() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "王大山" }));
    let (first, second) = (pair.village_writes(), pair.village_writes());
    assert_eq!((&first["previous"], &second["previous"]), (&Value::Null, &json!(1)));
    let preview = pair.township.call("exchange_preview", json!({ "paths": [first["path"], second["path"]] }));
    let seen: Vec<&Value> = preview["files"].as_array().unwrap().iter().map(|one| &one["check"]).collect();
    assert_eq!(seen, [&first["check"], &second["check"]]);
    assert_ne!(first["check"], second["check"]);
    assert_eq!(first["check"].as_str().unwrap().replace(' ', "").len(), 12);
    assert_eq!(pair.township_takes(&second)["check"], second["check"]);
    assert_eq!(pair.township_takes(&second)["check"], second["check"], "a file that came before");
    assert_eq!(pair.township.call("exchange", json!({}))["received"][0]["check"], second["check"]);
}

#[test]
fn a_slip_says_what_its_file_holds_and_can_be_read_again() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "王大山", "phone": "13900000001" }));
    put(&pair.village, "person", json!({ "name": "李秀英" }));
    let first = pair.village_writes();
    assert_eq!(first["spans"], json!([{ "from": 1, "to": first["entries"] }]));
    let people = |file: &Value| {
        let all = file["records"].as_array().unwrap();
        all.iter().find(|one| one["kind"] == "person").map(|one| one["count"].clone())
    };
    assert_eq!(people(&first), Some(json!(2)));
    // Telephones are not told, and their records are counted all the same: as the other side counts them.
    let seen = pair.township.call("exchange_preview", json!({ "paths": [first["path"]] }));
    assert_eq!(seen["files"][0]["records"], first["records"]);
    let noted = &pair.village.call("exchange", json!({}))["written"][0];
    for told in ["number", "previous", "name", "entries", "spans", "records", "bytes", "check"] {
        assert_eq!(noted[told], first[told], "{told}");
    }
    pair.township_takes(&first);
    let answer = pair.township_writes();
    assert_eq!(
        (&answer["entries"], &answer["spans"], &answer["records"]),
        (&json!(0), &json!([]), &json!([]))
    );
    pair.village_takes(&answer);
    put(&pair.village, "person", json!({ "name": "赵小满" }));
    let next = pair.village_writes();
    let number = first["entries"].as_u64().unwrap() + 1;
    assert_eq!(next["spans"], json!([{ "from": number, "to": number }]));
    assert_eq!((&next["previous"], people(&next)), (&first["number"], Some(json!(1))));
}

#[test]
fn files_that_did_not_come_are_named_until_they_come() {
    let pair = Pair::joined();
    pair.settled();
    let mut files = Vec::new();
    for name in ["甲", "乙", "丙", "丁"] {
        put(&pair.village, "person", json!({ "name": name }));
        files.push(pair.village_writes());
    }
    let gaps = || pair.township.call("exchange", json!({}))["peers"][0]["gaps"].clone();
    let taken = pair.township_takes(&files[3]);
    let numbers = |one: usize| files[one]["number"].as_u64().unwrap();
    assert_eq!(gaps(), json!([{ "from": numbers(0), "to": numbers(2) }]));
    assert_eq!((&taken["gaps"], &taken["waiting_here"]), (&gaps(), &json!(0)));
    // Each file holds all that had not been acknowledged, so nothing waits for the lost ones.
    assert_eq!(pair.township.call("exchange", json!({}))["peers"][0]["waiting_here"], 0);
    pair.township_takes(&files[1]);
    assert_eq!(
        gaps(),
        json!([{ "from": numbers(0), "to": numbers(0) }, { "from": numbers(2), "to": numbers(2) }])
    );
    for file in [&files[0], &files[2]] {
        pair.township_takes(file);
    }
    assert_eq!(gaps(), json!([]));
}
