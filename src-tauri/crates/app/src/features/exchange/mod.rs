//! 交接: files between village and township, from the invitation to the receipt.
//!
//! | step | file |
//! | --- | --- |
//! | who it is exchanged with, and what they may be told | [`peers`], [`disclose`] |
//! | 邀请 | [`invite`] |
//! | 写 | [`package`] makes the bytes, [`write`](mod@write) and [`stick`] bring them to the stick, [`drives`](mod@drives) finds it |
//! | 报送范围 | [`policy`](mod@policy) asks and answers, [`agreement`] is what stands and stood, [`later`] and [`backlog`] bring what came to be told, [`disclosed`](mod@disclosed) lists all of it |
//! | 待核对设备 | [`devices`](mod@devices) |
//! | 收 | [`preview`](mod@preview), [`receive`](mod@receive), [`heard`], [`forks`] |
//! | 交接单 | [`ledger`] tells it of a file, [`touched`] counts the records |
//! | 代管 | [`sealed`], [`stale`], [`partial`] |
//! | 镇里的另一台电脑 | [`passing`] |
//! | 回执 | [`receipt`] makes one's own, [`marks`] reads the other side's |
//! | 去向 | [`whereabouts`](mod@whereabouts) |
//! | 一览 | [`ledger`], [`overview`](mod@overview) |
//!
//! Not here: the bytes of files (crate `exchange`), how entries merge (crate `store`).

mod agreement;
mod backlog;
mod devices;
mod disclose;
mod disclosed;
mod done;
pub(crate) mod drives;
mod forks;
mod heard;
mod invite;
mod kept;
mod later;
mod ledger;
mod marks;
mod overview;
mod package;
mod partial;
mod passing;
mod peers;
mod policy;
mod preview;
mod receipt;
mod receive;
mod reclaim;
mod sealed;
mod stale;
mod stick;
#[cfg(test)]
mod tests;
mod touched;
mod types;
pub(crate) mod villages;
mod vouching;
mod whereabouts;
mod write;

use std::path::{Path, PathBuf};

pub use devices::{DeviceConfirm, Devices};
pub use disclosed::{Disclosed, DisclosedRequest};
pub use drives::{Drive, Drives, InFolder, PackagesFound};
pub use policy::{Policies, PolicyAnswer, PolicySet};
pub use types::{
    Exchange, ExchangeWrite, FileNote, FilePath, FilePaths, FilesIncoming, FilesReceived, FilesWritten, Gap,
    Incoming, InvitationFile, InvitationNote, InvitationView, InvitationWrite, Joined, KindCount, Outcomes,
    Party, Peer, Refused, Slip, Span, Taken, WrittenFile,
};
pub use whereabouts::{Refusals, Resend, Whereabouts};

use super::records::{Name, Saved};
use super::workspaces::Nothing;
use crate::{Desk, Result};

pub(crate) fn overview(desk: &mut Desk<'_>, _: Nothing) -> Result<Exchange> {
    desk.session()?.exchange()
}

pub(crate) fn invitation_write(desk: &mut Desk<'_>, request: InvitationWrite) -> Result<InvitationFile> {
    let moment = desk.moment();
    let code = request.code.unwrap_or_default();
    desk.session()?.invite(&request.name, &code, Path::new(&request.folder), moment)
}

pub(crate) fn invitation_open(desk: &mut Desk<'_>, request: FilePath) -> Result<InvitationView> {
    desk.session()?.read_invitation(Path::new(&request.path))
}

pub(crate) fn invitation_accept(desk: &mut Desk<'_>, request: FilePath) -> Result<Joined> {
    let moment = desk.moment();
    Ok(Joined { township: desk.session()?.join(Path::new(&request.path), moment)? })
}

pub(crate) fn write(desk: &mut Desk<'_>, request: ExchangeWrite) -> Result<FilesWritten> {
    let moment = desk.moment();
    let (session, mut go_on) = desk.long_job("exchange_write")?;
    let files = session.export(request.to.as_deref(), Path::new(&request.folder), moment, &mut go_on)?;
    Ok(FilesWritten { files })
}

pub(crate) fn preview(desk: &mut Desk<'_>, request: FilePaths) -> Result<FilesIncoming> {
    let (session, mut go_on) = desk.long_job("exchange_preview")?;
    session.preview(&paths(request), &mut go_on)
}

pub(crate) fn receive(desk: &mut Desk<'_>, request: FilePaths) -> Result<FilesReceived> {
    let moment = desk.moment();
    let (session, mut go_on) = desk.long_job("exchange_receive")?;
    Ok(session.receive(&paths(request), moment, &mut go_on))
}

pub(crate) fn devices(desk: &mut Desk<'_>, _: Nothing) -> Result<Devices> {
    desk.session()?.devices()
}

pub(crate) fn device_confirm(desk: &mut Desk<'_>, request: DeviceConfirm) -> Result<Devices> {
    let moment = desk.moment();
    desk.session()?.confirm(&request, moment)
}

pub(crate) fn policy(desk: &mut Desk<'_>, _: Nothing) -> Result<Policies> {
    desk.session()?.policies()
}

pub(crate) fn policy_set(desk: &mut Desk<'_>, request: PolicySet) -> Result<Policies> {
    let moment = desk.moment();
    desk.session()?.set_policy(&request, moment)
}

pub(crate) fn policy_accept(desk: &mut Desk<'_>, request: PolicyAnswer) -> Result<Nothing> {
    let moment = desk.moment();
    desk.session()?.answer_policy(&request, moment)?;
    Ok(Nothing {})
}

pub(crate) fn disclosed(desk: &mut Desk<'_>, request: DisclosedRequest) -> Result<Disclosed> {
    desk.session()?.disclosed(&request)
}

pub(crate) fn whereabouts(desk: &mut Desk<'_>, request: Name) -> Result<Whereabouts> {
    desk.session()?.whereabouts(&request)
}

pub(crate) fn refusals(desk: &mut Desk<'_>, _: Nothing) -> Result<Refusals> {
    desk.session()?.refusals()
}

pub(crate) fn resend(desk: &mut Desk<'_>, request: Resend) -> Result<Saved> {
    let moment = desk.moment();
    desk.session()?.resend(&request, moment)
}

pub(crate) fn drives(desk: &mut Desk<'_>, _: Nothing) -> Result<Drives> {
    Ok(Drives { drives: desk.drives() })
}

pub(crate) fn find(desk: &mut Desk<'_>, request: InFolder) -> Result<PackagesFound> {
    desk.session()?.find_packages(Path::new(&request.folder))
}

fn paths(request: FilePaths) -> Vec<PathBuf> {
    request.paths.into_iter().map(PathBuf::from).collect()
}
