//! The program beside raw SQLite, as ratios.

fn main() {}
