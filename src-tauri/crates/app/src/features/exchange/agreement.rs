//! 约定: what township and village stand by, and what is noted of it: how it changed and when, and what the last file
//! between both was made by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::disclosure::Policy;
use exchange::{Agreed, Agreement, Grant, PartyCard, PartyId, PartyKind, PolicyStatement, Statement, Trust};
use journal::ChannelId;
use serde::{Deserialize, Serialize};

use super::ledger::Ledger;
use crate::{Failure, Result, Session};

/// What stood from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stage {
    /// When it was noted here, milliseconds since 1970.
    pub(super) at: i64,
    /// The number of the township's policy.
    pub(super) number: u64,
    /// The groups that it asks for.
    pub(super) asked: BTreeSet<u8>,
    /// The groups that the village agreed to.
    pub(super) agreed: BTreeSet<u8>,
    /// In a village: up to which entry of each site files had gone when the stage before ended.
    #[serde(default)]
    pub(super) sent: BTreeMap<String, u64>,
}

impl Stage {
    fn of(agreement: &Agreement, at: i64, sent: HashMap<String, u64>) -> Stage {
        let (asked, agreed) = (agreement.terms.asked.clone(), agreement.terms.agreed.clone());
        Stage { at, number: agreement.number, asked, agreed, sent: sent.into_iter().collect() }
    }

    fn says(&self, agreement: &Agreement) -> bool {
        let Agreement { number, terms, .. } = agreement;
        (self.number, &self.asked, &self.agreed) == (*number, &terms.asked, &terms.agreed)
    }

    /// What was told in it.
    pub(super) fn told(&self) -> BTreeSet<u8> {
        self.asked.intersection(&self.agreed).copied().collect()
    }
}

fn stages(peer: PartyId) -> String {
    format!("stages:{peer}")
}

fn shared(peer: PartyId) -> String {
    format!("shared:{peer}")
}

impl Session {
    /// What stands between this workspace and a peer.
    pub(super) fn agreement_with(&self, peer: &PartyCard) -> Agreement {
        self.trust.agreement(self.township_of(peer), self.shared_channel(peer))
    }

    /// How what stands with a party came to be, oldest first.
    pub(super) fn stages(&self, party: PartyId) -> Result<Vec<Stage>> {
        let kept = self.store.meta(&stages(party))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }

    /// The groups that were told a party all the time, so that whatever it holds came with them.
    pub(super) fn told_throughout(&self, party: PartyId) -> Result<BTreeSet<u8>> {
        let told = self.stages(party)?.into_iter().map(|stage| stage.told());
        let throughout = told.reduce(|one, other| &one & &other);
        Ok(throughout.unwrap_or_else(|| PolicyStatement::groups_of(&Policy::default())))
    }

    /// Notes what stands with each peer now, and in a township what it asks of all, where that is new.
    pub(super) fn note_stages(&self, wall: i64) -> Result<()> {
        for peer in self.peers()? {
            let ledger = Ledger::of(self, Some(peer.party()))?;
            let first = ledger.received.iter().chain(&ledger.written).map(|one| one.parcel.at).min();
            let sent = match self.info.kind {
                PartyKind::Village => ledger.sent(peer.party()),
                PartyKind::Township => HashMap::new(),
            };
            self.note_stage(peer.party(), &self.agreement_with(&peer), (wall, first), sent)?;
        }
        if self.info.kind == PartyKind::Township {
            let mut for_all = self.trust.agreement(self.party(), self.own_channel());
            for_all.terms.agreed = for_all.terms.asked.clone();
            self.note_stage(self.party(), &for_all, (wall, None), HashMap::new())?;
        }
        Ok(())
    }

    /// `first` is when the first file went between both: what stands when nothing is noted has stood since then.
    fn note_stage(
        &self,
        party: PartyId,
        agreement: &Agreement,
        (wall, first): (i64, Option<i64>),
        sent: HashMap<String, u64>,
    ) -> Result<()> {
        let mut all = self.stages(party)?;
        if all.last().is_some_and(|last| last.says(agreement)) {
            return Ok(());
        }
        let at = first.filter(|_| all.is_empty()).unwrap_or(wall);
        all.push(Stage::of(agreement, at, sent));
        let json = serde_json::to_vec(&all).map_err(|_| Failure::of("internal"))?;
        Ok(self.store.set_meta(&stages(party), &json)?)
    }

    /// The groups by which the last file between this workspace and a peer was made: what both hold. What changed here
    /// since is not known there.
    pub(super) fn shared_groups(&self, township: PartyId, channel: ChannelId) -> Result<BTreeSet<u8>> {
        let peer = match self.info.kind {
            PartyKind::Village => township,
            PartyKind::Township => {
                self.trust.owner_of(channel).ok_or_else(|| Failure::of("damaged"))?.party()
            }
        };
        let noted = self.store.meta(&shared(peer))?;
        Ok(noted
            .map(BTreeSet::from_iter)
            .unwrap_or_else(|| self.trust.agreement(township, channel).terms.told()))
    }

    /// Notes that a file went between this workspace and a party; one between laptops of one's own says what both know.
    pub(super) fn note_shared(&self, party: PartyId) -> Result<()> {
        for peer in self.peers()? {
            if party == peer.party() || party == self.party() {
                let told: Vec<u8> = self.agreement_with(&peer).terms.told().into_iter().collect();
                self.store.set_meta(&shared(peer.party()), &told)?;
            }
        }
        Ok(())
    }

    /// A village's answer to policies that ask for less than it agreed to: what is asked no more must be agreed to anew
    /// when it is asked again. It is added to `trust` and must be kept.
    pub(super) fn narrowed(&self, trust: &mut Trust) -> Result<Vec<Statement>> {
        let mut answers = Vec::new();
        if self.info.kind == PartyKind::Village {
            let card = trust.card(self.party()).ok_or_else(|| Failure::of("damaged"))?;
            for township in trust.townships_of(card).cloned().collect::<Vec<_>>() {
                let standing = trust.agreement(township.party(), self.own_channel());
                let Some(groups) = standing.terms.narrowed() else { continue };
                let agreed = Agreed { number: standing.number, groups };
                let answer = Statement::Grant(Grant::agree(&self.root, township.root, agreed)?);
                trust.add(answer.clone())?;
                answers.push(answer);
            }
        }
        Ok(answers)
    }
}

/// The groups of these numbers that this program knows, by name.
pub(super) fn named(groups: &BTreeSet<u8>) -> Vec<String> {
    Policy::of_numbers(groups).groups().map(|group| group.name().to_owned()).collect()
}
