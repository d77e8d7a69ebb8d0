//! 分歧: disagreements between two laptops are settled once and for all; broken rules are listed with their place.

use scenarios::{Laptop, morning};
use serde_json::{Value, json};

use super::laptops::{joined, settle};
use super::pair::{ID_NUMBER, NARRATIVE, Pair, shared_digest, takes, write};
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
    for side in dispute["sides"].as_array().unwrap() {
        assert!(!side["who"].as_str().unwrap().is_empty(), "{side}");
        let day = chrono::DateTime::from_timestamp_millis(side["wall"].as_i64().unwrap()).unwrap();
        assert_eq!(day.date_naive(), morning(), "{side}");
    }

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
fn what_is_on_no_page_and_what_is_a_townships_own_is_listed_and_settled_too() {
    let pair = Pair::joined();
    let who = put(&pair.village, "person", json!({ "name": "王大山" }));
    let unit = put(&pair.township, "unit", json!({ "name": "清河镇党委", "type": 1 }));
    let stick = pair.stick.path();
    for (first, kind, id, page) in
        [(&pair.village, "person", &who, ""), (&pair.township, "unit", &unit, unit.as_str())]
    {
        let (second, _folder) = joined(first);
        settle(first, &second, stick);
        edit(first, kind, id, json!({ "name": "一个名" }));
        edit(&second, kind, id, json!({ "name": "另一个名" }));
        settle(first, &second, stick);
        let found = desk(first);
        let disputes = found["disputes"].as_array().unwrap();
        assert_eq!((disputes.len(), &found["records"]), (1, &json!(1)), "{kind} {found}");
        assert_eq!((&disputes[0]["may_settle"], &disputes[0]["at"]["page"]), (&json!(true), &json!(page)));
        let today = first.call("today", json!({}));
        assert_eq!((&today["conflicts"], today["disputed"].as_array().unwrap().len()), (&json!(1), 1));
        let village = disputes[0]["at"]["village"].as_str().filter(|one| kind != "person" && !one.is_empty());
        let mut decided =
            json!({ "kind": kind, "id": id, "field": "name", "value": "定下的名", "reason": "核对过" });
        village.into_iter().for_each(|village| decided["village"] = json!(village));
        first.call("conflict_settle", decided);
        settle(first, &second, stick);
        assert_eq!(desk(&second)["records"], 0);
    }
}

#[test]
fn what_two_laptops_entered_twice_is_listed_until_one_of_them_goes() {
    let pair = Pair::joined();
    let resident = put(&pair.village, "person", json!({ "name": "甲" }));
    let homes =
        ["01-001", "01-002"].map(|number| put(&pair.village, "household", json!({ "number": number })));
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    for (laptop, home) in [(&pair.village, &homes[0]), (&second, &homes[1])] {
        put(laptop, "person", json!({ "name": "乙", "id_number": ID_NUMBER }));
        put(laptop, "member", json!({ "person": resident, "category": 1 }));
        put(
            laptop,
            "resident",
            json!({ "person": resident, "household": home, "relation": 2, "residence": 1 }),
        );
        assert_eq!(desk(laptop)["broken"], json!([]));
    }
    settle(&pair.village, &second, stick);
    let rules = |laptop: &Laptop| -> Vec<(String, String)> {
        let found = desk(laptop)["broken"].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found.iter().map(|one| (text(&one["rule"]), text(&one["at"]["record"]["label"]))).collect()
    };
    let all = [("id_number_taken", "乙"), ("person_in_two_households", "甲"), ("member_twice", "甲")];
    let all = all.map(|(rule, label)| (rule.to_owned(), label.to_owned()));
    assert_eq!(rules(&pair.village), all);
    assert_eq!(pair.village.call("today", json!({}))["broken"], 3);
    for one in desk(&pair.village)["broken"].as_array().unwrap() {
        let kind = match one["rule"].as_str().unwrap() {
            "id_number_taken" => "person",
            "person_in_two_households" => "resident",
            _ => "member",
        };
        pair.village.call("record_delete", json!({ "kind": kind, "id": one["id"], "reason": "登记重了" }));
    }
    assert_eq!(rules(&pair.village), []);
    settle(&pair.village, &second, stick);
    assert_eq!(rules(&second), []);
    pair.township_takes(&pair.village_writes());
    assert_eq!(rules(&pair.township), []);
}

#[test]
fn a_step_that_does_not_fit_is_listed_until_somebody_goes_on() {
    let pair = Pair::joined();
    let home = put(&pair.village, "household", json!({ "number": "01-001" }));
    let registered = pair.village.call(
        "visit_register",
        json!({
            "visit": { "date": "2026-03-02", "form": 1, "households": [home], "content": NARRATIVE },
            "needs": [{ "title": "屋顶漏水", "category": 105, "urgency": 2 }],
        }),
    );
    let need = registered["needs"][0].as_str().unwrap();
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    let step =
        |laptop: &Laptop, fields: Value| laptop.call("need_step", json!({ "need": need, "fields": fields }));
    for laptop in [&pair.village, &second] {
        step(laptop, json!({ "action": 2 }));
    }
    settle(&pair.village, &second, stick);
    for laptop in [&pair.village, &second] {
        let found = desk(laptop);
        let broken = found["broken"].as_array().unwrap();
        assert_eq!((broken.len(), &broken[0]["rule"]), (1, &json!("step_out_of_order")), "{found}");
        assert_eq!((&broken[0]["at"]["page_kind"], &broken[0]["at"]["page"]), (&json!("need"), &json!(need)));
        assert_eq!(laptop.call("today", json!({}))["broken"], 1);
    }
    step(&second, json!({ "action": 4, "text": "上门看过" }));
    settle(&pair.village, &second, stick);
    assert_eq!(desk(&pair.village)["broken"], json!([]));
    assert_eq!(desk(&second)["broken"], json!([]));
    assert_eq!(second.call("today", json!({}))["broken"], 0);
}
