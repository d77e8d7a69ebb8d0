//! Records of invented people.

use domain::kinds::{answer, erasure, household, link, member, need, person, resident, step, visit};
use domain::{Field, Kind, Put, RecordId, codes};
use journal::Hlc;

pub fn id() -> RecordId {
    RecordId::new()
}

pub fn person(id: RecordId, name: &str) -> Put {
    Put::new(&person::KIND, id).set(person::NAME, name)
}

pub fn household(id: RecordId, number: &str) -> Put {
    Put::new(&household::KIND, id).set(household::NUMBER, number)
}

pub fn resident(id: RecordId, person: RecordId, household: RecordId) -> Put {
    Put::new(&resident::KIND, id).set(resident::PERSON, person).set(resident::HOUSEHOLD, household)
}

pub fn member(id: RecordId, person: RecordId) -> Put {
    Put::new(&member::KIND, id)
        .set(member::PERSON, person)
        .set(member::CATEGORY, codes::member_category::FULL)
}

pub fn link(id: RecordId, household: RecordId, member: RecordId) -> Put {
    Put::new(&link::KIND, id)
        .set(link::HOUSEHOLD, household)
        .set(link::MEMBER, member)
        .set(link::TYPE, codes::link_type::GENERAL)
        .set(link::FROM, 20_260_301i64)
        .set(link::DECIDED_BY, codes::decided_by::CHOSEN)
}

pub fn link_ended(id: RecordId) -> Put {
    Put::new(&link::KIND, id).set(link::TO, 20_261_101i64).set(link::END, codes::link_end::REASSIGNED)
}

pub fn visit(id: RecordId, households: &[RecordId]) -> Put {
    Put::new(&visit::KIND, id)
        .set(visit::DATE, 20_261_120i64)
        .set(visit::FORM, codes::visit_form::HOME)
        .set_all(visit::HOUSEHOLDS, households.iter().map(|id| (*id).into()))
}

pub fn need(id: RecordId, title: &str) -> Put {
    Put::new(&need::KIND, id)
        .set(need::DATE, 20_261_120i64)
        .set(need::TITLE, title)
        .set(need::CATEGORY, 101u32)
        .set(need::URGENCY, codes::urgency::YELLOW)
}

pub fn step(id: RecordId, need: RecordId, action: u32) -> Put {
    Put::new(&step::KIND, id).set(step::NEED, need).set(step::ACTION, action).set(step::DATE, 20_261_121i64)
}

pub fn answer(id: RecordId, need: RecordId, action: u32) -> Put {
    Put::new(&answer::KIND, id)
        .set(answer::NEED, need)
        .set(answer::ACTION, action)
        .set(answer::DATE, 20_261_121i64)
}

/// The erasure of what fields of a record held up to a stamp.
pub fn erasure((kind, subject): (&Kind, RecordId), fields: &[Field], until: Hlc) -> Put {
    Put::new(&erasure::KIND, id())
        .set(erasure::DATE, 20_261_122i64)
        .set(erasure::SUBJECT_KIND, i64::from(kind.number))
        .set(erasure::SUBJECT, subject.to_string())
        .set_all(erasure::FIELDS, fields.iter().map(|field| i64::from(field.number).into()))
        .set(erasure::UNTIL, until.0 as i64)
        .set(erasure::WHY, "本人要求")
}
