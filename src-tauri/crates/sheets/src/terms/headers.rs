//! Which target a header names.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::spelling::{key, without_brackets};
use crate::target::{RosterKind, Target};

const FILE: &str = include_str!("../../../../../assets/import/headers.json");

// A header that only contains a known one may be this much longer.
const SLACK: usize = 6;

#[derive(Deserialize, Default)]
struct Words {
    both: BTreeMap<Target, Vec<String>>,
    households: BTreeMap<Target, Vec<String>>,
    members: BTreeMap<Target, Vec<String>>,
    other_people: Vec<String>,
}

#[derive(Default)]
struct Headers {
    exact: HashMap<String, Target>,
    // With their lengths, the longest first.
    within: Vec<(usize, String, Target)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| serde_json::from_str(FILE).unwrap_or_default());
static HOUSEHOLDS: LazyLock<Headers> = LazyLock::new(|| Headers::of(RosterKind::Households));
static MEMBERS: LazyLock<Headers> = LazyLock::new(|| Headers::of(RosterKind::Members));

impl Headers {
    fn of(roster: RosterKind) -> Headers {
        let own = match roster {
            RosterKind::Households => &WORDS.households,
            RosterKind::Members => &WORDS.members,
        };
        let mut headers = Headers::default();
        for (target, words) in own.iter().chain(&WORDS.both) {
            for word in words {
                headers.exact.entry(key(word)).or_insert(*target);
            }
        }
        for target in Target::all(roster) {
            headers.exact.entry(key(target.label())).or_insert(target);
        }
        let long = |(word, target): (&String, &Target)| {
            let length = word.chars().count();
            (length > 1).then(|| (length, word.clone(), *target))
        };
        headers.within = headers.exact.iter().filter_map(long).collect();
        headers.within.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        headers
    }
}

/// The target that a header names, and how sure that is in percent: 100 for a known header, 60 for one that contains
/// a known one.
pub(crate) fn header(roster: RosterKind, label: &str) -> Option<(Target, u8)> {
    let headers = match roster {
        RosterKind::Households => &*HOUSEHOLDS,
        RosterKind::Members => &*MEMBERS,
    };
    let key = key(label);
    let (full, short, inner) = (bare(&key), bare(&without_brackets(&key)), bare(&in_brackets(&key)));
    if is_other_person(&inner) && inner.chars().count() <= 4 {
        // 姓名（户主） is 户主姓名, and 电话（配偶） nothing that is kept.
        let alone = headers.exact.get(&inner).filter(|_| !headers.exact.contains_key(&short));
        return headers.exact.get(&format!("{inner}{short}")).or(alone).map(|target| (*target, 100));
    }
    if let Some(target) = [&full, &short].into_iter().find_map(|text| headers.exact.get(text)) {
        return Some((*target, 100));
    }
    if is_other_person(&full) {
        return None;
    }
    let length = short.chars().count();
    let mut possible = headers.within.iter().filter(|(word, _, _)| (*word..=*word + SLACK).contains(&length));
    possible.find(|(_, word, _)| short.contains(word.as_str())).map(|(_, _, target)| (*target, 60))
}

/// What stands in the first brackets of a key.
fn in_brackets(key: &str) -> String {
    let inner = key.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    inner.map(|(inner, _)| inner.to_owned()).unwrap_or_default()
}

/// Whether a header speaks of someone else than the person of the row: 配偶姓名, 联系人电话, but not 与户主关系.
pub(crate) fn is_other_person(label: &str) -> bool {
    !label.contains("关系") && WORDS.other_people.iter().any(|word| label.contains(word.as_str()))
}

/// A header without marks and numbers before it and a colon behind: `*14.党籍状态：`.
fn bare(label: &str) -> String {
    let marks = |c: char| c.is_ascii_digit() || "*★☆#.、,:()-_".contains(c);
    let text = label.trim_start_matches(marks).trim_end_matches([':', '*', '★', '。', '/', ',']);
    if text.is_empty() { label.to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_only_targets_and_nothing_twice() {
        let words: Words = serde_json::from_str(FILE).unwrap();
        for own in [&words.households, &words.members] {
            let mut seen = HashMap::new();
            for (target, list) in own.iter().chain(&words.both) {
                for word in list {
                    let before = seen.insert(key(word), *target);
                    assert!(before.is_none_or(|other| other == *target), "{word} is {before:?} and {target}");
                }
            }
        }
    }

    #[test]
    fn headers_are_known_however_they_are_dressed() {
        let households = |label| header(RosterKind::Households, label).map(|(target, _)| target.to_string());
        for (label, target) in [
            ("*身份证号码（必填）", "person.id_number"),
            ("姓　名", "person.name"),
            ("与户主\n关系", "resident.relation"),
            ("联系电话(手机)", "person.phone"),
            ("户主姓名", "household.head"),
            ("姓名（户主）", "household.head"),
            ("农户(户主)", "household.head"),
            ("与户主关系（户主填本人）", "resident.relation"),
            ("户主身份证号码", "head_id_number"),
            ("户主或与户主关系", "resident.relation"),
            ("出生地", "ignored"),
            ("农户家庭住址", "household.address"),
            ("出生年月(公历)", "person.birth"),
            ("Ｎｏ．", "serial"),
        ] {
            assert_eq!(households(label).as_deref(), Some(target), "{label}");
        }
        for label in
            ["配偶姓名", "电话（配偶）", "电话(户主)", "监护人电话", "户主电话", "联系人姓名", "流转合同", ""]
        {
            assert_eq!(households(label), None, "{label}");
        }
    }

    #[test]
    fn the_same_word_is_another_column_in_another_roster() {
        let named = |roster| header(roster, "类别").unwrap().0.to_string();
        assert_eq!(named(RosterKind::Households), "household.category");
        assert_eq!(named(RosterKind::Members), "member.category");
        assert_eq!(header(RosterKind::Members, "14.党籍状态").unwrap().0.to_string(), "member.status");
        assert_eq!(header(RosterKind::Members, "入党介绍人"), None);
    }
}
