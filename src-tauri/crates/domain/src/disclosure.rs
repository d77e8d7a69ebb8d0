//! 披露: what a village's file to its township carries open, and what stays sealed.

use std::collections::BTreeSet;

use crate::codes::step_action;
use crate::kinds::{member, need, person, step};
use crate::{Facts, Field, Group, Kind, RecordId};

/// 披露范围: the groups that the township receives whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy(BTreeSet<Group>);

impl Policy {
    /// A policy that carries these groups.
    pub fn new(groups: impl IntoIterator<Item = Group>) -> Self {
        Self(groups.into_iter().filter(|group| *group != Group::Open).collect())
    }

    /// A policy that carries everything, as between the sites of one village.
    pub fn everything() -> Self {
        Self::new(Group::CLOSED)
    }

    /// Whether the group is carried whole.
    pub fn carries(&self, group: Group) -> bool {
        group == Group::Open || self.0.contains(&group)
    }

    /// The closed groups carried, by number.
    pub fn groups(&self) -> impl Iterator<Item = Group> + '_ {
        self.0.iter().copied()
    }
}

impl Default for Policy {
    /// Names, the member form and what needs are about; narratives, identity, contacts, health and family stay.
    fn default() -> Self {
        Self::new([Group::Name, Group::MemberForm, Group::NeedText])
    }
}

/// The fields of a person that the national member form asks for.
pub const MEMBER_OPENS: [Field; 9] = [
    person::NAME,
    person::ID_NUMBER,
    person::SEX,
    person::BIRTH,
    person::NATION,
    person::EDUCATION,
    person::PHONE,
    person::LANDLINE,
    person::ADDRESS,
];

/// The fields of one record that are opened one by one although `policy` keeps their group sealed: a member's items of
/// the national form, if the policy carries that form, and name and telephone of someone whose need was escalated
/// with 同时告知镇里姓名和电话.
pub fn opened<F: Facts>(
    facts: &F,
    policy: &Policy,
    kind: &'static Kind,
    id: RecordId,
) -> Result<Vec<Field>, F::Error> {
    if kind.number == need::KIND.number {
        let told = told(facts, id)?;
        return Ok(if told { vec![need::PETITIONER, need::PETITIONER_PHONE] } else { Vec::new() });
    }
    if kind.number != person::KIND.number {
        return Ok(Vec::new());
    }
    let forms = policy.carries(Group::MemberForm);
    if forms && !facts.holding(&member::KIND, member::PERSON, &id.into())?.is_empty() {
        return Ok(MEMBER_OPENS.to_vec());
    }
    for raised in facts.holding(&need::KIND, need::PERSON, &id.into())? {
        if told(facts, raised.id)? {
            return Ok(vec![person::NAME, person::PHONE]);
        }
    }
    Ok(Vec::new())
}

fn told<F: Facts>(facts: &F, need: RecordId) -> Result<bool, F::Error> {
    let steps = facts.holding(&step::KIND, step::NEED, &need.into())?;
    Ok(steps.iter().any(|s| s.code(step::ACTION) == Some(step_action::ESCALATE) && s.is(step::TELL_CONTACT)))
}
