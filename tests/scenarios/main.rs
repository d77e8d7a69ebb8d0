//! Scenarios over the command table: real files, no window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod first_start;
