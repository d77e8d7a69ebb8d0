//! 几台电脑: a copied folder takes a new name, laptops are checked by telephone, two laptops disagree and are settled.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

use crate::exchange;
use crate::households;
use crate::pair::{CODE, Pair, computer, copy, household, take, written};
use crate::start;
use crate::window::Window;

/// Opening a workspace takes as long as its passphrase.
const KEYS: Duration = Duration::from_secs(60);

#[test]
fn a_laptop_is_checked_by_telephone() {
    let pair = Pair::invited();
    let village = pair.laptop("village");
    take(&pair.laptop("township"), &written(&village, &pair.stick, None));
    let digits = village.call("exchange", json!({}))["own"]["fingerprint"].as_str().unwrap().to_owned();

    let window = Window::open("telephone", &pair.home("township"));
    start::unlock(&window);
    window.sees("未电话核对的电脑");
    window.go_to("交接");
    window.click("打电话核对");
    window.sees("请给石桥村打电话");
    // A digit that was heard wrong is told from digits of somebody else.
    let wrong: String =
        digits.chars().enumerate().map(|(at, digit)| if at == 8 { other(digit) } else { digit }).collect();
    window.fill("听到的数字", &wrong);
    window.click("比对");
    window.sees("第2组数字听错或输错了");
    window.picture("wrong-group");
    window.fill("听到的数字", &digits);
    window.click("比对");
    window.sees("核对过了，没有错");
    window.sees("已电话核对");
    window.sees_no("未电话核对");
    window.picture("confirmed");
}

fn other(digit: char) -> char {
    if digit == '0' { '1' } else { '0' }
}

#[test]
fn a_second_laptop_of_a_village_is_checked_by_the_digits_that_it_shows() {
    let pair = Pair::met();
    let (village, township) = (pair.laptop("village"), pair.laptop("township"));
    let first = village.call("devices", json!({}))["devices"][0].clone();
    let asked = json!({ "site": first["site"], "digits": first["fingerprint"] });
    township.call("device_confirm", asked);
    let backup = pair.stick.join("备份.lxb");
    village.call("backup", json!({ "path": backup }));
    let second = computer(&pair.home("second"));
    second.call("restore", json!({ "file": backup, "passphrase": PASSPHRASE, "join": true }));
    household(&second, "002", "李秀英");
    take(&township, &written(&second, &pair.stick, None));
    let digits = second.call("devices", json!({}))["devices"][0]["fingerprint"].as_str().unwrap().to_owned();
    drop((village, township, second));

    // The other end reads out what stands at the bottom of its page.
    let other = Window::open("second-laptop", &pair.home("second"));
    start::unlock(&other);
    other.go_to("交接");
    other.sees("本机核对编号");
    other.sees(&digits);
    other.sees_no(first["fingerprint"].as_str().unwrap());
    other.pictures("own-digits");
    drop(other);

    let mut window = Window::open("second-check", &pair.home("township"));
    start::unlock(&window);
    window.sees("未电话核对的电脑");
    window.go_to("交接");
    window.sees("从备份加入，和原来的一起用");
    window.sees("第 2 台");
    window.sees("已电话核对");
    window.pictures("marked");
    window.click("打电话核对");
    window.sees("请给石桥村打电话");
    // The first laptop's digits are no good for it.
    window.fill("听到的数字", first["fingerprint"].as_str().unwrap());
    window.click("比对");
    window.sees("不是这台电脑的");
    window.picture("differ");
    window.fill("听到的数字", &digits);
    window.click("比对");
    window.sees("核对过了，没有错");
    window.sees_no("未电话核对");
    window.restart();
    start::unlock(&window);
    window.go_to("交接");
    window.sees("从备份加入，和原来的一起用");
    window.sees_no("未电话核对");
    window.pictures("confirmed");
}

#[test]
fn a_copied_folder_takes_a_new_name_and_what_both_wrote_is_settled() {
    let place = tempfile::tempdir().unwrap();
    let first = computer(&place.path().join("first"));
    first.create("village", "石桥村", "330281104208");
    household(&first, "001", "王秀兰");
    first.call("workspace_lock", json!({}));
    let second = place.path().join("second");
    copy(first.home(), &second);

    let mut window = Window::open("copied", &second);
    window.fill("口令", PASSPHRASE);
    window.press(&["enter"]);
    window.sees_within(KEYS, "这份资料是复制来的");
    window.picture("renew");
    window.click("还在用，两份都要用");
    window.click("换新编号，继续");
    window.sees_within(KEYS, "设置");
    households::move_to(&window, "王秀兰", "石桥头三号");

    // The first laptop wrote another address meanwhile.
    first.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    let home = first.call("list", json!({ "list": "households", "request": {} }))["rows"][0]["id"].clone();
    let fields = json!({ "address": "石桥头五号" });
    first.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    let stick = place.path().join("U盘");
    fs::create_dir(&stick).unwrap();
    let file = written(&first, &stick, Some("石桥村"));

    exchange::receive(&window, &file);
    window.restart();
    start::unlock(&window);
    window.sees("两处不一致的记录");
    window.click("去核对");
    window.sees("石桥头三号");
    window.sees("石桥头五号");
    window.picture("desk");
    window.click("石桥头三号");
    window.fill("怎么核对的，如：看过户口簿", "看过门牌");
    window.click("就这么定");
    window.sees("没有不一致的记录");
    window.picture("settled");
    drop(window);

    let back = Laptop::remembering(&second, &second.join("marks"));
    back.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    take(&first, &written(&back, &stick, Some("石桥村")));
    let view = first.call("record", json!({ "kind": "household", "id": home }));
    assert_eq!((&view["values"]["address"], &view["conflicts"]), (&json!("石桥头三号"), &json!([])));
}

/// A village's two laptops below `place`, with a household that both know, and a folder for the stick.
fn two(place: &Path) -> (Laptop, Laptop, Value) {
    fs::create_dir(place.join("U盘")).unwrap();
    let first = computer(&place.join("first"));
    first.create("village", "石桥村", CODE);
    let home = household(&first, "001", "王秀兰");
    let backup = place.join("备份.lxb");
    first.call("backup", json!({ "path": backup }));
    let second = computer(&place.join("second"));
    second.call("restore", json!({ "file": backup, "passphrase": PASSPHRASE, "join": true }));
    (first, second, home)
}

#[test]
fn a_third_value_with_its_reason_closes_a_disagreement_on_both_laptops() {
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("U盘");
    let (first, second, home) = two(place.path());
    for (laptop, address) in [(&first, "石桥头三号"), (&second, "石桥头五号")] {
        let fields = json!({ "address": address });
        laptop.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    }
    take(&first, &written(&second, &stick, Some("石桥村")));
    take(&second, &written(&first, &stick, Some("石桥村")));
    drop((first, second));

    let window = Window::open("third", &place.path().join("first"));
    start::unlock(&window);
    window.sees("两处不一致的记录");
    window.pictures("today");
    window.click("去核对");
    window.click("都不对，应当是");
    window.click_at(".choices [type=text]");
    window.write("石桥头四号");
    window.fill("怎么核对的，如：看过户口簿", "看过门牌");
    window.pictures("desk");
    window.click("就这么定");
    window.sees("没有不一致的记录");
    let file = exchange::write(&window, "写给本单位另一台电脑", &stick);
    drop(window);

    let other = Window::open("third-other", &place.path().join("second"));
    start::unlock(&other);
    other.sees("两处不一致的记录");
    exchange::receive(&other, &file);
    other.click("返回交接");
    other.go_to("今日");
    other.sees_no("两处不一致的记录");
    other.go_to("农户");
    other.click_in("table", "王秀兰");
    other.sees("石桥头四号");
    other.pictures("closed");
}

#[test]
fn who_was_entered_on_two_laptops_is_listed_and_the_second_record_goes() {
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("U盘");
    let (first, second, _) = two(place.path());
    let person = first.call("list", json!({ "list": "person", "request": {} }))["rows"][0]["id"].clone();
    for laptop in [&first, &second] {
        let fields = json!({ "person": person, "category": 1 });
        laptop.call("record_put", json!({ "kind": "member", "fields": fields }));
    }
    take(&first, &written(&second, &stick, Some("石桥村")));
    drop((first, second));

    let window = Window::open("twice", &place.path().join("first"));
    start::unlock(&window);
    window.sees("登记重了、接不上的记录");
    window.pictures("today");
    window.click("去处理");
    window.sees("王秀兰：登记了两次党员");
    window.pictures("desk");
    window.click("去处理");
    window.click("更多");
    window.click("删除党员登记");
    window.sees("只删登记错了的");
    window.pictures("deleting");
    window.click("重复登记");
    window.click("删除");
    window.sees("已删除，放进了回收站");
    window.go_to("今日");
    window.sees_no("登记重了、接不上的记录");
    window.pictures("mended");
}
