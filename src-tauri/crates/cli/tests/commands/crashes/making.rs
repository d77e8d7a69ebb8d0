//! Killed while a workspace is made.

use super::killing::Killer;
use super::*;

/// A maker that is killed leaves a finished workspace or one that the next making clears away; nobody removes a folder
/// by hand, and a finished one is never made over.
#[test]
fn a_maker_that_is_killed_does_not_keep_the_next_one_from_making() {
    let folder = tempfile::tempdir().unwrap();
    let home = |name: String| folder.path().join(name);
    let make = |home: &Path| {
        command(home, &["--json", "new", "--kind", "village", "--name", "石桥村", "--practice"])
    };
    let mut killer = Killer::of(|| {
        assert!(make(&home("whole".into())).output().unwrap().status.success());
    });
    let (mut unfinished, count) = (0, kills());
    for number in 0..count {
        let home = home(number.to_string());
        let cut = killer.cut(make(&home));
        let finished = home.join("workspace.json").exists();
        // The recovery code is told last: who has read it has the workspace.
        assert!(finished || (cut.killed && cut.out.is_empty()), "killed: {}, {}", cut.killed, cut.out);
        unfinished += u32::from(home.join("workspace.making").exists());
        let again = make(&home).output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
        match finished {
            true => assert_eq!(told["code"], "workspace_exists"),
            false => assert!(again.status.success(), "{told}"),
        }
        let ran = run(&["--workspace", text(&home), "--json", "verify"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    killer.assert_spread();
    assert!(unfinished > count / 10, "{unfinished} of {count} were cut off in the middle");
}
