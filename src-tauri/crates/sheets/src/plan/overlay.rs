//! The register as it would stand with the rows taken so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::rules::Touched;
use domain::{Facts, Field, Kind, Put, Record, RecordId, Registry, Value};

type Key = (u16, RecordId);

/// Facts with changes over them that are not written anywhere.
pub(super) struct Overlay<'a, F> {
    base: &'a F,
    changed: HashMap<Key, Record>,
    // Entries may be stale: whoever looks asks the record again.
    index: BTreeMap<(u16, u16, Value), BTreeSet<RecordId>>,
}

/// One record changed, and how to take that back.
pub(super) struct Step {
    key: Key,
    earlier: Option<Record>,
    pub(super) touched: Touched,
}

impl<'a, F: Facts> Overlay<'a, F> {
    pub(super) fn new(base: &'a F) -> Self {
        Self { base, changed: HashMap::new(), index: BTreeMap::new() }
    }

    /// Makes changes; those that change nothing are left out.
    pub(super) fn apply(&mut self, puts: &[Put]) -> Result<Vec<Step>, F::Error> {
        let mut steps = Vec::new();
        for put in puts {
            let before = self.record(put.kind, put.id)?;
            let mut after = before.clone().unwrap_or_else(|| Record::new(put.kind, put.id));
            let changing = put.set.iter().filter(|(field, values)| after.all(*field) != values.as_slice());
            let changing: Vec<&(Field, Vec<Value>)> = changing.collect();
            if before.is_some() && changing.is_empty() {
                continue;
            }
            let written = changing.iter().map(|(field, _)| field.number).collect();
            for (field, values) in changing {
                self.set(&mut after, *field, values);
            }
            let key = (put.kind.number, put.id);
            let earlier = self.changed.insert(key, after.clone());
            steps.push(Step { key, earlier, touched: Touched { before, after, written } });
        }
        Ok(steps)
    }

    fn set(&mut self, record: &mut Record, field: Field, values: &[Value]) {
        if values.is_empty() {
            record.values.remove(&field.number);
            return;
        }
        record.values.insert(field.number, values.to_vec());
        if field.indexed || field.many {
            for value in values {
                let place = (record.kind.number, field.number, value.clone());
                self.index.entry(place).or_default().insert(record.id);
            }
        }
    }

    /// Takes steps back.
    pub(super) fn undo(&mut self, steps: Vec<Step>) {
        for step in steps.into_iter().rev() {
            match step.earlier {
                Some(record) => self.changed.insert(step.key, record),
                None => self.changed.remove(&step.key),
            };
        }
    }

    /// Every changed record against the register beneath, kinds that others refer to first.
    pub(super) fn changes(&self) -> Result<Vec<Touched>, F::Error> {
        let mut keys: Vec<&Key> = self.changed.keys().collect();
        keys.sort();
        let mut all = Vec::new();
        for key in keys {
            let Some(after) = self.changed.get(key) else { continue };
            let before = self.base.record(after.kind, after.id)?;
            let differs = |number: &u16| {
                before.as_ref().and_then(|record| record.values.get(number)) != after.values.get(number)
            };
            let known =
                before.iter().flat_map(|record| record.values.keys()).chain(after.values.keys()).copied();
            let mut written: Vec<u16> = known.filter(differs).collect();
            written.sort_unstable();
            written.dedup();
            if !written.is_empty() {
                all.push(Touched { before, after: after.clone(), written });
            }
        }
        Ok(all)
    }
}

/// The change that a touched record asks for.
pub(super) fn put_of(touched: &Touched) -> Put {
    let mut put = Put::new(touched.after.kind, touched.after.id);
    for field in touched.written.iter().filter_map(|number| touched.after.kind.field(*number)) {
        put.set.push((*field, touched.after.all(*field).to_vec()));
    }
    put
}

impl<F: Facts> Facts for Overlay<'_, F> {
    type Error = F::Error;

    fn registry(&self) -> &Registry {
        self.base.registry()
    }

    fn record(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>, F::Error> {
        match self.changed.get(&(kind.number, id)) {
            Some(record) => Ok(Some(record.clone())),
            None => self.base.record(kind, id),
        }
    }

    fn holding(&self, kind: &'static Kind, field: Field, value: &Value) -> Result<Vec<Record>, F::Error> {
        let base = self.base.holding(kind, field, value)?;
        let changed = |record: &Record| self.changed.contains_key(&(kind.number, record.id));
        let (overlaid, mut found): (Vec<Record>, Vec<Record>) = base.into_iter().partition(changed);
        let ids = self.index.get(&(kind.number, field.number, value.clone()));
        let mut ids: BTreeSet<RecordId> = ids.cloned().unwrap_or_default();
        ids.extend(overlaid.iter().map(|record| record.id));
        let records = ids.iter().filter_map(|id| self.changed.get(&(kind.number, *id)));
        found.extend(records.filter(|record| record.all(field).contains(value)).cloned());
        Ok(found)
    }

    fn history(&self, of: &[(&'static Kind, Field)], id: RecordId) -> Result<Vec<Record>, F::Error> {
        self.base.history(of, id)
    }
}
