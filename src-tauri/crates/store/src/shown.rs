//! What files showed of entries, in the order in which they came; outside the journal and the digest.

use std::collections::BTreeMap;

use journal::{ChannelId, SiteId};
use rusqlite::params;

use crate::{Result, Store};

/// Entries of one chain of which a file brought or opened something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The number of this note, ascending.
    pub id: i64,
    /// The channel of the chain.
    pub channel: ChannelId,
    /// The site of the chain.
    pub site: SiteId,
    /// The first entry.
    pub from: u64,
    /// The last one.
    pub to: u64,
    /// The site that sent the file.
    pub sender: SiteId,
}

/// Entries of some chains, as runs from–to in the order in which they were added.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Spans(BTreeMap<(ChannelId, SiteId), Vec<(u64, u64)>>);

impl Spans {
    /// Adds an entry.
    pub fn add(&mut self, chain: (ChannelId, SiteId), seq: u64) {
        let runs = self.0.entry(chain).or_default();
        match runs.last_mut() {
            Some((from, to)) if (*from..=*to + 1).contains(&seq) => *to = seq.max(*to),
            _ => runs.push((seq, seq)),
        }
    }

    /// The runs by their chains: channel, site, from and to.
    pub fn runs(&self) -> impl Iterator<Item = (ChannelId, SiteId, u64, u64)> {
        self.0.iter().flat_map(|((channel, site), runs)| {
            runs.iter().map(move |(from, to)| (*channel, *site, *from, *to))
        })
    }

    /// Those of which `wanted` is true.
    pub fn filtered(&self, wanted: impl Fn(ChannelId, SiteId, u64) -> bool) -> Spans {
        let mut all = Spans::default();
        for (channel, site, from, to) in self.runs() {
            let kept = (from..=to).filter(|seq| wanted(channel, site, *seq));
            kept.for_each(|seq| all.add((channel, site), seq));
        }
        all
    }
}

impl Store {
    /// Notes of which entries a file of `sender` brought or opened something.
    pub fn note_shown(&self, spans: &Spans, sender: SiteId) -> Result<()> {
        let sender = self.names.ensure_site(&self.conn, sender)?;
        for (channel, site, from, to) in spans.runs() {
            let (channel, site) = (self.names.channel_ix(channel)?, self.names.site_ix(site)?);
            self.conn
                .prepare_cached(
                    "insert into shown (channel, site, seq_from, seq_to, sender) values (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![channel, site, from as i64, to as i64, sender])?;
        }
        Ok(())
    }

    /// The notes from number `id` on, ascending.
    pub fn shown_from(&self, id: i64) -> Result<Vec<Shown>> {
        let mut statement = self.conn.prepare_cached(
            "select id, channel, site, seq_from, seq_to, sender from shown where id >= ?1 order by id",
        )?;
        let mut rows = statement.query([id])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(Shown {
                id: row.get(0)?,
                channel: self.names.channel(row.get(1)?)?,
                site: self.names.site(row.get(2)?)?,
                from: row.get::<_, i64>(3)? as u64,
                to: row.get::<_, i64>(4)? as u64,
                sender: self.names.site(row.get(5)?)?,
            });
        }
        Ok(all)
    }
}
