//! The store on real encrypted files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lint's exception for tests leaves out their helper functions"
)]

mod support;

mod backing_up;
mod branches;
mod conflicts;
mod deleting;
mod erasing;
mod golden;
mod histories;
mod history;
mod kept_branches;
mod links;
mod listing;
mod merging;
mod needs;
mod notes;
mod opening;
mod own_kind;
mod partial;
mod proving;
mod rules;
mod searching;
mod undoing;
mod upgrading;
mod writing;
