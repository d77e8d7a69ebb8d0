//! A folder of many packages: found by whom they are for, taken in one by one, the bad ones left aside with a reason.

use std::fs;

use app::Drive;
use scenarios::Laptop;
use serde_json::{Value, json};

use super::pair::{Pair, digest, write};
use crate::homes::put;

/// How many villages bring their files.
const VILLAGES: usize = 40;
/// How many of them are enough to be stopped among.
const FEW: usize = 7;

/// How far receiving is told to be for each file.
const STEPS: u64 = 1_000;

/// A township, and a folder with the first file of each of so many villages.
fn gathered(villages: usize) -> (Laptop, Vec<Value>, tempfile::TempDir) {
    let township = Laptop::township("清河镇", "330281104000");
    let stick = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for number in 0..villages {
        let name = format!("第{}村", number + 1);
        let village = Laptop::village(&name, "");
        let asked = json!({ "name": name, "folder": stick.path() });
        let invitation = township.call("invitation_write", asked)["path"].clone();
        village.call("invitation_accept", json!({ "path": invitation }));
        put(&village, "person", json!({ "name": format!("某{number}") }));
        let folder = stick.path().join(format!("村{}", number % 3));
        fs::create_dir_all(&folder).unwrap();
        files.push(write(&village, &folder));
    }
    (township, files, stick)
}

#[test]
fn a_folder_is_taken_in_file_by_file_and_bad_ones_do_not_hold_up_the_others() {
    let (township, files, stick) = gathered(VILLAGES);
    // One is cut off, one is changed, one is for somebody else, one is no package at all.
    let path = |one: usize| files[one]["path"].as_str().unwrap();
    let bytes = fs::read(path(0)).unwrap();
    fs::write(path(0), &bytes[..bytes.len() / 2]).unwrap();
    let mut bytes = fs::read(path(1)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path(1), bytes).unwrap();
    let other = Pair::joined();
    let foreign = other.village_writes();
    fs::copy(foreign["path"].as_str().unwrap(), stick.path().join("别处.lxc")).unwrap();
    fs::write(stick.path().join("说明.lxc"), "只是文字").unwrap();

    let found = township.call("exchange_find", json!({ "folder": stick.path() }));
    // What is cut off does not even say whom it is for; it is shown with its reason, and what is no package as well.
    let counts = (found["paths"].as_array().unwrap().len(), &found["received"], &found["others"]);
    assert_eq!(counts, (VILLAGES + 1, &json!(0), &json!(1)));
    township.progress();
    township.call("exchange_preview", json!({ "paths": found["paths"] }));
    let told = township.progress().into_iter().filter(|(job, ..)| job == "exchange_preview");
    let told: Vec<(u64, u64)> = told.map(|(_, done, total)| (done, total)).collect();
    let files = VILLAGES as u64 + 1;
    assert_eq!(told, (0..=files).map(|done| (done, files)).collect::<Vec<_>>());
    let received = township.call("exchange_receive", json!({ "paths": found["paths"] }));
    let told = township.progress();
    assert!(told.iter().filter(|(job, ..)| job == "exchange_receive").count() > VILLAGES, "{told:?}");
    let bad: Vec<(&str, bool)> = received["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["ok"] == false)
        .map(|one| (one["failure"]["code"].as_str().unwrap(), one["message"].is_string()))
        .collect();
    assert_eq!(bad, [("package_truncated", true), ("package_altered", true), ("package_unknown", true)]);
    assert_eq!(township.call("exchange", json!({}))["peers"].as_array().unwrap().len(), VILLAGES - 2);
    digest(&township);
    let again = township.call("exchange_find", json!({ "folder": stick.path() }));
    assert_eq!((again["paths"].as_array().unwrap().len(), &again["received"]), (3, &json!(VILLAGES - 2)));
}

#[test]
fn looking_into_a_folder_and_receiving_it_are_stopped_between_two_files() {
    let (township, _, stick) = gathered(FEW);
    let found = township.call("exchange_find", json!({ "folder": stick.path() }));
    let asked = json!({ "paths": found["paths"] });
    township.stop_at("exchange_preview", 4);
    assert_eq!(township.refused("exchange_preview", asked.clone()).code, "cancelled");
    let told = township.progress().into_iter().filter(|(job, ..)| job == "exchange_preview");
    assert_eq!(told.map(|(_, done, _)| done).max(), Some(4));

    let became = |received: &Value, is: &dyn Fn(&Value) -> bool| -> Vec<usize> {
        let files = received["files"].as_array().unwrap().iter().enumerate();
        files.filter(|(_, one)| is(one)).map(|(place, _)| place).collect()
    };
    let ok = |one: &Value| one["ok"] == true;
    township.stop_at("exchange_receive", 3 * STEPS);
    let received = township.call("exchange_receive", asked.clone());
    assert_eq!(became(&received, &ok), (0..3).collect::<Vec<_>>());
    let cancelled = |one: &Value| one["failure"]["code"] == "cancelled";
    assert_eq!(became(&received, &cancelled), (3..FEW).collect::<Vec<_>>());
    let peers = || township.call("exchange", json!({}))["peers"].as_array().unwrap().len();
    assert_eq!(peers(), 3);
    let again = township.call("exchange_receive", asked);
    assert_eq!(became(&again, &ok), (0..FEW).collect::<Vec<_>>());
    assert_eq!(became(&again, &|one| one["already"] == true), (0..3).collect::<Vec<_>>());
    assert_eq!(peers(), FEW);
}

#[test]
fn a_folder_that_is_not_there_says_so() {
    let pair = Pair::joined();
    let gone = pair.stick.path().join("gone");
    assert_eq!(pair.village.refused("exchange_find", json!({ "folder": gone })).code, "path_missing");
}

#[test]
fn the_sticks_that_are_in_are_asked_for_anew_each_time() {
    let village = Laptop::village("石桥村", "");
    assert_eq!(village.call("drives", json!({}))["drives"], json!([]));
    let stick = |path: &str, read_only| {
        let (path, name) = (path.to_owned(), "U盘".to_owned());
        Drive { path, name, free: 3, total: 8, read_only }
    };
    village.plug_in(vec![stick("E:", false), stick("F:", true)]);
    let told = |path: &str, read_only: bool| json!({ "path": path, "name": "U盘", "free": 3, "total": 8, "read_only": read_only });
    assert_eq!(village.call("drives", json!({}))["drives"], json!([told("E:", false), told("F:", true)]));
    village.plug_in(Vec::new());
    assert_eq!(village.call("drives", json!({}))["drives"], json!([]));
}
