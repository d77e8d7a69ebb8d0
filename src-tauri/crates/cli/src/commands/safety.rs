//! 备份、恢复、核验: that nothing is lost and everything is as the journal says.

use std::path::PathBuf;

use app::Result;
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::{OneFile, Restore};
use crate::program::{Program, number, passphrase, path_text, text};

pub fn backup(program: &Program, backup: OneFile) -> Result<Answer> {
    let made = program.call("backup", json!({ "path": path_text(&backup.file)? }))?;
    let line = format!(
        "已备份到 {}（{}条记录，{}字节），并已重新打开核对。",
        text(&made, "path"),
        number(&made, "records"),
        number(&made, "bytes")
    );
    Ok(Answer::of(made).line(line))
}

pub fn restore(restore: Restore) -> Result<Answer> {
    let program = Program::at(PathBuf::from(path_text(&restore.to)?));
    let file = path_text(&restore.file)?;
    let request = json!({ "file": file, "folder": "", "passphrase": passphrase()?, "join": restore.join });
    let opened = program.call("restore", request)?;
    let line = format!("已恢复“{}”到 {}，原来的工作区没有动。", text(&opened, "name"), restore.to.display());
    Ok(Answer::of(opened).line(line))
}

pub fn verify(program: &Program) -> Result<Answer> {
    let proof = program.call("workspace_verify", json!({}))?;
    let line = format!(
        "核验通过：{}条操作记录首尾相接，{}条数据与记录一致。",
        number(&proof, "entries"),
        number(&proof, "records")
    );
    let digest = format!("摘要值：{}", text(&proof, "digest"));
    Ok(Answer::of(proof).line(line).line(digest))
}

pub fn rebuild(program: &Program) -> Result<Answer> {
    let rebuilt = program.call("workspace_rebuild", json!({}))?;
    let line = format!(
        "已按{}条操作记录重新整理，得到{}条数据。",
        number(&rebuilt, "entries"),
        number(&rebuilt, "records")
    );
    let digest = format!("摘要值：{}", text(&rebuilt, "digest"));
    Ok(Answer::of(rebuilt).line(line).line(digest))
}
