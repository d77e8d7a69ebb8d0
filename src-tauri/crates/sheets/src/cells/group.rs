//! 村民小组: names of villagers' groups in columns, titles, sheet names, numbers and addresses.

use super::numerals::{is_numeral, to_arabic};
use crate::spelling::compact;

const SUFFIXES: [&str; 5] = ["村民小组", "生产队", "小组", "组", "队"];
const BOUNDS: &str = "村镇乡县市区社寨()[]【】〔〕《》-—_:,、/·#";
// What ends in 组 and is no villagers' group.
const OTHERS: [&str; 15] =
    ["党", "小", "工作", "领导", "调查", "帮扶", "各", "全", "该", "分", "编", "机", "互助", "宣讲", "巡逻"];

/// The group that a cell of a group column, or a sheet name, names: 一组, 第三村民小组, 石桥村东组, 3.
pub(crate) fn read(text: &str) -> Option<String> {
    let text = compact(text);
    if !text.is_empty() && text.chars().count() <= 3 && text.chars().all(is_numeral) {
        return Some(format!("{text}组"));
    }
    find(&text).or_else(|| second_form(&text))
}

/// The group that stands somewhere in a longer text, such as a title or an address; `None` if it names several.
pub(crate) fn find(text: &str) -> Option<String> {
    let text = compact(text);
    let places = SUFFIXES.iter().flat_map(|suffix| text.match_indices(suffix));
    let named =
        places.filter_map(|(at, suffix)| before(text.get(..at)?).map(|name| format!("{name}{suffix}")));
    let named: Vec<String> = named.collect();
    let first = named.first()?;
    let several = named.iter().any(|name| key(name) != key(first) && !first.ends_with(name.as_str()));
    (!several).then(|| first.clone())
}

// 社 ends other words too, so a numeral must stand before it: 二社.
fn second_form(text: &str) -> Option<String> {
    let at = text.find('社')?;
    let name = before(text.get(..at)?)?;
    name.chars().any(is_numeral).then(|| format!("{name}社"))
}

/// The name that ends where the suffix begins: a numeral, or up to four characters after a bound.
fn before(head: &str) -> Option<String> {
    let chars: Vec<char> = head.chars().collect();
    let numerals = chars.iter().rev().take_while(|c| is_numeral(**c)).count();
    if numerals > 0 {
        let ordinal = chars.iter().rev().nth(numerals) == Some(&'第');
        let from = chars.len() - numerals - usize::from(ordinal);
        return (numerals <= 3).then(|| chars.iter().skip(from).collect());
    }
    let name: String = {
        let own = chars.iter().rev().take_while(|c| !BOUNDS.contains(**c)).count();
        chars.iter().skip(chars.len() - own).collect()
    };
    let fits = (1..=4).contains(&name.chars().count()) && !OTHERS.iter().any(|other| name.ends_with(other));
    fits.then_some(name)
}

/// What two spellings of one group share: 第三村民小组, 三组 and 3组 are one.
pub(crate) fn key(name: &str) -> String {
    let name = compact(name);
    let name = name.strip_prefix('第').unwrap_or(&name);
    let name = SUFFIXES
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .map_or(name.to_owned(), |bare| format!("{bare}组"));
    to_arabic(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_where_villages_write_them() {
        for (text, expected) in [
            ("杨柳镇石桥村户籍人口花名册（一组）", "一组"),
            ("石桥村第三村民小组户籍花名册", "第三村民小组"),
            ("石桥村王家湾组", "王家湾组"),
            ("东组-001", "东组"),
            ("三组36号", "三组"),
            ("1组-027", "1组"),
            ("石桥村十二组", "十二组"),
            ("第5生产队", "第5生产队"),
        ] {
            assert_eq!(find(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["三组和四组人口", "石桥村党小组名册", "扶贫工作组", "组织部", "石桥村花名册", "一般户"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_or_a_sheet_may_name_the_number_only() {
        assert_eq!(read("3").as_deref(), Some("3组"));
        assert_eq!(read("二社").as_deref(), Some("二社"));
        assert_eq!(read("石桥村一组").as_deref(), Some("一组"));
        assert_eq!(read("Sheet1"), None);
        assert_eq!(read("人口表"), None);
    }

    #[test]
    fn spellings_of_one_group_share_a_key() {
        for name in ["第三村民小组", "三组", "3组", "３组", "三小组", "第三组"] {
            assert_eq!(key(name), "3组", "{name}");
        }
        assert_ne!(key("二社"), key("二组"));
        assert_eq!(key("十二组"), "12组");
    }
}
