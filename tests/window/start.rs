//! 首次启动: making a practice village or township at the start page.

use crate::window::Window;
use scenarios::PASSPHRASE;
use std::time::Duration;

/// Deriving keys from a passphrase is slow on purpose.
const KEYS: Duration = Duration::from_secs(60);

/// Answers the start page: `kind` is 村 or 乡镇, `name` what it is called, `operator` who works with it.
pub fn make(window: &Window, kind: &str, name: &str, operator: &str) {
    window.sees("这台电脑给谁用？");
    window.picture("start");
    window.click(kind);
    window.fill(if kind == "村" { "村名" } else { "乡镇名称" }, name);
    window.fill("您的姓名", operator);
    window.click("只供练手，不放真实数据");
    window.sees("以后不能改成正式的");
    window.picture("start-basics");
    window.click("下一步");
    window.fill("口令", PASSPHRASE);
    window.fill("再输一遍", PASSPHRASE);
    window.sees("两遍一致。");
    window.picture("start-passphrase");
    window.click("下一步");
    type_back(window);
    window.click("建好，开始使用");
    window.sees_within(KEYS, "锁定");
    window.sees("这里的人和事都是编的，只供练手");
    window.picture("today-empty");
}

/// Copies the recovery code from the page that shows it, as from paper.
fn type_back(window: &Window) {
    window.sees("把恢复码记在纸上");
    let shown = window.page(
        "return [...document.querySelectorAll('ol li')].map((group) => group.lastChild.textContent.trim())",
    );
    let groups: Vec<String> = serde_json::from_value(shown).unwrap();
    assert_eq!(groups.len(), 8, "{groups:?}");
    window.picture("start-recovery");
    window.click("纸上已经有了，下一步");
    for (at, group) in groups.iter().enumerate() {
        window.fill(&format!("第 {} 组", at + 1), group);
    }
    window.sees("8 组都对上了。");
    window.picture("start-typed-back");
}

/// Unlocks the one workspace of a program that was just opened.
pub fn unlock(window: &Window) {
    window.fill("口令", PASSPHRASE);
    window.press(&["enter"]);
    window.until_within(KEYS, "the menu", || window.text().contains("设置").then_some(()));
}
