//! A branch that left on a stick and was not taken outlives the laptop that wrote it.

use std::path::Path;

use scenarios::Laptop;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::copies::{kept, put_back, remarks};
use super::laptops::{for_siblings, joined, settle};
use super::other_reader::Other;
use super::pair::{PHONE, Pair, digest, dumped, names, shared_digest, takes, write};
use crate::homes::put;

/// What the branch says of 丁, which stays in the village.
const ADDRESS: &str = "石桥头九号";

/// A village that handed over 甲 and 乙, and was put back to the state before 乙, which comes with it.
fn put_back_to_an_older_state() -> (Pair, TempDir) {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "甲" }));
    pair.settled();
    let old = kept(&pair.village);
    put(&pair.village, "person", json!({ "name": "乙" }));
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    (pair, old)
}

/// A village that handed over 甲 and 乙, was put back to the state before 乙, wrote 丁 and 戊 and handed them over, which
/// the township did not take; and then its laptop was destroyed, and the older state put back once more.
fn destroyed() -> (Pair, TempDir) {
    let (pair, old) = put_back_to_an_older_state();
    let who = put(&pair.village, "person", json!({ "name": "丁", "phone": PHONE, "address": ADDRESS }));
    pair.village.call("record_put", json!({ "kind": "person", "id": who, "fields": { "name": "丁一" } }));
    let taken = pair.township_takes(&pair.village_writes());
    assert!(remarks(&taken).contains(&"fork_ours".to_owned()), "{taken}");
    // A second file goes on where the first ended.
    put(&pair.village, "person", json!({ "name": "戊" }));
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    (pair, old)
}

/// How many branches a laptop keeps for others.
fn keeps(laptop: &Laptop) -> usize {
    laptop.beside(|store| store.kept_branches().unwrap().len())
}

/// How many sealed pieces about them.
fn pieces(laptop: &Laptop) -> usize {
    laptop.beside(|store| {
        let all = store.kept_branches().unwrap();
        all.iter().map(|kept| store.branch_pieces(kept.number).unwrap().len()).sum()
    })
}

fn all_is_there(laptop: &Laptop) {
    assert_eq!(names(laptop), ["丁一", "乙", "戊", "甲"]);
    let told = dumped(laptop);
    assert!(
        told.contains(PHONE) && told.contains(ADDRESS),
        "what the township cannot read came back as well"
    );
    digest(laptop);
}

#[test]
fn the_township_gives_back_a_branch_whose_laptop_was_destroyed() {
    let (pair, _old) = destroyed();
    let file = pair.township_writes();
    let found = Other::of(&pair.village).read(Path::new(file["path"].as_str().unwrap())).unwrap();
    let branch = &found["branches"][0];
    let entries = branch["to"].as_u64().unwrap() + 1 - branch["from"].as_u64().unwrap();
    assert_eq!((entries, &branch["pieces"], &found["entries"]), (3, &json!(1), &file["entries"]));
    let taken = pair.village_takes(&file);
    assert_eq!(remarks(&taken), ["site_renewed", "branch_given_back"]);
    all_is_there(&pair.village);
    assert_eq!(pair.village.call("conflicts", json!({}))["records"], 0);
    // Until it hears that it was written again, the township keeps it.
    assert_eq!(keeps(&pair.township), 1);
    for _ in 0..2 {
        pair.settled();
    }
    all_is_there(&pair.village);
    assert_eq!(keeps(&pair.township), 0);
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn a_branch_outlives_two_laptops_and_comes_through_another_one_of_the_township() {
    let (pair, old) = destroyed();
    let (second, _folder) = joined(&pair.township);
    // The second was restored from a backup, which has the branch; a third hears of it by file.
    let (third, _other) = joined(&second);
    settle(&second, &third, pair.stick.path());
    assert_eq!(keeps(&third), 1);
    takes(&pair.village, &write(&second, pair.stick.path()));
    put_back(&pair.village, &old);
    takes(&pair.village, &write(&third, pair.stick.path()));
    all_is_there(&pair.village);
    for _ in 0..2 {
        takes(&third, &write(&pair.village, pair.stick.path()));
        takes(&pair.village, &write(&third, pair.stick.path()));
    }
    all_is_there(&pair.village);
    assert_eq!(keeps(&third), 0);
}

#[test]
fn another_laptop_leaves_the_branch_to_the_one_that_wrote_it_for_half_a_year() {
    let (pair, _old) = destroyed();
    let (second, _folder) = joined(&pair.village);
    let taken = takes(&second, &pair.township_writes());
    assert!(!remarks(&taken).contains(&"branch_given_back".to_owned()), "{taken}");
    second.wait_days(200);
    let taken = takes(&second, &pair.township_writes());
    assert!(remarks(&taken).contains(&"branch_given_back".to_owned()), "{taken}");
    pair.township_takes(&write(&second, pair.stick.path()));
    assert_eq!(keeps(&pair.township), 0);
    takes(&second, &pair.township_writes());
    all_is_there(&second);
}

/// A village whose laptop wrote 甲's telephone and address on a branch and was destroyed, while the copy whose branch
/// stands erased both: the two files for the township, and that second laptop.
fn erased_meanwhile() -> (Pair, [Value; 2], Laptop, TempDir) {
    let pair = Pair::joined();
    let fields = json!({ "name": "甲", "phone": "13900000999", "address": "石桥头一号" });
    let who = put(&pair.village, "person", fields);
    pair.settled();
    let old = kept(&pair.village);
    put(&pair.village, "person", json!({ "name": "乙" }));
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    let fields = json!({ "phone": PHONE, "address": ADDRESS });
    pair.village.call("record_put", json!({ "kind": "person", "id": who, "fields": fields }));
    let branch = pair.village_writes();
    put_back(&pair.village, &old);
    let (second, folder) = joined(&pair.village);
    // An erasure takes what was written up to the last that its laptop knows of.
    second.wait_days(1);
    put(&second, "person", json!({ "name": "丙" }));
    let request =
        json!({ "kind": "person", "id": who, "fields": ["phone", "address"], "reason": "本人要求" });
    second.call("erase", request);
    let erasure = write(&second, pair.stick.path());
    (pair, [branch, erasure], second, folder)
}

#[test]
fn what_was_erased_meanwhile_does_not_come_back_with_a_branch() {
    for branch_first in [true, false] {
        let (pair, [branch, erasure], second, _folder) = erased_meanwhile();
        if branch_first {
            pair.township_takes(&branch);
            assert_eq!(pieces(&pair.township), 1);
            pair.township_takes(&erasure);
        } else {
            pair.township_takes(&erasure);
            pair.township_takes(&branch);
        }
        assert_eq!(
            (keeps(&pair.township), pieces(&pair.township)),
            (1, 0),
            "nobody there can read the piece"
        );
        takes(&second, &pair.township_writes());
        let taken = pair.village_takes(&pair.township_writes());
        assert!(remarks(&taken).contains(&"branch_given_back".to_owned()), "{taken}");
        for laptop in [&pair.village, &pair.township, &second] {
            let told = dumped(laptop);
            assert!(!told.contains(PHONE) && !told.contains(ADDRESS));
            digest(laptop);
        }
    }
}

#[test]
fn the_laptop_that_wrote_the_branch_writes_it_again_once() {
    let (pair, _old) = put_back_to_an_older_state();
    put(&pair.village, "person", json!({ "name": "丁" }));
    pair.township_takes(&pair.village_writes());
    assert_eq!(keeps(&pair.township), 1);
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["fork_theirs", "site_renewed_again"]);
    let written = pair.village_writes();
    assert_eq!(written["entries"], 1, "written again once");
    pair.township_takes(&written);
    assert_eq!(keeps(&pair.township), 0);
}

#[test]
fn a_branch_that_stands_with_a_sibling_is_not_written_again() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "甲" }));
    let (second, _folder) = joined(&pair.village);
    let stick = pair.stick.path();
    settle(&pair.village, &second, stick);
    let old = kept(&pair.village);
    for name in ["乙", "丙", "丁"] {
        put(&pair.village, "person", json!({ "name": name }));
        takes(&second, &for_siblings(&pair.village, stick));
    }
    put_back(&pair.village, &old);
    put(&pair.village, "person", json!({ "name": "戊" }));
    for _ in 0..3 {
        let taken = takes(&pair.village, &for_siblings(&second, stick));
        assert!(!taken["remarks"].to_string().contains("branch_given_back"), "{taken}");
        takes(&second, &for_siblings(&pair.village, stick));
    }
    for laptop in [&pair.village, &second] {
        assert_eq!(names(laptop).len(), 5);
        assert_eq!(keeps(laptop), 0);
        digest(laptop);
    }
    assert_eq!(shared_digest(&pair.village), shared_digest(&second));
    assert_eq!(write(&second, stick)["entries"], 6, "the village, and each of the five once");
}
