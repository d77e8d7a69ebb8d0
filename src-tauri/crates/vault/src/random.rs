//! Random bytes from the operating system, the only source of chance in this crate.

use crate::{Error, Result};

/// `N` random bytes fit for keys. Fails with [`Error::Random`] if the operating system has none to give.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Random)?;
    Ok(bytes)
}
