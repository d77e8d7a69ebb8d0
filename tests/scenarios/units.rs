//! 组织: found by sound, not deleted while people and households are in them.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{put, rows, village};
use crate::members::member;

fn unit(village: &Laptop, ty: u32, name: &str) -> String {
    put(village, "unit", json!({ "type": ty, "name": name }))
}

fn found(village: &Laptop, text: &str) -> Vec<Value> {
    let answer = village.call("find", json!({ "kind": "unit", "text": text }));
    answer["found"].as_array().unwrap().iter().map(|one| one["label"].clone()).collect()
}

#[test]
fn a_unit_is_found_by_pinyin_by_its_initials_and_by_its_characters() {
    let village = Laptop::village("石桥村", "330281104208");
    for (ty, name) in [(5, "上湾组"), (5, "下湾组"), (4, "第二党小组")] {
        unit(&village, ty, name);
    }
    assert_eq!(found(&village, "sw"), ["上湾组"]);
    assert_eq!(found(&village, "shangwan"), ["上湾组"]);
    assert_eq!(found(&village, "deds"), Vec::<Value>::new());
    assert_eq!(found(&village, "dedxz"), ["第二党小组"]);
    assert_eq!(found(&village, "湾组").len(), 2);
    assert_eq!(found(&village, "").len(), 4, "all of them, the village too");
    let searched = |text: &str| rows(&village, "unit", json!({ "search": text, "size": 9, "page": 1 })).len();
    assert_eq!((searched("xwz"), searched("湾"), searched("zzz")), (1, 2, 0));
    let filters = json!([{ "column": "type", "any": [4] }]);
    let of_type = rows(&village, "unit", json!({ "search": "湾", "filters": filters, "size": 9, "page": 1 }));
    assert_eq!(of_type, Vec::<Value>::new(), "the filter holds for what is found by sound too");
}

#[test]
fn a_unit_is_deleted_once_nobody_is_in_it_any_more() {
    let (village, homes) = village();
    let (party, group) = (unit(&village, 4, "第二党小组"), unit(&village, 5, "上湾组"));
    let who = member(&village, "李四", "1980-01-01");
    let set = |kind: &str, id: &str, field: &str, unit: Value| {
        village.call("record_put", json!({ "kind": kind, "id": id, "fields": { field: unit } }));
    };
    set("member", &who, "party_group", json!(party));
    set("household", &homes[0], "group", json!(group));
    set("household", &homes[1], "grid", json!(group));
    let delete = |unit: &str| json!({ "kind": "unit", "id": unit, "reason": "合并了" });
    let failure = village.refused("record_delete", delete(&party));
    assert_eq!((failure.code.as_str(), &failure.params["count"]), ("unit_still_used", &json!("1")));
    assert!(
        failure.sentence().contains("1名党员") && failure.sentence().ends_with('。'),
        "{}",
        failure.sentence()
    );
    assert!(village.refused("record_delete", delete(&group)).sentence().contains("2户"));

    set("member", &who, "party_group", Value::Null);
    village.call("record_delete", delete(&party));
    assert_eq!(rows(&village, "members", json!({ "size": 9, "page": 1 }))[0]["party_group"], Value::Null);
    assert_eq!(rows(&village, "bin:unit", json!({ "size": 9, "page": 1 })).len(), 1);
}

#[test]
fn a_household_with_a_visit_a_member_with_households_and_a_person_in_a_household_stay() {
    let (village, homes) = village();
    let who = member(&village, "李四", "1980-01-01");
    let request = json!({ "households": [homes[1]], "member": who, "from": "2026-03-02", "decided_by": 1 });
    village.call("link_assign", request);
    let visit = json!({ "date": "2026-03-02", "households": [homes[0]], "form": 1, "content": "家里都好" });
    village.call("visit_register", json!({ "visit": visit, "needs": [] }));
    let person = village.call("household", json!({ "id": homes[0] }))["people"][0]["person"]["id"].clone();
    let cases = [
        ("household", json!(homes[0]), "household_still_used"),
        ("household", json!(homes[1]), "household_still_used"),
        ("member", json!(who), "member_still_used"),
        ("person", person, "person_still_used"),
    ];
    for (kind, id, code) in cases {
        let failure = village.refused("record_delete", json!({ "kind": kind, "id": id, "reason": "录错了" }));
        assert_eq!(failure.code, code);
        assert!(!failure.sentence().contains('{'), "{}", failure.sentence());
    }
}

/// What may be deleted all the same is called so wherever something still names it.
#[test]
fn a_deleted_person_is_marked_where_a_visit_names_them() {
    let (village, homes) = village();
    let guest = put(&village, "person", json!({ "name": "陈干事" }));
    let visit = json!({
        "date": "2026-03-02", "households": [homes[0]], "form": 1, "content": "一同走访", "visitors": [guest],
    });
    let visit = village.call("visit_register", json!({ "visit": visit, "needs": [] }))["visit"].clone();
    village.call("record_delete", json!({ "kind": "person", "id": guest, "reason": "录错了" }));
    let page = village.call("visit", json!({ "id": visit }));
    assert_eq!(page["visit"]["values"]["visitors"][0]["label"], "陈干事（已删除）");
    let row = &rows(&village, "visit", json!({ "size": 9, "page": 1 }))[0];
    assert_eq!(row["visitors"][0]["label"], "陈干事（已删除）");
}
