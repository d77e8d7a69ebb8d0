//! A kind that a test declares goes through table, list, search, entry and merge.

use domain::{Put, Value};
use store::{Filter, Query, Sort};

use crate::support::orchard::older::orchard;
use crate::support::orchard::{newer, older};
use crate::support::*;

#[test]
fn a_kind_of_ones_own_goes_through_every_part() {
    let (mut one, mut two) = (Site::knowing(1, older()), Site::knowing(2, older()));
    let (home, small, large) = (id(), id(), id());
    let make = |id, name: &str, trees: i64| {
        Put::new(&orchard::KIND, id)
            .set(orchard::NAME, name)
            .set(orchard::OWNER, home)
            .set(orchard::TREES, trees)
    };
    one.put(&[household(home, "001"), make(small, "南坡", 40), make(large, "北坡", 300)]);
    assert_eq!(one.breach(&[Put::new(&orchard::KIND, id()).set(orchard::TREES, 3i64)]).rule, "required");
    assert_eq!(one.breach(&[make(id(), "东坡", 3).set(orchard::OWNER, small)]).rule, "reference_missing");

    let sorted = Query {
        sort: Some(Sort { field: orchard::TREES, descending: true }),
        ..Query::all(&orchard::KIND).filter(Filter::Is(orchard::OWNER, home.into()))
    };
    let entry = one.chain(site_id(1)).pop().unwrap();
    assert_eq!(entry.changes.iter().filter(|change| change.kind == 60).count(), 2);
    assert!(entry.parts.contains_key(&(domain::Group::Name as u8)), "names travel as leaves of their group");

    two.take(one.entries());
    for site in [&one, &two] {
        let page = site.store.page(&sorted).unwrap();
        let ids: Vec<_> = page.records.iter().map(|(_, record)| record.id).collect();
        assert_eq!(ids, [large, small]);
        let found = site.store.search(&[&orchard::KIND], None, "beipo", 10).unwrap();
        assert_eq!(found.iter().map(|(_, record)| record.id).collect::<Vec<_>>(), [large]);
        let holders = domain::Facts::holding(&site.reader(), &orchard::KIND, orchard::TREES, &Value::Int(40));
        assert_eq!(holders.unwrap()[0].id, small);
    }
    assert_eq!(one.proved(), two.proved());
    let gone = one.delete(&orchard::KIND, small);
    two.take(one.entries());
    assert!(two.record(&orchard::KIND, small).is_none());
    assert!(one.undo(gone).left.is_empty());
    one.reopened(newer()).proved();
}
