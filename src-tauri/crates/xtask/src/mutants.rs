//! `cargo xtask mutants`: faults planted into a copy of the code, each with the test that must find it.
//!
//! The faults are changes of one place in the sources, so that the program itself carries no switches for them. They
//! are made in a copy below `target`, one at a time. The first one takes minutes, since our own crates are built anew at
//! another place; each further one takes half a minute.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root::{root, target};
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, call};

mod planted;

use planted::{MUTANTS, Mutant};

/// Plants all faults, or the one that is named.
pub fn mutants(arguments: &[String]) -> Outcome {
    let chosen: Vec<&Mutant> = match arguments {
        [] => MUTANTS.iter().collect(),
        [name] => MUTANTS.iter().filter(|mutant| mutant.name == name).collect(),
        _ => return Err(Trouble::Usage(USAGE)),
    };
    if chosen.is_empty() {
        return Err(Trouble::Usage(USAGE));
    }
    let mut steps = Steps::default();
    let copy = Copy::make()?;
    for mutant in chosen {
        steps.check(mutant.name, || copy.plant(mutant));
    }
    steps.close()
}

const USAGE: &str = "usage: cargo xtask mutants [NAME]";

/// A copy of the sources.
struct Copy(PathBuf);

impl Copy {
    fn make() -> Outcome<Copy> {
        let place = target().join("mutants");
        if place.exists() {
            fs::remove_dir_all(&place).map_err(|error| Trouble::File(place.clone(), error))?;
        }
        for name in ["Cargo.toml", "Cargo.lock", "src-tauri", "tests", "assets", "ui/dist"] {
            copy(&root().join(name), &place.join(name))?;
        }
        Ok(Copy(place))
    }

    /// Plants a fault, runs its test, and takes the fault out again. Trouble if the test does not find it.
    fn plant(&self, mutant: &Mutant) -> Outcome {
        let path = self.0.join("src-tauri").join("crates").join(mutant.file);
        let sound = fs::read_to_string(&path).map_err(|error| Trouble::File(path.clone(), error))?;
        if sound.matches(mutant.find).count() != 1 {
            return Err(Trouble::Unfit(format!(
                "{}: {} no longer has its place once",
                mutant.name, mutant.file
            )));
        }
        let write = |text: &str| fs::write(&path, text).map_err(|error| Trouble::File(path.clone(), error));
        write(&sound.replacen(mutant.find, mutant.replace, 1))?;
        let found = self.finds(mutant);
        write(&sound)?;
        found
    }

    fn finds(&self, mutant: &Mutant) -> Outcome {
        let cargo = |build: bool| {
            let mut arguments = vec!["test", "--quiet", "--package", mutant.package];
            arguments.extend(mutant.target.iter().flat_map(|target| ["--test", *target]));
            if mutant.target.is_none() {
                arguments.push("--lib");
            }
            match build {
                true => arguments.push("--no-run"),
                false => arguments.extend(["--", mutant.test]),
            }
            let mut command =
                call(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments, &self.0);
            command.env("CARGO_TARGET_DIR", target()).env("RUST_BACKTRACE", "0");
            command
        };
        let output = |build| cargo(build).output().map_err(|error| Trouble::Missing("cargo".into(), error));
        let built = output(true)?;
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr).into_owned();
            return Err(Trouble::Failed(format!("{}: does not build:\n{said}", mutant.name)));
        }
        let ran = output(false)?;
        let said = String::from_utf8_lossy(&ran.stdout);
        if said.contains("running 0 tests") && !said.contains("FAILED") && ran.status.success() {
            return Err(Trouble::Unfit(format!("{}: there is no test {}", mutant.name, mutant.test)));
        }
        match ran.status.success() {
            false => Ok(()),
            true => Err(Trouble::Failed(format!("{}: {} does not find it", mutant.name, mutant.test))),
        }
    }
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let trouble = |error| Trouble::File(from.to_owned(), error);
    if from.is_dir() {
        fs::create_dir_all(to).map_err(trouble)?;
        for entry in fs::read_dir(from).map_err(trouble)? {
            let entry = entry.map_err(trouble)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(trouble)?;
    }
    fs::copy(from, to).map_err(trouble).map(|_| ())
}
