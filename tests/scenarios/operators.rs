//! 操作人: several people share a laptop; what is entered names who made it.

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

use crate::homes::put;

fn newest_who(laptop: &Laptop) -> Value {
    laptop.call("acts", json!({ "limit": 1 }))["acts"][0]["who"].clone()
}

fn id_of(operators: &Value, name: &str) -> Value {
    let all = operators["operators"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()["id"].clone()
}

#[test]
fn whoever_is_chosen_is_named_by_what_is_entered_and_is_remembered() {
    let village = Laptop::village("石桥村", "330281104208");
    let first = village.call("operators", json!({}));
    assert_eq!(
        (&first["operators"][0]["name"], &first["current"]),
        (&json!("李书记"), &id_of(&first, "李书记"))
    );

    let added = village.call("operator_add", json!({ "name": " 周文书 ", "role": 4 }));
    assert_eq!(
        (added["current"].clone(), &added["operators"][1]["role"]),
        (id_of(&added, "李书记"), &json!(4))
    );
    put(&village, "person", json!({ "name": "赵满仓" }));
    assert_eq!(newest_who(&village), "李书记");

    let clerk = id_of(&added, "周文书");
    assert_eq!(village.call("operator_choose", json!({ "id": clerk }))["current"], clerk);
    put(&village, "person", json!({ "name": "赵满囤" }));
    assert_eq!(newest_who(&village), "周文书");
    let need = put(
        &village,
        "need",
        json!({ "date": "2026-03-02", "title": "修路灯", "category": 504, "urgency": 3 }),
    );
    assert_eq!(village.call("need", json!({ "id": need }))["operator"], "周文书");

    // The next morning it is still the one who was chosen.
    village.call("workspace_lock", json!({}));
    village.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(village.call("operators", json!({}))["current"], clerk);
    put(&village, "person", json!({ "name": "赵满堂" }));
    assert_eq!(newest_who(&village), "周文书");
    village.call("workspace_verify", json!({}));
}

#[test]
fn an_operator_can_be_added_and_chosen_at_once_but_not_twice() {
    let township = Laptop::township("青溪镇", "330281104000");
    let added = township.call("operator_add", json!({ "name": "周敏", "choose": true }));
    assert_eq!(added["current"], id_of(&added, "周敏"));
    assert_eq!(township.refused("operator_add", json!({ "name": "周敏" })).code, "operator_known");
    assert_eq!(township.refused("operator_add", json!({ "name": "　" })).code, "operator_name_missing");
    assert_eq!(
        township.refused("operator_choose", json!({ "id": "01900000-0000-7000-8000-000000000009" })).code,
        "not_found"
    );
}

/// Somebody who leaves is taken off the list: what they entered still names them, and somebody else works here.
#[test]
fn an_operator_who_left_is_no_longer_the_author() {
    let village = Laptop::village("石桥村", "330281104208");
    let added = village.call("operator_add", json!({ "name": "周文书", "choose": true }));
    put(&village, "person", json!({ "name": "赵满仓" }));
    let gone = json!({ "kind": "operator", "id": added["current"], "reason": "调走了" });
    let gone = village.call("record_delete", gone);
    let now = village.call("operators", json!({}));
    assert_eq!((now["operators"].as_array().unwrap().len(), &now["current"]), (1, &id_of(&now, "李书记")));
    let acts = village.call("acts", json!({ "limit": 2 }))["acts"].clone();
    assert_eq!(acts[1]["who"], "周文书");
    village.call("undo", json!({ "act": gone["act"] }));
    assert_eq!(village.call("operators", json!({}))["current"], added["current"]);
}
