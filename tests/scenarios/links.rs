//! 联系户: assigning from either side, coverage, loads, ending.

use serde_json::{Value, json};

use crate::homes::{home, rows, village};
use crate::members::member;

#[test]
fn households_are_given_to_a_member_moved_to_another_and_taken_back() {
    let (village, homes) = village();
    let (first, second) = (member(&village, "李四", "1980-01-01"), member(&village, "赵六", "1985-01-01"));
    let assign = |who: &str| {
        let request =
            json!({ "households": &homes[..2], "member": who, "from": "2026-03-02", "decided_by": 1 });
        village.call("link_assign", request)
    };
    assign(&first);
    let coverage = village.call("coverage", json!({}));
    assert_eq!((&coverage["households"], &coverage["covered"]), (&json!(3), &json!(2)));
    assert_eq!(coverage["uncovered"][0]["id"], json!(homes[2]));
    assert_eq!(
        (&coverage["members"][0]["name"], &coverage["members"][0]["households"]),
        (&json!("李四"), &json!(2))
    );

    let moved = assign(&second)["act"].clone();
    let page = village.call("member", json!({ "id": first }));
    assert_eq!(page["links"].as_array().unwrap().iter().filter(|one| one["lasts"] == true).count(), 0);
    assert_eq!(page["links"][0]["link"]["values"]["end"], 1);
    village.call("undo", json!({ "act": moved }));
    let links = village.call("member", json!({ "id": first }))["links"].clone();
    assert_eq!(links.as_array().unwrap().iter().filter(|one| one["lasts"] == true).count(), 2);
}

#[test]
fn the_households_without_a_member_are_those_that_the_list_filters() {
    let (village, homes) = village();
    let who = member(&village, "李四", "1980-01-01");
    village.call(
        "link_assign",
        json!({ "households": [homes[1]], "member": who, "from": "2026-03-02", "decided_by": 1 }),
    );
    village.call("move_out", json!({ "household": homes[0], "date": "2026-03-01" }));
    let filters = json!([{ "column": "member", "any": [false] }, { "column": "state", "any": [1] }]);
    let list = rows(&village, "households", json!({ "size": 20, "page": 1, "filters": filters }));
    assert_eq!(list.iter().map(|row| row["id"].clone()).collect::<Vec<Value>>(), [json!(homes[2])]);
}

#[test]
fn many_households_are_warned_of_and_too_many_need_a_reason() {
    let (village, _) = village();
    let who = member(&village, "李四", "1980-01-01");
    let many: Vec<String> = (0..21).map(|n| home(&village, "周某", &format!("05-{n:03}"))).collect();
    let request = |homes: &[String]| json!({ "households": homes, "member": who, "from": "2026-03-02", "decided_by": 3 });
    let saved = village.call("link_assign", request(&many[..16]));
    assert_eq!(saved["warnings"][0]["code"], "member_load_high");
    let failure = village.refused("link_assign", request(&many));
    assert_eq!(
        (failure.code.as_str(), &failure.params["fields"][0]["field"]),
        ("member_overloaded", &json!("member"))
    );
    let mut reasoned = request(&many);
    reasoned["overload"] = json!("同住一幢楼");
    village.call("link_assign", reasoned);
    assert_eq!(village.call("coverage", json!({}))["members"][0]["households"], 21);
}

#[test]
fn an_ended_link_is_told_on_the_page_of_the_household() {
    let (village, homes) = village();
    let who = member(&village, "李四", "1980-01-01");
    village.call(
        "link_assign",
        json!({ "households": [homes[0]], "member": who, "from": "2026-01-01", "decided_by": 1 }),
    );
    let link = village.call("household", json!({ "id": homes[0] }))["link"]["id"].clone();
    village.call("link_end", json!({ "link": link, "to": "2026-03-01", "end": 9, "note": "两家结亲" }));
    let page = village.call("household", json!({ "id": homes[0] }));
    assert_eq!(page["link"], Value::Null);
    let told: Vec<(Value, Value)> = page["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["date"].clone(), event["ended"].clone()))
        .collect();
    assert_eq!(told, [(json!("2026-03-01"), json!(true)), (json!("2026-01-01"), json!(false))]);
}
