//! Killed while lines are put.

use super::killing::{Cut, Killer};
use super::*;

/// Enough for several groups, each of which is written and told at once, and for many acts in each.
const LINES: usize = 600;
const BATCH: &str = "8";
/// A workspace with more people is left for a new one, because looking at all of them takes its time.
const MANY: usize = 1_200;

/// Lines with people of these numbers.
fn lines(from: usize) -> String {
    let line = |number| format!("{{\"kind\":\"person\",\"fields\":{{\"name\":\"某{number}\"}}}}\n");
    (from..from + LINES).map(line).collect()
}

/// How many people there are, of whom none may be missing among the others.
fn people(site: &Site) -> usize {
    let number = |line: serde_json::Value| -> usize {
        line["fields"]["name"].as_str().unwrap().trim_start_matches('某').parse().unwrap()
    };
    let mut all: Vec<usize> = site.dump(&["person"]).into_iter().map(number).collect();
    all.sort_unstable();
    assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
    all.len()
}

/// How many lines stay, by each of the things that a run said.
fn told(out: &str) -> Vec<usize> {
    let number = |line: &str| -> usize {
        let digits = line.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    out.lines().map(number).collect()
}

/// What a run left that may have been killed, by what it said; `groups` are the numbers of lines after each group.
fn assert_kept(cut: &Cut, written: usize, groups: &[usize]) {
    let told = told(&cut.out);
    assert!(groups.starts_with(&told), "{told:?}");
    if !cut.killed {
        assert_eq!((told.as_slice(), written), (groups, LINES));
    }
    let last = told.last().copied().unwrap_or(0);
    // Beyond what it said there is at most the one group that it had no time to tell.
    let next = groups.get(told.len()).copied().unwrap_or(LINES);
    assert!(written == last || written == next, "told {told:?}, and {written} are there");
}

#[test]
fn what_a_writer_told_before_it_was_killed_is_there_and_the_rest_in_whole_groups() {
    let mut site = Site::village("石桥村", CODE);
    let put = |site: &Site, from| {
        command(&site.home(), &["put", text(&site.file("lines.jsonl", &lines(from))), "--batch", BATCH])
    };
    let mut groups = Vec::new();
    let mut killer =
        Killer::of(|| groups = told(&String::from_utf8(put(&site, 0).output().unwrap().stdout).unwrap()));
    assert!(groups.len() >= 3 && groups.is_sorted() && groups.last() == Some(&LINES), "{groups:?}");
    let (mut before, mut between) = (people(&site), 0);
    assert_eq!(before, LINES);
    for _ in 0..kills() {
        if before > MANY {
            (site, before) = (Site::village("石桥村", CODE), 0);
        }
        let cut = killer.cut(put(&site, before));
        let after = people(&site);
        assert!(after >= before, "{} are gone", before - after);
        assert_kept(&cut, after - before, &groups);
        between += u32::from((1..LINES).contains(&(after - before)));
        proved(&site);
        before = after;
    }
    killer.assert_spread();
    assert!(between > kills() / 10, "{between} were killed between two groups");
}
