//! 走访: a visit with a need in it, recorded from the keyboard.

use crate::window::Window;

/// Records a visit to the household whose head has the pinyin `initials`, and a need titled `need` with it.
pub fn record(window: &Window, initials: &str, need: &str) {
    window.go_to("走访");
    window.sees("还没有走访记录");
    window.press(&["ctrl+n"]);
    window.sees("保存并写下一条");
    window.until_focused("input");
    window.write(initials);
    window.sees("一组 一组2号");
    window.press(&["enter"]);
    window.sees("还没有走访过");
    window.fill("走访内容", "房前的路灯坏了一个月，老人夜里不敢出门");
    window.press(&["f4"]);
    window.until_focused(".raise input");
    window.write(need);
    window.press(&["enter"]);
    window.write("路灯");
    window.sees("用电路灯");
    window.picture("visit-category");
    window.press(&["enter"]);
    window.fill("内容", "要换一盏路灯，线路也老化了");
    window.picture("visit");
    window.press(&["ctrl+s"]);
    window.sees(&format!("同时登记了诉求“{need}”"));
    window.pictures("visit-saved");
    window.go_to("走访");
    window.row_with(&["唐勇建", "入户"]);
    window.picture("visits");
}
