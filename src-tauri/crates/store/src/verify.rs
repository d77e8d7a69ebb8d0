//! Proving that the chains are whole and that the tables say what the journal says.

use std::collections::HashMap;

use domain::{RecordId, Value};
use journal::{ChannelId, Dot, Entry, Hash, Hlc, State};
use rusqlite::{Row, params};

use crate::chain::{LINK, Link};
use crate::fate::Fate;
use crate::replay::{RecordKey, Replay};
use crate::row::{Projected, from_column, id_of};
use crate::schema::Table;
use crate::{Error, Result, Store, search};

/// What [`Store::verify`] found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Entries whose hashes chain.
    pub entries: u64,
    /// Records whose rows equal what the journal says.
    pub records: u64,
    /// The digest of the state.
    pub digest: Hash,
}

/// One channel as the journal says it is.
#[derive(Default)]
struct Told {
    replay: Replay,
    stamps: HashMap<Dot, Hlc>,
}

/// How far a chain was checked.
struct Checked {
    site: i64,
    last: u64,
    hash: Option<Hash>,
    /// The last one decided, with its hash.
    decided: (u64, Hash),
}

impl Store {
    /// Recomputes every hash of every chain, replays the journal in memory channel by channel, and compares with it
    /// every register, column and side table of every record, and which records the text search covers. `go_on` is
    /// asked now and then with the number of entries done.
    pub fn verify(&self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Verified> {
        let (mut entries, mut records) = (0, 0);
        for (channel, _) in self.channels()? {
            let mut told = Told::default();
            self.check_chains(channel, |entry, fate| {
                entries += 1;
                if entries % 256 == 0 && !go_on(entries) {
                    return Err(Error::Cancelled);
                }
                if fate == Fate::Applied {
                    told.stamps.insert(entry.dot(), entry.header.hlc);
                    told.replay.add(&entry, |_| true);
                }
                Ok(())
            })?;
            records += self.compare(self.names.channel_ix(channel)?, told)?;
        }
        self.check_strays(entries)?;
        self.integrity()?;
        Ok(Verified { entries, records, digest: self.digest()? })
    }

    /// Checks every entry of a channel against its hash, its predecessor and the columns beside it, and every head.
    fn check_chains(
        &self,
        channel: ChannelId,
        mut visit: impl FnMut(Entry, Fate) -> Result<()>,
    ) -> Result<()> {
        let channel_ix = self.names.channel_ix(channel)?;
        let mut statement = self.conn.prepare(&format!(
            "select site, hlc, act, act_id, {LINK} from entry where channel = ?1 order by site, seq"
        ))?;
        let mut rows = statement.query([channel_ix])?;
        let mut chain: Option<Checked> = None;
        let mut chains = 0;
        while let Some(row) = rows.next()? {
            let (site, link) = (row.get(0)?, Link::read(row, 4)?);
            if chain.as_ref().is_none_or(|chain| chain.site != site) {
                chains += self.check_head(channel_ix, chain.take())?;
            }
            let chain = chain.get_or_insert(Checked { site, last: 0, hash: None, decided: (0, [0; 32]) });
            let entry = check_link(channel, self.names.site(site)?, chain, &link)?;
            let header = &entry.header;
            let beside = (header.hlc.0 as i64, i64::from(header.act), header.act_id.0 as i64);
            if beside != (row.get(1)?, row.get(2)?, row.get(3)?) {
                return Err(Error::Damaged("what is noted of an entry"));
            }
            visit(entry, link.fate)?;
        }
        chains += self.check_head(channel_ix, chain)?;
        let mut heads = self.conn.prepare_cached("select count(*) from chain where channel = ?1")?;
        if heads.query_row([channel_ix], |row| row.get::<_, i64>(0))? == chains {
            Ok(())
        } else {
            Err(Error::Damaged("the head of a chain"))
        }
    }

    /// Checks the head of a chain. Gives 1 if the chain has one.
    fn check_head(&self, channel: i64, chain: Option<Checked>) -> Result<i64> {
        let Some(chain) = chain else { return Ok(0) };
        if self.head_by_number(channel, chain.site)? != chain.decided {
            return Err(Error::Damaged("the head of a chain"));
        }
        Ok(i64::from(chain.decided.0 > 0))
    }

    /// Compares the records of a channel with the tables, both ways. Gives how many there are.
    fn compare(&self, channel: i64, told: Told) -> Result<u64> {
        let mut expected: HashMap<RecordKey, State> = told.replay.states().collect();
        let mut records = 0;
        for table in self.tables.all() {
            records += self.compare_table(table, channel, &mut expected, &told.stamps)?;
        }
        for kind in self.unknown_kinds(channel)? {
            self.each_unknown_state(kind, channel, |id, found| {
                records += 1;
                match expected.remove(&(kind, id)) {
                    Some(state) if state == found => Ok(()),
                    _ => Err(DIFFERS),
                }
            })?;
        }
        if expected.is_empty() { Ok(records) } else { Err(Error::Damaged("a record is missing")) }
    }

    fn compare_table(
        &self,
        table: &Table,
        channel: i64,
        expected: &mut HashMap<RecordKey, State>,
        stamps: &HashMap<Dot, Hlc>,
    ) -> Result<u64> {
        let hlc = |dot: Dot| stamps.get(&dot).copied().unwrap_or_default();
        let mut statement = self.conn.prepare_cached(&table.scan)?;
        let mut rows = statement.query([channel])?;
        let mut records = 0;
        while let Some(row) = rows.next()? {
            records += 1;
            let id: RecordId = id_of(row, 0)?;
            let state = expected.remove(&(table.kind.number, id)).ok_or(DIFFERS)?;
            if self.state_of(table, row, 4, 5)? != state {
                return Err(DIFFERS);
            }
            self.compare_row(table, row, &Projected::of(table, &state, hlc))?;
        }
        Ok(records)
    }

    fn compare_row(&self, table: &Table, row: &Row<'_>, expected: &Projected<'_>) -> Result<()> {
        let ix: i64 = row.get(1)?;
        let mut columns = Vec::with_capacity(table.plain.len());
        for (index, field) in table.plain.iter().enumerate() {
            columns.push(from_column(field, row.get_ref(5 + index)?));
        }
        let mut sides = Vec::with_capacity(table.many.len());
        for field in &table.many {
            let sql = format!("select value from {} where owner = ?1", table.side(field));
            let mut statement = self.conn.prepare_cached(&sql)?;
            let values = statement.query_map([ix], |row| Ok(from_column(field, row.get_ref(0)?)))?;
            let mut values: Vec<Value> =
                values.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?;
            values.sort_unstable();
            sides.push(values);
        }
        let found = Projected {
            shown: row.get(2)?,
            conflicts: row.get(3)?,
            columns: columns.iter().map(Option::as_ref).collect(),
            sides: sides.iter().map(|values| values.iter().collect()).collect(),
        };
        let covered = search::words(table, &expected.columns).is_some();
        if found == *expected && self.is_searchable(table, ix)? == covered { Ok(()) } else { Err(DIFFERS) }
    }

    fn is_searchable(&self, table: &Table, ix: i64) -> Result<bool> {
        let mut statement = self.conn.prepare_cached("select 1 from search where rowid = ?1")?;
        Ok(statement.exists([table.search_row(ix)])?)
    }

    /// Looks for rows that belong to nothing.
    fn check_strays(&self, entries: u64) -> Result<()> {
        let count = |sql: &str| self.conn.query_row(sql, [], |row| row.get::<_, i64>(0));
        if count("select count(*) from entry")? != entries as i64 {
            return Err(Error::Damaged("an entry of no channel"));
        }
        for table in self.tables.all() {
            for field in &table.many {
                let (side, name) = (table.side(field), &table.name);
                if count(&format!("select count(*) from {side} where owner not in (select _ix from {name})"))?
                    > 0
                {
                    return Err(DIFFERS);
                }
            }
            let (low, high) = crate::schema::search_rows(table.kind.number);
            let mut statement = self.conn.prepare_cached(&format!(
                "select 1 from search where rowid between ?1 and ?2 and rowid - ?1 not in (select _ix from {})",
                table.name
            ))?;
            if statement.exists(params![low, high])? {
                return Err(DIFFERS);
            }
        }
        Ok(())
    }

    fn integrity(&self) -> Result<()> {
        // Page by page first: it tells damage of the file from damage of its contents.
        let mut statement = self.conn.prepare("pragma cipher_integrity_check")?;
        let faults = statement.query_map([], |row| row.get::<_, String>(0))?.count();
        let sound: String = self.conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if faults == 0 && sound == "ok" { Ok(()) } else { Err(Error::Damaged("pages of the file")) }
    }
}

const DIFFERS: Error = Error::Damaged("a record differs from the journal");

/// Checks one entry against the chain before it.
fn check_link(channel: ChannelId, site: journal::SiteId, chain: &mut Checked, link: &Link) -> Result<Entry> {
    let follows = chain.last + 1 == link.seq;
    let decided = link.fate != Fate::Waiting;
    // Only a waiting entry may lack its predecessor, and only then does it say what that was.
    if link.claimed.is_some() == follows || (decided && chain.decided.0 + 1 != link.seq) {
        return Err(Error::Damaged("a chain has a gap"));
    }
    let entry = link.entry(channel, site, chain.hash.filter(|_| follows))?;
    if entry.hash()? != link.hash {
        return Err(Error::Damaged("an entry's hash"));
    }
    (chain.last, chain.hash) = (link.seq, Some(link.hash));
    if decided {
        chain.decided = (link.seq, link.hash);
    }
    Ok(entry)
}
