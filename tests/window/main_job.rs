//! The main job, from a roster to a receipt: a village, its township, and the stick that goes between them.

use crate::window::Window;
use crate::{exchange, households, links, needs, rosters, start, visits};

/// What somebody asked for on the visit.
pub const NEED: &str = "修好村口的路灯";

#[test]
fn a_need_goes_to_the_township_and_its_answer_comes_back() {
    let laptops = tempfile::tempdir().unwrap();
    let stick = laptops.path().join("U盘");
    std::fs::create_dir(&stick).unwrap();

    let mut village = Window::open("village", &laptops.path().join("village"));
    start::make(&village, "村", "石桥村", "李书记");
    rosters::import(&village);
    links::assign(&village, ("唐勇建", "tyj"), ("程振勇", "czy"), "zg");
    visits::record(&village, "tyj", NEED);
    households::look(&village, ("唐勇建", "tyj"), "程振勇", NEED);
    needs::accept_and_escalate(&village, NEED);

    let township = Window::open("township", &laptops.path().join("township"));
    start::make(&township, "乡镇", "青石镇", "周委员");
    let invitation = exchange::invite(&township, "石桥村", &stick);
    exchange::join(&village, "青石镇", &invitation);
    let package = exchange::write(&village, "写出数据包", &stick);
    let code = exchange::check_code(&village, &package);
    exchange::receive_first(&township, "石桥村", &package, &code);
    assert_eq!(exchange::check_code(&township, &package), code);
    needs::answer(&township, "石桥村", NEED);
    let reply = exchange::write(&township, "给各村都写出", &stick);
    drop(township);

    village.restart();
    start::unlock(&village);
    exchange::receive_reply(&village, "青石镇", &reply);

    needs::follow_up_and_close(&village, NEED);
}
