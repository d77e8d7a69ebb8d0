//! Several laptops of one village or township, which exchange files with one another and with the other side.

use std::path::Path;

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::copies::{kept, put_back, remarks};
use super::pair::{PHONE, Pair, digest, dumped, names, refuses, shared_digest, takes, write};
use crate::homes::put;

fn person(laptop: &Laptop, name: &str) -> String {
    put(laptop, "person", json!({ "name": name, "phone": "13900000001" }))
}

/// Another laptop with a workspace from a backup of the first, which goes on working.
pub fn joined(first: &Laptop) -> (Laptop, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("备份.lxb");
    first.call("backup", json!({ "path": file }));
    let home = folder.path().join("second");
    std::fs::create_dir(&home).unwrap();
    let second = Laptop::at(&home, morning());
    second.call("restore", json!({ "file": file, "passphrase": PASSPHRASE, "join": true }));
    (second, folder)
}

/// Writes a file for the other laptops of one's own party.
pub fn for_siblings(laptop: &Laptop, folder: &Path) -> Value {
    let own = laptop.call("exchange", json!({}))["own"]["party"].clone();
    let files = laptop.call("exchange_write", json!({ "folder": folder, "to": own }))["files"].clone();
    files[0].clone()
}

/// Each takes in what the other has.
pub fn settle(one: &Laptop, other: &Laptop, folder: &Path) {
    takes(one, &for_siblings(other, folder));
    takes(other, &for_siblings(one, folder));
}

#[test]
fn two_laptops_of_a_village_and_the_township_come_to_hold_the_same() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let (second, _folder) = joined(&pair.village);
    person(&second, "乙");
    person(&pair.village, "丙");
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    assert_eq!(names(&second), ["丙", "乙", "甲"]);
    assert_eq!(names(&pair.village), names(&second));
    // What is noted of one laptop alone stays there.
    let shared = |laptop| {
        dumped(laptop).lines().filter(|line| !line.contains("\"audit\"")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(shared(&pair.village), shared(&second));
    assert_eq!(shared_digest(&pair.village), shared_digest(&second));
    // Either may bring everything to the township; what one brought the other knows to be there.
    takes(&pair.township, &write(&second, stick));
    let answer = pair.township_writes();
    takes(&second, &answer);
    takes(&pair.village, &for_siblings(&second, stick));
    let peer = &pair.village.call("exchange", json!({}))["peers"][0];
    assert_eq!((&peer["unsent"], &peer["acknowledged"]), (&json!(0), &peer["total"]), "{peer}");
    person(&pair.village, "丁");
    person(&second, "戊");
    pair.township_takes(&pair.village_writes());
    takes(&pair.township, &write(&second, stick));
    takes(&second, &pair.township_writes());
    settle(&pair.village, &second, stick);
    pair.settled();
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    assert_eq!(shared_digest(&second), shared_digest(&pair.township));
    assert_eq!(names(&second), ["丁", "丙", "乙", "戊", "甲"]);
    for laptop in [&pair.village, &second, &pair.township] {
        digest(laptop);
    }
}

#[test]
fn what_is_known_between_laptops_is_not_sent_again_and_no_laptop_takes_its_own_file() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    settle(&pair.village, &second, stick);
    let file = for_siblings(&second, stick);
    assert_eq!(file["entries"], 0);
    assert!(file["name"].as_str().unwrap().contains("给自己的另一台电脑"), "{file}");
    assert_eq!(refuses(&second, Path::new(file["path"].as_str().unwrap())), "package_own");
    // The township cannot read what passes between the laptops of a village.
    assert_eq!(refuses(&pair.township, Path::new(file["path"].as_str().unwrap())), "package_foreign");
}

#[test]
fn two_laptops_of_a_township_share_its_villages_and_answers() {
    let pair = Pair::joined();
    let need = pair.escalated(true);
    pair.settled();
    let (second, _folder) = joined(&pair.township);
    let stick = pair.stick.path();
    settle(&pair.township, &second, stick);
    let request = json!({ "need": need, "village": pair.channel(), "fields": { "action": 1 } });
    second.call("need_answer", request);
    person(&pair.village, "甲");
    pair.township_takes(&pair.village_writes());
    settle(&pair.township, &second, stick);
    assert_eq!(shared_digest(&pair.township), shared_digest(&second));
    // The answer of the second comes to the village by the first.
    pair.village_takes(&pair.township_writes());
    pair.settled();
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    settle(&pair.township, &second, stick);
    assert_eq!(shared_digest(&pair.village), shared_digest(&second));
    for laptop in [&pair.village, &second, &pair.township] {
        digest(laptop);
    }
}

/// The village decides to tell the telephone of a need that it escalated without.
fn tells_contact(pair: &Pair, need: &str) {
    for fields in [
        json!({ "action": 15, "text": "先自己问" }),
        json!({ "action": 6, "text": "还是请镇里", "tell_contact": true }),
    ] {
        pair.village.call("need_step", json!({ "need": need, "fields": fields }));
    }
}

fn knows(laptop: &Laptop, text: &str) -> bool {
    dumped(laptop).contains(text)
}

#[test]
fn what_a_village_tells_later_reaches_every_laptop_of_the_township() {
    let pair = Pair::joined();
    let people: Vec<String> = (0..20).map(|number| person(&pair.village, &format!("第{number}人"))).collect();
    pair.settled();
    let (second, _folder) = joined(&pair.township);
    let stick = pair.stick.path();
    settle(&pair.township, &second, stick);
    settle(&pair.township, &second, stick);
    // Telephones of members are told, those of others are not.
    for who in &people {
        put(&pair.village, "member", json!({ "person": who, "category": 1 }));
    }
    pair.settled();
    let told = |laptop: &Laptop| dumped(laptop).matches("13900000001").count();
    assert_eq!((told(&pair.township), told(&second)), (20, 0));
    let lost = for_siblings(&pair.township, stick);
    let file = for_siblings(&pair.township, stick);
    takes(&second, &file);
    assert_eq!((&lost["entries"], &file["entries"], told(&second)), (&json!(20), &json!(20), 20));
    assert_eq!(shared_digest(&second), shared_digest(&pair.village));
    // It is told once: neither the first nor the second tells the other again.
    let back = for_siblings(&second, stick);
    takes(&pair.township, &back);
    let quiet = for_siblings(&pair.township, stick);
    let size = |file: &Value| file["bytes"].as_u64().unwrap();
    assert!(size(&back) + 1_500 < size(&file) && size(&quiet) + 1_500 < size(&file));
    assert!(size(&back).abs_diff(size(&quiet)) < 500, "{back} {quiet}");
}

#[test]
fn what_is_opened_of_entries_that_only_another_laptop_holds_is_opened_again() {
    let pair = Pair::joined();
    pair.settled();
    let (second, _folder) = joined(&pair.township);
    let stick = pair.stick.path();
    let need = pair.escalated(false);
    takes(&second, &pair.village_writes());
    takes(&pair.village, &write(&second, stick));
    // The village makes its next file for a township that has the need: the second laptop has, the first has not.
    tells_contact(&pair, &need);
    pair.township_takes(&pair.village_writes());
    settle(&pair.township, &second, stick);
    assert!(!knows(&pair.township, PHONE) && !knows(&second, PHONE));
    pair.village_takes(&pair.township_writes());
    pair.township_takes(&pair.village_writes());
    assert!(knows(&pair.township, PHONE));
    settle(&pair.township, &second, stick);
    assert!(knows(&second, PHONE));
    assert_eq!(shared_digest(&second), shared_digest(&pair.village));
}

#[test]
fn a_laptop_that_is_heard_of_no_more_makes_no_files_grow_and_may_come_back() {
    let pair = Pair::joined();
    let stick = pair.stick.path();
    let [(second, _folder), (third, _other)] = [joined(&pair.village), joined(&pair.village)];
    for other in [&second, &third] {
        settle(&pair.village, other, stick);
    }
    person(&pair.village, "甲");
    settle(&pair.village, &second, stick);
    // The third lacks it, so it is carried still.
    assert_ne!(for_siblings(&pair.village, stick)["entries"], 0);
    for laptop in [&pair.village, &second] {
        laptop.wait_days(200);
    }
    settle(&pair.village, &second, stick);
    assert_eq!(for_siblings(&pair.village, stick)["entries"], 0);
    // What it is told of first it cannot join to what it has; its own file says so.
    person(&pair.village, "乙");
    let taken = takes(&third, &for_siblings(&pair.village, stick));
    assert_eq!(taken["outcomes"]["waiting"], 1);
    settle(&pair.village, &third, stick);
    assert_eq!(names(&third), ["乙", "甲"]);
    assert_eq!(names(&third), names(&pair.village));
}

#[test]
fn a_name_that_was_given_up_makes_no_files_grow() {
    let pair = Pair::joined();
    let stick = pair.stick.path();
    let (second, _folder) = joined(&pair.village);
    settle(&pair.village, &second, stick);
    let old = kept(&second);
    person(&second, "甲");
    settle(&pair.village, &second, stick);
    put_back(&second, &old);
    let taken = takes(&second, &for_siblings(&pair.village, stick));
    assert!(remarks(&taken).contains(&"site_renewed".to_owned()), "{taken}");
    settle(&pair.village, &second, stick);
    settle(&pair.village, &second, stick);
    person(&second, "乙");
    let file = for_siblings(&second, stick);
    assert_eq!(file["entries"], 1, "{file}");
    takes(&pair.village, &file);
    assert_eq!(names(&pair.village), names(&second));
}
