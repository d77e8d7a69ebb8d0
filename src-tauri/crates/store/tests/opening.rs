//! Making the file, opening it, and refusing to.

use std::fs;
use std::path::Path;

use domain::{Registry, Scope};
use rusqlite::Connection;
use store::{Error, Store};
use vault::DataKey;

use crate::support::*;

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_readable_ever_reaches_the_disk() {
    let mut site = Site::new(1);
    for number in 0..200 {
        site.put(&[person(id(), &format!("欧阳丰收{number}"))]);
    }
    for name in files(site.folder()) {
        let bytes = fs::read(site.folder().join(&name)).unwrap();
        let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(
            !found("欧阳丰收".as_bytes()) && !found(b"SQLite format 3") && !found(b"create table"),
            "{name}"
        );
    }
}

#[test]
fn a_closed_store_is_one_file_and_its_lock() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明")]);
    assert!(files(site.folder()).contains(&"data.db-wal".into()));
    let folder = site.closed();
    assert_eq!(files(folder.path()), ["data.db", "data.db.lock"]);
}

#[test]
fn another_key_does_not_open_it() {
    let site = Site::new(1);
    let path = site.path();
    site.store.close().unwrap();
    let other = DataKey::generate().unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path, &other, Registry::standard()), Err(Error::WrongKey)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_plain_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    Connection::open(&path).unwrap().execute_batch("create table t (x)").unwrap();
    assert!(matches!(Store::open(&path, key(), Registry::standard()), Err(Error::NotEncrypted)));
}

#[test]
fn an_empty_or_missing_file_is_not_made_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    assert!(matches!(Store::open(&path, key(), Registry::standard()), Err(Error::Io { .. })));
    assert!(files(folder.path()).is_empty());
    fs::write(&path, b"").unwrap();
    assert!(matches!(Store::open(&path, key(), Registry::standard()), Err(Error::Damaged(_))));
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_file_of_a_newer_program_is_refused() {
    let site = Site::new(1);
    let path = site.path();
    site.store.close().unwrap();
    raw(&path, key())
        .execute_batch(
            "insert into refinery_schema_history (version, name, applied_on, checksum)
             values (1000, 'later', '2030-01-01T00:00:00Z', '1')",
        )
        .unwrap();
    assert!(matches!(Store::open(&path, key(), Registry::standard()), Err(Error::Newer)));
}

#[test]
fn one_process_holds_a_database_until_it_closes_it() {
    let site = Site::new(1);
    let path = site.path();
    assert!(matches!(Store::open(&path, key(), Registry::standard()), Err(Error::InUse)));
    site.store.close().unwrap();
    let again = Store::open(&path, key(), Registry::standard()).unwrap();
    drop(again);
    Store::open(&path, key(), Registry::standard()).unwrap();
}

#[test]
fn a_database_is_never_made_over_a_file() {
    let site = Site::new(1);
    let path = site.path();
    site.store.close().unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Store::create(&path, key(), Registry::standard(), site_id(2));
    assert!(
        matches!(refused, Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists)
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

mod impossible {
    use domain::{Field, Type};

    // Two columns of one name: SQLite refuses the table, in the middle of making the file.
    pub static KIND: domain::Kind = domain::Kind {
        number: 90,
        name: "impossible",
        label: "不可能",
        scope: super::Scope::Village,
        fields: &[Field::new(2, "same", "甲", Type::Text), Field::new(3, "same", "乙", Type::Text)],
    };
}

#[test]
fn a_making_that_fails_leaves_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.db");
    let registry = Registry::standard().with(&impossible::KIND);
    assert!(matches!(Store::create(&path, key(), registry, site_id(1)), Err(Error::Sql(_))));
    assert_eq!(files(folder.path()), ["data.db.lock"]);
    Store::create(&path, key(), Registry::standard(), site_id(1)).unwrap();
}

#[test]
fn what_an_interrupted_making_left_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.db.new"), b"half").unwrap();
    let path = folder.path().join("data.db");
    Store::create(&path, key(), Registry::standard(), site_id(1)).unwrap().close().unwrap();
    assert!(!folder.path().join("data.db.new").exists());
    Store::open(&path, key(), Registry::standard()).unwrap();
}

#[test]
fn a_restored_copy_becomes_another_site_and_writes_a_chain_of_its_own() {
    let mut site = Site::new(1);
    site.put(&[person(id(), "王小明")]);
    site.store.become_site(site_id(2)).unwrap();
    site.put(&[person(id(), "李大山")]);
    let mut site = site.reopened(Registry::standard());
    assert_eq!(site.store.site(), site_id(2));
    site.put(&[person(id(), "赵秋菊")]);
    assert_eq!(site.store.head(VILLAGE, site_id(1)).unwrap().0, 1);
    assert_eq!(site.store.head(VILLAGE, site_id(2)).unwrap().0, 2);
    site.proved();
}
