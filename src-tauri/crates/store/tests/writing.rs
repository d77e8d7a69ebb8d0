//! Putting, editing and unsetting through the door.

use domain::kinds::{person, visit};
use domain::{Put, Value, codes};
use journal::Visibility;
use store::Error;

use crate::support::*;

#[test]
fn what_is_put_is_there_after_opening_again() {
    let mut site = Site::new(1);
    let (who, body) = (id(), "13800001234");
    site.put(&[person(who, "王小明").set(person::PHONE, body).set(person::SEX, codes::sex::MALE)]);
    let digest = site.proved();
    let site = site.reopened(domain::Registry::standard());
    let record = site.record(&person::KIND, who).unwrap();
    assert_eq!(record.text(person::NAME), Some("王小明"));
    assert_eq!(record.text(person::PHONE), Some(body));
    assert_eq!(record.code(person::SEX), Some(codes::sex::MALE));
    assert_eq!(site.proved(), digest);
}

#[test]
fn an_edit_changes_one_field_and_unsetting_empties_it() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明").set(person::PHONE, "13800001234")]);
    site.put(&[Put::new(&person::KIND, who).set(person::NAME, "王晓明")]);
    site.put(&[Put::new(&person::KIND, who).unset(person::PHONE)]);
    let record = site.record(&person::KIND, who).unwrap();
    assert_eq!(record.text(person::NAME), Some("王晓明"));
    assert_eq!(record.value(person::PHONE), None);
    let state = site.store.state(VILLAGE, person::KIND.number, who).unwrap();
    let [unset] = state.survivors(person::PHONE.number, None) else { panic!("one survivor") };
    assert_eq!((unset.value.as_ref(), unset.dot.seq), (None, 3));
    site.proved();
}

#[test]
fn what_stands_already_is_not_written_again() {
    let mut site = Site::new(1);
    let (who, call) = (id(), id());
    let homes = [id(), id()];
    site.put(&[household(homes[0], "001"), household(homes[1], "002"), person(who, "王小明")]);
    site.put(&[visit(call, &homes)]);
    let before = site.store.heads().unwrap();
    let again = [person(who, "王小明").unset(person::PHONE), visit(call, &[homes[1], homes[0]])];
    assert_eq!(site.try_put(&again).unwrap().act, None);
    assert_eq!(site.store.heads().unwrap(), before);
}

#[test]
fn only_what_differs_is_written() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明")]);
    site.put(&[person(who, "王小明").set(person::SKILL, "木工")]);
    let entry = site.chain(site_id(1)).pop().unwrap();
    let written: Vec<u16> = entry.writes().map(|(_, _, write)| write.field).collect();
    assert_eq!(written, [person::SKILL.number]);
}

#[test]
fn each_of_several_values_is_a_register_of_its_own() {
    let mut site = Site::new(1);
    let (call, homes) = (id(), [id(), id(), id()]);
    site.put(&homes.map(|home| household(home, "1")));
    site.put(&[visit(call, &homes[..2])]);
    site.put(&[
        Put::new(&visit::KIND, call).set_all(visit::HOUSEHOLDS, homes[1..].iter().map(|id| (*id).into()))
    ]);
    let mut held = site.record(&visit::KIND, call).unwrap().ids_of(visit::HOUSEHOLDS);
    held.sort();
    let mut expected = homes[1..].to_vec();
    expected.sort();
    assert_eq!(held, expected);
    let entry = site.chain(site_id(1)).pop().unwrap();
    let written: Vec<_> =
        entry.writes().map(|(_, _, write)| (write.element.clone(), write.value.clone())).collect();
    let mut expected =
        vec![(Some(Value::from(homes[0])), None), (Some(Value::from(homes[2])), Some(Value::Bool(true)))];
    expected.sort();
    assert_eq!(written, expected);
    site.proved();
}

#[test]
fn the_last_word_of_an_act_counts() {
    let mut site = Site::new(1);
    let (who, call, homes) = (id(), id(), [id(), id()]);
    site.put(&[household(homes[0], "1"), household(homes[1], "2"), person(who, "王小明")]);
    site.put(&[
        Put::new(&person::KIND, who).set(person::NAME, "王大明"),
        Put::new(&person::KIND, who).set(person::NAME, "王小明").set(person::SKILL, "木工"),
        visit(call, &homes),
        visit(call, &homes[..1]),
    ]);
    assert_eq!(site.record(&person::KIND, who).unwrap().text(person::NAME), Some("王小明"));
    assert_eq!(site.record(&visit::KIND, call).unwrap().ids_of(visit::HOUSEHOLDS), homes[..1]);
    site.proved();
}

#[test]
fn an_error_in_the_work_takes_back_everything() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明")]);
    let (before, who) = (site.proved(), id());
    let act = site.act(codes::act::PUT);
    let failed: Result<store::Written<()>, Error> = site.store.write(act, |tx| {
        tx.put(VILLAGE, &person(who, "李大山"), None)?;
        Err(Error::Cancelled)
    });
    assert!(matches!(failed, Err(Error::Cancelled)));
    assert_eq!(site.proved(), before);
    assert!(site.record(&person::KIND, who).is_none());
    site.put(&[person(who, "李大山")]);
    site.proved();
}

#[test]
fn numbers_given_in_a_lost_transaction_are_forgotten() {
    let mut other = Site::new(2);
    other.put(&[person(id(), "李大山")]);
    let mut site = Site::new(1);
    // The failing merge gave site 2 the number that site 1 gets now.
    let entries = other.entries();
    let cut = entries.iter().cloned().map(Ok).chain([Err(Error::Cancelled)]);
    assert!(matches!(site.store.merge(cut, side_of, &mut |_| true), Err(Error::Cancelled)));
    site.put(&[person(id(), "王小明")]);
    site.take(entries);
    let mut site = site.reopened(domain::Registry::standard());
    site.proved();
    assert_eq!(site.chain(site_id(1)).len(), 1);
    assert_eq!(site.chain(site_id(2)).len(), 1);
    other.take(site.entries());
    assert_eq!(other.proved(), site.proved());
    site.put(&[person(id(), "赵秋菊")]);
}

#[test]
fn transactions_within_one_end_together() {
    let mut site = Site::new(1);
    let (kept, lost) = (id(), id());
    let before = site.proved();
    let mut act = || site.act(codes::act::PUT);
    let (first, second) = (act(), act());
    let failed: Result<(), Error> = site.store.together(|store| {
        store.write(first.clone(), |tx| tx.put(VILLAGE, &person(kept, "王小明"), None))?;
        let inner: Result<_, Error> = store.write(second.clone(), |tx| {
            tx.put(VILLAGE, &person(lost, "李大山"), None)?;
            Err::<(), _>(Error::Cancelled)
        });
        assert!(inner.is_err());
        store.set_meta("note", b"x")?;
        Err(Error::Cancelled)
    });
    assert!(failed.is_err());
    assert_eq!((site.proved(), site.store.meta("note").unwrap()), (before, None));
    let done: Result<(), Error> = site.store.together(|store| {
        store.write(first, |tx| tx.put(VILLAGE, &person(kept, "王小明"), None))?;
        let _: Result<store::Written<()>, Error> = store.write(second, |tx| {
            tx.put(VILLAGE, &person(lost, "李大山"), None)?;
            Err(Error::Cancelled)
        });
        Ok(())
    });
    done.unwrap();
    assert!(site.record(&person::KIND, kept).is_some() && site.record(&person::KIND, lost).is_none());
    site.proved();
}

#[test]
fn a_reason_is_kept_with_every_record_of_the_act() {
    let mut site = Site::new(1);
    let (a, b) = (id(), id());
    site.put(&[person(a, "王小明"), person(b, "李大山")]);
    let act = store::Act { reason: Some("村民来电更正".into()), ..site.act(codes::act::EDIT) };
    let puts = [
        Put::new(&person::KIND, a).set(person::NAME, "王晓明"),
        Put::new(&person::KIND, b).set(person::NAME, "李大山"),
    ];
    site.store.write(act, |tx| puts.iter().try_for_each(|put| tx.put(VILLAGE, put, None))).unwrap();
    let reason = |who| site.record(&person::KIND, who).unwrap().text(domain::REASON).map(str::to_owned);
    assert_eq!(reason(a).as_deref(), Some("村民来电更正"));
    assert_eq!(reason(b), None, "nothing of this record was changed");
    site.proved();
}

#[test]
fn a_stamp_never_lies_before_one_that_was_merged() {
    let (mut fast, mut slow) = (Site::new(1), Site::new(2));
    let who = id();
    fast.clock += 400 * 86_400_000;
    fast.put(&[person(who, "王小明")]);
    slow.take(fast.entries());
    slow.put(&[person(who, "王晓明")]);
    fast.take(slow.entries());
    for site in [&fast, &slow] {
        assert_eq!(site.record(&person::KIND, who).unwrap().text(person::NAME), Some("王晓明"));
        let state = site.store.state(VILLAGE, person::KIND.number, who).unwrap();
        assert_eq!(state.visibility(|_| journal::Hlc(0)), Visibility::Shown);
    }
    let stamps: Vec<_> = slow.entries().iter().map(|entry| entry.header.hlc).collect();
    assert!(stamps[0] < stamps[1]);
    assert_eq!(slow.chain(site_id(2))[0].header.wall, slow.clock, "the wall clock is told as it was");
}
