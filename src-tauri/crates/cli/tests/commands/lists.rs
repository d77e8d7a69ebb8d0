//! Lists for people and for programs.

use serde_json::json;

use crate::support::{Site, household, id};

#[test]
fn a_list_has_labels_and_words_and_hides_numbers() {
    let site = Site::village("石桥村", "999001101201");
    site.put(&household(100, "刘长河"));
    let told = site.told(&["list", "person"]);
    let mut lines = told.lines();
    let heading = lines.next().unwrap();
    assert!(heading.contains("姓名") && heading.contains("手机号"), "{heading}");
    assert!(told.contains("刘长河") && told.contains("男") && !told.contains("13800000001"), "{told}");
    assert_eq!(told.lines().last(), Some("共2条。"));
    // A reference is shown by name.
    assert!(site.told(&["list", "visit"]).contains("刘长河"));
}

#[test]
fn a_program_gets_rows_and_their_number() {
    let site = Site::village("石桥村", "999001101201");
    site.put(&household(100, "刘长河"));
    site.put(&household(200, "王国秀"));
    let all = site.json(&["list", "person"]);
    assert_eq!((all["total"].as_u64(), all["rows"].as_array().unwrap().len()), (Some(4), 4));
    assert!(all["rows"].as_array().unwrap().iter().all(|row| row["phone"] != "13800000001"));
    let some = site.json(&["list", "person", "--limit", "1"]);
    assert_eq!((some["total"].as_u64(), some["rows"].as_array().unwrap().len()), (Some(4), 1));
    assert!(site.told(&["list", "person", "--limit", "1"]).ends_with("共4条，列出前1条。\n"));
    let found = site.json(&["list", "person", "--search", "lch"]);
    assert_eq!((found["total"].as_u64(), found["rows"][0]["id"].as_str()), (Some(1), Some(id(100).as_str())));
    assert_eq!(site.json(&["list", "person", "--search", "没有这人"])["total"], 0);
}

#[test]
fn the_lists_of_the_window_are_there_and_others_are_named() {
    let site = Site::village("石桥村", "999001101201");
    site.put(&household(100, "刘长河"));
    for (list, total) in [("households", 1), ("members", 1), ("links", 0), ("needs", 1)] {
        assert_eq!(site.json(&["list", list])["total"], total, "{list}");
    }
    site.call("record_delete", json!({ "kind": "need", "id": id(107), "reason": "重复" }));
    assert!(site.told(&["list", "bin:need"]).contains("重复"));
    site.fails("kind_unknown", &["list", "frob"]);
}
