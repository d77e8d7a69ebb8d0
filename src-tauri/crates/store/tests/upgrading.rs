//! Programs that know more and programs that know less, on the same entries and on the same file.

use domain::{Kind, Put, RecordId, Registry, Value};
use store::{Error, Query};

use crate::support::orchard::{newer, newer::orchard, older};
use crate::support::*;

fn planted(of: RecordId, kind: &'static Kind) -> Put {
    Put::new(kind, of).set(orchard::NAME, "南坡").set(orchard::TREES, 40i64)
}

fn described(of: RecordId) -> Put {
    Put::new(&orchard::KIND, of)
        .set_all(orchard::KINDS, ["脐橙".into(), "蜜柚".into()])
        .set(orchard::STORY, "包产到户那年栽下")
}

fn assert_described(site: &Site, of: RecordId) {
    let record = site.record(&orchard::KIND, of).unwrap();
    assert_eq!(record.text(orchard::NAME), Some("南坡"));
    assert_eq!(record.int(orchard::TREES), Some(40));
    assert_eq!(record.all(orchard::KINDS), ["脐橙", "蜜柚"].map(Value::from));
    assert_eq!(record.text(orchard::STORY), Some("包产到户那年栽下"));
    let found = site.store.search(&[&orchard::KIND], None, "包产", 10).unwrap();
    assert_eq!(found.len(), 1);
}

/// A site of the newer program that has described an orchard.
fn source() -> (Site, RecordId) {
    let (mut site, of) = (Site::knowing(1, newer()), id());
    site.put(&[planted(of, &orchard::KIND)]);
    site.put(&[described(of)]);
    (site, of)
}

#[test]
fn an_unknown_kind_is_merged_and_shown_after_the_upgrade() {
    let (source, of) = source();
    let mut site = Site::new(2);
    site.take(source.entries());
    assert_eq!(site.proved(), source.proved());
    assert!(matches!(site.store.page(&Query::all(&orchard::KIND)), Err(Error::NotFound { kind: "orchard" })));
    assert!(matches!(site.try_put(&[described(of)]), Err(Error::NotFound { kind: "orchard" })));
    let site = site.reopened(newer());
    assert_described(&site, of);
    assert_eq!(site.proved(), source.proved());
}

#[test]
fn unknown_fields_are_merged_survive_an_edit_and_are_shown_after_the_upgrade() {
    let (source, of) = source();
    let mut site = Site::knowing(2, older());
    site.take(source.entries());
    assert_eq!(site.proved(), source.proved());
    let name = crate::support::orchard::older::orchard::NAME;
    site.put(&[Put::new(&crate::support::orchard::older::orchard::KIND, of).set(name, "北坡")]);
    site.put(&[Put::new(&crate::support::orchard::older::orchard::KIND, of).set(name, "南坡")]);
    let before = site.proved();
    let site = site.reopened(newer());
    assert_described(&site, of);
    assert_eq!(site.proved(), before);
}

#[test]
fn an_older_program_opens_a_newer_ones_file_and_loses_nothing() {
    let (source, of) = source();
    let digest = source.proved();
    for less in [older(), Registry::standard()] {
        let (mut site, of) = (Site::knowing(2, newer()), of);
        site.take(source.entries());
        let mut site = site.reopened(less);
        assert_eq!(site.proved(), digest);
        site.put(&[person(id(), "王小明")]);
        let before = site.proved();
        let site = site.reopened(newer());
        assert_described(&site, of);
        assert_eq!(site.proved(), before);
    }
}

#[test]
fn a_file_made_before_the_kind_was_known_takes_it_up() {
    let (source, of) = source();
    let site = Site::new(2).reopened(newer());
    let mut site = site.reopened(newer());
    site.take(source.entries());
    assert_described(&site, of);
    assert_eq!(site.proved(), source.proved());
}

#[test]
fn a_conflict_about_an_unknown_field_is_counted_once_it_is_known() {
    let (mut one, of) = source();
    let mut two = Site::knowing(2, newer());
    two.take(one.entries());
    one.put(&[Put::new(&orchard::KIND, of).set(orchard::STORY, "祖父栽下")]);
    two.put(&[Put::new(&orchard::KIND, of).set(orchard::STORY, "父亲栽下")]);
    let mut three = Site::new(3);
    three.take(one.entries().into_iter().chain(two.entries()));
    let three = three.reopened(newer());
    assert_eq!(three.store.in_conflict(None).unwrap().len(), 1);
    two.take(one.entries());
    assert_eq!(three.proved(), two.proved());
}

#[test]
fn undo_leaves_alone_what_this_program_does_not_know() {
    let (source, of) = source();
    let described = source.chain(site_id(1))[1].act();
    for less in [older(), Registry::standard()] {
        let mut site = Site::knowing(2, less);
        site.take(source.entries());
        let before = site.proved();
        let undone = site.undo(described);
        assert_eq!(undone.act, None);
        let fields: Vec<u16> = undone.left.iter().map(|one| one.field).collect();
        assert_eq!(fields, [orchard::KINDS.number, orchard::STORY.number]);
        assert!(undone.left.iter().all(|one| one.id == of));
        assert_eq!(site.proved(), before);
    }
}
