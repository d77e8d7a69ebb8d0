//! Keeping the tables as the kinds are declared.
//!
//! A program that declares a kind otherwise than the one that made its tables (a field more, another name, another
//! group; or fewer fields, when an older program opens the file) makes them anew from the journal, in which nothing
//! was lost. The records of a kind that it does not know at all are kept unread.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use crate::{Result, Store};

impl Store {
    /// Makes the tables of kinds whose declaration is not the one that they were made by.
    pub(crate) fn bring_up(&mut self) -> Result<()> {
        let known = self.declared()?;
        let wanted: BTreeMap<String, (u16, String)> = self
            .tables
            .all()
            .flat_map(|table| table.forms().into_iter().map(|(name, form)| (name, (table.kind.number, form))))
            .collect();
        let differing = |(name, declared): (&String, &(u16, String))| {
            (known.get(name) != wanted.get(name)).then_some(declared.0)
        };
        let changed: BTreeSet<u16> = known.iter().chain(&wanted).filter_map(differing).collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.transaction(|store| {
            for (name, _) in known.iter().filter(|(_, (kind, _))| changed.contains(kind)) {
                store.conn.execute_batch(&format!("drop table if exists \"{name}\""))?;
                store.conn.execute("delete from declared where name = ?1", [name])?;
            }
            for kind in &changed {
                store.forget_rows(*kind)?;
                store.tables.get(*kind).map_or(Ok(()), |table| table.create(&store.conn))?;
            }
            for (name, (kind, form)) in wanted.iter().filter(|(_, (kind, _))| changed.contains(kind)) {
                store.conn.execute(
                    "insert into declared (name, kind, form) values (?1, ?2, ?3)",
                    params![name, kind, form],
                )?;
            }
            store.replay_into_tables(|kind| changed.contains(&kind), &mut |_| true)?;
            // An older program took erasures in unread.
            let unread = changed.contains(&domain::kinds::erasure::KIND.number);
            if unread { store.erase_said(|_| true) } else { Ok(()) }
        })
    }

    fn declared(&self) -> Result<BTreeMap<String, (u16, String)>> {
        let mut statement = self.conn.prepare_cached("select name, kind, form from declared")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
