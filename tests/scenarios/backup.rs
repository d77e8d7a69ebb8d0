//! 备份与恢复: one file, beside and never over, always as another site.

use std::fs;
use std::path::{Path, PathBuf};

use app::App;
use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Stick(TempDir);

impl Stick {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn village() -> Laptop {
    let village = Laptop::village("石桥村", "330281110205");
    village.call("sample", json!({ "households": 12, "years": 1, "seed": 3 }));
    village
}

fn back_up(village: &Laptop, path: &Path) -> Value {
    village.call("backup", json!({ "path": path }))
}

fn restore(folder: &str, file: &Path) -> Value {
    json!({ "folder": folder, "file": file, "passphrase": PASSPHRASE })
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn digest(laptop: &Laptop) -> Value {
    laptop.call("workspace_digest", json!({}))["digest"].clone()
}

fn put_unit(laptop: &Laptop, name: &str) {
    laptop.call("record_put", json!({ "kind": "unit", "fields": { "type": 5, "name": name } }));
}

#[test]
fn a_backup_is_restored_beside_with_an_equal_state_as_another_site() {
    let (village, stick) = (village(), Stick::new());
    let file = stick.file("连心册备份-石桥村-20260302.lxb");
    let before = digest(&village);
    let made = back_up(&village, &file);
    assert_eq!(
        (&made["digest"], made["bytes"].as_u64()),
        (&before, Some(fs::metadata(&file).unwrap().len()))
    );
    assert_eq!(names(stick.0.path()), ["连心册备份-石桥村-20260302.lxb"]);
    assert!(
        village.progress().iter().any(|(job, done, total)| job == "backup" && *done > 0 && done == total)
    );

    let said = village.call("restore_preview", json!({ "file": file }));
    assert_eq!((&said["name"], &said["kind"]), (&json!("石桥村"), &json!("village")));
    assert_eq!((&said["practice"], &said["at"]), (&json!(true), &made["at"]));

    let opened = village.call("restore", restore("village", &file));
    assert_eq!((&opened["folder"], &opened["name"]), (&json!("village"), &json!("石桥村")));
    let of_copy = site(village.app());
    // What was restored is the same but for the note that it was restored.
    let audits = village.call("list", json!({ "list": "audit", "request": { "size": 0, "page": 1 } }));
    assert_eq!(audits["rows"][0]["event"], 5);
    assert_eq!(audits["total"], 1);
    village.call("workspace_verify", json!({}));
    put_unit(&village, "新组");

    village.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(digest(&village), before);
    assert_ne!(site(village.app()), of_copy);
    let all = village.call("workspaces", json!({}));
    assert_eq!(all["all"].as_array().unwrap().len(), 2);
}

/// The site that writes, as the newest act names it.
fn site(app: &App) -> String {
    let acts = app.call("acts", json!({ "limit": 500 })).unwrap();
    let own = acts["acts"].as_array().unwrap().iter().find(|act| act["own"] == true);
    own.map_or(String::new(), |act| act["act"].as_str().unwrap().split('.').next().unwrap().to_owned())
}

#[test]
fn the_digest_of_what_was_restored_is_the_one_in_the_backup() {
    let (village, stick) = (village(), Stick::new());
    let made = back_up(&village, &stick.file("a.lxb"));
    let other = Laptop::on(scenarios::morning());
    other.call("restore", restore("", &stick.file("a.lxb")));
    let rebuilt = other.call("workspace_rebuild", json!({}));
    assert_eq!(rebuilt["digest"], digest(&other));
    // The event RESTORED is one entry and one record more.
    assert_eq!(rebuilt["entries"], made["entries"].as_u64().unwrap() + 1);
    assert_eq!(rebuilt["records"], made["records"].as_u64().unwrap() + 1);
    assert!(other.progress().iter().any(|(job, ..)| job == "restore"));
    let households = |laptop: &Laptop| {
        laptop.call("list", json!({ "list": "households", "request": { "size": 0, "page": 1 } }))
    };
    assert_eq!(households(&other), households(&village));
}

#[test]
fn the_window_knows_how_old_the_backup_is() {
    let (village, stick) = (village(), Stick::new());
    let state = village.call("backup_state", json!({}));
    assert_eq!(state["last"], Value::Null);
    assert!(state["entries_since"].as_u64().unwrap() > 20);
    let made = back_up(&village, &stick.file("a.lxb"));
    let state = village.call("backup_state", json!({}));
    assert_eq!((&state["last"], &state["name"]), (&made["at"], &json!("a.lxb")));
    assert_eq!(state["entries_since"], 0);
    put_unit(&village, "新组");
    assert_eq!(village.call("backup_state", json!({}))["entries_since"], 1);
}

#[test]
fn it_never_goes_over_anything() {
    let (village, stick) = (village(), Stick::new());
    let file = stick.file("a.lxb");
    back_up(&village, &file);
    let before = digest(&village);
    assert_eq!(village.refused("restore", restore("", &file)).code, "workspace_exists");
    village.call("restore", restore("copy", &file));
    let failure = village.refused("restore", restore("copy", &file));
    assert_eq!(failure.code, "workspace_exists");
    assert_eq!(village.refused("restore", restore("../out", &file)).code, "path_unusable");
    village.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(digest(&village), before);
    // A document that is no backup is not written over; an older backup is.
    let letter = stick.file("信.docx");
    fs::write(&letter, "来信").unwrap();
    assert_eq!(village.refused("backup", json!({ "path": letter })).code, "path_taken");
    assert_eq!(fs::read(&letter).unwrap(), "来信".as_bytes());
    put_unit(&village, "新组");
    assert_eq!(back_up(&village, &file)["digest"], digest(&village));
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_leave_nothing_behind() {
    let (village, stick) = (village(), Stick::new());
    let file = stick.file("a.lxb");
    back_up(&village, &file);
    let whole = fs::read(&file).unwrap();
    let other = Laptop::on(scenarios::morning());
    let mut wrong = restore("village", &file);
    wrong["passphrase"] = json!("不是这个口令");
    assert_eq!(other.refused("restore", wrong).code, "wrong_passphrase");
    assert_eq!(names(other.home()), [""; 0]);

    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 0x40;
    for (code, bytes) in [
        ("backup_damaged", &whole[..whole.len() - 1]),
        ("backup_damaged", &whole[..whole.len() / 2]),
        ("backup_damaged", &whole[..2000]),
        ("backup_damaged", &changed),
        ("backup_unknown", b"PK\x05\x06 is not one"),
        ("backup_unknown", b""),
    ] {
        let damaged = stick.file("damaged.lxb");
        fs::write(&damaged, bytes).unwrap();
        let failure = other.refused("restore", restore("village", &damaged));
        assert_eq!(failure.code, code);
        assert!(failure.sentence().ends_with('。'), "{}", failure.sentence());
        assert_eq!(names(other.home()), [""; 0]);
    }
    assert_eq!(
        other.refused("restore_preview", json!({ "file": stick.file("none.lxb") })).code,
        "path_missing"
    );
    other.call("restore", restore("village", &file));
}

#[test]
fn the_recovery_code_opens_a_backup_and_sets_a_passphrase() {
    let village = Laptop::on(scenarios::morning());
    let paper = village.call("recovery_code", json!({}))["code"].clone();
    village.call(
        "workspace_create",
        json!({
            "kind": "township", "name": "清溪镇", "practice": true, "passphrase": PASSPHRASE,
            "recovery": paper, "recovery_typed": paper,
        }),
    );
    let stick = Stick::new();
    back_up(&village, &stick.file("a.lxb"));
    let fresh = "重新想的一个口令";
    let other = Laptop::on(scenarios::morning());
    let request =
        json!({ "file": stick.file("a.lxb"), "folder": "b", "recovery": paper, "passphrase": fresh });
    assert_eq!(other.call("restore", request)["kind"], "township");
    let audits = other.call("list", json!({ "list": "audit", "request": { "size": 0, "page": 1 } }));
    assert_eq!(audits["total"], 2);
    other.call("workspace_lock", json!({}));
    assert_eq!(
        other.refused("workspace_unlock", json!({ "folder": "b", "passphrase": PASSPHRASE })).code,
        "wrong_passphrase"
    );
    other.call("workspace_unlock", json!({ "folder": "b", "passphrase": fresh }));
    let wrong = json!({ "file": stick.file("a.lxb"), "folder": "c", "recovery": other.call("recovery_code", json!({}))["code"] });
    assert_eq!(other.refused("restore", wrong).code, "wrong_recovery_code");
}

#[test]
fn the_signing_key_is_in_no_backup() {
    let (village, stick) = (village(), Stick::new());
    let file = stick.file("a.lxb");
    back_up(&village, &file);
    let key = fs::read(village.home().join("site.key")).unwrap();
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(key.len()).any(|part| part == key));
    let restored = Laptop::on(scenarios::morning());
    restored.call("restore", restore("", &file));
    assert_ne!(fs::read(restored.home().join("site.key")).unwrap(), key);
    assert_eq!(
        names(restored.home()),
        [
            "journal.db",
            "journal.db-shm",
            "journal.db-wal",
            "journal.db.lock",
            "keys.json",
            "site.key",
            "workspace.json"
        ]
    );
}
