//! 交接: what comes of files on their way: followed to the receipt, lost, forged.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::exchange;
use crate::pair::{Pair, household, take, written};
use crate::start;
use crate::window::Window;

/// What somebody asked for on the visit.
const NEED: &str = "修好村口的路灯";

/// Opens the need's 去向 by the mark on its page, which says where it has come to.
fn whereabouts(window: &Window, name: &str, mark: &str, marks: &[&str]) {
    window.go_to("诉求");
    window.click_in("table", NEED);
    window.sees("办理过程");
    window.click_in(".page header", mark);
    marks.iter().for_each(|mark| window.sees(mark));
    window.pictures(name);
    window.press(&["escape"]);
    window.sees_no("：去向和修改记录");
}

#[test]
fn a_need_is_followed_from_the_laptop_to_the_receipt_and_the_answer() {
    let pair = Pair::invited();
    let village = pair.laptop("village");
    let home = village.call("list", json!({ "list": "households", "request": {} }))["rows"][0]["id"].clone();
    let visit = json!({ "date": "2026-03-02", "form": 1, "households": [home] });
    let asked = json!({ "title": NEED, "category": 105, "urgency": 2, "petitioner": "王秀兰" });
    let saved = village.call("visit_register", json!({ "visit": visit, "needs": [asked] }));
    let need = saved["needs"][0].clone();
    for fields in [json!({ "action": 2 }), json!({ "action": 6, "text": "请镇里解决" })] {
        village.call("need_step", json!({ "need": need, "fields": fields }));
    }
    let channel = village.call("exchange", json!({}))["own"]["channel"].clone();
    drop(village);

    let window = Window::open("followed", &pair.home("village"));
    start::unlock(&window);
    whereabouts(&window, "saved", "已保存，未写出", &["已保存", "在这台电脑上"]);
    let file = exchange::write(&window, "写出数据包", &pair.stick);
    whereabouts(&window, "written", "已写出，等回执", &["已写出", "第 1 号"]);

    let township = pair.laptop("township");
    take(&township, &file);
    for fields in [json!({ "action": 1 }), json!({ "action": 3, "text": "本周换好灯头", "result": 1 })]
    {
        township.call("need_answer", json!({ "need": need, "village": channel, "fields": fields }));
    }
    let reply = written(&township, &pair.stick, None);
    exchange::receive(&window, &reply);
    window.click("返回交接");
    window.sees("镇里已收到");
    window.pictures("exchange");
    whereabouts(
        &window,
        "received",
        "清河镇已收到",
        &["清河镇已收到", "的回执", "镇里已答复", "本周换好灯头"],
    );
}

#[test]
fn a_lost_package_is_named_and_the_next_one_makes_up_for_it() {
    let pair = Pair::met();
    let (village, township) = (pair.laptop("village"), pair.laptop("township"));
    household(&village, "002", "李秀英");
    let lost = written(&village, &pair.stick, None);
    fs::remove_file(lost).unwrap();
    drop((village, township));

    let window = Window::open("lost-village", &pair.home("village"));
    start::unlock(&window);
    window.go_to("交接");
    window.sees("还没有回执");
    window.pictures("not-acknowledged");
    let third = exchange::write(&window, "写出数据包", &pair.stick);

    let township = Window::open("lost-township", &pair.home("township"));
    start::unlock(&township);
    exchange::receive(&township, &third);
    township.sees("没有收到第 2 号数据包");
    township.pictures("taken");
    township.click("返回交接");
    township.sees("没有收到第 2 号数据包；里面的内容后来的数据包已经补上，不用再要。");
    township.pictures("gap");
    township.go_to("各村");
    township.row_with(&["石桥村", "2"]);
    let reply = exchange::write(&township, "给各村都写出", &pair.stick);
    drop(township);

    exchange::receive(&window, &reply);
    window.click("返回交接");
    window.sees_no("还没有回执");
    window.pictures("acknowledged");
}

/// A copy of `file` on the way that somebody changed a byte of.
fn altered(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file.with_file_name("改过的.lxc"), bytes).unwrap();
}

#[test]
fn a_forged_file_and_a_stranger_s_are_set_aside_and_the_good_one_beside_them_is_received() {
    let pair = Pair::met();
    let village = pair.laptop("village");
    household(&village, "002", "李秀英");
    let good = written(&village, &pair.stick, None);
    altered(&good);
    let whole = fs::read(&good).unwrap();
    fs::write(pair.stick.join("没复制完.lxc"), &whole[..whole.len() / 2]).unwrap();
    // A village that got hold of the other one's invitation.
    let stranger = crate::pair::computer(&pair.home("stranger"));
    stranger.create("village", "杨家村", "330281104209");
    let mut files = fs::read_dir(&pair.stick).unwrap().map(|one| one.unwrap().path());
    let invitation = files.find(|path| path.extension().is_some_and(|end| end == "lxi")).unwrap();
    stranger.call("invitation_accept", json!({ "path": invitation }));
    household(&stranger, "009", "杨三");
    written(&stranger, &pair.stick, None);
    drop((village, stranger));

    let window = Window::open("forged", &pair.home("township"));
    start::unlock(&window);
    window.go_to("交接");
    window.sees("石桥村");
    window.will_pick(&pair.stick);
    window.click("接收整个文件夹");
    window.sees("要接收的文件");
    window.sees("不能接收");
    window.sees("也可能被人改动过");
    window.sees("所带的邀请已经用过");
    window.sees("多半是没有复制完就拔了U盘");
    window.pictures("preview");
    window.click("接收 1 个文件");
    window.sees("已接收 1 个文件");
    window.sees("另有 3 个文件不能接收");
    window.pictures("taken");
    window.click("返回交接");
    window.sees("石桥村");
    window.sees_no("杨家村");
    window.pictures("exchange");
    window.go_to("各村");
    window.row_with(&["石桥村", "2"]);
    window.sees_no("杨家村");
    // What was set aside stays on the stick.
    assert!(pair.stick.join("改过的.lxc").exists());
}
