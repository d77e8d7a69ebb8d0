//! What is written to a stick.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::small::{Disk, names, refused, with_disks};
use super::{CODE, FEW, MANY, agree, exported, folder, pair, proved};
use crate::support::*;

#[test]
fn a_full_stick_gets_no_half_file_and_the_next_stick_the_same_number() {
    with_disks("disks::sticks::a_full_stick_gets_no_half_file_and_the_next_stick_the_same_number", || {
        let (village, township) = pair(MANY);
        let (good, stick) = (folder(&village, "good"), Disk::stick());
        for room in [0, 4, 16] {
            stick.leave(room);
            refused(&stick.run(&village, "", &["export", "--to", text(stick.path())]), &["stick_full"]);
            assert!(stick.names().is_empty(), "{:?}", stick.names());
        }
        let (first, number) = exported(&village, &good);
        assert_eq!(number, 1, "no file has a number before");
        stick.give_room();
        let (second, number) = exported(&village, stick.path());
        assert_eq!(number, 2, "the first file has number 1");
        township.told(&["receive", text(&first), text(&second)]);
        agree(&village, &township);
    });
}

#[test]
fn a_stick_that_may_not_be_written_to_gets_nothing_and_harms_nothing() {
    with_disks("disks::sticks::a_stick_that_may_not_be_written_to_gets_nothing_and_harms_nothing", || {
        let (village, township) = pair(MANY);
        let (before, good, stick) = (proved(&village), folder(&village, "good"), Disk::stick());
        stick.lock();
        let code = if stick.is_real() { "stick_read_only" } else { "stick_full" };
        refused(&stick.run(&village, "", &["export", "--to", text(stick.path())]), &[code]);
        if stick.is_real() {
            let invitation = stick.path().join("再来一个.lxi");
            refused(&stick.run(&township, "", &["invite", "--out", text(&invitation)]), &[code]);
        }
        assert!(stick.names().is_empty(), "{:?}", stick.names());
        assert_eq!(proved(&village), before);
        let (file, number) = exported(&village, &good);
        assert_eq!(number, 1);
        township.told(&["receive", text(&file)]);
        agree(&village, &township);
    });
}

#[test]
fn a_stick_that_is_not_there_is_said_to_be_missing() {
    let (village, _) = pair(FEW);
    let before = proved(&village);
    let ran = village.run(&["--json", "export", "--to", text(&village.beside("没有"))]);
    refused(&ran, &["path_missing"]);
    let file = village.file("这是文件", "");
    refused(&village.run(&["--json", "export", "--to", text(&file)]), &["path_missing"]);
    assert_eq!(proved(&village), before);
    assert_eq!(exported(&village, &folder(&village, "good")).1, 1);
}

#[test]
fn a_dump_into_a_file_without_room_is_not_said_to_be_done() {
    let site = Site::village("石桥村", CODE);
    site.put(&household(100, "刘长河"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.arg("--workspace").arg(site.home()).arg("dump").stdout(fs::File::create("/dev/full").unwrap());
    let output =
        command.env("LIANXIN_PASSPHRASE", PASSPHRASE).env("LIANXIN_MARKS", marks()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("output_failed: ") && told.trim_end().ends_with('。'), "{told}");
    proved(&site);
}

/// Writes a file onto a stick that is pulled out after a while; gives where the stick went, and whether the program said
/// that it wrote the file.
fn pulled(village: &Site, number: usize, after: Duration) -> (PathBuf, bool) {
    let stick = folder(village, "stick");
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.arg("--workspace").arg(village.home()).args(["--json", "export", "--to", text(&stick)]);
    command.env("LIANXIN_PASSPHRASE", PASSPHRASE).env("LIANXIN_MARKS", marks());
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(after);
    let away = village.beside(&format!("away{number}"));
    fs::rename(&stick, &away).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = |bytes| String::from_utf8(bytes).unwrap();
    let ran = Ran { code: output.status.code().unwrap(), out: told(output.stdout), err: told(output.stderr) };
    if ran.code != 0 {
        refused(&ran, &["path_missing", "stick_gone"]);
    }
    (away, ran.code == 0)
}

/// The numbers of the files that have their final name, each of which is whole.
fn numbers(township: &Site, folder: &Path) -> Vec<u64> {
    let lxc = names(folder).into_iter().filter(|name| name.ends_with(".lxc"));
    let number = |name: String| {
        let seen = township.json(&["receive", "--dry-run", text(&folder.join(name))]);
        seen["files"][0]["number"].as_u64().unwrap()
    };
    lxc.map(number).collect()
}

#[test]
fn a_stick_that_is_pulled_out_at_any_moment_has_whole_files_only_and_no_number_twice() {
    const PULLS: u32 = 12;
    let (village, township) = pair(FEW);
    let good = folder(&village, "good");
    let began = Instant::now();
    exported(&village, &good);
    let whole = began.elapsed();
    let (mut all, mut lost) = (numbers(&township, &good), 0);
    for pull in 0..PULLS {
        let (away, done) = pulled(&village, pull as usize, whole.mul_f64(f64::from(pull) / f64::from(PULLS)));
        let there = numbers(&township, &away);
        assert!(there.len() == 1 || !done, "said to be written and not there");
        lost += usize::from(!done);
        all.extend(there);
    }
    let (last, number) = exported(&village, &good);
    all.push(number);
    assert!(all.is_sorted_by(|one, next| one < next), "{all:?}");
    assert!(lost > 0, "no stick was pulled out too early");
    township.told(&["receive", text(&last)]);
    agree(&village, &township);
}
