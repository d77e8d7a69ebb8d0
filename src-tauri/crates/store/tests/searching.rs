//! What a person types, and what it finds.

use domain::kinds::{household, need, person, visit};
use domain::{Kind, Put, RecordId};
use store::Query;

use crate::support::*;

fn found(site: &Site, kind: &'static Kind, text: &str) -> Vec<RecordId> {
    let hits = site.store.search(&[kind], Some(VILLAGE), text, 50).unwrap();
    hits.into_iter().map(|(_, record)| record.id).collect()
}

#[test]
fn a_person_is_found_by_characters_pinyin_initials_and_number() {
    let mut site = Site::new(1);
    let (wang, shan, lv, other) = (id(), id(), id(), id());
    site.put(&[
        person(wang, "王小明").set(person::PHONE, "13800001234"),
        person(shan, "单雄信").set(person::PHONE, "138-0000-9999"),
        person(lv, "吕绿"),
        person(other, "明小王"),
    ]);
    let find = |text| found(&site, &person::KIND, text);
    for text in ["王小明", "小明", "wxm", "wangxiaoming", "wangx", "WXM", "ｗｘｍ", "1380000123", " 王小 "]
    {
        assert_eq!(find(text), [wang], "{text}");
    }
    for text in ["sxx", "dxx", "chanxiongxin", "shanx"] {
        assert_eq!(find(text), [shan], "{text}");
    }
    for text in ["lvlv", "lüL", "ll"] {
        assert_eq!(find(text), [lv], "{text}");
    }
    assert_eq!(find("138"), [wang, shan]);
    assert_eq!(find("小"), [wang, other]);
    assert_eq!(find("明王"), [], "characters in a row, not anywhere");
    for text in ["", "  ", "\"", "*", "张三", "or", "NEAR(王"] {
        assert!(find(text).is_empty(), "{text}");
    }
}

#[test]
fn names_of_rare_characters_are_taken_as_they_are() {
    let mut site = Site::new(1);
    let all = [id(), id(), id(), id()];
    site.put(&[
        person(all[0], "欸乃"),
        person(all[1], "买买提·吐尔逊"),
        person(all[2], "𠮷田"),
        person(all[3], "嗯ㄇ呣"),
    ]);
    assert_eq!(found(&site, &person::KIND, "欸乃"), [all[0]]);
    assert_eq!(found(&site, &person::KIND, "买提"), [all[1]]);
    assert_eq!(found(&site, &person::KIND, "吐尔逊"), [all[1]]);
    assert_eq!(found(&site, &person::KIND, "𠮷"), [all[2]]);
    site.proved();
}

#[test]
fn the_search_follows_renaming_deleting_and_restoring() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "王小明").set(person::SKILL, "木工")]);
    site.put(&[Put::new(&person::KIND, who).set(person::NAME, "李大山")]);
    assert!(found(&site, &person::KIND, "小明").is_empty() && found(&site, &person::KIND, "wxm").is_empty());
    assert_eq!(found(&site, &person::KIND, "lds"), [who]);
    site.put(&[Put::new(&person::KIND, who).set(person::SKILL, "电工")]);
    assert_eq!(found(&site, &person::KIND, "大山"), [who]);
    site.delete(&person::KIND, who);
    assert!(found(&site, &person::KIND, "大山").is_empty());
    let bin = Query { deleted: true, text: Some("大山".into()), ..Query::all(&person::KIND) };
    assert_eq!(site.store.count(&bin).unwrap(), 1);
    site.restore(&person::KIND, who);
    assert_eq!(found(&site, &person::KIND, "大山"), [who]);
    site.put(&[Put::new(&person::KIND, who).set(person::PHONE, "13900000000").set(person::NAME, "王小明")]);
    assert_eq!(found(&site, &person::KIND, "139"), [who]);
    site.proved();
}

#[test]
fn several_kinds_are_searched_in_their_order_up_to_a_limit() {
    let mut site = Site::new(1);
    let (home, asked, call) = (id(), id(), id());
    let others: Vec<RecordId> = (0..5).map(|_| id()).collect();
    site.put(&[
        household(home, "036").set(household::ADDRESS, "三组36号水井旁"),
        need(asked, "修水井"),
        visit(call, &[home]).set(visit::CONTENT, "说水井没水了"),
    ]);
    site.put(&others.iter().map(|id| need(*id, "再修水井")).collect::<Vec<_>>());
    let kinds: [&'static Kind; 3] = [&household::KIND, &visit::KIND, &need::KIND];
    let all = site.store.search(&kinds, None, "水井", 50).unwrap();
    assert_eq!(all.len(), 8);
    assert_eq!(all.iter().take(3).map(|(_, record)| record.id).collect::<Vec<_>>(), [home, call, asked]);
    assert_eq!(site.store.search(&kinds, None, "水井", 4).unwrap().len(), 4);
    assert_eq!(site.store.search(&kinds, Some(PRIVATE), "水井", 4).unwrap().len(), 0);
    assert_eq!(found(&site, &household::KIND, "三组 36号"), [home]);
    assert_eq!(found(&site, &household::KIND, "036"), [home]);
}

#[test]
fn merged_and_rebuilt_records_are_found_the_same() {
    let (mut one, mut two) = (Site::new(1), Site::new(2));
    let who = id();
    one.put(&[person(who, "王小明")]);
    one.put(&[Put::new(&person::KIND, who).set(person::NAME, "李大山")]);
    two.take(one.entries());
    two.store.rebuild(&mut |_| true).unwrap();
    for site in [&one, &two] {
        assert_eq!(found(site, &person::KIND, "大山"), [who]);
        assert!(found(site, &person::KIND, "小明").is_empty());
        site.proved();
    }
}
