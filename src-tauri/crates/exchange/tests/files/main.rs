//! The crate as its callers use it.
#![allow(clippy::unwrap_used, reason = "the lint's exception for tests leaves out their helper functions")]

mod compact;
mod damage;
mod fuzz;
mod golden;
mod noise;
mod round_trip;
#[path = "../support/mod.rs"]
mod support;
mod sweeps;
mod trust;
mod withheld;
