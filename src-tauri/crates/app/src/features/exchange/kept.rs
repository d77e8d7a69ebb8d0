//! 代存的分支: what a file brings of a branch that does not stand here is kept for the party that wrote it, with what that
//! sealed to itself about it, until a receipt says that it was written again.
//!
//! Mostly the laptop that wrote it does so by itself as soon as it hears that its branch gave way, and needs nothing of
//! this; but it may be destroyed before. Who writes it again then is decided where it comes back (`reclaim`).

use std::collections::{BTreeSet, HashMap};

use exchange::{Opened, Own, Receipt, Signed, Trust};
use journal::{ChannelId, Dot, Entry, Hash, SiteId};
use store::{KeptBranch, Store};

use super::forks::Fork;
use super::sealed::{Covered, covers, replaced};
use super::stale::Stale;
use crate::Result;
use crate::features::erase::WrittenErasure;

/// How many entries are in memory at a time.
const CHUNK: usize = 256;

/// Which branch: its channel, its site, and the number and hash of its last entry.
pub(super) type Head<'a> = (ChannelId, SiteId, u64, &'a Hash);

/// Which one a kept branch is.
pub(super) fn head(kept: &KeptBranch) -> Head<'_> {
    (kept.channel, kept.site, kept.seq, &kept.hash)
}

/// Keeps what the forks of a file leave out. What the other party sends of one's own party's chains stands there, and
/// comes again.
pub(super) fn keep_left_out(
    store: &Store,
    opened: &Opened,
    forks: &[Fork],
    stale: &Stale,
    is_own: impl Fn(SiteId) -> bool,
) -> Result<()> {
    let between_own = is_own(opened.manifest().sender);
    let is_kept = |fork: &&Fork| fork.left_out() > 0 && (between_own || !is_own(fork.site));
    let forks: Vec<&Fork> = forks.iter().filter(is_kept).collect();
    if forks.is_empty() {
        return Ok(());
    }
    let mut chunk: Vec<(Entry, Hash)> = Vec::new();
    for carried in opened.entries()? {
        let carried = carried?;
        if forks.iter().any(|fork| fork.leaves_out(&carried.place)) {
            chunk.push((carried.entry()?, carried.hash));
        }
        if chunk.len() == CHUNK {
            store.keep_of_branch(&chunk, false)?;
            chunk.clear();
        }
    }
    store.keep_of_branch(&chunk, false)?;
    let all = opened.own()?.collect::<exchange::Result<Vec<_>>>()?;
    for fork in forks {
        let (seq, hash) = &fork.head;
        let number = store.keep_branch((fork.channel, fork.site), (*seq, hash), &fork.signature)?;
        let about = |piece: &&Own| fork.drops_any(piece) && !stale.may_be_in(piece);
        keep_pieces(store, number, all.iter().filter(about))?;
    }
    Ok(())
}

/// Keeps what the party of a branch sealed to itself about it. Later pieces replace those that are about the same.
pub(super) fn keep_pieces<'a>(
    store: &Store,
    branch: i64,
    pieces: impl Iterator<Item = &'a Own>,
) -> Result<()> {
    for piece in pieces {
        for number in replaced(Covered::of(piece), store.branch_pieces(branch)?) {
            store.drop_branch_piece(number)?;
        }
        store.keep_branch_piece(branch, &covers(piece)?, &piece.to_bytes()?)?;
    }
    Ok(())
}

/// Takes the entries of a chain from number `from` on out of the journal. If they are not `to_write` here, they are kept
/// for the party that wrote them, with what that sealed to itself about them, which what is sealed about the branch that
/// stands will replace. Gives how many there were.
pub(super) fn displace(
    store: &mut Store,
    (channel, site): (ChannelId, SiteId),
    from: u64,
    to_write: bool,
) -> Result<usize> {
    let heads = if to_write { Vec::new() } else { store.signed_heads_from(channel, site, from)? };
    let count = store.displace(channel, site, from, to_write)?;
    let mut kept = BTreeSet::new();
    for (seq, hash, signature) in &heads {
        kept.insert(store.keep_branch((channel, site), (*seq, hash), signature)?);
    }
    for (number, text) in if kept.is_empty() { Vec::new() } else { store.sealed(channel)? } {
        if Covered::all(&text).iter().any(|one| one.is_of(site) && one.to >= from) {
            let piece = Own::from_bytes(&store.sealed_bytes(number)?)?;
            for branch in &kept {
                keep_pieces(store, *branch, std::iter::once(&piece))?;
            }
        }
    }
    Ok(count)
}

/// Drops what is sealed about entries, of which something was erased, together with what is kept of branches.
pub(super) fn drop_of_branches(store: &Store, channel: ChannelId, about: &[Dot]) -> Result<()> {
    for kept in store.kept_branches()?.iter().filter(|kept| kept.channel == channel) {
        drop_about(store, store.branch_pieces(kept.number)?, about)?;
    }
    Ok(())
}

/// Drops those of the pieces about kept branches that are about any of these entries.
fn drop_about(store: &Store, pieces: Vec<(i64, String)>, about: &[Dot]) -> Result<()> {
    for (number, text) in pieces {
        if Covered::all(&text).iter().any(|one| about.iter().any(|dot| one.is_about(*dot))) {
            store.drop_branch_piece(number)?;
        }
    }
    Ok(())
}

/// Forgets the branches that need not be kept any more: they stand here, were written again here, or a receipt says that
/// they were written again. And drops sealed pieces about entries in which something was erased.
pub(super) fn forget(store: &Store, trust: &Trust) -> Result<()> {
    let all = store.kept_branches()?;
    let receipts = if all.is_empty() { Vec::new() } else { receipts(store, trust)? };
    for kept in all {
        let about = head(&kept);
        let mut settled = is_settled(store, about)?;
        for receipt in receipts.iter().filter(|one| trust.cert(one.party, kept.site).is_some()) {
            settled |= is_rewritten(store, trust, receipt, about)?;
        }
        if settled {
            store.drop_branch(&kept)?;
        } else {
            drop_erased(store, &kept)?;
        }
    }
    Ok(())
}

/// The newest receipt of each site that was heard of.
pub(super) fn receipts(store: &Store, trust: &Trust) -> Result<Vec<Signed<Receipt>>> {
    let mut all = Vec::new();
    for (site, _, bytes) in store.receipts()? {
        let cert = trust.cards().find_map(|card| trust.cert(card.party(), site));
        all.extend(cert.map(|cert| Signed::<Receipt>::from_bytes(&bytes, &cert.key)).transpose()?);
    }
    Ok(all)
}

/// Whether a branch stands here, or was written again here.
pub(super) fn is_settled(store: &Store, (channel, site, seq, hash): Head<'_>) -> Result<bool> {
    let is_here = store.hash_at(channel, site, seq)? == Some(*hash);
    let stands = is_here && !store.waiting(channel)?.contains(&(site, seq));
    Ok(stands || store.is_branch_rewritten(channel, site, seq, hash)?)
}

/// Whether a receipt says that its issuer wrote a branch of its own party again, and all that the issuer held of its
/// party's chains is here: so what it wrote is.
pub(super) fn is_rewritten(
    store: &Store,
    trust: &Trust,
    receipt: &Receipt,
    (channel, site, seq, hash): Head<'_>,
) -> Result<bool> {
    let chain = receipt.chain(site, channel);
    if !chain.is_some_and(|chain| chain.rewritten.contains(&(seq, *hash))) {
        return Ok(false);
    }
    let of_party = |site| trust.cert(receipt.party, site).is_some();
    for chain in
        receipt.chains.iter().filter(|one| one.channel == channel && one.upto > 0 && of_party(one.site))
    {
        if store.hash_at(channel, chain.site, chain.upto)? != Some(chain.hash) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Drops the pieces about entries of a kept branch in which something was erased: nobody here can take it out of them,
/// and nobody is left who could seal the rest anew.
pub(super) fn drop_erased(store: &Store, kept: &KeptBranch) -> Result<()> {
    let pieces = store.branch_pieces(kept.number)?;
    let mut erased: HashMap<_, u64> = HashMap::new();
    if !pieces.is_empty() {
        for one in WrittenErasure::all(store, kept.channel)? {
            let until = erased.entry((one.what.kind, one.what.id)).or_default();
            *until = one.what.until.max(*until);
        }
    }
    if erased.is_empty() {
        return Ok(());
    }
    let early = |entry: &Entry| {
        let gone = |change: &journal::Change| erased.get(&(change.kind, change.id));
        entry.changes.iter().filter_map(gone).any(|until| entry.header.hlc.0 <= *until)
    };
    let entries = store.branch_up_to(kept.channel, kept.site, kept.seq, &kept.hash)?;
    let about: Vec<Dot> =
        entries.iter().filter(|(entry, _)| early(entry)).map(|(entry, _)| entry.dot()).collect();
    drop_about(store, pieces, &about)
}
