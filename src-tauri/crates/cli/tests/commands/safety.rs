//! Backup, restore, verify, rebuild, digest.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};

use crate::support::{PASSPHRASE, Site, household, marks, run, run_as, text};

fn village() -> Site {
    let site = Site::village("石桥村", "999001101201");
    site.put(&household(100, "刘长河"));
    site
}

#[test]
fn the_digest_names_the_state_and_survives_rebuilding() {
    let site = village();
    let digest = site.digest();
    assert_eq!((digest.len(), site.told(&["digest"]).trim()), (64, digest.as_str()));
    let proof = site.json(&["verify"]);
    assert_eq!((proof["digest"].as_str(), proof["records"].as_u64()), (Some(digest.as_str()), Some(9)));
    let rebuilt = site.json(&["rebuild"]);
    assert_eq!((rebuilt["digest"].as_str(), rebuilt["entries"].as_u64()), (Some(digest.as_str()), Some(9)));
    assert!(site.told(&["rebuild"]).contains(&digest));
    assert!(site.told(&["verify"]).contains("核验通过"));
    site.put(&household(200, "王国秀"));
    assert_ne!(site.digest(), digest);
}

#[test]
fn a_backup_is_restored_beside_and_is_the_same_state() {
    let site = village();
    let file = site.beside("石桥村.lxb");
    let made = site.json(&["backup", text(&file)]);
    assert!(file.is_file() && made["bytes"].as_u64() > Some(0), "{made}");
    let to = site.beside("恢复");
    let ran = run(&["--json", "restore", text(&file), "--to", text(&to)]);
    assert_eq!((ran.code, ran.object()["name"].as_str()), (0, Some("石桥村")), "{}", ran.out);
    let of = |folder: &str| run(&["--json", "--workspace", folder, "verify"]).object();
    assert!(of(text(&to))["records"].as_u64() >= of(text(&site.home()))["records"].as_u64());
    let people = |folder: &str| run(&["--workspace", folder, "dump", "person"]).out;
    assert_eq!(people(text(&to)), people(text(&site.home())));
    // Never over a workspace, and not with another passphrase.
    let again = run(&["--json", "restore", text(&file), "--to", text(&site.home())]);
    assert_eq!(again.code, 1, "{}", again.out);
    let wrong =
        run_as("不是这个口令啊", "", &["--json", "restore", text(&file), "--to", text(&site.beside("第三"))]);
    assert_eq!((wrong.code, wrong.object()["code"].as_str()), (1, Some("wrong_passphrase")));
    let gone =
        run_as(PASSPHRASE, "", &["--json", "restore", "no-such-file", "--to", text(&site.beside("第四"))]);
    assert_eq!((gone.code, gone.object()["code"].as_str()), (1, Some("path_missing")));
}

#[test]
fn a_workspace_that_was_tampered_with_does_not_verify() {
    let site = village();
    let database = site.home().join("journal.db");
    let mut bytes = fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&database, bytes).unwrap();
    let ran = site.run(&["--json", "verify"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.object()["code"].is_string());
}

#[test]
fn two_programs_do_not_work_on_one_workspace() {
    let site = village();
    // Whichever comes first holds the workspace, so the one that waits for its lines may have to be started again.
    let (first, refused) = (0..50).find_map(|_| meet(&site)).expect("both had it");
    assert_eq!(refused, "in_use");
    let mut first = first;
    writeln!(first.stdin.take().unwrap(), "{{\"kind\":\"person\",\"fields\":{{\"name\":\"周桂兰\"}}}}")
        .unwrap();
    assert!(first.wait().unwrap().success());
    site.json(&["verify"]);
}

/// A program that waits for lines with the workspace open, and the code with which another was refused.
fn meet(site: &Site) -> Option<(Child, String)> {
    let mut first = Command::new(env!("CARGO_BIN_EXE_lianxin"))
        .args(["--workspace", text(&site.home()), "put", "-"])
        .env("LIANXIN_PASSPHRASE", PASSPHRASE)
        .env("LIANXIN_MARKS", marks())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while first.try_wait().unwrap().is_none() {
        let ran = site.run(&["--json", "verify"]);
        if ran.code == 1 {
            return Some((first, ran.object()["code"].as_str().unwrap().to_owned()));
        }
    }
    None
}
