//! Rosters as villages write them, from the file to the plan.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints' exception for tests leaves out helper functions"
)]

mod examples;
mod giving_back;
mod hostile;
mod layouts;
mod layouts_in_print;
mod lists;
mod member_lists;
mod planning;
mod register;
mod size;
mod standing_register;
mod support;
