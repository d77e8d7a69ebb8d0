//! Chinese numerals in dates and group names.

/// The value of one numeral, from 〇 to 九.
pub(super) fn digit(c: char) -> Option<u32> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '零' | '○' | 'Ｏ' => Some(0),
        '两' => Some(2),
        _ => DIGITS.iter().position(|digit| *digit == c).and_then(|at| u32::try_from(at).ok()),
    }
}

/// Whether a character belongs to a numeral: Arabic, Chinese or 十.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || c == '十' || digit(c).is_some()
}

/// The text with Chinese numerals up to 九十九 written in Arabic digits: 二十三 becomes 23, 一九六二 becomes 1962.
pub(super) fn to_arabic(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut arabic = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).and_then(|c| digit(*c));
        let after = chars.get(at + 1).and_then(|c| digit(*c));
        match (c, before, after) {
            ('十', None, None) => arabic.push_str("10"),
            ('十', None, Some(_)) => arabic.push('1'),
            ('十', Some(_), None) => arabic.push('0'),
            ('十', Some(_), Some(_)) => {}
            _ => match digit(*c).and_then(|value| char::from_digit(value, 10)) {
                Some(value) => arabic.push(value),
                None => arabic.push(*c),
            },
        }
    }
    arabic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_become_digits() {
        for (text, arabic) in [
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("二十三", "23"),
            ("一九六二年三月十五日", "1962年3月15日"),
            ("二〇〇一", "2001"),
            ("第三", "第3"),
        ] {
            assert_eq!(to_arabic(text), arabic, "{text}");
        }
    }
}
