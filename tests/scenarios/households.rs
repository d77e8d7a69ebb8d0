//! 农户: registering households, what happens to the people in them, the page.

use scenarios::Laptop;
use serde_json::{Value, json};

use crate::homes::{rows, village};

fn register(village: &Laptop, number: &str, head: Value) -> String {
    let request = json!({ "fields": { "number": number, "address": "东头" }, "head_fields": head });
    village.call("household_register", request)["id"].as_str().unwrap().to_owned()
}

fn page(village: &Laptop, home: &str) -> Value {
    village.call("household", json!({ "id": home }))
}

fn everyone() -> Value {
    json!({ "size": 20, "page": 1 })
}

#[test]
fn a_household_is_registered_with_its_head_in_one_act() {
    let village = Laptop::village("石桥村", "330281104208");
    let head = json!({ "name": "周大海", "id_number": "99900119880508074X", "phone": "13900000001" });
    let home = register(&village, "03-001", head);
    let page = page(&village, &home);
    assert_eq!(page["household"]["label"], "周大海（03-001）");
    assert_eq!(page["people"][0]["head"], true);
    assert_eq!(page["people"][0]["resident"]["values"]["relation"], 2);
    let acts = village.call("acts", json!({ "limit": 10 }))["acts"].as_array().unwrap().clone();
    assert_eq!(acts[0]["records"], 3);

    village.call("undo", json!({ "act": acts[0]["act"] }));
    assert_eq!(rows(&village, "households", everyone()), Vec::<Value>::new());
}

#[test]
fn an_id_number_tells_sex_and_birth() {
    let village = Laptop::village("石桥村", "330281104208");
    let home = register(&village, "03-001", json!({ "name": "周小梅", "id_number": "99900119880508074X" }));
    let values = page(&village, &home)["people"][0]["person"]["values"].clone();
    assert_eq!(values["sex"], 2);
    assert!(values["birth"].as_str().unwrap().starts_with("1988"));
}

#[test]
fn a_household_without_a_name_of_its_head_is_refused_whole() {
    let village = Laptop::village("石桥村", "330281104208");
    let request = json!({ "fields": { "number": "03-001" }, "head_fields": { "phone": "13900000001" } });
    let failure = village.refused("household_register", request);
    assert_eq!((failure.code.as_str(), &failure.params["fields"][0]["field"]), ("required", &json!("name")));
    assert_eq!(rows(&village, "households", everyone()), Vec::<Value>::new());
}

#[test]
fn people_come_go_away_come_back_and_take_over_as_head() {
    let (village, homes) = village();
    let home = &homes[0];
    let son =
        village.call(
            "resident_add",
            json!({ "household": home, "fields": { "name": "王小山" }, "relation": 22 }),
        )["id"]
            .clone();
    village.call("record_away", json!({ "person": son, "away": true, "to": "杭州", "date": "2026-02-01" }));
    let away = page(&village, home)["people"][1]["resident"]["values"].clone();
    assert_eq!((&away["residence"], &away["away_to"]), (&json!(2), &json!("杭州")));
    village.call("record_away", json!({ "person": son, "away": false, "date": "2026-03-01" }));
    assert_eq!(page(&village, home)["people"][1]["resident"]["values"]["residence"], 1);

    let father = page(&village, home)["people"][0]["person"]["id"].clone();
    village.call("record_death", json!({ "person": father, "date": "2026-03-01", "reason": "病故" }));
    village.call("change_head", json!({ "household": home, "person": son, "date": "2026-03-02" }));
    let page = page(&village, home);
    assert_eq!(page["household"]["label"], "王小山（01-001）");
    assert_eq!(page["people"][0]["person"]["label"], "王小山");
    assert_eq!(page["people"][1]["resident"]["values"]["residence"], 4);
}

#[test]
fn a_household_is_found_by_anyone_who_lives_in_it() {
    let (village, homes) = village();
    village.call(
        "resident_add",
        json!({ "household": homes[1], "fields": { "name": "欧阳雪" }, "relation": 12 }),
    );
    for typed in ["欧阳", "oyx", "ouyang"] {
        let found = rows(&village, "households", json!({ "search": typed, "size": 20, "page": 1 }));
        assert_eq!(
            found.iter().map(|row| row["id"].clone()).collect::<Vec<Value>>(),
            [json!(homes[1])],
            "{typed}"
        );
    }
}

#[test]
fn a_household_that_left_stays_in_the_list_behind_the_others() {
    let (village, homes) = village();
    village.call("move_out", json!({ "household": homes[0], "date": "2026-03-01", "reason": "进城" }));
    let list = rows(&village, "households", everyone());
    assert_eq!(list.len(), 3);
    assert_eq!((&list[2]["id"], &list[2]["state"]), (&json!(homes[0]), &json!(2)));
    let standing = rows(
        &village,
        "households",
        json!({ "size": 20, "page": 1, "filters": [{ "column": "state", "any": [1] }] }),
    );
    assert_eq!(standing.len(), 2);
}
