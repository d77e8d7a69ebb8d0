//! 行政区划: the national list from province to township, read once when it is first asked for.
//!
//! Where the list comes from is said beside it in `assets/divisions`. It offers and names; nothing is refused because
//! it is not in it.

use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../../../assets/divisions/divisions.csv.zst");

/// The lengths of the codes of province, prefecture, county and township.
const LEVELS: [usize; 4] = [2, 4, 6, 9];

/// Lines `code,name` in the order of their codes.
fn list() -> &'static str {
    static LIST: OnceLock<String> = OnceLock::new();
    LIST.get_or_init(|| {
        let unpacked = zstd::decode_all(PACKED).unwrap_or_default();
        String::from_utf8(unpacked).unwrap_or_default()
    })
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    list().lines().filter_map(|line| line.split_once(','))
}

/// The divisions right below one, as code and name; the provinces below the empty code. None if there is no such
/// division, or if only villages are below it.
pub(crate) fn below(parent: &str) -> Vec<(&'static str, &'static str)> {
    let next = LEVELS.iter().find(|length| **length > parent.len() && is_level(parent));
    let of = |code: &str| Some(&code.len()) == next && code.starts_with(parent);
    all().filter(|(code, _)| of(code)).collect()
}

fn is_level(code: &str) -> bool {
    code.is_empty() || LEVELS.contains(&code.len())
}

/// The divisions that a code lies in, from the province down, as code and name; as far as they are known.
pub(crate) fn path(code: &str) -> Vec<(&'static str, &'static str)> {
    let on_the_way = |one: &str| code.starts_with(one);
    all().filter(|(one, _)| on_the_way(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &[(&str, &'static str)]) -> Vec<&'static str> {
        found.iter().map(|(_, name)| *name).collect()
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        let codes: Vec<&str> = all().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), 44_703);
        assert!(codes.is_sorted());
        assert!(codes.iter().all(|code| is_level(code) && code.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(all().all(|(_, name)| !name.trim().is_empty() && !name.contains(',')));
    }

    #[test]
    fn each_level_leads_to_the_next() {
        assert_eq!(below("").len(), 31);
        assert_eq!(below("").first(), Some(&("11", "北京市")));
        assert!(below("33").contains(&("3302", "宁波市")));
        assert!(below("3302").contains(&("330281", "余姚市")));
        assert!(below("330281").contains(&("330281110", "三七市镇")));
        for nothing in ["330281110", "99", "3", "33028", "三三", "330281110001"] {
            assert_eq!(below(nothing), [], "{nothing}");
        }
    }

    #[test]
    fn a_code_is_named_as_far_as_it_is_known() {
        let whole = ["浙江省", "宁波市", "余姚市", "三七市镇"];
        assert_eq!(names(&path("330281110")), whole);
        assert_eq!(names(&path("330281110205")), whole);
        assert_eq!(names(&path("330281999")), whole[..3]);
        assert_eq!(names(&path("")), [""; 0]);
    }
}
