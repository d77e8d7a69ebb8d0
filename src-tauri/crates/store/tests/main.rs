//! The store on real encrypted files.

mod support;

mod opening;
mod own_kind;
mod proving;
mod backing_up;
mod conflicts;
mod deleting;
mod golden;
mod histories;
mod history;
mod links;
mod listing;
mod merging;
mod needs;
mod notes;
mod rules;
mod searching;
mod undoing;
mod upgrading;
mod writing;
