//! What can be wrong with a row, and how wrong that is.

use std::collections::HashMap;

use domain::words;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RowRef;

/// What becomes of a row with a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is taken; the field at fault stays empty.
    Warning,
    /// The row waits for a person's decision.
    Doubtful,
    /// The row is not taken.
    Refused,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal $severity:ident;)+) => {
        /// What is wrong with a row, by itself or against the register. Worded under `import` in the words file, by [`Rule::name`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Rule] = &[$(Rule::$rule),+];

            /// Its name in the words file and in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)+
                }
            }

            /// What becomes of the row.
            pub fn severity(self) -> Severity {
                match self {
                    $(Rule::$rule => Severity::$severity,)+
                }
            }
        }
    };
}

rules! {
    /// A spreadsheet made a floating-point number of the ID number: its last digits are gone.
    IdDestroyed = "id_destroyed" Refused;
    /// The check character does not fit (GB 11643).
    IdChecksum = "id_checksum" Refused;
    /// Neither 18 nor 15 characters.
    IdLength = "id_length" Refused;
    /// Letters inside, a mask, or no day of birth.
    IdInvalid = "id_invalid" Refused;
    /// No name.
    NameMissing = "name_missing" Refused;
    /// 人员类别 is neither 正式党员 nor 预备党员.
    CategoryUnknown = "category_unknown" Refused;
    /// The text in the name's place is no name.
    NameGarbled = "name_garbled" Doubtful;
    /// Behind the name stands 已故, 迁出 or the like.
    PersonGone = "person_gone" Doubtful;
    /// No ID number, though the sheet has a column for it.
    IdMissing = "id_missing" Doubtful;
    /// The sex differs from the ID number's.
    SexMismatch = "sex_mismatch" Doubtful;
    /// The day of birth differs from the ID number's.
    BirthMismatch = "birth_mismatch" Doubtful;
    /// The same person stands further up.
    Duplicate = "duplicate" Doubtful;
    /// It cannot be told to which household the row belongs.
    HouseholdUnclear = "household_unclear" Doubtful;
    /// 15 digits, which were completed.
    IdOld = "id_old" Warning;
    /// A word that is no known relation to the head.
    RelationUnknown = "relation_unknown" Warning;
    /// A word that means two relations, and nothing in the household decides.
    RelationUnclear = "relation_unclear" Warning;
    /// A second head in one household.
    TwoHeads = "two_heads" Warning;
    /// A household without a head.
    NoHead = "no_head" Warning;
    /// No telephone number, or one more than there is room for.
    PhoneUnreadable = "phone_unreadable" Warning;
    /// No day.
    DateUnreadable = "date_unreadable" Warning;
    /// A day that can mean two; what both share was taken.
    DateUnclear = "date_unclear" Warning;
    /// A day of birth that has not come yet; kept if the ID number says so too.
    BirthFuture = "birth_future" Warning;
    /// A word that is in no code list.
    ValueUnknown = "value_unknown" Warning;
    /// More text than the field holds.
    TextLong = "text_long" Warning;
    /// Another row of the household says otherwise, and was taken.
    HouseholdDiffers = "household_differs" Warning;
    /// 外出, 迁出 or 死亡 without its day.
    ResidenceUndated = "residence_undated" Warning;
    /// A remark behind the name, which was not taken.
    NameRemark = "name_remark" Warning;
    /// A person decided to leave the row out.
    Skipped = "skipped" Refused;
    /// What was decided about the row refers to someone who is not there.
    DecisionVoid = "decision_void" Doubtful;
    /// In the register the ID number belongs to another name.
    NameDiffers = "name_differs" Doubtful;
    /// In the register several people have the ID number.
    IdHeldTwice = "id_held_twice" Doubtful;
    /// The register has a namesake who may be the same person.
    PersonUnclear = "person_unclear" Doubtful;
    /// In the register the person lives in another household.
    InOtherHousehold = "in_other_household" Doubtful;
    /// In the register the person is marked as moved out or dead.
    MarkedGone = "marked_gone" Doubtful;
    /// In the register the household's number belongs to another family.
    HouseholdNumberTaken = "household_number_taken" Doubtful;
    /// In the register several households have the number.
    HouseholdNumberUnclear = "household_number_unclear" Doubtful;
    /// Nothing tells whether a new member is 正式党员 or 预备党员.
    CategoryMissing = "category_missing" Doubtful;
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One thing wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What.
    pub rule: Rule,
    /// The cell, such as `H14`; `None` if no single cell is at fault.
    pub cell: Option<String>,
    /// The label of the field at fault.
    pub field: Option<&'static str>,
    /// What stands there, for words that are not known. Never an ID number.
    pub text: Option<String>,
    /// The row that is the same person, for [`Rule::Duplicate`].
    pub same_as: Option<RowRef>,
}

impl Problem {
    /// A problem of the whole row.
    pub fn of(rule: Rule) -> Problem {
        Problem { rule, cell: None, field: None, text: None, same_as: None }
    }

    /// The sentence that a person reads.
    pub fn sentence(&self) -> String {
        let same_as = self.same_as.as_ref();
        let params = [
            ("cell", self.cell.clone()),
            ("field", self.field.map(str::to_owned)),
            ("text", self.text.clone()),
            ("sheet", same_as.map(|row| row.sheet.clone())),
            ("row", same_as.map(|row| row.row.to_string())),
        ];
        let params: HashMap<String, String> =
            params.into_iter().map(|(name, value)| (name.to_owned(), value.unwrap_or_default())).collect();
        words::sentence("import", self.rule.name(), &params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_worded() {
        for rule in Rule::ALL {
            let sentence = Problem { cell: Some("H14".into()), ..Problem::of(*rule) }.sentence();
            assert_ne!(sentence, rule.name(), "no words for {}", rule.name());
            assert!(!sentence.contains('{'), "{sentence}");
        }
    }
}
