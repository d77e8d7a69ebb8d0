//! Entries of one's own party that came back with less of them visible than one's own party may see.

use domain::kinds::person;
use domain::{Field, Group, RecordId};
use journal::{Change, Entry, SiteId};
use store::Extent;

use crate::support::*;

const PHONE: &str = "13900001111";

fn told_groups(group: u8) -> bool {
    group == Group::Open as u8 || group == Group::Name as u8
}

/// Site 1 with two entries about two people.
fn writer() -> (Site, [RecordId; 2]) {
    let (mut site, who) = (Site::new(1), [id(), id()]);
    for one in who {
        site.put(&[person(one, "甲").set(person::PHONE, PHONE)]);
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
    site.store.note_partial(&merged.hiding).unwrap();
    site
}

fn partial(site: &Site) -> Vec<(SiteId, u64)> {
    site.store.partial(VILLAGE).unwrap()
}

fn extents(site: &Site) -> Vec<Extent> {
    let held = site.store.entries(VILLAGE, site_id(1), 1, usize::MAX).unwrap();
    held.iter().map(|one| one.extent).collect()
}

#[test]
fn what_hides_something_is_partial_until_all_of_it_is_here() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = reader(&entries);
    assert_eq!(partial(&site), [(site_id(1), 1), (site_id(1), 2)]);
    assert_eq!(extents(&site), [Extent::Hidden; 2]);
    site.store.open_further(&entries[0]).unwrap();
    assert_eq!(partial(&site).len(), 2);
    site.store.look_at_partial(VILLAGE).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 2)]);
    // Of what was not partial a laptop of one's own party completes nothing.
    site.store.note_whole((VILLAGE, site_id(1)), (1, 2)).unwrap();
    assert_eq!(partial(&site), []);
    assert_eq!(extents(&site), [Extent::Whole, Extent::Completed]);
    let completed = site.store.of_extent(VILLAGE, &[Extent::Completed]).unwrap();
    assert_eq!(completed, [(site_id(1), 2)]);
    site.proved();
}

#[test]
fn a_value_opened_by_itself_makes_no_entry_whole() {
    let mut writer = Site::new(1);
    writer.put(&[person(id(), "甲").set(person::PHONE, PHONE).set(person::ADDRESS, "石桥头三号")]);
    let entries = writer.entries();
    let phone = |_: &Change, field| field == person::PHONE.number;
    let mut site = Site::new(2);
    let merged = site.take([entries[0].withhold(told_groups, phone).unwrap()]);
    assert_eq!(site.store.note_partial(&merged.hiding).unwrap(), 1);
    assert_eq!(extents(&site), [Extent::Hidden]);
}

fn erase(site: &mut Site, who: RecordId, field: Field) {
    let until = site.store.last_hlc().unwrap();
    site.put(&[erasure((&person::KIND, who), &[field], until)]);
}

#[test]
fn what_may_all_have_been_erased_is_partial_and_nobody_is_told() {
    let (mut writer, who) = writer();
    erase(&mut writer, who[0], person::PHONE);
    let entries = writer.entries();
    let mut site = Site::new(2);
    let merged = site.take(told(&entries));
    // The last entry is the erasure, whose reason is not told.
    assert_eq!(site.store.note_partial(&merged.hiding).unwrap(), 2);
    assert_eq!(extents(&site), [Extent::Erased, Extent::Hidden, Extent::Hidden]);
    assert_eq!(partial(&site).len(), 3);
}

#[test]
fn what_is_erased_of_one_accounts_for_nothing_of_another() {
    let (mut writer, who) = (Site::new(1), [id(), id()]);
    writer.put(&who.map(|one| person(one, "甲").set(person::PHONE, PHONE)));
    erase(&mut writer, who[0], person::PHONE);
    let entries = writer.entries();
    let mut site = Site::new(2);
    let merged = site.take(told(&entries[..1]));
    site.take(told(&entries[1..]));
    site.store.note_partial(&merged.hiding).unwrap();
    assert_eq!(extents(&site)[0], Extent::Hidden);
    // What is left of it is here, and as many leaves are missing as were erased.
    site.store.open_further(&entries[0]).unwrap();
    site.store.look_at_partial(VILLAGE).unwrap();
    assert_eq!(extents(&site)[0], Extent::Whole);
}

#[test]
fn what_is_erased_of_one_value_accounts_for_no_other_of_its_group() {
    let (mut writer, who) = (Site::new(1), id());
    writer.put(&[person(who, "甲").set(person::PHONE, PHONE).set(person::ADDRESS, "石桥头三号")]);
    erase(&mut writer, who, person::PHONE);
    let mut site = Site::new(2);
    let entries = writer.entries();
    let merged = site.take(told(&entries));
    site.store.note_partial(&merged.hiding).unwrap();
    assert_eq!(partial(&site)[0], (site_id(1), 1));
    site.store.open_further(&entries[0]).unwrap();
    site.store.look_at_partial(VILLAGE).unwrap();
    assert_eq!(extents(&site)[0], Extent::Whole);
}

#[test]
fn what_gives_way_to_another_branch_takes_its_mark_along() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = reader(&entries);
    site.store.displace(VILLAGE, site_id(1), 2, true).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 1)]);
    let merged = site.take([entries[1].clone()]);
    site.store.note_partial(&merged.hiding).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 1)]);
}

#[test]
fn what_waits_is_looked_at_too() {
    let (writer, _) = writer();
    let entries = writer.entries();
    let mut site = Site::new(2);
    let merged = site.take(told(&entries[1..]));
    assert_eq!(merged.waiting, 1);
    site.store.note_partial(&merged.hiding).unwrap();
    assert_eq!(partial(&site), [(site_id(1), 2)]);
}
