//! Everything that can be wrong with a file, a statement or a receipt.

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something is refused, or could not be written. Nothing in it is personal. Variants are stable: callers turn
/// them into the words that the user reads.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The bytes are no file of this program.
    #[error("not a file of this program")]
    NotAPackage,
    /// The file was carried as text: a mail program or an editor changed its line ends or its eighth bits.
    #[error("the file was altered by a text conversion")]
    Mangled,
    /// The file ends early: it was not copied whole.
    #[error("the file is cut short")]
    Truncated,
    /// The file contradicts itself: bytes were changed, added or lost.
    #[error("the file is damaged")]
    Damaged,
    /// A newer program wrote it in a way that this one does not understand.
    #[error("the file needs a newer program")]
    NewerFormat,
    /// Something is above its limit (see [`crate::format`]).
    #[error("larger than {most} allows")]
    TooLarge {
        /// The limit that was passed, in bytes or in number.
        most: u64,
    },
    /// An invitation where a package belongs, or the other way round.
    #[error("another kind of file is expected here")]
    WrongKind,
    /// The file is for somebody else.
    #[error("the file is addressed to somebody else")]
    WrongRecipient,
    /// A practice file in a real workspace, or the other way round.
    #[error("practice and real work do not mix")]
    PracticeMismatch,
    /// The sender is not known here and brings no invitation.
    #[error("unknown sender")]
    UnknownSender,
    /// The sender is not known here, and the invitation that it brings was not issued here or is used already.
    #[error("the invitation is used or was not issued here")]
    UsedToken,
    /// No statement certifies the site whose entries or receipts the file carries.
    #[error("entries or receipts of a site that nobody certified")]
    UnknownSite,
    /// A signature was not made by whom it names, over these bytes.
    #[error("bad signature")]
    BadSignature,
    /// A signed statement contradicts one that is known: another kind, practice mark or key for the same name.
    #[error("a statement contradicts one that is known")]
    Contradiction,
    /// The file carries a channel that its sender has no business to carry to this reader.
    #[error("a channel that the sender may not carry here")]
    ForeignChannel,
    /// Entries are missing, out of order or altered: the chain does not lead to the head that their site signed.
    #[error("the chain of entries is broken")]
    BrokenChain,
    /// An entry is not in the journal's form.
    #[error("bad entry: {0}")]
    BadEntry(journal::Error),
    /// A supplement does not belong to the entry.
    #[error("the supplement belongs to another entry")]
    WrongSupplement,
    /// The file holds more or less than its manifest says.
    #[error("the manifest counts other than the file holds")]
    Miscounted,
    /// Properly signed, but not of the shape that the format gives.
    #[error("not in the form of this format")]
    Malformed,
    /// The writer was fed in the wrong order, or with what does not belong together.
    #[error("written in the wrong order")]
    OutOfOrder,
    /// Nothing is known of one's own party: the trust lacks its card.
    #[error("the card of the own party is missing")]
    NoCard,
    /// The operating system gave no random bytes, or sealing or compressing failed.
    #[error("the file could not be made")]
    NotMade,
}

impl From<journal::Error> for Error {
    fn from(error: journal::Error) -> Self {
        match error {
            journal::Error::NewerVersion(_) => Error::NewerFormat,
            other => Error::BadEntry(other),
        }
    }
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

/// What can go wrong when something is made; opening maps its own failures.
impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        match error {
            vault::Error::BadSignature => Error::BadSignature,
            _ => Error::NotMade,
        }
    }
}
