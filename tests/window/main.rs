//! Stories in the real window: what people do with the program from first start to receipt.
//!
//! A story drives the built program through WebKitWebDriver, each window on a display of its own, and looks for
//! words as a person would: a page may be rebuilt without a change here as long as it says the same. What a command
//! answers is the scenarios' matter. `LIANXIN_DESKTOP` names the program, `LIANXIN_PICTURES` the folder of pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod driver;
mod erasing;
mod exchange;
mod hand;
mod households;
mod keys;
mod laptops;
mod links;
mod main_job;
mod needs;
mod pair;
mod policy;
mod process;
mod refused;
mod restores;
mod rosters;
mod sample;
mod sizes;
mod start;
mod trips;
mod unfinished;
mod visits;
mod window;
