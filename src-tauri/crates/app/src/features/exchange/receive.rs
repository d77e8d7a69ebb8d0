//! 收交接包: a file is taken in as a whole, in one transaction, or not at all.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use domain::codes;
use exchange::{Error, Opened, PartyCard, PartyKind, Reader, Trust};
use store::{Direction, Merged, Moment, Parcel, Store};

use super::done::Done;
use super::forks::{self, Fork};
use super::heard::{Heard, is_anew};
use super::ledger::{Contents, Ledger};
use super::package::keep_head;
use super::sealed::{keep_sealed, put_back, put_in};
use super::vouching::{keep_trust, scoped};
use super::{FilesReceived, Taken, invite, kept, partial, stale, stick};
use crate::features::records::warnings;
use crate::{Failure, Result, Session};

/// How far a long job is told to be for each file.
const STEPS: u64 = 1_000;
/// What can be seen of a file from outside.
pub(super) struct Seen {
    bytes: u64,
    /// 核对码.
    pub(super) check: String,
}

impl Session {
    /// Takes files in, one after another: each as a whole in one transaction, or refused as a whole without holding up
    /// the others. `go_on` is asked now and then; once it says no, the rest is left alone.
    pub fn receive(
        &mut self,
        paths: &[PathBuf],
        moment: Moment,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> FilesReceived {
        let total = paths.len() as u64 * STEPS;
        let mut received = FilesReceived::default();
        let mut stopped = false;
        for (index, path) in paths.iter().enumerate() {
            let before = index as u64 * STEPS;
            stopped |= !go_on(before, total);
            let taken = if stopped {
                Err(Failure::of("cancelled"))
            } else {
                self.take_in(path, moment, &mut |part| go_on(before + part.min(STEPS), total))
            };
            let taken = taken.unwrap_or_else(|failure| {
                stopped |= failure.code == "cancelled";
                Taken { message: Some(failure.sentence()), failure: Some(failure), ..Taken::default() }
            });
            received.outcomes += taken.outcomes;
            let (path, name) = (path.display().to_string(), stick::name_of(path));
            received.files.push(Taken { path, name, ok: taken.failure.is_none(), ..taken });
        }
        go_on(total, total);
        received
    }

    /// Opens a file and verifies all of it.
    pub(super) fn open_file(&self, path: &Path) -> Result<(Opened, Seen)> {
        let file = stick::read(path)?;
        let unused: Vec<[u8; 16]> = self
            .store
            .tokens()?
            .into_iter()
            .filter(|one| one.used_by.is_none())
            .map(|one| one.token)
            .collect();
        let reader =
            Reader { trust: &self.trust, identities: std::slice::from_ref(&self.seal), me: self.party() };
        let opened =
            reader.open(&file, |token| unused.contains(token.as_bytes())).map_err(|error| match error {
                Error::WrongKind => Failure::of("package_is_invitation"),
                other => other.into(),
            })?;
        let manifest = opened.manifest();
        // A copy of this workspace goes by the same name; its files are not known here.
        if manifest.sender == self.store.site()
            && self.store.knows_parcel(Direction::Written, manifest.file.as_bytes())?
        {
            return Err(Failure::of("package_own"));
        }
        let seen = Seen { bytes: file.len() as u64, check: vault::digits::check_code(&file) };
        Ok((opened, seen))
    }

    /// One's trust with what an opened file adds to it.
    pub(super) fn trust_with(&self, opened: &Opened) -> Result<Trust> {
        let mut trust = self.trust.clone();
        for statement in opened.statements() {
            trust.add(statement.clone())?;
        }
        Ok(trust)
    }

    fn take_in(&mut self, path: &Path, moment: Moment, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Taken> {
        let (opened, seen) = self.open_file(path)?;
        let manifest = opened.manifest().clone();
        let mut trust = self.trust_with(&opened)?;
        let answers = self.narrowed(&mut trust)?;
        let card = trust.card(manifest.party).ok_or_else(|| Failure::of("package_stranger"))?.clone();
        let mut taken = Taken {
            sender: Some(card.name.clone()),
            number: Some(manifest.number),
            check: seen.check.clone(),
            ..Taken::default()
        };
        if self.store.knows_parcel(Direction::Received, manifest.file.as_bytes())? {
            taken.already = true;
            taken.outcomes.same = manifest.entries;
            self.note_gaps(&mut taken, &card)?;
            return Ok(taken);
        }
        let forks = self.forks(&opened, &trust, &card)?;
        let heard = self.heard(&opened, &trust, &card, &forks)?;
        let renewal = self.renewal_for(&heard, &forks)?;
        let channels = scoped(&trust, &manifest.channels)?;
        let me = self.party();
        let done = self.together_trusting(trust, |session| {
            let Session { store, seal, trust, info, .. } = &mut *session;
            keep_trust(store, &opened, &answers, card.party(), &channels)?;
            let is_own = |site| trust.cert(me, site).is_some();
            forks.iter().try_for_each(|fork| fork.settle(store, is_own(fork.site)))?;
            let gave_way = forks::note_told(store, opened.receipts())?;
            renewal.iter().try_for_each(|renewal| renewal.sign_off(store))?;
            let before = stale::Before::of(store, manifest.channels.iter().copied())?;
            let merged = merge(store, &opened, trust, &forks, go_on)?;
            let stale = before.drop_stale(store, opened.receipt_of_sender().map(|one| &**one))?;
            let mut shown = merged.shown.clone();
            for supplement in opened.supplements()? {
                let supplement = supplement?;
                let (site, channel, seq) = (supplement.site(), supplement.channel(), supplement.seq());
                if !forks.iter().any(|fork| fork.drops(site, channel, seq)) && put_in(store, &supplement)? {
                    shown.add((channel, site), seq);
                }
            }
            if info.kind == PartyKind::Township {
                store.note_shown(&shown, manifest.sender)?;
            }
            let mut completes = false;
            for piece in opened.own()? {
                let piece = piece?;
                if piece.owner == me {
                    completes = true;
                    put_back(store, &piece, seal)?;
                } else if !(stale.may_be_in(&piece) || forks.iter().any(|fork| fork.drops_any(&piece))) {
                    keep_sealed(store, &piece)?;
                }
            }
            kept::keep_left_out(store, &opened, &forks, &stale, is_own)?;
            partial::note(store, me, trust, (&opened, completes), &merged, &forks)?;
            for range in opened.ranges() {
                let is_of = |fork: &Fork| (fork.site, fork.channel) == (range.head.site, range.head.channel);
                let left_out = |fork: &Fork| is_of(fork) && fork.left_out() > 0;
                if !forks.iter().any(left_out) {
                    keep_head(store, &range.head)?;
                }
            }
            let came = came_at(store, moment.wall)?;
            for receipt in opened.receipts() {
                let bytes = receipt.to_bytes()?;
                let anew = is_anew(&forks, receipt.site);
                if store.set_receipt(receipt.site, receipt.number, came, &bytes, anew)? {
                    invite::introduced_to(store, receipt.party)?;
                }
            }
            let mut done = Done { gave_way, ..Done::of(store, &merged)? };
            done.outcomes.refused += forks.iter().map(Fork::left_out).sum::<u64>();
            renewal.iter().try_for_each(|renewal| renewal.take(store))?;
            done.write_again(store, (me, trust, seal), &opened, &forks, moment.wall)?;
            let name = stick::name_of(path);
            store.add_parcel(&parcel(&opened, name, &seen, &done, &heard, moment)?)?;
            if renewal.is_some() {
                session.audit(codes::audit_event::RESTORED, moment, "本机换新编号", None)?;
            }
            session.note_stages(moment.wall)?;
            session.note_shared(card.party())?;
            Ok(done)
        });
        let renewed = renewal.is_some();
        let done = match (done, renewal) {
            (Ok(done), renewal) => {
                renewal.map_or(Ok(()), |renewal| renewal.finish(self))?;
                done
            }
            (Err(failure), renewal) => {
                renewal.iter().for_each(|renewal| renewal.abandon(self));
                return Err(failure);
            }
        };
        taken.outcomes = done.outcomes;
        taken.records = done.records;
        taken.refusals = done.refusals;
        taken.acknowledges = heard.acknowledges;
        let mut remarks = heard.remarks;
        remarks.extend(forks.iter().map(|fork| fork.remark(&card)));
        if renewed {
            remarks.push(match done.again {
                0 => Failure::of("site_renewed"),
                count => Failure::of("site_renewed_again").with("count", count),
            });
        }
        let (by_own, by_other) = match card.party() == me {
            true => (done.given_back + done.of_age, 0),
            false => (done.of_age, done.given_back),
        };
        for (code, count) in [("branch_given_back", by_other), ("branch_given_back_own", by_own)] {
            let remark = || Failure::of(code).with("name", card.name.clone()).with("count", count);
            remarks.extend((count > 0).then(remark));
        }
        if done.gave_way > 0 {
            remarks.push(Failure::of("waiting_gave_way").with("count", done.gave_way));
        }
        if card.party() == me && done.outcomes.waiting > 0 {
            remarks.push(Failure::of("waits_for_own").with("count", done.outcomes.waiting));
        }
        remarks.extend(self.lacking_own(&card)?);
        remarks.extend(self.held_in_part(&card)?);
        taken.remarks = warnings(&remarks);
        self.note_gaps(&mut taken, &card)?;
        Ok(taken)
    }

    /// Tells which files of the sender did not come. Laptops of one party number theirs each on its own.
    fn note_gaps(&self, taken: &mut Taken, sender: &PartyCard) -> Result<()> {
        if sender.party() != self.party() {
            taken.gaps = self.gaps_of(&Ledger::of(self, Some(sender.party()))?, sender.party());
            taken.waiting_here = self.store.waiting(self.shared_channel(sender))?.len();
        }
        Ok(())
    }
}

/// When the receipts of a file are noted to have come: after all before them, even if the clock was put back.
fn came_at(store: &Store, wall: i64) -> Result<i64> {
    let last = store.receipts()?.into_iter().map(|(_, at, _)| at).max();
    Ok(last.map_or(wall, |last| wall.max(last.saturating_add(1))))
}

fn merge(
    store: &mut Store,
    opened: &Opened,
    trust: &Trust,
    forks: &[Fork],
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Merged> {
    let total = opened.manifest().entries.max(1);
    let trouble = Cell::new(None);
    let taken = |carried: &exchange::Result<exchange::Carried>| {
        let left_out = |place| forks.iter().any(|fork| fork.leaves_out(place));
        carried.as_ref().map_or(true, |carried| !left_out(&carried.place))
    };
    let entries = opened.entries()?.filter(taken).map(|carried| {
        carried.and_then(|carried| carried.entry()).map_err(|error| {
            trouble.set(Some(error));
            store::Error::Damaged("package")
        })
    });
    let merged = store.merge(entries, |site, channel| trust.side(site, channel), &mut |done| {
        go_on(done as u64 * STEPS / total)
    });
    merged.map_err(|error| trouble.take().map_or_else(|| error.into(), Failure::from))
}

fn parcel(
    opened: &Opened,
    name: String,
    seen: &Seen,
    done: &Done,
    heard: &Heard,
    moment: Moment,
) -> Result<Parcel> {
    let manifest = opened.manifest();
    let contents = Contents {
        site: manifest.sender.to_string(),
        entries: manifest.entries,
        bytes: seen.bytes,
        check: seen.check.clone(),
        outcomes: Some(done.outcomes),
        records: done.records.clone(),
        acknowledges: heard.acknowledges,
        held: heard.held.clone(),
        held_at: heard.at,
        ..Contents::default()
    };
    Ok(Parcel {
        file_id: *manifest.file.as_bytes(),
        direction: Direction::Received,
        number: manifest.number,
        peer: *manifest.party.as_bytes(),
        at: moment.wall,
        name,
        summary: contents.to_json()?,
    })
}
