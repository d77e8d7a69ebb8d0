//! 导入花名册.

use app::Result;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::arguments::{Import, Roster};
use crate::program::{Program, all, number, path_text, text};

/// How many rows a person is shown the reasons of; a program gets them all.
const SHOWN: usize = 20;

pub fn import(program: &Program, import: Import) -> Result<Answer> {
    let kind = match import.kind {
        Roster::Households => "households",
        Roster::Members => "members",
    };
    let paths: Vec<String> = import.files.iter().map(|file| path_text(file)).collect::<Result<_>>()?;
    let plan = program.call("import_plan", json!({ "kind": kind, "paths": paths }))?;
    let rows = program.call("import_rows", json!({ "page": 1, "size": 0 }))?;
    let back = number(&plan["counts"], "doubtful") + number(&plan["counts"], "refused");
    // Before anything is imported: whoever asked for that sheet counts on it.
    let returned = match &import.returned {
        Some(file) if back > 0 => Some(program.call("import_returned", json!({ "path": path_text(file)? }))?),
        _ => None,
    };
    let done = match import.dry_run {
        true => json!({}),
        false => program.call("import_confirm", json!({}))?,
    };
    let counts = if done["counts"].is_object() { &done["counts"] } else { &plan["counts"] };
    let mut answer = told(counts, &plan, &rows, import.dry_run);
    let rows: Vec<Value> = all(&rows, "rows").iter().map(outcome_of).collect();
    if let Some(returned) = &returned {
        answer.lines.push(format!("存疑的和没有收的行写在 {}", text(returned, "path")));
    }
    let returned = returned.map_or(Value::Null, |returned| returned["path"].clone());
    answer.json = Map::from_iter(
        [
            ("kind", json!(kind)),
            ("files", json!(import.files)),
            ("dry_run", json!(import.dry_run)),
            ("total", plan["total"].clone()),
            ("counts", counts.clone()),
            ("act", done["act"].clone()),
            ("returned", returned),
            ("rows", json!(rows)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(answer)
}

/// What became of a row and why, without what stands in it.
fn outcome_of(row: &Value) -> Value {
    json!({ "at": row["at"], "outcome": row["outcome"], "name": row["name"], "reasons": row["reasons"] })
}

fn told(counts: &Value, plan: &Value, rows: &Value, dry_run: bool) -> Answer {
    let of = |name| number(counts, name);
    let begin = if dry_run { "只检查，没有导入" } else { "导入完成" };
    let mut answer = Answer::default().line(format!(
        "{begin}：共{}行，新增{}，更新{}，无变化{}，存疑{}，没有收{}。",
        number(plan, "total"),
        of("new"),
        of("updated"),
        of("unchanged"),
        of("doubtful"),
        of("refused")
    ));
    let held = |row: &&Value| matches!(text(row, "outcome"), "doubtful" | "refused");
    let waiting: Vec<&Value> = all(rows, "rows").iter().filter(held).collect();
    for row in waiting.iter().take(SHOWN) {
        let reasons: Vec<&str> = all(row, "reasons").iter().map(|reason| text(reason, "sentence")).collect();
        let word = if text(row, "outcome") == "doubtful" { "存疑" } else { "没有收" };
        let at = &row["at"];
        let (file, sheet, line) = (text(at, "file"), text(at, "sheet"), number(at, "row"));
        answer.lines.push(format!("  {word} {file} {sheet} 第{line}行：{}", reasons.join("")));
    }
    if waiting.len() > SHOWN {
        answer.lines.push(format!("  另外还有{}行。", waiting.len() - SHOWN));
    }
    answer
}
