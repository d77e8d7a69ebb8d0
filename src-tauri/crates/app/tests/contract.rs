//! The window's types are those of the command table: `ui/src/api/contract.ts` is written from it and never by hand.

use std::path::Path;

#[test]
fn the_windows_types_are_those_of_the_command_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/api/contract.ts");
    let wanted = app::contract();
    if std::env::var_os("LIANXIN_WRITE").is_some() {
        std::fs::write(&file, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == wanted, "ui/src/api/contract.ts is out of date; its head says how to write it anew");
}
