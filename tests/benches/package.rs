//! Writing a full package beside compressing and sealing the same bytes, and its size beside rows as CSV.

use std::fs::File;
use std::io::Write;
use std::time::Instant;

use exchange::{OwnDraft, Statement, Trust};
use journal::{Entry, Part};
use store::Store;
use vault::{SealIdentity, seal};

use crate::data;
use crate::report::{Report, Runs, keep, timed};
use crate::stage::Stage;

/// The level that packages are compressed with.
const LEVEL: i32 = 3;

/// Measures the first village's package, after the township has merged it.
pub fn measure(stage: &Stage, township: &Store, report: &mut Report) {
    let village = data::open_store(&stage.village(0));
    let channel = data::villages(&village)[0];
    let entries = data::entries(&village, channel);
    let bytes: Vec<u8> = entries.iter().flat_map(|entry| entry.body().unwrap()).collect();
    let raw = Runs::times(3, || {
        let began = Instant::now();
        pack(&bytes);
        began.elapsed()
    });
    let work = format!("write a full package of {} entries, {} KB in the journal", entries.len(), kb(&bytes));
    report.ratio(&work, Runs::of(stage.writing.iter().copied()), raw, 1.5);
    where_time_goes(stage, &village, &entries, raw.least, report);
    sizes(stage, &village, township, report);
}

fn kb(bytes: &[u8]) -> usize {
    bytes.len() / 1024
}

fn pack(bytes: &[u8]) -> usize {
    let packed = zstd::bulk::compress(bytes, LEVEL).unwrap();
    seal::seal(&[SealIdentity::generate().recipient()], &packed).unwrap().len()
}

fn where_time_goes(stage: &Stage, village: &Store, entries: &[Entry], raw: f64, report: &mut Report) {
    let channel = data::villages(village)[0];
    let reading = timed(|| keep(data::entries(village, channel)));
    let carried = |group| matches!(group, 1 | 7 | 8);
    let mut told = Vec::new();
    let withholding = timed(|| {
        told = entries.iter().map(|entry| entry.withhold(carried, |_, _| false).unwrap()).collect();
    });
    let mut bodies = Vec::new();
    let encoding = timed(|| bodies = told.iter().flat_map(|entry| entry.body().unwrap()).collect());
    let packing = timed(|| keep(pack(&bodies)));
    let file = std::fs::read(&stage.packages[0]).unwrap();
    let checking = timed(|| keep(exchange::check(&file).unwrap()));
    let own = own_section(village, entries, carried);
    let disk = on_disk(stage, &file);
    let whole = Runs::of(stage.writing.iter().copied()).least;
    let parts = [
        ("reading entries", reading),
        ("withholding groups", withholding),
        ("encoding", encoding),
        ("zstd + age of what is carried", packing),
        ("gathering and sealing the own section", own),
        ("syncing the file and reading it back", disk),
        ("verifying what was read back", checking),
    ];
    report.parts("writing a package", (whole, raw), &parts, "disclosure, ledger, noting it durably");
}

/// How long it takes to seal what is withheld to the village itself.
fn own_section(village: &Store, entries: &[Entry], carried: impl Fn(u8) -> bool) -> f64 {
    let mut trust = Trust::new();
    for bytes in village.statements().unwrap() {
        trust.add(Statement::from_bytes(&bytes).unwrap()).unwrap();
    }
    let channel = data::villages(village)[0];
    let card = trust.cards().find(|card| card.channel() == channel).unwrap();
    timed(|| {
        let mut own = OwnDraft::new(card);
        entries.iter().for_each(|entry| own.add(entry, &carried).unwrap());
        keep(own.finish().unwrap());
    })
}

/// How long the disk takes for a file that is synced and read again.
fn on_disk(stage: &Stage, bytes: &[u8]) -> f64 {
    let path = stage.place("again.lxc");
    timed(|| {
        let mut file = File::create(&path).unwrap();
        file.write_all(bytes).unwrap();
        file.sync_all().unwrap();
        File::open(stage.folder.path()).unwrap().sync_all().unwrap();
        keep(std::fs::read(&path).unwrap());
    })
}

fn sizes(stage: &Stage, village: &Store, township: &Store, report: &mut Report) {
    let channel = data::villages(village)[0];
    let file = std::fs::metadata(&stage.packages[0]).unwrap().len() as f64;
    let own: usize = township
        .sealed(channel)
        .unwrap()
        .iter()
        .map(|(number, _)| township.sealed_bytes(*number).unwrap().len())
        .sum();
    let carried = data::entries(township, channel);
    let withheld = carried.iter().flat_map(|entry| entry.parts.values());
    let withheld = withheld.filter(|part| matches!(part, Part::Root { .. })).count() as f64;
    let allowance = 16.0 * carried.len() as f64 + 40.0 * withheld;
    let csv = |store| {
        let text = data::csv(&data::rows(store, channel, 1));
        zstd::bulk::compress(&text, LEVEL).unwrap().len() as f64
    };
    let (told, all) = (csv(township), csv(village));
    let open = file - own as f64;
    let said = |bytes: f64| format!("{:.0} KB", bytes / 1024.0);
    let allowed = |bytes: f64| format!("{} as CSV + {} allowed", said(bytes), said(allowance));
    report.figure(
        "package bytes without the own section",
        &said(open),
        &allowed(told),
        (open - allowance) / told,
        1.3,
        "x",
    );
    report.figure(
        "package bytes with it, against all rows",
        &said(file),
        &allowed(all),
        (file - allowance) / all,
        1.3,
        "x",
    );
    report.note(format!(
        "package of {} entries with {withheld} groups left out; own section {}",
        carried.len(),
        said(own as f64)
    ));
}
