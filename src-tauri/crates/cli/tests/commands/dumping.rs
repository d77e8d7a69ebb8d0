//! Dumping, and putting a dump into another workspace.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Site, household, id, jsonl, marks, record, text};

/// A village with every kind of record in every shape that orders matter for.
fn full() -> Site {
    let site = Site::village("石桥村", "999001101201");
    let own = site.dump(&["unit"]).remove(0)["id"].clone();
    let mut lines = household(100, "刘长河");
    lines.extend(household(300, "王国秀"));
    lines.extend([
        // The later id is the parent of the earlier one.
        record("unit", &id(20), json!({ "type": "村民小组", "name": "二组", "parent": own })),
        record("unit", &id(10), json!({ "type": "网格", "name": "第一网格", "parent": id(20), "leader": id(300) })),
        record("household", &id(102), json!({ "group": id(20), "grid": id(10), "category": "监测户" })),
        record("link", &id(400), json!({ "household": id(302), "member": id(105), "type": 1, "from": "2024-01-05", "decided_by": 1 })),
        record("link", &id(400), json!({ "to": "2024-06-30", "end": 1 })),
        record("link", &id(401), json!({ "household": id(302), "member": id(105), "type": 1, "from": "2024-07-01", "decided_by": 3 })),
        record("step", &id(499), json!({ "need": id(107), "action": "受理", "date": "2025-03-03" })),
        record("step", &id(498), json!({ "need": id(107), "action": 4, "date": "2025-03-04", "text": "找电工" })),
        record("step", &id(450), json!({ "need": id(107), "action": 5, "date": "2025-03-08", "text": "已修好", "result": 1, "answer_way": 1 })),
        record("step", &id(440), json!({ "need": id(107), "action": "回访", "date": "2025-03-09", "satisfaction": "满意" })),
        record("step", &id(430), json!({ "need": id(307), "action": "受理", "date": "2025-03-03" })),
        record("operator", &id(600), json!({ "name": "刘长河", "role": "书记" })),
        record("person", &id(301), json!({ "death": "2025-05-01", "reason": "家属告知" })),
    ]);
    site.put(&lines);
    // An event on record, in the private channel.
    site.call("reveal", json!({ "kind": "person", "id": id(100), "field": "phone", "reason": "电话回访" }));
    // One record in the recycle bin, which another one there refers to.
    site.put(&[
        record("household", &id(700), json!({ "number": "错户" })),
        record("person", &id(701), json!({ "name": "错人" })),
        record("resident", &id(702), json!({ "person": id(701), "household": id(700) })),
    ]);
    for (kind, number) in [("resident", 702), ("person", 701), ("household", 700)] {
        site.call("record_delete", json!({ "kind": kind, "id": id(number), "reason": "录错了" }));
    }
    site
}

fn lines(site: &Site, arguments: &[&str]) -> String {
    let ran = site.run(&[&["dump"], arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn a_dump_put_into_another_village_gives_the_same_dump() {
    let site = full();
    let whole = lines(&site, &["--deleted"]);
    for kind in [
        "unit",
        "person",
        "household",
        "resident",
        "member",
        "link",
        "visit",
        "need",
        "step",
        "operator",
        "audit",
    ] {
        assert!(whole.contains(&format!("\"kind\":\"{kind}\"")), "{kind}");
    }
    assert_eq!(whole.matches("\"deleted\":true").count(), 3);
    for batch in ["1", "1000"] {
        let other = Site::village("大湾村", "999001101202");
        let ran = other.run_with(&whole, &["--json", "put", "-", "--batch", batch]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        assert_eq!(lines(&other, &["--deleted"]), whole);
        // What waits is where it was, and the order of steps is the same.
        let need = other.call("need", json!({ "id": id(107) }));
        assert_eq!((need["state"].as_u64(), need["steps"].as_array().unwrap().len()), (Some(9), 4));
        let link = |site: &Site| site.call("household", json!({ "id": id(302) }))["link"]["id"].clone();
        assert_eq!((link(&other), link(&site)), (id(401).into(), id(401).into()));
        other.json(&["verify"]);
        // Once more changes nothing.
        let ran = other.run_with(&whole, &["--json", "put", "-", "--batch", batch]);
        assert_eq!(ran.object()["acts"], 0, "{}", ran.out);
        let bin = other.json(&["list", "bin:household"]);
        assert_eq!((bin["total"].as_u64(), bin["rows"][0]["reason"].as_str()), (Some(1), Some("录错了")));
    }
}

#[test]
fn a_dump_leaves_the_recycle_bin_out_unless_it_is_asked_for() {
    let site = full();
    let of = |arguments: &[&str]| site.dump(arguments);
    assert_eq!(of(&["household"]).len(), 2);
    let all = of(&["household", "--deleted"]);
    let deleted: Vec<&Value> = all.iter().filter(|line| line["deleted"] == true).collect();
    assert_eq!((all.len(), deleted.len()), (3, 1));
    assert_eq!(deleted[0]["fields"], json!({ "number": "错户", "reason": "录错了" }));
    assert_eq!(of(&[]).iter().filter(|line| !line["deleted"].is_null()).count(), 0);
    // A line may take a record out of the bin again, and only if it says so.
    let back = |line: Value| site.run_with(&jsonl(&[line]), &["--json", "put", "-"]);
    let mut line = record("household", &id(700), json!({ "number": "新户" }));
    assert_eq!(back(line.clone()).object()["code"], "not_found");
    line["deleted"] = false.into();
    assert_eq!(back(line).code, 0);
    assert_eq!(of(&["household"]).len(), 3);
}

#[test]
fn what_must_stay_on_record_is_not_changed_by_putting() {
    let site = full();
    let mut event = site.dump(&["audit"]).remove(0);
    event["fields"]["why"] = "没有看".into();
    let refused = |line: Value| {
        let ran = site.run_with(&jsonl(&[line]), &["--json", "put", "-"]);
        assert_eq!((ran.code, ran.object()["code"].as_str()), (1, Some("audit_stays")), "{}", ran.out);
    };
    refused(event.clone());
    event["fields"] = json!({});
    event["deleted"] = true.into();
    refused(event);
}

#[test]
fn a_dump_is_unmasked_lines_whatever_is_asked_and_an_unknown_kind_fails() {
    let site = full();
    assert!(lines(&site, &["person"]).contains("13800000001"));
    let plain = lines(&site, &["person"]);
    assert_eq!(site.run(&["--json", "dump", "person"]).out, plain);
    site.fails("kind_unknown", &["dump", "frob"]);
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let site = full();
    let lines: Vec<Value> = (0..2000)
        .map(|n| record("person", &id(10_000 + n), json!({ "name": "某某", "note": "记".repeat(100) })))
        .collect();
    let file = site.file("many.jsonl", &jsonl(&lines));
    site.told(&["put", text(&file), "--batch", "500"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_lianxin"))
        .args(["--workspace", text(&site.home()), "dump"])
        .env("LIANXIN_PASSPHRASE", PASSPHRASE)
        .env("LIANXIN_MARKS", marks())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}

#[test]
fn a_dump_for_oneself_can_be_put_whole_and_says_what_it_left_out() {
    let site = full();
    let guest = id(800);
    site.put(&[
        record("person", &guest, json!({ "name": "陈干事" })),
        record("visit", &id(106), json!({ "visitors": [guest] })),
        // Dead, with a household that he goes on having on record.
        record("member", &id(105), json!({ "status": "死亡" })),
    ]);
    site.call("record_delete", json!({ "kind": "person", "id": guest, "reason": "录错了" }));
    let plain = lines(&site, &[]);
    let other = Site::village("大湾村", "999001101202");
    crate::support::failure(&other.run_with(&plain, &["--json", "put", "-"]), "member_gone");
    let own = site.run(&["dump", "--own", "--deleted"]);
    assert_eq!(own.code, 0, "{}", own.err);
    assert!(own.err.contains("走访1处") && own.err.lines().count() == 1, "{}", own.err);
    for batch in ["1", "1000"] {
        let other = Site::village("大湾村", "999001101202");
        let ran = other.run_with(&own.out, &["--json", "put", "-", "--batch", batch]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        let again = other.run(&["dump", "--own", "--deleted"]);
        assert_eq!((again.out, again.err.as_str()), (own.out.clone(), ""), "nothing is lost twice");
    }
    let of_kind = site.run(&["dump", "--own", "person"]);
    assert!(
        of_kind.err.is_empty() && of_kind.out.lines().all(|line| line.contains("\"person\"")),
        "{}",
        of_kind.err
    );
}
