//! Names of people.

use crate::spelling::{clean, without_brackets};
use crate::terms::is_blank;

/// What a cell of a name column holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The name.
    pub(crate) name: Option<String>,
    /// What stood in brackets behind it.
    pub(crate) remark: Option<String>,
    /// Whether the text is no name: digits, or signs that a wrong encoding left.
    pub(crate) garbled: bool,
}

/// Reads a name: `李　四` is 李四, the point of 买买提·艾力 stays, and Latin names keep single spaces.
pub(crate) fn read(text: &str) -> Reading {
    if is_blank(text) {
        return Reading::default();
    }
    let text = clean(text).replace('（', "(").replace('）', ")");
    let bare = without_brackets(&text);
    let remark = text.split_once('(').map(|(_, rest)| rest.trim_end_matches(')').trim().to_owned());
    let name = spaced(&pointed(&bare));
    Reading {
        garbled: !is_name(&name),
        name: Some(name).filter(|name| !name.is_empty()),
        remark: remark.filter(|remark| !remark.is_empty()),
    }
}

/// The point between the parts of a name, which is typed in many ways, as `·`.
fn pointed(name: &str) -> String {
    let han = name.chars().any(is_han);
    let point = |c| matches!(c, '•' | '・' | '‧' | '∙' | '⋅' | '･') || (han && matches!(c, '.' | '．'));
    name.chars().map(|c| if point(c) { '·' } else { c }).collect()
}

fn spaced(name: &str) -> String {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let latin = parts.iter().any(|part| part.chars().any(|c| c.is_ascii_alphabetic()));
    parts.join(if latin { " " } else { "" })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

// Old systems put rare characters into the private use area; those are names, U+FFFD is none.
fn is_name(name: &str) -> bool {
    let letter = |c: char| is_han(c) || c.is_alphabetic() || matches!(c, '\u{E000}'..='\u{F8FF}');
    name.chars().any(letter) && !name.chars().any(|c| c == '\u{FFFD}' || c == '?' || c.is_ascii_digit())
}

/// Whether a text looks like the name of a person: two to four Chinese characters, or parts joined by a point.
pub(crate) fn is_like(text: &str) -> bool {
    let reading = read(text);
    let Some(name) = reading.name.filter(|_| !reading.garbled) else { return false };
    let length = name.chars().count();
    (2..=4).contains(&length) && name.chars().all(is_han) || (name.contains('·') && length <= 20)
}

/// Whether a remark says that the person is gone: 已故, 迁出.
pub(crate) fn says_gone(remark: &str) -> bool {
    ["故", "亡", "死", "去世", "迁出", "注销", "销户"].iter().any(|word| remark.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Option<String> {
        read(text).name
    }

    #[test]
    fn padding_goes_and_points_stay() {
        for (text, expected) in [
            ("李　四", "李四"),
            (" 李 海 ", "李海"),
            ("李  英", "李英"),
            ("买买提·艾力", "买买提·艾力"),
            ("买买提.艾力", "买买提·艾力"),
            ("买买提 • 艾力", "买买提·艾力"),
            ("NGUYEN  THI HOA", "NGUYEN THI HOA"),
            ("𠮷祥", "𠮷祥"),
            ("张三\u{200B}", "张三"),
        ] {
            assert_eq!(name(text).as_deref(), Some(expected), "{text}");
            assert!(!read(text).garbled, "{text}");
        }
    }

    #[test]
    fn a_remark_is_no_part_of_the_name() {
        let reading = read("张三（已故）");
        assert_eq!((reading.name.as_deref(), reading.remark.as_deref()), (Some("张三"), Some("已故")));
        assert!(says_gone("已故") && !says_gone("小名狗儿"));
    }

    #[test]
    fn nothing_and_nonsense_are_told_apart() {
        assert_eq!(read("　"), Reading::default());
        assert_eq!(read("无"), Reading::default());
        assert!(read("张\u{FFFD}三").garbled && read("123").garbled && read("张?").garbled);
    }

    proptest! {
        #[test]
        fn spaces_between_chinese_characters_never_change_a_name(
            chars in proptest::collection::vec(proptest::char::range('\u{4E00}', '\u{9FA5}'), 2..5),
            gap in "[ 　\u{A0}]{0,3}",
        ) {
            let plain: String = chars.iter().collect();
            prop_assume!(!is_blank(&plain));
            let padded = chars.iter().map(char::to_string).collect::<Vec<_>>().join(&gap);
            let reading = read(&format!("{gap}{padded}{gap}"));
            prop_assert_eq!(reading.name, Some(plain));
            prop_assert!(!reading.garbled);
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "\\PC{0,30}") {
            let reading = read(&text);
            prop_assert!(reading.name.is_none_or(|name| name.trim() == name && !name.is_empty()));
        }
    }
}
