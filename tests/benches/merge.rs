//! Taking packages in: into an empty township, into a full one, and a little more later; with the peak of memory.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::kinds::household;
use exchange::{Opened, Reader, Statement, Trust, channel_of};
use journal::Entry;
use store::{Query, Store};
use vault::{SealIdentity, SigningKey};

use crate::child::{self, Received};
use crate::data;
use crate::load::plain;
use crate::raw::{Raw, Row};
use crate::report::{Report, Runs, keep, timed};
use crate::stage::{Stage, increment};

/// Merges all villages of the stage, and measures the first, the last and an increment of the last.
pub fn measure(stage: &Stage, report: &mut Report) {
    let last = stage.packages.len() - 1;
    let [first_opening, last_opening] = [0, last].map(|one| opening(stage, &stage.packages[one]));
    let (empty, _) = repeated(stage, &stage.packages[..1]);
    let all = child::receive(&stage.township(), &stage.packages[..last]);
    let (full, peak) = repeated(stage, &stage.packages[last..]);
    settle(stage, last);
    let part = increments(stage, last);
    let township = data::open_store(&stage.township());
    let channels = data::villages(&township);
    let rows: Vec<Vec<Row>> =
        (0_i64..).zip(&channels).map(|(number, channel)| data::rows(&township, *channel, number)).collect();
    let raw_empty = Runs::times(3, || plain(stage.folder.path(), &rows[0]));
    let (raw_full, raw_others) = plain_into_full(stage, &rows);
    let total: usize = rows.iter().map(Vec::len).sum();
    report.note(format!("the township of {} villages holds {total} rows", rows.len()));
    report.ratio("merge a full package into an empty township", empty, raw_empty, 2.0);
    report.ratio(&format!("merge a full package into a {last}-village township"), full, raw_full, 2.0);
    let whole = all.seconds.iter().sum::<f64>() + full.least;
    let work = format!("merge {} villages one after another, the township empty at first", rows.len());
    report.ratio(&work, Runs::of([whole]), Runs::of([raw_others + raw_full.least]), 2.0);
    let (full_row, empty_row) = (full.per(rows[last].len() as f64), empty.per(rows[0].len() as f64));
    let grown = full_row.least / empty_row.least;
    report.figure(
        "the second against the first, a row",
        &full.to_string(),
        &empty.to_string(),
        grown,
        1.3,
        "x",
    );
    let (bound, is) = (0.03 * full.least + 0.1, part.runs.least);
    let work = format!("merge an increment of {} entries ({:.1} %)", part.entries, part.percent);
    report.figure(
        &work,
        &part.runs.to_string(),
        "3 % of the full merge + 100 ms",
        is * 1000.0,
        bound * 1000.0,
        "ms",
    );
    let (bound, is) = (0.03 * Runs::of(stage.writing.iter().copied()).least + 0.1, part.writing);
    report.figure(
        &format!("write an increment of {} entries", part.entries),
        &Runs::of([is]).to_string(),
        "3 % of the full package + 100 ms",
        is * 1000.0,
        bound * 1000.0,
        "ms",
    );
    let most = all.peak.max(peak);
    report.figure(
        &format!("peak memory, township of {} villages", rows.len()),
        &format!("{most:.0} MB"),
        "",
        most,
        300.0,
        "MB",
    );
    for (what, rows, whole, opening) in [
        ("a merge into the empty township", &rows[0], (empty.least, raw_empty.least), first_opening),
        ("a merge into the full township", &rows[last], (full.least, raw_full.least), last_opening),
    ] {
        parts(stage, &township, rows, (what, whole), opening, report);
    }
}

/// The same files into three copies of the township. Gives the times of the first file and the greatest peak.
fn repeated(stage: &Stage, files: &[PathBuf]) -> (Runs, f64) {
    let runs: Vec<Received> = (0..3).map(|_| into_copy(stage, files)).collect();
    let peak = runs.iter().map(|run| run.peak).fold(0.0, f64::max);
    (Runs::of(runs.iter().map(|run| run.seconds[0])), peak)
}

fn into_copy(stage: &Stage, files: &[PathBuf]) -> Received {
    let place = stage.place("copy");
    data::copy(&stage.township(), &place);
    let received = child::receive(&place, files);
    std::fs::remove_dir_all(&place).unwrap();
    received
}

fn settle(stage: &Stage, last: usize) {
    child::receive(&stage.township(), &stage.packages[last..]);
}

struct Increment {
    runs: Runs,
    writing: f64,
    entries: usize,
    percent: f64,
}

/// About 1 % of a village's rows more.
fn increments(stage: &Stage, last: usize) -> Increment {
    let (households, before, rows) = {
        let store = data::open_store(&stage.village(last));
        let channel = data::villages(&store)[0];
        let homes = store.page(&Query { limit: 40, ..Query::all(&household::KIND) }).unwrap().records;
        let ids: Vec<String> = homes.iter().map(|(_, home)| home.id.to_string()).collect();
        (ids, data::entries(&store, channel).len(), data::rows(&store, channel, 1).len())
    };
    let (file, writing) = increment(stage, last, &households, rows / 300);
    let store = data::open_store(&stage.village(last));
    let channel = data::villages(&store)[0];
    let (entries, after) =
        (data::entries(&store, channel).len() - before, data::rows(&store, channel, 1).len());
    let (runs, _) = repeated(stage, std::slice::from_ref(&file));
    Increment { runs, writing, entries, percent: 100.0 * (after - rows) as f64 / rows as f64 }
}

/// The last village's rows into a plain database that holds the others'; and how many seconds those took.
fn plain_into_full(stage: &Stage, rows: &[Vec<Row>]) -> (Runs, f64) {
    let base = stage.place("raw-full");
    std::fs::create_dir(&base).unwrap();
    let raw = Raw::create(&base.join("raw.db"));
    let (last, before) = rows.split_last().unwrap();
    let others = before.iter().map(|rows| raw.insert(rows).as_secs_f64()).sum();
    raw.close();
    let runs = Runs::times(3, || {
        let place = stage.place("raw-copy");
        data::copy(&base, &place);
        let took = Raw::open(&place.join("raw.db")).insert(last);
        std::fs::remove_dir_all(&place).unwrap();
        took
    });
    (runs, others)
}

/// The township's trust and seal, and the party it is.
fn keys(township: &Store) -> (Trust, SealIdentity, exchange::PartyId) {
    let mut trust = Trust::new();
    for bytes in township.statements().unwrap() {
        trust.add(Statement::from_bytes(&bytes).unwrap()).unwrap();
    }
    let seal = township.meta("seal_key").unwrap().unwrap();
    let seal = SealIdentity::from_secret_string(std::str::from_utf8(&seal).unwrap()).unwrap();
    let root: [u8; 32] = township.meta("root_key").unwrap().unwrap().try_into().unwrap();
    let root = SigningKey::from_bytes(&root).verifying_key();
    let own = trust.cards().find(|card| card.channel() == channel_of(&root)).unwrap().party();
    (trust, seal, own)
}

/// What the file costs before the first write: opening it, and walking over what it carries.
struct Opening {
    verifying: f64,
    decoding: f64,
    entries: Vec<Entry>,
}

fn opening(stage: &Stage, path: &Path) -> Opening {
    let township = data::open_store(&stage.township());
    let (trust, seal, me) = keys(&township);
    let file = std::fs::read(path).unwrap();
    let reader = Reader { trust: &trust, identities: std::slice::from_ref(&seal), me };
    let began = Instant::now();
    let opened: Opened = reader.open(&file, |_| true).unwrap();
    let verifying = began.elapsed();
    let began = Instant::now();
    let entries = opened.entries().unwrap().map(|one| one.unwrap().entry().unwrap()).collect();
    Opening { verifying: seconds(verifying), decoding: seconds(began.elapsed()), entries }
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

/// Where the time of a merge goes.
fn parts(
    stage: &Stage,
    township: &Store,
    rows: &[Row],
    (what, whole): (&str, (f64, f64)),
    opening: Opening,
    report: &mut Report,
) {
    let entries = &opening.entries;
    let hashing = timed(|| entries.iter().for_each(|entry| keep(entry.hash().unwrap())));
    let mut bodies = Vec::new();
    let encoding = timed(|| bodies = entries.iter().map(|entry| entry.body().unwrap()).collect());
    let inserting = Raw::create(&stage.place(&format!("merge-entries-{}.db", rows[0].channel)))
        .insert_bodies(&bodies)
        .as_secs_f64();
    let words = timed(|| rows.iter().for_each(|row| keep(township.search_words(&row.record))));
    let place = stage.folder.path();
    let bare: Vec<Row> = rows
        .iter()
        .map(|row| Row { channel: row.channel, record: row.record.clone(), words: None })
        .collect();
    let (bare, all) = (seconds(plain(place, &bare)), seconds(plain(place, rows)));
    let parts = [
        ("verifying the file", opening.verifying),
        ("decoding entries", opening.decoding),
        ("hashing again", hashing),
        ("encoding again", encoding),
        ("inserting entries", inserting),
        ("inserting rows", bare),
        ("search index", (all - bare).max(0.0)),
        ("words of the search", words),
    ];
    report.parts(what, whole, &parts, "states, clocks, updates, keeping the sealed pieces, larger trees");
}
