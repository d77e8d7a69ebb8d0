//! 交接: files between village and township.

use crate::{Result, Session};

impl Session {
    /// How many entries of this site no receipt covers yet.
    pub(crate) fn unsent(&self) -> Result<u64> {
        Ok(self.store.head(self.own_channel(), self.store.site())?.0)
    }
}
