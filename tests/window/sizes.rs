//! Every page on the smallest laptops and in the largest type: nothing may stick out at the side.

use crate::start;
use crate::window::Window;
use scenarios::{Laptop, morning};
use serde_json::json;

/// The menu of a village, as the addresses of its pages.
const PAGES: [&str; 11] = [
    "today",
    "households",
    "members",
    "links",
    "visits",
    "visits?new=1",
    "needs",
    "exchange",
    "settings",
    "history",
    "bin",
];

/// What sticks out of the window and is in no part that scrolls sideways.
const STICKING_OUT: &str = "
const scrolls = (element) => {
  for (let node = element.parentElement; node && node !== document.body; node = node.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth + 1) return true
  return false
}
return [...document.querySelectorAll('button, a, input, textarea, h1, h2, p, th, td')]
  .filter((element) => {
    const box = element.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(element)
  })
  .map((element) => element.tagName + ' ' + (element.innerText || element.className))";

#[test]
fn no_page_sticks_out_of_a_small_window_or_in_large_type() {
    let home = tempfile::tempdir().unwrap();
    let laptop = Laptop::at(home.path(), morning());
    laptop.create("village", "石桥村", "");
    let household = json!({ "fields": { "number": "001" }, "head_fields": { "name": "王秀兰" } });
    laptop.call("household_register", household);
    drop(laptop);

    let window = Window::open("sizes", home.path());
    start::unlock(&window);
    window.size(1093, 614);
    visit_all(&window, "small");
    window.size(1366, 768);
    window.click("特大");
    visit_all(&window, "large");
}

fn visit_all(window: &Window, name: &str) {
    for page in PAGES {
        window.page(&format!("location.hash = '#/{page}'"));
        window.until(&format!("the page {page}"), || {
            window
                .page("return document.querySelector('.page-frame') !== null")
                .as_bool()
                .filter(|there| *there)
        });
        window.picture(&format!("{name}-{}", page.replace("?new=1", "-new")));
        let out: Vec<String> = serde_json::from_value(window.page(STICKING_OUT)).unwrap();
        assert!(out.is_empty(), "{page}, {name}: {out:#?}");
    }
}
