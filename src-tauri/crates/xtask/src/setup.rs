//! Everything that must be there before the program can be built.

use crate::root::{root, ui};
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, answer, call, cargo, run};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// What building and showing need: the window's engine, a C compiler for SQLCipher, perl and make for its OpenSSL,
/// letters for Chinese.
const BUILD: &[&str] =
    &["build-essential", "fonts-noto-cjk", "libwebkit2gtk-4.1-dev", "make", "perl", "pkg-config"];

/// What driving the real window on an invisible display and taking pictures of it needs, and what the tests' own reader
/// of packages stands on.
const DRIVE: &[&str] = &[
    "python3",
    "python3-cbor2",
    "python3-cryptography",
    "python3-zstandard",
    "scrot",
    "webkit2gtk-driver",
    "xvfb",
];

/// The oldest Node that the window's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Prepares building, and with `drive` also running the window without a display.
pub fn set_up(steps: &mut Steps, drive: bool) -> Outcome {
    let packages: Vec<&str> = BUILD.iter().chain(if drive { DRIVE } else { &[] }).copied().collect();
    steps.need("system packages", || system_packages(&packages))?;
    steps.need("tools", || tools(drive))?;
    steps.need("node packages", node_packages)?;
    steps.need("assets of the window", assets)
}

fn system_packages(wanted: &[&str]) -> Outcome {
    if answer(call("dpkg-query", ["--version"], &root())).is_none() {
        println!("    this is no Debian-family system; please see to: {}", wanted.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        println!("    all {} are installed", wanted.len());
        return Ok(());
    }
    println!("    installing {}", missing.join(" "));
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], missing.as_slice()].concat())
}

fn is_installed(package: &str) -> bool {
    let status = answer(call("dpkg-query", ["-W", "-f=${db:Status-Status}", package], &root()));
    status.as_deref() == Some("installed")
}

/// Runs apt-get, through sudo unless this is root already.
fn apt(args: &[&str]) -> Outcome {
    let root_already = answer(call("id", ["-u"], &root())).as_deref() == Some("0");
    let line = [&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat();
    if root_already {
        return run(call(line[0], &line[1..], &root()));
    }
    if !is_on_path("sudo") {
        return Err(Trouble::Unfit(format!(
            "there is no sudo; please run as root: apt-get {}",
            args.join(" ")
        )));
    }
    run(call("sudo", line, &root()))
}

/// Sees to it that every tool is there before a long build begins.
fn tools(drive: bool) -> Outcome {
    let driving: &[&str] = if drive { &["Xvfb", "WebKitWebDriver", "scrot"] } else { &[] };
    let missing: Vec<&str> = ["cc", "make", "perl", "pkg-config", "npm"]
        .iter()
        .chain(driving)
        .copied()
        .filter(|tool| !is_on_path(tool))
        .collect();
    if !missing.is_empty() {
        return Err(Trouble::Unfit(format!("these tools are missing: {}", missing.join(", "))));
    }
    println!("    all there");
    Ok(())
}

/// Whether a program `tool` is found where programs are looked for.
fn is_on_path(tool: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(tool).is_file())
}

/// Sees to it that Cargo can format and lint, with rustup's help if need be.
pub fn components() -> Outcome {
    for (component, tool) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if answer(cargo([tool, "--version"])).is_some() {
            continue;
        }
        if !is_on_path("rustup") {
            return Err(Trouble::Unfit(format!("`cargo {tool}` is missing; please install {component}")));
        }
        run(call("rustup", ["component", "add", component], &root()))?;
    }
    Ok(())
}

fn node_packages() -> Outcome {
    let version = answer(call("node", ["--version"], &root())).ok_or_else(|| {
        Trouble::Unfit(format!("Node {}.{} or newer is needed, and there is none", NODE.0, NODE.1))
    })?;
    if node_version(&version) < Some(NODE) {
        return Err(Trouble::Unfit(format!(
            "Node {}.{} or newer is needed; this is {version}",
            NODE.0, NODE.1
        )));
    }
    let lock = ui().join("package-lock.json");
    let installed = ui().join("node_modules").join(".installed-lock.json");
    let wanted = fs::read(&lock).map_err(|error| Trouble::File(lock.clone(), error))?;
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        println!("    as locked");
        return Ok(());
    }
    run(call("npm", ["ci", "--ignore-scripts", "--loglevel=error"], &ui()))?;
    fs::write(&installed, wanted).map_err(|error| Trouble::File(installed, error))
}

/// Major and minor number of a version such as `v20.19.2`.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    Some((parts.next()?, parts.next()?))
}

/// Builds what the program embeds, unless nothing changed since it was built last.
fn assets() -> Outcome {
    let sources = ["index.html", "package-lock.json", "public", "src", "tsconfig.json", "vite.config.ts"];
    let newest = sources.iter().map(|name| newest(&ui().join(name))).max().flatten();
    let newest = newest.max(self::newest(&root().join("assets").join("words")));
    let built = changed(&ui().join("dist").join("index.html"));
    if built.is_some() && built >= newest {
        println!("    unchanged");
        return Ok(());
    }
    run(call("npm", ["run", "--silent", "build", "--", "--logLevel", "warn"], &ui()))
}

/// When anything at or below `path` was changed last.
fn newest(path: &Path) -> Option<SystemTime> {
    let below = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| newest(&entry.path()));
    below.max().flatten().max(changed(path))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_by_number() {
        assert_eq!(node_version("v20.19.2"), Some((20, 19)));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert!(node_version("v22.1.0") > Some(NODE));
        assert!(node_version("nonsense") < Some(NODE));
    }

    #[test]
    fn tools_are_looked_for_on_the_path() {
        assert!(is_on_path("sh"));
        assert!(!is_on_path("no-such-tool-anywhere"));
    }
}
