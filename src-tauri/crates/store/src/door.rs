//! The one door: every change that is made here enters through [`Store::write`].
//!
//! The work inside asks for changes ([`Tx`]); when it ends they are projected, what follows of itself is added, the
//! rules are asked about the state that results, and one entry a channel (more, if the act is very large) takes it
//! all into the journal. On any error nothing has happened.

use chrono::NaiveDate;
use domain::rules::Breach;
use domain::{Owner, RecordId};
use journal::{ActRef, Hlc, State};

use crate::open::read_site;
use crate::{Error, Result, Store};

mod chunk;
mod ending;
mod tx;

pub use tx::Tx;

/// The moment of a change.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// What the laptop's clock shows, milliseconds since 1970.
    pub wall: i64,
    /// The day on the laptop's calendar.
    pub today: NaiveDate,
}

/// An act: what is done, by whom, and why.
#[derive(Debug, Clone)]
pub struct Act {
    /// What is done, of the code list `act`.
    pub code: u32,
    /// The operator.
    pub author: Option<RecordId>,
    /// 变更原因, kept with every record that the act touches.
    pub reason: Option<String>,
    /// The act that this one takes back.
    pub undoes: Option<ActRef>,
    /// The side that acts.
    pub side: Owner,
    /// When.
    pub moment: Moment,
}

/// What a form was loaded with: the dots of each register. Writing with it makes an edit that came in between a
/// visible disagreement instead of overwriting it.
#[derive(Debug, Clone, Default)]
pub struct Base(pub State);

/// A transaction that was begun, or a part of one.
#[must_use = "what was begun must be ended"]
#[derive(Debug)]
pub struct Open {
    commit: &'static str,
    rollback: &'static str,
}

/// What a write did.
#[derive(Debug)]
pub struct Written<T> {
    /// What the work gave back.
    pub value: T,
    /// The act; `None` if nothing had to change.
    pub act: Option<ActRef>,
    /// What a person should know of.
    pub warnings: Vec<Breach>,
}

impl Store {
    /// Runs `work` as one act in one transaction.
    pub fn write<T, E: From<Error>>(
        &mut self,
        act: Act,
        work: impl FnOnce(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<Written<T>, E> {
        let written = self.transaction(|store| {
            let mut tx = Tx::new(store, act);
            let value = work(&mut tx)?;
            let (act, warnings) = tx.end()?;
            Ok(Written { value, act, warnings })
        });
        self.unwritten.get_mut().clear();
        written
    }

    /// Runs `work` in one transaction: an error takes back all of it. Transactions within it are parts of it.
    pub fn together<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let open = self.begin()?;
        let done = work(self);
        self.end(open, done)
    }

    /// Begins a transaction, or a part of the one that is open, for work that has more in hand than the store.
    pub fn begin(&mut self) -> Result<Open> {
        let [begin, commit, rollback] = if self.conn.is_autocommit() {
            ["begin immediate", "commit", "rollback"]
        } else {
            ["savepoint part", "release part", "rollback to part; release part"]
        };
        self.conn.execute_batch(begin)?;
        Ok(Open { commit, rollback })
    }

    /// Ends what was begun last: an error takes back all of it.
    pub fn end<T, E: From<Error>>(
        &mut self,
        open: Open,
        done: std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let done = done.and_then(|value| {
            self.conn.execute_batch(open.commit).map_err(Error::from)?;
            Ok(value)
        });
        if done.is_err() {
            // SQLite itself may have rolled back already, on a full disk for one.
            if !self.conn.is_autocommit() {
                self.conn.execute_batch(open.rollback).map_err(Error::from)?;
            }
            // Numbers given to sites and channels in the lost transaction are gone.
            self.names.reread(&self.conn)?;
            self.site = read_site(&self.conn)?;
        }
        done
    }

    /// The same for work that only needs to read the store's own parts.
    pub(crate) fn transaction<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.together(|store| work(store))
    }

    /// The last stamp that this store has seen.
    pub fn last_hlc(&self) -> Result<Hlc> {
        let noted: Option<Vec<u8>> = self.meta("hlc")?;
        Ok(Hlc(noted.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)))
    }
}
