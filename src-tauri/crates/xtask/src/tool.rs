//! Calling other programs.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of this crate ended early.
#[derive(Debug)]
pub enum Trouble {
    /// No or an unknown command was given.
    Usage(&'static str),
    /// A program is not installed or could not be run.
    Missing(String, io::Error),
    /// A program ran and failed.
    Failed(String),
    /// A file could not be read or written.
    File(PathBuf, io::Error),
    /// Something on this machine does not fit.
    Unfit(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Usage(usage) => write!(f, "{usage}"),
            Trouble::Missing(program, error) => write!(f, "cannot run {program}: {error}"),
            Trouble::Failed(what) | Trouble::Unfit(what) => write!(f, "{what}"),
            Trouble::File(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

/// The outcome of anything here.
pub type Outcome<T = ()> = Result<T, Trouble>;

/// A call of `program` with `args` in `folder`.
pub fn call<A: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = A>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder);
    command
}

/// Cargo, the one that runs this program.
pub fn cargo<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    call(&program, args, &crate::root::root())
}

/// Runs the call with its output shown; an exit code other than zero is trouble.
pub fn run(mut command: Command) -> Outcome {
    let line = line(&command);
    let status = command.status().map_err(|error| Trouble::Missing(line.clone(), error))?;
    if status.success() { Ok(()) } else { Err(Trouble::Failed(format!("`{line}` failed: {status}"))) }
}

/// Runs the call and answers what it printed; its complaints are shown, and an exit code other than zero is trouble.
pub fn printed(mut command: Command) -> Outcome<String> {
    let line = line(&command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Trouble::Missing(line.clone(), error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Trouble::Failed(format!("`{line}` failed: {}", output.status)))
    }
}

/// Runs the call silently and answers what it printed, or `None` if it is missing or failed.
pub fn answer(mut command: Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
