//! How texts are cleaned, and how they are made comparable. What is stored is cleaned only; keys serve comparing.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is no part of what a person sees: controls, marks of writing direction, zero-width signs.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The text without what cannot be seen, without spaces around it, and without the apostrophe by which spreadsheets
/// mark digits as text.
pub(crate) fn clean(text: &str) -> String {
    let visible: String = text
        .replace("_x000D_", "")
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c })
        .collect();
    visible.trim().trim_start_matches(['\'', '’', '‘']).trim().to_owned()
}

/// The text on one line.
pub(crate) fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Full-width digits, letters and signs made half-width, and all spaces left out: for numbers and comparison.
pub(crate) fn compact(text: &str) -> String {
    clean(text).nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// What two spellings of one word share.
pub(crate) fn key(text: &str) -> String {
    compact(text).to_uppercase()
}

/// The text without what stands in brackets, for a [`compact`] text.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '{' => depth += 1,
            ')' | ']' | '】' | '〕' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// The word of a text such as 02户主 or 1.男, in which a code or a number stands before it; for a [`key`].
pub(crate) fn without_number(key: &str) -> Option<&str> {
    let rest = key.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = rest.trim_start_matches(['.', '-', '_', ':', '、', ')']);
    (rest.len() < key.len() && !word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_stays() {
        assert_eq!(clean(" \u{FEFF}'李\u{200B}四\u{202E}\u{3000}"), "李四");
        assert_eq!(line("住\n村口\r\n　东"), "住 村口 东");
    }

    #[test]
    fn spellings_of_one_word_share_a_key() {
        assert_eq!(key("ｎｏ．　１"), "NO.1");
        assert_eq!(without_brackets(&compact("身份证号码（必填）")), "身份证号码");
        assert_eq!(key("𠮷 祥"), "𠮷祥");
    }
}
