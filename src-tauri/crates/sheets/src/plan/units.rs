//! Villagers' groups, Party groups and grids, found by name or made.

use std::collections::HashMap;

use domain::codes::unit_type;
use domain::kinds::{household, member, unit};
use domain::{Facts, Field, Put, RecordId, Value};

use crate::cells::group;
use crate::spelling::key;
use crate::target::Target;

/// The units that were asked for, by type and the key of their names.
#[derive(Default)]
pub(super) struct Units {
    known: HashMap<(u32, String), RecordId>,
    loaded: bool,
    village: Option<RecordId>,
}

/// The type of the units that a field refers to.
pub(super) fn type_of(target: Target) -> u32 {
    if target == Target::GROUP {
        unit_type::VILLAGE_GROUP
    } else if target == Target::of(member::KIND.number, member::PARTY_GROUP) {
        unit_type::PARTY_GROUP
    } else if target == Target::of(household::KIND.number, household::GRID) {
        unit_type::GRID
    } else {
        unit_type::VILLAGE
    }
}

fn name_key(unit_type: u32, name: &str) -> (u32, String) {
    let key = if unit_type == unit_type::VILLAGE_GROUP { group::key(name) } else { key(name) };
    (unit_type, key)
}

impl Units {
    /// The unit of this name, with the change that makes it if it is not there.
    pub(super) fn find<F: Facts>(
        &mut self,
        facts: &F,
        unit_type: u32,
        name: &str,
    ) -> Result<(RecordId, Option<Put>), F::Error> {
        self.load(facts)?;
        let id = *self.known.entry(name_key(unit_type, name)).or_default();
        if facts.exists(&unit::KIND, id)? {
            return Ok((id, None));
        }
        let mut put = Put::new(&unit::KIND, id).set(unit::TYPE, unit_type).set(unit::NAME, name);
        if let Some(village) = self.village {
            put = put.set(unit::PARENT, village);
        }
        Ok((id, Some(put)))
    }

    /// The unit of this name, if it is there.
    pub(super) fn existing<F: Facts>(
        &mut self,
        facts: &F,
        unit_type: u32,
        name: &str,
    ) -> Result<Option<RecordId>, F::Error> {
        self.load(facts)?;
        Ok(self.known.get(&name_key(unit_type, name)).copied())
    }

    fn load<F: Facts>(&mut self, facts: &F) -> Result<(), F::Error> {
        if std::mem::replace(&mut self.loaded, true) {
            return Ok(());
        }
        for unit_type in [unit_type::VILLAGE_GROUP, unit_type::PARTY_GROUP, unit_type::GRID] {
            for found in facts.holding(&unit::KIND, unit::TYPE, &unit_type.into())? {
                let name = found.text(unit::NAME).unwrap_or_default();
                self.known.entry(name_key(unit_type, name)).or_insert(found.id);
            }
        }
        let villages = facts.holding(&unit::KIND, unit::TYPE, &unit_type::VILLAGE.into())?;
        self.village = Some(villages).filter(|all| all.len() == 1).and_then(|all| Some(all.first()?.id));
        Ok(())
    }

    /// The values of a field that refers to units by name, as references, with the changes that make them.
    pub(super) fn resolve<F: Facts>(
        &mut self,
        facts: &F,
        target: Target,
        field: &Field,
        values: &[Value],
    ) -> Result<(Vec<Value>, Vec<Put>), F::Error> {
        if field.refers_to() != Some(unit::KIND.name) {
            return Ok((values.to_vec(), Vec::new()));
        }
        let (mut ids, mut puts) = (Vec::new(), Vec::new());
        for value in values {
            let Value::Text(name) = value else { continue };
            let (id, put) = self.find(facts, type_of(target), name)?;
            ids.push(id.into());
            puts.extend(put);
        }
        Ok((ids, puts))
    }
}
