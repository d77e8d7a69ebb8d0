//! Loading records through the journal, beside inserting the same rows.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::{Owner, Registry};
use journal::{ChannelId, Entry, SiteId};
use store::{ChannelScope, Store};
use vault::DataKey;

use crate::data::{self, Act};
use crate::raw::{Raw, Row};
use crate::report::{Report, Runs, keep, timed};
use crate::stage::Stage;

/// Measures a village's year and says where the time goes.
pub fn measure(stage: &Stage, report: &mut Report) {
    let store = data::open_store(&stage.village(0));
    let channel = data::villages(&store)[0];
    let entries = data::entries(&store, channel);
    let (acts, rows) = (data::acts(&entries), data::rows(&store, channel, 1));
    let puts: usize = acts.iter().map(|act| act.puts.len()).sum();
    let ours = Runs::times(3, || journal(stage.folder.path(), &acts));
    let raw = Runs::times(3, || plain(stage.folder.path(), &rows));
    let work = format!("load {puts} writes of {} rows through the journal", rows.len());
    report.ratio(&work, ours, raw, 2.0);
    report.note(format!(
        "a village-year: {} rows standing, {puts} writes of rows in {} entries",
        rows.len(),
        entries.len()
    ));
    let common = parts(stage, &store, &entries, &rows);
    let spent: Vec<(&str, f64)> = common.iter().map(|(name, seconds)| (*name, *seconds)).collect();
    report.parts("loading", (ours.least, raw.least), &spent, "door (states, rules, clocks, updates)");
}

/// The same acts through the door of an empty store, in one transaction.
fn journal(folder: &Path, acts: &[Act]) -> Duration {
    let folder = tempfile::tempdir_in(folder).unwrap();
    let key = DataKey::generate().unwrap();
    let path = folder.path().join("journal.db");
    let mut store = Store::create(&path, &key, Registry::standard(), SiteId::random()).unwrap();
    let channel = ChannelId::random();
    store.add_channel(channel, ChannelScope::Village).unwrap();
    let began = Instant::now();
    store.together(|store| acts.iter().try_for_each(|act| write(store, channel, act))).unwrap();
    began.elapsed()
}

fn write(store: &mut Store, channel: ChannelId, act: &Act) -> store::Result<()> {
    let header = store::Act {
        code: domain::codes::act::SAMPLE,
        author: None,
        reason: None,
        undoes: None,
        side: Owner::Village,
        moment: act.moment,
    };
    store.write(header, |tx| act.puts.iter().try_for_each(|put| tx.put(channel, put, None)))?;
    Ok(())
}

/// The rows into an empty plain database.
pub fn plain(folder: &Path, rows: &[Row]) -> Duration {
    let folder = tempfile::tempdir_in(folder).unwrap();
    Raw::create(&folder.path().join("raw.db")).insert(rows)
}

/// What single parts of the work take: encoding and hashing of entries, their insertion, that of rows, the search.
fn parts(stage: &Stage, store: &Store, entries: &[Entry], rows: &[Row]) -> [(&'static str, f64); 6] {
    let mut bodies = Vec::new();
    let encoding = timed(|| bodies = entries.iter().map(|entry| entry.body().unwrap()).collect());
    let hashing = timed(|| entries.iter().for_each(|entry| keep(entry.hash().unwrap())));
    let words = timed(|| rows.iter().for_each(|row| keep(store.search_words(&row.record))));
    let inserting = Raw::create(&stage.place("parts-entries.db")).insert_bodies(&bodies).as_secs_f64();
    let bare: Vec<Row> = rows
        .iter()
        .map(|row| Row { channel: row.channel, record: row.record.clone(), words: None })
        .collect();
    let bare = plain(stage.folder.path(), &bare).as_secs_f64();
    let whole = plain(stage.folder.path(), rows).as_secs_f64();
    [
        ("encoding", encoding),
        ("hashing", hashing),
        ("inserting entries", inserting),
        ("inserting rows", bare),
        ("search index", (whole - bare).max(0.0)),
        ("words of the search", words),
    ]
}
