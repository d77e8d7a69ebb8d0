//! The Chinese words of codes, read once from the words file that the window uses too.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::codes::CodeList;

const FILE: &str = include_str!("../../../../assets/words/zh-CN.json");

static WORDS: LazyLock<serde_json::Value> =
    LazyLock::new(|| serde_json::from_str(FILE).unwrap_or(serde_json::Value::Null));

/// The word of a code, such as 男; `None` for a code that only a newer program knows.
pub fn code(list: &CodeList, code: u32) -> Option<&'static str> {
    WORDS["codes"][list.name][code.to_string().as_str()].as_str()
}

/// The code that has exactly this word.
pub fn code_of(list: &CodeList, word: &str) -> Option<u32> {
    list.codes.iter().copied().find(|number| code(list, *number) == Some(word))
}

/// The wording of a failure or a rule under `section`, with `{name}` replaced from `params`; the code itself when
/// the words file does not have it.
pub fn sentence(section: &str, code: &str, params: &HashMap<String, String>) -> String {
    let pattern = WORDS[section][code].as_str().unwrap_or(code);
    params.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn every_code_has_a_word_and_every_word_a_code() {
        assert!(WORDS.is_object(), "the words file is not JSON");
        for list in codes::ALL {
            let words =
                WORDS["codes"][list.name].as_object().unwrap_or_else(|| panic!("no words for {}", list.name));
            let mut worded: Vec<u32> = words.keys().map(|key| key.parse().unwrap()).collect();
            worded.sort_unstable();
            assert_eq!(worded, list.codes, "codes and words of {} differ", list.name);
        }
        assert_eq!(WORDS["codes"].as_object().unwrap().len(), codes::ALL.len());
    }

    #[test]
    fn a_word_finds_its_code() {
        assert_eq!(code_of(&codes::nation::LIST, "土家族"), Some(15));
        assert_eq!(code(&codes::sex::LIST, 2), Some("女"));
        assert_eq!(code(&codes::sex::LIST, 7), None);
    }
}
