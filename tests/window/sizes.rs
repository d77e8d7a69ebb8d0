//! Every page on the smallest laptops and in the largest type: nothing may stick out at the side.

use crate::start;
use crate::window::Window;
use scenarios::Laptop;
use serde_json::json;

/// The pages of a village by their addresses; those of one record follow from what the village holds.
const PAGES: [&str; 13] = [
    "today",
    "households",
    "members",
    "links",
    "visits",
    "visits?new=1",
    "needs",
    "exchange",
    "settings",
    "settings/import",
    "settings/units",
    "history",
    "bin",
];

/// The lists whose records have a page, with the part of the address before the record's id.
const RECORDS: [(&str, &str); 4] =
    [("households", "households"), ("members", "members"), ("visit", "visits"), ("needs", "needs")];

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
    let laptop = Laptop::remembering(home.path(), &home.path().join("marks"));
    laptop.create("village", "石桥村", "");
    laptop.call("sample", json!({ "households": 30, "years": 1, "seed": 3 }));
    let pages = pages(&laptop);
    drop(laptop);

    let window = Window::open("sizes", home.path());
    start::unlock(&window);
    window.size(1093, 614);
    visit_all(&window, "small", &pages);
    window.size(1366, 768);
    window.click("特大");
    visit_all(&window, "large", &pages);
}

/// The addresses of all pages, each with a name for its picture.
fn pages(laptop: &Laptop) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> =
        PAGES.iter().map(|page| (page.replace(['/', '?', '='], "-"), (*page).to_owned())).collect();
    for (list, place) in RECORDS {
        let request = json!({ "search": "", "size": 1, "page": 1 });
        let found = laptop.call("list", json!({ "list": list, "request": request }));
        let id = found["rows"][0]["id"].as_str().unwrap();
        pages.push((format!("{place}-one"), format!("{place}/{id}")));
    }
    pages
}

fn visit_all(window: &Window, size: &str, pages: &[(String, String)]) {
    for (name, address) in pages {
        window.page(&format!("location.hash = '#/{address}'"));
        window.until(&format!("the page {name}"), || {
            let script = "return document.querySelector('.page-frame .content > *') !== null";
            window.page(script).as_bool().filter(|there| *there)
        });
        window.picture(&format!("{size}-{name}"));
        let out: Vec<String> = serde_json::from_value(window.page(STICKING_OUT)).unwrap();
        assert!(out.is_empty(), "{name}, {size}: {out:#?}");
    }
}
