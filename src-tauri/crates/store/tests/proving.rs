//! Verifying and rebuilding.

use domain::kinds::{household, person, visit};
use domain::{Put, Registry};
use rusqlite::Connection;
use store::{Error, Query};

use crate::support::*;

/// A site with something of everything: elements, a conflict, a deletion, a waiting and a refused entry.
fn eventful() -> Site {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let (who, gone, call, homes) = (id(), id(), id(), [id(), id()]);
    one.put(&[
        person(who, "王小明"),
        person(gone, "李大山"),
        household(homes[0], "1"),
        household(homes[1], "2"),
    ]);
    one.put(&[visit(call, &homes).set(visit::CONTENT, "屋顶漏雨")]);
    two.take(one.entries());
    one.put(&[Put::new(&person::KIND, who).set(person::NAME, "王大明")]);
    two.put(&[Put::new(&person::KIND, who).set(person::NAME, "王晓明")]);
    one.delete(&person::KIND, gone);
    exchange(&mut [&mut one, &mut two]);
    let mut stranger = Site::new(3);
    stranger.put(&[person(id(), "外人")]);
    let mut foreign = stranger.entries();
    foreign[0].header.place.site = site_id(250);
    one.take(foreign);
    two.put(&[person(id(), "甲")]);
    two.put(&[person(id(), "乙")]);
    let behind_a_gap = two.chain(site_id(2)).pop();
    one.take(behind_a_gap);
    one
}

fn verified(site: &Site) -> Result<(), &'static str> {
    match site.store.verify(&mut |_| true) {
        Ok(_) => Ok(()),
        Err(Error::Damaged(what)) => Err(what),
        Err(Error::Journal(_)) => Err("entry"),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_is_kept_proves_itself_and_is_counted() {
    let site = eventful();
    let verified = site.store.verify(&mut |_| true).unwrap();
    assert_eq!((verified.entries, verified.records), (7, 5));
    assert_eq!(site.store.waiting(VILLAGE).unwrap(), [(site_id(2), 3)]);
    assert_eq!(site.store.refused(VILLAGE).unwrap().len(), 1);
}

#[test]
fn a_rebuild_gives_the_same_state_and_the_same_lists() {
    let mut site = eventful();
    let seen = |site: &Site| {
        let conflicts =
            site.store.in_conflict(None).unwrap().into_iter().map(|(_, kind, id)| (kind.number, id));
        (site.proved(), conflicts.collect::<Vec<_>>(), site.store.heads().unwrap())
    };
    let before = seen(&site);
    let mut done = 0;
    site.store
        .rebuild(&mut |entries| {
            done = entries;
            true
        })
        .unwrap();
    assert_eq!(seen(&site), before);
    assert_eq!(site.store.search(&[&visit::KIND], None, "漏雨", 5).unwrap().len(), 1);
    assert_eq!(site.store.count(&Query { deleted: true, ..Query::all(&person::KIND) }).unwrap(), 1);
    let mut site = site.reopened(Registry::standard());
    site.put(&[person(id(), "赵秋菊")]);
    site.proved();
}

#[test]
fn a_rebuild_mends_what_verify_finds_in_the_tables() {
    let site = eventful();
    let before = site.proved();
    let mut site = site.tampered(|conn| {
        conn.execute_batch("update k_person set \"name\" = '张三'; delete from k_visit; delete from search")
            .unwrap();
    });
    assert!(verified(&site).is_err());
    site.store.rebuild(&mut |_| true).unwrap();
    assert_eq!(site.proved(), before);
}

#[test]
fn a_stopped_verify_or_rebuild_changes_nothing() {
    let mut site = Site::new(1);
    for number in 0..300 {
        site.put(&[household(id(), &number.to_string())]);
    }
    let before = site.proved();
    assert!(matches!(site.store.verify(&mut |_| false), Err(Error::Cancelled)));
    assert!(matches!(site.store.rebuild(&mut |_| false), Err(Error::Cancelled)));
    assert_eq!(site.proved(), before);
    assert_eq!(site.store.count(&Query::all(&household::KIND)).unwrap(), 300);
}

/// What can be changed behind the store's back in the tables of the records.
#[test]
fn every_change_of_the_tables_is_found() {
    for meddle in [
        "update k_person set \"name\" = '张三' where \"name\" = '李大山'",
        "update k_person set \"name\" = '张三' where _conflicts > 0",
        "update k_person set _shown = 1 where _shown = 0",
        "update k_person set _conflicts = 0",
        "update k_visit set \"content\" = null",
        "delete from k_visit",
        "delete from m_visit_households where value = (select min(value) from m_visit_households)",
        "update m_visit_households set value = zeroblob(16) where value = (select min(value) from m_visit_households)",
        "insert into m_visit_households values (99, zeroblob(16))",
        "insert into k_household (_channel, _id, _shown, _conflicts, _clock)
         select 1, x'00000000000000000000000000000001', 1, 0, _clock from k_household limit 1",
        "delete from search where rowid = (select min(rowid) from search)",
        "insert into search (rowid, words) values (2 << 40 | 4000, '张 三')",
        "update k_person set _clock = (select _clock from k_person where _conflicts > 0)",
    ] {
        let changed = |conn: &Connection| conn.execute_batch(meddle).unwrap();
        let site = eventful().tampered(changed);
        assert!(verified(&site).is_err(), "not found: {meddle}");
    }
}

/// What can be changed behind the store's back in the journal.
#[test]
fn every_change_of_the_journal_is_found() {
    let last = "(select max(seq) from entry where site = 1)";
    for (meddle, found) in [
        ("update entry set hash = zeroblob(32) where site = 1 and seq = 2", "an entry's hash"),
        ("delete from entry where site = 1 and seq = 2", "a chain has a gap"),
        (&format!("delete from entry where site = 1 and seq = {last}"), "the head of a chain"),
        ("delete from entry where site = 2", "the head of a chain"),
        ("delete from chain where site = 1", "the head of a chain"),
        ("update chain set hash = zeroblob(32) where site = 1", "the head of a chain"),
        ("update entry set hlc = hlc + 1 where site = 1 and seq = 1", "what is noted of an entry"),
        ("update entry set act = 1 + act where site = 1 and seq = 1", "what is noted of an entry"),
        ("update entry set fate = 1 where site = 1 and seq = 1", "a chain has a gap"),
        ("update entry set fate = 12 where site = 1 and seq = 2", "a record differs from the journal"),
        ("update entry set previous = zeroblob(32) where fate = 1", "an entry's hash"),
        ("update entry set channel = 7 where site = 1", "a record differs from the journal"),
        (
            "insert into entry select 7, site, seq, hash, hlc, act, act_id, fate, previous, body, extent from entry",
            "an entry of no channel",
        ),
    ] {
        let site = eventful().tampered(|conn| conn.execute_batch(meddle).unwrap());
        let told = verified(&site).unwrap_err();
        assert!(told == found || told == "the head of a chain", "{meddle}: {told}");
    }
}

#[test]
fn every_changed_byte_of_an_entry_is_found() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明").set(person::PHONE, "13800001234")]);
    let length = site.entries()[0].body().unwrap().len();
    for place in (0..length).step_by(7) {
        site = site.tampered(|conn| {
            let change =
                "update entry set body = cast(substr(body, 1, ?1) || ?2 || substr(body, ?1 + 2) as blob)";
            let body: Vec<u8> = conn.query_row("select body from entry", [], |row| row.get(0)).unwrap();
            conn.execute(change, rusqlite::params![place as i64, vec![body[place] ^ 1]]).unwrap();
        });
        assert!(verified(&site).is_err(), "byte {place}");
        site = site.tampered(|conn| {
            let body: Vec<u8> = conn.query_row("select body from entry", [], |row| row.get(0)).unwrap();
            let mut body = body;
            body[place] ^= 1;
            conn.execute("update entry set body = ?1", [body]).unwrap();
        });
        assert!(verified(&site).is_ok(), "byte {place}");
    }
}

#[test]
fn a_damaged_page_is_found() {
    let mut site = Site::new(1);
    for number in 0..50 {
        site.put(&[person(id(), &format!("人{number}"))]);
    }
    let path = site.path();
    let folder = site.closed();
    let mut bytes = std::fs::read(&path).unwrap();
    // The last page holds what was written last, and no page that opening reads.
    let place = bytes.len() - 2_000;
    bytes[place] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let opened = store::Store::open(&path, key(), Registry::standard());
    let found = opened.and_then(|store| store.verify(&mut |_| true));
    assert!(found.is_err());
    drop(folder);
}
