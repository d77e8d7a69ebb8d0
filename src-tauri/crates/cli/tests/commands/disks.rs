//! A disk that is full, that may not be written to or that vanishes: what was said to be done is there, nothing is half
//! done, no half file has the name of a whole one, and the next run goes on.

mod backups;
mod small;
mod sticks;
mod workspaces;

use std::path::{Path, PathBuf};

use crate::support::*;

const CODE: &str = "999001001201";

/// The households of a village whose file is larger than a full stick has room for.
const MANY: u32 = 60;
/// Enough for a file.
const FEW: u32 = 5;

/// A village with so many households and a township, which know each other.
fn pair(households: u32) -> (Site, Site) {
    let (village, township) = (Site::village("石桥村", CODE), Site::township("青石镇", "999001001000"));
    met(&village, &township, households);
    (village, township)
}

fn met(village: &Site, township: &Site, households: u32) {
    let invitation = township.beside("invitation.lxi");
    township.told(&["invite", "--name", "石桥村", "--code", CODE, "--out", text(&invitation)]);
    village.told(&["join", text(&invitation)]);
    village.told(&["sample", "--households", &households.to_string(), "--years", "1", "--seed", "3"]);
}

/// A folder beside a workspace.
fn folder(site: &Site, name: &str) -> PathBuf {
    let path = site.beside(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Writes a file that must come to be, and gives it with its number.
fn exported(village: &Site, folder: &Path) -> (PathBuf, u64) {
    let told = village.json(&["export", "--to", text(folder)]);
    let file = &told["files"][0];
    (file["path"].as_str().unwrap().into(), file["number"].as_u64().unwrap())
}

/// Journal and records agree, and nobody doubts the state. Gives the digest.
fn proved(site: &Site) -> String {
    site.json(&["verify"])["digest"].as_str().unwrap().to_owned()
}

/// Both sides hold the same of what they share.
fn agree(village: &Site, township: &Site) {
    let of =
        |site: &Site, more: &[&str]| site.json(&[&["digest", "--shared"], more].concat())["digest"].clone();
    assert_eq!(of(village, &[]), of(township, &["--for", CODE]));
    proved(village);
    proved(township);
}
