//! Killed while a file is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::killing::Killer;
use super::*;

/// The files that have the name of a whole one.
fn packages(folder: &Path) -> BTreeSet<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "lxc")).collect()
}

/// The one file that a writer said to have written: where it is, and its number.
fn told(out: &str) -> (PathBuf, u64) {
    let told: Value = serde_json::from_str(out).unwrap();
    let files = told["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "{told}");
    (files[0]["path"].as_str().unwrap().into(), files[0]["number"].as_u64().unwrap())
}

/// What a file's reader would take from it: its number, and how many entries.
fn seen(township: &Site, path: &Path) -> (u64, u64) {
    let seen = township.json(&["receive", "--dry-run", text(path)]);
    let file = &seen["files"][0];
    (file["number"].as_u64().unwrap(), file["entries"].as_u64().unwrap())
}

#[test]
fn a_file_that_has_its_name_is_whole_however_its_writer_ended() {
    let (village, township) = pair();
    let stick = stick(&village);
    let export = || command(&village.home(), &["--json", "export", "--to", text(&stick)]);
    let mut first = String::new();
    let mut killer = Killer::of(|| first = String::from_utf8(export().output().unwrap().stdout).unwrap());
    let (first, number) = told(&first);
    let entries = seen(&township, &first).1;
    let mut written = BTreeMap::from([(number, first)]);
    let mut unwritten = 0;
    for _ in 0..kills() {
        let before = packages(&stick);
        let cut = killer.cut(export());
        let new: Vec<PathBuf> = packages(&stick).difference(&before).cloned().collect();
        // A writer that said where its file is, or that came to its end, has written it.
        if !cut.killed || !cut.out.is_empty() {
            let (path, number) = told(&cut.out);
            assert_eq!((&new, seen(&township, &path).0), (&vec![path], number));
        }
        assert!(new.len() <= 1, "{new:?}");
        unwritten += u32::from(new.is_empty());
        for path in new {
            // Nothing was received, so each file has all entries; and the ledger never gives a number again.
            let (number, all) = seen(&township, &path);
            assert_eq!(all, entries, "{}", path.display());
            assert!(number > *written.last_key_value().unwrap().0, "{number} again");
            written.insert(number, path);
        }
    }
    killer.assert_spread();
    assert!(unwritten > kills() / 10, "{unwritten} were killed before their file was there");
    let (last, number) = told(&village.run(&["--json", "export", "--to", text(&stick)]).out);
    assert!(number > *written.last_key_value().unwrap().0, "{number}");
    township.told(&["receive", text(&last)]);
    let shared =
        |site: &Site, more: &[&str]| site.json(&[&["digest", "--shared"], more].concat())["digest"].clone();
    assert_eq!(shared(&village, &[]), shared(&township, &["--for", CODE]));
    proved(&village);
    proved(&township);
}
