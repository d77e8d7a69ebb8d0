//! A small village that keeps every rule.

use domain::kinds::{household, member, person, resident};
use domain::{Put, RecordId, codes};

use super::*;

/// A man's number, born 1978-01-03.
pub const ID_NUMBER: &str = "999001197801030257";

/// Two households; 王小明 heads the first and is a member linked to the second, where 李秋菊 lives.
pub struct Village {
    pub site: Site,
    pub man: RecordId,
    pub woman: RecordId,
    pub home: RecordId,
    pub linked: RecordId,
    pub living: RecordId,
    pub member: RecordId,
    pub link: RecordId,
}

impl Village {
    pub fn new() -> Self {
        let mut site = Site::new(1);
        let [man, woman, home, linked, living, member_id, link_id] = std::array::from_fn(|_| id());
        site.put(&[
            person(man, "王小明")
                .set(person::ID_NUMBER, ID_NUMBER)
                .set(person::SEX, codes::sex::MALE)
                .set(person::BIRTH, 19_780_103i64)
                .set(person::PHONE, "13800001234"),
            person(woman, "李秋菊").set(person::SEX, codes::sex::FEMALE),
            household(home, "001").set(household::HEAD, man),
            household(linked, "002"),
            resident(living, man, home).set(resident::RELATION, codes::relation::HEAD),
            resident(id(), woman, linked),
            member(member_id, man).set(member::JOINED, 20_010_701i64),
            link(link_id, linked, member_id),
        ]);
        Self { site, man, woman, home, linked, living, member: member_id, link: link_id }
    }

    /// Puts further fields of a record.
    pub fn with(&mut self, put: Put) {
        self.site.put(&[put]);
    }
}
