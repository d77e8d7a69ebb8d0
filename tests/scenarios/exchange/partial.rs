//! Entries of a village that come back from the township without what that may not see.

use scenarios::Laptop;
use serde_json::json;
use tempfile::TempDir;

use super::erasing::{erase, id_of, kept_sealed};
use super::laptops::{for_siblings, joined, settle};
use super::pair::{NARRATIVE, Pair, digest, dumped, shared_digest, takes, write};
use crate::homes::rows;

/// Erased on the first laptop.
const ERASED: &str = "13900000777";
/// In the same file, and not erased.
const KEPT: &str = "13900000888";

/// A village of two laptops, whose first one got from the township what the second wrote, just when an erasure of the
/// first had made the township drop what it kept of that.
fn partial() -> (Pair, Laptop, TempDir) {
    let pair = Pair::joined();
    pair.escalated(false);
    pair.settled();
    let (second, folder) = joined(&pair.village);
    settle(&pair.village, &second, pair.stick.path());
    let [one, other] = ["王大山", "李秀英"].map(|name| id_of(&pair, "person", "name", name));
    for (who, phone) in [(&one, ERASED), (&other, KEPT)] {
        second.call("record_put", json!({ "kind": "person", "id": who, "fields": { "phone": phone } }));
    }
    takes(&pair.township, &write(&second, pair.stick.path()));
    assert!(kept_sealed(&pair, &pair.township).contains(KEPT));
    // By its stamp the erasure is of what the second laptop wrote too.
    pair.village.wait_days(1);
    pair.village.call("record_put", json!({ "kind": "person", "id": one, "fields": { "skill": "木工" } }));
    erase(&pair, "person", &one, json!(["phone"]));
    pair.township_takes(&pair.village_writes());
    let taken = pair.village_takes(&pair.township_writes());
    assert_eq!(
        (&taken["remarks"][0]["code"], &taken["remarks"].as_array().unwrap().len()),
        (&json!("held_in_part"), &1),
        "{taken}"
    );
    assert!(taken["remarks"][0]["message"].as_str().unwrap().contains("1次"), "{taken}");
    assert!(!kept_sealed(&pair, &pair.township).contains(KEPT) && !dumped(&pair.village).contains(KEPT));
    (pair, second, folder)
}

fn all_hold_the_same(pair: &Pair, second: &Laptop) {
    let whole = dumped(&pair.village);
    assert!(whole.contains(KEPT) && !whole.contains(ERASED));
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
