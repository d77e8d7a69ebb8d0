//! The words of the invented village, from `assets/sample`.

use std::collections::BTreeMap;

const FILES: [&str; 4] = [
    include_str!("../../../../../../assets/sample/names.txt"),
    include_str!("../../../../../../assets/sample/places.txt"),
    include_str!("../../../../../../assets/sample/visits.txt"),
    include_str!("../../../../../../assets/sample/needs.txt"),
];

/// Lists of words and sentences by the name of their section.
pub(super) struct Words(BTreeMap<&'static str, Vec<&'static str>>);

/// What somebody needs, and how it goes.
#[derive(Clone, Copy)]
pub(super) struct Story {
    /// Of the code list `need_category`.
    pub(super) category: u32,
    /// Of the code list `urgency`.
    pub(super) urgency: u32,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    /// What was done about it.
    pub(super) handling: &'static str,
    /// What came of it.
    pub(super) outcome: &'static str,
    /// Of the code list `need_result`.
    pub(super) result: u32,
}

impl Words {
    pub(super) fn read() -> Self {
        let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, words_of_a_line) in FILES.into_iter().zip([true, true, false, false]) {
            let mut section = "";
            for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    section = name;
                    continue;
                }
                let list = sections.entry(section).or_default();
                if words_of_a_line {
                    list.extend(line.split_whitespace());
                } else {
                    list.push(line);
                }
            }
        }
        Self(sections)
    }

    /// The words of a section.
    pub(super) fn of(&self, section: &str) -> &[&'static str] {
        self.0.get(section).map_or(&[], Vec::as_slice)
    }

    /// The stories of needs.
    pub(super) fn stories(&self) -> Vec<Story> {
        self.of("stories").iter().filter_map(|line| story(line)).collect()
    }
}

fn story(line: &'static str) -> Option<Story> {
    let parts: Vec<&str> = line.split('|').collect();
    let [category, urgency, title, description, handling, outcome, result] = *parts.as_slice() else {
        return None;
    };
    let code = |text: &str| text.parse().ok();
    Some(Story {
        category: code(category)?,
        urgency: code(urgency)?,
        title,
        description,
        handling,
        outcome,
        result: code(result)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::codes::{need_category, need_result, urgency};

    #[test]
    fn every_section_has_words_and_every_story_its_codes() {
        let words = Words::read();
        for section in [
            "surnames",
            "men-old",
            "men-middle",
            "men-young",
            "women-old",
            "women-middle",
            "women-young",
            "groups",
            "lanes",
            "far",
            "posts",
            "skills",
            "yards",
            "family",
            "spring",
            "summer",
            "autumn",
            "winter",
            "end",
            "nobody",
            "phone",
            "yard",
            "difficulty",
            "hazard",
            "suggestion",
            "answer",
            "decline",
            "suspend",
            "extend",
            "escalate",
            "follow-up",
            "unhappy",
            "redo",
            "merge",
        ] {
            assert!(!words.of(section).is_empty(), "{section}");
        }
        let stories = words.stories();
        assert_eq!(stories.len(), words.of("stories").len());
        for one in &stories {
            assert!(need_category::LIST.has(one.category), "{}", one.title);
            assert!(urgency::LIST.has(one.urgency) && need_result::LIST.has(one.result), "{}", one.title);
        }
    }
}
