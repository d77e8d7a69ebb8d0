//! 交接一览: who files are exchanged with, how far that has come, and every file.

use exchange::{PartyCard, PartyId, Receipt, Signed};

use super::ledger::Ledger;
use super::{Exchange, FileNote, Gap, InvitationNote, Peer};
use crate::features::records::warnings;
use crate::{Result, Session};

impl Session {
    /// Everything about files between this workspace and others.
    pub fn exchange(&self) -> Result<Exchange> {
        let ledger = Ledger::of(self, None)?;
        let mut peers = Vec::new();
        let mut written = Vec::new();
        for card in self.peers()? {
            let receipt = self.told_by(card.party())?;
            let files = self.written_for(&ledger, &card, receipt.as_deref());
            peers.push(self.peer_view(
                &ledger,
                &card,
                receipt,
                files.first().map(|(_, note)| note.clone()),
            )?);
            written.extend(files);
        }
        written.sort_by_key(|(place, _)| *place);
        Ok(Exchange {
            own: self.shown(self.card()?)?,
            peers,
            written: written.into_iter().map(|(_, note)| note).collect(),
            received: ledger.received.iter().map(|one| one.note(self, None)).collect(),
            invitations: self.invitations()?,
        })
    }

    /// The numbers of a party's files that did not come.
    pub(super) fn gaps_of(&self, ledger: &Ledger, party: PartyId) -> Vec<Gap> {
        ledger.gaps(self, party).into_iter().map(|(from, to)| Gap { from, to }).collect()
    }

    /// The files for a party, each with its place in the ledger.
    fn written_for(
        &self,
        ledger: &Ledger,
        card: &PartyCard,
        receipt: Option<&Receipt>,
    ) -> Vec<(usize, FileNote)> {
        let channel = self.shared_channel(card);
        let all = ledger.written.iter().enumerate();
        let theirs = all.filter(|(_, one)| &one.parcel.peer == card.party().as_bytes());
        theirs
            .map(|(place, one)| (place, one.note(self, receipt.map(|receipt| (channel, receipt)))))
            .collect()
    }

    fn peer_view(
        &self,
        ledger: &Ledger,
        card: &PartyCard,
        receipt: Option<Signed<Receipt>>,
        last_written: Option<FileNote>,
    ) -> Result<Peer> {
        let sent = ledger.sent(card.party());
        let tally = self.tally(self.shared_channel(card), receipt.as_deref(), &sent)?;
        let mut remarks = self.behind(self.shared_channel(card), receipt.as_deref(), card)?;
        remarks.extend(self.lacking_own(card)?);
        remarks.extend(self.held_in_part(card)?);
        Ok(Peer {
            party: self.shown(card)?,
            total: tally.total,
            unsent: tally.unsent,
            sent: tally.sent,
            acknowledged: tally.acknowledged,
            refused: tally.refused,
            conflicts: tally.conflicts,
            waiting: tally.waiting,
            receipt_at: receipt.as_ref().map(|receipt| receipt.wall),
            receipt_number: receipt.as_ref().map(|receipt| receipt.number),
            last_written,
            gaps: self.gaps_of(ledger, card.party()),
            waiting_here: self.store.waiting(self.shared_channel(card))?.len(),
            last_received: ledger.received_from(card.party()).next().map(|one| one.note(self, None)),
            remarks: warnings(&remarks),
        })
    }

    fn invitations(&self) -> Result<Vec<InvitationNote>> {
        let name = |party: [u8; 16]| {
            let card = self.trust.card(PartyId::from_bytes(party));
            card.map_or_else(String::new, |card| card.name.clone())
        };
        let note = |token: store::Token| InvitationNote {
            whom: token.whom,
            at: token.made,
            used_by: token.used_by.map(name),
        };
        Ok(self.store.tokens()?.into_iter().rev().map(note).collect())
    }
}
