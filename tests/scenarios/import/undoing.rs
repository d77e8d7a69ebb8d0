//! One import is one act: logged, taken back whole, stopped without a trace.

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
fn the_log_keeps_no_name_that_can_be_erased() {
    let village = village();
    let done = import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let logged = || village.call("import_log", json!({ "act": done["act"] }))["rows"].clone();
    let rows = logged();
    let row = rows.as_array().unwrap().iter().find(|row| row["outcome"] == "new").unwrap();
    let name = row["name"].as_str().unwrap();
    let people = dump(&village, "person");
    let (who, _) = people.iter().find(|(_, fields)| fields["name"] == name).unwrap();
    let request = json!({ "kind": "person", "id": who, "fields": ["name"], "reason": "本人要求" });
    village.call("erase", request);
    let after = logged();
    let place = rows.as_array().unwrap().iter().position(|one| one == row).unwrap();
    assert_ne!(after[place]["name"], name);
    assert_eq!(after[place]["at"], row["at"]);
    let kept = village.beside(|store| store.import_logs().unwrap().remove(0).json);
    assert!(!kept.contains(name));
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
    // Stopped while reading, while planning, before writing and while writing.
    for (job, done) in [
        ("import_plan", 1),
        ("import_plan", 300),
        ("import_plan", 700),
        ("import_confirm", 500),
        ("import_confirm", 700),
    ] {
        let village = village();
        let before = digest(&village);
        village.stop_at(job, done);
        let stopped = match job {
            "import_plan" => village.refused("import_plan", json!({ "kind": "households", "paths": [path] })),
            _ => {
                plan(&village, "households", &[&path]);
                village.refused("import_confirm", json!({}))
            }
        };
        assert_eq!(stopped.code, "cancelled", "{job} at {done}");
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

/// A visit to a household that the import made keeps that household, with the people in it, and says so; the other
/// households go.
#[test]
fn what_was_visited_since_outlives_the_taking_back_with_its_people() {
    let village = village();
    let done = import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let home = dump(&village, "household").into_keys().next().unwrap();
    let people = |village: &Laptop| {
        village.call("household", json!({ "id": home }))["people"].as_array().unwrap().len()
    };
    let before = people(&village);
    let visit = json!({ "date": "2026-03-01", "households": [home], "form": 1, "content": "家里都好" });
    let visit = village.call("visit_register", json!({ "visit": visit, "needs": [] }))["visit"].clone();
    let undone = village.call("undo", json!({ "act": done["act"] }));
    assert_eq!(people_counts(&village), [before, 1, before, 0]);
    assert_eq!(people(&village), before);
    let left = undone["left"].as_array().unwrap();
    assert!(
        left.iter().all(|one| one["field"] == "整条记录" && one["why"] == "后来有别的记录用到"),
        "{left:?}"
    );
    let of = |kind: &str| left.iter().filter(|one| one["kind"] == kind).count();
    assert_eq!((of("农户"), of("人员"), of("家庭成员")), (1, before, before));
    let page = village.call("visit", json!({ "id": visit }));
    let label = page["visit"]["values"]["households"][0]["label"].as_str().unwrap();
    assert!(!label.is_empty() && !label.contains("已删除"), "{label}");
    village.call("workspace_verify", json!({}));
    // Once the visit is gone, the rest can be taken back too.
    village.call("record_delete", json!({ "kind": "visit", "id": visit, "reason": "走错了户" }));
    assert_eq!(village.call("undo", json!({ "act": done["act"] }))["left"], json!([]));
    assert_eq!(people_counts(&village), [0; 4]);
}

/// The same of a household that was given to a member: its page names the head, the coverage counts it.
#[test]
fn what_was_linked_since_outlives_the_taking_back_with_its_people() {
    let village = village();
    let done = import(&village, "households", &[&example("户籍人口花名册.xlsx")]);
    let who = crate::members::member(&village, "李四", "1980-01-01");
    let home = dump(&village, "household").into_keys().next().unwrap();
    let request = json!({ "households": [home], "member": who, "from": "2026-03-02", "decided_by": 1 });
    village.call("link_assign", request);
    let undone = village.call("undo", json!({ "act": done["act"] }));
    assert!(!undone["left"].as_array().unwrap().is_empty());
    let page = village.call("household", json!({ "id": home }));
    assert!(!page["people"].as_array().unwrap().is_empty());
    let coverage = village.call("coverage", json!({}));
    assert_eq!((&coverage["households"], &coverage["covered"]), (&json!(1), &json!(1)));
}
