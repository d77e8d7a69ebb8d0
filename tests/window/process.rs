//! Programs that a story runs beside itself, each gone with all that it started when it is dropped.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A running program.
pub struct Running(Child);

impl Running {
    /// Starts `command` as the head of a process group of its own.
    pub fn start(mut command: Command) -> Running {
        let program = command.get_program().to_owned();
        match command.process_group(0).spawn() {
            Ok(child) => Running(child),
            Err(error) => panic!("cannot run {}: {error}", program.display()),
        }
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }

    /// Ends it at once with all that it started, as a power cut would, and waits until nothing is left.
    pub fn kill(&mut self) {
        self.signal("-KILL");
        let _ = self.0.wait();
        for _ in 0..100 {
            if !self.signal("-0") {
                return;
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// Sends the group a signal; answers whether there is a group.
    fn signal(&self, name: &str) -> bool {
        let group = format!("-{}", self.0.id());
        let sent = Command::new("kill").args([name, "--", &group]).stderr(Stdio::null()).status();
        sent.is_ok_and(|status| status.success())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.signal("-TERM") {
            sleep(Duration::from_millis(200));
        }
        self.kill();
    }
}

/// A display without a screen, larger than any window of a story.
pub struct Display {
    /// Its name, such as `:1`, for the variable `DISPLAY`.
    pub name: String,
    _server: Running,
}

impl Display {
    /// Starts Xvfb on a free number.
    pub fn open() -> Display {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Running::start(command);
        // It prints its number once it is ready.
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Display { name: format!(":{}", number.trim()), _server: server }
    }
}
