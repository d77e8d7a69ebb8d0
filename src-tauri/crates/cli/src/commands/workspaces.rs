//! 工作区: making one, filling it with invented people, and any command of the table.

use std::io::Read;
use std::path::{Path, PathBuf};

use app::{Failure, Result};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::arguments::{Call, New, PartyKind, Sample};
use crate::program::{Program, number, passphrase, path_text, text};

pub fn new(folder: &Path, new: New) -> Result<Answer> {
    let program = Program::at(PathBuf::from(path_text(folder)?));
    let (kind, word) = match new.kind {
        PartyKind::Village => ("village", "村"),
        PartyKind::Township => ("township", "乡镇"),
    };
    let passphrase = passphrase()?;
    let paper = program.call("recovery_code", json!({}))?;
    let recovery = text(&paper, "code");
    let request = json!({
        "folder": "", "kind": kind, "name": new.name, "code": new.code, "practice": new.practice,
        "passphrase": passphrase, "recovery": recovery, "recovery_typed": recovery, "operator": new.operator,
    });
    let made = program.call("workspace_create", request)?;
    let practice = if new.practice { "（练习）" } else { "" };
    let mut answer = Answer::of(made.clone())
        .line(format!("已新建{word}工作区“{}”{practice}：{}", text(&made, "name"), folder.display()))
        .line(format!("恢复码：{recovery}（请抄在纸上收好，忘记口令时只有它能打开）"));
    answer.json.insert("recovery".to_owned(), recovery.into());
    Ok(answer)
}

pub fn sample(program: &Program, sample: Sample) -> Result<Answer> {
    let request = json!({ "households": sample.households, "years": sample.years, "seed": sample.seed });
    let made = program.call("sample", request)?;
    let of = |name| number(&made, name);
    let line = format!(
        "已生成示例：农户{}户，{}人，党员{}人，联系{}条，走访{}次，诉求{}件。人和事都是编的。",
        of("households"),
        of("people"),
        of("members"),
        of("links"),
        of("visits"),
        of("needs")
    );
    Ok(Answer::of(made).line(line))
}

/// Runs any command. What works without an open workspace runs without the passphrase.
pub fn call(program: &Program, call: Call) -> Result<Answer> {
    let request = request_of(&call.request)?;
    let answer = match program.call(&call.name, request.clone()) {
        Err(failure) if failure.code == "locked" => {
            program.unlock()?;
            program.call(&call.name, request)?
        }
        other => other?,
    };
    let pretty = serde_json::to_string_pretty(&answer).map_err(|_| Failure::of("internal"))?;
    let changed = answer.get("changed").cloned();
    let mut answer = Answer::of(answer).line(pretty);
    answer.json.extend(changed.map(|changed| ("changed".to_owned(), changed)));
    Ok(answer)
}

fn request_of(given: &str) -> Result<Value> {
    let malformed = |detail: String| Failure::of("bad_request").with("detail", detail);
    let mut read = String::new();
    let given = match given {
        "-" => {
            std::io::stdin().read_to_string(&mut read).map_err(|error| malformed(error.to_string()))?;
            read.as_str()
        }
        given => given,
    };
    serde_json::from_str(given).map_err(|error| malformed(error.to_string()))
}
