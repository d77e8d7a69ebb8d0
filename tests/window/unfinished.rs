//! 没写完的走访: what is half typed survives a power cut.

use crate::start;
use crate::window::Window;
use scenarios::Laptop;
use serde_json::json;
use std::thread::sleep;
use std::time::Duration;

/// How long somebody who types may pause before what was typed is kept.
const PAUSE: Duration = Duration::from_secs(2);

#[test]
fn a_half_typed_visit_survives_a_power_cut() {
    let home = tempfile::tempdir().unwrap();
    let laptop = Laptop::remembering(home.path(), &home.path().join("marks"));
    laptop.create("village", "石桥村", "");
    let household = json!({ "fields": { "number": "001" }, "head_fields": { "name": "王秀兰" } });
    laptop.call("household_register", household);
    drop(laptop);

    let mut window = Window::open("unfinished", home.path());
    start::unlock(&window);
    window.go_to("走访");
    window.sees("还没有走访记录");
    window.press(&["ctrl+n"]);
    window.sees("保存并写下一条");
    window.until_focused("input");
    window.write("wxl");
    window.sees("王秀兰（001）");
    window.press(&["enter"]);
    window.sees("还没有走访过");
    window.fill("走访内容", "屋后的水沟堵了");
    sleep(PAUSE);
    window.crash();

    start::unlock(&window);
    window.go_to("走访");
    window.sees("上次没写完的走访：王秀兰（001）");
    window.picture("offered");
    window.click("继续写");
    window.sees("还没有走访过");
    assert_eq!(window.value("走访内容"), "屋后的水沟堵了");
    window.press(&["ctrl+s"]);
    window.sees("已保存：王秀兰（001）");
    window.go_to("走访");
    window.row_with(&["王秀兰（001）", "屋后的水沟堵了"]);
    window.sees_no("上次没写完的走访");
}
