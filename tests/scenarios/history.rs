//! 操作记录: what was done, taking it back, and what cannot be taken back any more.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{put, rows, village};

fn registered(village: &Laptop, home: &str) -> Value {
    let visit = json!({ "date": "2026-03-02", "households": [home], "form": 1, "content": "家里都好" });
    village
        .call("visit_register", json!({ "visit": visit, "needs": [{ "title": "修路灯", "category": 504 }] }))
}

fn acts(village: &Laptop) -> Vec<Value> {
    village.call("acts", json!({ "limit": 50 }))["acts"].as_array().unwrap().clone()
}

#[test]
fn acts_come_newest_first_with_what_they_were_about_and_page_by_page() {
    let (village, homes) = village();
    let done = registered(&village, &homes[0]);
    let step = json!({ "need": done["needs"][0], "fields": { "action": 2 } });
    village.call("need_step", step);
    let all = acts(&village);
    let told: Vec<(&Value, &Value)> = all.iter().take(3).map(|one| (&one["what"], &one["about"])).collect();
    assert_eq!(told[0], (&json!("办理诉求"), &json!("修路灯")));
    assert_eq!(told[1], (&json!("登记走访"), &json!("王大山（01-001）")));
    assert!(all.iter().all(|one| one["own"] == json!(true) && one["who"] != json!("")));
    let older = village.call("acts", json!({ "limit": 2, "before": all[1]["act"] }));
    assert_eq!(older["acts"], json!(all[2..4]));
}

#[test]
fn taking_a_visit_back_takes_its_need_back_and_can_itself_be_taken_back() {
    let (village, homes) = village();
    let done = registered(&village, &homes[0]);
    let undone = village.call("undo", json!({ "act": done["act"], "reason": "登记错了户" }));
    assert_eq!(undone["left"], json!([]));
    assert_eq!(rows(&village, "visit", json!({ "size": 9, "page": 1 })), Vec::<Value>::new());
    assert_eq!(rows(&village, "needs", json!({ "size": 9, "page": 1 })), Vec::<Value>::new());
    assert_eq!(rows(&village, "bin:need", json!({ "size": 9, "page": 1 })).len(), 1);
    assert_eq!(acts(&village)[0]["undoes"], done["act"]);

    let again = village.call("undo", json!({ "act": undone["act"] }));
    assert_eq!(again["left"], json!([]));
    assert_eq!(rows(&village, "visit", json!({ "size": 9, "page": 1 })).len(), 1);
    assert_eq!(rows(&village, "needs", json!({ "size": 9, "page": 1 }))[0]["title"], "修路灯");
}

#[test]
fn what_was_changed_since_is_left_and_named() {
    let (village, homes) = village();
    let id = registered(&village, &homes[0])["visit"].clone();
    let edit =
        |fields: Value| village.call("record_put", json!({ "kind": "visit", "id": id, "fields": fields }));
    let first = edit(json!({ "content": "补了一句", "place": "村口" }));
    edit(json!({ "content": "又改了一次" }));
    let undone = village.call("undo", json!({ "act": first["act"] }));
    let left = &undone["left"];
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!((&left[0]["kind"], &left[0]["field"]), (&json!("走访"), &json!("走访内容")));
    assert_eq!(left[0]["label"], "王大山（01-001）");
    let now = village.call("record", json!({ "kind": "visit", "id": id }));
    assert_eq!((&now["values"]["content"], &now["values"]["place"]), (&json!("又改了一次"), &Value::Null));
    // Nothing of it is left to take back.
    let nothing = village.call("undo", json!({ "act": first["act"] }));
    assert_eq!(nothing["act"], Value::Null);
}

#[test]
fn a_deletion_is_taken_back_like_anything_else() {
    let village = Laptop::village("石桥村", "330281104208");
    let person = put(&village, "person", json!({ "name": "赵满仓" }));
    let gone = village.call("record_delete", json!({ "kind": "person", "id": person, "reason": "录错了" }));
    assert_eq!(rows(&village, "bin:person", json!({ "size": 9, "page": 1 })).len(), 1);
    village.call("undo", json!({ "act": gone["act"] }));
    assert_eq!(rows(&village, "person", json!({ "size": 9, "page": 1 }))[0]["name"], "赵满仓");
}
