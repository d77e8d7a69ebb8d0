//! 抹除: a person asks that a number be forgotten, and it is gone from the record and its history.

use serde_json::json;

use crate::exchange;
use crate::pair::{Pair, take, written};
use crate::start;
use crate::window::Window;

/// The telephone number that shall be forgotten.
const PHONE: &str = "13900000123";

#[test]
fn a_number_that_shall_be_forgotten_is_gone_from_the_record_and_its_history() {
    let pair = Pair::met();
    let village = pair.laptop("village");
    let person = village.call("list", json!({ "list": "person", "request": {} }))["rows"][0]["id"].clone();
    let fields = json!({ "phone": PHONE });
    village.call("record_put", json!({ "kind": "person", "id": person, "fields": fields }));
    take(&pair.laptop("township"), &written(&village, &pair.stick, None));
    drop(village);

    let window = Window::open("erasing", &pair.home("village"));
    start::unlock(&window);
    window.go_to("农户");
    window.click_in("table", "王秀兰");
    window.sees("走访、诉求和联系户");
    window.click_in(".people-section table", "王秀兰");
    window.pictures("person");
    window.click("修改记录");
    window.sees("139****0123");
    window.pictures("history");
    window.click("抹除个人信息…");
    window.sees("手机号（写过 1 次）");
    window.click("手机号（写过 1 次）");
    window.fill("原因", "本人要求");
    window.pictures("asked");
    window.click_in(".el-dialog", "抹除");
    window.sees("已抹除 1 个项目");
    window.sees_no("139****0123");
    window.pictures("erased");
    window.press(&["escape"]);
    window.sees_no("：去向和修改记录");
    let file = exchange::write(&window, "写出数据包", &pair.stick);
    window.go_to("设置");
    window.sees("恢复码");
    window.pictures("settings");
    take(&pair.laptop("township"), &file);
}
