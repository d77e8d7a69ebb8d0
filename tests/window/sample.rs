//! 示例村: the practice village of the start page, filled and marked.

use crate::window::Window;
use std::time::Duration;

/// Making up a village for the first time.
const MAKING: Duration = Duration::from_secs(120);

#[test]
fn the_practice_village_opens_filled_and_marked() {
    let home = tempfile::tempdir().unwrap();
    let mut window = Window::open("sample", home.path());
    window.click("打开示例村");
    window.sees_within(MAKING, "这里的人和事都是编的，只供练手");
    window.sees("该走访的户");
    window.picture("today");
    for (page, name) in [("农户", "households"), ("党员", "members"), ("走访", "visits"), ("诉求", "needs")]
    {
        window.go_to(page);
        window.until(&format!("rows of {page}"), || (window.rows().len() > 10).then_some(()));
        window.picture(name);
    }
    window.restart();
    window.click("示例村");
    window.sees("该走访的户");
}
