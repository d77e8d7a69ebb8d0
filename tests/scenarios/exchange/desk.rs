//! 分歧: disagreements between two laptops are settled once and for all; broken rules are listed with their place.

use scenarios::Laptop;
use serde_json::{Value, json};

use super::laptops::{joined, settle};
use super::pair::{Pair, shared_digest, takes, write};
use crate::homes::put;

fn edit(laptop: &Laptop, kind: &str, id: &str, fields: Value) {
    laptop.call("record_put", json!({ "kind": kind, "id": id, "fields": fields }));
}

fn desk(laptop: &Laptop) -> Value {
    laptop.call("conflicts", json!({}))
}

fn record(laptop: &Laptop, id: &str) -> Value {
    laptop.call("record", json!({ "kind": "person", "id": id }))
}

#[test]
fn a_disagreement_shows_both_sides_and_a_decision_closes_it_everywhere() {
    let pair = Pair::joined();
    let head = put(&pair.village, "person", json!({ "name": "王大山", "phone": "13900000123" }));
    let home = put(&pair.village, "household", json!({ "number": "01-001", "head": head }));
    put(
        &pair.village,
        "resident",
        json!({ "person": head, "household": home, "relation": 2, "residence": 1 }),
    );
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    edit(&pair.village, "person", &head, json!({ "name": "王大川" }));
    edit(&second, "person", &head, json!({ "name": "王大杉" }));
    // The same value on both sides is no disagreement.
    for laptop in [&pair.village, &second] {
        edit(laptop, "person", &head, json!({ "phone": "13900000999" }));
    }
    settle(&pair.village, &second, stick);
    pair.township_takes(&pair.village_writes());

    let found = desk(&pair.village);
    let disputes = found["disputes"].as_array().unwrap();
    assert_eq!((disputes.len(), &found["records"]), (1, &json!(1)), "{found}");
    let dispute = &disputes[0];
    assert_eq!((&dispute["field"], &dispute["before"]), (&json!("name"), &json!("王大山")));
    assert_eq!((&dispute["may_settle"], &dispute["at"]["page"]), (&json!(true), &json!(home)));
    let values: Vec<_> =
        dispute["sides"].as_array().unwrap().iter().map(|one| (&one["value"], &one["own"])).collect();
    assert!(values.contains(&(&json!("王大川"), &json!(true))), "{values:?}");
    assert!(values.contains(&(&json!("王大杉"), &json!(false))), "{values:?}");

    // The township sees it and leaves it to the village.
    let seen = desk(&pair.township);
    assert_eq!(seen["disputes"][0]["may_settle"], false);
    let standing = record(&pair.village, &head)["values"]["name"].clone();
    let choice = dispute["sides"].as_array().unwrap().iter().find(|one| one["value"] == standing).unwrap();
    let asked =
        json!({ "kind": "person", "id": head, "field": "name", "choice": choice["choice"], "reason": "" });
    assert_eq!(pair.village.refused("conflict_settle", asked.clone()).code, "reason_missing");
    let mut of_township = asked.clone();
    of_township["reason"] = json!("听说的");
    of_township["village"] = json!(pair.channel());
    assert_ne!(pair.township.refused("conflict_settle", of_township).code, "internal");
    // Even the value that stands already closes it.
    let mut decided = asked;
    decided["reason"] = json!("户口簿上是这个");
    pair.village.call("conflict_settle", decided.clone());
    assert_eq!(desk(&pair.village)["records"], 0);
    assert_eq!(pair.village.refused("conflict_settle", decided).code, "conflict_settled");
    settle(&pair.village, &second, stick);
    pair.township_takes(&pair.village_writes());
    for laptop in [&pair.village, &second] {
        assert_eq!(desk(laptop)["records"], 0);
        assert_eq!(record(laptop, &head)["values"]["name"], standing);
    }
    assert_eq!(desk(&pair.township)["records"], 0);
    assert_eq!(shared_digest(&second), shared_digest(&pair.township));
}

#[test]
fn a_third_value_settles_and_two_decisions_at_once_are_one_more_disagreement() {
    let pair = Pair::joined();
    let who = put(&pair.village, "person", json!({ "name": "王大山" }));
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    put(&pair.village, "member", json!({ "person": who, "category": 1 }));
    edit(&pair.village, "person", &who, json!({ "name": "王大川" }));
    edit(&second, "person", &who, json!({ "name": "王大杉" }));
    settle(&pair.village, &second, stick);
    let third = |value: &str| json!({ "kind": "person", "id": who, "field": "name", "value": value, "reason": "问过本人" });
    pair.village.call("conflict_settle", third("王大珊"));
    second.call("conflict_settle", third("王大姗"));
    settle(&pair.village, &second, stick);
    let sides = desk(&second)["disputes"][0]["sides"].as_array().unwrap().len();
    assert_eq!(sides, 2);
    second.call("conflict_settle", third("王大珊"));
    settle(&pair.village, &second, stick);
    assert_eq!(desk(&pair.village)["records"], 0);
    assert_eq!(record(&pair.village, &who)["values"]["name"], "王大珊");
}

#[test]
fn a_deletion_that_had_not_seen_a_change_waits_for_a_person() {
    let pair = Pair::joined();
    let who = put(&pair.village, "person", json!({ "name": "王大山" }));
    put(&pair.village, "member", json!({ "person": who, "category": 1 }));
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    let member =
        pair.village.call("list", json!({ "list": "members", "request": {} }))["rows"][0]["id"].clone();
    let id = member.as_str().unwrap();
    second.call("record_delete", json!({ "kind": "member", "id": id, "reason": "录重了" }));
    edit(&pair.village, "member", id, json!({ "category": 2 }));
    settle(&pair.village, &second, stick);
    for (laptop, choice, there) in [(&second, "delete", false), (&pair.village, "keep", true)] {
        let found = desk(laptop);
        let dispute = &found["disputes"][0];
        assert_eq!((&dispute["field"], &dispute["kind"]), (&json!(""), &json!("member")), "{found}");
        let decided =
            json!({ "kind": "member", "id": id, "field": "", "choice": choice, "reason": "核对过" });
        laptop.call("conflict_settle", decided);
        let view = laptop.call("record", json!({ "kind": "member", "id": id }));
        assert_eq!(view["deleted"], !there);
        assert_eq!(desk(laptop)["records"], 0);
    }
}

#[test]
fn two_links_made_at_once_are_listed_as_a_broken_rule() {
    let pair = Pair::joined();
    let home = put(&pair.village, "household", json!({ "number": "01-001" }));
    let members: Vec<String> = ["甲", "乙"]
        .iter()
        .map(|name| {
            let who = put(&pair.village, "person", json!({ "name": name }));
            put(&pair.village, "member", json!({ "person": who, "category": 1, "status": 1 }))
        })
        .collect();
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    for (laptop, member) in [(&pair.village, &members[0]), (&second, &members[1])] {
        let asked = json!({ "households": [home], "member": member, "from": "2026-03-02", "decided_by": 1 });
        laptop.call("link_assign", asked);
    }
    settle(&pair.village, &second, stick);
    let found = desk(&pair.village);
    assert_eq!(found["disputes"][0]["field"], "primary_link", "{found}");
    let broken = found["broken"].as_array().unwrap();
    assert_eq!((broken.len(), &broken[0]["rule"]), (1, &json!("household_has_primary_link")));
    assert_eq!(broken[0]["at"]["page"], json!(home));
    let end = json!({ "link": broken[0]["id"], "to": "2026-03-03", "end": 9, "note": "两边各定了一个" });
    pair.village.call("link_end", end);
    assert_eq!(desk(&pair.village)["broken"], json!([]));
    takes(&pair.township, &write(&pair.village, stick));
}

#[test]
fn a_disagreement_about_who_lives_nowhere_is_listed_and_settled() {
    let pair = Pair::joined();
    let who = put(&pair.village, "person", json!({ "name": "王大山" }));
    let home = put(&pair.village, "household", json!({ "number": "01-001", "head": who }));
    let lives = json!({ "person": who, "household": home, "relation": 2, "residence": 1 });
    let lives = put(&pair.village, "resident", lives);
    let (second, _folder) = joined(&pair.village);
    edit(&pair.village, "person", &who, json!({ "name": "王大川" }));
    edit(&second, "person", &who, json!({ "name": "王大杉" }));
    let moved = json!({ "kind": "resident", "id": lives, "reason": "登记错了" });
    pair.village.call("record_delete", moved);
    settle(&pair.village, &second, pair.stick.path());
    for laptop in [&pair.village, &second] {
        let today = laptop.call("today", json!({}));
        assert_eq!((&today["conflicts"], today["disputed"].as_array().unwrap().len()), (&json!(1), 1));
        let found = desk(laptop);
        assert_eq!((found["disputes"].as_array().unwrap().len(), &found["records"]), (1, &json!(1)));
        let at = &found["disputes"][0]["at"];
        assert_eq!((&at["page_kind"], &at["page"]), (&json!("person"), &json!(who)));
    }
    let choice = &desk(&second)["disputes"][0]["sides"][0]["choice"];
    second.call(
        "conflict_settle",
        json!({ "kind": "person", "id": who, "field": "name", "choice": choice, "reason": "看过身份证" }),
    );
    settle(&pair.village, &second, pair.stick.path());
    for laptop in [&pair.village, &second] {
        assert_eq!((&desk(laptop)["disputes"], &desk(laptop)["records"]), (&json!([]), &json!(0)));
        assert_eq!(laptop.call("today", json!({}))["conflicts"], 0);
    }
}
