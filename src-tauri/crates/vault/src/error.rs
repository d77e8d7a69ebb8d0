//! Everything that can go wrong here, without a secret in any text.

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. Variants are stable: callers turn them into the words that the user reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random,
    /// A key could not be derived: there is not enough free memory to stretch the passphrase or code.
    #[error("not enough memory to derive a key")]
    KeyDerivation,
    /// A cipher refused to encrypt (input beyond the cipher's own limit).
    #[error("encryption failed")]
    EncryptionFailed,

    /// A new passphrase has fewer than `least` characters.
    #[error("the passphrase needs at least {least} characters")]
    PassphraseTooShort {
        /// The smallest number of characters that is accepted.
        least: usize,
    },
    /// The passphrase does not open the key file.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The recovery code is well-formed but does not open the key file.
    #[error("wrong recovery code")]
    WrongRecoveryCode,
    /// A slot was to be made for another data key than the one in the key file.
    #[error("the key file belongs to another data key")]
    OtherDataKey,
    /// The key file is cut short, altered or no key file at all.
    #[error("the key file is damaged")]
    DamagedKeyFile,
    /// The key file is intact but was written by a newer version of the program.
    #[error("the key file has version {found}, which this program does not know")]
    NewerKeyFile {
        /// The version that the file states.
        found: u32,
    },

    /// A typed recovery code has the wrong number of digits.
    #[error("the recovery code has {digits} digits, expected {expected}", expected = crate::recovery::DIGITS)]
    RecoveryCodeLength {
        /// How many digits were typed; any other sign counts as a wrong digit.
        digits: usize,
    },
    /// A group of a typed recovery code contradicts its check digit.
    #[error("group {group} of the recovery code is wrong")]
    RecoveryCodeGroup {
        /// The first wrong group, counted from 1.
        group: usize,
    },
    /// Digits typed for comparison are too few or too many.
    #[error("{digits} digits were typed, expected {expected}")]
    DigitsLength {
        /// How many digits were typed; any other sign counts as a wrong digit.
        digits: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A group of digits typed for comparison contradicts its check digit: misheard or mistyped.
    #[error("group {group} of the digits is mistyped")]
    DigitsGroup {
        /// The first wrong group, counted from 1.
        group: usize,
    },
    /// Digits typed for comparison are well-formed but belong to something else.
    #[error("the digits differ")]
    DigitsDiffer,

    /// The signature was not made by this key over this context and message.
    #[error("bad signature")]
    BadSignature,

    /// The text is no secret seal identity.
    #[error("not a seal identity")]
    BadSealIdentity,
    /// The text is no usable seal recipient.
    #[error("not a seal recipient")]
    BadSealRecipient,
    /// A message cannot be sealed to so many recipients, or to none.
    #[error("{count} recipients, expected 1 to {most}", most = crate::seal::MAX_RECIPIENTS)]
    SealRecipients {
        /// How many recipients were given.
        count: usize,
    },
    /// The header of a sealed message is malformed or beyond its bounds; nothing was computed on it.
    #[error("the header of the sealed message is malformed or too large")]
    SealHeader,
    /// The message is not sealed to this identity (or its header is damaged at our entry).
    #[error("the message is sealed to somebody else")]
    NotForUs,
    /// The sealed message would open to more bytes than the caller allows.
    #[error("the sealed message holds more than {most} bytes")]
    TooLarge {
        /// The bound that the caller gave, in bytes.
        most: usize,
    },
    /// The sealed message is cut short or altered.
    #[error("the sealed message is damaged")]
    DamagedSeal,

    /// The wrapped bytes are damaged, or belong to another key or context.
    #[error("the wrapped bytes are damaged or belong elsewhere")]
    DamagedWrap,
    /// The wrapped bytes were written by a newer version of the program.
    #[error("the wrapped bytes have version {found}, which this program does not know")]
    NewerWrap {
        /// The version byte found.
        found: u8,
    },
}
