//! What taking a file in did.

use std::collections::BTreeSet;

use exchange::{Opened, PartyId, Trust};
use journal::{Dot, SiteId};
use store::{Merged, Store};
use vault::SealIdentity;

use super::forks::Fork;
use super::reclaim::Reclaim;
use super::touched::counted;
use super::whereabouts::why;
use super::{KindCount, Outcomes, Refused, kept};
use crate::Result;

/// The most refused records that an answer lists.
const MOST_REFUSALS: usize = 500;

/// What a transaction did.
pub(super) struct Done {
    pub(super) outcomes: Outcomes,
    pub(super) records: Vec<KindCount>,
    pub(super) refusals: Vec<Refused>,
    /// How many entries of branches that gave way were written again under this site's name.
    pub(super) again: usize,
    /// How many entries of other copies of one's own laptops came back and were written again.
    pub(super) given_back: usize,
    /// How many entries of branches that were kept here themselves were written again.
    pub(super) of_age: usize,
    /// How many entries that waited are of branches that gave way.
    pub(super) gave_way: usize,
}

impl Done {
    /// What a merge did, with what came of it.
    pub(super) fn of(store: &Store, merged: &Merged) -> Result<Done> {
        let before = merged.before;
        let number = |all: usize, early: usize| all.saturating_sub(early) as u64;
        let outcomes = Outcomes {
            applied: number(merged.applied, before.applied),
            same: merged.same as u64,
            conflict: number(merged.conflict, before.conflict),
            refused: number(merged.refused, before.refused),
            waiting: merged.waiting as u64,
        };
        let records = merged.records.iter().map(|(kind, count)| (*kind, *count as u64));
        let refusals = refused_records(store, merged)?;
        Ok(Done {
            outcomes,
            records: counted(store, records),
            refusals,
            again: 0,
            given_back: 0,
            of_age: 0,
            gave_way: 0,
        })
    }

    /// Writes again what of one's own party gave way here, and the branches that it is for this laptop to write.
    pub(super) fn write_again(
        &mut self,
        store: &mut Store,
        (me, trust, seal): (PartyId, &Trust, &SealIdentity),
        opened: &Opened,
        forks: &[Fork],
        wall: i64,
    ) -> Result<()> {
        let own = |fork: &&Fork| trust.cert(me, fork.site).is_some();
        let own: Vec<&Fork> = forks.iter().filter(own).collect();
        let (gave_way, any): (BTreeSet<SiteId>, BTreeSet<SiteId>) = (
            own.iter().filter(|fork| !fork.ours).map(|fork| fork.site).collect(),
            own.iter().map(|fork| fork.site).collect(),
        );
        let reclaim = Reclaim { store, me, trust, seal, wall };
        let given = reclaim.given(opened)?;
        kept::forget(store, trust)?;
        let kept = reclaim.kept()?;
        let all: BTreeSet<SiteId> = [&any, &given, &kept].into_iter().flatten().copied().collect();
        for site in all {
            let count = store.write_again(site, wall)?;
            let came_back = !gave_way.contains(&site);
            *match () {
                () if came_back && given.contains(&site) => &mut self.given_back,
                () if came_back && kept.contains(&site) => &mut self.of_age,
                () => &mut self.again,
            } += count;
        }
        Ok(())
    }
}

fn refused_records(store: &Store, merged: &Merged) -> Result<Vec<Refused>> {
    let mut all = Vec::new();
    for (site, channel, seq, reason) in &merged.refusals {
        let why = why(Some(*reason));
        for change in store.entry(*channel, Dot { site: *site, seq: *seq })?.entry.changes {
            let kind = store.registry().kind(change.kind);
            all.push(Refused {
                kind: kind.map_or("", |kind| kind.name).to_owned(),
                label: kind.map_or("", |kind| kind.label).to_owned(),
                id: change.id.to_string(),
                why: why.sentence(),
            });
            if all.len() == MOST_REFUSALS {
                return Ok(all);
            }
        }
    }
    Ok(all)
}
