//! What rules may ask about the state of things.

use crate::{Field, Kind, Record, RecordId, Registry, Value};

/// Read access to the standing records of one channel. A deleted record is not there.
pub trait Facts {
    /// What goes wrong when the keeper of the records cannot be read.
    type Error;

    /// The kinds that are known.
    fn registry(&self) -> &Registry;

    /// One record.
    fn record(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>, Self::Error>;

    /// The records whose field holds this value. The field must be declared `indexed` or hold several values.
    fn holding(&self, kind: &'static Kind, field: Field, value: &Value) -> Result<Vec<Record>, Self::Error>;

    /// Whether a record is there.
    fn exists(&self, kind: &'static Kind, id: RecordId) -> Result<bool, Self::Error> {
        Ok(self.record(kind, id)?.is_some())
    }

    /// The records of several kinds whose field refers to `id`, in `(hlc, site)` order of their making.
    fn history(&self, of: &[(&'static Kind, Field)], id: RecordId) -> Result<Vec<Record>, Self::Error>;
}
