//! 导入: rosters as they come in life, through detection, check and confirmation.

use crate::window::Window;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Reading and checking a few hundred rows.
const CHECK: Duration = Duration::from_secs(90);

/// Imports the household register and the member list.
pub fn import(window: &Window) {
    window.sees("从这里开始");
    window.click("导入农户");
    window.sees("导入哪一种名册？");
    window.picture("import-choose");
    window.will_pick(&sheet("户籍人口花名册.xlsx"));
    window.click("选择文件");
    window.sees_within(CHECK, "认出 131 行人员");
    window.picture("import-columns");
    check(window, "共 407 行", "新增 391");
    window.picture("import-check");
    confirm(window);
    window.picture("import-done");

    window.click("再导入一份");
    window.click("党员名册");
    window.will_pick(&sheet("党员信息.xlsx"));
    window.click("选择文件");
    check(window, "共 48 行", "新增 48");
    confirm(window);
    window.click("去看党员");
    window.row_with(&["程振勇"]);
    window.picture("members");
    window.go_to("农户");
    window.row_with(&["唐勇建"]);
    window.picture("households");
}

/// Goes from the columns to the check, which must say `rows` and `new`.
fn check(window: &Window, rows: &str, new: &str) {
    window.click("下一步：检查");
    window.sees_within(CHECK, rows);
    window.sees(new);
}

fn confirm(window: &Window) {
    window.click("确认导入");
    window.sees_within(CHECK, "导入完成");
}

/// A roster of invented people.
fn sheet(name: &str) -> PathBuf {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    tree.join("src-tauri/crates/sheets/tests/fixtures").join(name)
}
