//! A workspace that is used by the command line.

use crate::build::lianxin;
use crate::root::root;
use crate::tool::{Outcome, Trouble, call};
use std::path::{Path, PathBuf};

/// The passphrase of every practice workspace here. It guards nothing: everything in them is invented.
const PASSPHRASE: &str = "练习口令一二三四";

/// One laptop with one workspace.
pub struct Laptop {
    /// Whose it is, as printed before each command.
    pub name: &'static str,
    home: PathBuf,
}

impl Laptop {
    /// The laptop of `name` with its workspace below `folder`, which the first command makes.
    pub fn at(folder: &Path, name: &'static str) -> Laptop {
        Laptop { name, home: folder.join(name) }
    }

    /// Runs `lianxin` on the workspace, shows the command and what it printed, and answers the latter.
    pub fn run(&self, args: &[&str]) -> Outcome<String> {
        println!("\n    【{}】 {}", self.name, line(args));
        let printed = self.quietly(args)?;
        for line in printed.lines() {
            println!("      {line}");
        }
        Ok(printed)
    }

    /// Runs `lianxin` on the workspace and answers what it printed.
    pub fn quietly(&self, args: &[&str]) -> Outcome<String> {
        let program = lianxin().to_string_lossy().into_owned();
        let mut command = call(&program, ["--workspace"], &root());
        command.arg(&self.home).args(args).env("LIANXIN_PASSPHRASE", PASSPHRASE);
        command.env("LIANXIN_MARKS", self.home.with_extension("marks"));
        let output = command.output().map_err(|error| Trouble::Missing(program, error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        Err(Trouble::Failed(format!("【{}】 {} failed: {said}", self.name, line(args))))
    }

    /// Runs a command of the command table with `request`, shows both and the answer, and answers the latter.
    pub fn answer(&self, command: &str, request: &str) -> Outcome<String> {
        self.run(&["--json", "call", command, request])
    }
}

/// The command as it would be typed.
fn line(args: &[&str]) -> String {
    let quoted =
        |arg: &&str| if arg.contains(['{', ' ', '"']) { format!("'{arg}'") } else { (*arg).to_owned() };
    let words: Vec<String> = args.iter().map(quoted).collect();
    format!("lianxin {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_command_is_shown_so_that_it_can_be_typed_again() {
        assert_eq!(line(&["call", "find", r#"{"text":"唐"}"#]), r#"lianxin call find '{"text":"唐"}'"#);
    }
}
