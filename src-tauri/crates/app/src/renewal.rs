//! 换新编号: a copy of a workspace that can no longer go by its name takes a new one.
//!
//! A site lives only as long as one database. A copy that was put back to an older state, or whose folder was copied,
//! would write other entries under numbers that are taken; so it becomes another site, certified by the party's root
//! key, and what it wrote beyond the standing branch is written again under the new name.

use exchange::{Head, PartyId, Reason, Signed, SiteCert, Statement};
use journal::{ChannelId, SiteId};
use store::Store;
use vault::SigningKey;

use crate::workspace::{self, Folder};
use crate::{Failure, Result, Session};

/// The keeper's note of the names that this workspace gave up.
const FORMER: &str = "former_names";

/// The keeper's note of those among them under which other entries than the ones here stand.
const SURPASSED: &str = "surpassed_names";

/// The names that this workspace gave up because it might be a copy.
pub(crate) fn former_names(store: &Store) -> Result<Vec<SiteId>> {
    names(store, FORMER)
}

/// Those of them that it gave up because others held more of their chains, or another branch that stands: mostly it is an
/// older state of what went by that name.
pub(crate) fn surpassed_names(store: &Store) -> Result<Vec<SiteId>> {
    names(store, SURPASSED)
}

/// Forgets them: whoever joins from a backup of another laptop goes on beside it, and not in its place.
pub(crate) fn forget_surpassed(store: &Store) -> Result<()> {
    Ok(store.drop_meta(SURPASSED)?)
}

fn names(store: &Store, note: &str) -> Result<Vec<SiteId>> {
    let kept = store.meta(note)?.unwrap_or_default();
    Ok(kept.chunks(16).filter_map(SiteId::from_slice).collect())
}

fn add_name(store: &Store, note: &str, name: SiteId) -> Result<()> {
    let mut all = names(store, note)?;
    all.push(name);
    Ok(store.set_meta(note, &all.iter().flat_map(|name| *name.as_bytes()).collect::<Vec<u8>>())?)
}

/// A new name that is prepared: its key is on the disk, nothing goes by it yet.
pub(crate) struct Renewal {
    site: SiteId,
    key: SigningKey,
    cert: Signed<SiteCert>,
    /// The name so far, with its key and the channels that are nobody else's business.
    before: SiteId,
    old_key: SigningKey,
    private: ChannelId,
    is_surpassed: bool,
}

impl Renewal {
    /// Prepares a new name for the workspace. `goes_on` tells whether nobody writes under the old name any more;
    /// `is_surpassed`, whether others hold more of its chains than this workspace does, or another branch that stands.
    pub(crate) fn prepare(
        session: &Session,
        reason: Reason,
        goes_on: bool,
        is_surpassed: bool,
    ) -> Result<Self> {
        let (site, key, before) = (SiteId::random(), SigningKey::generate()?, session.store.site());
        let party = PartyId::of(&session.root.verifying_key());
        let number = session.trust.certs(party).map(|cert| cert.number).max().unwrap_or(0) + 1;
        let (succeeds, practice) = (goes_on.then_some(before), session.info.practice);
        let cert = workspace::certify(&session.root, site, &key, number, reason, succeeds, practice)?;
        Folder(&session.dir).write_next_site_key(&session.key, site, &key)?;
        let old_key = SigningKey::from_bytes(&session.site_key.to_bytes());
        Ok(Self { site, key, cert, before, old_key, private: session.private, is_surpassed })
    }

    /// Signs for what stands of the old name's chains, so that others can pass it on. Part of a transaction, before
    /// anything of the other branch is taken in.
    pub(crate) fn sign_off(&self, store: &Store) -> Result<()> {
        for head in store.heads()?.iter().filter(|head| head.site == self.before && head.seq > 0) {
            if head.channel != self.private {
                let (site, channel, seq, hash) = (head.site, head.channel, head.seq, head.hash);
                let signed = Head { site, channel, seq, hash }.sign(&self.old_key)?;
                store.set_signed_head(channel, site, seq, signed.signature())?;
            }
        }
        Ok(())
    }

    /// Takes the new name. Part of a transaction.
    pub(crate) fn take(&self, store: &mut Store) -> Result<()> {
        store.add_statement(&Statement::Site(self.cert.clone()).to_bytes()?)?;
        // Of a copy of which nobody says that the other one goes on; that one is heard of if it does.
        if self.cert.reason == Reason::Copy {
            add_name(store, FORMER, self.before)?;
        }
        if self.is_surpassed {
            add_name(store, SURPASSED, self.before)?;
        }
        Ok(store.become_site(self.site)?)
    }

    /// Once the transaction is through: the session goes by the new name.
    pub(crate) fn finish(self, session: &mut Session) -> Result<()> {
        session.trust.add(Statement::Site(self.cert))?;
        session.site_key = self.key;
        Folder(&session.dir).settle_site_key()
    }

    /// If the transaction failed: nothing goes by the new name.
    pub(crate) fn abandon(&self, session: &Session) {
        // Whoever finds the file later sees that nothing goes by it.
        let _ = Folder(&session.dir).drop_next_site_key();
    }
}

impl Session {
    /// Takes a new name at once.
    pub(crate) fn renew(&mut self, reason: Reason, goes_on: bool, wall: i64) -> Result<usize> {
        let renewal = Renewal::prepare(self, reason, goes_on, false)?;
        let done = self.store.together(|store| {
            renewal.sign_off(store)?;
            renewal.take(store)?;
            Ok(store.write_again(renewal.before, wall)?)
        });
        match done {
            Ok(count) => {
                renewal.finish(self)?;
                Ok(count)
            }
            Err(failure) => {
                renewal.abandon(self);
                Err::<usize, Failure>(failure)
            }
        }
    }
}
