//! 首次启动: making a workspace, locking and opening it again.

use std::fs;
use std::path::PathBuf;

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};

/// What makes a village in a folder of the home.
fn making(laptop: &Laptop, folder: &str, name: &str) -> Value {
    let paper = laptop.call("recovery_code", json!({}))["code"].clone();
    json!({
        "folder": folder, "kind": "village", "name": name, "practice": true, "operator": "李书记",
        "passphrase": PASSPHRASE, "recovery": paper, "recovery_typed": paper,
    })
}

#[test]
fn a_village_is_made_locked_and_opened_again() {
    let village = Laptop::village("石桥村", "330281104208");
    village.call("workspace_lock", json!({}));
    assert_eq!(village.refused("today", json!({})).code, "locked");
    assert_eq!(
        village.refused("workspace_unlock", json!({ "passphrase": "不是这个口令呀" })).code,
        "wrong_passphrase"
    );
    let opened = village.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(opened["name"], "石桥村");
    assert_eq!(opened["kind"], "village");
}

#[test]
fn a_recovery_code_that_was_not_typed_back_makes_no_workspace() {
    let laptop = Laptop::on(morning());
    let paper = laptop.call("recovery_code", json!({}))["code"].clone();
    let other = laptop.call("recovery_code", json!({}))["code"].clone();
    let request = json!({
        "kind": "village", "name": "石桥村", "passphrase": PASSPHRASE, "recovery": paper, "recovery_typed": other,
    });
    laptop.refused("workspace_create", request);
    assert_eq!(laptop.call("workspaces", json!({}))["all"], json!([]));
}

/// The power failed just before the last step of the making: the folder has everything but its name.
#[test]
fn a_workspace_whose_making_was_interrupted_is_made_anew() {
    let laptop = Laptop::on(morning());
    laptop.call("workspace_create", making(&laptop, "village", "石桥村"));
    laptop.call("workspace_lock", json!({}));
    let file = |name: &str| -> PathBuf { laptop.home().join("village").join(name) };
    fs::rename(file("workspace.json"), file("workspace.making")).unwrap();
    assert_eq!(laptop.call("workspaces", json!({}))["all"], json!([]));
    fs::write(file("说明.txt"), "别的文件").unwrap();

    let made = laptop.call("workspace_create", making(&laptop, "village", "大湾村"));
    assert_eq!(made["name"], "大湾村");
    laptop.call("workspace_verify", json!({}));
    laptop.call("workspace_lock", json!({}));
    laptop.call("workspace_unlock", json!({ "folder": "village", "passphrase": PASSPHRASE }));
    assert!(!file("workspace.making").exists() && file("说明.txt").exists());
}

#[test]
fn a_finished_workspace_is_never_made_over_even_if_a_file_of_it_is_lost() {
    let laptop = Laptop::on(morning());
    laptop.call("workspace_create", making(&laptop, "village", "石桥村"));
    laptop.call("workspace_lock", json!({}));
    let file = |name: &str| laptop.home().join("village").join(name);
    let refused = |laptop: &Laptop| {
        let failure = laptop.refused("workspace_create", making(laptop, "village", "大湾村"));
        assert_eq!(failure.code, "workspace_exists");
    };
    refused(&laptop);
    fs::rename(file("workspace.json"), laptop.home().join("kept.json")).unwrap();
    refused(&laptop);
    fs::rename(laptop.home().join("kept.json"), file("workspace.json")).unwrap();
    let request = json!({ "folder": "village", "passphrase": PASSPHRASE });
    assert_eq!(laptop.call("workspace_unlock", request)["name"], "石桥村");
}

#[test]
fn a_backup_is_restored_where_a_making_was_interrupted() {
    let laptop = Laptop::on(morning());
    laptop.call("workspace_create", making(&laptop, "one", "石桥村"));
    let backup = laptop.home().join("a.lxb");
    laptop.call("backup", json!({ "path": backup }));
    laptop.call("workspace_create", making(&laptop, "two", "大湾村"));
    laptop.call("workspace_lock", json!({}));
    let file = |name: &str| laptop.home().join("two").join(name);
    fs::rename(file("workspace.json"), file("workspace.making")).unwrap();
    let request = json!({ "folder": "two", "file": backup, "passphrase": PASSPHRASE });
    assert_eq!(laptop.call("restore", request)["name"], "石桥村");
}

#[test]
fn a_new_recovery_code_takes_the_place_of_the_one_on_paper() {
    let laptop = Laptop::on(morning());
    let request = making(&laptop, "", "石桥村");
    let old = request["recovery"].clone();
    laptop.call("workspace_create", request);
    let new = laptop.call("recovery_code", json!({}))["code"].clone();
    let renew = |passphrase: &str, typed: &Value| json!({ "passphrase": passphrase, "recovery": new, "recovery_typed": typed });
    assert_eq!(laptop.refused("recovery_renew", renew("不是这个口令呀", &new)).code, "wrong_passphrase");
    assert_eq!(laptop.refused("recovery_renew", renew(PASSPHRASE, &old)).code, "wrong_recovery_code");
    // Until it was typed back the old one is in force.
    let recover = |code: &Value| json!({ "recovery": code, "passphrase": PASSPHRASE });
    laptop.call("workspace_recover", recover(&old));
    laptop.call("recovery_renew", renew(PASSPHRASE, &new));
    let audits = laptop.call("list", json!({ "list": "audit", "request": { "size": 0, "page": 1 } }));
    assert!(audits["rows"].as_array().unwrap().iter().any(|row| row["event"] == 7), "{audits}");

    laptop.call("workspace_lock", json!({}));
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(laptop.refused("workspace_recover", recover(&old)).code, "wrong_recovery_code");
    laptop.call("workspace_recover", json!({ "recovery": new, "passphrase": "另一个口令五六七八" }));
    assert_eq!(
        laptop.refused("workspace_unlock", json!({ "passphrase": PASSPHRASE })).code,
        "wrong_passphrase"
    );
}
