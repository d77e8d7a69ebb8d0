//! 重新记下: displaced entries on their way back into the journal, under a new name.

use std::collections::{BTreeMap, HashMap};

use journal::{ActRef, Change, ChannelId, Dot, Entry, Hash, Header, Hlc, Place, SiteId, Write};

use crate::fate::Fate;
use crate::{Result, Store};

/// The disclosure group of each field of a kind.
type Groups = BTreeMap<(u16, u16), u8>;

/// A displaced entry that is to be written again.
pub(crate) struct Due {
    pub(crate) channel: ChannelId,
    pub(crate) hash: Hash,
    pub(crate) entry: Entry,
}

/// Displaced entries of one site that are written again together.
pub(crate) struct Rewriting<'s> {
    pub(crate) store: &'s Store,
    pub(crate) before: SiteId,
    /// The hash before each of the entries.
    pub(crate) branch: HashMap<(ChannelId, Hash), Hash>,
    /// The new names of those that are written.
    pub(crate) dots: HashMap<(ChannelId, Hash), Dot>,
    pub(crate) acts: BTreeMap<Hlc, Hlc>,
    pub(crate) wall: i64,
}

impl Store {
    /// The displaced entries of a site that are to be written again, in the order of their stamps, so that acts over
    /// several channels stay together.
    pub(crate) fn due(&self, before: SiteId) -> Result<Vec<Due>> {
        let mut statement = self.conn.prepare_cached(
            "select channel, seq, previous, body, hash from displaced where site = ?1 and again = 0",
        )?;
        let mut rows = statement.query([self.names.ensure_site(&self.conn, before)?])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let channel = self.names.channel(row.get(0)?)?;
            let (seq, previous) = (row.get::<_, i64>(1)? as u64, row.get(2)?);
            let entry =
                Entry::from_body(Place { site: before, channel, seq, previous }, &row.get::<_, Vec<u8>>(3)?)?;
            all.push(Due { channel, hash: row.get(4)?, entry });
        }
        all.sort_by_key(|one| (one.entry.header.hlc, one.channel, one.entry.header.place.seq));
        Ok(all)
    }
}

impl Rewriting<'_> {
    /// Writes one entry, after those that it names.
    pub(crate) fn write(&mut self, due: &Due) -> Result<()> {
        let (store, old, channel) = (self.store, &due.entry, due.channel);
        let channel_ix = store.names.channel_ix(channel)?;
        let site_ix = store.names.ensure_site(&store.conn, store.site)?;
        let (seq, previous) = store.head_by_number(channel_ix, site_ix)?;
        let hlc = Hlc::after(store.last_hlc()?, self.wall);
        let act_id = *self.acts.entry(old.header.act_id).or_insert(hlc);
        let place = Place { site: store.site, channel, seq: seq + 1, previous };
        let undoes = old.header.undoes.map(|act| self.act(act));
        let header = Header { place, hlc, act_id, undoes, ..old.header.clone() };
        let (changes, groups) = self.changes(old)?;
        let group_of = |kind, field| groups.get(&(kind, field)).copied().unwrap_or(0);
        let entry = Entry::new(header, changes, vault::random::random_bytes::<16>()?, group_of);
        let hash = entry.hash()?;
        store.insert_entry(channel_ix, site_ix, &entry, &hash, Fate::Applied)?;
        store.set_head(channel_ix, site_ix, seq + 1, &hash)?;
        store.set_meta("hlc", &hlc.0.to_be_bytes())?;
        store.project_entry(channel_ix, &entry)?;
        self.dots.insert((channel, due.hash), entry.dot());
        Ok(())
    }

    fn act(&self, act: ActRef) -> ActRef {
        let renamed = self.acts.get(&act.id).filter(|_| act.site == self.before);
        renamed.map_or(act, |id| ActRef { site: self.store.site, id: *id })
    }

    /// What an entry of the branch means by a dot, as it is called now; `None` if that is not known.
    fn dot(&self, place: &Place, dot: Dot) -> Result<Option<Dot>> {
        if dot.site != self.before {
            return Ok(Some(dot));
        }
        let (mut seq, mut hash) = (place.seq.saturating_sub(1), place.previous);
        while seq > dot.seq
            && let Some(previous) = self.branch.get(&(place.channel, hash))
        {
            (seq, hash) = (seq - 1, *previous);
        }
        if let Some(renamed) = self.dots.get(&(place.channel, hash)).filter(|_| seq == dot.seq) {
            return Ok(Some(*renamed));
        }
        // Below the branch lies what both branches have in common, if it is here at all.
        let common = self.store.hash_at(place.channel, dot.site, seq)? == Some(hash);
        Ok(common.then_some(dot))
    }

    fn dots(&self, place: &Place, dots: &[Dot]) -> Result<Vec<Dot>> {
        dots.iter().filter_map(|dot| self.dot(place, *dot).transpose()).collect()
    }

    /// All that an entry wrote, under the new names, with the disclosure group of each field.
    fn changes(&self, old: &Entry) -> Result<(Vec<Change>, Groups)> {
        let (place, mut groups) = (&old.header.place, Groups::new());
        let mut changes = Vec::new();
        for (index, change) in old.changes.iter().enumerate() {
            let mut writes = Vec::new();
            for (group, write) in old.writes_of(index) {
                groups.insert((change.kind, write.field), group);
                writes.push(Write { replaces: self.dots(place, &write.replaces)?, ..write.clone() });
            }
            changes.push(Change { writes, seen: self.dots(place, &change.seen)?, ..change.clone() });
        }
        Ok((changes, groups))
    }
}
