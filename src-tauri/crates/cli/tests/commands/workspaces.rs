//! Making a workspace, filling it, and any command of the table.

use serde_json::json;

use crate::support::{Site, failure, run, text};

#[test]
fn new_makes_a_workspace_and_gives_its_recovery_code() {
    let site = Site::village("石桥村", "999001101201");
    let made = &site.made;
    assert_eq!(made["kind"], "village");
    assert_eq!((made["name"].as_str(), made["practice"].as_bool()), (Some("石桥村"), Some(true)));
    let recovery = made["recovery"].as_str().unwrap();
    let opened =
        site.call("workspace_recover", json!({ "recovery": recovery, "passphrase": "另一个口令五六七八" }));
    assert_eq!(opened["name"], "石桥村");
    failure(&site.run(&["--json", "verify"]), "wrong_passphrase");
}

#[test]
fn new_tells_people_in_two_lines() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("镇");
    let ran =
        run(&["new", "--kind", "township", "--name", "清河镇", "--practice", "--workspace", text(&home)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("清河镇") && lines[1].starts_with("恢复码："), "{lines:?}");
}

#[test]
fn new_never_writes_over_a_workspace() {
    let site = Site::village("石桥村", "999001101201");
    let digest = site.digest();
    site.fails("workspace_exists", &["new", "--kind", "village", "--name", "别的村", "--practice"]);
    site.fails("division", &["new", "--kind", "village", "--name", "别的村", "--code", "12"]);
    assert_eq!(site.digest(), digest);
}

#[test]
fn sample_fills_a_village_once_and_equal_seeds_give_equal_villages() {
    let site = Site::village("示例村", "");
    let made = site.json(&["sample", "--households", "30", "--years", "1", "--seed", "7"]);
    assert_eq!(made["households"], 30);
    for kind in ["person", "resident", "member", "link", "visit", "need"] {
        assert!(site.dump(&[kind]).len() > 3, "{kind}");
    }
    assert_eq!(site.dump(&["household"]).len(), 30);
    site.json(&["verify"]);
    let refused = site.run(&["--json", "sample", "--households", "30"]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    let names = |site: &Site| site.json(&["list", "households"])["rows"].clone();
    let twin = Site::village("示例村", "");
    twin.told(&["sample", "--households", "30", "--years", "1", "--seed", "7"]);
    let heads = |rows: serde_json::Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|row| row["head"]["label"].to_string()).collect()
    };
    assert_eq!(heads(names(&site)), heads(names(&twin)));
}

#[test]
fn call_runs_any_command_of_the_table() {
    let site = Site::village("石桥村", "999001101201");
    let saved = site.call("record_put", json!({ "kind": "person", "fields": { "name": "刘长河" } }));
    let record = site.call("record", json!({ "kind": "person", "id": saved["id"] }));
    assert_eq!(record["values"]["name"], "刘长河");
    // From standard input, and without --json as something to read.
    let request = json!({ "kind": "person", "id": saved["id"] }).to_string();
    let ran = site.run_with(&request, &["call", "record", "-"]);
    assert!(ran.code == 0 && ran.out.lines().count() > 3, "{}{}", ran.out, ran.err);
    // What needs no open workspace needs no passphrase.
    let home = site.home();
    let ran = crate::support::run_as("", "", &["--json", "--workspace", text(&home), "call", "workspaces"]);
    assert_eq!(ran.object()["all"][0]["name"], "石桥村");
}

#[test]
fn call_says_what_it_does_not_understand() {
    let site = Site::village("石桥村", "999001101201");
    let unknown = site.fails("unknown_command", &["call", "no_such_thing", "{}"]);
    assert_eq!(unknown["params"]["name"], "no_such_thing");
    site.fails("bad_request", &["call", "record", "{"]);
    site.fails("bad_request", &["call", "record", "{\"frob\": 1}"]);
    site.fails(
        "other_side",
        &["call", "need_answer", "{\"need\": \"x\", \"village\": \"x\", \"fields\": {}}"],
    );
}
