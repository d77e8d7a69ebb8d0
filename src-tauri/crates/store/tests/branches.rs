//! Two copies of one database that both wrote on: one branch stands, the other is written again, nothing is lost.

use domain::kinds::person;
use domain::{Put, RecordId};
use journal::Entry;

use crate::support::*;

const PHONE: domain::Field = person::PHONE;

fn named(who: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, who).set(person::NAME, name)
}

/// Site 1 with a person, and a copy of its file that goes by the same name.
fn copied() -> (Site, Site, RecordId) {
    let (mut one, who) = (Site::new(1), id());
    one.put(&[named(who, "甲")]);
    one.put(&[Put::new(&person::KIND, who).set(PHONE, "13900001111")]);
    let folder = one.closed();
    let beside = tempfile::tempdir().unwrap();
    let copy = beside.path().join("data.db");
    std::fs::copy(folder.path().join("data.db"), &copy).unwrap();
    let original = Site::opened(&folder.path().join("data.db"), folder);
    (original, Site::opened(&copy, beside), who)
}

fn hashes(entries: &[Entry]) -> Vec<journal::Hash> {
    entries.iter().map(|entry| entry.hash().unwrap()).collect()
}

/// Where a site's copy of chain 1 differs from these entries, which begin with number `from`.
fn fork(site: &Site, from: u64, entries: &[Entry]) -> Option<u64> {
    let tail = &entries[from as usize - 1..];
    let previous = tail.first().map_or([0; 32], |entry| entry.header.place.previous);
    site.store.fork_at(VILLAGE, site_id(1), from, &previous, &hashes(tail)).unwrap()
}

/// Gives way to the other branch of chain 1 and becomes site 2.
fn give_way(site: &mut Site, at: u64, other: Vec<Entry>) {
    assert!(site.store.displace(VILLAGE, site_id(1), at, true).unwrap() > 0);
    site.proved();
    site.take(other);
    site.store.become_site(site_id(2)).unwrap();
    site.clock += 1_000;
    assert!(site.store.displaced(site_id(1)).unwrap() > 0);
    site.store.write_again(site_id(1), site.clock).unwrap();
    assert_eq!(site.store.displaced(site_id(1)).unwrap(), 0);
    assert_eq!(site.store.write_again(site_id(1), site.clock).unwrap(), 0);
}

#[test]
fn a_fork_is_found_wherever_the_file_begins() {
    let (mut one, mut copy, who) = copied();
    let common = one.entries();
    assert_eq!(fork(&copy, 1, &common), None);
    one.put(&[named(who, "乙")]);
    one.put(&[named(who, "丙")]);
    assert_eq!(fork(&copy, 1, &one.entries()), None);
    copy.put(&[named(who, "丁")]);
    assert_eq!(fork(&copy, 1, &one.entries()), Some(3));
    assert_eq!(fork(&copy, 3, &one.entries()), Some(3));
    // The fork lies before what the file brings.
    assert_eq!(fork(&copy, 4, &one.entries()), Some(3));
    assert_eq!(fork(&copy, 1, &common), None);
}

#[test]
fn a_waiting_entry_tells_of_a_fork_before_it() {
    let (mut one, mut copy, who) = copied();
    one.put(&[named(who, "乙")]);
    one.put(&[named(who, "丙")]);
    copy.put(&[named(who, "丁")]);
    let mut township = Site::new(100);
    township.take(one.entries().into_iter().take(2));
    township.take(one.entries().into_iter().skip(3));
    assert_eq!(fork(&township, 1, &one.entries()[..3]), None);
    assert_eq!(fork(&township, 1, &copy.entries()), Some(4));
}

#[test]
fn the_other_branch_stands_and_ones_own_is_written_again() {
    let (mut one, mut copy, who) = copied();
    let (new, other) = (id(), id());
    one.put(&[named(who, "乙")]);
    let act = copy.put(&[Put::new(&person::KIND, who).set(PHONE, "13900002222"), named(new, "丙")]);
    copy.put(&[named(other, "丁")]);
    copy.put(&[named(new, "丙某")]);
    copy.undo(act);
    let before = copy.record(&person::KIND, new);

    let mut township = Site::new(100);
    township.take(one.entries());
    give_way(&mut copy, 3, township.chain(site_id(1)));
    assert_eq!(copy.proved(), copy.proved());
    exchange(&mut [&mut copy, &mut township, &mut one]);
    let digest = copy.proved();
    assert_eq!([township.proved(), one.proved()], [digest; 2]);
    for site in [&copy, &township, &one] {
        let found =
            |id, field| site.record(&person::KIND, id).and_then(|one| one.text(field).map(str::to_owned));
        assert_eq!(found(who, person::NAME).as_deref(), Some("乙"));
        assert_eq!(found(other, person::NAME).as_deref(), Some("丁"));
        assert_eq!(site.record(&person::KIND, new).is_some(), before.is_some());
        assert_eq!(
            found(new, person::NAME),
            before.as_ref().and_then(|one| one.text(person::NAME).map(str::to_owned))
        );
    }
    // What replaced something on the displaced branch replaces it again: nothing is left beside it.
    for site in [&copy, &township, &one] {
        assert!(site.store.conflicts(VILLAGE, person::KIND.number, new).unwrap().is_empty());
    }
    // What was written again takes back what was written again.
    let entries = copy.chain(site_id(2));
    let (first, last) = (entries.first().unwrap(), entries.last().unwrap());
    assert_eq!(last.header.undoes, Some(first.act()));
    assert!(entries.iter().all(|entry| entry.header.wall <= copy.clock));
}

#[test]
fn what_both_branches_wrote_becomes_a_disagreement() {
    let (mut one, mut copy, who) = copied();
    one.put(&[named(who, "乙")]);
    copy.put(&[named(who, "丙")]);
    let mut township = Site::new(100);
    township.take(one.entries());
    give_way(&mut copy, 3, one.entries());
    exchange(&mut [&mut copy, &mut township]);
    assert_eq!(copy.proved(), township.proved());
    let conflicts = township.store.conflicts(VILLAGE, person::KIND.number, who).unwrap();
    let values: Vec<_> = conflicts[0].survivors.iter().map(|(one, _)| one.value.clone()).collect();
    assert_eq!(values.len(), 2, "{values:?}");
}

#[test]
fn a_record_of_the_displaced_branch_is_gone_until_it_is_written_again() {
    let (one, mut copy, who) = copied();
    let new = id();
    copy.put(&[named(new, "单小明")]);
    copy.delete(&person::KIND, who);
    assert_eq!(copy.store.displace(VILLAGE, site_id(1), 3, true).unwrap(), 2);
    assert_eq!(copy.proved(), one.proved());
    assert!(copy.record(&person::KIND, new).is_none());
    assert!(copy.record(&person::KIND, who).is_some());
    assert!(copy.store.search(&[&person::KIND], None, "dxm", 9).unwrap().is_empty());
    copy.store.become_site(site_id(2)).unwrap();
    copy.store.write_again(site_id(1), copy.clock).unwrap();
    copy.proved();
    assert!(copy.record(&person::KIND, new).is_some());
    assert!(copy.record(&person::KIND, who).is_none());
    assert_eq!(copy.store.search(&[&person::KIND], None, "dxm", 9).unwrap().len(), 1);
}

#[test]
fn a_third_site_that_built_on_the_displaced_branch_converges() {
    let (mut one, mut copy, who) = copied();
    copy.put(&[named(who, "丙")]);
    let mut third = Site::new(3);
    third.take(copy.entries());
    third.put(&[named(who, "戊")]);
    one.put(&[named(who, "乙")]);
    one.put(&[Put::new(&person::KIND, who).set(PHONE, "13900003333")]);
    let mut township = Site::new(100);
    township.take(one.entries());
    // The third site gives way too: it only holds the other branch.
    third.store.displace(VILLAGE, site_id(1), 3, true).unwrap();
    third.take(township.chain(site_id(1)));
    give_way(&mut copy, 3, township.chain(site_id(1)));
    exchange(&mut [&mut copy, &mut township, &mut third]);
    let digest = copy.proved();
    assert_eq!([township.proved(), third.proved()], [digest; 2]);
    third.store.rebuild(&mut |_| true).unwrap();
    assert_eq!(third.proved(), digest);
}

#[test]
fn a_branch_that_stands_again_and_gives_way_again_is_written_again_once() {
    let (mut one, mut copy, who) = copied();
    one.put(&[named(who, "乙")]);
    copy.put(&[named(who, "丙")]);
    let (ours, theirs) = (one.entries(), copy.entries());
    give_way(&mut copy, 3, ours.clone());
    let written = copy.chain(site_id(2)).len();
    let noted = |site: &Site| site.store.branches(VILLAGE).unwrap();
    assert_eq!(noted(&copy), [(site_id(1), 3, theirs[2].hash().unwrap())]);
    // The readers' laptops decided otherwise meanwhile, and then again.
    for (branch, other) in [(&theirs, &ours), (&ours, &theirs), (&theirs, &ours)] {
        assert_eq!(copy.store.displace(VILLAGE, site_id(1), 3, true).unwrap(), 1);
        copy.take(branch.clone());
        copy.clock += 1_000;
        copy.store.write_again(site_id(1), copy.clock).unwrap();
        assert_eq!(
            noted(&copy),
            [(site_id(1), 3, other[2].hash().unwrap())],
            "what stands is no other branch"
        );
        copy.proved();
    }
    let again = copy.chain(site_id(2)).len() - written;
    assert_eq!(again, 1, "of either branch what it says, once");
}

#[test]
fn what_names_a_branch_that_gave_way_does_not_wait_for_it() {
    let (mut one, mut copy, who) = copied();
    one.put(&[named(who, "乙")]);
    copy.put(&[named(who, "丙")]);
    copy.put(&[named(who, "丁")]);
    let theirs = copy.entries();
    // A new name, and on it goes, before anybody knows of the other branch.
    copy.store.become_site(site_id(2)).unwrap();
    copy.put(&[named(who, "戊")]);
    let built_on = copy.chain(site_id(2));
    let mut township = Site::new(100);
    township.take(one.entries());
    township.take(built_on);
    assert_eq!(township.store.waiting(VILLAGE).unwrap().len(), 1, "for the fourth of the chain");
    township.store.note_branch(VILLAGE, site_id(1), 4, &theirs[3].hash().unwrap()).unwrap();
    township.take(Vec::new());
    assert_eq!(township.store.waiting(VILLAGE).unwrap(), []);
    let digest = township.proved();
    township.store.rebuild(&mut |_| true).unwrap();
    assert_eq!(township.proved(), digest);
    // The standing branch reaches that number: whoever takes in all at once holds the same.
    one.put(&[named(who, "己")]);
    one.put(&[named(who, "庚")]);
    township.take(one.entries());
    let mut other = Site::new(101);
    other.take(one.entries());
    other.take(copy.chain(site_id(2)));
    assert_eq!(other.proved(), township.proved());
}

#[test]
fn what_waits_behind_a_gap_makes_room_and_comes_again() {
    let (mut one, _copy, who) = copied();
    one.put(&[named(who, "乙")]);
    one.put(&[named(who, "丙")]);
    let all = one.entries();
    let mut township = Site::new(100);
    township.take(all.iter().take(2).cloned());
    let digest = township.proved();
    township.take(all.iter().skip(3).cloned());
    let from = township.store.held_up_to(VILLAGE, site_id(1)).unwrap() + 1;
    assert_eq!(township.store.displace(VILLAGE, site_id(1), from, false).unwrap(), 1);
    assert_eq!(township.store.waiting(VILLAGE).unwrap(), []);
    assert_eq!(township.proved(), digest);
    township.take(all);
    assert_eq!(township.proved(), one.proved());
}
