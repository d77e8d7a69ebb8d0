//! A workspace on a disk that is full or may not be written to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::small::{Disk, names, refused, with_disks};
use super::{CODE, FEW, MANY, agree, exported, folder, met, proved};
use crate::support::*;

/// What a workspace says when there is no room on its disk: that it is full, or where only files are limited that it
/// takes nothing.
const FULL: &[&str] = &["disk_full", "disk_failed"];

/// A person for each of these numbers, each an act.
fn people(numbers: std::ops::Range<u32>) -> Vec<Value> {
    numbers.map(|number| record("person", &id(number), json!({ "name": format!("某{number}") }))).collect()
}

fn ids(site: &Site) -> BTreeSet<String> {
    let dump = site.dump(&["person"]);
    dump.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_act_that_was_said_to_be_written_is_lost_when_the_disk_is_full() {
    const LINES: u32 = 800;
    with_disks("disks::workspaces::no_act_that_was_said_to_be_written_is_lost_when_the_disk_is_full", || {
        let disk = Disk::new();
        let site = Site::village_on(disk.path(), "石桥村", CODE);
        let (mut told, mut parts, mut next) = (BTreeSet::new(), 0, 1);
        for room in [0, 16, 40, 64, 200, 300, 400] {
            disk.leave(room);
            let lines = people(next..next + LINES);
            let ran = disk.run(&site, &jsonl(&lines), &["put", "-"]);
            let written = match ran.code {
                0 => LINES,
                _ => refused(&ran, FULL)["params"]["written"].as_u64().unwrap_or(0) as u32,
            };
            parts += u32::from((1..LINES).contains(&written));
            told.extend((next..next + written).map(id));
            disk.give_room();
            proved(&site);
            assert_eq!(ids(&site), told, "with {room} KiB");
            next += LINES;
        }
        assert!(parts > 0, "the disk was full before the first act or never");
        site.put(&people(next..next + LINES));
        told.extend((next..next + LINES).map(id));
        assert_eq!(ids(&site), told);
        proved(&site);
    });
}

#[test]
fn a_file_is_taken_in_wholly_or_not_at_all_when_the_disk_is_full() {
    with_disks("disks::workspaces::a_file_is_taken_in_wholly_or_not_at_all_when_the_disk_is_full", || {
        let (disk, village) = (Disk::new(), Site::village("石桥村", CODE));
        let township = Site::township_on(disk.path(), "青石镇", "999001001000");
        met(&village, &township, MANY);
        let (file, _) = exported(&village, &folder(&village, "stick"));
        let before = proved(&township);
        let mut begun = 0;
        for room in [0, 16, 36, 64, 128, 256, 512] {
            disk.leave(room);
            let ran = disk.run(&township, "", &["receive", text(&file)]);
            disk.give_room();
            if ran.code == 0 {
                break;
            }
            let told = refused(&ran, &[FULL, &["files_refused"]].concat());
            if told["code"] == "files_refused" {
                let code = told["files"][0]["failure"]["code"].as_str().unwrap();
                assert!(FULL.contains(&code), "{told}");
                begun += 1;
            }
            assert_eq!(proved(&township), before, "with {room} KiB");
        }
        assert!(begun > 0, "no file was cut off in the middle");
        township.told(&["receive", text(&file)]);
        agree(&village, &township);
    });
}

#[test]
fn no_file_is_left_that_a_full_workspace_could_not_note() {
    with_disks("disks::workspaces::no_file_is_left_that_a_full_workspace_could_not_note", || {
        let (disk, township) = (Disk::new(), Site::township("青石镇", "999001001000"));
        let village = Site::village_on(disk.path(), "石桥村", CODE);
        met(&village, &township, FEW);
        let stick = folder(&township, "stick");
        let (mut files, mut failed) = (Vec::new(), 0);
        for room in [0, 16, 40, 44, 48, 52, 56, 60, 64, 72] {
            disk.leave(room);
            let before = names(&stick);
            let ran = disk.run(&village, "", &["export", "--to", text(&stick)]);
            disk.give_room();
            if ran.code == 0 {
                files.push(ran.object()["files"][0]["path"].as_str().unwrap().to_owned());
            } else {
                refused(&ran, FULL);
                failed += 1;
                assert_eq!(names(&stick), before, "with {room} KiB");
            }
            proved(&village);
        }
        assert!(failed > 0, "there was room in every case");
        files.push(exported(&village, &stick).0.to_str().unwrap().to_owned());
        let number =
            |file: &String| township.json(&["receive", file])["files"][0]["number"].as_u64().unwrap();
        let numbers: Vec<u64> = files.iter().map(number).collect();
        // One may be left out where there was no room to note that it was not used.
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        agree(&village, &township);
    });
}

/// Every file of a folder.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    names(folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

#[test]
fn a_workspace_that_may_not_be_written_to_says_so_and_is_not_harmed() {
    with_disks("disks::workspaces::a_workspace_that_may_not_be_written_to_says_so_and_is_not_harmed", || {
        let (disk, township) = (Disk::new(), Site::township("青石镇", "999001001000"));
        let village = Site::village_on(disk.path(), "石桥村", CODE);
        met(&village, &township, FEW);
        let (before, there) = (proved(&village), bytes(&village.home()));
        let stick = folder(&township, "stick");
        disk.lock();
        let codes: &[&str] = if disk.is_real() { &["workspace_read_only"] } else { FULL };
        let (lines, backup) = (jsonl(&people(1..3)), stick.join("备份.lxb"));
        let commands: [&[&str]; 4] =
            [&["put", "-"], &["verify"], &["export", "--to", text(&stick)], &["backup", text(&backup)]];
        for command in commands {
            refused(&disk.run(&village, &lines, command), codes);
        }
        assert!(names(&stick).is_empty(), "{:?}", names(&stick));
        if disk.is_real() {
            assert!(bytes(&village.home()) == there);
        }
        disk.give_room();
        assert_eq!(proved(&village), before);
        village.put(&people(1..3));
    });
}

#[test]
fn a_file_of_more_than_64_mib_is_refused_and_changes_nothing() {
    let township = Site::township("青石镇", "999001001000");
    let before = proved(&township);
    let path = township.beside("大.lxc");
    fs::File::create(&path).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    for command in [&["receive"][..], &["receive", "--dry-run"]] {
        let told = township.fails("files_refused", &[command, &[text(&path)]].concat());
        assert_eq!(told["files"][0]["failure"]["code"], "package_too_large", "{told}");
        assert!(told["files"][0]["message"].as_str().unwrap().contains("64兆"), "{told}");
    }
    assert_eq!(proved(&township), before);
}

#[test]
fn a_workspace_that_found_no_room_to_be_made_is_made_when_there_is_room() {
    with_disks(
        "disks::workspaces::a_workspace_that_found_no_room_to_be_made_is_made_when_there_is_room",
        || {
            let disk = Disk::new();
            let home = disk.path().join("石桥村");
            let new = ["--workspace", text(&home), "--json", "new", "--kind", "village", "--name", "石桥村"];
            let new = [&new[..], &["--practice"]].concat();
            for room in [0, 4, 16, 64, 128] {
                disk.leave(room);
                refused(&disk.run_bare("", &new), FULL);
                disk.give_room();
                assert!(!home.join("workspace.json").exists(), "with {room} KiB");
            }
            let ran = disk.run_bare("", &new);
            assert_eq!(ran.code, 0, "{}", ran.out);
            let ran = disk.run_bare("", &["--workspace", text(&home), "--json", "verify"]);
            assert_eq!(ran.code, 0, "{}", ran.out);
        },
    );
}
