//! A folder of many packages: found by whom they are for, taken in one by one, the bad ones left aside with a reason.

use std::fs;

use scenarios::Laptop;
use serde_json::{Value, json};

use super::pair::{Pair, digest, write};
use crate::homes::put;

/// How many villages bring their files.
const VILLAGES: usize = 12;

/// A township, and a folder with the first file of each village.
fn gathered() -> (Laptop, Vec<Value>, tempfile::TempDir) {
    let township = Laptop::township("清河镇", "330281104000");
    let stick = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for number in 0..VILLAGES {
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
    let (township, files, stick) = gathered();
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
fn a_folder_that_is_not_there_says_so() {
    let pair = Pair::joined();
    let gone = pair.stick.path().join("gone");
    assert_eq!(pair.village.refused("exchange_find", json!({ "folder": gone })).code, "path_missing");
    assert_eq!(pair.village.call("drives", json!({}))["drives"], json!([]));
}
