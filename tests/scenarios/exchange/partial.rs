//! Entries of a village that come back from the township without what that may not see.

use scenarios::Laptop;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::copies::remarks;
use super::erasing::{erase, id_of, kept_sealed};
use super::laptops::{for_siblings, joined, settle};
use super::pair::{NARRATIVE, Pair, digest, dumped, shared_digest, takes, write};
use crate::homes::rows;

/// Erased on the first laptop.
const ERASED: &str = "13900000777";
/// In the same file, and not erased.
const KEPT: &str = "13900000888";
/// In the same entry and the same group as what is erased.
const ADDRESS: &str = "石桥头七号";

/// A village of two laptops, whose first one got from the township what the second wrote, just when an erasure of the
/// first had made the township drop what it kept of that.
fn partial() -> (Pair, Laptop, TempDir) {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    let (second, folder) = joined(&pair.village);
    settle(&pair.village, &second, pair.stick.path());
    let [one, other] = ["王大山", "李秀英"].map(|name| id_of(&pair, "person", "name", name));
    for (who, fields) in
        [(&one, json!({ "phone": ERASED, "address": ADDRESS })), (&other, json!({ "phone": KEPT }))]
    {
        second.call("record_put", json!({ "kind": "person", "id": who, "fields": fields }));
    }
    takes(&pair.township, &write(&second, pair.stick.path()));
    assert!(kept_sealed(&pair, &pair.township).contains(KEPT));
    // By its stamp the erasure is of what the second laptop wrote too.
    pair.village.wait_days(1);
    pair.village.call("record_put", json!({ "kind": "person", "id": one, "fields": { "skill": "木工" } }));
    erase(&pair, "person", &one, json!(["phone"]));
    pair.township_takes(&pair.village_writes());
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(remarks(&taken), ["held_in_part"]);
    assert!(taken["remarks"][0]["message"].as_str().unwrap().contains("1次"), "{taken}");
    assert_eq!(remarks(&peer(&pair)), ["held_in_part"], "until the rest is here");
    assert!(!kept_sealed(&pair, &pair.township).contains(KEPT) && !dumped(&pair.village).contains(KEPT));
    (pair, second, folder)
}

fn peer(pair: &Pair) -> Value {
    pair.village.call("exchange", json!({}))["peers"][0].clone()
}

fn all_hold_the_same(pair: &Pair, second: &Laptop) {
    let whole = dumped(&pair.village);
    assert!(whole.contains(KEPT) && whole.contains(ADDRESS) && !whole.contains(ERASED));
    assert_eq!(remarks(&peer(pair)), [] as [&str; 0]);
    for laptop in [&pair.village, second, &pair.township] {
        assert_eq!(shared_digest(laptop), shared_digest(&pair.village));
        digest(laptop);
    }
    let people = |laptop| {
        let dump = dumped(laptop);
        dump.lines().filter(|line| line.contains("\"phone\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(people(&pair.village), people(second));
}

#[test]
fn another_laptop_of_the_village_brings_it_whole() {
    let (pair, second, _folder) = partial();
    let stick = pair.stick.path();
    // That it is here only in part is what the second laptop must hear first.
    settle(&second, &pair.village, stick);
    all_hold_the_same(&pair, &second);
    settle(&second, &pair.village, stick);
    assert_eq!(for_siblings(&second, stick)["entries"], 0);
}

#[test]
fn what_was_completed_is_sealed_for_the_township_although_its_writer_is_gone() {
    let (pair, second, _folder) = partial();
    settle(&second, &pair.village, pair.stick.path());
    drop(second);
    assert!(!kept_sealed(&pair, &pair.township).contains(KEPT));
    pair.township_takes(&pair.village_writes());
    let kept = kept_sealed(&pair, &pair.township);
    assert!(kept.contains(KEPT) && kept.contains(ADDRESS) && !kept.contains(ERASED));
    // It is sealed once.
    pair.village_takes(&pair.township_writes());
    let [again, quiet] = [pair.village_writes(), pair.village_writes()];
    let size = |file: &Value| file["bytes"].as_u64().unwrap();
    assert!(size(&again).abs_diff(size(&quiet)) < 200, "{again} {quiet}");
    assert!(!carries_pieces(&pair, &again));
}

/// Whether a file of the village carries sealed pieces.
fn carries_pieces(pair: &Pair, file: &Value) -> bool {
    let before = kept_pieces(pair);
    pair.township_takes(file);
    kept_pieces(pair) != before
}

fn kept_pieces(pair: &Pair) -> Vec<i64> {
    pair.township.beside(|store| {
        let channels = store.channels().unwrap().into_iter();
        channels.flat_map(|(channel, _)| store.sealed(channel).unwrap()).map(|(number, _)| number).collect()
    })
}

#[test]
fn a_laptop_that_got_it_in_part_from_another_says_so_too() {
    let (pair, second, _folder) = partial();
    let stick = pair.stick.path();
    let (third, _other) = joined(&second);
    // The third laptop is made from what the second had before; what it lacks it gets from the first.
    takes(&third, &for_siblings(&pair.village, stick));
    let (fourth, _another) = joined(&pair.village);
    assert!(dumped(&third).contains(KEPT) && !dumped(&fourth).contains(KEPT));
    takes(&third, &for_siblings(&fourth, stick));
    takes(&fourth, &for_siblings(&third, stick));
    assert!(dumped(&fourth).contains(KEPT) && dumped(&fourth).contains(ADDRESS));
    assert_eq!(shared_digest(&fourth), shared_digest(&third));
}

#[test]
fn the_township_gives_the_rest_back_once_it_was_sealed_anew() {
    let (pair, second, _folder) = partial();
    let stick = pair.stick.path();
    let visit = rows(&pair.village, "visit", json!({}))[0]["id"].as_str().unwrap().to_owned();
    erase(&pair, "visit", &visit, json!(["content"]));
    takes(&second, &for_siblings(&pair.village, stick));
    takes(&pair.township, &write(&second, stick));
    // The first laptop, which seals anew as well, seals nothing over what it does not hold.
    pair.township_takes(&pair.village_writes());
    let kept = kept_sealed(&pair, &pair.township);
    assert!(kept.contains(KEPT) && !kept.contains(ERASED) && !kept.contains(NARRATIVE));
    pair.village_takes(&pair.township_writes());
    all_hold_the_same(&pair, &second);
    let partial = pair.village.beside(|store| {
        let channels = store.channels().unwrap().into_iter();
        channels.map(|(channel, _)| store.partial(channel).unwrap().len()).sum::<usize>()
    });
    assert_eq!(partial, 0);
}
