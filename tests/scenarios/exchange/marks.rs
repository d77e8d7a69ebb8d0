//! What a computer remembers of a workspace apart from its folder: old states and copies are known when they open.

use std::fs;
use std::path::Path;

use scenarios::{Laptop, PASSPHRASE};
use serde_json::json;
use tempfile::TempDir;

use super::pair::{Pair, copy_files, names, shared_digest};
use crate::homes::put;

/// A computer with a village in the folder `home`.
struct Computer {
    marks: TempDir,
    disk: TempDir,
}

impl Computer {
    fn new() -> Self {
        Self { marks: tempfile::tempdir().unwrap(), disk: tempfile::tempdir().unwrap() }
    }

    fn home(&self, name: &str) -> std::path::PathBuf {
        let home = self.disk.path().join(name);
        fs::create_dir_all(&home).unwrap();
        home
    }

    /// The program on a folder of this computer, nothing open.
    fn laptop(&self, home: &Path) -> Laptop {
        Laptop::remembering(home, self.marks.path())
    }

    fn village(&self, name: &str) -> Laptop {
        let laptop = self.laptop(&self.home(name));
        laptop.create("village", "石桥村", "330281104208");
        laptop
    }
}

fn person(laptop: &Laptop, name: &str) {
    put(laptop, "person", json!({ "name": name }));
}

/// Opens the workspace: what speaks against going on.
fn doubt(laptop: &Laptop) -> Option<String> {
    let opened = laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(laptop.call("workspaces", json!({}))["open"]["doubt"], opened["doubt"]);
    opened["doubt"].as_str().map(str::to_owned)
}

fn lock(laptop: &Laptop) {
    laptop.call("workspace_lock", json!({}));
}

#[test]
fn work_that_goes_on_where_it_stopped_raises_no_doubt() {
    let computer = Computer::new();
    let laptop = computer.village("one");
    for name in ["甲", "乙"] {
        person(&laptop, name);
        lock(&laptop);
        assert_eq!(doubt(&laptop), None);
    }
    // Without being closed properly.
    person(&laptop, "丙");
    drop(laptop);
    let again = computer.laptop(&computer.home("one"));
    assert_eq!(doubt(&again), None);
    // Moved on the same computer.
    lock(&again);
    let moved = computer.disk.path().join("moved");
    fs::rename(computer.home("one"), &moved).unwrap();
    let moved = computer.laptop(&moved);
    assert_eq!(doubt(&moved), None);
    person(&moved, "丁");
    assert_eq!(names(&moved), ["丁", "丙", "乙", "甲"]);
}

#[test]
fn an_older_state_is_known_when_it_opens_and_goes_on_under_a_new_name() {
    let computer = Computer::new();
    let laptop = computer.village("one");
    person(&laptop, "甲");
    lock(&laptop);
    let old = tempfile::tempdir().unwrap();
    copy_files(laptop.home(), old.path());
    assert_eq!(doubt(&laptop), None);
    person(&laptop, "乙");
    lock(&laptop);
    copy_files(old.path(), laptop.home());
    assert_eq!(doubt(&laptop).as_deref(), Some("rolled_back"));
    // Nothing is done until that is settled.
    assert_eq!(laptop.refused("today", json!({})).code, "renewal_needed");
    let before = laptop.call("workspaces", json!({}))["open"]["name"].clone();
    assert_eq!(before, "石桥村");
    laptop.call("workspace_renew", json!({ "in_use": false }));
    person(&laptop, "丙");
    assert_eq!(names(&laptop), ["丙", "甲"]);
    let devices = laptop.call("devices", json!({}))["devices"].clone();
    let told: Vec<_> =
        devices.as_array().unwrap().iter().map(|one| (&one["reason"], &one["retired"])).collect();
    assert_eq!(told, [(&json!("copy"), &json!(false)), (&json!("first"), &json!(true))]);
    lock(&laptop);
    assert_eq!(doubt(&laptop), None);
}

#[test]
fn a_log_that_lost_its_end_is_an_older_state() {
    let computer = Computer::new();
    let laptop = computer.village("one");
    person(&laptop, "甲");
    lock(&laptop);
    assert_eq!(doubt(&laptop), None);
    person(&laptop, "乙");
    let copy = tempfile::tempdir().unwrap();
    copy_files(laptop.home(), copy.path());
    lock(&laptop);
    drop(laptop);
    // As it lay on the disk while it was open, without the log that held the last act.
    fs::remove_file(copy.path().join("journal.db-wal")).unwrap();
    let home = computer.home("one");
    copy_files(copy.path(), &home);
    let laptop = computer.laptop(&home);
    assert_eq!(doubt(&laptop).as_deref(), Some("rolled_back"));
}

#[test]
fn a_copied_folder_gets_a_name_of_its_own_and_the_original_none() {
    let computer = Computer::new();
    let laptop = computer.village("one");
    person(&laptop, "甲");
    lock(&laptop);
    let beside = computer.home("two");
    copy_files(laptop.home(), &beside);
    let elsewhere = Computer::new();
    let far = elsewhere.home("one");
    copy_files(laptop.home(), &far);
    assert_eq!(doubt(&laptop), None);
    for copy in [computer.laptop(&beside), elsewhere.laptop(&far)] {
        assert_eq!(doubt(&copy).as_deref(), Some("copied"));
        assert_eq!(copy.refused("record_put", json!({})).code, "renewal_needed");
        copy.call("workspace_renew", json!({ "in_use": true }));
        person(&copy, "乙");
        lock(&copy);
        assert_eq!(doubt(&copy), None);
        assert_eq!(copy.call("devices", json!({}))["devices"][1]["retired"], false);
    }
}

/// A township on a remembering computer with a village that asks it for something.
fn township(computer: &Computer) -> (Pair, String) {
    let township = computer.laptop(&computer.home("town"));
    township.create("township", "清河镇", "330281104000");
    let stick = tempfile::tempdir().unwrap();
    let pair = Pair { village: Laptop::village("石桥村", "330281104208"), township, stick };
    pair.village.call("invitation_accept", json!({ "path": pair.invitation("石桥村") }));
    let need = pair.escalated(true);
    (pair, need)
}

fn answer(pair: &Pair, need: &str) {
    let request = json!({ "need": need, "village": pair.channel(), "fields": { "action": 1 } });
    pair.township.call("need_answer", request);
}

/// Both sides hold the same in the end, the township's answer included.
fn nothing_is_lost(pair: &Pair, need: &str) {
    for _ in 0..2 {
        pair.settled();
    }
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    let page = pair.village.call("need", json!({ "id": need }));
    let steps = page["steps"].as_array().unwrap().iter();
    assert_eq!(steps.filter(|step| step["kind"] == "answer").count(), 1);
}

#[test]
fn an_older_state_of_a_township_is_known_by_an_answer_alone() {
    let computer = Computer::new();
    let (pair, need) = township(&computer);
    pair.settled();
    lock(&pair.township);
    let old = tempfile::tempdir().unwrap();
    copy_files(pair.township.home(), old.path());
    assert_eq!(doubt(&pair.township), None);
    // It stands in the village's channel; in those of its own the township writes nothing.
    answer(&pair, &need);
    pair.village_takes(&pair.township_writes());
    lock(&pair.township);
    copy_files(old.path(), pair.township.home());
    assert_eq!(doubt(&pair.township).as_deref(), Some("rolled_back"));
    for command in ["today", "exchange_receive", "need_answer"] {
        assert_eq!(
            pair.township.refused(command, json!({ "paths": [] })).code,
            "renewal_needed",
            "{command}"
        );
    }
    pair.township.call("workspace_renew", json!({ "in_use": false }));
    let devices = pair.township.call("devices", json!({}))["devices"].clone();
    let own = devices.as_array().unwrap().iter().filter(|one| one["own"] == true);
    let told: Vec<_> = own.map(|one| (&one["reason"], &one["retired"])).collect();
    assert_eq!(told, [(&json!("copy"), &json!(false)), (&json!("first"), &json!(true))]);
    nothing_is_lost(&pair, &need);
    lock(&pair.township);
    assert_eq!(doubt(&pair.township), None);
}

#[test]
fn a_township_put_back_to_before_it_knew_a_village_is_an_older_state() {
    let computer = Computer::new();
    let (pair, need) = township(&computer);
    lock(&pair.township);
    let old = tempfile::tempdir().unwrap();
    copy_files(pair.township.home(), old.path());
    assert_eq!(doubt(&pair.township), None);
    pair.township_takes(&pair.village_writes());
    answer(&pair, &need);
    lock(&pair.township);
    copy_files(old.path(), pair.township.home());
    assert_eq!(doubt(&pair.township).as_deref(), Some("rolled_back"));
    pair.township.call("workspace_renew", json!({ "in_use": false }));
    // What was answered had not left the laptop, so it is answered again.
    pair.township_takes(&pair.village_writes());
    answer(&pair, &need);
    nothing_is_lost(&pair, &need);
}

#[test]
fn a_copied_folder_of_a_township_gets_a_name_of_its_own() {
    let computer = Computer::new();
    let (pair, need) = township(&computer);
    pair.settled();
    lock(&pair.township);
    let beside = computer.home("beside");
    copy_files(pair.township.home(), &beside);
    let elsewhere = Computer::new();
    let far = elsewhere.home("town");
    copy_files(pair.township.home(), &far);
    assert_eq!(doubt(&pair.township), None);
    for copy in [computer.laptop(&beside), elsewhere.laptop(&far)] {
        assert_eq!(doubt(&copy).as_deref(), Some("copied"));
        assert_eq!(copy.refused("need_answer", json!({})).code, "renewal_needed");
        copy.call("workspace_renew", json!({ "in_use": true }));
        lock(&copy);
        assert_eq!(doubt(&copy), None);
        let devices = copy.call("devices", json!({}))["devices"].clone();
        let own = devices.as_array().unwrap().iter().filter(|one| one["own"] == true);
        let told: Vec<_> = own.map(|one| (&one["reason"], &one["retired"])).collect();
        assert_eq!(told, [(&json!("copy"), &json!(false)), (&json!("first"), &json!(false))]);
    }
    assert_eq!(doubt_again(&pair.township), None);
    answer(&pair, &need);
    nothing_is_lost(&pair, &need);
}

fn doubt_again(laptop: &Laptop) -> Option<String> {
    lock(laptop);
    doubt(laptop)
}
