//! A backup onto a disk that is full or may not be written to, and out of one into such a disk.

use std::fs;

use serde_json::json;

use super::small::{Disk, names, refused, with_disks};
use super::{CODE, folder, proved};
use crate::support::*;

fn village_on(disk: Option<&Disk>) -> Site {
    let site = match disk {
        Some(disk) => Site::village_on(disk.path(), "石桥村", CODE),
        None => Site::village("石桥村", CODE),
    };
    site.told(&["sample", "--households", "20", "--years", "1", "--seed", "3"]);
    site
}

#[test]
fn a_full_stick_gets_no_half_backup_and_keeps_the_older_one() {
    with_disks("disks::backups::a_full_stick_gets_no_half_backup_and_keeps_the_older_one", || {
        let (site, stick) = (village_on(None), Disk::stick());
        let file = stick.path().join("石桥村.lxb");
        for room in [0, 4, 100, 300] {
            stick.leave(room);
            let codes: &[&str] =
                if stick.is_real() { &["backup_full"] } else { &["backup_full", "disk_failed"] };
            refused(&stick.run(&site, "", &["backup", text(&file)]), codes);
            assert!(stick.names().is_empty(), "{:?}", stick.names());
        }
        stick.give_room();
        site.told(&["backup", text(&file)]);
        let older = fs::read(&file).unwrap();
        site.put(&[record("person", &id(1), json!({ "name": "刘长河" }))]);
        stick.leave(100);
        refused(&stick.run(&site, "", &["backup", text(&file)]), &["backup_full", "disk_failed"]);
        assert_eq!(stick.names(), ["石桥村.lxb"]);
        assert!(fs::read(&file).unwrap() == older);
        if stick.is_real() {
            stick.lock();
            refused(&stick.run(&site, "", &["backup", text(&file)]), &["path_forbidden"]);
        }
        stick.give_room();
        site.told(&["backup", text(&file)]);
        let back = site.beside("恢复");
        let ran = run(&["--json", "restore", text(&file), "--to", text(&back)]);
        assert_eq!(ran.code, 0, "{}", ran.out);
    });
}

#[test]
fn a_workspace_without_room_gives_no_half_backup() {
    with_disks("disks::backups::a_workspace_without_room_gives_no_half_backup", || {
        let disk = Disk::new();
        let site = village_on(Some(&disk));
        let (before, elsewhere) = (proved(&site), tempfile::tempdir().unwrap());
        let file = elsewhere.path().join("石桥村.lxb");
        let there = names(&site.home());
        for room in [0, 36, 64, 300] {
            disk.leave(room);
            refused(&disk.run(&site, "", &["backup", text(&file)]), &["disk_full", "disk_failed"]);
            assert!(names(elsewhere.path()).is_empty(), "with {room} KiB");
            disk.give_room();
            assert_eq!((proved(&site), names(&site.home())), (before.clone(), there.clone()));
        }
        site.told(&["backup", text(&file)]);
    });
}

#[test]
fn a_backup_is_restored_wholly_or_not_at_all_when_the_disk_is_full() {
    with_disks("disks::backups::a_backup_is_restored_wholly_or_not_at_all_when_the_disk_is_full", || {
        let (site, disk) = (village_on(None), Disk::new());
        let file = folder(&site, "stick").join("石桥村.lxb");
        site.told(&["backup", text(&file)]);
        let size = fs::metadata(&file).unwrap().len() / 1024;
        let home = disk.path().join("恢复");
        for room in [0, 16, size / 2, size + 8, size + 40, size + 60] {
            disk.leave(room);
            let ran = disk.run_bare("", &["--json", "restore", text(&file), "--to", text(&home)]);
            disk.give_room();
            if ran.code == 0 {
                // Where only files are limited.
                assert!(!disk.is_real(), "{}", ran.out);
                fs::remove_dir_all(&home).unwrap();
                continue;
            }
            refused(&ran, &["disk_full", "disk_failed"]);
            assert!(disk.names().is_empty(), "with {room} KiB: {:?}", disk.names());
        }
        let ran = disk.run_bare("", &["--json", "restore", text(&file), "--to", text(&home)]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        let ran = disk.run_bare("", &["--json", "--workspace", text(&home), "verify"]);
        assert_eq!(ran.code, 0, "{}", ran.out);
    });
}
