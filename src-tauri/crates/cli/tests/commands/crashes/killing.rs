//! Runs that are cut off.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Between two looks whether a run has ended.
const LOOK: Duration = Duration::from_millis(1);

/// What a run came to that was to be killed.
pub struct Cut {
    /// Whether it was killed; otherwise it had ended before, and well.
    pub killed: bool,
    /// What it had said by then.
    pub out: String,
}

/// Kills runs of one work at moments spread over all that such a run takes, and a little beyond.
pub struct Killer {
    whole: Duration,
    number: u32,
    /// How many were killed.
    pub killed: u32,
    /// How many had ended before.
    pub ended: u32,
}

impl Killer {
    /// A killer of runs like this one, which is left to end.
    pub fn of(undisturbed: impl FnOnce()) -> Killer {
        let began = Instant::now();
        undisturbed();
        Killer { whole: began.elapsed(), number: 0, killed: 0, ended: 0 }
    }

    /// Starts the program and kills it, unless it ends before.
    pub fn cut(&mut self, command: Command) -> Cut {
        // Steps of a golden section meet early and late moments in turn.
        let share = (f64::from(self.number) * 0.618_033_988_7).fract() * 1.2;
        self.number += 1;
        let (cut, lasted) = cut(command, self.whole.mul_f64(share));
        // Other tests take the processor for a while and give it back, and a run lasts longer or less long than before.
        match cut.killed {
            false => self.whole = lasted,
            true if share > 1.0 => self.whole = self.whole.mul_f64(1.5),
            true => {}
        }
        self.killed += u32::from(cut.killed);
        self.ended += u32::from(!cut.killed);
        cut
    }

    /// Enough were killed to mean something, and some had ended, so that the moments reached to the end.
    pub fn assert_spread(&self) {
        let Killer { killed, ended, .. } = self;
        assert!(*killed > (killed + ended) / 3 && *ended > 0, "{killed} were killed, {ended} had ended");
    }
}

fn cut(mut command: Command, after: Duration) -> (Cut, Duration) {
    let began = Instant::now();
    // What it says is less than a pipe holds, so that it can be read when all is over.
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut running = true;
    while running && began.elapsed() < after {
        std::thread::sleep(LOOK.min(after.saturating_sub(began.elapsed())));
        running = child.try_wait().unwrap().is_none();
    }
    let lasted = began.elapsed();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (status, out, err) = (output.status, text(output.stdout), text(output.stderr));
    // It may have ended between the last look and the kill; only where a signal is no exit code that shows.
    let killed = running && !status.success() && (status.code().is_none() || cfg!(windows));
    assert!(killed || status.success(), "it failed by itself: {status}: {out}{err}");
    (Cut { killed, out }, lasted)
}
