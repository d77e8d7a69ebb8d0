//! What is erased is gone wherever it was kept, whatever comes in which order, and everything is still proved.

use domain::kinds::{self, answer, need, person};
use domain::{Field, Put, RecordId, Registry};
use journal::{Change, Entry};

use crate::support::*;

/// An ID number and a telephone number that stand nowhere else.
const NUMBER: &str = ID_NUMBER;
const PHONE: &str = "13900007777";

fn of(who: RecordId) -> Put {
    Put::new(&person::KIND, who)
}

fn erase(site: &mut Site, who: RecordId, fields: &[Field]) {
    let until = site.store.last_hlc().unwrap();
    site.put(&[erasure((&person::KIND, who), fields, until)]);
}

/// A site with a person whose number and telephone were set together.
fn known() -> (Site, RecordId) {
    let (mut site, who) = (Site::new(1), id());
    site.put(&[person(who, "单小明").set(person::ID_NUMBER, NUMBER).set(person::PHONE, PHONE)]);
    site.put(&[of(who).set(person::SKILL, "木工")]);
    (site, who)
}

fn text(site: &Site, who: RecordId, field: Field) -> Option<String> {
    site.record(&person::KIND, who)?.text(field).map(str::to_owned)
}

/// Whether the file holds this text anywhere, in whatever table.
fn holds(site: &Site, text: &str) -> bool {
    let conn = raw(&site.path(), key());
    let tables = conn
        .prepare("select name from sqlite_master where type = 'table' and sql like 'create table%'")
        .unwrap()
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .collect::<rusqlite::Result<Vec<_>>>()
        .unwrap();
    tables.iter().any(|table| {
        let mut statement = conn.prepare(&format!("select * from \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut found = false;
        while let Some(row) = rows.next().unwrap() {
            found |= (0..columns).any(|column| match row.get_ref(column).unwrap() {
                rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) => {
                    bytes.windows(text.len()).any(|window| window == text.as_bytes())
                }
                _ => false,
            });
        }
        found
    })
}

fn hashes(entries: &[Entry]) -> Vec<journal::Hash> {
    entries.iter().map(|entry| entry.hash().unwrap()).collect()
}

#[test]
fn an_erased_value_is_nowhere_and_all_else_stands() {
    let (mut site, who) = known();
    let before = hashes(&site.entries());
    assert!(holds(&site, NUMBER) && holds(&site, PHONE));
    erase(&mut site, who, &[person::ID_NUMBER, person::NAME]);
    assert!(!holds(&site, NUMBER) && !holds(&site, "单小明") && holds(&site, PHONE));
    assert_eq!(text(&site, who, person::ID_NUMBER), None);
    assert_eq!(text(&site, who, person::PHONE).as_deref(), Some(PHONE));
    assert_eq!(text(&site, who, person::SKILL).as_deref(), Some("木工"));
    assert!(site.store.search(&[&person::KIND], None, "sxm", 9).unwrap().is_empty());
    let history =
        site.store.register_history(VILLAGE, person::KIND.number, who, person::ID_NUMBER.number, None);
    assert!(history.unwrap().is_empty());
    assert_eq!(hashes(&site.entries())[..before.len()], before);
    let digest = site.proved();
    site.store.rebuild(&mut |_| true).unwrap();
    assert_eq!(site.proved(), digest);
}

#[test]
fn two_erasures_that_come_together_may_be_of_one_entry() {
    let (mut one, who) = (Site::new(1), [id(), id()]);
    one.put(&who.map(|each| person(each, "单小明").set(person::PHONE, PHONE)));
    let mut two = Site::new(2);
    two.take(one.entries());
    for each in who {
        erase(&mut one, each, &[person::PHONE]);
    }
    two.take(one.entries());
    for site in [&one, &two] {
        assert!(!holds(site, PHONE));
        assert_eq!(who.map(|each| text(site, each, person::PHONE)), [None, None]);
    }
    assert_eq!(two.proved(), one.proved());
}

#[test]
fn what_is_written_afterwards_stays() {
    let (mut site, who) = known();
    erase(&mut site, who, &[person::PHONE]);
    site.put(&[of(who).set(person::PHONE, "13900008888")]);
    assert_eq!(text(&site, who, person::PHONE).as_deref(), Some("13900008888"));
    let mut two = Site::new(2);
    two.take(site.entries());
    assert_eq!(text(&two, who, person::PHONE).as_deref(), Some("13900008888"));
    assert_eq!(two.proved(), site.proved());
    let digest = site.proved();
    site.store.rebuild(&mut |_| true).unwrap();
    assert_eq!(site.proved(), digest);
}

#[test]
fn every_site_erases_whatever_comes_in_which_order() {
    let (mut one, who) = known();
    let (mut two, mut three, mut township) = (Site::new(2), Site::new(3), Site::new(100));
    for site in [&mut two, &mut three, &mut township] {
        site.take(one.entries());
    }
    // Written on another laptop before the erasure by its stamp, and first seen after it.
    two.put(&[of(who).set(person::PHONE, "13900009999")]);
    one.clock += 60_000;
    one.put(&[of(who).set(person::SKILL, "瓦工")]);
    erase(&mut one, who, &[person::PHONE]);
    three.take(one.entries());
    three.take(two.entries());
    assert!(!holds(&three, "13900009999") && !holds(&three, PHONE));
    township.take(two.entries());
    assert_eq!(text(&township, who, person::PHONE).as_deref(), Some("13900009999"));
    exchange(&mut [&mut one, &mut two, &mut three, &mut township]);
    let digest = one.proved();
    for site in [&mut two, &mut three, &mut township] {
        assert_eq!(site.proved(), digest);
        assert!(!holds(site, "13900009999") && !holds(site, PHONE));
        assert_eq!(text(site, who, person::SKILL).as_deref(), Some("瓦工"));
        site.store.rebuild(&mut |_| true).unwrap();
        assert_eq!(site.proved(), digest);
    }
}

#[test]
fn what_is_supplied_later_comes_without_it() {
    let (mut one, who) = known();
    let whole = one.entries();
    erase(&mut one, who, &[person::PHONE]);
    let withheld = |entry: &Entry| {
        let closed = |group| group == domain::Group::Open as u8;
        entry.withhold(closed, |_: &Change, _| false).unwrap()
    };
    let mut township = Site::new(100);
    township.take(one.entries().iter().map(withheld));
    assert_eq!(text(&township, who, person::NAME), None);
    township.store.open_further(&whole[0]).unwrap();
    assert_eq!(text(&township, who, person::NAME).as_deref(), Some("单小明"));
    assert!(!holds(&township, PHONE));
    assert_eq!(text(&township, who, person::PHONE), None);
    township.proved();
}

/// A site that erased a telephone, and a copy of it that wrote another one under the same number.
fn erased_in_one_of_two() -> (Site, Site, RecordId) {
    let (one, who) = known();
    let folder = one.closed();
    let beside = tempfile::tempdir().unwrap();
    let copied = beside.path().join("data.db");
    std::fs::copy(folder.path().join("data.db"), &copied).unwrap();
    let mut one = Site::opened(&folder.path().join("data.db"), folder);
    let mut copy = Site::opened(&copied, beside);
    copy.put(&[of(who).set(person::PHONE, "13900009999")]);
    one.clock += 60_000;
    one.put(&[of(who).set(person::SKILL, "瓦工")]);
    erase(&mut one, who, &[person::PHONE]);
    (one, copy, who)
}

#[test]
fn a_branch_that_gave_way_is_kept_and_written_again_without_it() {
    let (mut one, mut copy, who) = erased_in_one_of_two();
    copy.store.displace(VILLAGE, site_id(1), 3, true).unwrap();
    assert!(holds(&copy, "13900009999"));
    copy.take(one.entries());
    assert!(!holds(&copy, "13900009999") && !holds(&copy, PHONE));
    copy.store.become_site(site_id(2)).unwrap();
    copy.clock += 100_000;
    copy.store.write_again(site_id(1), copy.clock).unwrap();
    assert_eq!(text(&copy, who, person::PHONE), None);
    exchange(&mut [&mut one, &mut copy]);
    assert_eq!(one.proved(), copy.proved());
}

#[test]
fn a_branch_that_comes_back_after_the_erasure_comes_without_it() {
    let (one, copy, who) = erased_in_one_of_two();
    let branch: Vec<_> =
        copy.entries()[2..].iter().map(|entry| (entry.clone(), entry.hash().unwrap())).collect();
    for to_write in [false, true] {
        let mut other = Site::new(2);
        other.take(one.entries());
        other.store.keep_of_branch(&branch, to_write).unwrap();
        assert!(!holds(&other, "13900009999"));
        other.clock += 100_000;
        assert_eq!(other.store.write_again(site_id(1), other.clock).unwrap(), usize::from(to_write));
        assert_eq!(text(&other, who, person::PHONE), None);
        other.proved();
    }
}

#[test]
fn a_village_erases_nothing_of_the_townships() {
    let mut village = Village::new();
    let (raised, said) = (id(), id());
    village.with(need(raised, "路灯坏了").set(need::PERSON, village.man));
    village.with(step(id(), raised, domain::codes::step_action::ACCEPT).set(kinds::step::TEXT, "去看过了"));
    village.with(step(id(), raised, domain::codes::step_action::ESCALATE).set(kinds::step::TEXT, "请镇里修"));
    let mut township = Site::new(100);
    township.take(village.site.entries());
    township.clock += 10_000;
    let answered =
        answer(said, raised, domain::codes::answer_action::ACCEPT).set(answer::TEXT, "收到,下周来修");
    township.put(&[answered]);
    village.site.take(township.entries());
    let until = village.site.store.last_hlc().unwrap();
    village.site.put(&[erasure((&answer::KIND, said), &[answer::TEXT], until)]);
    township.take(village.site.entries());
    for site in [&village.site, &township] {
        let record = site.record(&answer::KIND, said).unwrap();
        assert_eq!(record.text(answer::TEXT), Some("收到,下周来修"));
    }
    assert_eq!(township.proved(), village.site.proved());
}

#[test]
fn an_erasure_stays_and_nothing_brings_back_what_it_took() {
    let (mut site, who) = known();
    let edit = site.put(&[of(who).set(person::PHONE, "13900008888").set(person::SKILL, "瓦工")]);
    let put = erasure((&person::KIND, who), &[person::PHONE], site.store.last_hlc().unwrap());
    let erasing = site.put(std::slice::from_ref(&put));
    assert!(
        matches!(site.try_undo(erasing), Err(store::Error::Breach(breach)) if breach.rule == "erasure_stays")
    );
    let changed = Put::new(&kinds::erasure::KIND, put.id).set(kinds::erasure::UNTIL, 1i64);
    assert_eq!(site.breach(&[changed]).rule, "erasure_stays");
    site.undo(edit);
    assert_eq!(text(&site, who, person::PHONE), None);
    assert_eq!(text(&site, who, person::SKILL).as_deref(), Some("木工"));
    assert!(!holds(&site, "13900008888") && !holds(&site, PHONE));
    site.proved();
}

/// 抹除, as a program declares it that knows nothing of what it does.
mod unread {
    domain::kind! {
        /// 抹除.
        erasure = 12 "抹除" in Own {
            DATE: Field::new(2, "date", "日期", Type::Date).required().listed();
        }
    }
}

#[test]
fn a_program_that_learns_of_erasures_catches_up() {
    let (mut one, who) = known();
    let mut two = Site::knowing(2, Registry::standard().with(&unread::erasure::KIND));
    two.take(one.entries());
    erase(&mut one, who, &[person::PHONE]);
    two.take(one.entries());
    assert!(holds(&two, PHONE));
    two.proved();
    let two = two.reopened(Registry::standard());
    assert!(!holds(&two, PHONE));
    assert_eq!(two.proved(), one.proved());
}
