//! 交接: files between village and township.

mod types;

pub use types::{
    Exchange, ExchangeWrite, FileNote, FilePath, FilePaths, FilesIncoming, FilesReceived, FilesWritten, Incoming,
    InvitationFile, InvitationNote, InvitationView, InvitationWrite, Joined, KindCount, Outcomes, Party, Peer,
    Refused, Taken, WrittenFile,
};

use super::workspaces::Nothing;
use crate::{Desk, Failure, Result, Session};

pub(crate) fn overview(_: &mut Desk<'_>, _: Nothing) -> Result<Exchange> {
    Err(Failure::of("internal"))
}

pub(crate) fn invitation_write(_: &mut Desk<'_>, _: InvitationWrite) -> Result<InvitationFile> {
    Err(Failure::of("internal"))
}

pub(crate) fn invitation_open(_: &mut Desk<'_>, _: FilePath) -> Result<InvitationView> {
    Err(Failure::of("internal"))
}

pub(crate) fn invitation_accept(_: &mut Desk<'_>, _: FilePath) -> Result<Joined> {
    Err(Failure::of("internal"))
}

pub(crate) fn write(_: &mut Desk<'_>, _: ExchangeWrite) -> Result<FilesWritten> {
    Err(Failure::of("internal"))
}

pub(crate) fn preview(_: &mut Desk<'_>, _: FilePaths) -> Result<FilesIncoming> {
    Err(Failure::of("internal"))
}

pub(crate) fn receive(_: &mut Desk<'_>, _: FilePaths) -> Result<FilesReceived> {
    Err(Failure::of("internal"))
}

impl Session {
    /// How many entries of this site no receipt covers yet.
    pub(crate) fn unsent(&self) -> Result<u64> {
        Ok(self.store.head(self.own_channel(), self.store.site())?.0)
    }
}
