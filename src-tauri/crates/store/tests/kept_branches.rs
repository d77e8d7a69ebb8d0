//! Branches that were not taken, kept for the party that wrote them.

use domain::kinds::person;
use domain::{Put, RecordId};
use journal::Entry;
use store::Again;

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

/// Another laptop of site 1's party, where its branch stands, writes these entries of the other branch again.
fn written_again(one: &Site, branch: &[Entry]) -> Site {
    let mut site = Site::new(2);
    site.take(one.entries());
    for entry in branch {
        site.store.keep_of_branch(entry, &entry.hash().unwrap(), true).unwrap();
    }
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
fn the_heads_of_a_branch_that_goes_on_become_one() {
    let (_, _, branch) = forked();
    let keeper = Site::new(100);
    let heads: Vec<_> = branch.iter().map(|entry| (entry.dot().seq, entry.hash().unwrap())).collect();
    let keep = |at: usize, piece: &[u8]| {
        let (seq, hash) = heads[at];
        keeper.store.keep_of_branch(&branch[at], &hash, false).unwrap();
        let pieces = [piece.to_vec()];
        keeper.store.keep_branch((VILLAGE, site_id(1)), (seq, &hash), &[at as u8; 64], &pieces).unwrap();
    };
    keep(0, b"first");
    let aside = |at: usize| keeper.store.aside(VILLAGE, site_id(1), heads[at].0, &heads[at].1).unwrap();
    assert_eq!((aside(0), aside(1)), (Some(Again::Elsewhere), None));
    keep(1, b"second");
    // The same comes once more, by another file.
    keep(1, b"second");
    let kept = keeper.store.kept_branches().unwrap();
    assert_eq!(kept.iter().map(|one| (one.seq, one.hash)).collect::<Vec<_>>(), [heads[1]]);
    let pieces = keeper.store.kept_branch_pieces(&kept[0]).unwrap();
    assert_eq!(pieces, [b"first".to_vec(), b"second".to_vec()]);
    let up_to =
        |at: usize| keeper.store.branch_up_to(VILLAGE, site_id(1), heads[at].0, &heads[at].1).unwrap();
    assert_eq!((up_to(1), up_to(0)), (branch.clone(), branch[..1].to_vec()));
    keeper.store.drop_branch(&kept[0]).unwrap();
    assert_eq!((keeper.store.kept_branches().unwrap(), aside(0), aside(1)), (Vec::new(), None, None));
}

#[test]
fn what_another_branch_goes_on_from_stays() {
    let (_, who, branch) = forked();
    let keeper = Site::new(100);
    // A copy of the copy: both go on from the first of the branch.
    let heads: Vec<_> = branch.iter().map(|entry| (entry.dot().seq, entry.hash().unwrap())).collect();
    let mut other = branch[1].clone();
    other.header.wall += 1;
    let other_head = (other.dot().seq, other.hash().unwrap());
    assert_ne!(heads[1].1, other_head.1);
    for (entry, (seq, hash)) in [(&branch[0], heads[0]), (&branch[1], heads[1]), (&other, other_head)] {
        keeper.store.keep_of_branch(entry, &hash, false).unwrap();
        if seq == heads[1].0 {
            keeper.store.keep_branch((VILLAGE, site_id(1)), (seq, &hash), &[7; 64], &[]).unwrap();
        }
    }
    let kept = keeper.store.kept_branches().unwrap();
    assert_eq!(kept.len(), 2);
    keeper.store.drop_branch(&kept[0]).unwrap();
    let left = keeper.store.branch_up_to(VILLAGE, site_id(1), other_head.0, &other_head.1).unwrap();
    assert_eq!(left, [branch[0].clone(), other]);
    assert!(!left[0].changes.iter().all(|change| change.id != who));
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
    keeper.store.displace(VILLAGE, site_id(1), 2, false).unwrap();
    keeper.take(one.entries());
    let kept = keeper.store.kept_branches().unwrap();
    let last = branch[1].hash().unwrap();
    assert_eq!(
        kept.iter().map(|one| (one.seq, one.hash, one.signature)).collect::<Vec<_>>(),
        [(3, last, [2; 64])]
    );
    assert_eq!(keeper.store.branch_up_to(VILLAGE, site_id(1), 3, &last).unwrap(), branch);
    // It is for its party to write: here nobody does.
    assert_eq!(keeper.store.write_again(site_id(1), keeper.clock).unwrap(), 0);
    keeper.proved();
}
