//! 交接: invitations and files.

use std::path::PathBuf;

use app::{Failure, Result};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::arguments::{Export, Invite, OneFile, Receive};
use crate::program::{Program, all, number, path_text, text};

pub fn invite(program: &Program, invite: Invite) -> Result<Answer> {
    let out = PathBuf::from(path_text(&invite.out)?);
    // Only the commands of the table ask for the right side by themselves.
    if program.call("workspaces", json!({}))?["open"]["kind"] != "township" {
        return Err(Failure::of("other_side"));
    }
    let (name, code) = (invite.name.unwrap_or_default(), invite.code.unwrap_or_default());
    let written = program.app.session(|session, moment| match (out.parent(), out.file_name()) {
        _ if out.is_dir() => session.invite(&name, &code, &out, moment),
        _ if out.exists() => Err(Failure::of("path_taken").with("name", path_text(&out)?)),
        (Some(folder), Some(file)) => {
            session.invite_as(&name, &code, folder, &file.to_string_lossy(), moment)
        }
        _ => Err(Failure::of("path_unusable").with("name", path_text(&out)?)),
    })?;
    let line = format!("邀请文件已写好并核对：{}。请交给村里，只能用一次。", written.path);
    Ok(Answer::of(json!(written)).line(line))
}

pub fn join(program: &Program, join: OneFile) -> Result<Answer> {
    let joined = program.call("invitation_accept", json!({ "path": path_text(&join.file)? }))?;
    let name = text(&joined["township"], "name").to_owned();
    Ok(Answer::of(joined).line(format!("已与“{name}”建立交接。下一次写出的文件会把本村介绍给镇里。")))
}

pub fn export(program: &Program, export: Export) -> Result<Answer> {
    let written =
        program.call("exchange_write", json!({ "to": export.whom, "folder": path_text(&export.to)? }))?;
    let mut answer = Answer::of(written.clone());
    for file in all(&written, "files") {
        answer.lines.push(text(file, "path").to_owned());
        answer.remarks.push(format!(
            "给{}的第{}号文件，{}次操作。",
            text(file, "to"),
            number(file, "number"),
            number(file, "entries")
        ));
    }
    answer.remarks.push("已写好并核对，可以拔出。".to_owned());
    Ok(answer)
}

pub fn receive(program: &Program, receive: Receive) -> Result<Answer> {
    let paths: Vec<String> = receive.files.iter().map(|file| path_text(file)).collect::<Result<_>>()?;
    let command = if receive.dry_run { "exchange_preview" } else { "exchange_receive" };
    let taken = program.call(command, json!({ "paths": paths }))?;
    let files = all(&taken, "files");
    let refused = files.iter().filter(|file| file["ok"] != true).count();
    let mut answer = Answer::of(taken.clone());
    for file in files {
        let told = if receive.dry_run { would(file) } else { did(file) };
        answer.lines.push(format!("{}：{told}", text(file, "name")));
        answer
            .lines
            .extend(all(file, "remarks").iter().map(|remark| format!("  注意：{}", text(remark, "message"))));
    }
    if refused > 0 {
        answer.refused = Some(Failure::of("files_refused").with("count", refused));
    }
    Ok(answer)
}

/// What a file would change.
fn would(file: &Value) -> String {
    if file["ok"] != true {
        return format!("不能收。{}", text(file, "message"));
    }
    if file["already"] == true {
        return format!("{}的第{}号文件，以前收过。", text(file, "sender"), number(file, "number"));
    }
    let stranger = if file["stranger"] == true { "（未电话核对）" } else { "" };
    format!(
        "{}{stranger}的第{}号文件，{}次操作，其中{}次这里还没有{}；对方新确认收到本方{}次。只看一看，没有收下。",
        text(file, "sender"),
        number(file, "number"),
        number(file, "entries"),
        number(file, "fresh"),
        kinds(file),
        number(file, "acknowledges")
    )
}

/// What became of a file.
fn did(file: &Value) -> String {
    if file["ok"] != true {
        return format!("没有收。{}", text(file, "message"));
    }
    let from = format!("{}的第{}号文件", text(file, "sender"), number(file, "number"));
    if file["already"] == true {
        return format!("{from}，以前收过，没有改动。");
    }
    let of = |name| number(&file["outcomes"], name);
    format!(
        "{from}已收下：新收{}次操作，已有{}，有分歧{}，拒收{}，等待前面的{}{}；对方新确认收到本方{}次。",
        of("applied"),
        of("same"),
        of("conflict"),
        of("refused"),
        of("waiting"),
        kinds(file),
        number(file, "acknowledges")
    )
}

fn kinds(file: &Value) -> String {
    let all =
        all(file, "records").iter().map(|one| format!("{}{}", text(one, "label"), number(one, "count")));
    let all = all.collect::<Vec<_>>().join("、");
    if all.is_empty() { all } else { format!("（{all}）") }
}
