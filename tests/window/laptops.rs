//! 几台电脑: a copied folder takes a new name, laptops are checked by telephone, two laptops disagree and are settled.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scenarios::{Laptop, PASSPHRASE};
use serde_json::{Value, json};

use crate::start;
use crate::window::Window;

/// Opening a workspace takes as long as its passphrase.
const KEYS: Duration = Duration::from_secs(60);

/// A computer that remembers workspaces in the folder beside its home.
fn computer(home: &Path) -> Laptop {
    fs::create_dir_all(home).unwrap();
    Laptop::remembering(home, &home.join("marks"))
}

/// Writes a file for `to`, or for the only other side. Answers its path.
fn written(laptop: &Laptop, stick: &Path, to: Option<&str>) -> Value {
    let files = laptop.call("exchange_write", json!({ "folder": stick, "to": to }))["files"].clone();
    files[0]["path"].clone()
}

fn take(laptop: &Laptop, path: &Value) {
    let taken = laptop.call("exchange_receive", json!({ "paths": [path] }));
    assert_eq!(taken["files"][0]["ok"], true, "{taken}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn a_laptop_is_checked_by_telephone() {
    let place = tempfile::tempdir().unwrap();
    let (village, township) =
        (computer(&place.path().join("village")), computer(&place.path().join("township")));
    village.create("village", "石桥村", "330281104208");
    township.create("township", "清河镇", "330281104000");
    let stick = place.path().join("U盘");
    fs::create_dir(&stick).unwrap();
    let asked = json!({ "name": "石桥村", "code": "330281104208", "folder": stick });
    let invitation = township.call("invitation_write", asked)["path"].clone();
    village.call("invitation_accept", json!({ "path": invitation }));
    take(&township, &written(&village, &stick, None));
    let digits = village.call("exchange", json!({}))["own"]["fingerprint"].as_str().unwrap().to_owned();
    let home = township.home().to_owned();
    drop(township);

    let window = Window::open("telephone", &home);
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
    window.sees("石桥村的这台电脑核对过了");
    window.sees("已电话核对");
    window.sees_no("未电话核对");
    window.picture("confirmed");
}

fn other(digit: char) -> char {
    if digit == '0' { '1' } else { '0' }
}

#[test]
fn a_copied_folder_takes_a_new_name_and_what_both_wrote_is_settled() {
    let place = tempfile::tempdir().unwrap();
    let first = computer(&place.path().join("first"));
    first.create("village", "石桥村", "330281104208");
    let household = json!({ "fields": { "number": "001" }, "head_fields": { "name": "王秀兰" } });
    first.call("household_register", household);
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
    window.go_to("农户");
    window.sees("王秀兰");
    window.click("王秀兰");
    window.sees("001");
    window.click("更多");
    window.click("修改农户信息");
    window.fill_in(".el-dialog", "住址", "石桥头三号");
    window.press(&["ctrl+s"]);
    window.sees("石桥头三号");

    // The first laptop wrote another address meanwhile.
    first.call("workspace_unlock", json!({ "passphrase": PASSPHRASE }));
    let home = first.call("list", json!({ "list": "households", "request": {} }))["rows"][0]["id"].clone();
    let fields = json!({ "address": "石桥头五号" });
    first.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    let stick = place.path().join("U盘");
    fs::create_dir(&stick).unwrap();
    let file = written(&first, &stick, Some("石桥村"));

    window.go_to("交接");
    window.sees("往来的电脑");
    window.will_pick(Path::new(file.as_str().unwrap()));
    window.click("接收数据包");
    window.sees("要接收的文件");
    window.click("接收 1 个文件");
    window.sees("已接收 1 个文件");
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
