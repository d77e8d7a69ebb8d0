#![allow(clippy::unwrap_used)]
use std::path::PathBuf;

use super::*;

fn about() -> About {
    let workspace = Info {
        version: 1,
        kind: exchange::PartyKind::Village,
        name: "石桥村".into(),
        code: String::new(),
        practice: true,
    };
    About::new(workspace, 1, 2, 3, "00".into())
}

fn file(folder: &Path, parts: &[(&str, &[u8], CompressionMethod)]) -> PathBuf {
    let path = folder.join("made.lxb");
    let mut out = ZipWriter::new(File::create(&path).unwrap());
    for (name, bytes, method) in parts {
        out.start_file(*name, SimpleFileOptions::default().compression_method(*method)).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap();
    path
}

fn code(path: &Path) -> String {
    match Backup::open(path) {
        Err(failure) => failure.code,
        Ok(mut backup) => {
            let to = beside(path, ".db");
            let written = backup.keys().and_then(|_| backup.write_database(&to, &mut |_, _| true));
            let _ = fs::remove_file(to);
            written.err().map(|failure| failure.code).unwrap_or_default()
        }
    }
}

#[test]
fn a_backup_reads_back_and_takes_the_place_of_an_older_one_only() {
    let folder = tempfile::tempdir().unwrap();
    let (database, path) = (folder.path().join("db"), folder.path().join("石桥村.lxb"));
    fs::write(&database, vec![7; 3 * PIECE + 5]).unwrap();
    for _ in 0..2 {
        let mut told = Vec::new();
        write(&path, &about(), b"keys", &database, &mut |done, total| {
            told.push((done, total));
            true
        })
        .unwrap();
        let total = 2 * (3 * PIECE as u64 + 5);
        assert_eq!(told.last(), Some(&(total, total)));
    }
    let mut backup = Backup::open(&path).unwrap();
    assert_eq!((backup.about.at, backup.keys().unwrap()), (1, b"keys".to_vec()));
    let to = folder.path().join("out");
    backup.write_database(&to, &mut |_, _| true).unwrap();
    assert_eq!(fs::read(to).unwrap(), fs::read(&database).unwrap());
    let other = write(&database, &about(), b"keys", &path, &mut |_, _| true);
    assert_eq!(other.unwrap_err().code, "path_taken");
}

#[test]
fn a_backup_that_is_stopped_leaves_the_older_one() {
    let folder = tempfile::tempdir().unwrap();
    let (database, path) = (folder.path().join("db"), folder.path().join("a.lxb"));
    fs::write(&database, b"old").unwrap();
    write(&path, &about(), b"keys", &database, &mut |_, _| true).unwrap();
    let before = fs::read(&path).unwrap();
    fs::write(&database, b"new").unwrap();
    for allowed in 0..2 {
        let mut asked = 0;
        let stopped = write(&path, &about(), b"keys", &database, &mut |_, _| {
            asked += 1;
            asked <= allowed
        });
        assert_eq!(stopped.unwrap_err().code, "cancelled");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn what_is_no_whole_backup_is_refused() {
    use CompressionMethod::{Deflated, Stored};
    let folder = tempfile::tempdir().unwrap();
    let json = serde_json::to_vec(&about()).unwrap();
    let newer = String::from_utf8(json.clone()).unwrap().replace("\"form\":1", "\"form\":2");
    let (json, newer) = (json.as_slice(), newer.as_bytes());
    let large = vec![b' '; SMALL as usize + 1];
    let bomb = vec![0; 1 << 20];
    let keys = (KEYS, b"k".as_slice(), Stored);
    let database = (DATABASE, b"d".as_slice(), Stored);
    for (expected, parts) in [
        ("", vec![(ABOUT, json, Stored), keys, database]),
        ("backup_newer", vec![(ABOUT, newer, Stored), keys, database]),
        ("backup_unknown", vec![("xl/workbook.xml", json, Stored), keys, database]),
        ("backup_damaged", vec![(ABOUT, b"{".as_slice(), Stored), keys, database]),
        ("backup_damaged", vec![(ABOUT, json, Stored), keys]),
        ("backup_damaged", vec![(ABOUT, json, Stored), keys, database, ("../evil", b"e", Stored)]),
        ("backup_damaged", vec![(ABOUT, json, Stored), keys, ("../journal.db", b"d", Stored)]),
        ("backup_damaged", vec![(ABOUT, &large, Stored), keys, database]),
        ("backup_damaged", vec![(ABOUT, json, Stored), (KEYS, &large, Stored), database]),
        ("backup_damaged", vec![(ABOUT, json, Stored), keys, (DATABASE, &bomb, Deflated)]),
    ] {
        let names: Vec<&str> = parts.iter().map(|(name, ..)| *name).collect();
        assert_eq!(code(&file(folder.path(), &parts)), expected, "{names:?}");
    }
    let path = folder.path().join("no.lxb");
    fs::write(&path, b"plain text").unwrap();
    assert_eq!(code(&path), "backup_unknown");
}

#[test]
fn a_cut_or_changed_backup_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (database, path) = (folder.path().join("db"), folder.path().join("a.lxb"));
    fs::write(&database, vec![7; 10_000]).unwrap();
    write(&path, &about(), b"keys", &database, &mut |_, _| true).unwrap();
    let whole = fs::read(&path).unwrap();
    for cut in [1, 20, 1000, whole.len() / 2, whole.len() - 10] {
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        assert_eq!(code(&path), "backup_damaged", "{cut}");
    }
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(&path, &changed).unwrap();
    assert_eq!(code(&path), "backup_damaged");
}
