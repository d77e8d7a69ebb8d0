//! Making projections again from the journal.

use std::collections::BTreeSet;

use domain::RecordId;
use journal::{ChannelId, Dot, Entry};
use rusqlite::params;

use crate::chain::{LINK, Link};
use crate::fate::Fate;
use crate::replay::{RecordKey, Replay, names_in};
use crate::row::{Changed, Kept};
use crate::{Error, Result, Store};

impl Store {
    /// Empties every projection and replays the journal into it. `go_on` is asked now and then with the number of
    /// entries done.
    pub fn rebuild(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<()> {
        self.transaction(|store| {
            store.tables.all().try_for_each(|table| table.clear(&store.conn))?;
            store.conn.execute_batch(
                "delete from unknown_record; insert into search (search) values ('delete-all')",
            )?;
            store.replay_into_tables(|_| true, go_on)
        })
    }

    /// Replays the journal into the empty tables of the wanted kinds.
    pub(crate) fn replay_into_tables(
        &self,
        wanted: impl Fn(u16) -> bool,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<()> {
        let mut done = 0;
        for (channel, _) in self.channels()? {
            let mut replay = Replay::default();
            self.each_applied(channel, |entry| {
                done += 1;
                if done % 256 == 0 && !go_on(done) {
                    return Err(Error::Cancelled);
                }
                replay.add(entry, |(kind, _)| wanted(kind));
                Ok(())
            })?;
            let channel = self.names.channel_ix(channel)?;
            for ((kind, id), state) in replay.states() {
                self.keep(channel, kind, id, &Kept { ix: None, state, changed: Changed::All })?;
            }
        }
        Ok(())
    }

    fn each_applied(&self, channel: ChannelId, mut visit: impl FnMut(&Entry) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(&format!(
            "select site, {LINK} from entry where channel = ?1 order by site, seq"
        ))?;
        let mut rows = statement.query([self.names.channel_ix(channel)?])?;
        let mut previous = None;
        while let Some(row) = rows.next()? {
            let link = Link::read(row, 1)?;
            if link.fate == Fate::Applied {
                visit(&link.entry(
                    channel,
                    self.names.site(row.get(0)?)?,
                    previous.filter(|_| link.seq > 1),
                )?)?;
            }
            previous = Some(link.hash);
        }
        Ok(())
    }

    /// Makes the registers of a record again from the journal: after leaves were opened or erased. `dots` are entries
    /// that touch the record besides those that its present state leads to.
    pub fn project_again(&mut self, channel: ChannelId, kind: u16, id: RecordId, dots: &[Dot]) -> Result<()> {
        self.transaction(|store| store.remake(channel, &BTreeSet::from([(kind, id)]), dots))
    }

    /// Makes chosen records again. Every applied write of a record is a survivor or is named by one that is, so that
    /// following names backwards from the survivors and from `dots` meets all that matter.
    pub(crate) fn remake(
        &self,
        channel: ChannelId,
        records: &BTreeSet<RecordKey>,
        dots: &[Dot],
    ) -> Result<()> {
        let channel_ix = self.names.channel_ix(channel)?;
        let wanted = |record: RecordKey| records.contains(&record);
        let mut open = dots.to_vec();
        for (kind, id) in records {
            open.extend(self.kept(channel_ix, *kind, *id)?.state.dots());
        }
        let mut met = BTreeSet::new();
        let mut replay = Replay::default();
        while let Some(dot) = open.pop() {
            if !met.insert(dot) {
                continue;
            }
            let Some(held) = self.held(channel, dot)?.filter(|held| held.fate == Fate::Applied) else {
                continue;
            };
            open.extend(names_in(&held.entry, wanted));
            replay.add(&held.entry, wanted);
        }
        let mut gone = records.clone();
        for ((kind, id), state) in replay.states() {
            gone.remove(&(kind, id));
            let ix = self.kept(channel_ix, kind, id)?.ix;
            self.keep(channel_ix, kind, id, &Kept { ix, state, changed: Changed::All })?;
        }
        gone.into_iter().try_for_each(|(kind, id)| self.forget(channel_ix, kind, id))
    }

    /// Drops the row of a record that no applied entry touches any more.
    fn forget(&self, channel: i64, kind: u16, id: RecordId) -> Result<()> {
        let Some(ix) = self.kept(channel, kind, id)?.ix else { return Ok(()) };
        let Some(table) = self.tables.get(kind) else {
            self.conn.execute("delete from unknown_record where _ix = ?1", [ix])?;
            return Ok(());
        };
        for field in &table.many {
            self.conn.execute(&format!("delete from {} where owner = ?1", table.side(field)), [ix])?;
        }
        self.conn.execute("delete from search where rowid = ?1", [table.search_row(ix)])?;
        self.conn.execute(&format!("delete from {} where _ix = ?1", table.name), [ix])?;
        Ok(())
    }

    /// Drops the rows that a kind has in the text search and among unknown records.
    pub(crate) fn forget_rows(&self, kind: u16) -> Result<()> {
        let (low, high) = crate::schema::search_rows(kind);
        self.conn.execute("delete from search where rowid between ?1 and ?2", params![low, high])?;
        self.conn.execute("delete from unknown_record where _kind = ?1", [kind])?;
        Ok(())
    }
}
