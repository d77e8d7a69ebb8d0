//! What a column of a roster can be.

use std::fmt;
use std::str::FromStr;

use domain::kinds::{household, member, person, resident};
use domain::{Field, Kind, Type};
use serde::{Deserialize, Serialize, Serializer, de};
use ts_rs::TS;

/// 名册种类: which of the two rosters a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RosterKind {
    /// 农户花名册: people by household.
    Households,
    /// 党员名册: Party members, as in the national form of 19 columns.
    Members,
}

impl RosterKind {
    /// The record kinds that a row of this roster speaks of.
    pub fn kinds(self) -> &'static [&'static Kind] {
        static HOUSEHOLDS: [&Kind; 3] = [&person::KIND, &household::KIND, &resident::KIND];
        static MEMBERS: [&Kind; 2] = [&person::KIND, &member::KIND];
        match self {
            RosterKind::Households => &HOUSEHOLDS,
            RosterKind::Members => &MEMBERS,
        }
    }
}

/// What a column holds: a field of a record kind, or one of a few things that no record keeps. In JSON it is text
/// such as `person.name`, `serial`, `head_id_number` or `ignored`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, TS)]
#[ts(type = "string", rename = "ColumnTarget")]
pub enum Target {
    /// A field, by the numbers of its kind and its own.
    Field {
        /// The kind's wire number.
        kind: u16,
        /// The field's wire number.
        field: u16,
    },
    /// 序号: a running number, which may count people or households.
    Serial,
    /// 户主身份证号: the ID number of the household's head, repeated on each row.
    HeadIdNumber,
    /// A column that is known and not imported.
    Ignored,
}

impl Target {
    /// 户主姓名: the name of the household's head, on any row.
    pub const HEAD: Target = Target::of(3, household::HEAD);
    /// 村民小组.
    pub const GROUP: Target = Target::of(3, household::GROUP);
    /// 户编号.
    pub const NUMBER: Target = Target::of(3, household::NUMBER);
    /// 姓名.
    pub const NAME: Target = Target::of(2, person::NAME);
    /// 公民身份号码.
    pub const ID_NUMBER: Target = Target::of(2, person::ID_NUMBER);
    /// 性别.
    pub const SEX: Target = Target::of(2, person::SEX);
    /// 出生日期.
    pub const BIRTH: Target = Target::of(2, person::BIRTH);
    /// 手机号.
    pub const PHONE: Target = Target::of(2, person::PHONE);
    /// 固定电话.
    pub const LANDLINE: Target = Target::of(2, person::LANDLINE);
    /// 住址 of the household.
    pub const ADDRESS_OF_HOUSEHOLD: Target = Target::of(3, household::ADDRESS);
    /// 与户主关系.
    pub const RELATION: Target = Target::of(4, resident::RELATION);
    /// 关系原文.
    pub const RELATION_TEXT: Target = Target::of(4, resident::RELATION_TEXT);

    /// The target of a field of the kind with this wire number.
    pub const fn of(kind: u16, field: Field) -> Target {
        Target::Field { kind, field: field.number }
    }

    /// The kind and the field, for a target that is one.
    pub fn field(self) -> Option<(&'static Kind, &'static Field)> {
        let Target::Field { kind, field } = self else { return None };
        let kind = domain::kinds::ALL.iter().copied().find(|known| known.number == kind)?;
        Some((kind, kind.field(field)?))
    }

    /// The kind of the record that the target belongs to.
    pub fn kind_number(self) -> Option<u16> {
        match self {
            Target::Field { kind, .. } => Some(kind),
            _ => None,
        }
    }

    /// The Chinese label, as on the form.
    pub fn label(self) -> &'static str {
        match self {
            Target::HEAD => "户主姓名",
            Target::Serial => "序号",
            Target::HeadIdNumber => "户主身份证号",
            Target::Ignored => "不导入",
            Target::Field { .. } => self.field().map_or("", |(_, field)| field.label),
        }
    }

    /// Everything that a column of this roster can be, in the order of the forms.
    pub fn all(roster: RosterKind) -> Vec<Target> {
        let fields = roster.kinds().iter().flat_map(|kind| {
            let wanted = |field: &&Field| is_importable(kind, field);
            kind.fields.iter().filter(wanted).map(|field| Target::of(kind.number, *field))
        });
        let mut all: Vec<Target> = fields.collect();
        all.push(Target::Serial);
        if roster == RosterKind::Households {
            all.push(Target::HeadIdNumber);
        }
        all.push(Target::Ignored);
        all
    }
}

// Fields that an act of its own sets stay out, and so do references that no cell can name.
fn is_importable(kind: &Kind, field: &Field) -> bool {
    let head = Target::of(kind.number, *field) == Target::HEAD;
    match field.ty {
        Type::Ref(kind) => head || kind == "unit",
        _ => !field.hidden,
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field() {
            Some((kind, field)) => write!(f, "{}.{}", kind.name, field.name),
            None => f.write_str(match self {
                Target::Serial => "serial",
                Target::HeadIdNumber => "head_id_number",
                _ => "ignored",
            }),
        }
    }
}

/// The text names nothing that a column can be.
#[derive(Debug, thiserror::Error)]
#[error("no column target")]
pub struct UnknownTarget;

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "serial" => return Ok(Target::Serial),
            "head_id_number" => return Ok(Target::HeadIdNumber),
            "ignored" => return Ok(Target::Ignored),
            _ => {}
        }
        let (kind, field) = text.split_once('.').ok_or(UnknownTarget)?;
        let kind = domain::kinds::ALL.iter().find(|known| known.name == kind).ok_or(UnknownTarget)?;
        let field = kind.field_named(field).ok_or(UnknownTarget)?;
        Ok(Target::of(kind.number, *field))
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_name_that_leads_back_to_it_and_a_label() {
        for roster in [RosterKind::Households, RosterKind::Members] {
            for target in Target::all(roster) {
                assert_eq!(target.to_string().parse::<Target>().unwrap(), target);
                assert!(!target.label().is_empty(), "{target}");
            }
        }
        assert_eq!(Target::HEAD.to_string(), "household.head");
        assert_eq!(Target::RELATION.to_string(), "resident.relation");
        assert!("person.shoe_size".parse::<Target>().is_err());
    }

    #[test]
    fn what_an_act_of_its_own_sets_is_no_target() {
        let all = Target::all(RosterKind::Households);
        assert!(!all.contains(&Target::of(3, household::PRIMARY_LINK)));
        assert!(!all.contains(&Target::of(2, person::DEATH)));
        assert!(all.contains(&Target::GROUP) && all.contains(&Target::HEAD));
    }
}
