//! Steps with their times, and the table of them at the end.

use crate::tool::{Outcome, Trouble};
use std::time::{Duration, Instant};

struct Done {
    name: &'static str,
    took: Duration,
    passed: bool,
}

/// What was done so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Done>,
}

impl Steps {
    /// Does a step without which the others make no sense.
    pub fn need<T>(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("\n==> {name}");
        let begun = Instant::now();
        let outcome = work();
        let took = begun.elapsed();
        self.done.push(Done { name, took, passed: outcome.is_ok() });
        println!("    {name}: {} in {}", if outcome.is_ok() { "done" } else { "failed" }, time(took));
        outcome
    }

    /// Does a step whose failure does not hold up the following ones; answers whether it passed.
    pub fn check(&mut self, name: &'static str, work: impl FnOnce() -> Outcome) -> bool {
        let outcome = self.need(name, work);
        if let Err(trouble) = &outcome {
            eprintln!("{trouble}");
        }
        outcome.is_ok()
    }

    /// Prints the table; trouble if any step failed.
    pub fn close(self) -> Outcome {
        println!("\n{:<34}{:>9}", "step", "time");
        for step in &self.done {
            println!("{:<34}{:>9}{}", step.name, time(step.took), if step.passed { "" } else { "  FAILED" });
        }
        let all = time(self.done.iter().map(|step| step.took).sum());
        let failed: Vec<_> = self.done.iter().filter(|step| !step.passed).map(|step| step.name).collect();
        if failed.is_empty() {
            println!("\nall {} steps passed in {all}", self.done.len());
            return Ok(());
        }
        let names = failed.join(", ");
        Err(Trouble::Failed(format!(
            "\n{} of {} steps failed in {all}: {names}",
            failed.len(),
            self.done.len()
        )))
    }
}

fn time(took: Duration) -> String {
    let seconds = took.as_secs_f32();
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u32;
    format!("{}m {:02}s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_check_lets_the_others_run_and_fails_the_whole() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.check("broken", || Err(Trouble::Failed("broken".into())));
        steps.check("sound", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        let verdict = steps.close().unwrap_err().to_string();
        assert!(verdict.contains("1 of 2 steps failed") && verdict.contains("broken"), "{verdict}");
    }

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(time(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(time(Duration::from_secs(125)), "2m 05s");
        assert_eq!(time(Duration::from_millis(119_700)), "2m 00s");
        assert_eq!(time(Duration::from_millis(59_960)), "1m 00s");
    }
}
