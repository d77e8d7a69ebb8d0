//! 报送范围: a township asks for more, the village sees what is meant and agrees, and both see what was told.

use serde_json::json;

use crate::exchange;
use crate::pair::{Pair, take, written};
use crate::start;
use crate::window::Window;

#[test]
fn a_township_asks_for_more_and_the_village_agrees_before_anything_of_it_is_told() {
    let pair = Pair::met();
    let village = pair.laptop("village");
    let home = village.call("list", json!({ "list": "households", "request": {} }))["rows"][0]["id"].clone();
    let fields = json!({ "address": "石桥头三号" });
    village.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    take(&pair.laptop("township"), &written(&village, &pair.stick, None));
    drop(village);

    let township = Window::open("asking", &pair.home("township"));
    start::unlock(&township);
    township.go_to("各村");
    township.row_with(&["石桥村"]);
    township.click_in(".page", "报送范围");
    township.sees("给哪个村定");
    township.click("电话、住址");
    township.pictures("asked");
    township.click("改好，随下一份数据包发出");
    township.sees("报送范围已改好");
    let reply = exchange::write(&township, "给各村都写出", &pair.stick);

    let window = Window::open("agreeing", &pair.home("village"));
    start::unlock(&window);
    exchange::receive(&window, &reply);
    window.go_to("今日");
    window.sees("镇里要求增加报送的内容");
    window.pictures("today");
    window.click("去交接看");
    window.sees("镇里要求增加报送：电话、住址");
    window.pictures("question");
    window.click("同意");
    window.sees("报送给镇里的内容收不回来");
    window.pictures("sure");
    window.click_in(".el-message-box", "同意");
    window.sees("已同意。从下一次写数据包起报送。");
    window.sees_no("镇里要求增加报送：");
    let file = exchange::write(&window, "写出数据包", &pair.stick);
    window.click("看报送过什么");
    window.sees("报送范围的变更");
    window.sees("增加：电话、住址");
    window.pictures("told");

    exchange::receive(&township, &file);
    township.go_to("各村");
    township.click_in("table", "石桥村");
    township.click_in(".page", "看报送过什么");
    township.sees("石桥村报送的内容");
    township.pictures("told-of");
    drop(township);
    let asked = json!({ "list": "households", "village": "石桥村", "request": { "columns": ["address"] } });
    let rows = pair.laptop("township").call("list", asked)["rows"].clone();
    assert_eq!(rows[0]["address"], "石桥头三号", "{rows}");
}
