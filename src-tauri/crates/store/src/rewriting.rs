//! 重新记下: displaced entries on their way back into the journal, under a new name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::erasure::Erasure;
use domain::kinds::erasure;
use domain::{RecordId, Value};
use journal::{ActRef, Change, ChannelId, Dot, Entry, Hash, Header, Hlc, Place, SiteId, Write};
use rusqlite::params;

use crate::aside::Aside;
use crate::fate::Fate;
use crate::{Result, Store};

/// The disclosure group of each field of a kind.
type Groups = BTreeMap<(u16, u16), u8>;

/// A displaced entry that is to be written again.
struct Due {
    hash: Hash,
    entry: Entry,
}

/// Consecutive entries of one branch.
struct Run {
    /// The number and the hash of the entry before the first, and the run that it ends or lies in, if it is displaced too.
    before: (u64, Hash),
    parent: Option<usize>,
    /// What stood under each number, and the new name if it has one.
    entries: Vec<(Hash, Option<Dot>)>,
}

/// The displaced branches of one chain, as runs.
#[derive(Default)]
struct Branches {
    runs: Vec<Run>,
    /// The run of each entry, and its place in it.
    places: HashMap<Hash, (usize, usize)>,
}

impl Branches {
    /// Adds an entry, after all with smaller numbers.
    fn add(&mut self, seq: u64, hash: Hash, previous: Hash, name: Option<Dot>) {
        let before = self.places.get(&previous).copied();
        let (run, at) = match before {
            Some((run, at)) if at + 1 == self.runs[run].entries.len() => (run, at + 1),
            _ => {
                let before_it = (seq.saturating_sub(1), previous);
                let parent = before.map(|(run, _)| run);
                self.runs.push(Run { before: before_it, parent, entries: Vec::new() });
                (self.runs.len() - 1, 0)
            }
        };
        self.runs[run].entries.push((hash, name));
        self.places.insert(hash, (run, at));
    }

    fn name(&mut self, hash: &Hash, dot: Dot) {
        if let Some((run, at)) = self.places.get(hash) {
            self.runs[*run].entries[*at].1 = Some(dot);
        }
    }

    /// What the branch of an entry holds under a smaller number: the new name of a displaced entry, or the number and the
    /// hash below which nothing is displaced.
    fn under(&self, hash: &Hash, seq: u64) -> Under {
        let mut at = self.places.get(hash).map(|(run, _)| *run);
        let mut below = (0, [0; 32]);
        while let Some(run) = at.map(|at| &self.runs[at]) {
            if seq > run.before.0 {
                let entry = run.entries.get((seq - run.before.0 - 1) as usize).copied();
                return entry.map_or(Under::Unknown, |(hash, name)| Under::Displaced(hash, name));
            }
            (at, below) = (run.parent, run.before);
        }
        Under::Below(below)
    }
}

enum Under {
    Displaced(Hash, Option<Dot>),
    Below((u64, Hash)),
    Unknown,
}

impl Store {
    /// Writes the displaced entries of the site `before` again under this store's name: the same changes in the same
    /// order, with the day, the person and the act that they had. What they name of the old name means what their own
    /// branch held there; where that is not known, they name nothing, so that what they would have replaced stays
    /// beside what they write. `wall` is what the clock shows.
    /// The rules are not asked: these facts were checked when they were first written. Gives how many entries.
    pub fn write_again(&mut self, before: SiteId, wall: i64) -> Result<usize> {
        self.transaction(|store| {
            let (branches, mut all) = store.displaced_of(before)?;
            store.erase_due(&mut all)?;
            let (acts, commons) = Default::default();
            let mut rewriting = Rewriting { store, before, branches, commons, acts, wall };
            all.iter().try_for_each(|one| rewriting.write(one))?;
            store.erase_said(|_| true)?;
            Ok(all.len())
        })
    }

    /// The displaced entries of a site that are this store's to write again or were so: all by their branches, and those
    /// that are due in the order of their stamps, so that acts over several channels stay together.
    fn displaced_of(&self, before: SiteId) -> Result<(HashMap<ChannelId, Branches>, Vec<Due>)> {
        let mut statement = self.conn.prepare_cached(
            "select channel, seq, previous, hash, again, body, new_site, new_seq from displaced
             where site = ?1 and again < 2 order by seq",
        )?;
        let mut rows = statement.query([self.names.ensure_site(&self.conn, before)?])?;
        let (mut branches, mut due) = (HashMap::<ChannelId, Branches>::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let channel = self.names.channel(row.get(0)?)?;
            let (seq, previous, hash) = (row.get::<_, i64>(1)? as u64, row.get(2)?, row.get(3)?);
            let name = match (row.get::<_, Option<i64>>(6)?, row.get::<_, Option<i64>>(7)?) {
                (Some(site), Some(seq)) => Some(Dot { site: self.names.site(site)?, seq: seq as u64 }),
                _ => None,
            };
            branches.entry(channel).or_default().add(seq, hash, previous, name);
            if row.get::<_, i64>(4)? == Aside::Due as i64 {
                let place = Place { site: before, channel, seq, previous };
                due.push(Due { hash, entry: Entry::from_body(place, &row.get::<_, Vec<u8>>(5)?)? });
            }
        }
        due.sort_by_key(|one| {
            (one.entry.header.hlc, one.entry.header.place.channel, one.entry.header.place.seq)
        });
        Ok((branches, due))
    }
}

/// The erasures that an entry says.
fn erasures_in(entry: &Entry) -> Vec<(RecordId, Erasure)> {
    let mut all = Vec::new();
    for (index, change) in
        entry.changes.iter().enumerate().filter(|(_, one)| one.kind == erasure::KIND.number)
    {
        let mut what =
            Erasure { kind: 0, id: RecordId::from_bytes([0; 16]), fields: BTreeSet::new(), until: 0 };
        for (_, Write { field, element, value, .. }) in entry.writes_of(index) {
            match (value, element) {
                (Some(Value::Int(kind)), _) if *field == erasure::SUBJECT_KIND.number => {
                    what.kind = u16::try_from(*kind).unwrap_or_default()
                }
                (Some(Value::Text(id)), _) if *field == erasure::SUBJECT.number => {
                    what.id = id.parse().unwrap_or(what.id)
                }
                (Some(Value::Int(until)), _) if *field == erasure::UNTIL.number => {
                    what.until = u64::try_from(*until).unwrap_or_default()
                }
                (_, Some(Value::Int(number))) if *field == erasure::FIELDS.number => {
                    what.fields.extend(u16::try_from(*number))
                }
                _ => {}
            }
        }
        all.push((change.id, what));
    }
    all
}

impl Store {
    /// Takes out of entries that are to be written again what others of them erase: under the new stamps nothing would.
    fn erase_due(&self, all: &mut [Due]) -> Result<()> {
        let erased: Vec<(RecordId, Erasure)> = all.iter().flat_map(|due| erasures_in(&due.entry)).collect();
        for due in all {
            if let Some(left) = self.without_erased(&due.entry, &erased)? {
                due.entry = left;
            }
        }
        Ok(())
    }
}

/// Displaced entries of one site that are written again together.
struct Rewriting<'s> {
    store: &'s Store,
    before: SiteId,
    branches: HashMap<ChannelId, Branches>,
    /// Whether entries below the branches are the ones that stand here.
    commons: HashMap<(ChannelId, u64, Hash), bool>,
    acts: BTreeMap<Hlc, Hlc>,
    wall: i64,
}

impl Rewriting<'_> {
    /// Writes one entry, after those that it names.
    fn write(&mut self, due: &Due) -> Result<()> {
        let (store, old, channel) = (self.store, &due.entry, due.entry.header.place.channel);
        let channel_ix = store.names.channel_ix(channel)?;
        let site_ix = store.names.ensure_site(&store.conn, store.site)?;
        let (seq, previous) = store.head_by_number(channel_ix, site_ix)?;
        let hlc = Hlc::after(store.last_hlc()?, self.wall);
        let act_id = *self.acts.entry(old.header.act_id).or_insert(hlc);
        let place = Place { site: store.site, channel, seq: seq + 1, previous };
        let undoes = old.header.undoes.map(|act| self.act(act));
        let header = Header { place, hlc, act_id, undoes, ..old.header.clone() };
        let (changes, groups) = self.changes(due)?;
        let group_of = |kind, field| groups.get(&(kind, field)).copied().unwrap_or(0);
        let entry = Entry::new(header, changes, vault::random::random_bytes::<16>()?, group_of);
        let hash = entry.hash()?;
        store.insert_entry(channel_ix, site_ix, &entry, &hash, Fate::Applied)?;
        store.set_head(channel_ix, site_ix, seq + 1, &hash)?;
        store.set_meta("hlc", &hlc.0.to_be_bytes())?;
        // What was given back may build on what is not here yet.
        store.note_early(channel_ix, &entry)?;
        store.project_entry(channel_ix, &entry)?;
        self.note(due, entry.dot())
    }

    /// Notes under which name an entry was written again.
    fn note(&mut self, due: &Due, name: Dot) -> Result<()> {
        let (store, place) = (self.store, due.entry.header.place);
        if let Some(branches) = self.branches.get_mut(&place.channel) {
            branches.name(&due.hash, name);
        }
        let mut update = store.conn.prepare_cached(
            "update displaced set again = 1, new_site = ?5, new_seq = ?6
             where channel = ?1 and site = ?2 and seq = ?3 and hash = ?4",
        )?;
        let channel = store.names.channel_ix(place.channel)?;
        let sites = (store.names.ensure_site(&store.conn, self.before)?, store.names.site_ix(name.site)?);
        update.execute(params![channel, sites.0, place.seq as i64, due.hash, sites.1, name.seq as i64])?;
        Ok(())
    }

    fn act(&self, act: ActRef) -> ActRef {
        let renamed = self.acts.get(&act.id).filter(|_| act.site == self.before);
        renamed.map_or(act, |id| ActRef { site: self.store.site, id: *id })
    }

    /// What an entry means by a dot, as it is called now: nothing if that is not known, and both names if it stands again
    /// under the old one.
    fn meant(&mut self, due: &Due, dot: Dot) -> Result<Vec<Dot>> {
        if dot.site != self.before {
            return Ok(vec![dot]);
        }
        let channel = due.entry.header.place.channel;
        let under = self.branches.get(&channel).map(|branches| branches.under(&due.hash, dot.seq));
        let (seq, hash) = match under {
            Some(Under::Displaced(hash, name)) => {
                let stands = self.store.hash_at(channel, dot.site, dot.seq)? == Some(hash);
                return Ok(name.into_iter().chain(stands.then_some(dot)).collect());
            }
            Some(Under::Below(below)) => below,
            Some(Under::Unknown) | None => return Ok(Vec::new()),
        };
        // Below the branch lies what both branches have in common, if it is here at all.
        let common = match self.commons.get(&(channel, seq, hash)) {
            Some(common) => *common,
            None => {
                let common = self.store.hash_at(channel, dot.site, seq)? == Some(hash);
                self.commons.insert((channel, seq, hash), common);
                common
            }
        };
        Ok(common.then_some(dot).into_iter().collect())
    }

    fn dots(&mut self, due: &Due, dots: &[Dot]) -> Result<Vec<Dot>> {
        let mut all = Vec::new();
        for dot in dots {
            all.extend(self.meant(due, *dot)?);
        }
        Ok(all)
    }

    /// All that an entry wrote, under the new names, with the disclosure group of each field.
    fn changes(&mut self, due: &Due) -> Result<(Vec<Change>, Groups)> {
        let (old, mut groups, mut changes) = (&due.entry, Groups::new(), Vec::new());
        for (index, change) in old.changes.iter().enumerate() {
            let mut writes = Vec::new();
            for (group, write) in old.writes_of(index) {
                groups.insert((change.kind, write.field), group);
                writes.push(Write { replaces: self.dots(due, &write.replaces)?, ..write.clone() });
            }
            changes.push(Change { writes, seen: self.dots(due, &change.seen)?, ..change.clone() });
        }
        Ok((changes, groups))
    }
}
