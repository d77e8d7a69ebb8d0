//! How the command line is written, and what it says when it is written wrongly.

use crate::support::{Site, failure, run, run_as};

#[test]
fn help_names_every_command_in_chinese() {
    let help = run(&["--help"]);
    assert_eq!(help.code, 0);
    let commands = [
        "new", "invite", "join", "sample", "backup", "restore", "import", "put", "list", "dump", "call",
        "export", "receive", "digest", "verify", "rebuild",
    ];
    for command in commands {
        let line = help.out.lines().find(|line| line.trim_start().starts_with(&format!("{command} ")));
        let line = line.unwrap_or_else(|| panic!("{command} is missing"));
        assert!(!line.is_ascii(), "{line}");
        let own = run(&[command, "--help"]);
        assert_eq!(own.code, 0);
        assert!(own.out.contains("用法："), "{}", own.out);
    }
    assert!(help.out.contains("退出码") && help.out.contains("LIANXIN_PASSPHRASE"));
}

#[test]
fn a_command_written_wrongly_is_told_apart_from_one_that_failed() {
    for (arguments, code) in [
        (&["frobnicate"][..], "usage_unknown"),
        (&[], "usage_no_command"),
        (&["verify"], "usage_missing"),
        (&["--workspace", "x", "new", "--kind", "village"], "usage_missing"),
        (&["--workspace", "x", "new", "--kind", "city", "--name", "x"], "usage_value"),
        (&["--workspace", "x", "put", "f", "--batch", "0"], "usage_value"),
        (&["--workspace", "x", "verify", "--frob"], "usage_unknown"),
    ] {
        let plain = run(arguments);
        assert_eq!((plain.code, plain.out.as_str()), (2, ""), "{arguments:?}");
        assert!(plain.err.starts_with(&format!("{code}: ")), "{arguments:?}: {}", plain.err);
        let json = run(&[&["--json"], arguments].concat());
        assert_eq!((json.code, json.object()["code"].as_str()), (2, Some(code)), "{arguments:?}");
    }
}

#[test]
fn the_passphrase_comes_from_the_environment_and_must_be_right() {
    let site = Site::village("石桥村", "999001101201");
    let home = site.home();
    let verify = ["--json", "--workspace", home.to_str().unwrap(), "verify"];
    failure(&run_as("", "", &verify), "passphrase_unset");
    failure(&run_as("不是这个口令啊", "", &verify), "wrong_passphrase");
    let plain = run_as("", "", &verify[1..]);
    assert_eq!((plain.code, plain.out.as_str()), (1, ""));
    assert!(plain.err.contains("LIANXIN_PASSPHRASE"), "{}", plain.err);
}

#[test]
fn a_folder_without_a_workspace_says_so() {
    let empty = tempfile::tempdir().unwrap();
    failure(&run(&["--workspace", empty.path().to_str().unwrap(), "verify", "--json"]), "no_workspace");
}
