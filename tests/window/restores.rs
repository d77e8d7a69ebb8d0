//! 恢复: a workspace put back to an older state, and one restored from a backup on another laptop.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scenarios::PASSPHRASE;
use serde_json::json;

use crate::pair::{Pair, copy, household, take, written};
use crate::window::Window;
use crate::{exchange, households, start};

/// Opening and restoring take as long as the passphrase.
const KEYS: Duration = Duration::from_secs(60);
/// Where somebody lives, which stays in the village.
const ADDRESS: &str = "石桥头三号";

/// The village hands 李秀英's household over, and loses it with all that is newer than now. `keep` and `put_back` do to
/// its folder what the person did.
fn lost(pair: &Pair, keep: impl FnOnce(&Path), put_back: impl FnOnce(&Path)) {
    keep(&pair.home("village"));
    let village = pair.laptop("village");
    household(&village, "002", "李秀英");
    take(&pair.laptop("township"), &written(&village, &pair.stick, None));
    drop(village);
    put_back(&pair.home("village"));
}

/// The village writes a file, which the township takes in, and takes in what the township writes then.
fn round(pair: &Pair, window: &Window) {
    let file = exchange::write(window, "写出数据包", &pair.stick);
    let township = pair.laptop("township");
    take(&township, &file);
    let reply = written(&township, &pair.stick, None);
    drop(township);
    exchange::receive(window, &reply);
    window.click("返回交接");
}

/// After a round both households are there, and after another the township has received everything.
fn refilled(pair: &Pair, window: &Window) {
    round(pair, window);
    window.sees_no("这台电脑上没有");
    window.pictures("refilled");
    window.go_to("农户");
    window.sees("王秀兰");
    window.sees("李秀英");
    round(pair, window);
    window.sees_no("还没有回执");
    window.pictures("settled");
    let asked = json!({ "list": "households", "village": "石桥村", "request": {} });
    assert_eq!(pair.laptop("township").call("list", asked)["total"], 2);
}

/// Takes in what the township wrote before it heard of the village again: it is told that something is missing here.
fn told(pair: &Pair, window: &Window, words: &str) {
    exchange::receive(window, &written(&pair.laptop("township"), &pair.stick, None));
    window.sees(words);
    window.sees("请写出一份数据包交给清河镇，再接收清河镇的下一份");
    window.pictures("told");
    window.click("返回交接");
    window.sees("请写出一份数据包交给清河镇，再接收清河镇的下一份");
    window.pictures("exchange-told");
}

#[test]
fn an_older_state_is_known_when_it_opens_and_gets_back_what_was_handed_over() {
    let pair = Pair::met();
    let old = pair.home("old");
    lost(&pair, |home| copy(home, &old), |home| copy(&old, home));

    let window = Window::open("older", &pair.home("village"));
    window.fill("口令", PASSPHRASE);
    window.press(&["enter"]);
    window.sees_within(KEYS, "这份资料比上次用的时候旧");
    window.sees("不会覆盖任何内容");
    window.sees("到“交接”写出一份数据包交给镇里，再接收镇里的下一份");
    window.pictures("renew");
    window.click("换新编号，继续");
    window.sees_within(KEYS, "设置");
    window.pictures("renewed");
    households::move_to(&window, "王秀兰", ADDRESS);
    told(&pair, &window, "这台电脑上没有");
    refilled(&pair, &window);
}

#[test]
fn a_whole_disk_put_back_is_known_by_the_next_file_and_what_was_written_since_is_written_again() {
    let pair = Pair::met();
    let old = pair.home("old");
    let whole = |from: &Path, to: &Path| {
        copy(from, to);
        copy(&from.join("marks"), &to.join("marks"));
    };
    lost(
        &pair,
        |home| whole(home, &old),
        |home| {
            fs::remove_dir_all(home).unwrap();
            whole(&old, home);
        },
    );

    let window = Window::open("disk", &pair.home("village"));
    start::unlock(&window);
    households::move_to(&window, "王秀兰", ADDRESS);
    told(&pair, &window, "程序已给这台电脑换了新编号继续工作");
    refilled(&pair, &window);
    window.go_to("农户");
    window.click_in("table", "王秀兰");
    window.sees(ADDRESS);
}

#[test]
fn a_backup_on_a_new_laptop_gets_back_even_what_the_township_cannot_read() {
    let pair = Pair::met();
    let village = pair.laptop("village");
    let backup = pair.stick.join("备份.lxb");
    village.call("backup", json!({ "path": backup }));
    let home = household(&village, "002", "李秀英");
    let fields = json!({ "address": ADDRESS });
    village.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    take(&pair.laptop("township"), &written(&village, &pair.stick, None));
    drop(village);

    let window = Window::open("restored", &pair.home("new"));
    window.click("从备份恢复");
    window.sees("不会覆盖");
    window.will_pick(&backup);
    window.click("选择备份文件");
    window.sees("备份时间");
    window.pictures("question");
    window.click("不用了，以后用这一台");
    window.sees("到“交接”写出一份数据包交给镇里，再接收镇里的下一份");
    window.fill("备份时用的口令", PASSPHRASE);
    window.pictures("passphrase");
    window.click("恢复并打开");
    window.sees_within(KEYS, "设置");
    window.pictures("today");
    refilled(&pair, &window);
    window.go_to("农户");
    window.click_in("table", "李秀英");
    window.sees(ADDRESS);
}
