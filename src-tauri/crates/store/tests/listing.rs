//! Lists: filters, order, pages.

use domain::kinds::{person, visit};
use domain::{Put, RecordId, Value, codes};
use store::{Error, Filter, Query, Sort};

use crate::support::*;

/// Ten people, born one year after the other, every second a man, the last without a telephone.
fn people() -> (Site, Vec<RecordId>) {
    let mut site = Site::new(1);
    let ids: Vec<RecordId> = (0..10).map(|_| id()).collect();
    let one = |n: usize| {
        let put = person(ids[n], &format!("人{n}"))
            .set(person::BIRTH, 19_700_100 + 10_000 * n as i64)
            .set(person::SEX, if n.is_multiple_of(2) { codes::sex::MALE } else { codes::sex::FEMALE });
        if n < 9 { put.set(person::PHONE, format!("1380000000{n}")) } else { put }
    };
    site.put(&(0..10).map(one).collect::<Vec<_>>());
    (site, ids)
}

fn ids(site: &Site, query: &Query) -> Vec<RecordId> {
    let page = site.store.page(query).unwrap();
    page.records.into_iter().map(|(_, record)| record.id).collect()
}

#[test]
fn filters_all_hold_together() {
    let (site, all) = people();
    let query = |filters: Vec<Filter>| Query { filters, ..Query::all(&person::KIND) };
    let man = Filter::Is(person::SEX, codes::sex::MALE.into());
    let born = |low: Option<i64>, high: Option<i64>| {
        Filter::Between(person::BIRTH, low.map(Value::from), high.map(Value::from))
    };
    assert_eq!(ids(&site, &query(vec![man.clone()])).len(), 5);
    assert_eq!(ids(&site, &query(vec![man.clone(), born(Some(19_720_101), None)])), [all[4], all[6], all[8]]);
    assert_eq!(ids(&site, &query(vec![man.clone(), born(None, Some(19_720_100))])), [all[0], all[2]]);
    assert_eq!(ids(&site, &query(vec![born(Some(19_740_000), Some(19_750_000))])), [all[4]]);
    assert_eq!(ids(&site, &query(vec![Filter::Unset(person::PHONE)])), [all[9]]);
    let some = vec![Value::from("人3"), "人7".into(), "无此人".into()];
    assert_eq!(ids(&site, &query(vec![Filter::OneOf(person::NAME, some)])), [all[3], all[7]]);
    assert!(ids(&site, &query(vec![Filter::OneOf(person::NAME, Vec::new())])).is_empty());
    let text = Query { text: Some("人7".into()), ..query(vec![]) };
    assert_eq!(ids(&site, &text), [all[7]]);
    assert!(ids(&site, &Query { text: Some("人7".into()), ..query(vec![man]) }).is_empty());
    assert!(ids(&site, &Query { text: Some("*".into()), ..query(vec![]) }).is_empty());
    assert_eq!(ids(&site, &Query { text: Some("  ".into()), ..query(vec![]) }).len(), 10);
}

#[test]
fn fields_with_several_values_are_filtered_by_each() {
    let mut site = Site::new(1);
    let (homes, calls) = ([id(), id()], [id(), id()]);
    site.put(&[household(homes[0], "1"), household(homes[1], "2")]);
    site.put(&[
        visit(calls[0], &homes).set_all(visit::CHANGES, [Value::Int(2)]),
        visit(calls[1], &homes[1..]),
    ]);
    let with = |filter: Filter| ids(&site, &Query::all(&visit::KIND).filter(filter));
    assert_eq!(with(Filter::Is(visit::HOUSEHOLDS, homes[0].into())), [calls[0]]);
    assert_eq!(with(Filter::Is(visit::HOUSEHOLDS, homes[1].into())), calls);
    assert_eq!(with(Filter::OneOf(visit::CHANGES, vec![Value::Int(1), Value::Int(2)])), [calls[0]]);
    assert_eq!(with(Filter::Unset(visit::CHANGES)), [calls[1]]);
    assert_eq!(with(Filter::Between(visit::CHANGES, Some(Value::Int(2)), None)), [calls[0]]);
}

#[test]
fn pages_follow_one_another_without_gap_in_a_chosen_order() {
    let (site, all) = people();
    let sorted = |descending, offset, limit| Query {
        sort: Some(Sort { field: person::BIRTH, descending }),
        offset,
        limit,
        ..Query::all(&person::KIND)
    };
    let page = site.store.page(&sorted(true, 0, 4)).unwrap();
    assert_eq!((page.records.len(), page.total), (4, 10));
    assert_eq!(ids(&site, &sorted(true, 0, 4)), [all[9], all[8], all[7], all[6]]);
    assert_eq!(ids(&site, &sorted(true, 8, 4)), [all[1], all[0]]);
    assert_eq!(ids(&site, &sorted(false, 2, 2)), [all[2], all[3]]);
    assert_eq!(ids(&site, &Query { limit: 3, ..Query::all(&person::KIND) }), all[..3]);
    assert_eq!(site.store.count(&sorted(true, 0, 4)).unwrap(), 10);
}

#[test]
fn a_list_keeps_to_its_channel() {
    let (mut site, _) = people();
    let act = site.act(codes::act::PUT);
    let elsewhere = person(id(), "外人");
    site.store.write(act, |tx| tx.put(PRIVATE, &elsewhere, None)).unwrap();
    assert_eq!(site.store.count(&Query::all(&person::KIND)).unwrap(), 11);
    assert_eq!(site.store.count(&Query::all(&person::KIND).within(VILLAGE)).unwrap(), 10);
    let page = site.store.page(&Query::all(&person::KIND).within(PRIVATE)).unwrap();
    assert_eq!((page.records[0].0, page.records[0].1.text(person::NAME)), (PRIVATE, Some("外人")));
}

#[test]
fn a_field_without_a_column_is_refused() {
    let (site, _) = people();
    let by_reason = Query::all(&person::KIND).filter(Filter::Unset(domain::REASON));
    assert!(matches!(site.store.page(&by_reason), Err(Error::NotFound { kind: "field" })));
    let sort = Some(Sort { field: domain::REASON, descending: false });
    let sorted = Query { sort, ..Query::all(&person::KIND) };
    assert!(matches!(site.store.page(&sorted), Err(Error::NotFound { kind: "field" })));
}

#[test]
fn what_stands_in_dispute_is_listed_by_what_stands() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    two.take(one.entries());
    two.clock += 60_000;
    one.put(&[Put::new(&person::KIND, who).set(person::NAME, "王大明")]);
    two.put(&[Put::new(&person::KIND, who).set(person::NAME, "王晓明")]);
    exchange(&mut [&mut one, &mut two]);
    let named = |name: &str| Query::all(&person::KIND).filter(Filter::Is(person::NAME, name.into()));
    for site in [&one, &two] {
        assert_eq!(ids(site, &named("王晓明")), [who]);
        assert!(ids(site, &named("王大明")).is_empty());
    }
}
