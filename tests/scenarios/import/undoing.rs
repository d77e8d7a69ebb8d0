//! One import is one act: logged, taken back whole, stopped without a trace.

use std::path::PathBuf;

use scenarios::Laptop;
use serde_json::{Value, json};

use super::{counts, dump, example, id, import, people_counts, plan, rows, sheet, village};

fn digest(village: &Laptop) -> Value {
    village.call("workspace_verify", json!({}))["digest"].clone()
}

fn listed(village: &Laptop, list: &str) -> Value {
    village.call("list", json!({ "list": list, "request": { "size": 1, "page": 1 } }))["total"].clone()
}

#[test]
fn an_import_is_one_act_that_is_logged_row_by_row() {
    let village = village();
    let before = village.call("acts", json!({ "limit": 50 }))["acts"].as_array().unwrap().len();
    let done = import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let acts = village.call("acts", json!({ "limit": 50 }));
    assert_eq!(acts["acts"].as_array().unwrap().len(), before + 1);
    assert_eq!((&acts["acts"][0]["act"], &acts["acts"][0]["what"]), (&done["act"], &json!("导入名册")));
    let note = village.call("imports", json!({}))["imports"][0].clone();
    assert_eq!((&note["act"], &note["counts"]), (&done["act"], &done["counts"]));
    assert_eq!(
        (&note["files"], &note["kind"], &note["undone"]),
        (&json!(["户籍人口花名册.xlsx"]), &json!("households"), &json!(false))
    );
    let log = village.call("import_log", json!({ "act": done["act"] }));
    let kept = log["rows"].as_array().unwrap();
    let planned = rows(&village, None);
    assert_eq!(kept.len(), 407);
    for (kept, planned) in kept.iter().zip(&planned) {
        assert_eq!((&kept["at"], &kept["outcome"]), (&planned["at"], &planned["outcome"]));
        assert_eq!((&kept["name"], &kept["reasons"]), (&planned["name"], &planned["reasons"]));
    }
    let destroyed = kept.iter().find(|row| row["reasons"][0]["code"] == "id_destroyed").unwrap();
    assert_eq!((&destroyed["outcome"], &destroyed["reasons"][0]["cell"]), (&json!("refused"), &json!("I14")));
}

#[test]
fn taking_an_import_back_leaves_nothing_of_it() {
    let village = village();
    let done = import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    assert_eq!(listed(&village, "households"), 120);
    let units = dump(&village, "unit").len();
    let undone = village.call("undo", json!({ "act": done["act"], "reason": "导错了文件" }));
    assert_eq!(undone["left"], json!([]));
    assert_eq!(listed(&village, "households"), 0);
    assert_eq!(people_counts(&village), [0; 4]);
    assert_eq!(dump(&village, "unit").len(), units - 3, "the groups it made are gone too");
    let note = village.call("imports", json!({}))["imports"][0].clone();
    assert_eq!(note["undone"], true);
    village.call("workspace_verify", json!({}));
    // And the taking back can be taken back, after which the import stands again.
    village.call("undo", json!({ "act": undone["act"] }));
    assert_eq!(listed(&village, "households"), 120);
    assert_eq!(village.call("imports", json!({}))["imports"][0]["undone"], false);
}

/// A second import that only adds telephone numbers is taken back without taking the people away.
#[test]
fn taking_back_an_update_brings_back_what_stood_before() {
    let village = village();
    let header: &[&str] = &["户编号", "姓名", "与户主关系", "身份证号", "手机号"];
    let (one, two) = (id("19620305", 147), id("19640817", 226));
    import(
        &village,
        "households",
        &[&sheet(
            &village,
            "一.xlsx",
            &[header, &["1", "张大山", "户主", &one, "13800001234"], &["1", "李秀英", "妻", &two, ""]],
        )],
    );
    let before = digest_of_people(&village);
    let done = import(
        &village,
        "households",
        &[&sheet(
            &village,
            "二.xlsx",
            &[
                header,
                &["1", "张大山", "户主", &one, "13900005678"],
                &["1", "李秀英", "妻", &two, "13900005679"],
                &["1", "张小宝", "长子", &id("19880101", 331), ""],
            ],
        )],
    );
    assert_eq!(counts(&done), [1, 2, 0, 0, 0]);
    village.call("undo", json!({ "act": done["act"] }));
    assert_eq!(digest_of_people(&village), before);
}

fn digest_of_people(village: &Laptop) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = ["person", "household", "resident"]
        .into_iter()
        .flat_map(|kind| dump(village, kind))
        .map(|(id, fields)| (id, fields.to_string()))
        .collect();
    all.sort();
    all
}

#[test]
fn a_stopped_import_writes_nothing() {
    let path = example("户籍人口花名册.xlsx");
    // Stopped while reading, while planning, and while writing.
    for steps in [1, 6, 12, 18, 24] {
        let village = village();
        let before = digest(&village);
        let mut asked = 0;
        let stopped = village.app().session(|session, moment| {
            session.import("households", &[PathBuf::from(&path)], false, moment, &mut |_, _| {
                asked += 1;
                asked < steps
            })
        });
        assert_eq!(stopped.unwrap_err().code, "cancelled", "after {steps} steps");
        assert_eq!(digest(&village), before);
        assert_eq!(people_counts(&village), [0; 4]);
        assert_eq!(village.call("imports", json!({}))["imports"], json!([]));
        assert_eq!(counts(&import(&village, "households", &[&path]))[0], 391, "and the next one works");
    }
}

#[test]
fn the_command_cancel_stops_a_plan_that_another_thread_makes() {
    let village = village();
    let path = example("户籍人口花名册.xlsx");
    plan(&village, "households", &[&path]);
    village.progress();
    std::thread::scope(|scope| {
        let confirming = scope.spawn(|| village.app().call("import_confirm", json!({})));
        while village.progress().iter().all(|(job, _, _)| job != "import_confirm") {
            assert!(!confirming.is_finished(), "confirmed before it could be stopped");
        }
        village.app().call("cancel", json!({})).unwrap();
        let stopped = confirming.join().unwrap();
        assert_eq!(stopped.unwrap_err().code, "cancelled");
    });
    assert_eq!(people_counts(&village), [0; 4]);
    let done = village.call("import_confirm", json!({}));
    assert_eq!(counts(&done)[0], 391, "the plan is still there");
}

#[test]
fn progress_is_told_of_reading_planning_and_writing_and_never_goes_back() {
    let village = village();
    import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let told = village.progress();
    for job in ["import_plan", "import_confirm"] {
        let steps: Vec<(u64, u64)> = told
            .iter()
            .filter(|(named, _, _)| named == job)
            .map(|(_, done, total)| (*done, *total))
            .collect();
        assert!(steps.len() > 5, "{job}: {steps:?}");
        assert!(steps.is_sorted_by_key(|(done, _)| *done), "{job}: {steps:?}");
        assert_eq!(steps.last(), Some(&(1000, 1000)), "{job}");
    }
}

#[test]
fn the_command_line_imports_in_one_go_and_can_only_look() {
    let village = village();
    let paths = [PathBuf::from(example("户籍人口花名册.xlsx"))];
    let run = |kind: &str, dry_run| {
        village
            .app()
            .session(|session, moment| session.import(kind, &paths, dry_run, moment, &mut |_, _| true))
    };
    let looked = run("households", true).unwrap();
    assert_eq!((looked.counts.new, looked.rows.len(), looked.act.is_none()), (391, 407, true));
    assert_eq!(people_counts(&village), [0; 4]);
    let done = run("households", false).unwrap();
    assert!(done.act.is_some());
    assert_eq!(people_counts(&village)[0], 391);
    assert!(run("households", false).unwrap().act.is_none());
    assert_eq!(run("people", true).unwrap_err().code, "bad_request");
    let json = serde_json::to_value(&done).unwrap();
    assert_eq!((&json["kind"], &json["rows"][10]["outcome"]), (&json!("households"), &json!("refused")));
}

/// A visit to a household that the import made stays, and the household can be brought back from the recycle bin.
#[test]
fn what_was_recorded_since_outlives_the_taking_back() {
    let village = village();
    let done = import(&village, "households", &[&example("人口.csv")]);
    let home = dump(&village, "household").into_keys().next().unwrap();
    let visit = json!({ "date": "2026-03-01", "households": [home], "form": 1, "content": "家里都好" });
    village.call("visit_register", json!({ "visit": visit, "needs": [] }));
    village.call("undo", json!({ "act": done["act"] }));
    assert_eq!((dump(&village, "visit").len(), dump(&village, "household").len()), (1, 0));
    village.call("record_restore", json!({ "kind": "household", "id": home }));
    assert!(dump(&village, "household").contains_key(&home));
}
