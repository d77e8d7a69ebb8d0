//! A workspace and a backup of version 1 open for ever, and the program works on in them. If one of these tests fails, a
//! village has lost its years.

use std::fs;
use std::path::{Path, PathBuf};

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::exchange::laptops::{joined, settle};
use crate::exchange::pair::{
    ID_NUMBER, NARRATIVE, PHONE, Pair, digest, dumped, names, shared_digest, takes, write,
};
use crate::homes::{put, rows};

/// What the first version printed when it wrote the files.
const DIGEST: &str = "bad83f3172617317c0d21f6d9b2772a5f371738fbf134ed376561c1b93265528";
const SHARED: &str = "6462cf1afd45ae04d4eddcf37477d7032c32fe76e3766daa72bbe5ab680c8043";
const RECOVERY: &str = "518859 468807 818994 590509 943743 310648 608236 339578";

const CODE: &str = "330281104208";
const DRAFT: &str = "写了一半";
const FRESH: &str = "重新想的一个口令";

fn frozen(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/golden").join(name)
}

/// The parts of the frozen workspace that lie beside its database.
const PARTS: [&str; 3] = ["keys.json", "site.key", "workspace.json"];

/// The frozen workspace, nothing open. Its database is the one in the backup.
fn workspace() -> (Laptop, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for name in PARTS {
        fs::copy(frozen("workspace-1").join(name), folder.path().join(name)).unwrap();
    }
    let mut backup = zip::ZipArchive::new(fs::File::open(frozen("backup-1.lxb")).unwrap()).unwrap();
    let mut database = fs::File::create(folder.path().join("journal.db")).unwrap();
    std::io::copy(&mut backup.by_name("journal.db").unwrap(), &mut database).unwrap();
    (Laptop::at(folder.path(), morning()), folder)
}

fn opened() -> (Laptop, TempDir) {
    let (laptop, folder) = workspace();
    let opened = laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!((&opened["kind"], &opened["name"]), (&json!("village"), &json!("石桥村")));
    assert_eq!(
        (&opened["code"], &opened["practice"], &opened["doubt"]),
        (&json!(CODE), &json!(true), &Value::Null)
    );
    (laptop, folder)
}

fn restored(request: Value) -> (Laptop, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let laptop = Laptop::at(folder.path(), morning());
    let mut request = request;
    request["file"] = json!(frozen("backup-1.lxb"));
    laptop.call("restore", request);
    (laptop, folder)
}

fn need(laptop: &Laptop) -> Value {
    let needs = rows(laptop, "needs", json!({}));
    assert_eq!((needs.len(), &needs[0]["title"]), (1, &json!("屋顶漏水")));
    laptop.call("need", json!({ "id": needs[0]["id"] }))
}

/// What the township answered.
fn answers(laptop: &Laptop) -> Vec<Value> {
    let steps = need(laptop)["steps"].as_array().unwrap().clone();
    steps
        .into_iter()
        .filter(|step| step["kind"] == "answer")
        .map(|step| step["values"]["text"].clone())
        .collect()
}

/// All that was put in is there.
fn is_whole(laptop: &Laptop) {
    digest(laptop);
    assert_eq!(shared_digest(laptop), SHARED);
    assert_eq!(names(laptop), ["李秀英", "王大山", "陈有田"]);
    let homes = rows(laptop, "households", json!({}));
    assert_eq!((homes.len(), &homes[0]["number"]), (1, &json!("01-001")));
    let visits = rows(laptop, "visit", json!({}));
    assert_eq!((visits.len(), &visits[0]["content"]), (1, &json!(NARRATIVE)));
    assert_eq!(rows(laptop, "members", json!({})).len(), 1);
    assert_eq!(rows(laptop, "links", json!({})).len(), 1);
    assert_eq!(answers(laptop).len(), 1);
    let all = dumped(laptop);
    assert!(all.contains(PHONE) && all.contains(ID_NUMBER));
    assert_eq!(laptop.call("today", json!({}))["conflicts"], 1);
    let disputes = laptop.call("conflicts", json!({}))["disputes"].as_array().unwrap().clone();
    assert_eq!((disputes.len(), &disputes[0]["field"]), (1, &json!("address")));
    let mut sides: Vec<&str> =
        disputes[0]["sides"].as_array().unwrap().iter().map(|side| side["value"].as_str().unwrap()).collect();
    sides.sort();
    assert_eq!(sides, ["石桥头五号", "石桥头四号"]);
    assert_eq!(laptop.call("draft", json!({ "name": "visit" }))["json"], json!({ "content": DRAFT }));
    let exchange = laptop.call("exchange", json!({}));
    let peer = &exchange["peers"][0];
    assert_eq!((&peer["party"]["name"], &peer["party"]["confirmed"]), (&json!("清河镇"), &json!(true)));
    assert_eq!(exchange["received"].as_array().unwrap().len(), 3);
}

/// The township's last file, written for the frozen village, which has not seen it.
fn takes_the_answer(laptop: &Laptop) {
    let path = frozen("answer-1.lxc");
    let seen = laptop.call("exchange_preview", json!({ "paths": [path] }))["files"][0].clone();
    assert_eq!(
        (&seen["ok"], &seen["number"], &seen["fresh"]),
        (&json!(true), &json!(3), &json!(1)),
        "{seen}"
    );
    takes(laptop, &seen);
    let all = answers(laptop);
    assert!(all.len() == 2 && all.contains(&json!("已安排人修")), "{all:?}");
}

#[test]
fn the_first_workspace_opens_proves_itself_and_is_worked_on() {
    let (locked, _folder) = workspace();
    let refused = locked.refused("workspace_unlock", json!({ "passphrase": "不是这个口令" }));
    assert_eq!(refused.code, "wrong_passphrase");
    let (laptop, _folder) = opened();
    assert_eq!(digest(&laptop), DIGEST);
    is_whole(&laptop);
    takes_the_answer(&laptop);
    put(&laptop, "person", json!({ "name": "孙四" }));
    let stick = tempfile::tempdir().unwrap();
    assert_eq!(write(&laptop, stick.path())["number"], 3);
    let before = digest(&laptop);
    let rebuilt = laptop.call("workspace_rebuild", json!({}));
    assert_eq!(rebuilt["digest"], before);
    laptop.call("workspace_lock", json!({}));
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!((digest(&laptop), names(&laptop).len()), (before, 4));
}

#[test]
fn the_recovery_code_on_paper_opens_the_first_workspace() {
    let (laptop, _folder) = workspace();
    laptop.call("workspace_recover", json!({ "recovery": RECOVERY, "passphrase": FRESH }));
    is_whole(&laptop);
    laptop.call("workspace_lock", json!({}));
    assert_eq!(
        laptop.refused("workspace_unlock", json!({ "passphrase": PASSPHRASE })).code,
        "wrong_passphrase"
    );
    laptop.call("workspace_unlock", json!({ "passphrase": FRESH }));
}

#[test]
fn the_first_backup_says_what_it_is_and_is_restored() {
    let laptop = Laptop::on(morning());
    let said = laptop.call("restore_preview", json!({ "file": frozen("backup-1.lxb") }));
    assert_eq!((&said["kind"], &said["name"]), (&json!("village"), &json!("石桥村")));
    assert_eq!((&said["code"], &said["practice"]), (&json!(CODE), &json!(true)));
    assert!(said["records"].as_u64().unwrap() > 10, "{said}");
    for request in [json!({ "passphrase": PASSPHRASE }), json!({ "passphrase": FRESH, "recovery": RECOVERY })]
    {
        let (laptop, _folder) = restored(request.clone());
        is_whole(&laptop);
        takes_the_answer(&laptop);
        laptop.call("workspace_lock", json!({}));
        laptop.call("workspace_unlock", json!({ "passphrase": request["passphrase"] }));
        digest(&laptop);
    }
}

#[test]
fn the_first_workspace_and_a_laptop_from_its_backup_exchange_files() {
    let (first, _folder) = opened();
    let (second, _place) = restored(json!({ "passphrase": PASSPHRASE, "join": true }));
    takes_the_answer(&first);
    put(&first, "person", json!({ "name": "孙四" }));
    put(&second, "person", json!({ "name": "周五" }));
    let stick = tempfile::tempdir().unwrap();
    settle(&first, &second, stick.path());
    settle(&first, &second, stick.path());
    assert_eq!((names(&first), names(&first).len()), (names(&second), 5));
    assert_eq!(answers(&second), answers(&first));
    assert_eq!(shared_digest(&first), shared_digest(&second));
}

/// A village that has met its township, with a little of everything, and its recovery code.
fn eventful() -> (Pair, Value) {
    let village = Laptop::on(morning());
    let paper = village.call("recovery_code", json!({}))["code"].clone();
    village.call(
        "workspace_create",
        json!({
            "kind": "village", "name": "石桥村", "code": CODE, "practice": true, "operator": "李书记",
            "passphrase": PASSPHRASE, "recovery": paper, "recovery_typed": paper,
        }),
    );
    let pair = Pair { village, ..Pair::strangers() };
    pair.village.call("invitation_accept", json!({ "path": pair.invitation("石桥村") }));
    let need = pair.escalated(true);
    let village = &pair.village;
    let who = put(village, "person", json!({ "name": "陈有田" }));
    let member = put(village, "member", json!({ "person": who, "category": 1 }));
    let home = rows(village, "households", json!({}))[0]["id"].clone();
    let link = json!({ "households": [&home], "member": member, "from": "2026-03-02", "decided_by": 1 });
    village.call("link_assign", link);
    let mistaken = put(village, "person", json!({ "name": "赵录错" }));
    village.call("record_delete", json!({ "kind": "person", "id": mistaken, "reason": "录错了" }));
    pair.settled();
    let first = pair.township.call("devices", json!({}))["devices"][0].clone();
    village.call("device_confirm", json!({ "site": first["site"], "digits": first["fingerprint"] }));
    answer(&pair, &need, json!({ "action": 1 }));
    pair.settled();
    let (second, _folder) = joined(village);
    for (laptop, address) in [(village, "石桥头四号"), (&second, "石桥头五号")] {
        let fields = json!({ "address": address });
        laptop.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    }
    settle(village, &second, pair.stick.path());
    village.call("draft_save", json!({ "name": "visit", "json": { "content": DRAFT } }));
    answer(&pair, &need, json!({ "action": 3, "text": "已安排人修", "result": 1 }));
    (pair, paper)
}

fn answer(pair: &Pair, need: &str, fields: Value) {
    pair.township.call("need_answer", json!({ "need": need, "village": pair.channel(), "fields": fields }));
}

#[test]
#[ignore = "the files are frozen"]
fn write_the_first_files() {
    let (pair, paper) = eventful();
    let home = frozen("workspace-1");
    fs::create_dir_all(&home).unwrap();
    pair.village.call("backup", json!({ "path": frozen("backup-1.lxb") }));
    println!("{paper} {} {}", digest(&pair.village), shared_digest(&pair.village));
    fs::copy(pair.township_writes()["path"].as_str().unwrap(), frozen("answer-1.lxc")).unwrap();
    pair.village.call("workspace_lock", json!({}));
    for name in PARTS {
        fs::copy(pair.village.home().join(name), home.join(name)).unwrap();
    }
}
