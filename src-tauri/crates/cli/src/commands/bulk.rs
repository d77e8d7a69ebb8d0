//! 批量录入和输出.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;

use app::{Dumped, Failure, Host, LeftOut, Result};
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::{Dump, Put};
use crate::program::Program;

/// After how many lines progress is told.
const STRIDE: u64 = 100;

/// Puts lines. Unless `--json` leaves standard output to one object, a long run tells after each group of lines that it
/// stays: whoever reads that can rely on it even if the program does not come to its end.
pub fn put(program: &Program, put: Put, json: bool) -> Result<Answer> {
    let mut done = 0;
    let lines = reader(&put.file)?.lines().inspect(|_| {
        done += 1;
        if done % STRIDE == 0 {
            program.terminal.progress("put", done, 0);
        }
    });
    let kept = |count: usize| {
        if !json {
            program.terminal.clear();
            // What is written stays written, whether anybody reads this or not.
            let mut out = io::stdout().lock();
            let _ = writeln!(out, "已写入{count}行。").and_then(|()| out.flush());
        }
    };
    let report =
        program.app.session(|session, moment| session.put_lines(lines, put.batch as usize, moment, kept));
    program.terminal.clear();
    let report = report?;
    let line = format!("读入{}行，写成{}次操作。", report.lines, report.acts);
    Ok(Answer::of(json!(report)).line(line))
}

fn reader(file: &Path) -> Result<Box<dyn BufRead>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let opened = File::open(file).map_err(|error| {
        let code = if error.kind() == ErrorKind::NotFound { "path_missing" } else { "path_unusable" };
        Failure::of(code).with("name", file.to_string_lossy().into_owned())
    })?;
    Ok(Box::new(BufReader::new(opened)))
}

/// What a person should know was not given.
fn left_out(left: &LeftOut) -> Vec<String> {
    let listed = |all: &BTreeMap<&str, usize>, unit: &str| {
        all.iter().map(|(kind, count)| format!("{kind}{count}{unit}")).collect::<Vec<_>>().join("、")
    };
    let mut lines = Vec::new();
    if !left.records.is_empty() {
        lines.push(format!("没有输出（本单位不能再录入）：{}。", listed(&left.records, "条")));
    }
    if !left.values.is_empty() {
        lines.push(format!("没有带上（指向已不在的记录，或者重复）：{}。", listed(&left.values, "处")));
    }
    lines
}

pub fn dump(program: &Program, dump: Dump) -> Result<Answer> {
    let mut out = BufWriter::new(io::stdout().lock());
    let gone = Cell::new(false);
    let told = |error: io::Error| {
        gone.set(error.kind() == ErrorKind::BrokenPipe);
        Failure::of("output_failed").with("detail", error.to_string())
    };
    let done = program.app.session(|session, _| {
        let kind = dump.kind.as_deref();
        let mut each = |record: Dumped| writeln!(out, "{}", record.0).map_err(told);
        let left = match dump.own {
            true => session.dump_own(kind, dump.deleted, &mut each)?,
            false => session.dump(kind, dump.deleted, &mut each).map(|()| LeftOut::default())?,
        };
        out.flush().map_err(told)?;
        Ok(left)
    });
    match done {
        // Whoever reads has had enough.
        Err(_) if gone.get() => {}
        other => left_out(&other?).iter().for_each(|line| program.terminal.tell(line)),
    }
    Ok(Answer { written: true, ..Answer::default() })
}
