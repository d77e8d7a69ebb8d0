//! Deleting, the recycle bin, restoring, and deletions against changes that they had not seen.

use domain::Put;
use domain::kinds::person;
use store::{Error, Query};

use crate::support::*;

fn bin(site: &Site) -> usize {
    site.store.count(&Query { deleted: true, ..Query::all(&person::KIND) }).unwrap()
}

#[test]
fn a_deleted_record_lies_in_the_bin_with_its_fields_until_it_is_restored() {
    let mut site = Site::new(1);
    let (who, other) = (id(), id());
    site.put(&[person(who, "王小明"), person(other, "李大山")]);
    site.delete(&person::KIND, who);
    assert!(site.record(&person::KIND, who).is_none());
    assert_eq!((bin(&site), site.store.count(&Query::all(&person::KIND)).unwrap()), (1, 1));
    let page = site.store.page(&Query { deleted: true, ..Query::all(&person::KIND) }).unwrap();
    assert_eq!(page.records[0].1.text(person::NAME), Some("王小明"));
    assert!(page.records[0].1.deleted);
    site.restore(&person::KIND, who);
    assert_eq!(site.record(&person::KIND, who).unwrap().text(person::NAME), Some("王小明"));
    assert_eq!(bin(&site), 0);
    site.proved();
}

#[test]
fn deleting_again_or_restoring_what_is_there_does_nothing() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let number = person::KIND.number;
    let act = site.act(domain::codes::act::RESTORE);
    let idle = site.store.write(act, |tx| tx.restore(VILLAGE, number, who)).unwrap();
    assert_eq!(idle.act, None);
    site.delete(&person::KIND, who);
    let act = site.act(domain::codes::act::DELETE);
    let idle = site.store.write(act, |tx| tx.delete(VILLAGE, number, who)).unwrap();
    assert_eq!(idle.act, None);
    let act = site.act(domain::codes::act::DELETE);
    let missing = site.store.write(act, |tx| tx.delete(VILLAGE, number, id()));
    assert!(matches!(missing, Err(Error::NotFound { kind: "person" })));
    site.proved();
}

#[test]
fn a_deleted_record_is_restored_before_it_is_changed() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    site.delete(&person::KIND, who);
    let form = site.base(&person::KIND, who);
    let edit = Put::new(&person::KIND, who).set(person::SKILL, "木工");
    for base in [None, Some(&form)] {
        let refused = site.try_put_from(std::slice::from_ref(&edit), base);
        assert!(matches!(refused, Err(Error::NotFound { kind: "person" })));
    }
    let act = site.act(domain::codes::act::RESTORE);
    let both = site.store.write(act, |tx| {
        tx.restore(VILLAGE, person::KIND.number, who)?;
        tx.put(VILLAGE, &edit, None)
    });
    both.unwrap();
    assert_eq!(site.record(&person::KIND, who).unwrap().text(person::SKILL), Some("木工"));
    site.proved();
}

#[test]
fn a_deletion_does_not_hide_a_change_that_it_had_not_seen() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    two.take(one.entries());
    two.put(&[Put::new(&person::KIND, who).set(person::SKILL, "木工")]);
    one.delete(&person::KIND, who);
    assert!(one.record(&person::KIND, who).is_none());
    exchange(&mut [&mut one, &mut two]);
    for site in [&one, &two] {
        assert_eq!(site.record(&person::KIND, who).unwrap().text(person::SKILL), Some("木工"));
        assert_eq!(bin(site), 0);
        let [conflict] = &site.store.conflicts(VILLAGE, person::KIND.number, who).unwrap()[..] else {
            panic!("one conflict")
        };
        assert_eq!((conflict.field, conflict.survivors.len()), (domain::DELETED.number, 1));
    }
    assert_eq!(one.proved(), two.proved());
    // Deleted once more by someone who has seen it, it is gone.
    two.delete(&person::KIND, who);
    exchange(&mut [&mut one, &mut two]);
    assert!(one.record(&person::KIND, who).is_none() && one.store.in_conflict(None).unwrap().is_empty());
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn a_form_loaded_before_a_foreign_deletion_keeps_the_record_visible() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    two.take(one.entries());
    let form = one.base(&person::KIND, who);
    two.delete(&person::KIND, who);
    one.take(two.entries());
    assert!(one.record(&person::KIND, who).is_none());
    one.try_put_from(&[Put::new(&person::KIND, who).set(person::SKILL, "木工")], Some(&form)).unwrap();
    assert_eq!(one.store.in_conflict(None).unwrap().len(), 1);
    one.restore(&person::KIND, who);
    assert!(one.store.in_conflict(None).unwrap().is_empty());
    two.take(one.entries());
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn restoring_against_deleting_again_is_a_conflict_of_its_own() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    one.delete(&person::KIND, who);
    two.take(one.entries());
    one.restore(&person::KIND, who);
    two.restore(&person::KIND, who);
    two.delete(&person::KIND, who);
    exchange(&mut [&mut one, &mut two]);
    assert_eq!(one.store.in_conflict(None).unwrap().len(), 1);
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn a_record_made_and_deleted_in_one_act_was_never_there() {
    let mut site = Site::new(1);
    let who = id();
    let act = site.act(domain::codes::act::PUT);
    let done = site.store.write(act, |tx| {
        tx.put(VILLAGE, &person(who, "王小明"), None)?;
        tx.delete(VILLAGE, person::KIND.number, who)
    });
    done.unwrap();
    assert!(site.record(&person::KIND, who).is_none());
    assert!(site.store.in_conflict(None).unwrap().is_empty());
    site.proved();
}
