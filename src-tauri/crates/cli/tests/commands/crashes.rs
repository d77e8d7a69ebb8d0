//! The program is killed at any moment while it puts lines, makes a workspace, writes a file or takes one in: what was
//! said to be done is there, nothing is half done, and the next run goes on. A run that came to its end before it was
//! killed must have done everything.
//!
//! `LIANXIN_KILLS=N` kills N times instead of 70 in each of these four.

mod exporting;
mod killing;
mod making;
mod putting;
mod receiving;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::*;

const CODE: &str = "999001001201";

fn kills() -> u32 {
    std::env::var("LIANXIN_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(70)
}

/// The program on a workspace, not started yet.
fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.arg("--workspace").arg(home).args(arguments);
    command.env("LIANXIN_PASSPHRASE", PASSPHRASE).env("LIANXIN_MARKS", marks());
    command
}

/// Journal and records agree, and nobody doubts the state. Gives the digest.
fn proved(site: &Site) -> String {
    site.json(&["verify"])["digest"].as_str().unwrap().to_owned()
}

/// A village and a township that know each other.
fn pair() -> (Site, Site) {
    let (village, township) = (Site::village("石桥村", CODE), Site::township("青石镇", "999001001000"));
    let invitation = township.beside("invitation.lxi");
    township.told(&["invite", "--name", "石桥村", "--code", CODE, "--out", text(&invitation)]);
    village.told(&["join", text(&invitation)]);
    village.told(&["sample", "--households", "20", "--years", "1", "--seed", "3"]);
    (village, township)
}

/// A folder that stands for the stick.
fn stick(village: &Site) -> PathBuf {
    let stick = village.beside("stick");
    std::fs::create_dir(&stick).unwrap();
    stick
}
