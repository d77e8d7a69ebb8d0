//! 对方没有收的: listed with the way to correct it and send it again.

use scenarios::Laptop;
use serde_json::json;

use crate::pair::{Pair, take, written};
use crate::window::Window;
use crate::{exchange, households, start};

/// Changes the number of the only household as a program with a faulty clock would, and puts the clock right again.
fn change_in_the_far_future(village: &Laptop, number: &str) {
    let stamped = |last: Vec<u8>| {
        village.beside(|store| {
            let before = store.meta("hlc").unwrap().unwrap();
            store.set_meta("hlc", &last).unwrap();
            before
        })
    };
    let home = village.call("list", json!({ "list": "households", "request": {} }))["rows"][0]["id"].clone();
    let before = stamped((journal::MAX_HLC.0 + 1).to_be_bytes().to_vec());
    let fields = json!({ "number": number });
    village.call("record_put", json!({ "kind": "household", "id": home, "fields": fields }));
    stamped(before);
}

#[test]
fn what_was_refused_is_opened_corrected_and_arrives() {
    let pair = Pair::met();
    let (village, township) = (pair.laptop("village"), pair.laptop("township"));
    change_in_the_far_future(&village, "009");
    take(&township, &written(&village, &pair.stick, None));
    take(&village, &written(&township, &pair.stick, None));
    drop((village, township));

    let window = Window::open("refused", &pair.home("village"));
    start::unlock(&window);
    window.go_to("交接");
    window.sees("对方没有收的 1 条");
    window.pictures("listed");
    window.click("打开改正");
    window.sees("走访、诉求和联系户");
    households::edit(&window, "户编号", "010");
    let file = exchange::write(&window, "写出数据包", &pair.stick);
    window.sees_no("对方没有收的");
    let township = pair.laptop("township");
    take(&township, &file);
    let asked = json!({ "list": "households", "village": "石桥村", "request": {} });
    assert_eq!(township.call("list", asked)["rows"][0]["number"], "010");
    assert_eq!(township.call("conflicts", json!({}))["records"], 0);
}
