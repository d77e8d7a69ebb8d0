//! What can be wrong with bytes that should be an entry. Whether an entry is allowed is asked in `refusal`.

use thiserror::Error;

/// Why bytes are no entry.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// Not CBOR of the expected shape.
    #[error("malformed entry")]
    Malformed,
    /// The shape is right, but the same entry would be written with other bytes.
    #[error("entry is not in its canonical form")]
    NotCanonical,
    /// Written in a form that only a newer program knows.
    #[error("entry version {0} is newer than this program")]
    NewerVersion(u64),
    /// Above [`crate::MAX_ENTRY_BYTES`] or [`crate::MAX_CHANGES`].
    #[error("entry is too large")]
    TooLarge,
    /// An opened leaf does not belong to the root that the entry names.
    #[error("opened leaf does not match its root")]
    WrongLeaf,
}

impl From<minicbor::decode::Error> for Error {
    fn from(_: minicbor::decode::Error) -> Self {
        Error::Malformed
    }
}

impl From<minicbor::encode::Error<std::convert::Infallible>> for Error {
    fn from(_: minicbor::encode::Error<std::convert::Infallible>) -> Self {
        Error::Malformed
    }
}
