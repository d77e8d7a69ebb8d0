//! The whole round between two villages and their township, over a folder that stands for the stick.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Site, household, id, record, text};

/// Two villages and a township that have not met yet, and a stick.
struct World {
    township: Site,
    first: Site,
    second: Site,
    stick: PathBuf,
}

impl World {
    fn new() -> World {
        let township = Site::township("清河镇", "999001101000");
        let stick = township.beside("U盘");
        fs::create_dir(&stick).unwrap();
        let first = Site::village("石桥村", "999001101201");
        let second = Site::village("大湾村", "999001101202");
        first.put(&household(100, "刘长河"));
        second.put(&household(500, "陈有田"));
        World { township, first, second, stick }
    }

    /// The same after invitations went out and were accepted.
    fn met() -> World {
        let world = World::new();
        for (village, name) in [(&world.first, "石桥村"), (&world.second, "大湾村")] {
            let file = world.stick.join(format!("{name}.lxi"));
            let told = world.township.told(&["invite", "--out", text(&file), "--name", name]);
            assert!(told.contains(text(&file)), "{told}");
            let told = village.told(&["join", text(&file)]);
            assert!(told.contains("清河镇"), "{told}");
        }
        world
    }
}

/// Writes files onto the stick and gives their paths, one a line on standard output.
fn export(from: &Site, to: &Path, more: &[&str]) -> Vec<String> {
    let told = from.told(&[&["export", "--to", text(to)], more].concat());
    let paths: Vec<String> = told.lines().map(str::to_owned).collect();
    assert!(!paths.is_empty() && paths.iter().all(|path| Path::new(path).is_file()), "{told}");
    paths
}

fn receive(by: &Site, files: &[String]) -> Value {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    by.json(&[&["receive"], &files[..]].concat())
}

fn shared(site: &Site, code: &str) -> String {
    let found = site.json(&["digest", "--shared", "--for", code]);
    found["digest"].as_str().unwrap().to_owned()
}

#[test]
fn a_need_goes_up_and_its_answer_and_the_receipt_come_down() {
    let World { township, first, second, stick } = World::met();
    first.put(&[
        record("step", &id(200), json!({ "need": id(107), "action": "受理", "date": "2025-03-03" })),
        record(
            "step",
            &id(201),
            json!({ "need": id(107), "action": "上报乡镇", "date": "2025-03-04", "text": "路灯归镇里修" }),
        ),
    ]);
    let up = [export(&first, &stick, &[]), export(&second, &stick, &[])].concat();

    // What would change is shown first, and nothing changes.
    let would = township.json(&["receive", "--dry-run", &up[0], &up[1]]);
    assert_eq!(
        (would["files"][0]["ok"].as_bool(), would["files"][0]["stranger"].as_bool()),
        (Some(true), Some(true)),
        "{would}"
    );
    assert_eq!(township.json(&["list", "villages"])["total"], 0);

    let taken = receive(&township, &up);
    assert!(taken["files"].as_array().unwrap().iter().all(|file| file["ok"] == true), "{taken}");
    assert_eq!(
        (taken["outcomes"]["refused"].as_u64(), taken["outcomes"]["waiting"].as_u64()),
        (Some(0), Some(0))
    );
    assert_eq!(township.json(&["list", "villages"])["total"], 2);
    assert!(township.told(&["list", "needs"]).contains("路灯不亮"));
    assert_eq!(shared(&township, "999001101201"), shared(&first, "999001101201"));
    assert_eq!(shared(&township, "大湾村"), first_digest(&second));
    assert_ne!(shared(&township, "999001101201"), shared(&township, "999001101202"));

    // The township answers, and writes to both at once.
    for fields in [
        json!({ "action": "乡镇受理" }),
        json!({ "action": "乡镇反馈", "text": "供电所已修好", "result": "解决" }),
    ] {
        township.call("need_answer", json!({ "need": id(107), "village": "石桥村", "fields": fields }));
    }
    let down = export(&township, &stick, &[]);
    assert_eq!(down.len(), 2);
    let for_first = export(&township, &stick, &["--for", "999001101201"]);
    assert_eq!(for_first.len(), 1);

    let taken = receive(&first, &for_first);
    assert!(taken["files"][0]["acknowledges"].as_u64() > Some(0), "{taken}");
    let need = first.call("need", json!({ "id": id(107) }));
    assert_eq!(need["steps"].as_array().unwrap().len(), 4, "{need}");
    let seen = first.call("exchange", json!({}));
    assert_eq!(
        (seen["peers"][0]["unsent"].as_u64(), seen["peers"][0]["sent"].as_u64()),
        (Some(0), Some(0)),
        "{seen}"
    );
    assert_eq!(shared(&township, "石桥村"), first_digest(&first));
    for site in [&township, &first, &second] {
        site.json(&["verify"]);
    }
}

/// A village need not name itself.
fn first_digest(village: &Site) -> String {
    village.json(&["digest", "--shared"])["digest"].as_str().unwrap().to_owned()
}

#[test]
fn a_file_received_twice_is_an_outcome_and_a_bad_one_does_not_hold_up_the_others() {
    let World { township, first, second, stick } = World::met();
    let up = [export(&first, &stick, &[]), export(&second, &stick, &[])].concat();
    receive(&township, &up[..1]);
    let digest = township.digest();
    let again = receive(&township, &up[..1]);
    assert_eq!(
        (again["files"][0]["ok"].as_bool(), again["files"][0]["already"].as_bool()),
        (Some(true), Some(true)),
        "{again}"
    );
    assert_eq!(township.digest(), digest);

    let broken = stick.join("坏.lxc");
    let mut bytes = fs::read(&up[1]).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&broken, bytes).unwrap();
    let ran = township.run(&["--json", "receive", text(&broken), &up[0], &up[1]]);
    let told = ran.object();
    assert_eq!(
        (ran.code, told["code"].as_str(), told["params"]["count"].as_u64()),
        (1, Some("files_refused"), Some(1)),
        "{told}"
    );
    let files = told["files"].as_array().unwrap();
    assert_eq!(
        files.iter().map(|file| file["ok"].as_bool().unwrap()).collect::<Vec<_>>(),
        [false, true, true]
    );
    assert!(!files[0]["message"].as_str().unwrap().is_empty());
    assert_eq!(township.json(&["list", "villages"])["total"], 2);

    // For people: a line for each file, and the failure aside.
    let ran = township.run(&["receive", text(&broken), &up[0]]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 2), "{}", ran.out);
    assert!(ran.out.contains("以前收过") && ran.err.starts_with("files_refused: "), "{}{}", ran.out, ran.err);
    let ran = township.run(&["receive", "--dry-run", text(&broken)]);
    assert_eq!(ran.code, 1);
}

#[test]
fn who_has_not_met_cannot_exchange() {
    let World { township, first, second, stick } = World::new();
    assert_eq!(first.run(&["export", "--to", text(&stick)]).code, 1);
    assert_eq!(township.run(&["export", "--to", text(&stick)]).code, 1);
    assert_eq!(first.run(&["digest", "--shared"]).code, 1);
    let invitation = stick.join("邀请.lxi");
    first.fails("other_side", &["invite", "--out", text(&stick.join("x.lxi"))]);
    township.told(&["invite", "--out", text(&invitation)]);
    township.fails("path_taken", &["invite", "--out", text(&invitation)]);
    assert!(township.fails("other_side", &["join", text(&invitation)])["message"].is_string());
    first.told(&["join", text(&invitation)]);
    let up = export(&first, &stick, &[]);
    // A file for another reader, or one that is no file of ours.
    let ran = second.run(&["--json", "receive", &up[0], text(&invitation), "no-such-file.lxc"]);
    assert_eq!((ran.code, ran.object()["params"]["count"].as_u64()), (1, Some(3)), "{}", ran.out);
    township.fails("no_such_peer", &["export", "--to", text(&stick), "--for", "没有这个村"]);
    assert_eq!(first.run(&["export", "--to", text(&stick.join("没有"))]).code, 1);
}

/// An invitation brings in one village.
#[test]
fn an_invitation_is_used_once() {
    let World { township, first, second, stick } = World::new();
    let invitation = stick.join("邀请.lxi");
    township.told(&["invite", "--out", text(&invitation)]);
    first.told(&["join", text(&invitation)]);
    second.told(&["join", text(&invitation)]);
    let up = [export(&first, &stick, &[]), export(&second, &stick, &[])].concat();
    let ran = township.run(&["--json", "receive", &up[0], &up[1]]);
    let files = ran.object()["files"].clone();
    assert_eq!(
        (ran.code, files[0]["ok"].as_bool(), files[1]["ok"].as_bool()),
        (1, Some(true), Some(false)),
        "{files}"
    );
}
