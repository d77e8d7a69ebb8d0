//! 批量录入和输出.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;

use app::{Failure, Host, Result};
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::{Dump, Put};
use crate::program::Program;

/// After how many lines progress is told.
const STRIDE: u64 = 100;

pub fn put(program: &Program, put: Put) -> Result<Answer> {
    let mut done = 0;
    let lines = reader(&put.file)?.lines().inspect(|_| {
        done += 1;
        if done % STRIDE == 0 {
            program.terminal.progress("put", done, 0);
        }
    });
    let report = program.app.session(|session, moment| session.put_lines(lines, put.batch as usize, moment));
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

pub fn dump(program: &Program, dump: Dump) -> Result<Answer> {
    let mut out = BufWriter::new(io::stdout().lock());
    let gone = Cell::new(false);
    let told = |error: io::Error| {
        gone.set(error.kind() == ErrorKind::BrokenPipe);
        Failure::of("output_failed").with("detail", error.to_string())
    };
    let done = program.app.session(|session, _| {
        session
            .dump(dump.kind.as_deref(), dump.deleted, |record| writeln!(out, "{}", record.0).map_err(told))?;
        out.flush().map_err(told)
    });
    match done {
        // Whoever reads has had enough.
        Err(_) if gone.get() => {}
        other => other?,
    }
    Ok(Answer { written: true, ..Answer::default() })
}
