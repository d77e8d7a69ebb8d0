//! 首次启动: making a workspace, locking and opening it again.

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::json;

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
