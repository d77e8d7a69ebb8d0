//! 代存的分支: what a file brings of a branch that does not stand here is kept for the party that wrote it, and given back
//! to it with each file, until a receipt says that it was written again.
//!
//! Mostly the laptop that wrote it does so by itself as soon as it hears that its branch gave way, and needs nothing of
//! this. But it may be destroyed before. Then whoever goes on from an older state of it writes the branch again in its
//! place; if there is nobody, and the branch is half a year old, whichever laptop of the party it is given to. A copy
//! beside which the other one works on leaves it alone. So mostly one laptop alone writes it; should two, they write the
//! same.

use std::iter::successors;

use exchange::{Branch, Opened, PartyId, Trust};
use journal::{ChannelId, Entry, Hash, SiteId};
use store::{Again, KeptBranch, Store};
use vault::SealIdentity;

use super::forks::Fork;
use super::peers::QUIET;
use crate::Result;
use crate::renewal::surpassed_names;

/// Keeps what the forks of a file leave out, with what its party sealed to itself about it. What the other party sends of
/// one's own party's chains stands there, and comes again.
pub(super) fn keep_left_out(
    store: &Store,
    opened: &Opened,
    forks: &[Fork],
    is_own: impl Fn(SiteId) -> bool,
) -> Result<()> {
    let between_own = is_own(opened.manifest().sender);
    let is_kept = |fork: &&Fork| fork.left_out() > 0 && (between_own || !is_own(fork.site));
    let forks: Vec<&Fork> = forks.iter().filter(is_kept).collect();
    if forks.is_empty() {
        return Ok(());
    }
    for carried in opened.entries()? {
        let carried = carried?;
        if forks.iter().any(|fork| fork.leaves_out(&carried.place)) {
            store.keep_of_branch(&carried.entry()?, &carried.hash, false)?;
        }
    }
    let all = opened.own()?.collect::<exchange::Result<Vec<_>>>()?;
    for fork in forks {
        let pieces = all.iter().filter(|piece| fork.drops_any(piece)).map(|piece| piece.to_bytes());
        let pieces = pieces.collect::<exchange::Result<Vec<_>>>()?;
        let (seq, hash) = &fork.head;
        store.keep_branch((fork.channel, fork.site), (*seq, hash), &fork.signature, &pieces)?;
    }
    Ok(())
}

/// Takes in the branches that a file gives back, and forgets those that need not be kept any more. Gives the sites whose
/// entries are to be written again here.
pub(super) fn take_back(
    store: &Store,
    (me, trust, seal): (PartyId, &Trust, &SealIdentity),
    opened: &Opened,
    wall: i64,
) -> Result<Vec<SiteId>> {
    let is_own = |site| trust.cert(me, site).is_some();
    let mut sites = Vec::new();
    for branch in opened.branches() {
        let (site, channel, head) = (branch.site(), branch.channel(), branch.head());
        if store.scope(channel).is_err() || is_settled(store, channel, site, (head.seq, &head.hash))? {
            continue;
        }
        if is_own(site) {
            let whole = completed(branch, seal)?;
            let last = whole.last().map(|(entry, _)| entry);
            if goes_on_from(store, (me, trust), site)? || last.is_some_and(|last| is_old(last, wall)) {
                store.note_branch(channel, site, head.seq, &head.hash)?;
                for (entry, hash) in &whole {
                    store.keep_of_branch(entry, hash, true)?;
                }
                sites.push(site);
            }
        } else if is_own(opened.manifest().sender) {
            store.note_branch(channel, site, head.seq, &head.hash)?;
            for carried in branch.entries() {
                let carried = carried?;
                store.keep_of_branch(&carried.entry()?, &carried.hash, false)?;
            }
            let pieces = branch.pieces.iter().map(|piece| piece.to_bytes());
            let pieces = pieces.collect::<exchange::Result<Vec<_>>>()?;
            store.keep_branch((channel, site), (head.seq, &head.hash), head.signature(), &pieces)?;
        }
    }
    for kept in store.kept_branches()? {
        let entries = store.branch_up_to(kept.channel, kept.site, kept.seq, &kept.hash)?;
        let settled = is_settled(store, kept.channel, kept.site, (kept.seq, &kept.hash))?;
        if settled || is_rewritten(opened, trust, &kept) {
            store.drop_branch(&kept)?;
        } else if is_own(kept.site) && entries.last().is_some_and(|last| is_old(last, wall)) {
            for entry in &entries {
                store.keep_of_branch(entry, &entry.hash()?, true)?;
            }
            store.drop_branch(&kept)?;
            sites.push(kept.site);
        }
    }
    sites.sort_unstable();
    sites.dedup();
    Ok(sites)
}

/// Whether a branch stands here, or was written again here.
fn is_settled(store: &Store, channel: ChannelId, site: SiteId, (seq, hash): (u64, &Hash)) -> Result<bool> {
    let stands = store.hash_at(channel, site, seq)? == Some(*hash);
    Ok(stands || store.aside(channel, site, seq, hash)? == Some(Again::Done))
}

/// Whether a receipt in a file says that its issuer wrote a branch of its own party again.
fn is_rewritten(opened: &Opened, trust: &Trust, kept: &KeptBranch) -> bool {
    opened.receipts().iter().filter(|receipt| trust.cert(receipt.party, kept.site).is_some()).any(|receipt| {
        let chain = receipt.chain(kept.site, kept.channel);
        chain.is_some_and(|chain| chain.rewritten.contains(&(kept.seq, kept.hash)))
    })
}

/// Whether this workspace is an older state of what went by that name, or was put in its place.
fn goes_on_from(store: &Store, (me, trust): (PartyId, &Trust), site: SiteId) -> Result<bool> {
    let mut names = surpassed_names(store)?;
    let before = |site: &SiteId| trust.cert(me, *site).and_then(|cert| cert.succeeds);
    // Certificates may name one another in a ring.
    names.extend(successors(before(&store.site()), before).take(trust.certs(me).count()));
    Ok(names.contains(&site))
}

/// Whether an entry was written more than half a year ago, by its writer's clock.
fn is_old(entry: &Entry, wall: i64) -> bool {
    entry.header.wall < wall.saturating_sub(QUIET)
}

/// The entries of a branch with what their party sealed to itself about them put in, each with its hash. Whatever piece
/// cannot be read is passed over: nobody proved that it came from one's own party.
fn completed(branch: &Branch, seal: &SealIdentity) -> Result<Vec<(Entry, Hash)>> {
    let entries = branch.entries().map(|carried| carried.and_then(|one| Ok((one.entry()?, one.hash))));
    let mut all = entries.collect::<exchange::Result<Vec<(Entry, Hash)>>>()?;
    for piece in &branch.pieces {
        let Ok(supplements) = piece.open(std::slice::from_ref(seal)) else { continue };
        for one in supplements.map_while(|one| one.ok()) {
            let place = (one.site(), one.channel(), one.seq());
            let of_entry = |(entry, _): &&mut (Entry, Hash)| {
                let held = entry.header.place;
                (held.site, held.channel, held.seq) == place
            };
            let Some((entry, _)) = all.iter_mut().find(of_entry) else { continue };
            if let Ok(fuller) = one.complete(entry) {
                *entry = fuller;
            }
        }
    }
    Ok(all)
}
