//! 合到一起后不合规定的: what breaks a rule that looks at several records, since laptops that did not know of one another
//! each wrote one of them.

use domain::kinds::{household, link, member, person, resident};
use domain::rules::{repeated_members, repeated_people, repeated_residents, rival_links};
use domain::{Field, Kind, Record};
use journal::ChannelId;
use store::{Filter, Query};

use super::{Disputed, RuleBroken};
use crate::features::needs;
use crate::labels::Labels;
use crate::{Result, Session};

/// A rule by which a value stands in one record of a kind only: the rule, the kind, the field, and which records break it.
type Once = (&'static str, &'static Kind, Field, fn(&[Record]) -> Vec<&Record>);

const ONCE: [Once; 3] = [
    ("id_number_taken", &person::KIND, person::ID_NUMBER, repeated_people),
    ("person_in_two_households", &resident::KIND, resident::PERSON, repeated_residents),
    ("member_twice", &member::KIND, member::PERSON, repeated_members),
];

impl Session {
    /// What breaks a rule in a channel: two general links of one household, somebody entered twice, steps that did not
    /// fit.
    pub(super) fn broken(&self, channel: ChannelId, all: &mut Vec<RuleBroken>) -> Result<()> {
        let village_name = self.name_of_village(channel);
        let mut add = |rule: &str, record: &Record, at: Disputed| {
            let (id, village_name) = (record.id.to_string(), village_name.clone());
            all.push(RuleBroken { rule: rule.to_owned(), id, at, village_name });
        };
        let labels = Labels::new(self.reader(channel)?);
        for one in rival_links(&self.held(channel, Query::all(&link::KIND))?) {
            let who = one.id_of(link::MEMBER).map(|id| labels.of(&member::KIND, id)).transpose()?;
            let mut at = self.found_at(channel, one, &who.unwrap_or_default())?;
            let home = one.id_of(link::HOUSEHOLD).map(|id| labels.of(&household::KIND, id)).transpose()?;
            at.record.label = home.unwrap_or_default();
            add("household_has_primary_link", one, at);
        }
        for (rule, kind, field, repeated) in ONCE {
            for one in repeated(&self.held(channel, Query::all(kind).filter(Filter::Repeated(field)))?) {
                let mut at = self.found_at(channel, one, "")?;
                if let Some(who) = one.id_of(field) {
                    at.record.label = labels.of(&person::KIND, who)?;
                }
                add(rule, one, at);
            }
        }
        for one in needs::all(self, channel)?.iter().filter(|one| one.progress.is_to_mend()) {
            add("step_out_of_order", &one.record, self.found_at(channel, &one.record, "")?);
        }
        Ok(())
    }

    /// How many records break a rule in a channel, steps of needs not counted.
    pub(crate) fn broken_records(&self, channel: ChannelId) -> Result<usize> {
        let mut count = rival_links(&self.held(channel, Query::all(&link::KIND))?).len();
        for (_, kind, field, repeated) in ONCE {
            count += repeated(&self.held(channel, Query::all(kind).filter(Filter::Repeated(field)))?).len();
        }
        Ok(count)
    }

    fn held(&self, channel: ChannelId, query: Query) -> Result<Vec<Record>> {
        Ok(self.store.page(&query.within(channel))?.records.into_iter().map(|(_, record)| record).collect())
    }
}
