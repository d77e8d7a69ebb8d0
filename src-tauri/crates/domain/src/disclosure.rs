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

    /// The policy that carries the groups of these wire numbers, as far as this program knows them.
    pub fn of_numbers(numbers: &BTreeSet<u8>) -> Self {
        Self::new(numbers.iter().filter_map(|number| Group::from_number(*number)))
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

/// What a township asks a village to tell it, and what the village agreed to. Groups go by their wire numbers, so that
/// those of a newer program count as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// By the township's newest policy.
    pub asked: BTreeSet<u8>,
    /// By the village's newest agreement.
    pub agreed: BTreeSet<u8>,
}

impl Terms {
    /// What is told: narrowing acts at once, widening once it is agreed to.
    pub fn told(&self) -> BTreeSet<u8> {
        self.asked.intersection(&self.agreed).copied().collect()
    }

    /// What the village must agree to before it is told.
    pub fn waiting(&self) -> BTreeSet<u8> {
        self.asked.difference(&self.agreed).copied().collect()
    }

    /// What is left of the agreement once the village has heard what is asked, if that is less: a group that is asked
    /// no more must be agreed to anew when it is asked again.
    pub fn narrowed(&self) -> Option<BTreeSet<u8>> {
        let told = self.told();
        (told != self.agreed).then_some(told)
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

/// Why values are opened although their group stays sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Someone is a Party member: the items of the national form.
    Member,
    /// A need was escalated with 同时告知镇里姓名和电话.
    Need,
}

/// Fields of one record that are opened one by one.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Why.
    pub why: Why,
    /// Which.
    pub fields: &'static [Field],
}

const OF_MEMBER: Opening = Opening { why: Why::Member, fields: &MEMBER_OPENS };
const OF_PETITIONER: Opening = Opening { why: Why::Need, fields: &[person::NAME, person::PHONE] };
const OF_NEED: Opening = Opening { why: Why::Need, fields: &[need::PETITIONER, need::PETITIONER_PHONE] };

/// The fields of one record that are opened one by one although `policy` keeps their group sealed: a member's items of
/// the national form, if the policy carries that form, and name and telephone of someone whose need was escalated
/// with 同时告知镇里姓名和电话.
pub fn opened<F: Facts>(
    facts: &F,
    policy: &Policy,
    kind: &'static Kind,
    id: RecordId,
) -> Result<Option<Opening>, F::Error> {
    if kind.number == need::KIND.number {
        return Ok(told(facts, id)?.then_some(OF_NEED));
    }
    if kind.number != person::KIND.number {
        return Ok(None);
    }
    let forms = policy.carries(Group::MemberForm);
    if forms && !facts.holding(&member::KIND, member::PERSON, &id.into())?.is_empty() {
        return Ok(Some(OF_MEMBER));
    }
    for raised in facts.holding(&need::KIND, need::PERSON, &id.into())? {
        if told(facts, raised.id)? {
            return Ok(Some(OF_PETITIONER));
        }
    }
    Ok(None)
}

fn told<F: Facts>(facts: &F, need: RecordId) -> Result<bool, F::Error> {
    let steps = facts.holding(&step::KIND, step::NEED, &need.into())?;
    Ok(steps.iter().any(|s| s.code(step::ACTION) == Some(step_action::ESCALATE) && s.is(step::TELL_CONTACT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(asked: &[u8], agreed: &[u8]) -> Terms {
        Terms { asked: asked.iter().copied().collect(), agreed: agreed.iter().copied().collect() }
    }

    #[test]
    fn narrowing_acts_at_once_and_widening_waits() {
        let narrower = terms(&[1], &[1, 8]);
        assert_eq!((narrower.told(), narrower.waiting()), ([1].into(), [].into()));
        let wider = terms(&[1, 2, 8], &[1, 8]);
        assert_eq!((wider.told(), wider.waiting(), wider.narrowed()), ([1, 8].into(), [2].into(), None));
    }

    #[test]
    fn what_was_asked_no_more_is_agreed_to_anew() {
        let heard = terms(&[1, 3], &[1, 2]).narrowed().unwrap();
        assert_eq!(heard, [1].into());
        let again = Terms { asked: [1, 2, 3].into(), agreed: heard };
        assert_eq!(again.waiting(), [2, 3].into());
    }

    #[test]
    fn groups_of_a_newer_program_count() {
        assert_eq!(terms(&[1, 200], &[1, 200]).told(), [1, 200].into());
        assert_eq!(Policy::of_numbers(&[0, 1, 200].into()), Policy::new([Group::Name]));
    }
}
