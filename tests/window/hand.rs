//! What a person does at the window, by the words that it shows.

use crate::driver::Element;
use crate::keys::actions;
use crate::window::Window;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::time::Duration;

/// How words are looked for in the page.
const FIND: &str = include_str!("find.js");

/// Where the options of an opened choice stand.
const OPTIONS: &str = "[role=listbox]";

impl Window {
    /// Clicks what shows `text`: exactly that, otherwise beginning with it, otherwise containing it.
    pub fn click(&self, text: &str) {
        self.click_in("", text);
    }

    /// As `click`, in the part of the page that the selector `part` names (the last one shown).
    pub fn click_in(&self, part: &str, text: &str) {
        self.click_found(&format!("“{text}”"), || {
            self.find("byText(arguments[0], arguments[1])", &[text, part])
        });
    }

    /// Goes to the page `name` of the menu.
    pub fn go_to(&self, name: &str) {
        self.click_in(".side-menu", name);
    }

    /// Clicks the first element shown that the selector `css` names; for what shows no words.
    pub fn click_at(&self, css: &str) {
        self.click_found(css, || self.find("bySelector(arguments[0])", &[css]));
    }

    fn click_found(&self, what: &str, find: impl Fn() -> Option<Element>) {
        let why = RefCell::new(String::from("it is not there"));
        let clicked = self.until(&format!("{what} to become free"), || {
            let element = find()?;
            let state = self.ask("obstacle(arguments[0])", &[element.argument()]);
            *why.borrow_mut() = state.as_str().unwrap_or_default().to_owned();
            let clicked = state.is_null().then(|| self.driver().click(&element))?;
            // The page was drawn anew between looking and clicking: what stands there now is looked for again.
            let stale = clicked.as_ref().is_err_and(|error| error.to_string().contains("stale element"));
            (!stale).then_some(clicked)
        });
        if let Err(error) = clicked {
            panic!("cannot click {what}: {error} ({})", why.borrow());
        }
    }

    /// Types `text` into the field labelled `label`, in place of what it holds.
    pub fn fill(&self, label: &str, text: &str) {
        self.fill_in("", label, text);
    }

    /// As `fill`, in a part of the page.
    pub fn fill_in(&self, part: &str, label: &str, text: &str) {
        let field = self.field(part, label);
        self.click_found(&format!("the field “{label}”"), || Some(field.clone()));
        if self.ask("arguments[0].value", &[field.argument()]).as_str().is_some_and(|held| !held.is_empty()) {
            self.press(&["ctrl+a", "backspace"]);
        }
        self.driver().write(&field, text).unwrap();
    }

    /// Looks for `text` in the list of the page: a name or the initials of its pinyin.
    pub fn search(&self, text: &str) {
        self.fill_in(".toolbar", "拼音首字母", text);
    }

    /// In the part `part` opens the choice labelled `label` and takes the option that shows `option`.
    pub fn choose_in(&self, part: &str, label: &str, option: &str) {
        let field = self.field(part, label);
        self.click_found(&format!("the choice “{label}”"), || Some(field.clone()));
        self.click_in(OPTIONS, option);
    }

    /// In the part `part` types `text` into the choice labelled `label` and takes the first option, which must begin
    /// with `option`.
    pub fn choose_by_typing(&self, part: &str, label: &str, text: &str, option: &str) {
        self.fill_in(part, label, text);
        self.until(&format!("the first option to be {option}"), || {
            let first = self.ask("within('[role=listbox]')?.querySelector('[role=option]')?.innerText", &[]);
            first.as_str().filter(|first| first.trim().starts_with(option)).map(|_| ())
        });
        self.press(&["enter"]);
    }

    /// What the field labelled `label` holds.
    pub fn value(&self, label: &str) -> String {
        let field = self.field("", label);
        self.ask("arguments[0].value", &[field.argument()]).as_str().unwrap_or_default().to_owned()
    }

    fn field(&self, part: &str, label: &str) -> Element {
        self.until(&format!("a field “{label}”"), || {
            self.find("byLabel(arguments[0], arguments[1])", &[label, part])
        })
    }

    /// Waits until the cursor is in an element that the selector `css` names.
    pub fn until_focused(&self, css: &str) {
        self.until(&format!("the cursor to be in {css}"), || {
            self.ask("document.activeElement.matches(arguments[0])", &[json!(css)])
                .as_bool()
                .filter(|there| *there)
        });
    }

    /// Types `text` where the cursor is.
    pub fn write(&self, text: &str) {
        let focused = self.find("document.activeElement", &[]).unwrap();
        self.driver().write(&focused, text).unwrap();
    }

    /// Presses the keys of each chord, such as `ctrl+s`, where the cursor is.
    pub fn press(&self, chords: &[&str]) {
        self.driver().press(chords.iter().copied().flat_map(actions).collect()).unwrap();
    }

    /// Waits until the window shows `text`.
    pub fn sees(&self, text: &str) {
        self.until(&format!("“{text}”"), || self.text().contains(text).then_some(()));
    }

    /// As `sees`, for work that takes longer.
    pub fn sees_within(&self, patience: Duration, text: &str) {
        self.until_within(patience, &format!("“{text}”"), || self.text().contains(text).then_some(()));
    }

    /// Waits until the window no longer shows `text`.
    pub fn sees_no(&self, text: &str) {
        self.until(&format!("“{text}” to go"), || (!self.text().contains(text)).then_some(()));
    }

    /// All that the window says.
    pub fn text(&self) -> String {
        self.page("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The cells of the table rows shown, row by row.
    pub fn rows(&self) -> Vec<Vec<String>> {
        serde_json::from_value(self.ask("rows()", &[])).unwrap_or_default()
    }

    /// Waits until a table row holds all of `cells`, and answers the row.
    pub fn row_with(&self, cells: &[&str]) -> Vec<String> {
        let holds = |row: &[String]| cells.iter().all(|wanted| row.iter().any(|cell| cell.contains(wanted)));
        self.until(&format!("a row with {cells:?}"), || self.rows().into_iter().find(|row| holds(row)))
    }

    fn find(&self, expression: &str, words: &[&str]) -> Option<Element> {
        let words: Vec<Value> = words.iter().map(|word| json!(word)).collect();
        Element::from(&self.ask(expression, &words))
    }

    fn ask(&self, expression: &str, arguments: &[Value]) -> Value {
        // An element that the page replaced in the meantime is looked for again.
        self.driver().run(&format!("{FIND}\nreturn {expression}"), arguments).unwrap_or_default()
    }
}
