//! Killed while a file is taken in.

use super::killing::Killer;
use super::*;

/// Puts a copy of a workspace where another one is or was.
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn a_reader_that_is_killed_has_taken_in_all_of_a_file_or_nothing() {
    let (village, township) = pair();
    let written = village.json(&["export", "--to", text(&stick(&village))]);
    let file = written["files"][0]["path"].as_str().unwrap();
    let kept = tempfile::tempdir().unwrap();
    copy(&township.home(), kept.path());
    let digest = || township.json(&["digest"])["digest"].as_str().unwrap().to_owned();
    let before = digest();
    let mut killer = Killer::of(|| {
        township.told(&["receive", file]);
    });
    let after = proved(&township);
    assert_ne!(before, after);
    let mut untouched = 0;
    for _ in 0..kills() {
        copy(kept.path(), &township.home());
        let cut = killer.cut(command(&township.home(), &["receive", file]));
        let left = proved(&township);
        // A reader that said what it took in, or that came to its end, has taken it in.
        if cut.killed && cut.out.is_empty() && left == before {
            untouched += 1;
        } else {
            assert_eq!(left, after, "killed: {}, {}", cut.killed, cut.out);
        }
        township.told(&["receive", file]);
        assert_eq!(digest(), after);
    }
    proved(&township);
    killer.assert_spread();
    assert!(untouched > kills() / 10, "{untouched} were killed before anything was there");
}
