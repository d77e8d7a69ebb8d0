//! Branches that were not taken, kept for the party that wrote them.

use domain::kinds::person;
use domain::{Put, RecordId};
use journal::{Entry, Hash};

use crate::support::*;

const PHONE: domain::Field = person::PHONE;

fn phone(who: RecordId, digits: &str) -> Put {
    Put::new(&person::KIND, who).set(PHONE, digits)
}

/// Site 1 with a person, with what it wrote on, and with what a copy of it wrote on under the same numbers.
fn forked() -> (Site, RecordId, Vec<Entry>) {
    let (mut one, who) = (Site::new(1), id());
    one.put(&[Put::new(&person::KIND, who).set(person::NAME, "甲").set(PHONE, "13900001111")]);
    let folder = one.closed();
    let beside = tempfile::tempdir().unwrap();
    let copy = beside.path().join("data.db");
    std::fs::copy(folder.path().join("data.db"), &copy).unwrap();
    let mut one = Site::opened(&folder.path().join("data.db"), folder);
    let mut copy = Site::opened(&copy, beside);
    one.put(&[phone(who, "13900002222")]);
    one.put(&[Put::new(&person::KIND, who).set(person::ADDRESS, "石桥头三号")]);
    copy.put(&[phone(who, "13900003333")]);
    copy.put(&[phone(who, "13900004444")]);
    (one, who, copy.entries().split_off(1))
}

fn hashed(entries: &[Entry]) -> Vec<(Entry, Hash)> {
    entries.iter().map(|entry| (entry.clone(), entry.hash().unwrap())).collect()
}

/// Another laptop of site 1's party, where its branch stands, writes these entries of the other branch again.
fn written_again(one: &Site, branch: &[Entry]) -> Site {
    let mut site = Site::new(2);
    site.take(one.entries());
    site.store.keep_of_branch(&hashed(branch), true).unwrap();
    assert_eq!(site.store.write_again(site_id(1), site.clock).unwrap(), branch.len());
    site.proved();
    site
}

/// The telephones that stand beside one another.
fn phones(site: &Site, who: RecordId) -> Vec<String> {
    let conflicts = site.store.conflicts(VILLAGE, person::KIND.number, who).unwrap();
    let of_phone = conflicts.iter().filter(|one| one.field == PHONE.number);
    let mut all: Vec<String> = of_phone
        .flat_map(|one| &one.survivors)
        .map(|(one, _)| match &one.value {
            Some(domain::Value::Text(text)) => text.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn what_a_branch_replaced_is_replaced_and_what_stands_stays_beside_it() {
    let (one, who, branch) = forked();
    let site = written_again(&one, &branch);
    assert_eq!(phones(&site, who), ["13900002222", "13900004444"]);
    assert_eq!(site.record(&person::KIND, who).unwrap().text(person::ADDRESS), Some("石桥头三号"));
}

#[test]
fn what_part_of_a_branch_names_is_never_taken_for_what_stands_under_that_number() {
    let (one, who, branch) = forked();
    // The second of the branch names number 2, which on the branch that stands is another telephone.
    let site = written_again(&one, &branch[1..]);
    assert_eq!(phones(&site, who), ["13900002222", "13900004444"]);
}

#[test]
fn what_goes_on_from_a_branch_written_again_before_goes_on_from_what_was_written() {
    let (one, who, branch) = forked();
    let mut site = written_again(&one, &branch[..1]);
    assert_eq!(phones(&site, who), ["13900002222", "13900003333"]);
    site.store.keep_of_branch(&hashed(&branch), true).unwrap();
    assert_eq!(site.store.write_again(site_id(1), site.clock).unwrap(), 1, "the first is written");
    site.proved();
    assert_eq!(phones(&site, who), ["13900002222", "13900004444"]);
}

#[test]
fn a_branch_is_written_again_once_all_of_it_is() {
    let (one, _, branch) = forked();
    let head = (3, branch[1].hash().unwrap());
    let is_rewritten =
        |site: &Site| site.store.is_branch_rewritten(VILLAGE, site_id(1), head.0, &head.1).unwrap();
    let mut site = written_again(&one, &branch[1..]);
    assert!(!is_rewritten(&site), "what it goes on from is not here");
    site.store.keep_of_branch(&hashed(&branch), true).unwrap();
    assert!(!is_rewritten(&site));
    site.store.write_again(site_id(1), site.clock).unwrap();
    assert!(is_rewritten(&site));
}

#[test]
fn what_either_copy_of_an_entry_shows_is_kept() {
    let (_, _, branch) = forked();
    let told = |entry: &Entry| entry.withhold(|_| false, |_, _| false).unwrap();
    let (whole, withheld) = (hashed(&branch), hashed(&branch.iter().map(told).collect::<Vec<_>>()));
    assert_ne!(whole[0].0, withheld[0].0);
    for (first, then, to_write) in [
        (&whole, &withheld, false),
        (&withheld, &whole, false),
        (&whole, &withheld, true),
        (&withheld, &whole, true),
    ] {
        let keeper = Site::new(100);
        keeper.store.keep_of_branch(first, false).unwrap();
        keeper.store.keep_of_branch(then, to_write).unwrap();
        let kept = keeper.store.branch_up_to(VILLAGE, site_id(1), 3, &whole[1].1).unwrap();
        let parts =
            |all: &[(Entry, Hash)]| all.iter().map(|(entry, _)| entry.parts.clone()).collect::<Vec<_>>();
        assert_eq!(parts(&kept), parts(&whole));
    }
}

#[test]
fn what_a_branch_erased_itself_does_not_come_back_with_it() {
    let (one, who, branch) = forked();
    let mut copy = Site::new(3);
    copy.take(one.entries()[..1].to_vec());
    copy.take(branch.clone());
    copy.store.become_site(site_id(1)).unwrap();
    let until = copy.store.last_hlc().unwrap();
    copy.clock = one.clock + 60_000;
    copy.put(&[erasure((&person::KIND, who), &[PHONE], until)]);
    // Its keeper took the first two before it was erased, and the erasure by a later file.
    let all = [&branch[..], &copy.chain(site_id(1))[3..]].concat();
    let site = written_again(&one, &all);
    let shown: String = site.chain(site_id(2)).iter().map(|entry| format!("{entry:?}")).collect();
    assert!(!shown.contains("13900003333") && !shown.contains("13900004444"), "{shown}");
}

#[test]
fn what_stands_is_not_kept_aside() {
    let (one, _, _) = forked();
    let mut site = Site::new(2);
    site.take(one.entries());
    site.store.keep_of_branch(&hashed(&one.entries()), true).unwrap();
    assert_eq!(site.store.write_again(site_id(1), site.clock).unwrap(), 0);
}

#[test]
fn a_branch_may_build_on_what_is_not_here_yet() {
    let (mut one, who, _) = forked();
    // A third laptop's telephone, on which the branch builds; whoever writes the branch again has not got it.
    let mut third = Site::new(3);
    third.take(one.entries());
    third.put(&[phone(who, "13900005555")]);
    let standing = one.entries();
    one.take(third.chain(site_id(3)));
    one.put(&[phone(who, "13900006666")]);
    let mut site = Site::new(2);
    site.take(standing.clone());
    site.store.keep_of_branch(&hashed(&one.entries()[standing.len()..]), true).unwrap();
    assert_eq!(site.store.write_again(site_id(1), site.clock).unwrap(), 1);
    site.proved();
    site.take(third.chain(site_id(3)));
    site.proved();
    assert_eq!(phones(&site, who), [""; 0], "what it replaced came later and does not stand beside it");
    assert_eq!(site.record(&person::KIND, who).unwrap().text(PHONE), Some("13900006666"));
}

#[test]
fn the_heads_of_a_branch_that_goes_on_become_one() {
    let (_, _, branch) = forked();
    let keeper = Site::new(100);
    let branch = hashed(&branch);
    let head = |at: usize| (branch[at].0.dot().seq, &branch[at].1);
    let keep = |at: usize| {
        keeper.store.keep_of_branch(&branch[..=at], false).unwrap();
        keeper.store.keep_branch((VILLAGE, site_id(1)), head(at), &[at as u8; 64]).unwrap()
    };
    let first = keep(0);
    keeper.store.keep_branch_piece(first, "[]", b"first").unwrap();
    let aside =
        |at: usize| keeper.store.branch_head(VILLAGE, site_id(1), head(at).0, head(at).1).unwrap().is_some();
    assert_eq!((aside(0), aside(1)), (true, false));
    let second = keep(1);
    // The shorter one comes once more, by an older file.
    assert_eq!((keep(1), keep(0)), (second, second));
    let kept = keeper.store.kept_branches().unwrap();
    assert_eq!(kept.iter().map(|one| (one.seq, &one.hash)).collect::<Vec<_>>(), [head(1)]);
    let pieces = keeper.store.branch_pieces(second).unwrap();
    assert_eq!(keeper.store.branch_piece_bytes(pieces[0].0).unwrap(), b"first");
    let up_to = |at: usize| keeper.store.branch_up_to(VILLAGE, site_id(1), head(at).0, head(at).1).unwrap();
    assert_eq!((up_to(1), up_to(0)), (branch.clone(), branch[..1].to_vec()));
    let noted = keeper.store.branches(VILLAGE).unwrap();
    assert_eq!(noted.len(), 2, "receipts tell of both heads");
    keeper.store.drop_branch(&kept[0]).unwrap();
    assert_eq!((keeper.store.kept_branches().unwrap(), aside(0), aside(1)), (Vec::new(), false, false));
    assert_eq!(keeper.store.branch_pieces(second).unwrap(), []);
}

#[test]
fn what_another_branch_goes_on_from_stays() {
    let (_, _, branch) = forked();
    let keeper = Site::new(100);
    // A copy of the copy: both go on from the first of the branch.
    let mut other = branch[1].clone();
    other.header.wall += 1;
    let (branch, other) = (hashed(&branch), hashed(&[other]));
    assert_ne!(branch[1].1, other[0].1);
    keeper.store.keep_of_branch(&branch, false).unwrap();
    keeper.store.keep_of_branch(&other, false).unwrap();
    for (entry, hash) in [&branch[1], &other[0]] {
        keeper.store.keep_branch((VILLAGE, site_id(1)), (entry.dot().seq, hash), &[7; 64]).unwrap();
    }
    let kept = keeper.store.kept_branches().unwrap();
    assert_eq!(kept.len(), 2);
    keeper.store.drop_branch(&kept[0]).unwrap();
    let left = keeper.store.branch_up_to(VILLAGE, site_id(1), kept[1].seq, &kept[1].hash).unwrap();
    assert_eq!(left, [branch[0].clone(), other[0].clone()]);
}

#[test]
fn what_makes_room_at_its_keeper_is_kept_with_its_signed_heads() {
    let (one, _, branch) = forked();
    let mut keeper = Site::new(100);
    keeper.take(one.entries()[..1].to_vec());
    keeper.take(branch.clone());
    for (entry, signature) in branch.iter().zip([[1; 64], [2; 64]]) {
        keeper.store.set_signed_head(VILLAGE, site_id(1), entry.dot().seq, &signature).unwrap();
    }
    let heads = keeper.store.signed_heads_from(VILLAGE, site_id(1), 2).unwrap();
    assert_eq!(keeper.store.signed_heads_from(VILLAGE, site_id(1), 4).unwrap(), []);
    keeper.store.displace(VILLAGE, site_id(1), 2, false).unwrap();
    for (seq, hash, signature) in &heads {
        keeper.store.keep_branch((VILLAGE, site_id(1)), (*seq, hash), signature).unwrap();
    }
    keeper.take(one.entries());
    let kept = keeper.store.kept_branches().unwrap();
    let last = branch[1].hash().unwrap();
    let heads: Vec<_> = kept.iter().map(|one| (one.seq, one.hash, one.signature)).collect();
    assert_eq!(heads, [(3, last, [2; 64])]);
    assert_eq!(keeper.store.branch_up_to(VILLAGE, site_id(1), 3, &last).unwrap(), hashed(&branch));
    // It is for its party to write: here nobody does.
    assert_eq!(keeper.store.write_again(site_id(1), keeper.clock).unwrap(), 0);
    keeper.proved();
}
