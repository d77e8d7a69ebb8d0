//! A register in memory, with the door's rules before it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use domain::kinds::{household, member, person, resident};
use domain::rules::{self, Context, Touched};
use domain::{Facts, Field, Kind, Owner, Put, Record, RecordId, Registry, Value};
use sheets::plan::{Decisions, Outcome, Plan, plan};
use sheets::read::Roster;

use crate::support::today;

type Key = (u16, RecordId);

pub struct Register {
    registry: Registry,
    records: BTreeMap<Key, Record>,
    // Every value of every field, as a store would index them.
    index: BTreeMap<(u16, u16, Value), BTreeSet<RecordId>>,
}

pub fn context() -> Context {
    Context { today: today(), side: Owner::Village, shared: true }
}

impl Register {
    pub fn new() -> Self {
        Self { registry: Registry::standard(), records: BTreeMap::new(), index: BTreeMap::new() }
    }

    pub fn plan(&self, roster: &Roster) -> Plan {
        self.plan_with(roster, &Decisions::new())
    }

    pub fn plan_with(&self, roster: &Roster, decisions: &Decisions) -> Plan {
        plan(roster, self, context(), decisions, &mut |_, _| true).unwrap()
    }

    /// Plans and writes; says how many rows end as new, updated, unchanged, doubtful and refused.
    pub fn import(&mut self, roster: &Roster) -> [usize; 5] {
        let plan = self.plan(roster);
        self.write(&plan.puts);
        counts(&plan)
    }

    /// Writes an act as the door does: all at once, refused as a whole if it breaks a rule.
    pub fn write(&mut self, puts: &[Put]) {
        let mut touched = Vec::new();
        for put in puts {
            assert!(!put.set.is_empty(), "a change that says nothing makes no record");
            let key = (put.kind.number, put.id);
            let before = self.records.get(&key).cloned();
            let after = self.records.entry(key).or_insert_with(|| Record::new(put.kind, put.id));
            for (field, values) in &put.set {
                assert_ne!(
                    before.as_ref().map(|b| b.all(*field)),
                    Some(values.as_slice()),
                    "put what stands: {}",
                    field.name
                );
                after.values.insert(field.number, values.clone());
                if values.is_empty() {
                    after.values.remove(&field.number);
                }
                for value in values {
                    self.index
                        .entry((put.kind.number, field.number, value.clone()))
                        .or_default()
                        .insert(put.id);
                }
            }
            let written = put.set.iter().map(|(field, _)| field.number).collect();
            touched.push(Touched { before, after: after.clone(), written });
        }
        let checked = rules::check(self, context(), &touched);
        assert!(checked.is_ok(), "the door refuses: {:?}", checked.err());
    }

    pub fn all(&self, kind: &'static Kind) -> Vec<&Record> {
        self.records.values().filter(|record| record.kind.number == kind.number).collect()
    }

    pub fn counts(&self) -> [usize; 4] {
        [&person::KIND, &household::KIND, &resident::KIND, &member::KIND].map(|kind| self.all(kind).len())
    }

    pub fn person(&self, id_number: &str) -> Record {
        let found = self.holding(&person::KIND, person::ID_NUMBER, &id_number.into()).unwrap();
        assert_eq!(found.len(), 1, "{id_number}");
        found[0].clone()
    }

    pub fn household(&self, number: &str) -> Record {
        let found = self.holding(&household::KIND, household::NUMBER, &number.into()).unwrap();
        assert_eq!(found.len(), 1, "{number}");
        found[0].clone()
    }

    /// The names of those who live in a household, sorted.
    pub fn names_in(&self, home: RecordId) -> Vec<String> {
        let residents = self.holding(&resident::KIND, resident::HOUSEHOLD, &home.into()).unwrap();
        let who =
            |one: &Record| self.records[&(person::KIND.number, one.id_of(resident::PERSON).unwrap())].clone();
        let mut names: Vec<String> =
            residents.iter().map(|one| who(one).text(person::NAME).unwrap().into()).collect();
        names.sort();
        names
    }
}

pub fn counts(plan: &Plan) -> [usize; 5] {
    [Outcome::New, Outcome::Updated, Outcome::Unchanged, Outcome::Doubtful, Outcome::Refused]
        .map(|end| plan.count(end))
}

impl Facts for Register {
    type Error = Infallible;

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn record(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>, Infallible> {
        Ok(self.records.get(&(kind.number, id)).cloned())
    }

    fn holding(&self, kind: &'static Kind, field: Field, value: &Value) -> Result<Vec<Record>, Infallible> {
        assert!(field.indexed || field.many, "{}.{} is not indexed", kind.name, field.name);
        let ids = self.index.get(&(kind.number, field.number, value.clone())).into_iter().flatten();
        let records = ids.filter_map(|id| self.records.get(&(kind.number, *id)));
        Ok(records.filter(|record| record.all(field).contains(value)).cloned().collect())
    }

    fn history(&self, _: &[(&'static Kind, Field)], _: RecordId) -> Result<Vec<Record>, Infallible> {
        Ok(Vec::new())
    }
}
