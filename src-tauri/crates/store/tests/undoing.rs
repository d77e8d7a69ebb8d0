//! Taking acts back.

use domain::kinds::{household, link, person, resident, visit};
use domain::{DELETED, Put, RecordId, codes};
use store::{Act, Error, UndoneField};

use crate::support::*;

fn left(kind: &domain::Kind, id: RecordId, field: domain::Field) -> UndoneField {
    UndoneField { kind: kind.number, id, field: field.number }
}

fn named(who: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, who).set(person::NAME, name)
}

fn name(site: &Site, who: RecordId) -> Option<String> {
    site.record(&person::KIND, who)?.text(person::NAME).map(str::to_owned)
}

#[test]
fn a_made_record_goes_to_the_bin_and_can_come_back() {
    let mut site = Site::new(1);
    let who = id();
    let made = site.put(&[person(who, "王小明")]);
    let undone = site.undo(made);
    assert!(undone.left.is_empty() && site.record(&person::KIND, who).is_none());
    let summary = site.store.act(undone.act.unwrap()).unwrap();
    assert_eq!((summary.code, summary.undoes), (codes::act::UNDO, Some(made)));
    site.undo(undone.act.unwrap());
    assert_eq!(name(&site, who).as_deref(), Some("王小明"));
    site.proved();
}

#[test]
fn an_edit_gives_back_what_stood_before() {
    let mut site = Site::new(1);
    let (who, call, homes) = (id(), id(), [id(), id()]);
    site.put(&[
        person(who, "王小明"),
        household(homes[0], "1"),
        household(homes[1], "2"),
        visit(call, &homes[..1]),
    ]);
    let edit = site.put(&[named(who, "王晓明").set(person::SKILL, "木工"), visit(call, &homes[1..])]);
    let undone = site.undo(edit);
    assert!(undone.left.is_empty(), "{:?}", undone.left);
    let record = site.record(&person::KIND, who).unwrap();
    assert_eq!((record.text(person::NAME), record.value(person::SKILL)), (Some("王小明"), None));
    assert_eq!(site.record(&visit::KIND, call).unwrap().ids_of(visit::HOUSEHOLDS), homes[..1]);
    site.proved();
}

#[test]
fn a_field_that_an_edit_set_for_the_first_time_is_unset_again() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let edit = site.put(&[Put::new(&person::KIND, who).set(person::SKILL, "木工")]);
    assert!(site.undo(edit).left.is_empty());
    assert_eq!(name(&site, who).as_deref(), Some("王小明"));
    assert_eq!(site.record(&person::KIND, who).unwrap().value(person::SKILL), None);
}

#[test]
fn deleting_and_restoring_can_be_taken_back() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let deleted = site.delete(&person::KIND, who);
    site.undo(deleted);
    assert!(site.record(&person::KIND, who).is_some());
    site.delete(&person::KIND, who);
    let restored = site.restore(&person::KIND, who);
    assert!(site.undo(restored).left.is_empty());
    assert!(site.record(&person::KIND, who).is_none());
    assert!(site.store.in_conflict(None).unwrap().is_empty());
    site.proved();
}

#[test]
fn what_someone_changed_since_is_left_and_listed() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let (who, made_too) = (id(), id());
    one.put(&[person(who, "王小明")]);
    let edit = one.put(&[named(who, "王晓明").set(person::SKILL, "木工"), person(made_too, "李大山")]);
    two.take(one.entries());
    two.put(&[named(who, "王大明"), Put::new(&person::KIND, made_too).set(person::SKILL, "电工")]);
    one.take(two.entries());
    let undone = one.undo(edit);
    let expected = [left(&person::KIND, who, person::NAME), left(&person::KIND, made_too, person::NAME)];
    let mut found = undone.left.clone();
    found.sort_by_key(|one| expected.iter().position(|other| other == one));
    assert_eq!(found, expected);
    assert_eq!(name(&one, who).as_deref(), Some("王大明"));
    assert_eq!(one.record(&person::KIND, who).unwrap().value(person::SKILL), None);
    assert_eq!(
        name(&one, made_too).as_deref(),
        Some("李大山"),
        "a record that someone works with stays whole"
    );
    two.take(one.entries());
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn a_record_deleted_since_is_left_in_the_bin() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let edit = site.put(&[named(who, "王晓明")]);
    site.delete(&person::KIND, who);
    let undone = site.undo(edit);
    assert_eq!((undone.act, undone.left), (None, vec![left(&person::KIND, who, person::NAME)]));
    assert!(site.record(&person::KIND, who).is_none());
    assert!(site.store.in_conflict(None).unwrap().is_empty());
}

#[test]
fn an_act_taken_back_is_not_taken_back_twice() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let edit = site.put(&[named(who, "王晓明")]);
    site.undo(edit);
    let again = site.undo(edit);
    assert_eq!((again.act, again.left.len()), (None, 1));
}

#[test]
fn a_settled_disagreement_is_not_undone_but_settled_again() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    two.take(one.entries());
    one.put(&[named(who, "王大明")]);
    two.put(&[named(who, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    let settled = one.put(&[named(who, "王晓明").set(person::SKILL, "木工")]);
    let undone = one.undo(settled);
    assert_eq!(undone.left, [left(&person::KIND, who, person::NAME)]);
    assert_eq!(name(&one, who).as_deref(), Some("王晓明"));
    assert_eq!(one.record(&person::KIND, who).unwrap().value(person::SKILL), None);
    one.proved();
}

#[test]
fn two_equal_values_replaced_together_were_no_disagreement() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    two.take(one.entries());
    one.put(&[named(who, "王晓明")]);
    two.put(&[named(who, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    let edit = one.put(&[named(who, "王大明")]);
    assert!(one.undo(edit).left.is_empty());
    assert_eq!(name(&one, who).as_deref(), Some("王晓明"));
}

#[test]
fn what_followed_of_itself_is_taken_back_too() {
    let mut village = Village::new();
    let made = village.site.put(&[link(id(), village.home, village.member)]);
    assert!(village.site.undo(made).left.is_empty());
    let home = village.site.record(&household::KIND, village.home).unwrap();
    assert_eq!(home.id_of(household::PRIMARY_LINK), None);
    let ended = village.site.put(&[link_ended(village.link)]);
    assert!(village.site.undo(ended).left.is_empty());
    let home = village.site.record(&household::KIND, village.linked).unwrap();
    assert_eq!(home.id_of(household::PRIMARY_LINK), Some(village.link));
    assert!(village.site.record(&link::KIND, village.link).unwrap().value(link::TO).is_none());
    village.site.proved();
}

#[test]
fn an_undo_passes_the_rules_like_every_change() {
    let mut village = Village::new();
    let ended = village.site.put(&[link_ended(village.link)]);
    village.with(link(id(), village.linked, village.member));
    let before = village.site.proved();
    let refused = village.site.try_undo(ended);
    assert!(
        matches!(&refused, Err(Error::Breach(breach)) if breach.rule == "household_has_primary_link"),
        "{refused:?}"
    );
    assert_eq!(village.site.proved(), before);
}

#[test]
fn the_other_sides_act_cannot_be_taken_back() {
    let (mut village, mut town) = (Site::new(1), Site::new(100));
    let who = id();
    village.put(&[person(who, "王小明")]);
    let edit = village.put(&[named(who, "王晓明")]);
    town.take(village.entries());
    assert!(matches!(town.try_undo(edit), Err(Error::Breach(breach)) if breach.rule == "not_yours"));
}

#[test]
fn an_act_that_nobody_knows_cannot_be_taken_back() {
    let mut site = Site::new(1);
    let made = site.put(&[person(id(), "王小明")]);
    for unknown in
        [journal::ActRef { site: site_id(7), ..made }, journal::ActRef { id: journal::Hlc(5), ..made }]
    {
        assert!(matches!(site.try_undo(unknown), Err(Error::NotFound { kind: "act" })));
    }
}

#[test]
fn the_reason_of_an_act_stays_on_record_when_it_is_taken_back() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    let act = Act { reason: Some("更正".into()), ..site.act(codes::act::EDIT) };
    let edit = site.store.write(act, |tx| tx.put(VILLAGE, &named(who, "王晓明"), None)).unwrap().act.unwrap();
    let back = Act { reason: Some("改错了人".into()), undoes: Some(edit), ..site.act(codes::act::UNDO) };
    assert!(site.store.undo(edit, back).unwrap().left.is_empty());
    let record = site.record(&person::KIND, who).unwrap();
    assert_eq!((record.text(person::NAME), record.text(domain::REASON)), (Some("王小明"), Some("改错了人")));
    site.proved();
}

#[test]
fn what_others_use_by_now_stays_with_its_parts_and_is_listed() {
    let mut site = Site::new(1);
    let [man, woman, home, other, lives, stays, call] = std::array::from_fn(|_| id());
    let made = site.put(&[
        person(man, "王小明"),
        person(woman, "李秋菊"),
        household(home, "001").set(household::HEAD, man),
        household(other, "002").set(household::HEAD, woman),
        resident(lives, man, home),
        resident(stays, woman, other),
    ]);
    site.put(&[visit(call, &[home])]);
    let undone = site.undo(made);
    let mut found = undone.left.clone();
    found.sort_by_key(|one| one.kind);
    let whole = [(&person::KIND, man), (&household::KIND, home), (&resident::KIND, lives)];
    assert_eq!(found, whole.map(|(kind, id)| left(kind, id, DELETED)));
    assert!(whole.iter().all(|(kind, id)| site.record(kind, *id).is_some()));
    assert!(site.record(&household::KIND, other).is_none() && site.record(&person::KIND, woman).is_none());
    // Once nothing uses them they go.
    site.delete(&visit::KIND, call);
    assert!(site.undo(made).left.is_empty());
    assert!(site.record(&household::KIND, home).is_none());
    site.proved();
}

#[test]
fn a_reference_that_is_taken_back_is_no_use() {
    let mut site = Site::new(1);
    let [man, home] = std::array::from_fn(|_| id());
    site.put(&[household(home, "001")]);
    let made = site.put(&[person(man, "王小明"), household(home, "001").set(household::HEAD, man)]);
    assert!(site.undo(made).left.is_empty());
    assert!(site.record(&person::KIND, man).is_none());
    assert_eq!(site.record(&household::KIND, home).unwrap().id_of(household::HEAD), None);
}

#[test]
fn with_what_was_changed_since_stays_what_it_refers_to() {
    let mut site = Site::new(1);
    let [man, home, lives] = std::array::from_fn(|_| id());
    let made = site.put(&[
        person(man, "王小明"),
        household(home, "001").set(household::HEAD, man),
        resident(lives, man, home),
    ]);
    site.put(&[household(home, "009")]);
    let undone = site.undo(made);
    assert!(site.record(&household::KIND, home).is_some() && site.record(&resident::KIND, lives).is_some());
    assert_eq!(name(&site, man).as_deref(), Some("王小明"));
    assert!(undone.left.contains(&left(&person::KIND, man, DELETED)) && undone.act.is_none());
}
