//! Searching, and opening a village of ten years.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::Kind;
use domain::kinds::{need, person, visit};
use serde_json::json;
use store::{Query, Store};

use crate::child;
use crate::data;
use crate::raw::{Raw, Row};
use crate::report::{Report, Runs};
use crate::stage::{Stage, opened, ten_years};

/// How many records a first page has.
const PAGE: usize = 50;
/// How many different texts are looked for.
const TEXTS: usize = 60;

/// What is looked for: how the work is called, in which kind, and the texts.
struct Asked {
    what: &'static str,
    kind: &'static Kind,
    texts: Vec<String>,
}

/// Makes the village, measures search in it and its opening.
pub fn measure(stage: &Stage, quick: bool, report: &mut Report) {
    let home = stage.place("ten-years");
    ten_years(&home, quick);
    let store = data::open_store(&home);
    let rows = data::rows(&store, data::villages(&store)[0], 1);
    let asked = texts(&rows);
    let raw = Raw::create(&stage.place("raw-ten-years.db"));
    raw.insert(&rows);
    let indexed = rows.iter().filter(|row| row.words.is_some()).count();
    report.note(format!(
        "the village of ten years holds {} rows, {indexed} of them in the search index",
        rows.len()
    ));
    for one in &asked {
        in_store(&store, &raw, one, report);
    }
    store.close().unwrap();
    in_window(&home, &asked, report);
    opening(&home, raw, &stage.place("raw-ten-years.db"), report);
}

fn texts(rows: &[Row]) -> Vec<Asked> {
    let some = |kind: &'static Kind, pick: &dyn Fn(&Row) -> Option<String>| {
        let found: Vec<String> =
            rows.iter().filter(|row| row.record.kind.number == kind.number).filter_map(pick).collect();
        let step = (found.len() / TEXTS).max(1);
        found.into_iter().step_by(step).take(TEXTS).collect::<Vec<String>>()
    };
    let name = |row: &Row| row.record.text(person::NAME).map(str::to_owned);
    let initials = |row: &Row| {
        let mut words = row.words.as_deref()?.split_whitespace();
        words.find(|word| word.is_ascii() && word.len() > 1).map(str::to_owned)
    };
    let two = |text: Option<&str>| {
        let text: Vec<char> = text?.chars().filter(|c| c.is_alphabetic()).collect();
        (text.len() > 3).then(|| text[1..3].iter().collect::<String>())
    };
    let told = |row: &Row| two(row.record.text(visit::CONTENT));
    let wanted = |row: &Row| two(row.record.text(need::TITLE));
    vec![
        Asked { what: "a name", kind: &person::KIND, texts: some(&person::KIND, &name) },
        Asked { what: "pinyin initials", kind: &person::KIND, texts: some(&person::KIND, &initials) },
        Asked { what: "two characters of visits", kind: &visit::KIND, texts: some(&visit::KIND, &told) },
        Asked { what: "two characters of needs", kind: &need::KIND, texts: some(&need::KIND, &wanted) },
    ]
}

fn each(texts: &[String], mut look: impl FnMut(&str)) -> Runs {
    look(&texts[0]);
    let time = |text: &String| -> Duration {
        let began = Instant::now();
        look(text);
        began.elapsed()
    };
    Runs::of(texts.iter().map(time).map(|took| took.as_secs_f64()).collect::<Vec<f64>>())
}

fn in_store(store: &Store, raw: &Raw, asked: &Asked, report: &mut Report) {
    let Asked { what, kind, texts } = asked;
    let ours = each(texts, |text| {
        let found = store.search(&[kind], None, text, PAGE).unwrap();
        assert!(!found.is_empty(), "{text}");
    });
    let page = each(texts, |text| {
        let query = Query { text: Some(text.to_owned()), limit: PAGE, ..Query::all(kind) };
        assert!(store.page(&query).unwrap().total > 0, "{text}");
    });
    let plain = each(texts, |text| {
        assert!(raw.search(kind, &phrase(text), PAGE) > 0, "{text}");
    });
    let (ours_ms, page_ms) = (ours.middle * 1000.0, page.middle * 1000.0);
    let raw_told = plain.to_string();
    report.figure(&format!("search {what}, in the store"), &ours.to_string(), &raw_told, ours_ms, 5.0, "ms");
    report.figure(
        &format!("list by {what}, with the total"),
        &page.to_string(),
        &raw_told,
        page_ms,
        5.0,
        "ms",
    );
}

/// The query of the raw engine for characters in a row or the beginning of a word.
fn phrase(text: &str) -> String {
    if text.is_ascii() {
        return format!("\"{text}\"*");
    }
    let words: Vec<String> = text.chars().map(String::from).collect();
    format!("\"{}\"", words.join(" "))
}

/// The commands behind the window's quick choice and lists, without the window's own drawing.
fn in_window(home: &Path, asked: &[Asked], report: &mut Report) {
    let laptop = opened(home);
    for Asked { what, kind, texts } in asked {
        let ours = each(texts, |text| {
            laptop.call("find", json!({ "kind": kind.name, "text": text }));
        });
        let ms = ours.middle * 1000.0;
        report.figure(&format!("the window's choice by {what}"), &ours.to_string(), "", ms, 30.0, "ms");
    }
}

fn opening(home: &Path, raw: Raw, path: &Path, report: &mut Report) {
    raw.close();
    let plain = Runs::times(3, || {
        let began = Instant::now();
        let raw = Raw::open(path);
        assert!(raw.last_visits() > 0);
        began.elapsed()
    });
    let keys = data::keys(home);
    let kdf = Runs::times(3, || {
        let began = Instant::now();
        data::unlock(&keys);
        began.elapsed()
    });
    let runs: Vec<(f64, f64)> = (0..3).map(|_| child::open(home)).collect();
    let whole = Runs::of(runs.iter().map(|(unlock, today)| unlock + today));
    let rest = Runs::of(runs.iter().map(|(unlock, today)| unlock + today - kdf.middle));
    let told = format!("{plain} (last visit of each household)");
    report.figure(
        "ten-year village: unlocking to today, KDF excluded",
        &rest.to_string(),
        &told,
        rest.middle,
        1.5,
        "s",
    );
    report.figure("ten-year village: the same with the KDF", &whole.to_string(), "", whole.middle, 1.5, "s");
    let today = Runs::of(runs.iter().map(|(_, today)| *today));
    report.note(format!("of opening, the KDF takes {kdf}, the command today {today}"));
}
