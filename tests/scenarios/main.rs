//! Scenarios over the command table: real files, no window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod divisions;
mod dumping;
mod exchange;
mod first_start;
mod golden;
mod history;
mod homes;
mod households;
mod import;
mod links;
mod members;
mod needs;
mod operators;
mod own_kind;
mod sample;
mod today;
mod units;
mod visits;
