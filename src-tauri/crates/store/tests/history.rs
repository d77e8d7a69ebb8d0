//! Acts, and everything that was ever written to one field.

use domain::kinds::{person, visit};
use domain::{Put, RecordId, Value, codes};
use store::Fate;

use crate::support::*;

fn named(who: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, who).set(person::NAME, name)
}

fn history(site: &Site, who: RecordId) -> Vec<Option<Value>> {
    let all =
        site.store.register_history(VILLAGE, person::KIND.number, who, person::NAME.number, None).unwrap();
    assert!(all.windows(2).all(|pair| pair[0].0.entry.header.hlc >= pair[1].0.entry.header.hlc));
    all.into_iter().map(|(_, value)| value).collect()
}

#[test]
fn a_field_remembers_everything_written_to_it_on_every_branch() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "甲")]);
    two.take(one.entries());
    one.put(&[named(who, "乙")]);
    two.clock += 60_000;
    two.put(&[named(who, "丙")]);
    exchange(&mut [&mut one, &mut two]);
    let expected: Vec<Option<Value>> = ["丙", "乙", "甲"].map(|name| Some(name.into())).into();
    assert_eq!(history(&one, who), expected);
    one.clock = two.clock;
    one.put(&[named(who, "丁").set(person::SKILL, "木工")]);
    let expected: Vec<Option<Value>> = ["丁", "丙", "乙", "甲"].map(|name| Some(name.into())).into();
    assert_eq!(history(&one, who), expected);
}

#[test]
fn an_element_has_a_history_of_its_own() {
    let mut site = Site::new(1);
    let (call, homes) = (id(), [id(), id()]);
    site.put(&[household(homes[0], "1"), household(homes[1], "2"), visit(call, &homes)]);
    site.put(&[visit(call, &homes[1..])]);
    site.put(&[visit(call, &homes)]);
    let of = |home: RecordId| {
        let field = visit::HOUSEHOLDS.number;
        site.store.register_history(VILLAGE, visit::KIND.number, call, field, Some(&home.into())).unwrap()
    };
    let values: Vec<_> = of(homes[0]).into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, [Some(Value::Bool(true)), None, Some(Value::Bool(true))]);
    assert_eq!(of(homes[1]).len(), 1);
}

#[test]
fn acts_are_listed_newest_first_and_page_by_page() {
    let mut site = Site::new(1);
    let acts: Vec<_> =
        (0..5).map(|n| site.put(&[person(id(), &format!("人{n}")), household(id(), "1")])).collect();
    let newest = site.store.acts(VILLAGE, None, 2).unwrap();
    assert_eq!(newest.iter().map(|one| one.act).collect::<Vec<_>>(), [acts[4], acts[3]]);
    assert_eq!((newest[0].code, newest[0].records, newest[0].wall), (codes::act::PUT, 2, site.clock));
    let next = site.store.acts(VILLAGE, Some(newest[1].act.id), 10).unwrap();
    assert_eq!(next.iter().map(|one| one.act).collect::<Vec<_>>(), [acts[2], acts[1], acts[0]]);
    assert!(site.store.acts(PRIVATE, None, 10).unwrap().is_empty());
}

#[test]
fn the_acts_of_one_site_are_told_from_those_of_another() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let first = one.put(&[person(id(), "王小明")]);
    two.take(one.entries());
    let second = two.put(&[person(id(), "李秀英")]);
    let of = |sites: &[journal::SiteId]| -> Vec<_> {
        two.store.acts_by(sites, None, 10).unwrap().into_iter().map(|one| one.act).collect()
    };
    assert_eq!(of(&[first.site]), [first]);
    assert_eq!(of(&[first.site, second.site]), [second, first]);
    assert!(two.store.acts_by(&[second.site], Some(second.id), 10).unwrap().is_empty());
}

#[test]
fn what_waits_or_was_refused_is_no_act_yet_and_can_be_read_all_the_same() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    let second = one.put(&[named(who, "王晓明")]);
    two.take(one.entries().split_off(1));
    assert!(two.store.acts(VILLAGE, None, 10).unwrap().is_empty());
    let held = two.store.entries_of(second).unwrap();
    assert_eq!((held.len(), held[0].fate), (1, Fate::Waiting));
    assert_eq!(held[0].entry.hash().unwrap(), held[0].hash);
    assert!(matches!(two.try_undo(second), Err(store::Error::NotFound { kind: "act" })));
}
