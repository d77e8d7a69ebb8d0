//! 报送范围 changes: what is told from then on, what older entries tell, and that both sides hold the same.

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};

use super::laptops::{joined, settle};
use super::pair::{ID_NUMBER, NARRATIVE, PHONE, Pair, dumped, shared_digest, takes, write};
use crate::homes::put;

const DEFAULT: [&str; 3] = ["name", "member_form", "need_text"];
const WIDER: [&str; 5] = ["name", "identity", "contact", "member_form", "need_text"];

fn set(pair: &Pair, groups: Value, village: Option<&str>) -> Value {
    pair.township.call("policy_set", json!({ "groups": groups, "village": village }))
}

/// The village agrees to what is asked of it.
fn agree(village: &Laptop, number: u64) {
    village.call("policy_accept", json!({ "number": number, "agree": true }));
}

fn same(pair: &Pair) {
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

fn knows(laptop: &Laptop, text: &str) -> bool {
    dumped(laptop).contains(text)
}

/// A pair that has settled on a village's people and a visit.
fn settled() -> Pair {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    same(&pair);
    pair
}

#[test]
fn what_is_asked_more_is_told_once_the_village_agrees_older_entries_too() {
    let pair = settled();
    assert_eq!(set(&pair, json!(WIDER), None)["number"], 2);
    same(&pair);
    pair.village_takes(&pair.township_writes());
    put(&pair.village, "person", json!({ "name": "后来人", "phone": "13900000777" }));
    pair.settled();
    // Asked and not agreed to yet.
    same(&pair);
    assert!(knows(&pair.township, "后来人"));
    assert!(!knows(&pair.township, "13900000777") && !knows(&pair.township, PHONE));
    agree(&pair.village, 2);
    same(&pair);
    put(&pair.village, "person", json!({ "name": "新来人", "phone": "13900000888" }));
    pair.settled();
    for text in [PHONE, ID_NUMBER, "13900000777", "13900000888"] {
        assert!(knows(&pair.township, text), "{text}");
    }
    assert!(!knows(&pair.township, NARRATIVE));
    same(&pair);
    pair.township.call("workspace_verify", json!({}));
    // It arrived, so it is carried no more.
    let bytes = pair.village_writes()["bytes"].as_u64().unwrap();
    assert!(bytes < 3_000, "{bytes}");
}

#[test]
fn what_is_told_later_is_carried_until_it_arrived() {
    let pair = settled();
    set(&pair, json!(WIDER), None);
    pair.village_takes(&pair.township_writes());
    agree(&pair.village, 2);
    let lost = pair.village_writes();
    assert_eq!(lost["entries"], 0);
    let file = pair.village_writes();
    pair.township_takes(&file);
    assert!(knows(&pair.township, PHONE));
    same(&pair);
    // The lost one turns up after all.
    pair.township_takes(&lost);
    pair.settled();
    same(&pair);
}

#[test]
fn a_restored_township_is_told_what_was_written_while_less_was_asked() {
    let mut pair = settled();
    set(&pair, json!(["member_form", "need_text"]), None);
    pair.village_takes(&pair.township_writes());
    put(&pair.village, "person", json!({ "name": "没报名字的人" }));
    pair.settled();
    assert!(!knows(&pair.township, "没报名字的人"));
    let place = tempfile::tempdir().unwrap();
    let (file, home) = (place.path().join("备份.lxb"), place.path().join("new"));
    pair.township.call("backup", json!({ "path": file }));
    std::fs::create_dir(&home).unwrap();
    pair.township = Laptop::at(&home, morning());
    pair.township.call("restore", json!({ "file": file, "passphrase": PASSPHRASE }));
    // The village hears of the new laptop only together with what is asked again.
    let number = set(&pair, json!(DEFAULT), None)["number"].as_u64().unwrap();
    pair.village_takes(&pair.township_writes());
    agree(&pair.village, number);
    pair.township_takes(&pair.village_writes());
    assert!(knows(&pair.township, "没报名字的人"));
    same(&pair);
}

#[test]
fn what_is_asked_no_more_is_told_no_more_and_what_was_told_stays() {
    let pair = settled();
    set(&pair, json!(["member_form", "need_text"]), None);
    same(&pair);
    pair.village_takes(&pair.township_writes());
    same(&pair);
    put(&pair.village, "person", json!({ "name": "后来人" }));
    pair.settled();
    assert!(knows(&pair.township, "王大山") && !knows(&pair.township, "后来人"));
    same(&pair);
    // Asked again, it must be agreed to again, and what was left out meanwhile is told then.
    set(&pair, json!(DEFAULT), None);
    pair.village_takes(&pair.township_writes());
    put(&pair.village, "person", json!({ "name": "又来人" }));
    pair.settled();
    assert!(!knows(&pair.township, "后来人") && !knows(&pair.township, "又来人"));
    same(&pair);
    agree(&pair.village, 3);
    pair.settled();
    assert!(knows(&pair.township, "后来人") && knows(&pair.township, "又来人"));
    same(&pair);
}

#[test]
fn narrower_and_wider_at_once_takes_away_at_once_and_adds_once_agreed() {
    let pair = settled();
    set(&pair, json!(["member_form", "need_text", "narrative"]), None);
    pair.settled();
    put(&pair.village, "person", json!({ "name": "后来人" }));
    pair.settled();
    assert!(!knows(&pair.township, "后来人") && !knows(&pair.township, NARRATIVE));
    same(&pair);
    agree(&pair.village, 2);
    pair.settled();
    assert!(!knows(&pair.township, "后来人") && knows(&pair.township, NARRATIVE));
    same(&pair);
}

#[test]
fn a_village_of_its_own_keeps_what_is_asked_of_it_until_that_is_taken_back() {
    let pair = settled();
    let village = |answer: &Value| answer["villages"][0].clone();
    let one = village(&set(&pair, json!(["name", "need_text"]), Some("石桥村")));
    assert_eq!(
        (&one["apart"], &one["groups"], &one["number"]),
        (&json!(true), &json!(["name", "need_text"]), &json!(2))
    );
    let all = set(&pair, json!(WIDER), None);
    assert_eq!((&all["number"], &all["groups"]), (&json!(3), &json!(WIDER)));
    let one = village(&all);
    assert_eq!(
        (&one["apart"], &one["groups"], &one["number"]),
        (&json!(true), &json!(["name", "need_text"]), &json!(4))
    );
    pair.settled();
    assert_eq!(pair.village.call("today", json!({}))["undecided"], 0);
    same(&pair);
    let one = village(&set(&pair, Value::Null, Some("石桥村")));
    assert_eq!((&one["apart"], &one["groups"]), (&json!(false), &json!(WIDER)));
    pair.settled();
    assert_eq!(pair.village.call("today", json!({}))["undecided"], 3);
    assert_eq!(
        pair.township.refused("policy_set", json!({ "groups": null, "village": "石桥村" })).code,
        "policy_unchanged"
    );
    agree(&pair.village, 5);
    pair.settled();
    assert!(knows(&pair.township, PHONE));
    same(&pair);
}

#[test]
fn an_older_statement_changes_nothing() {
    let pair = settled();
    set(&pair, json!(WIDER), None);
    let wider = pair.township_writes();
    set(&pair, json!(DEFAULT), None);
    let back = pair.township_writes();
    pair.village_takes(&back);
    takes(&pair.village, &wider);
    let refused = pair.village.refused("policy_accept", json!({ "number": 2, "agree": true })).code;
    assert_eq!(refused, "policy_changed");
    let refused = pair.village.refused("policy_accept", json!({ "number": 3, "agree": true })).code;
    assert_eq!(refused, "policy_unchanged");
    assert_eq!(pair.village.call("today", json!({}))["undecided"], 0);
    pair.settled();
    assert!(!knows(&pair.township, PHONE));
    same(&pair);
}

#[test]
fn who_leaves_it_open_is_not_reminded_and_may_agree_later() {
    let pair = settled();
    set(&pair, json!(WIDER), None);
    pair.settled();
    assert_eq!(pair.village.call("today", json!({}))["undecided"], 2);
    pair.village.call("policy_accept", json!({ "number": 2, "agree": false }));
    assert_eq!(pair.village.call("today", json!({}))["undecided"], 0);
    pair.settled();
    assert!(!knows(&pair.township, PHONE));
    same(&pair);
    agree(&pair.village, 2);
    pair.settled();
    assert!(knows(&pair.township, PHONE));
}

#[test]
fn another_laptop_of_the_village_is_not_asked_again() {
    let pair = settled();
    let (second, _folder) = joined(&pair.village);
    set(&pair, json!(WIDER), None);
    pair.settled();
    // The other one does not know yet and tells as before.
    put(&second, "person", json!({ "name": "第二台", "phone": "13900000777" }));
    takes(&pair.township, &write(&second, pair.stick.path()));
    agree(&pair.village, 2);
    settle(&pair.village, &second, pair.stick.path());
    assert_eq!(second.call("today", json!({}))["undecided"], 0);
    put(&second, "person", json!({ "name": "第二台又", "phone": "13900000888" }));
    takes(&pair.township, &write(&second, pair.stick.path()));
    for text in [PHONE, "13900000777", "13900000888"] {
        assert!(knows(&pair.township, text), "{text}");
    }
    assert_eq!(shared_digest(&second), shared_digest(&pair.township));
    settle(&pair.village, &second, pair.stick.path());
    pair.settled();
    same(&pair);
}

#[test]
fn a_restored_village_hears_from_the_township_what_it_agreed_to() {
    let pair = settled();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("备份.lxb");
    pair.village.call("backup", json!({ "path": file }));
    set(&pair, json!(WIDER), None);
    pair.settled();
    agree(&pair.village, 2);
    put(&pair.village, "person", json!({ "name": "后来人", "phone": "13900000777" }));
    pair.township_takes(&pair.village_writes());
    // The laptop is gone.
    let home = folder.path().join("again");
    std::fs::create_dir(&home).unwrap();
    let again = Laptop::at(&home, scenarios::morning());
    again.call("restore", json!({ "file": file, "passphrase": scenarios::PASSPHRASE }));
    put(&again, "person", json!({ "name": "恢复后", "phone": "13900000888" }));
    takes(&pair.township, &write(&again, pair.stick.path()));
    takes(&again, &pair.township_writes());
    assert_eq!(again.call("today", json!({}))["undecided"], 0);
    assert!(knows(&again, "13900000777"));
    takes(&pair.township, &write(&again, pair.stick.path()));
    for text in [PHONE, "13900000777", "13900000888"] {
        assert!(knows(&pair.township, text), "{text}");
    }
    assert_eq!(shared_digest(&again), shared_digest(&pair.township));
}

fn disclosed(laptop: &Laptop, group: &str) -> (Value, Value) {
    let all = laptop.call("disclosed", json!({ "village": "石桥村" }));
    let groups = all["groups"].as_array().unwrap();
    (groups.iter().find(|one| one["group"] == group).unwrap().clone(), all.clone())
}

#[test]
fn what_was_told_is_listed_on_both_sides() {
    let pair = Pair::joined();
    pair.escalated(true);
    pair.settled();
    let (names, all) = disclosed(&pair.village, "name");
    assert_eq!((&names["told"], &names["spans"].as_array().unwrap().len()), (&json!(true), &1));
    // Two people, whose need it is, and who works here.
    assert_eq!((&names["records"], &names["values"]), (&json!(4), &json!(4)));
    let (contact, _) = disclosed(&pair.village, "contact");
    assert_eq!(
        (&contact["told"], &contact["records"], &contact["spans"]),
        (&json!(false), &json!(0), &json!([]))
    );
    let opened: Vec<&Value> = all["opened"].as_array().unwrap().iter().collect();
    assert_eq!(all["opened_total"], 2);
    assert!(opened.iter().all(|one| one["why"] == "need"));
    assert!(opened.iter().any(|one| one["label"] == "王大山" && one["fields"] == json!(["手机号"])));
    assert!(!all.to_string().contains(PHONE));
    let there = disclosed(&pair.township, "name").0;
    assert_eq!((&there["records"], &there["values"]), (&names["records"], &names["values"]));

    pair.village.wait_days(1);
    pair.township.wait_days(1);
    set(&pair, json!(["contact", "member_form", "need_text"]), None);
    pair.village_takes(&pair.township_writes());
    let (names, all) = disclosed(&pair.village, "name");
    assert_eq!((&names["told"], &names["records"]), (&json!(false), &json!(4)));
    assert!(names["spans"][0]["to"].is_i64());
    assert_eq!((&all["waiting"], &all["changes"].as_array().unwrap().len()), (&json!(["contact"]), &2));
    let change = &all["changes"][0];
    assert_eq!(
        (&change["number"], &change["added"], &change["removed"]),
        (&json!(2), &json!(["contact"]), &json!(["name"]))
    );
    assert_eq!(change["agreed_at"], Value::Null);
    put(&pair.village, "person", json!({ "name": "后来人", "phone": "13900000777" }));
    agree(&pair.village, 2);
    let (contact, all) = disclosed(&pair.village, "contact");
    assert_eq!(
        (&contact["told"], &contact["underway"], &contact["records"]),
        (&json!(true), &json!(true), &json!(0))
    );
    assert!(all["changes"][0]["agreed_at"].is_i64());
    pair.settled();
    for laptop in [&pair.village, &pair.township] {
        let (names, all) = disclosed(laptop, "name");
        assert_eq!((&names["told"], &names["records"]), (&json!(false), &json!(4)));
        let (contact, _) = disclosed(laptop, "contact");
        assert_eq!((&contact["told"], &contact["underway"]), (&json!(true), &json!(false)));
        // Three people, the household, and the telephone given for the need.
        assert_eq!((&contact["records"], &contact["values"]), (&json!(5), &json!(5)), "{contact}");
        assert_eq!(all["opened"].as_array().unwrap().len(), 2);
        assert!(all["changes"][0]["agreed_at"].is_i64());
    }
}
