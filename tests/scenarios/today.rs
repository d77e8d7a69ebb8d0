//! 今日: what should be done now.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::village;
use crate::members::member;

#[test]
fn a_village_with_nothing_in_it_has_no_households_and_nothing_to_do() {
    let village = Laptop::village("石桥村", "330281104208");
    let today = village.call("today", json!({}));
    assert_eq!((&today["households"], &today["uncovered"]), (&json!(0), &json!(0)));
    assert_eq!(today["conflicts"], 0);
    assert_eq!(today["disputed"], json!([]));
}

#[test]
fn linked_households_fall_due_by_their_tier_and_say_who_cares_for_them() {
    let (village, homes) = village();
    let who = member(&village, "李四", "1980-01-01");
    village.call(
        "link_assign",
        json!({ "households": &homes[..2], "member": who, "from": "2026-03-02", "decided_by": 1 }),
    );
    village.call("record_put", json!({ "kind": "household", "id": homes[0], "fields": { "tier": 2 } }));
    for home in &homes[..2] {
        let visit = json!({ "date": "2026-03-02", "households": [home], "form": 1 });
        village.call("visit_register", json!({ "visit": visit, "needs": [] }));
    }
    let due = |village: &Laptop| {
        let found = village.call("today", json!({}))["due_visits"]["first"].as_array().unwrap().clone();
        found.iter().map(|item| item["record"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(due(&village), Vec::<Value>::new());
    village.wait_days(40);
    let after = due(&village);
    assert_eq!((after.len(), &after[0]["id"], &after[0]["detail"]), (1, &json!(homes[0]), &json!("李四")));
    village.wait_days(60);
    assert_eq!(due(&village).len(), 2);
    assert_eq!(village.call("today", json!({}))["uncovered"], 1);
}
