//! Workspaces put back to an older state, or copied: found out by the next file, mended without anybody choosing, and
//! nothing is lost.

use std::path::Path;

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::laptops::{for_siblings, joined};
use super::pair::{NARRATIVE, PHONE, Pair, copy_files, digest, dumped, names, shared_digest, takes, write};
use crate::homes::put;

fn person(laptop: &Laptop, name: &str) {
    put(laptop, "person", json!({ "name": name }));
}

/// The files of a workspace as they are now.
pub fn kept(laptop: &Laptop) -> TempDir {
    laptop.call("workspace_lock", json!({}));
    let copy = tempfile::tempdir().unwrap();
    copy_files(laptop.home(), copy.path());
    unlock(laptop);
    copy
}

/// Puts the files of a workspace back as they were.
pub fn put_back(laptop: &Laptop, files: &TempDir) {
    laptop.call("workspace_lock", json!({}));
    copy_files(files.path(), laptop.home());
    unlock(laptop);
}

fn unlock(laptop: &Laptop) {
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
}

/// What a person is told of a file that was taken in.
pub fn remarks(taken: &Value) -> Vec<String> {
    let all = taken["remarks"].as_array().unwrap();
    all.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// Files go both ways until nothing new is in them; then both hold the same, proved.
fn settles(pair: &Pair, people: &[&str]) {
    pair.settled();
    pair.settled();
    digest(&pair.village);
    digest(&pair.township);
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    assert_eq!(names(&pair.village), people);
    let merged: Vec<Value> = pair.rows_in("person").iter().map(|row| row["name"].clone()).collect();
    assert_eq!(merged.len(), people.len(), "{merged:?}");
    let peer = &pair.village.call("exchange", json!({}))["peers"][0];
    assert_eq!((&peer["unsent"], &peer["sent"], &peer["remarks"]), (&json!(0), &json!(0), &json!([])));
}

/// A village that has handed over 甲 and 乙, and was put back to the state before 乙.
fn put_back_after_handing_over() -> Pair {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let old = kept(&pair.village);
    person(&pair.village, "乙");
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    pair
}

#[test]
fn a_village_put_back_to_an_older_state_gets_back_what_it_lacks() {
    let pair = put_back_after_handing_over();
    assert_eq!(names(&pair.village), ["甲"]);
    // The township does not know yet what the village lacks, but its receipt tells the village.
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["site_renewed", "own_behind"]);
    let peer = || pair.village.call("exchange", json!({}))["peers"][0].clone();
    assert_eq!(remarks(&peer()), ["own_behind"], "until it is filled up");
    let taken = pair.township_takes(&pair.village_writes());
    assert_eq!(remarks(&taken), [] as [&str; 0]);
    pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&peer()), [] as [&str; 0]);
    settles(&pair, &["乙", "甲"]);
}

#[test]
fn a_village_put_back_that_lacks_only_what_the_township_wrote_gets_it_back_at_once() {
    let pair = Pair::joined();
    let need = pair.escalated(true);
    pair.settled();
    let old = kept(&pair.village);
    let answer = json!({ "need": need, "village": pair.channel(), "fields": { "action": 1 } });
    pair.township.call("need_answer", answer);
    pair.village_takes(&pair.township_writes());
    pair.settled();
    pair.settled();
    put_back(&pair.village, &old);
    // Its own chain is whole, and its receipts are older than those that were heard; but its files were numbered further.
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["site_renewed"]);
    pair.settled();
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    let page = pair.village.call("need", json!({ "id": need }));
    assert!(page["steps"].as_array().unwrap().iter().any(|step| step["kind"] == "answer"));
}

#[test]
fn what_an_older_state_lacks_is_heard_of_although_the_readers_clock_was_put_back() {
    let pair = Pair::joined();
    pair.settled();
    let old = kept(&pair.township);
    person(&pair.village, "甲");
    pair.settled();
    put_back(&pair.township, &old);
    pair.village.wait_days(-4_000);
    for _ in 0..3 {
        pair.settled();
    }
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    assert_eq!(pair.rows_in("person").len(), 1);
}

#[test]
fn what_was_written_after_putting_back_is_written_again_under_a_new_name() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let old = kept(&pair.village);
    person(&pair.village, "乙");
    person(&pair.village, "丙");
    pair.township_takes(&pair.village_writes());
    put_back(&pair.village, &old);
    person(&pair.village, "丁");
    let file = pair.village_writes();
    let taken = pair.township_takes(&file);
    assert_eq!(remarks(&taken), ["peer_rolled_back", "fork_ours"]);
    assert_eq!(taken["outcomes"]["refused"], file["entries"]);
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["fork_theirs", "site_renewed_again"]);
    assert_eq!(names(&pair.village), ["丁", "丙", "乙", "甲"]);
    settles(&pair, &["丁", "丙", "乙", "甲"]);
}

#[test]
fn a_branch_that_grew_longer_than_the_lost_one_hides_it_from_nobody() {
    let pair = put_back_after_handing_over();
    person(&pair.village, "丙");
    person(&pair.village, "丁");
    // Of the two sides the village alone sees both branches: its chain here ends behind what the township knows.
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["site_renewed", "own_behind"]);
    settles(&pair, &["丁", "丙", "乙", "甲"]);
}

#[test]
fn a_clock_that_goes_back_hides_no_receipt_that_came_later() {
    let pair = put_back_after_handing_over();
    person(&pair.village, "丁");
    // The laptop goes on under a new name, so its next receipt is of another site than the one that came before.
    pair.village_takes(&pair.township_writes());
    pair.township.wait_days(-400);
    pair.township_takes(&pair.village_writes());
    assert_eq!(pair.township_writes()["entries"], 3, "all that the village lacks, and the two before it");
    pair.village_takes(&pair.township_writes());
    settles(&pair, &["丁", "乙", "甲"]);
}

#[test]
fn of_two_copies_that_both_wrote_on_each_keeps_everything() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let (copy, _files) = copied(&pair.village);
    for (laptop, name) in [(&pair.village, "乙"), (&copy, "丙"), (&pair.village, "丁"), (&copy, "戊")] {
        person(laptop, name);
    }
    pair.township_takes(&pair.village_writes());
    takes(&pair.township, &write(&copy, pair.stick.path()));
    // More than the township holds of the first: only the noted branch tells.
    person(&copy, "己");
    takes(&pair.township, &write(&copy, pair.stick.path()));
    let taken = takes(&copy, &pair.township_writes());
    assert_eq!(remarks(&taken), ["fork_theirs", "site_renewed_again"]);
    takes(&pair.township, &write(&copy, pair.stick.path()));
    settles(&pair, &["丁", "丙", "乙", "己", "戊", "甲"]);
    takes(&copy, &pair.township_writes());
    assert_eq!(shared_digest(&copy), shared_digest(&pair.township));
}

/// A copy of a laptop's folder that is used on.
fn copied(laptop: &Laptop) -> (Laptop, TempDir) {
    let files = kept(laptop);
    let copy = Laptop::at(files.path(), morning());
    unlock(&copy);
    (copy, files)
}

/// Each laptop, one after another, writes for the other side and for the others of its own, and all read that at once.
/// Gives how many entries were new to somebody.
fn round(sides: [&[&Laptop]; 2], order: &[(usize, usize)], stick: &Path) -> u64 {
    let mut new = 0;
    for (side, one) in order {
        let laptop = sides[*side][*one];
        let others = sides[*side].iter().enumerate().filter(|(other, _)| other != one);
        let for_others = (write(laptop, stick), for_siblings(laptop, stick));
        let read = sides[1 - side].iter().map(|reader| takes(reader, &for_others.0));
        for taken in read.chain(others.map(|(_, reader)| takes(reader, &for_others.1))) {
            let outcomes = taken["outcomes"].as_object().unwrap().iter().filter(|(name, _)| *name != "same");
            new += outcomes.map(|(_, count)| count.as_u64().unwrap()).sum::<u64>();
        }
    }
    new
}

#[test]
fn copies_that_each_met_another_laptop_of_the_township_come_to_rest() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let (copy, _files) = copied(&pair.village);
    person(&copy, "丙");
    let (second, _folder) = joined(&pair.township);
    person(&pair.village, "乙");
    let (third, _files) = copied(&copy);
    let stick = pair.stick.path();
    takes(&pair.township, &write(&third, stick));
    takes(&third, &pair.township_writes());
    // The township's second laptop hears of the other branch first: both left their laptops and were acknowledged.
    let sides: [&[&Laptop]; 2] = [&[&pair.village, &copy, &third], &[&pair.township, &second]];
    let order = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)];
    let rounds: Vec<u64> = (0..8).map(|_| round(sides, &order, stick)).collect();
    assert_eq!(rounds[6..], [0, 0], "{rounds:?}");
    for laptop in sides.concat() {
        assert_eq!(shared_digest(laptop), shared_digest(&pair.township));
        digest(laptop);
    }
    for laptop in sides[0] {
        assert_eq!(names(laptop), ["丙", "乙", "甲"]);
    }
}

#[test]
fn all_that_was_handed_over_comes_back_to_a_new_laptop_even_what_the_township_cannot_read() {
    let pair = Pair::joined();
    person(&pair.village, "甲");
    pair.settled();
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("备份.lxb");
    pair.village.call("backup", json!({ "path": backup }));
    // After the backup: a visit whose narrative, and a person whose telephone, stay in the village.
    pair.escalated(false);
    pair.township_takes(&pair.village_writes());
    let lines = |laptop: &Laptop| -> Vec<String> {
        let all = dumped(laptop);
        let mut lines: Vec<String> =
            all.lines().filter(|line| !line.contains("\"audit\"")).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let lost = lines(&pair.village);
    assert!(lost.iter().any(|line| line.contains(PHONE)) && lost.iter().any(|line| line.contains(NARRATIVE)));
    assert!(!dumped(&pair.township).contains(PHONE) && !dumped(&pair.township).contains(NARRATIVE));

    // The laptop is gone; the backup is restored on another.
    let home = place.path().join("new");
    std::fs::create_dir(&home).unwrap();
    let laptop = Laptop::at(&home, morning());
    laptop.call("restore", json!({ "file": backup, "passphrase": PASSPHRASE }));
    assert!(!dumped(&laptop).contains(PHONE));
    takes(&pair.township, &write(&laptop, pair.stick.path()));
    takes(&laptop, &pair.township_writes());
    assert_eq!(lines(&laptop), lost);
    digest(&laptop);
    assert_eq!(shared_digest(&laptop), shared_digest(&pair.township));
}

#[test]
fn a_township_put_back_to_an_older_state_is_told_again_what_was_told_later() {
    let pair = Pair::joined();
    let need = pair.escalated(false);
    pair.settled();
    let old = kept(&pair.township);
    for fields in [
        json!({ "action": 15, "text": "先自己问" }),
        json!({ "action": 6, "text": "请镇里", "tell_contact": true }),
    ] {
        pair.village.call("need_step", json!({ "need": need, "fields": fields }));
    }
    pair.settled();
    pair.settled();
    assert!(dumped(&pair.township).contains(PHONE));
    put_back(&pair.township, &old);
    // The next file says nothing of what was told before, and the township takes it in all the same.
    pair.township_takes(&pair.village_writes());
    assert!(!dumped(&pair.township).contains(PHONE));
    pair.village_takes(&pair.township_writes());
    pair.township_takes(&pair.village_writes());
    assert!(dumped(&pair.township).contains(PHONE));
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}

#[test]
fn a_township_put_back_to_an_older_state_gets_back_its_answers() {
    let pair = Pair::joined();
    let need = pair.escalated(true);
    pair.settled();
    let old = kept(&pair.township);
    let answer = |fields: Value| {
        let request = json!({ "need": need, "village": pair.channel(), "fields": fields });
        pair.township.call("need_answer", request);
    };
    answer(json!({ "action": 1 }));
    pair.village_takes(&pair.township_writes());
    put_back(&pair.township, &old);
    answer(json!({ "action": 1 }));
    answer(json!({ "action": 3, "text": "已安排", "result": 1 }));
    // The village keeps what it has; the township gives way.
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["fork_ours"]);
    let taken = pair.township_takes(&pair.village_writes());
    assert_eq!(remarks(&taken), ["fork_theirs", "site_renewed_again"]);
    pair.settled();
    pair.settled();
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
    let page = pair.village.call("record", json!({ "kind": "need", "id": need }));
    assert_eq!(page["id"], json!(need));
}
