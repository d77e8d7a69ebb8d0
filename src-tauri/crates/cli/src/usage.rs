//! A command that was written wrongly, and asking for help.

use std::io::{self, Write};

use app::Failure;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{DONE, MISUSED, answer};

/// Says what is wrong with how the command was written, or gives the help that was asked for. Gives the exit code.
pub fn tell(error: &clap::Error) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = write!(io::stdout().lock(), "{}", error.render());
        return DONE;
    }
    // The flag itself could not be read: that is what went wrong.
    let json = std::env::args_os().any(|argument| argument == "--json");
    answer::tell_failure(&failure_of(error), json).unwrap_or(MISUSED)
}

fn failure_of(error: &clap::Error) -> Failure {
    let named = |kind| error.get(kind).map(text_of).filter(|text| !text.is_empty());
    let what =
        named(ContextKind::InvalidArg).or_else(|| named(ContextKind::InvalidSubcommand)).unwrap_or_default();
    let value = named(ContextKind::InvalidValue).unwrap_or_default();
    let code = match error.kind() {
        ErrorKind::MissingRequiredArgument => "usage_missing",
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => "usage_unknown",
        ErrorKind::InvalidValue if value.is_empty() => "usage_missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage_value",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "usage_no_command"
        }
        _ => "usage",
    };
    Failure::of(code).with("what", what).with("value", value)
}

fn text_of(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(" "),
        ContextValue::String(one) => one.clone(),
        _ => String::new(),
    }
}
