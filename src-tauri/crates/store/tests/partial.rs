//! Entries of one's own party that came back with less of them visible than one's own party may see.

use domain::kinds::person;
use domain::{Group, RecordId};
use journal::{Change, Entry, SiteId};

use crate::support::*;

fn told_groups(group: u8) -> bool {
    group == Group::Open as u8 || group == Group::Name as u8
}

/// Site 1 with two entries about two people.
fn writer() -> (Site, [RecordId; 2]) {
    let (mut site, who) = (Site::new(1), [id(), id()]);
    for one in who {
        site.put(&[person(one, "甲").set(person::PHONE, "13900001111")]);
    }
    (site, who)
}

/// The same entries as another party sees them.
fn told(entries: &[Entry]) -> Vec<Entry> {
    entries.iter().map(|entry| entry.withhold(told_groups, |_: &Change, _| false).unwrap()).collect()
}

/// Site 2 that got them by way of the other party.
fn reader(entries: &[Entry]) -> Site {
    let mut site = Site::new(2);
    let merged = site.take(told(entries));
    site.store.note_partial(&merged.came).unwrap();
    site
}

fn partial(site: &Site) -> Vec<(SiteId, u64)> {
    site.store.partial(VILLAGE).unwrap()
}

#[test]
fn what_hides_something_is_partial_until_all_of_it_is_here() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = reader(&entries);
    assert_eq!(partial(&site), [(site_id(1), 1), (site_id(1), 2)]);
    site.store.open_further(&entries[0]).unwrap();
    assert_eq!(partial(&site).len(), 2);
    site.store.look_at_partial(VILLAGE).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 2)]);
    let held = |seq| site.store.entry(VILLAGE, journal::Dot { site: site_id(1), seq }).unwrap().partial;
    assert_eq!((held(1), held(2)), (false, true));
    // A laptop of one's own party holds no more of it either.
    site.store.note_whole((VILLAGE, site_id(1)), (1, 2)).unwrap();
    assert_eq!(partial(&site), []);
    site.proved();
}

#[test]
fn a_value_opened_by_itself_makes_no_entry_whole() {
    let mut writer = Site::new(1);
    writer.put(&[person(id(), "甲").set(person::PHONE, "13900001111").set(person::ADDRESS, "石桥头三号")]);
    let entries = writer.entries();
    let phone = |_: &Change, field| field == person::PHONE.number;
    let mut site = Site::new(2);
    let merged = site.take([entries[0].withhold(told_groups, phone).unwrap()]);
    site.store.note_partial(&merged.came).unwrap();
    assert_eq!(partial(&site).len(), 1);
}

#[test]
fn what_was_erased_hides_nothing() {
    let (mut writer, who) = writer();
    let until = writer.store.last_hlc().unwrap();
    writer.put(&[erasure((&person::KIND, who[0]), &[person::PHONE], until)]);
    let entries = writer.entries();
    let site = reader(&entries);
    // The last entry is the erasure, whose reason is not told.
    assert_eq!(partial(&site), [(site_id(1), 2), (site_id(1), 3)]);
}

#[test]
fn what_gives_way_to_another_branch_takes_its_mark_along() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = reader(&entries);
    site.store.displace(VILLAGE, site_id(1), 2).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 1)]);
    let merged = site.take([entries[1].clone()]);
    site.store.note_partial(&merged.came).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 1)]);
}

#[test]
fn what_waits_is_looked_at_too() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = Site::new(2);
    let merged = site.take(told(&entries[1..]));
    assert_eq!(merged.waiting, 1);
    site.store.note_partial(&merged.came).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 2)]);
}
