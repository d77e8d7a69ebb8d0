//! 行政区划: from the province to the township, step by step.

use scenarios::{Laptop, morning};
use serde_json::{Value, json};

fn found(laptop: &Laptop, parent: Value, name: &str) -> Value {
    let answer = laptop.call("divisions", json!({ "parent": parent }));
    let all = answer["divisions"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} in {answer}"))["code"].clone()
}

#[test]
fn a_township_is_chosen_before_any_workspace_is_open() {
    let laptop = Laptop::on(morning());
    let mut code = Value::Null;
    for name in ["浙江省", "宁波市", "余姚市", "三七市镇"] {
        code = found(&laptop, code, name);
    }
    assert_eq!(code, "330281110");
    assert_eq!(laptop.call("divisions", json!({}))["divisions"].as_array().unwrap().len(), 31);
    let last = laptop.call("divisions", json!({ "parent": code }));
    assert_eq!(last["divisions"], json!([]));
    let names: Vec<&Value> = last["path"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["浙江省", "宁波市", "余姚市", "三七市镇"]);
}

#[test]
fn a_village_adds_its_groups_and_grids() {
    let village = Laptop::village("石桥村", "330281110205");
    let own = village.call("list", json!({ "list": "unit", "request": { "size": 0, "page": 1 } }))["rows"][0]
        ["id"]
        .clone();
    for (ty, name) in [(5, "上湾组"), (4, "第一党小组"), (6, "第一网格")] {
        village.call(
            "record_put",
            json!({ "kind": "unit", "fields": { "type": ty, "name": name, "parent": own } }),
        );
    }
    let found = village.call("find", json!({ "kind": "unit", "text": "上湾" }));
    assert_eq!(found["found"][0]["label"], "上湾组");
    let all = village.call("list", json!({ "list": "unit", "request": { "size": 0, "page": 1 } }));
    assert_eq!(all["total"], 4);
}
