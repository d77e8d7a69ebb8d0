//! Putting lines.

use serde_json::json;

use crate::support::{Site, household, id, jsonl, record, text};

#[test]
fn lines_become_records_and_their_ids_are_told() {
    let site = Site::village("石桥村", "999001101201");
    let report = site.put(&[
        json!({ "kind": "person", "fields": { "name": "刘长河", "nation": "土家族", "birth": "1962-03" } }),
        record("person", &id(2), json!({ "name": "周桂兰", "special": [1, "残疾人"] })),
    ]);
    assert_eq!((report["lines"].as_u64(), report["acts"].as_u64()), (Some(2), Some(2)));
    assert_eq!(report["ids"][1], id(2).as_str());
    let people = site.dump(&["person"]);
    let of = |id: &str| people.iter().find(|line| line["id"] == id).unwrap()["fields"].clone();
    assert_eq!(
        of(report["ids"][0].as_str().unwrap()),
        json!({ "name": "刘长河", "nation": 15, "birth": "1962-03" })
    );
    assert_eq!(of(&id(2)), json!({ "name": "周桂兰", "special": [1, 6] }));
    // A field set to null is unset; what stands already is no act.
    let again = site.put(&[
        record("person", &id(2), json!({ "special": null })),
        record("person", &id(2), json!({ "name": "周桂兰" })),
    ]);
    assert_eq!((again["lines"].as_u64(), again["acts"].as_u64()), (Some(2), Some(1)));
    assert_eq!(site.dump(&["person"]).iter().filter(|line| line["fields"]["special"].is_null()).count(), 2);
}

#[test]
fn a_file_is_read_too_with_a_mark_at_its_head_and_blank_lines() {
    let site = Site::village("石桥村", "999001101201");
    let lines = format!("\u{feff}{}\n\n", jsonl(&household(100, "刘长河")));
    let file = site.file("lines.jsonl", &lines);
    let told = site.told(&["put", text(&file), "--batch", "3"]);
    assert!(told.contains("8行") && told.contains("3次"), "{told}");
    site.fails("path_missing", &["put", "no-such-file.jsonl"]);
}

#[test]
fn a_line_that_breaks_a_rule_is_named_and_those_before_it_stay() {
    let site = Site::village("石桥村", "999001101201");
    let mut lines = household(100, "刘长河");
    // A second member that is the same person.
    lines.insert(6, record("member", &id(150), json!({ "person": id(100), "category": 1 })));
    let ran = site.run_with(&jsonl(&lines), &["--json", "put", "-"]);
    let failure = ran.object();
    assert_eq!((ran.code, failure["code"].as_str()), (1, Some("member_twice")));
    let params = &failure["params"];
    assert_eq!(
        (params["line"].as_u64(), params["written"].as_u64(), params["acts"].as_u64()),
        (Some(7), Some(6), Some(6))
    );
    assert!(failure["message"].as_str().unwrap().starts_with("第7行："), "{failure}");
    assert_eq!(site.dump(&["member"]).len(), 1);
    assert_eq!(site.dump(&["visit"]).len(), 0);
    site.json(&["verify"]);
}

#[test]
fn a_batch_is_one_act_taken_back_as_a_whole() {
    let site = Site::village("石桥村", "999001101201");
    let mut lines = household(100, "刘长河");
    lines.extend(household(200, "王国秀"));
    // Within the second batch of eight.
    lines.push(record(
        "visit",
        &id(299),
        json!({ "date": "2025-01-01", "households": [id(999)], "form": 1 }),
    ));
    lines.swap(12, 16);
    let ran = site.run_with(&jsonl(&lines), &["--json", "put", "-", "--batch", "8"]);
    let failure = ran.object();
    assert_eq!((ran.code, failure["code"].as_str()), (1, Some("reference_missing")), "{failure}");
    let params = &failure["params"];
    assert_eq!(
        (params["line"].as_u64(), params["written"].as_u64(), params["acts"].as_u64()),
        (Some(13), Some(8), Some(1))
    );
    assert_eq!(site.dump(&["person"]).len(), 2);
    // In one act, a line may refer to a later one.
    lines.remove(12);
    lines.reverse();
    let ran = site.run_with(&jsonl(&lines), &["--json", "put", "-", "--batch", "50"]);
    assert_eq!((ran.code, ran.object()["acts"].as_u64()), (0, Some(1)), "{}", ran.out);
    assert_eq!(site.dump(&["person"]).len(), 4);
}

#[test]
fn the_steps_of_a_need_keep_their_order_in_a_batch() {
    let site = Site::village("石桥村", "999001101201");
    let mut lines = household(100, "刘长河");
    // Ids that say the opposite of the order of the lines.
    lines.push(record("step", &id(199), json!({ "need": id(107), "action": "受理", "date": "2025-03-03" })));
    lines.push(record(
        "step",
        &id(198),
        json!({ "need": id(107), "action": "办理", "date": "2025-03-04", "text": "找电工" }),
    ));
    let ran = site.run_with(&jsonl(&lines), &["--json", "put", "-", "--batch", "100"]);
    assert_eq!((ran.code, ran.object()["acts"].as_u64()), (0, Some(2)), "{}", ran.out);
    let page = site.call("need", json!({ "id": id(107) }));
    assert_eq!((page["state"].as_u64(), page["misfits"].as_array().unwrap().len()), (Some(4), 0));
}

#[test]
fn what_is_not_a_record_is_named() {
    let site = Site::village("石桥村", "999001101201");
    let line = |text: &str, code: &str| {
        let ran = site
            .run_with(&format!("{}{text}\n", jsonl(&household(100, "刘长河")[..1])), &["--json", "put", "-"]);
        let failure = ran.object();
        assert_eq!((ran.code, failure["code"].as_str()), (1, Some(code)), "{failure}");
        assert_eq!(failure["params"]["line"], 2);
    };
    line("{\"kind\":\"person\"", "line_malformed");
    line("[1]", "line_malformed");
    line("{\"kind\":\"person\",\"fields\":{},\"frob\":1}", "line_malformed");
    line("{\"kind\":\"frob\",\"fields\":{}}", "kind_unknown");
    line("{\"kind\":\"person\",\"fields\":{\"frob\":1}}", "field_unknown");
    line("{\"kind\":\"person\",\"fields\":{\"name\":7}}", "value_type");
    line("{\"kind\":\"person\",\"fields\":{\"name\":\"x\",\"sex\":\"其他\"}}", "code_unknown");
    line("{\"kind\":\"person\",\"fields\":{\"sex\":1}}", "required");
    // In a batch, nothing of it is written.
    let lines = format!("{}frob\n", jsonl(&household(300, "王国秀")));
    let ran = site.run_with(&lines, &["--json", "put", "-", "--batch", "5"]);
    assert_eq!((ran.code, ran.object()["params"]["written"].as_u64()), (1, Some(5)), "{}", ran.out);
    let plain = site.run_with("{", &["put", "-"]);
    assert_eq!((plain.code, plain.out.as_str()), (1, ""));
    assert!(plain.err.starts_with("line_malformed: 第1行："), "{}", plain.err);
}

#[test]
fn a_village_cannot_answer_for_the_township_it_shares_with() {
    let (village, township) =
        (Site::village("石桥村", "999001101201"), Site::township("清河镇", "999001101000"));
    let invitation = township.beside("邀请.lxi");
    township.told(&["invite", "--out", text(&invitation)]);
    village.told(&["join", text(&invitation)]);
    village.put(&household(100, "刘长河"));
    let answer =
        record("answer", &id(190), json!({ "need": id(107), "action": "乡镇受理", "date": "2025-03-05" }));
    let ran = village.run_with(&jsonl(&[answer]), &["--json", "put", "-"]);
    assert_eq!((ran.code, ran.object()["code"].as_str()), (1, Some("not_yours")), "{}", ran.out);
}
