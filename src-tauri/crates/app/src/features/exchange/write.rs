//! 写交接包: to a stick, for one party or for all.

use std::path::Path;

use exchange::{PartyCard, PartyKind};
use store::{Direction, Moment, Parcel};

use super::ledger::{Contents, Ledger, begin_number};
use super::package::{Draft, Drafts, FULL, keep_head};
use super::{WrittenFile, receipt, stick};
use crate::{Failure, Result, Session};

impl Session {
    /// Writes files with what their readers lack into a folder: for the party named `to` (by id, channel, division code
    /// or name), or for every one. Each file was read back and verified. `go_on` is asked with the entries done and
    /// their total; files that were written before it said no stay and count.
    pub fn export(
        &mut self,
        to: Option<&str>,
        folder: &Path,
        moment: Moment,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Vec<WrittenFile>> {
        let peers = match to {
            Some(named) => vec![self.peer(named)?],
            None => self.peers()?,
        };
        if peers.is_empty() {
            return Err(Failure::of(match self.info.kind {
                PartyKind::Village => "no_peer",
                PartyKind::Township => "no_villages",
            }));
        }
        if !folder.is_dir() {
            return Err(Failure::of("path_missing").with("name", folder.display().to_string()));
        }
        let mut total = 0;
        for peer in &peers {
            total += self.lacking(peer)?;
        }
        let (mut files, mut done) = (Vec::new(), 0);
        for peer in &peers {
            let ledger = Ledger::of(self, Some(peer.party()))?;
            let mut tell = |entries| go_on(done + entries, total);
            let drafts = self.package(peer, &ledger, moment, FULL, &mut tell).map_err(|failure| {
                let stopped = failure.code == "cancelled" && !files.is_empty();
                if stopped { Failure::of("write_stopped").with("count", files.len()) } else { failure }
            })?;
            for draft in &drafts.files {
                files.push(self.write_draft(folder, peer, draft, &drafts, moment)?);
                done += draft.entries;
            }
        }
        Ok(files)
    }

    /// Writes one file and notes it.
    fn write_draft(
        &mut self,
        folder: &Path,
        peer: &PartyCard,
        draft: &Draft,
        drafts: &Drafts,
        moment: Moment,
    ) -> Result<WrittenFile> {
        let whole = |back: &[u8]| exchange::check(back).is_ok_and(|seen| seen.file == draft.id);
        begin_number(&self.store, peer.party(), draft.number)?;
        let written = stick::write(folder, &self.file_name(peer, draft.number, moment), &draft.bytes, whole);
        if written.as_ref().is_err_and(|not| !not.left) {
            // No file is left that has this number.
            begin_number(&self.store, peer.party(), draft.number - 1)?;
        }
        let path = written?;
        let contents = Contents {
            site: self.store.site().to_string(),
            entries: draft.entries,
            bytes: draft.bytes.len() as u64,
            carried: draft.carried.clone(),
            records: draft.touched.counts(&self.store),
            check: vault::digits::check_code(&draft.bytes),
            ..Contents::default()
        };
        let parcel = Parcel {
            file_id: *draft.id.as_bytes(),
            direction: Direction::Written,
            number: draft.number,
            peer: *peer.party().as_bytes(),
            at: moment.wall,
            name: stick::name_of(&path),
            summary: contents.to_json()?,
        };
        if let Err(failure) = self.note_written(&parcel, peer, draft, drafts) {
            // Nobody must carry off a file that the ledger does not know.
            if stick::discard(&path) {
                // If there is no room even for this, a number is left out, and no file is lost by that.
                let _ = begin_number(&self.store, peer.party(), draft.number - 1);
            }
            return Err(failure);
        }
        Ok(WrittenFile {
            path: path.display().to_string(),
            slip: contents.slip(draft.number, &parcel.name),
            to: peer.name.clone(),
            proved: stick::PROVES,
        })
    }

    /// Takes a file that was written into the ledger, with all that is known by it.
    fn note_written(
        &mut self,
        parcel: &Parcel,
        peer: &PartyCard,
        draft: &Draft,
        drafts: &Drafts,
    ) -> Result<()> {
        let last = drafts.files.last().is_some_and(|last| last.number == draft.number);
        self.together(|session| {
            let store = &session.store;
            store.add_parcel(parcel)?;
            receipt::note(store, &drafts.receipt)?;
            draft.heads.iter().try_for_each(|head| keep_head(store, head))?;
            if last {
                drafts.later.keep(store, peer.party())?;
                if peer.party() != session.party() {
                    session.note_shared(peer.party())?;
                }
            }
            Ok(())
        })
    }

    /// 石桥村-交清河镇-第0003号-20261122.lxc
    fn file_name(&self, peer: &PartyCard, number: u64, moment: Moment) -> String {
        let practice = if self.info.practice { "练习-" } else { "" };
        let from = stick::plain(&self.info.name);
        let to = match peer.party() == self.party() {
            true => "给自己的另一台电脑".to_owned(),
            false => format!("交{}", stick::plain(&peer.name)),
        };
        format!("{practice}{from}-{to}-第{number:04}号-{}.lxc", moment.today.format("%Y%m%d"))
    }
}
