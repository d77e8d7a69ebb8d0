//! The table: what was measured beside the raw engine, and what it is held to.

use std::time::{Duration, Instant};

/// How many seconds some work takes.
pub fn timed(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64()
}

/// Makes the compiler believe that a result is wanted.
pub fn keep<T>(result: T) {
    std::hint::black_box(result);
}

/// The least, the middle and the greatest of a few runs, in seconds.
#[derive(Clone, Copy)]
pub struct Runs {
    pub least: f64,
    pub middle: f64,
    pub most: f64,
}

impl Runs {
    /// Of these times.
    pub fn of(times: impl IntoIterator<Item = f64>) -> Runs {
        let mut times: Vec<f64> = times.into_iter().collect();
        times.sort_by(f64::total_cmp);
        Runs { least: times[0], middle: times[times.len() / 2], most: times[times.len() - 1] }
    }

    /// Of so many runs of something that tells how long it took.
    pub fn times(count: usize, mut run: impl FnMut() -> Duration) -> Runs {
        Runs::of((0..count).map(|_| run().as_secs_f64()))
    }

    /// Each time divided by a number.
    pub fn per(self, number: f64) -> Runs {
        Runs { least: self.least / number, middle: self.middle / number, most: self.most / number }
    }
}

impl std::fmt::Display for Runs {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |seconds: f64| {
            let ms = seconds * 1000.0;
            if ms < 10.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
        };
        write!(out, "{} ({}–{}) ms", ms(self.middle), ms(self.least), ms(self.most))
    }
}

struct Line {
    work: String,
    ours: String,
    raw: String,
    figure: String,
    hold: String,
    mark: &'static str,
}

/// The lines, and what is to be said below them.
#[derive(Default)]
pub struct Report {
    lines: Vec<Line>,
    notes: Vec<String>,
}

impl Report {
    /// A ratio that must be at most `hold`. Of the least times, which other work on the machine disturbs least.
    pub fn ratio(&mut self, work: &str, ours: Runs, raw: Runs, hold: f64) {
        let ratio = ours.least / raw.least;
        self.line(work, &ours.to_string(), &raw.to_string(), &format!("{ratio:.2} x"), (ratio, hold, "x"));
    }

    /// A figure that must be at most `hold`.
    pub fn figure(&mut self, work: &str, ours: &str, raw: &str, figure: f64, hold: f64, unit: &str) {
        self.line(work, ours, raw, &format!("{figure:.2} {unit}"), (figure, hold, unit));
    }

    fn line(&mut self, work: &str, ours: &str, raw: &str, figure: &str, (is, hold, unit): (f64, f64, &str)) {
        let mark = if is <= hold { "OK" } else { "over" };
        self.push(work, ours, raw, figure, format!("<= {hold:.2} {unit}"), mark);
    }

    fn push(&mut self, work: &str, ours: &str, raw: &str, figure: &str, hold: String, mark: &'static str) {
        self.lines.push(Line {
            work: work.to_owned(),
            ours: ours.to_owned(),
            raw: raw.to_owned(),
            figure: figure.to_owned(),
            hold,
            mark,
        });
    }

    /// Says something below the table.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Parts of a whole that cannot be left out, and the rest, named last. Together the parts are the floor: `raw` is
    /// what the raw engine takes.
    pub fn parts(&mut self, what: &str, (whole, raw): (f64, f64), parts: &[(&str, f64)], rest: &str) {
        let floor: f64 = parts.iter().map(|(_, seconds)| seconds).sum();
        let all = parts.iter().copied().chain([(rest, (whole - floor).max(0.0))]);
        let said: Vec<String> = all
            .map(|(name, seconds)| {
                format!("{name} {:.0} ms ({:.0} %)", seconds * 1000.0, 100.0 * seconds / whole)
            })
            .collect();
        self.note(format!("where {what} spends its {:.0} ms: {}", whole * 1000.0, said.join(", ")));
        self.note(format!(
            "the floor of {what}, all of that but the last: {:.0} ms, {:.1} x raw",
            floor * 1000.0,
            floor / raw
        ));
    }

    /// Prints the table and the notes.
    pub fn print(&self) {
        let heads = ["work", "program", "raw", "figure", "hold", ""];
        let cells = |line: &Line| {
            [&line.work, &line.ours, &line.raw, &line.figure, &line.hold, line.mark].map(str::to_owned)
        };
        let rows: Vec<[String; 6]> =
            std::iter::once(heads.map(str::to_owned)).chain(self.lines.iter().map(cells)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..6).map(width).collect();
        println!();
        for (number, row) in rows.iter().enumerate() {
            let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            println!("| {} |", padded.collect::<Vec<_>>().join(" | "));
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                println!("| {} |", rules.join(" | "));
            }
        }
        println!();
        self.notes.iter().for_each(|note| println!("- {note}"));
    }
}
