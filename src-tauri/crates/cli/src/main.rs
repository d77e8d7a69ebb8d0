//! `lianxin`: what a person can ask of the program, without a window.
//!
//! Each command is one request (or a few) to the command table of the crate `app`, on the workspace in one folder. A
//! person reads plain Chinese lines; with `--json` a program reads exactly one JSON object on standard output (`dump`
//! writes a line of JSON for each record). The passphrase comes from the environment variable `LIANXIN_PASSPHRASE` and
//! from nowhere else.
//!
//! Exit codes: 0, it was done; 1, it was refused or failed, or some of the given files were refused; 2, the command
//! was written wrongly and nothing was tried.
//!
//! Deliberately not here: rules, formats, anything that the window does not do as well; and no handling of Ctrl+C,
//! because what was written stands and an act cut off in the middle never happened.

mod answer;
mod arguments;
mod commands;
mod program;
mod table;
mod terminal;
mod usage;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::arguments::Arguments;

/// It was done.
const DONE: u8 = 0;
/// It was refused or failed.
const FAILED: u8 = 1;
/// The command was written wrongly.
const MISUSED: u8 = 2;

fn main() -> ExitCode {
    let parsed = arguments::command().try_get_matches().and_then(|found| Arguments::from_arg_matches(&found));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return usage::tell(&error).into(),
    };
    let json = arguments.json;
    let told = match commands::run(arguments) {
        Ok(answer) => answer.tell(json),
        Err(failure) => answer::tell_failure(&failure, json),
    };
    // Whoever read the output may have gone (`lianxin dump | head`); then there is nobody to tell.
    told.unwrap_or(DONE).into()
}
