//! Which code a word means.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use domain::codes::{self, CodeList};
use domain::words;
use serde::Deserialize;
use serde_json::Value;

use crate::spelling::{key, without_brackets, without_number};

const FILE: &str = include_str!("../../../../../assets/import/values.json");

#[derive(Deserialize, Default)]
struct Words {
    blank: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    relation_by_sex: BTreeMap<String, [u32; 2]>,
    relation_in_doubt: BTreeMap<String, [u32; 2]>,
    relation_prefixes: Vec<String>,
    suffixes: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    lists: BTreeMap<String, Value>,
}

/// The words of one file, by their keys.
#[derive(Default)]
struct Terms {
    blank: HashSet<String>,
    yes: HashSet<String>,
    no: HashSet<String>,
    by_sex: HashMap<String, [u32; 2]>,
    in_doubt: HashMap<String, [u32; 2]>,
    prefixes: Vec<String>,
    suffixes: BTreeMap<String, Vec<String>>,
    codes: HashMap<&'static str, HashMap<String, u32>>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms::of(serde_json::from_str(FILE).unwrap_or_default()));

impl Terms {
    fn of(words: Words) -> Terms {
        let keys = |list: Vec<String>| list.iter().map(|word| key(word)).collect();
        let keyed = |map: BTreeMap<String, [u32; 2]>| {
            map.into_iter().map(|(word, pair)| (key(&word), pair)).collect()
        };
        let codes = codes::ALL.iter().map(|list| (list.name, code_words(list, words.lists.get(list.name))));
        Terms {
            codes: codes.collect(),
            blank: keys(words.blank),
            yes: keys(words.yes),
            no: keys(words.no),
            by_sex: keyed(words.relation_by_sex),
            in_doubt: keyed(words.relation_in_doubt),
            prefixes: words.relation_prefixes,
            suffixes: words.suffixes,
        }
    }
}

/// The official words of a list and their synonyms.
fn code_words(list: &CodeList, synonyms: Option<&Value>) -> HashMap<String, u32> {
    let mut known = HashMap::new();
    for code in list.codes {
        if let Some(word) = words::code(list, *code) {
            known.insert(key(word), *code);
        }
        let more = synonyms.and_then(|map| map[code.to_string().as_str()].as_array());
        for word in more.into_iter().flatten().filter_map(Value::as_str) {
            known.entry(key(word)).or_insert(*code);
        }
    }
    if list.name == codes::nation::LIST.name {
        let short = |(word, code): (&String, &u32)| Some((word.strip_suffix('族')?.to_owned(), *code));
        for (word, code) in known.iter().filter_map(short).collect::<Vec<_>>() {
            known.entry(word).or_insert(code);
        }
    }
    known
}

/// Whether a text says that there is nothing to say: 无, —, 不详.
pub(crate) fn is_blank(text: &str) -> bool {
    let key = key(text);
    key.is_empty() || TERMS.blank.contains(&key)
}

/// 是 or 否.
pub(crate) fn truth(text: &str) -> Option<bool> {
    let key = key(text);
    if TERMS.yes.contains(&key) { Some(true) } else { TERMS.no.contains(&key).then_some(false) }
}

/// The code of a list that a word or one of its synonyms means.
pub(crate) fn code(list: &CodeList, text: &str) -> Option<u32> {
    let known = TERMS.codes.get(list.name)?;
    let key = key(text);
    let plain = without_brackets(&key);
    let found = known.get(&key).or_else(|| known.get(&plain)).copied();
    let found = found.or_else(|| national_code(list, &key)).or_else(|| {
        let suffixes = TERMS.suffixes.get(list.name)?;
        suffixes.iter().find_map(|suffix| known.get(plain.strip_suffix(suffix.as_str())?)).copied()
    });
    found.or_else(|| code(list, without_number(&plain)?))
}

// Exports of other systems write 1 for 男 and 01 for 汉族. Other lists differ from system to system.
fn national_code(list: &CodeList, key: &str) -> Option<u32> {
    let national = [codes::sex::LIST.name, codes::nation::LIST.name].contains(&list.name);
    key.parse().ok().filter(|code| national && key.len() <= 2 && list.has(*code))
}

/// The codes of a text that names several: 低保对象、残疾人. `None` if one of them is unknown.
pub(crate) fn codes_in(list: &CodeList, text: &str) -> Option<Vec<u32>> {
    let parts = text.split(['、', ',', '，', ';', '；', '/', '\n', ' ']).filter(|part| !is_blank(part));
    parts.map(|part| code(list, part)).collect()
}

/// What a relation to the head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// One relation.
    Known(u32),
    /// A relation that the sex decides: 孙 is 孙子 or 孙女. First the man's code, then the woman's.
    BySex([u32; 2]),
    /// A word that is used for two: 媳妇 is the head's wife in one place and the daughter-in-law in another.
    InDoubt([u32; 2]),
}

/// The relation that a word means, with 户主之, 系户主的 and the like before it.
pub(crate) fn relation(text: &str) -> Option<Relation> {
    let key = key(text);
    let plain = without_brackets(&key);
    let bare = TERMS.prefixes.iter().find_map(|prefix| plain.strip_prefix(prefix.as_str()));
    let word = without_number(&plain);
    [Some(key.as_str()), Some(plain.as_str()), bare, word].into_iter().flatten().find_map(relation_of_key)
}

fn relation_of_key(key: &str) -> Option<Relation> {
    if let Some(pair) = TERMS.in_doubt.get(key) {
        return Some(Relation::InDoubt(*pair));
    }
    if let Some(pair) = TERMS.by_sex.get(key) {
        return Some(Relation::BySex(*pair));
    }
    code(&codes::relation::LIST, key).map(Relation::Known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::codes::{education, household_category, nation, politics};

    #[test]
    fn every_synonym_stands_under_a_code_that_exists() {
        let words: Words = serde_json::from_str(FILE).unwrap();
        for (name, lists) in &words.lists {
            let list = codes::ALL.iter().find(|list| list.name == name).unwrap_or_else(|| panic!("{name}"));
            for code in lists.as_object().unwrap().keys() {
                assert!(list.has(code.parse().unwrap()), "{name} {code}");
            }
        }
        for [man, woman] in words.relation_by_sex.values().chain(words.relation_in_doubt.values()) {
            assert!(codes::relation::LIST.has(*man) && codes::relation::LIST.has(*woman));
        }
    }

    #[test]
    fn no_synonym_stands_under_two_codes() {
        let words: Words = serde_json::from_str(FILE).unwrap();
        for (name, lists) in &words.lists {
            let mut seen = HashMap::new();
            for (code, list) in lists.as_object().unwrap() {
                for word in list.as_array().unwrap() {
                    let before = seen.insert(key(word.as_str().unwrap()), code);
                    assert!(before.is_none_or(|other| other == code), "{name} {word}: {before:?} and {code}");
                }
            }
        }
    }

    #[test]
    fn words_of_daily_life_find_their_codes() {
        assert_eq!(code(&nation::LIST, "汉"), Some(1));
        assert_eq!(code(&nation::LIST, " 土家 族"), Some(15));
        assert_eq!((code(&nation::LIST, "01"), code(&education::LIST, "70")), (Some(1), None));
        for (text, expected) in
            [("大专", 30), ("专科学历", 30), ("大学", 20), ("小学文化", 80), ("初中在读", 70), ("中专", 41)]
        {
            assert_eq!(code(&education::LIST, text), Some(expected), "{text}");
        }
        assert_eq!((code(&nation::LIST, "15土家族"), code(&nation::LIST, "15人")), (Some(15), None));
        assert_eq!(code(&household_category::LIST, "五保户"), Some(8));
        assert_eq!(code(&household_category::LIST, "低保"), Some(7));
        assert_eq!(code(&politics::LIST, "团员"), Some(3));
        assert_eq!(code(&politics::LIST, "侠客"), None);
        assert_eq!(codes_in(&codes::special_group::LIST, "低保、残疾人"), Some(vec![7, 6]));
        assert!(is_blank("—") && is_blank(" 不 详") && !is_blank("汉"));
    }

    #[test]
    fn relations_are_understood_as_they_are_said() {
        use Relation::*;
        for (text, expected) in [
            ("户主本人", Known(2)),
            ("户主之妻", Known(12)),
            ("大儿子", Known(22)),
            ("老婆", Known(12)),
            ("次子媳妇", Known(38)),
            ("系户主的孙女", Known(42)),
            ("孙", BySex([41, 42])),
            ("媳妇", InDoubt([12, 38])),
            ("女　儿", Known(30)),
            ("户主", Known(2)),
            ("02户主", Known(2)),
            ("12、妻", Known(12)),
        ] {
            assert_eq!(relation(text), Some(expected), "{text}");
        }
        assert_eq!(relation("张三"), None);
    }
}
