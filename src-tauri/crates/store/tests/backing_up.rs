//! Copies of the whole file.

use std::fs;

use domain::Registry;
use domain::kinds::person;
use store::{Error, Store};

use crate::support::*;

#[test]
fn a_backup_is_one_encrypted_file_that_opens_and_equals() {
    let mut site = Site::new(1);
    let who = id();
    site.put(&[person(who, "欧阳丰收")]);
    let to = site.folder().join("备份 '1'.db");
    let done = site.store.back_up(&to, key(), Registry::standard()).unwrap();
    let bytes = fs::read(&to).unwrap();
    assert_eq!((done.digest, done.bytes), (site.proved(), bytes.len() as u64));
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(b"SQLite format 3") && !holds("欧阳丰收".as_bytes()) && !holds(b"create table"));
    let beside: Vec<_> = fs::read_dir(site.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("备份"))
        .collect();
    assert_eq!(beside, ["备份 '1'.db"]);

    let mut copy = Store::open(&to, key(), Registry::standard()).unwrap();
    assert_eq!(copy.verify(&mut |_| true).unwrap().digest, done.digest);
    assert_eq!(copy.site(), site.store.site());
    copy.become_site(site_id(2)).unwrap();
    let act = site.act(domain::codes::act::PUT);
    copy.write(act, |tx| tx.put(VILLAGE, &person(id(), "王小明"), None)).unwrap();
    assert_eq!(copy.head(VILLAGE, site_id(1)).unwrap(), site.store.head(VILLAGE, site_id(1)).unwrap());
    copy.verify(&mut |_| true).unwrap();
    site.proved();
}

#[test]
fn a_backup_holds_what_only_the_log_holds_yet() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明")]);
    assert!(fs::metadata(site.folder().join("data.db-wal")).unwrap().len() > 0);
    let to = site.folder().join("copy.db");
    site.store.back_up(&to, key(), Registry::standard()).unwrap();
    let copy = Store::open(&to, key(), Registry::standard()).unwrap();
    assert_eq!(copy.count(&store::Query::all(&person::KIND)).unwrap(), 1);
}

#[test]
fn a_backup_never_replaces_a_file_and_leaves_none_when_it_fails() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明")]);
    let to = site.folder().join("copy.db");
    fs::write(&to, b"older").unwrap();
    assert!(matches!(site.store.back_up(&to, key(), Registry::standard()), Err(Error::Io { .. })));
    assert_eq!(fs::read(&to).unwrap(), b"older");
    fs::remove_file(&to).unwrap();
    let other = vault::DataKey::generate().unwrap();
    assert!(matches!(site.store.back_up(&to, &other, Registry::standard()), Err(Error::WrongKey)));
    let left =
        fs::read_dir(site.folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| !name.starts_with("copy")));
    let nowhere = site.folder().join("missing").join("copy.db");
    assert!(site.store.back_up(&nowhere, key(), Registry::standard()).is_err());
    site.store.back_up(&to, key(), Registry::standard()).unwrap();
}
