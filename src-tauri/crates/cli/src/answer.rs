//! What a command says when it ends.

use std::io::{self, Write};

use app::Failure;
use serde_json::{Map, Value, json};

use crate::{DONE, FAILED, MISUSED};

/// What a command did: for programs an object, for people lines.
#[derive(Default)]
pub struct Answer {
    /// The object that `--json` prints.
    pub json: Map<String, Value>,
    /// Lines on standard output.
    pub lines: Vec<String>,
    /// Remarks on standard error, where the lines are meant to be read by another program too.
    pub remarks: Vec<String>,
    /// Some of what was asked for was refused; the rest was done.
    pub refused: Option<Failure>,
    /// Whether standard output already has everything.
    pub written: bool,
}

impl Answer {
    /// An answer of the command table, without what only the window needs.
    pub fn of(answer: Value) -> Self {
        let mut json = match answer {
            Value::Object(members) => members,
            other => Map::from_iter([("answer".to_owned(), other)]),
        };
        json.remove("changed");
        Self { json, ..Self::default() }
    }

    /// The same answer with one line more for people.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Prints it. Gives the exit code.
    pub fn tell(self, json: bool) -> io::Result<u8> {
        let code = if self.refused.is_some() { FAILED } else { DONE };
        if self.written {
            return Ok(code);
        }
        let mut out = io::stdout().lock();
        if json {
            let mut object = self.json;
            object.extend(self.refused.as_ref().map(object_of).into_iter().flatten());
            writeln!(out, "{}", Value::Object(object))?;
            out.flush()?;
            return Ok(code);
        }
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        let mut aside = io::stderr().lock();
        for remark in &self.remarks {
            writeln!(aside, "{remark}")?;
        }
        if let Some(failure) = &self.refused {
            writeln!(aside, "{}", line_of(failure))?;
        }
        Ok(code)
    }
}

/// Prints a failure: an object on standard output, or a line on standard error. Gives the exit code.
pub fn tell_failure(failure: &Failure, json: bool) -> io::Result<u8> {
    if json {
        writeln!(io::stdout().lock(), "{}", Value::Object(object_of(failure)))?;
    } else {
        writeln!(io::stderr().lock(), "{}", line_of(failure))?;
    }
    Ok(if failure.code.starts_with("usage") { MISUSED } else { FAILED })
}

fn object_of(failure: &Failure) -> Map<String, Value> {
    let params = json!(failure.params);
    let members = [("code", json!(failure.code)), ("message", json!(sentence(failure))), ("params", params)];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn line_of(failure: &Failure) -> String {
    format!("{}: {}", failure.code, sentence(failure))
}

/// The sentence of a failure; for one in a file of lines it says where, and what was written before it.
fn sentence(failure: &Failure) -> String {
    let number = |name: &str| failure.params.get(name).and_then(Value::as_u64);
    match (number("line"), number("written")) {
        (Some(line), Some(0)) => format!("第{line}行：{}前面没有写入任何一行。", failure.sentence()),
        (Some(line), Some(written)) => {
            format!("第{line}行：{}前面的{written}行已经写入。", failure.sentence())
        }
        _ => failure.sentence(),
    }
}
