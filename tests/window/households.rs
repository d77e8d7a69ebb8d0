//! 农户: one household's page, where everything about it comes together.

use crate::window::Window;

/// Opens the household of `head`, found by the pinyin `initials`: its people, its `member`, its visit and `need`.
pub fn look(window: &Window, (head, initials): (&str, &str), member: &str, need: &str) {
    window.go_to("农户");
    window.search(initials);
    window.until("one household to be left", || (window.rows().len() == 2).then_some(()));
    window.picture("households-found");
    window.click_in("table", head);
    window.sees("走访、诉求和联系户");
    window.row_with(&["谢敏琴", "配偶"]);
    window.sees(&format!("{member}开始联系"));
    window.sees(need);
    window.pictures("household");
}

/// Notes another address for the household of `head`.
pub fn move_to(window: &Window, head: &str, address: &str) {
    window.go_to("农户");
    window.click_in("table", head);
    window.sees("走访、诉求和联系户");
    edit(window, "住址", address);
}

/// Changes the field `label` of the household whose page is open.
pub fn edit(window: &Window, label: &str, value: &str) {
    window.click("更多");
    window.click("修改农户信息");
    window.fill_in(".el-dialog", label, value);
    window.press(&["ctrl+s"]);
    window.sees_no("修改农户信息");
    window.sees(value);
}
