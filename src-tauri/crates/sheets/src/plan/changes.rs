//! What a row would change, once it is known who it is.

use domain::codes::{household_state, residence};
use domain::kinds::{household, member, person, resident};
use domain::{Facts, Put, RecordId};

use super::members;
use super::people::{self, fields_of, news};
use super::planner::{Housed, Planner};
use super::residents::{self, Standing};
use crate::read::{RosterHousehold, RosterRow};

/// What a row asks for.
pub(super) struct Wanted {
    pub(super) puts: Vec<Put>,
    /// The record whose making makes the row new.
    pub(super) principal: (u16, RecordId),
    /// The person first.
    pub(super) records: Vec<(&'static str, RecordId)>,
}

impl<'a, F: Facts> Planner<'a, F> {
    /// The changes of a row of a household.
    pub(super) fn resident(
        &mut self,
        at: usize,
        row: &RosterRow,
        who: Option<RecordId>,
        house: Option<Housed<'a>>,
    ) -> Result<Option<Wanted>, F::Error> {
        let who = who.unwrap_or_default();
        let mut puts = vec![people::put(&self.facts, row, who)?];
        let housed = house.and_then(|(told, housing)| Some((told, housing.id()?)));
        if let Some((told, home)) = housed {
            puts.extend(self.household(told, home)?);
        }
        let home = housed.map(|(_, home)| home);
        let mut records = vec![(person::KIND.name, who)];
        let standing = residents::standing(&self.facts, who, home)?;
        let mut principal = (person::KIND.number, who);
        if home.is_some() || matches!(standing, Standing::Here(_)) {
            let (resident, more) = self.residency(row, who, home, standing)?;
            principal = (resident::KIND.number, resident);
            records.push((resident::KIND.name, resident));
            puts.extend(more);
        }
        if let Some((told, home)) = housed {
            records.push((household::KIND.name, home));
            if told.head == Some(at) {
                puts.push(Put::new(&household::KIND, home).set(household::HEAD, who));
            }
        }
        Ok(Some(Wanted { puts, principal, records }))
    }

    /// What the file says about the household itself, and the units that it names.
    pub(super) fn household(&mut self, told: &RosterHousehold, home: RecordId) -> Result<Vec<Put>, F::Error> {
        let standing = self.facts.record(&household::KIND, home)?;
        let mut put = Put::new(&household::KIND, home);
        let mut puts = Vec::new();
        if standing.is_none() {
            put = put.set(household::STATE, household_state::REGISTERED);
        }
        for filled in &told.fields {
            let Some((_, field)) = filled.target.field() else { continue };
            let (values, made) = self.units.resolve(&self.facts, filled.target, field, &filled.values)?;
            puts.extend(made);
            if let Some(values) = news(standing.as_ref(), field, &values) {
                put.set.push((*field, values));
            }
        }
        puts.push(put);
        Ok(puts)
    }

    /// The resident's record and its changes; someone who moved ceases to head the household that was left.
    pub(super) fn residency(
        &self,
        row: &RosterRow,
        who: RecordId,
        home: Option<RecordId>,
        standing: Standing,
    ) -> Result<(RecordId, Vec<Put>), F::Error> {
        let mut puts = Vec::new();
        let record = match standing {
            Standing::Here(record) | Standing::Gone(record) => Some(record),
            Standing::Elsewhere(record) => {
                let left = record.id_of(resident::HOUSEHOLD);
                let left = left.map(|left| self.facts.record(&household::KIND, left)).transpose()?.flatten();
                let headed = left.filter(|left| left.id_of(household::HEAD) == Some(who));
                puts.extend(headed.map(|left| Put::new(&household::KIND, left.id).unset(household::HEAD)));
                Some(record)
            }
            Standing::Nowhere => None,
        };
        let id = record.as_ref().map_or_else(RecordId::new, |record| record.id);
        let mut put = Put::new(&resident::KIND, id).set(resident::PERSON, who);
        if let Some(home) = home {
            put = put.set(resident::HOUSEHOLD, home);
        }
        if record.as_ref().is_some_and(|record| !residents::belongs(record)) {
            put = put.set(resident::RESIDENCE, residence::HOME);
        }
        for (field, filled) in fields_of(row, resident::KIND.number) {
            if let Some(values) = news(record.as_deref(), field, &filled.values) {
                put.set.retain(|(set, _)| set.number != field.number);
                put.set.push((*field, values));
            }
        }
        puts.push(put);
        Ok((id, puts))
    }

    /// The changes of a row of the member form. `None` if a new member's category is not told.
    pub(super) fn member(
        &mut self,
        row: &RosterRow,
        who: Option<RecordId>,
    ) -> Result<Option<Wanted>, F::Error> {
        let who = who.unwrap_or_default();
        let standing = members::of_person(&self.facts, who)?;
        let decided = self.decisions.contains_key(&row.at);
        if standing.is_none() && !decided && members::category(row, self.context.today).is_none() {
            return Ok(None);
        }
        let mut puts = vec![people::put(&self.facts, row, who)?];
        let today = self.context.today;
        puts.extend(members::puts(&self.facts, &mut self.units, row, standing.as_ref(), who, today)?);
        let id = puts.last().map_or(who, |put| put.id);
        let records = vec![(person::KIND.name, who), (member::KIND.name, id)];
        Ok(Some(Wanted { puts, principal: (member::KIND.number, id), records }))
    }
}
