//! Files that are refused, and sticks that cannot be written.

use std::path::Path;

use scenarios::{Laptop, PASSPHRASE, morning};
use serde_json::json;

use super::pair::{Pair, altered, copy_files, digest, refuses, shared_digest, write};
use crate::homes::put;

#[test]
fn a_file_that_is_cut_flipped_or_something_else_is_refused_and_changes_nothing() {
    let pair = Pair::joined();
    pair.escalated(true);
    let file = pair.village_writes();
    let length = file["bytes"].as_u64().unwrap() as usize;
    for keep in [0, 5, 100, length / 2, length - 1] {
        let code = refuses(&pair.township, &altered(&file, |bytes| bytes.truncate(keep)));
        let expected: &[&str] =
            if keep < 12 { &["package_unknown", "package_truncated"] } else { &["package_truncated"] };
        assert!(expected.contains(&code.as_str()), "{keep}: {code}");
    }
    for at in (0..length).step_by(length / 40) {
        let code = refuses(&pair.township, &altered(&file, |bytes| bytes[at] ^= 0x10));
        assert_ne!(code, "internal", "at {at}");
    }
    let code = refuses(&pair.township, &altered(&file, |bytes| bytes.extend_from_slice(b"more")));
    assert_eq!(code, "package_damaged");
    let text = altered(&file, |bytes| *bytes = "只是一段文字，不是交接文件".as_bytes().to_vec());
    assert_eq!(refuses(&pair.township, &text), "package_unknown");
    assert_eq!(refuses(&pair.township, Path::new(&pair.invitation("石桥村"))), "package_is_invitation");
    assert_eq!(refuses(&pair.township, &pair.stick.path().join("nothing.lxc")), "path_missing");
    // A bad file does not hold up the good one beside it.
    let paths =
        [altered(&file, |bytes| bytes[length / 2] ^= 1), Path::new(file["path"].as_str().unwrap()).into()];
    let received = pair.township.call("exchange_receive", json!({ "paths": paths }));
    assert_eq!((&received["files"][0]["ok"], &received["files"][1]["ok"]), (&json!(false), &json!(true)));
    assert_eq!(received["outcomes"]["applied"], file["entries"]);
}

#[test]
fn a_file_of_a_newer_program_asks_for_that_program_and_changes_nothing() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "某人" }));
    let file = pair.village_writes();
    // The container's version stands behind the eight bytes that say what it is.
    for raise in [|bytes: &mut Vec<u8>| bytes[9] += 1, |bytes: &mut Vec<u8>| bytes[8] += 1] {
        let newer = altered(&file, raise);
        assert_eq!(refuses(&pair.township, &newer), "package_newer");
        let received =
            pair.township.call("exchange_receive", json!({ "paths": [newer] }))["files"][0].clone();
        assert!(received["message"].as_str().unwrap().contains("较新版本"), "{received}");
    }
    let before = pair.township.call("exchange", json!({}));
    assert_eq!((&before["received"], &before["peers"]), (&json!([]), &json!([])));
    // It is no reason to refuse the file that this program can read.
    let taken = pair.township_takes(&file);
    assert_eq!(taken["outcomes"]["applied"], file["entries"]);
    assert_eq!(pair.township.call("exchange", json!({}))["received"].as_array().unwrap().len(), 1);
    let invitation = json!({ "path": pair.invitation("石桥村") });
    let newer = altered(&invitation, |bytes| bytes[9] += 1);
    let refused = pair.village.refused("invitation_accept", json!({ "path": newer }));
    assert_eq!(refused.code, "package_newer");
}

#[test]
fn only_the_invited_come_in_and_each_invitation_is_for_one() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "某人" }));
    let file = pair.village_writes();
    // Another township cannot open it, and the reader cannot send it on.
    let second = Laptop::township("东山镇", "330281105000");
    let path = Path::new(file["path"].as_str().unwrap());
    assert_eq!(refuses(&second, path), "package_foreign");
    assert_eq!(refuses(&pair.village, path), "package_foreign");
    pair.township_takes(&file);

    // A second village that got hold of the same invitation.
    let again = pair.stick.path().join("练习-清河镇-邀请-石桥村.lxi");
    let other = Laptop::village("杨家村", "330281104209");
    let view = other.call("invitation_open", json!({ "path": again }));
    assert_eq!((&view["name"], &view["fits"], &view["own"]), (&json!("石桥村"), &json!(false), &json!(true)));
    assert_eq!(view["groups"], json!(["name", "member_form", "need_text"]));
    other.call("invitation_accept", json!({ "path": again }));
    let file = write(&other, pair.stick.path());
    assert_eq!(refuses(&pair.township, Path::new(file["path"].as_str().unwrap())), "token_used");
    // A new invitation lets it in.
    other.call("invitation_accept", json!({ "path": pair.invitation("杨家村") }));
    pair.township_takes(&write(&other, pair.stick.path()));
    assert_eq!(pair.township.call("exchange", json!({}))["peers"].as_array().unwrap().len(), 2);

    // A village has one township.
    let request = json!({ "name": "石桥村", "folder": pair.stick.path() });
    let invitation = second.call("invitation_write", request)["path"].clone();
    assert_eq!(
        pair.village.refused("invitation_accept", json!({ "path": invitation })).code,
        "township_known"
    );
    assert_eq!(
        pair.village.refused("invitation_open", json!({ "path": file["path"] })).code,
        "not_an_invitation"
    );
    assert_eq!(pair.township.refused("invitation_accept", json!({ "path": invitation })).code, "other_side");
}

#[test]
fn practice_and_real_work_do_not_mix() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "某人" }));
    let real = Laptop::on(morning());
    real.create_real("village", "石桥村", "330281104208");
    let invitation = pair.invitation("石桥村");
    assert_eq!(real.refused("invitation_accept", json!({ "path": invitation })).code, "practice_mismatch");
    assert_eq!(real.refused("exchange_write", json!({ "folder": pair.stick.path() })).code, "no_peer");
    let file = pair.village_writes();
    let before = digest(&real);
    let refused = real.call("exchange_receive", json!({ "paths": [file["path"]] }))["files"][0].clone();
    assert_eq!(refused["failure"]["code"], "package_foreign");
    assert_eq!(digest(&real), before);
    real.call("workspace_lock", json!({}));
    real.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
}

#[test]
fn a_stick_that_is_not_there_is_said_so_and_nothing_counts_as_sent() {
    let pair = Pair::joined();
    put(&pair.village, "person", json!({ "name": "某人" }));
    let owed = pair.village.call("today", json!({}))["unsent"].clone();
    let gone = pair.stick.path().join("gone");
    assert_eq!(pair.village.refused("exchange_write", json!({ "folder": gone })).code, "path_missing");
    assert_eq!(
        pair.village.refused("exchange_write", json!({ "to": "别处", "folder": gone })).code,
        "no_such_peer"
    );
    let own = pair.village.call("exchange", json!({}));
    assert_eq!((&own["peers"][0]["unsent"], &own["written"]), (&owed, &json!([])));
    assert_eq!(
        pair.township.refused("exchange_write", json!({ "folder": pair.stick.path() })).code,
        "no_villages"
    );
    assert_eq!(pair.village_writes()["number"], 1);
    let left: Vec<_> =
        std::fs::read_dir(pair.stick.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the invitation and the file, nothing unfinished: {left:?}");
}

#[test]
fn a_township_that_forgot_a_village_invites_it_again() {
    let pair = Pair::joined();
    let copy = tempfile::tempdir().unwrap();
    put(&pair.village, "person", json!({ "name": "某人" }));
    pair.township.call("workspace_lock", json!({}));
    copy_files(pair.township.home(), copy.path());
    pair.township.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    pair.settled();
    pair.township.call("workspace_lock", json!({}));
    copy_files(copy.path(), pair.township.home());
    pair.township.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(pair.township.call("exchange", json!({}))["peers"], json!([]));
    let file = pair.village_writes();
    assert_eq!(refuses(&pair.township, Path::new(file["path"].as_str().unwrap())), "package_stranger");
    let again = pair.invitation("石桥村");
    pair.village.call("invitation_accept", json!({ "path": again }));
    pair.township_takes(&pair.village_writes());
    // It says from its own receipt what it lacks, and is told all of it again.
    pair.township_writes();
    pair.village_takes(&pair.township_writes());
    pair.township_takes(&pair.village_writes());
    assert_eq!(shared_digest(&pair.village), shared_digest(&pair.township));
}
