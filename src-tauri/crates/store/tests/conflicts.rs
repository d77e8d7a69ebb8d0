//! Disagreement: a form loaded before someone else's change, and how it is settled.

use domain::kinds::{person, visit};
use domain::{Put, RecordId, Value, codes};
use store::Conflict;

use crate::support::*;

fn named(who: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, who).set(person::NAME, name)
}

fn name(site: &Site, who: RecordId) -> Option<String> {
    site.record(&person::KIND, who).unwrap().text(person::NAME).map(str::to_owned)
}

fn conflicts(site: &Site, who: RecordId) -> Vec<Conflict> {
    site.store.conflicts(VILLAGE, person::KIND.number, who).unwrap()
}

/// Two sites that both know 王小明; the second one's clock is ahead.
fn two() -> (Site, Site, RecordId) {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明").set(person::SKILL, "木工")]);
    two.take(one.entries());
    two.clock += 60_000;
    (one, two, who)
}

#[test]
fn a_form_loaded_before_a_merge_overwrites_nothing() {
    let (mut one, mut two, who) = two();
    let form = one.base(&person::KIND, who);
    two.put(&[named(who, "王晓明")]);
    one.take(two.entries());
    one.clock = two.clock;
    one.try_put_from(&[named(who, "王大明")], Some(&form)).unwrap();
    assert_eq!(name(&one, who).as_deref(), Some("王大明"), "the later one stands");
    let [conflict] = &conflicts(&one, who)[..] else { panic!("one conflict") };
    let claimed: Vec<_> = conflict.survivors.iter().map(|(one, _)| one.value.clone()).collect();
    assert_eq!(claimed, [Some(Value::from("王大明")), Some(Value::from("王晓明"))]);
    assert_eq!(one.store.in_conflict(Some(VILLAGE)).unwrap().len(), 1);
    two.take(one.entries());
    assert_eq!(conflicts(&two, who), conflicts(&one, who));
    assert_eq!(two.proved(), one.proved());
}

#[test]
fn what_the_person_left_as_it_was_in_the_form_is_not_written() {
    let (mut one, mut two, who) = two();
    let form = one.base(&person::KIND, who);
    two.put(&[named(who, "王晓明")]);
    one.take(two.entries());
    // The window may send every field of the form.
    let all = named(who, "王小明").set(person::SKILL, "泥瓦工");
    one.try_put_from(&[all], Some(&form)).unwrap();
    assert_eq!(name(&one, who).as_deref(), Some("王晓明"));
    assert!(conflicts(&one, who).is_empty());
    assert_eq!(one.record(&person::KIND, who).unwrap().text(person::SKILL), Some("泥瓦工"));
}

#[test]
fn the_same_change_made_twice_is_no_conflict() {
    let (mut one, mut two, who) = two();
    one.put(&[named(who, "王晓明")]);
    two.put(&[named(who, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    assert!(conflicts(&one, who).is_empty() && one.store.in_conflict(None).unwrap().is_empty());
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn writing_once_more_settles_even_with_the_value_that_stands() {
    let (mut one, mut two, who) = two();
    one.put(&[named(who, "王大明")]);
    two.put(&[named(who, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    assert_eq!(conflicts(&one, who).len(), 1);
    one.put(&[named(who, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    for site in [&one, &two] {
        assert!(conflicts(site, who).is_empty());
        assert_eq!(name(site, who).as_deref(), Some("王晓明"));
        assert!(site.store.in_conflict(None).unwrap().is_empty());
    }
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn unsetting_against_an_edit_is_a_conflict() {
    let (mut one, mut two, who) = two();
    one.put(&[Put::new(&person::KIND, who).unset(person::SKILL)]);
    two.put(&[Put::new(&person::KIND, who).set(person::SKILL, "泥瓦工")]);
    exchange(&mut [&mut one, &mut two]);
    let [conflict] = &conflicts(&one, who)[..] else { panic!("one conflict") };
    assert_eq!(conflict.field, person::SKILL.number);
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn values_added_at_two_sites_are_all_there_and_in_no_conflict() {
    let (mut one, mut two, _) = two();
    let (call, homes) = (id(), [id(), id(), id()]);
    one.put(&homes.map(|home| household(home, "1")));
    one.put(&[visit(call, &homes[..1])]);
    two.take(one.entries());
    one.put(&[visit(call, &homes[..2])]);
    two.put(&[visit(call, &[homes[0], homes[2]])]);
    exchange(&mut [&mut one, &mut two]);
    let held = one.record(&visit::KIND, call).unwrap().ids_of(visit::HOUSEHOLDS).len();
    assert_eq!((held, one.store.in_conflict(None).unwrap().len()), (3, 0));
    // One takes a value away while the other, not knowing, puts it in again after an absence.
    one.put(&[visit(call, &[homes[1], homes[2]])]);
    two.take(one.entries());
    one.put(&[visit(call, &[homes[0], homes[1], homes[2]])]);
    two.put(&[visit(call, &[homes[1]])]);
    exchange(&mut [&mut one, &mut two]);
    assert_eq!(one.proved(), two.proved());
}

#[test]
fn a_rule_that_reads_a_contested_record_reads_what_stands() {
    let (mut one, mut two, who) = two();
    let form = one.base(&person::KIND, who);
    two.put(&[named(who, "王晓明").set(person::SEX, codes::sex::FEMALE)]);
    one.take(two.entries());
    one.clock = two.clock;
    // The member rule reads the person, whose name this very act puts in dispute.
    let who_too = named(who, "王大明");
    let act = one.act(codes::act::PUT);
    let member = crate::support::member(id(), who);
    let done = one.store.write(act, |tx| {
        tx.put(VILLAGE, &who_too, Some(&form))?;
        tx.put(VILLAGE, &member, None)
    });
    done.unwrap();
    assert_eq!(conflicts(&one, who).len(), 1);
    one.proved();
}
