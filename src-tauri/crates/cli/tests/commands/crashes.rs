//! The program is killed at any moment while it writes records, a file, or takes one in: what was said to be done is
//! there, nothing is half done, and the next run goes on.
//!
//! `LIANXIN_KILLS=N` kills N times instead of 70 in each of the three works.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::*;

const CODE: &str = "999001001201";

fn kills() -> u32 {
    std::env::var("LIANXIN_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(70)
}

fn spawned(site: &Site, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.arg("--workspace").arg(site.home()).args(arguments);
    command.env("LIANXIN_PASSPHRASE", PASSPHRASE).env("LIANXIN_MARKS", marks());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Moments spread over `whole` and a little beyond it.
fn moment(number: u32, whole: Duration) -> Duration {
    // Steps of a golden section meet early and late moments in turn.
    whole.mul_f64((f64::from(number) * 0.618_033_988_7).fract() * 1.1)
}

/// Starts the program and kills it after a while; answers whether it was still running.
fn killed(mut child: Child, input: &str, after: Duration) -> bool {
    let began = Instant::now();
    // A pipe that closes early is what is being tried.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    std::thread::sleep(after.saturating_sub(began.elapsed()));
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

fn lasted(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn proved(site: &Site) -> String {
    let ran = site.run(&["--json", "verify"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.err, "", "no doubt about the state");
    ran.object()["digest"].as_str().unwrap().to_owned()
}

/// The numbers of the people that are there.
fn people(site: &Site) -> Vec<u32> {
    let dump = site.told(&["dump", "person"]);
    let number = |line: &str| -> u32 {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        one["fields"]["name"].as_str().unwrap().trim_start_matches('某').parse().unwrap()
    };
    let mut all: Vec<u32> = dump.lines().map(number).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_writer_that_is_killed_loses_no_act_and_leaves_no_half_one() {
    const LINES: u32 = 12;
    let site = Site::village("石桥村", CODE);
    let lines = |from: u32| -> String {
        (from..from + LINES)
            .map(|number| format!("{{\"kind\":\"person\",\"fields\":{{\"name\":\"某{number}\"}}}}\n"))
            .collect()
    };
    let mut next = 0;
    let whole = lasted(|| {
        site.run_with(&lines(next), &["put", "-"]);
    });
    next += LINES;
    let (mut cut, count) = (0, kills());
    for number in 0..count {
        let child = spawned(&site, &["put", "-"]);
        cut += u32::from(killed(child, &lines(next), moment(number, whole)));
        let there = people(&site);
        // Each act is whole, in order, and what was there before is there still.
        assert!(there.len() as u32 >= next && there.len() as u32 <= next + LINES, "{}", there.len());
        assert_eq!(there, (0..there.len() as u32).collect::<Vec<_>>());
        next = there.len() as u32;
    }
    proved(&site);
    assert!(cut > count / 3, "{cut} of {count} were still running");
}

/// A maker that is killed leaves a finished workspace or one that the next making clears away; nobody removes a folder
/// by hand, and a finished one is never made over.
#[test]
fn a_maker_that_is_killed_does_not_keep_the_next_one_from_making() {
    let folder = tempfile::tempdir().unwrap();
    let home = |name: String| folder.path().join(name);
    let command = |home: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
        command.args([
            "--workspace",
            text(home),
            "--json",
            "new",
            "--kind",
            "village",
            "--name",
            "石桥村",
            "--practice",
        ]);
        command.env("LIANXIN_PASSPHRASE", PASSPHRASE).env("LIANXIN_MARKS", marks());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let whole = lasted(|| {
        assert!(command(&home("whole".into())).output().unwrap().status.success());
    });
    let (mut unfinished, count) = (0, kills());
    for number in 0..count {
        let home = home(number.to_string());
        killed(command(&home).spawn().unwrap(), "", moment(number, whole));
        let finished = home.join("workspace.json").exists();
        unfinished += u32::from(home.join("workspace.making").exists());
        let again = command(&home).output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
        match finished {
            true => assert_eq!(told["code"], "workspace_exists"),
            false => assert!(again.status.success(), "{told}"),
        }
        let ran = run(&["--workspace", text(&home), "--json", "verify"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    assert!(unfinished > count / 10, "{unfinished} of {count} were cut off in the middle");
}

/// A village and a township that know each other, with a folder for the stick.
fn pair() -> (Site, Site) {
    let (village, township) = (Site::village("石桥村", CODE), Site::township("青石镇", "999001001000"));
    let invitation = township.beside("invitation.lxi");
    township.told(&["invite", "--name", "石桥村", "--code", CODE, "--out", text(&invitation)]);
    village.told(&["join", text(&invitation)]);
    village.told(&["sample", "--households", "20", "--years", "1", "--seed", "3"]);
    (village, township)
}

fn packages(folder: &Path) -> Vec<std::path::PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "lxc")).collect()
}

#[test]
fn a_file_that_has_its_name_is_whole_however_its_writer_ended() {
    let (village, township) = pair();
    let stick = village.beside("stick");
    std::fs::create_dir(&stick).unwrap();
    let whole = lasted(|| {
        village.told(&["export", "--to", text(&stick)]);
    });
    let count = kills();
    for number in 0..count {
        let child = spawned(&village, &["export", "--to", text(&stick)]);
        killed(child, "", moment(number, whole));
    }
    let written = packages(&stick);
    assert!(!written.is_empty());
    for path in &written {
        let seen = township.run(&["--json", "receive", "--dry-run", text(path)]);
        assert_eq!(seen.code, 0, "{}: {}", path.display(), seen.out);
    }
    // The ledger knows every file that is there, so the next number is new.
    let last = village.run(&["--json", "export", "--to", text(&stick)]).object();
    let number = last["files"][0]["number"].as_u64().unwrap();
    assert!(number as usize >= written.len(), "{number}");
    proved(&village);
    township.told(&["receive", text(&packages(&stick)[0])]);
}

#[test]
fn a_reader_that_is_killed_has_taken_in_all_of_a_file_or_nothing() {
    let (village, first) = pair();
    let stick = village.beside("stick");
    std::fs::create_dir(&stick).unwrap();
    village.told(&["export", "--to", text(&stick)]);
    let file = packages(&stick).pop().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    };
    copy(&first.home(), kept.path());
    let before = first.run(&["--json", "digest"]).object()["digest"].as_str().unwrap().to_owned();
    let whole = lasted(|| {
        first.told(&["receive", text(&file)]);
    });
    let after = proved(&first);
    let (mut untouched, mut done, count) = (0, 0, kills());
    for number in 0..count {
        std::fs::remove_dir_all(first.home()).unwrap();
        copy(kept.path(), &first.home());
        let child = spawned(&first, &["receive", text(&file)]);
        killed(child, "", moment(number, whole));
        let digest = proved(&first);
        if digest == before {
            untouched += 1;
        } else {
            assert_eq!(digest, after);
            done += 1;
        }
        first.told(&["receive", text(&file)]);
        assert_eq!(proved(&first), after);
    }
    assert!(untouched > 0 && done > 0, "{untouched} before, {done} after");
}
