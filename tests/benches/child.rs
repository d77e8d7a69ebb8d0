//! Work that is done in a process of its own, so that its peak of memory and a cold start are its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

use crate::stage::day;

/// What receiving files took.
pub struct Received {
    /// Seconds, file by file.
    pub seconds: Vec<f64>,
    /// The peak of memory in MB, by VmHWM.
    pub peak: f64,
}

/// Opens a workspace in a process of its own and takes files in there.
pub fn receive(home: &Path, files: &[PathBuf]) -> Received {
    let told = run("receive", home, files);
    let seconds = told["seconds"].as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect();
    Received { seconds, peak: told["peak"].as_f64().unwrap() }
}

/// Unlocks a workspace in a process of its own and asks for 今日: the seconds of both.
pub fn open(home: &Path) -> (f64, f64) {
    let told = run("open", home, &[]);
    (told["unlock"].as_f64().unwrap(), told["today"].as_f64().unwrap())
}

fn run(verb: &str, home: &Path, files: &[PathBuf]) -> Value {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.arg(verb).arg(home).args(files).output().unwrap();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{verb}: {failed}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the process of its own does, if this is one.
pub fn answer(arguments: &[String]) -> Option<Value> {
    let (verb, home) = (arguments.first()?, Path::new(arguments.get(1)?));
    match verb.as_str() {
        "receive" => Some(receive_here(home, &arguments[2..])),
        "open" => Some(open_here(home)),
        _ => None,
    }
}

fn receive_here(home: &Path, files: &[String]) -> Value {
    let laptop = Laptop::at(home, day());
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    let mut seconds = Vec::new();
    for file in files {
        let began = Instant::now();
        let taken = laptop.call("exchange_receive", json!({ "paths": [file] }));
        seconds.push(began.elapsed().as_secs_f64());
        assert_eq!(taken["files"][0]["ok"], true, "{taken}");
        assert_eq!(taken["files"][0]["outcomes"]["refused"], 0, "{taken}");
    }
    laptop.call("workspace_lock", json!({}));
    json!({ "seconds": seconds, "peak": peak() })
}

fn open_here(home: &Path) -> Value {
    let laptop = Laptop::at(home, day());
    let began = Instant::now();
    laptop.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    let unlock = began.elapsed().as_secs_f64();
    laptop.call("today", json!({}));
    json!({ "unlock": unlock, "today": began.elapsed().as_secs_f64() - unlock })
}

/// The peak of memory of this process in MB; 0 where the system does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}
