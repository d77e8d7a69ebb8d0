//! What follows of itself from links: which one is a household's primary link.

use domain::kinds::{household, link};
use domain::{Put, RecordId};

use crate::support::*;

fn primary(village: &Village, home: RecordId) -> Option<RecordId> {
    village.site.record(&household::KIND, home).unwrap().id_of(household::PRIMARY_LINK)
}

#[test]
fn the_first_general_link_becomes_the_primary_one_in_the_same_act() {
    let village = Village::new();
    assert_eq!(primary(&village, village.linked), Some(village.link));
    assert_eq!(village.site.entries().len(), 1);
    village.site.proved();
}

#[test]
fn a_link_that_ends_or_is_deleted_is_primary_no_longer() {
    let mut village = Village::new();
    village.with(link_ended(village.link));
    assert_eq!(primary(&village, village.linked), None);
    let next = id();
    village.with(link(next, village.linked, village.member));
    assert_eq!(primary(&village, village.linked), Some(next));
    village.site.delete(&link::KIND, next);
    assert_eq!(primary(&village, village.linked), None);
    village.site.restore(&link::KIND, next);
    assert_eq!(primary(&village, village.linked), Some(next));
    village.site.proved();
}

#[test]
fn a_household_handed_on_in_one_act_has_its_new_primary_link() {
    let mut village = Village::new();
    // Whatever the order of the two links' ids.
    for next in [RecordId::from_bytes([0; 16]), RecordId::from_bytes([0xFF; 16])] {
        let now = primary(&village, village.linked).unwrap();
        village.site.put(&[link(next, village.linked, village.member), link_ended(now)]);
        assert_eq!(primary(&village, village.linked), Some(next));
    }
    village.site.proved();
}

#[test]
fn a_link_that_goes_to_another_household_is_primary_there() {
    let mut village = Village::new();
    village.with(Put::new(&link::KIND, village.link).set(link::HOUSEHOLD, village.home));
    assert_eq!(primary(&village, village.linked), None);
    assert_eq!(primary(&village, village.home), Some(village.link));
    village.site.proved();
}

#[test]
fn a_household_edited_in_the_act_that_ends_its_link_keeps_the_edit() {
    let mut village = Village::new();
    let address = Put::new(&household::KIND, village.linked)
        .set(household::ADDRESS, "三组36号")
        .set(household::PRIMARY_LINK, village.link);
    village.site.put(&[address, link_ended(village.link)]);
    let home = village.site.record(&household::KIND, village.linked).unwrap();
    assert_eq!(
        (home.text(household::ADDRESS), home.id_of(household::PRIMARY_LINK)),
        (Some("三组36号"), None)
    );
    village.site.proved();
}

#[test]
fn two_sites_that_link_one_household_leave_a_conflict_and_both_links() {
    let mut village = Village::new();
    let mut other = Site::new(2);
    other.take(village.site.entries());
    other.clock += 60_000;
    let (here, there) = (id(), id());
    village.with(link(here, village.home, village.member));
    other.put(&[link(there, village.home, village.member)]);
    exchange(&mut [&mut village.site, &mut other]);
    assert_eq!(primary(&village, village.home), Some(there));
    let conflicts = village.site.store.conflicts(VILLAGE, household::KIND.number, village.home).unwrap();
    assert_eq!(conflicts.len(), 1);
    assert!(village.site.record(&link::KIND, here).is_some());
    assert_eq!(village.site.proved(), other.proved());
}
