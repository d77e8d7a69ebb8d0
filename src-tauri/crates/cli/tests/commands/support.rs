//! One workspace and the program on it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

/// The passphrase of every workspace here.
pub const PASSPHRASE: &str = "练习口令一二三四";

/// What a run of the program left behind.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// What the computer of these tests remembers of workspaces.
static MARKS: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// Where that is.
pub fn marks() -> &'static Path {
    MARKS.path()
}

impl Ran {
    /// Its one JSON object, and nothing else on standard output.
    pub fn object(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "not one line: {}{}", self.out, self.err);
        let object: Value = serde_json::from_str(&self.out).unwrap();
        assert!(object.is_object(), "{object}");
        object
    }
}

/// The program with a passphrase, reading `input`.
pub fn run_as(passphrase: &str, input: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.args(arguments);
    run_by(command, passphrase, input)
}

/// The program as `command` starts it.
pub fn run_by(mut command: Command, passphrase: &str, input: &str) -> Ran {
    let mut child = command
        .env("LIANXIN_PASSPHRASE", passphrase)
        .env("LIANXIN_MARKS", MARKS.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may not read what it gets.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The program.
pub fn run(arguments: &[&str]) -> Ran {
    run_as(PASSPHRASE, "", arguments)
}

/// A failure as `--json` prints it.
pub fn failure(ran: &Ran, code: &str) -> Value {
    let object = ran.object();
    assert_eq!((ran.code, object["code"].as_str()), (1, Some(code)), "{object}");
    assert!(!object["message"].as_str().unwrap().is_empty() && object["params"].is_object(), "{object}");
    object
}

/// The text of a path.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a workspace in it.
pub struct Site {
    folder: TempDir,
    /// What `new` said.
    pub made: Value,
}

impl Site {
    /// A practice village.
    pub fn village(name: &str, code: &str) -> Site {
        Site::new("village", name, code)
    }

    /// A practice village on the disk of a folder.
    #[cfg(target_os = "linux")]
    pub fn village_on(disk: &Path, name: &str, code: &str) -> Site {
        Site::new_in(tempfile::tempdir_in(disk).unwrap(), "village", name, code)
    }

    /// A practice township.
    pub fn township(name: &str, code: &str) -> Site {
        Site::new("township", name, code)
    }

    /// A practice township on the disk of a folder.
    #[cfg(target_os = "linux")]
    pub fn township_on(disk: &Path, name: &str, code: &str) -> Site {
        Site::new_in(tempfile::tempdir_in(disk).unwrap(), "township", name, code)
    }

    fn new(kind: &str, name: &str, code: &str) -> Site {
        Site::new_in(tempfile::tempdir().unwrap(), kind, name, code)
    }

    fn new_in(folder: TempDir, kind: &str, name: &str, code: &str) -> Site {
        let home = folder.path().join("workspace");
        let ran = run(&[
            "--workspace",
            text(&home),
            "--json",
            "new",
            "--kind",
            kind,
            "--name",
            name,
            "--code",
            code,
            "--practice",
        ]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        Site { made: ran.object(), folder }
    }

    /// The folder of the workspace.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// A path beside the workspace.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the workspace.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.beside(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs a command on the workspace.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with("", arguments)
    }

    /// Runs a command that reads `input`.
    pub fn run_with(&self, input: &str, arguments: &[&str]) -> Ran {
        let home = self.home();
        run_as(PASSPHRASE, input, &[&["--workspace", text(&home)], arguments].concat())
    }

    /// Runs a command that must be done, and gives what it prints for people.
    pub fn told(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a command with `--json` that must be done, and gives its object.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["--json"], arguments].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.is_empty(), "{}", ran.err);
        ran.object()
    }

    /// Runs a command with `--json` that must fail with `code`.
    pub fn fails(&self, code: &str, arguments: &[&str]) -> Value {
        failure(&self.run(&[&["--json"], arguments].concat()), code)
    }

    /// Runs a command of the table.
    pub fn call(&self, name: &str, request: Value) -> Value {
        self.json(&["call", name, &request.to_string()])
    }

    /// Puts lines, each an act, and gives the report.
    pub fn put(&self, lines: &[Value]) -> Value {
        let ran = self.run_with(&jsonl(lines), &["--json", "put", "-"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.object()
    }

    /// The lines of a dump.
    pub fn dump(&self, arguments: &[&str]) -> Vec<Value> {
        let ran = self.run(&[&["dump"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The digest.
    pub fn digest(&self) -> String {
        self.json(&["digest"])["digest"].as_str().unwrap().to_owned()
    }
}

/// Lines of JSON.
pub fn jsonl(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A line that `put` reads.
pub fn record(kind: &str, id: &str, fields: Value) -> Value {
    json!({ "kind": kind, "id": id, "fields": fields })
}

/// The id with this number. Greater numbers are later.
pub fn id(number: u32) -> String {
    format!("01900000-0000-7000-8000-{number:012}")
}

/// A household with two people, the head a Party member, whom a link binds to the household of another; a visit and a
/// need. Ids are those of the numbers from `first` on: head, wife, household, two residents, member, visit, need.
pub fn household(first: u32, name: &str) -> Vec<Value> {
    let n = |offset| id(first + offset);
    vec![
        record("person", &n(0), json!({ "name": name, "sex": "男", "phone": "13800000001" })),
        record("person", &n(1), json!({ "name": "周桂兰", "sex": 2 })),
        record(
            "household",
            &n(2),
            json!({ "number": format!("{first}"), "head": n(0), "address": "村东头" }),
        ),
        record("resident", &n(3), json!({ "person": n(0), "household": n(2), "relation": "户主" })),
        record("resident", &n(4), json!({ "person": n(1), "household": n(2), "relation": "妻" })),
        record("member", &n(5), json!({ "person": n(0), "category": "正式党员", "joined": "1998-07" })),
        record(
            "visit",
            &n(6),
            json!({ "date": "2025-03-02", "households": [n(2)], "form": "入户", "content": "商量春耕的事。" }),
        ),
        record(
            "need",
            &n(7),
            json!({ "date": "2025-03-02", "title": "路灯不亮", "category": 504, "urgency": "一般（黄）",
                    "household": n(2), "person": n(0), "visit": n(6) }),
        ),
    ]
}
