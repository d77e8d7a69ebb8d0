//! 联系户: which member looks after which household, said from either side.

use crate::window::Window;

const DIALOG: &str = ".el-dialog";

/// Gives the household of `head`, found by the pinyin `initials`, to the member `name`; then a second one, found by
/// `more`, from the member's own page.
pub fn assign(window: &Window, (head, initials): (&str, &str), (name, theirs): (&str, &str), more: &str) {
    window.go_to("联系户");
    window.sees("还没有联系党员");
    window.search(initials);
    window.until("one household to be left", || (window.rows().len() == 2).then_some(()));
    window.row_with(&[head]);
    window.click_at("tbody .el-checkbox");
    window.sees("给选中的 1 户确定联系党员");
    window.press(&["f2"]);
    window.choose_by_typing(DIALOG, "联系党员", theirs, name);
    window.picture("link-assigning");
    window.click_in(DIALOG, "确定");
    window.sees("联系党员已确定");
    window.sees("没有符合条件的记录");

    window.go_to("党员");
    window.click_in("table", name);
    window.row_with(&[head]);
    window.press(&["f2"]);
    window.choose_by_typing(DIALOG, "农户", more, "朱刚");
    window.click_in(DIALOG, "确定");
    window.row_with(&["朱刚"]);
    window.picture("member");

    window.go_to("联系户");
    window.sees("已联系");
    window.click_in(".coverage-figures", "能联户的党员");
    window.row_with(&[name, "2"]);
    window.picture("links");
}
