//! How a record kind is declared.

use crate::codes::CodeList;

/// Who may write a field. Frozen in the numbers: see [`Kind::owner`] and [`Kind::owner_of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// 村: the sites of the village.
    Village,
    /// 乡镇: the sites of the township.
    Township,
}

/// The channel that records of a kind live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The stream of one village, which the township also writes.
    Village,
    /// The affairs of whoever keeps the workspace: the village's stream in a village, the township's own in a township.
    Own,
    /// Private to one workspace; never leaves it but in a backup.
    Private,
}

/// 披露分组: a set of fields that a file carries whole or not at all. The numbers are frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Group {
    /// Ids, codes, dates and states; always carried.
    Open = 0,
    /// 姓名.
    Name = 1,
    /// 身份信息: ID number, birth, sex, ethnic group.
    Identity = 2,
    /// 联系方式: telephone and address.
    Contact = 3,
    /// 健康.
    Health = 4,
    /// 家庭情况: relations and circumstances within the household.
    Family = 5,
    /// 走访记述: what was seen and said at a visit.
    Narrative = 6,
    /// 党员信息: the items of the national member form.
    MemberForm = 7,
    /// 诉求内容: titles, descriptions and handling of needs.
    NeedText = 8,
}

impl Group {
    /// Every group but [`Group::Open`], in the order of their numbers.
    pub const CLOSED: [Group; 8] = [
        Group::Name,
        Group::Identity,
        Group::Contact,
        Group::Health,
        Group::Family,
        Group::Narrative,
        Group::MemberForm,
        Group::NeedText,
    ];

    /// The group of a wire number; `None` for one that a newer program added.
    pub fn from_number(number: u8) -> Option<Group> {
        std::iter::once(Group::Open).chain(Self::CLOSED).find(|group| *group as u8 == number)
    }

    /// The name by which settings and the words file know the group.
    pub fn name(self) -> &'static str {
        match self {
            Group::Open => "open",
            Group::Name => "name",
            Group::Identity => "identity",
            Group::Contact => "contact",
            Group::Health => "health",
            Group::Family => "family",
            Group::Narrative => "narrative",
            Group::MemberForm => "member_form",
            Group::NeedText => "need_text",
        }
    }
}

/// What a field holds. On the wire every value is a truth value, an integer, text or bytes.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// One line of text, at most 200 characters.
    Text,
    /// Several lines of text, at most 10,000 characters.
    Multiline,
    /// A whole number.
    Int,
    /// 是 or 否.
    Bool,
    /// A calendar day.
    Date,
    /// A calendar day of which the day, or the day and the month, may be unknown.
    PartialDate,
    /// A number of a code list.
    Code(&'static CodeList),
    /// The id of a record of the named kind in the same channel.
    Ref(&'static str),
    /// 公民身份号码 by GB 11643, 18 characters.
    IdNumber,
    /// A telephone number.
    Phone,
    /// 统计用区划代码, 12 digits.
    Division,
}

/// One field of a kind. Built with [`Field::new`] and the words that follow it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The frozen wire number, from 2; 0 and 1 belong to every kind, from 1000 the township owns the field.
    pub number: u16,
    /// The name in tables and in JSON.
    pub name: &'static str,
    /// The Chinese label.
    pub label: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether it holds several values, each a register of its own.
    pub many: bool,
    /// Whether a record without it is refused.
    pub required: bool,
    /// What it is disclosed with.
    pub group: Group,
    /// Whether rows are looked up by it.
    pub indexed: bool,
    /// Whether the text search covers it.
    pub searched: bool,
    /// Whether lists show it unless the person chose other columns.
    pub listed: bool,
    /// Whether the default form leaves it out, because an act of its own sets it.
    pub hidden: bool,
}

impl Field {
    /// An open, optional, single-valued field.
    pub const fn new(number: u16, name: &'static str, label: &'static str, ty: Type) -> Field {
        Field {
            number,
            name,
            label,
            ty,
            many: false,
            required: false,
            group: Group::Open,
            indexed: matches!(ty, Type::Ref(_)),
            searched: false,
            listed: false,
            hidden: false,
        }
    }

    /// The same field, holding several values.
    pub const fn many(mut self) -> Field {
        self.many = true;
        self
    }

    /// The same field, required.
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// The same field in a disclosure group.
    pub const fn group(mut self, group: Group) -> Field {
        self.group = group;
        self
    }

    /// The same field, indexed.
    pub const fn indexed(mut self) -> Field {
        self.indexed = true;
        self
    }

    /// The same field, covered by the text search.
    pub const fn searched(mut self) -> Field {
        self.searched = true;
        self
    }

    /// The same field, shown in lists by default.
    pub const fn listed(mut self) -> Field {
        self.listed = true;
        self
    }

    /// The same field, left out of the default form.
    pub const fn hidden(mut self) -> Field {
        self.hidden = true;
        self
    }

    /// The kind that the field refers to, if it refers to one.
    pub const fn refers_to(&self) -> Option<&'static str> {
        match self.ty {
            Type::Ref(kind) => Some(kind),
            _ => None,
        }
    }
}

/// The register that says whether a record is deleted; part of every kind.
pub const DELETED: Field = Field::new(0, "deleted", "已删除", Type::Bool).hidden();

/// 变更原因: why the record was last changed or deleted; part of every kind.
pub const REASON: Field = Field::new(1, "reason", "变更原因", Type::Text).group(Group::Narrative).hidden();

/// One record kind.
#[derive(Debug)]
pub struct Kind {
    /// The frozen wire number: below 500 the village owns the kind, from 500 the township.
    pub number: u16,
    /// The name in tables, in JSON and on the command line.
    pub name: &'static str,
    /// The Chinese name.
    pub label: &'static str,
    /// Where its records live.
    pub scope: Scope,
    /// Its own fields, in the order of the form.
    pub fields: &'static [Field],
}

impl Kind {
    /// The side that owns the kind, and so its deletion.
    pub const fn owner(number: u16) -> Owner {
        if number < 500 { Owner::Village } else { Owner::Township }
    }

    /// The side that may write field `field` of kind `kind` in a village's channel. It follows from the numbers
    /// alone, so that a program that does not know the field yet decides the same.
    pub const fn owner_of(kind: u16, field: u16) -> Owner {
        if field < 1000 { Kind::owner(kind) } else { Owner::Township }
    }

    /// The field with this number, the two common ones included.
    pub fn field(&self, number: u16) -> Option<&Field> {
        match number {
            0 => Some(&DELETED),
            1 => Some(&REASON),
            _ => self.fields.iter().find(|field| field.number == number),
        }
    }

    /// The field with this name, `reason` included and `deleted` not: deletion is an act of its own.
    pub fn field_named(&self, name: &str) -> Option<&Field> {
        if name == REASON.name {
            return Some(&REASON);
        }
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Declares a record kind as a module of field constants and a `KIND` that lists them.
#[macro_export]
macro_rules! kind {
    (
        $(#[$doc:meta])*
        $module:ident = $number:literal $label:literal in $scope:ident {
            $($field:ident: $declared:expr;)+
        }
    ) => {
        $(#[$doc])*
        pub mod $module {
            #[allow(unused_imports)]
            use $crate::{Field, Group, Kind, Scope, Type, codes};
            $(
                #[doc = concat!("`", stringify!($field), "` of ", $label, ".")]
                pub const $field: Field = $declared;
            )+
            /// The declaration.
            pub static KIND: Kind = Kind {
                number: $number,
                name: stringify!($module),
                label: $label,
                scope: Scope::$scope,
                fields: &[$($field),+],
            };
        }
    };
}
