//! The binary itself, on real folders and files: every command, what it prints, and how it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bulk;
mod crashes;
#[cfg(target_os = "linux")]
mod disks;
mod dumping;
mod exchange;
mod import;
mod lists;
mod safety;
mod support;
mod usage;
mod workspaces;
