//! The database of version 1 opens for ever. If one of these tests fails, somebody's ten years have become unreadable.

use std::fs;

use domain::kinds::{answer, need, person, step, visit};
use domain::need_state::Progress;
use domain::{Facts, Field, Kind, RecordId, Registry, codes};
use store::{Query, Store};

use crate::support::*;

const DATABASE: &[u8] = include_bytes!("golden/database-1.db");

/// The digest and the newest hash of the village's chain, as the first version computed them.
const DIGEST: &str = "e13ccb8e1916401d0649d4ddf9fa0765f76562775112d3ca02af3e41a2e01259";
const HEAD: &str = "113e142b02c793cbb8355d3be43927dd1c8855dc0f54101cb530f66fc34f6ef2";

const fn fixed(number: u8) -> RecordId {
    RecordId::from_bytes([number; 16])
}

const MAN: RecordId = fixed(0x21);
const GONE: RecordId = fixed(0x22);
const HOME: RecordId = fixed(0x31);
const MEMBER: RecordId = fixed(0x51);
const CALL: RecordId = fixed(0x71);
const ASKED: RecordId = fixed(0x81);
const STEPS: [(&Kind, Field); 2] = [(&step::KIND, step::NEED), (&answer::KIND, answer::NEED)];

/// A little of everything that the file can hold.
fn eventful() -> Site {
    let (mut site, mut other, mut town) = (Site::new(1), Site::new(2), Site::new(100));
    site.put(&[
        person(MAN, "王小明").set(person::ID_NUMBER, ID_NUMBER).set(person::PHONE, "13800001234"),
        person(GONE, "李秋菊"),
        household(HOME, "0301"),
        resident(fixed(0x41), MAN, HOME),
        member(MEMBER, MAN),
        link(fixed(0x61), HOME, MEMBER),
    ]);
    site.put(&[
        visit(CALL, &[HOME]).set(visit::CONTENT, "屋后水沟堵了，雨天进水。"),
        need(ASKED, "疏通屋后水沟"),
        step(fixed(0x91), ASKED, codes::step_action::ACCEPT),
        step(fixed(0x92), ASKED, codes::step_action::ESCALATE).set(step::TEXT, "要镇里派人"),
    ]);
    exchange(&mut [&mut site, &mut other, &mut town]);
    town.put(&[answer(fixed(0xA1), ASKED, codes::answer_action::ACCEPT)]);
    // Two sites disagree, one deletes, one takes back.
    other.put(&[person(MAN, "王晓明")]);
    site.put(&[person(MAN, "王明")]);
    let renamed = site.put(&[person(GONE, "李秋香")]);
    site.undo(renamed);
    site.delete(&person::KIND, GONE);
    site.take(other.entries());
    site.take(town.entries());
    // One entry waits for the one before it, and a stranger's is refused.
    let (mut late, mut stranger) = (Site::new(3), Site::new(4));
    late.put(&[person(fixed(0x23), "赵一")]);
    late.put(&[person(fixed(0x24), "赵二")]);
    site.take(late.entries().split_off(1));
    stranger.put(&[person(fixed(0x25), "钱三")]);
    site.store.merge(stranger.entries().into_iter().map(Ok), |_, _| None, &mut |_| true).unwrap();
    site.store.set_draft("visit", Some("{\"content\":\"写了一半\"}"), MORNING).unwrap();
    site
}

#[test]
fn the_first_database_opens_proves_itself_and_is_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    fs::write(&path, DATABASE).unwrap();
    let store = Store::open(&path, key(), Registry::standard()).unwrap();
    let proved = store.verify(&mut |_| true).unwrap();
    assert_eq!(hex::encode(proved.digest), DIGEST);
    let (seq, hash) = store.head(VILLAGE, site_id(1)).unwrap();
    assert_eq!((seq, hex::encode(hash).as_str()), (6, HEAD));

    let reader = store.reader(VILLAGE).unwrap();
    let man = reader.record(&person::KIND, MAN).unwrap().unwrap();
    assert_eq!(man.text(person::ID_NUMBER), Some(ID_NUMBER));
    assert!(["王明", "王晓明"].contains(&man.text(person::NAME).unwrap()));
    assert!(reader.record(&person::KIND, GONE).unwrap().is_none());
    assert_eq!(
        reader.record_or_deleted(&person::KIND, GONE).unwrap().unwrap().text(person::NAME),
        Some("李秋菊")
    );
    let call = reader.record(&visit::KIND, CALL).unwrap().unwrap();
    assert_eq!(call.ids_of(visit::HOUSEHOLDS), [HOME]);
    let state = Progress::fold(&reader.history(&STEPS, ASKED).unwrap()).state;
    assert_eq!(state, codes::need_state::TOWNSHIP_ACCEPTED);
    assert_eq!(store.conflicted().unwrap(), 1);
    assert_eq!(store.waiting(VILLAGE).unwrap(), [(site_id(3), 2)]);
    assert_eq!(store.refused(VILLAGE).unwrap().len(), 1);
    assert!(store.draft("visit").unwrap().unwrap().contains("写了一半"));
    assert_eq!(store.search(&[&need::KIND], None, "水沟", 10).unwrap().len(), 1);
    store.close().unwrap();

    let mut site = Site::opened(&path, folder);
    site.put(&[person(id(), "孙四")]);
    site.store.rebuild(&mut |_| true).unwrap();
    site.proved();
    assert_eq!(site.store.count(&Query::all(&person::KIND)).unwrap(), 2);
}

/// Writes the frozen file; it was run once.
#[test]
#[ignore = "the file is frozen"]
fn write_the_first_database() {
    let site = eventful();
    let to = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/database-1.db");
    site.store.back_up(&to, key(), Registry::standard()).unwrap();
    let (seq, hash) = site.store.head(VILLAGE, site_id(1)).unwrap();
    println!("{} {seq} {}", hex::encode(site.proved()), hex::encode(hash));
}
