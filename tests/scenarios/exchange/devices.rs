//! 待核对设备: each later laptop of a village or township is marked until its own digits are compared by telephone,
//! and loses nothing meanwhile.

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::copies::{kept, put_back};
use super::laptops::{for_siblings, joined};
use super::pair::{Pair, copy_files, digest, names, takes, write};
use crate::homes::put;

fn person(laptop: &Laptop, name: &str) {
    put(laptop, "person", json!({ "name": name }));
}

/// The laptops that are known to one.
fn devices(laptop: &Laptop) -> Vec<Value> {
    laptop.call("devices", json!({}))["devices"].as_array().unwrap().clone()
}

/// A laptop as it knows itself.
fn itself(laptop: &Laptop) -> Value {
    let own: Vec<Value> = devices(laptop).into_iter().filter(|one| one["this"] == true).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!((&own[0]["own"], &own[0]["confirmed"]), (&json!(true), &json!(true)));
    own[0].clone()
}

/// A laptop as another knows it.
fn seen(at: &Laptop, device: &Value) -> Value {
    let found = devices(at).into_iter().find(|one| one["site"] == device["site"]);
    found.unwrap_or_else(|| panic!("not listed: {device}"))
}

/// How many laptops wait for the telephone, as the day's page counts them too.
fn waiting(at: &Laptop) -> u64 {
    let waiting = at.call("devices", json!({}))["waiting"].clone();
    assert_eq!(at.call("today", json!({}))["unconfirmed"], waiting);
    waiting.as_u64().unwrap()
}

fn confirm(at: &Laptop, device: &Value, digits: &Value) {
    at.call("device_confirm", json!({ "site": device["site"], "digits": digits }));
}

fn reopen(laptop: &Laptop) {
    laptop.call("workspace_lock", json!({}));
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
}

/// A village and a township that compared the digits of each other.
fn telephoned(pair: &Pair) {
    person(&pair.village, "甲");
    pair.settled();
    for (at, other) in [(&pair.village, &pair.township), (&pair.township, &pair.village)] {
        assert_eq!(waiting(at), 1);
        let first = itself(other);
        assert_eq!(first["reason"], "first");
        confirm(at, &first, &first["fingerprint"]);
        assert_eq!(waiting(at), 0);
    }
}

/// A laptop is marked at another one, and the only one there; no digits but its own end that.
fn checked(at: &Laptop, laptop: &Laptop, reason: &str) {
    let device = itself(laptop);
    let marked = || {
        let told = seen(at, &device);
        assert_eq!((&told["confirmed"], &told["retired"]), (&json!(false), &json!(false)), "{told}");
        assert_eq!((&told["reason"], &told["number"]), (&json!(reason), &device["number"]));
        assert!(told["heard"].is_i64(), "its files are taken in: {told}");
        assert_eq!(told["fingerprint"], device["fingerprint"]);
        assert_eq!(waiting(at), 1);
    };
    marked();
    reopen(at);
    marked();
    let of_party = laptop.call("exchange", json!({}))["own"]["fingerprint"].clone();
    let of_first = seen(at, &device)["party"]["fingerprint"].clone();
    assert_eq!(of_party, of_first);
    let refused = at.refused("device_confirm", json!({ "site": device["site"], "digits": of_party }));
    assert_eq!(refused.code, "digits_differ");
    marked();
    confirm(at, &device, &device["fingerprint"]);
    for _ in 0..2 {
        assert_eq!((&seen(at, &device)["confirmed"], waiting(at)), (&json!(true), 0));
        reopen(at);
    }
}

fn names_at_township(pair: &Pair) -> Vec<String> {
    let mut names: Vec<String> =
        pair.rows_in("person").iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// A workspace from the backup of a laptop that is used no more.
fn restored(lost: &Laptop) -> (Laptop, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("备份.lxb");
    lost.call("backup", json!({ "path": file }));
    let home = folder.path().join("new");
    std::fs::create_dir(&home).unwrap();
    let laptop = Laptop::at(&home, morning());
    laptop.call("restore", json!({ "file": file, "passphrase": PASSPHRASE }));
    (laptop, folder)
}

#[test]
fn a_second_laptop_is_marked_until_its_own_digits_are_compared() {
    let pair = Pair::joined();
    telephoned(&pair);
    let (second, _folder) = joined(&pair.village);
    assert_eq!(waiting(&second), 0, "what was compared before the backup need not be compared again");
    person(&second, "乙");
    let stick = pair.stick.path();
    takes(&pair.township, &write(&second, stick));
    takes(&pair.village, &for_siblings(&second, stick));
    assert_eq!((names(&pair.village), names_at_township(&pair)), (names(&second), names(&second)));
    for at in [&pair.township, &pair.village] {
        checked(at, &second, "join");
        assert_eq!(seen(at, &itself(&pair.village))["confirmed"], true);
    }
    assert_eq!(seen(&pair.township, &itself(&second))["own"], false);
    assert_eq!(seen(&pair.village, &itself(&second))["own"], true);
}

#[test]
fn a_second_laptop_that_came_first_confirms_nothing_by_the_digits_of_its_party() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    let (second, _folder) = joined(&pair.village);
    // The township knows the village from the second laptop alone.
    takes(&pair.township, &write(&second, pair.stick.path()));
    let first = itself(&pair.village);
    assert_eq!((waiting(&pair.township), &seen(&pair.township, &first)["heard"]), (2, &Value::Null));
    // The digits of neither are good for the other, and those of the party confirm it with its first laptop alone.
    let own = itself(&second)["fingerprint"].clone();
    let request = json!({ "site": first["site"], "digits": own });
    assert_eq!(pair.township.refused("device_confirm", request).code, "digits_differ");
    confirm(&pair.township, &first, &first["fingerprint"]);
    let of_party = || pair.township.call("exchange", json!({}))["peers"][0]["party"]["confirmed"].clone();
    assert_eq!((of_party(), seen(&pair.township, &first)["confirmed"].clone()), (json!(true), json!(true)));
    checked(&pair.township, &second, "join");
}

#[test]
fn one_of_two_laptops_says_nothing_of_the_party_by_its_own_digits() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    let (second, _folder) = joined(&pair.village);
    takes(&pair.township, &write(&second, pair.stick.path()));
    let device = itself(&second);
    confirm(&pair.township, &device, &device["fingerprint"]);
    assert_eq!(seen(&pair.township, &itself(&pair.village))["confirmed"], false);
    assert_eq!(waiting(&pair.township), 1);
}

#[test]
fn a_restored_backup_that_goes_on_is_marked_and_the_laptop_before_it_is_no_more() {
    let pair = Pair::joined();
    telephoned(&pair);
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    takes(&pair.village, &for_siblings(&second, stick));
    let sibling = itself(&second);
    confirm(&pair.village, &sibling, &sibling["fingerprint"]);
    let (new, _place) = restored(&pair.village);
    assert_eq!(waiting(&new), 0);
    person(&new, "乙");
    takes(&pair.township, &write(&new, stick));
    takes(&second, &for_siblings(&new, stick));
    assert_eq!((names(&second), names_at_township(&pair)), (names(&new), names(&new)));
    // The township has heard of the second from the files of the others alone.
    assert_eq!(waiting(&pair.township), 2);
    confirm(&pair.township, &sibling, &sibling["fingerprint"]);
    for at in [&pair.township, &second] {
        assert_eq!(seen(at, &itself(&pair.village))["retired"], true);
        checked(at, &new, "restore");
    }
    digest(&pair.township);
}

#[test]
fn a_laptop_that_another_goes_on_from_waits_for_no_telephone() {
    let pair = Pair::joined();
    telephoned(&pair);
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    person(&second, "乙");
    takes(&pair.township, &write(&second, stick));
    takes(&pair.village, &for_siblings(&second, stick));
    assert_eq!((waiting(&pair.township), waiting(&pair.village)), (1, 1));
    let (third, _place) = restored(&second);
    person(&third, "丙");
    takes(&pair.township, &write(&third, stick));
    takes(&pair.village, &for_siblings(&third, stick));
    for at in [&pair.township, &pair.village] {
        let gone = seen(at, &itself(&second));
        assert_eq!((&gone["confirmed"], &gone["retired"]), (&json!(false), &json!(true)));
        checked(at, &third, "restore");
        assert_eq!(seen(at, &itself(&second))["confirmed"], false);
    }
    assert_eq!(names_at_township(&pair), ["丙", "乙", "甲"]);
}

/// A village that its computer remembers, and a township.
fn remembered(home: &std::path::Path) -> Pair {
    std::fs::create_dir_all(home).unwrap();
    let village = Laptop::remembering(home, &home.with_file_name("marks"));
    village.create("village", "石桥村", "330281104208");
    let township = Laptop::township("清河镇", "330281104000");
    let pair = Pair { village, township, stick: tempfile::tempdir().unwrap() };
    pair.village.call("invitation_accept", json!({ "path": pair.invitation("石桥村") }));
    pair
}

#[test]
fn a_copied_folder_with_a_name_of_its_own_is_marked_as_any_other_laptop() {
    let disk = tempfile::tempdir().unwrap();
    for (in_use, folder) in [(true, "both"), (false, "one")] {
        let home = disk.path().join(folder).join("first");
        let pair = remembered(&home);
        telephoned(&pair);
        pair.village.call("workspace_lock", json!({}));
        let beside = home.with_file_name("copy");
        std::fs::create_dir(&beside).unwrap();
        copy_files(&home, &beside);
        pair.village.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        let copy = Laptop::remembering(&beside, &home.with_file_name("marks"));
        let opened = copy.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
        assert_eq!(opened["doubt"], "copied");
        copy.call("workspace_renew", json!({ "in_use": in_use }));
        person(&copy, "乙");
        let stick = pair.stick.path();
        takes(&pair.township, &write(&copy, stick));
        takes(&pair.village, &for_siblings(&copy, stick));
        assert_eq!((names(&pair.village), names_at_township(&pair)), (names(&copy), names(&copy)));
        for at in [&pair.township, &pair.village] {
            checked(at, &copy, "copy");
        }
        assert_eq!(seen(&pair.township, &itself(&pair.village))["retired"], !in_use);
    }
}

#[test]
fn a_laptop_that_had_to_take_a_new_name_is_marked_although_it_was_confirmed_under_the_old() {
    let pair = Pair::joined();
    telephoned(&pair);
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    let before = itself(&pair.village);
    let old = kept(&pair.village);
    person(&pair.village, "乙");
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    person(&pair.village, "丙");
    // The township's receipt tells it that its name is spent.
    pair.village_takes(&pair.township_writes());
    assert_ne!(itself(&pair.village)["site"], before["site"]);
    pair.township_takes(&pair.village_writes());
    takes(&second, &for_siblings(&pair.village, stick));
    // Whether somebody still writes under the old name nobody knows, so it is not retired.
    for at in [&pair.township, &second] {
        let told = seen(at, &before);
        assert_eq!((&told["confirmed"], &told["retired"]), (&json!(true), &json!(false)));
    }
    // The township had not heard of the second laptop when it was marked: nothing of it came.
    let sibling = itself(&second);
    assert!(devices(&pair.township).iter().all(|one| one["site"] != sibling["site"]));
    for at in [&pair.township, &second] {
        checked(at, &pair.village, "copy");
    }
    pair.village_takes(&pair.township_writes());
    pair.settled();
    assert_eq!(names_at_township(&pair), ["丙", "乙", "甲"]);
    assert_eq!(names(&pair.village), ["丙", "乙", "甲"]);
}

#[test]
fn a_townships_second_laptop_is_marked_at_its_villages_and_at_the_first() {
    let pair = Pair::joined();
    telephoned(&pair);
    let (second, _folder) = joined(&pair.township);
    let stick = pair.stick.path();
    takes(&pair.village, &write(&second, stick));
    takes(&pair.township, &for_siblings(&second, stick));
    for at in [&pair.village, &pair.township] {
        checked(at, &second, "join");
    }
    assert_eq!(waiting(&second), 0);
}
