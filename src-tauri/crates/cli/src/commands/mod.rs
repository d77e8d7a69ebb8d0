//! What each command does.

mod bulk;
mod digest;
mod exchange;
mod import;
mod lists;
mod safety;
mod workspaces;

use app::{Failure, Result};

use crate::answer::Answer;
use crate::arguments::{Arguments, Command};
use crate::program::Program;

/// Does what the command line says.
pub fn run(arguments: Arguments) -> Result<Answer> {
    let Arguments { workspace, command, json, .. } = arguments;
    if let Command::Restore(restore) = command {
        return safety::restore(restore);
    }
    let folder =
        workspace.ok_or_else(|| Failure::of("usage_missing").with("what", "--workspace <文件夹>"))?;
    let open = || Program::open(folder.clone());
    match command {
        Command::New(new) => workspaces::new(&folder, new),
        Command::Call(call) => workspaces::call(&Program::at(folder), call),
        Command::Invite(invite) => exchange::invite(&open()?, invite),
        Command::Join(join) => exchange::join(&open()?, join),
        Command::Export(export) => exchange::export(&open()?, export),
        Command::Receive(receive) => exchange::receive(&open()?, receive),
        Command::Import(import) => import::import(&open()?, import),
        Command::Put(put) => bulk::put(&open()?, put, json),
        Command::Dump(dump) => bulk::dump(&open()?, dump),
        Command::List(list) => lists::list(&open()?, list),
        Command::Sample(sample) => workspaces::sample(&open()?, sample),
        Command::Backup(backup) => safety::backup(&open()?, backup),
        Command::Restore(restore) => safety::restore(restore),
        Command::Digest(digest) => digest::digest(&open()?, digest),
        Command::Verify => safety::verify(&open()?),
        Command::Rebuild => safety::rebuild(&open()?),
    }
}
