//! The open workspace.

use std::path::PathBuf;

use domain::kinds::{audit, operator};
use domain::{Facts, Kind, Owner, Put, RecordId, Scope};
use exchange::{PartyId, PartyKind, Trust, channel_of};
use journal::{ActRef, ChannelId};
use store::{Act, Moment, Reader, Store, Tx, Written};
use vault::{DataKey, SealIdentity, SigningKey};

use crate::failure::of_breach;
use crate::mark::{Doubt, Mark};
use crate::workspace::Info;
use crate::{Failure, Result};

/// The note about who works here.
const OPERATOR: &str = "operator";

/// An open workspace: its store, its keys, whom it trusts.
pub struct Session {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// What its folder says openly.
    pub(crate) info: Info,
    pub(crate) store: Store,
    pub(crate) key: DataKey,
    /// What this site signs with. It is in no backup.
    pub(crate) site_key: SigningKey,
    /// The root key of the village or township: it certifies sites.
    pub(crate) root: SigningKey,
    /// Opens files sealed to this workspace.
    pub(crate) seal: SealIdentity,
    pub(crate) trust: Trust,
    /// The channel of private notes.
    pub(crate) private: ChannelId,
    /// Who works with it.
    pub(crate) operator: Option<RecordId>,
    /// What this computer remembers of it.
    pub(crate) mark: Option<Mark>,
    /// What speaks against going on under the present name; nothing is done until that is settled.
    pub(crate) doubt: Option<Doubt>,
    /// The import in hand, between its preview and whatever comes next.
    pub(crate) import: Option<crate::features::import::Pending>,
    /// The rows of the list that was asked for last.
    pub(crate) listed: std::cell::RefCell<Option<crate::features::lists::Listed>>,
}

/// What a write did, as commands answer it.
pub(crate) struct Done {
    pub(crate) act: Option<ActRef>,
    pub(crate) warnings: Vec<Failure>,
}

impl Session {
    /// The side that this workspace acts for.
    pub(crate) fn side(&self) -> Owner {
        match self.info.kind {
            PartyKind::Village => Owner::Village,
            PartyKind::Township => Owner::Township,
        }
    }

    /// Who this village or township is.
    pub(crate) fn party(&self) -> PartyId {
        PartyId::of(&self.root.verifying_key())
    }

    /// The channel of this village or township.
    pub(crate) fn own_channel(&self) -> ChannelId {
        channel_of(&self.root.verifying_key())
    }

    /// The channel that records of a kind live in: the village's for what a village keeps (`of` names the village in
    /// a township), the own one, or the private one.
    pub(crate) fn channel(&self, kind: &Kind, of: Option<&str>) -> Result<ChannelId> {
        match (kind.scope, of) {
            (Scope::Private, _) => Ok(self.private),
            (_, Some(village)) => self.village(village),
            (Scope::Village, None) if self.info.kind == PartyKind::Township => Err(Failure::of("no_village")),
            (Scope::Village | Scope::Own, None) => Ok(self.own_channel()),
        }
    }

    /// The channel of a village by its division code, its name or the channel's id.
    pub(crate) fn village(&self, named: &str) -> Result<ChannelId> {
        let named = named.trim();
        let mut cards = self.trust.cards().filter(|card| card.kind == PartyKind::Village);
        let found = cards
            .find(|card| card.code == named || card.name == named || card.channel().to_string() == named);
        let own = (self.info.kind == PartyKind::Village
            && (self.info.code == named || self.info.name == named))
            .then(|| self.own_channel());
        found.map(|card| card.channel()).or(own).ok_or_else(|| Failure::of("no_village").with("name", named))
    }

    /// The standing records of a channel.
    pub(crate) fn reader(&self, channel: ChannelId) -> Result<Reader<'_>> {
        Ok(self.store.reader(channel)?)
    }

    /// An act of this workspace's operator.
    pub(crate) fn act(&self, code: u32, moment: Moment, reason: Option<String>) -> Act {
        let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        Act { code, author: self.operator, reason, undoes: None, side: self.side(), moment }
    }

    /// Runs `work` as one act through the store's door.
    pub(crate) fn write<T>(&mut self, act: Act, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<Done> {
        let Written { value: _, act, warnings } = self.store.write(act, work)?;
        Ok(Done { act, warnings: warnings.iter().map(of_breach).collect() })
    }

    /// Runs `work` in one transaction: an error takes back what it did to the store. What else it did is its own matter.
    pub(crate) fn together<T>(&mut self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let open = self.store.begin()?;
        let done = work(self);
        self.store.end(open, done)
    }

    /// The same, trusting what `trust` says; an error takes that back too.
    pub(crate) fn together_trusting<T>(
        &mut self,
        trust: Trust,
        work: impl FnOnce(&mut Session) -> Result<T>,
    ) -> Result<T> {
        let before = std::mem::replace(&mut self.trust, trust);
        let done = self.together(work);
        if done.is_err() {
            self.trust = before;
        }
        done
    }

    /// Puts an event on record that must stay there.
    pub(crate) fn audit(
        &mut self,
        event: u32,
        moment: Moment,
        why: &str,
        of: Option<(&Kind, RecordId, &str)>,
    ) -> Result<()> {
        let channel = self.private;
        let mut put = Put::new(&audit::KIND, RecordId::new())
            .set(audit::EVENT, event)
            .set(audit::DATE, domain::Day::from(moment.today))
            .set(audit::WHY, why);
        if let Some((kind, id, field)) = of {
            put = put
                .set(audit::SUBJECT_KIND, kind.name)
                .set(audit::SUBJECT, id.to_string())
                .set(audit::FIELD, field);
        }
        let act = self.act(domain::codes::act::AUDIT, moment, None);
        self.write(act, |tx| Ok(tx.put(channel, &put, None)?))?;
        Ok(())
    }

    /// Lets this computer remember how far the workspace is.
    pub(crate) fn keep_mark(&mut self) -> Result<()> {
        match self.mark.as_mut().filter(|_| self.doubt.is_none()) {
            Some(mark) => mark.keep(&self.dir, &self.key, &self.store),
            None => Ok(()),
        }
    }

    /// Finds the operator again: the one who was chosen here last, or else the first of the list.
    pub(crate) fn find_operator(&mut self) -> Result<()> {
        let own = self.own_channel();
        let chosen = self.store.meta(OPERATOR)?.and_then(|id| RecordId::from_slice(&id));
        if let Some(id) = chosen
            && self.reader(own)?.exists(&operator::KIND, id)?
        {
            self.operator = chosen;
            return Ok(());
        }
        let all = self.store.page(&store::Query::all(&operator::KIND).within(own))?;
        self.operator = all.records.first().map(|(_, record)| record.id);
        Ok(())
    }

    /// Remembers who works here from now on.
    pub(crate) fn choose_operator(&mut self, id: RecordId) -> Result<()> {
        self.reader(self.own_channel())?.require(&operator::KIND, id)?;
        self.store.set_meta(OPERATOR, id.as_bytes())?;
        self.find_operator()
    }
}
