//! Small files beside the database: readable with the data key and in their own place only.

use proptest::prelude::*;
use vault::wrap::{unwrap, wrap};
use vault::{DataKey, Error};

#[test]
fn wrapped_bytes_open_under_their_key_and_context_only() {
    let (key, other) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
    let wrapped = wrap(&key, "site key", b"secret").unwrap();
    assert_eq!(*unwrap(&key, "site key", &wrapped).unwrap(), b"secret");
    assert_eq!(unwrap(&key, "head mark", &wrapped), Err(Error::DamagedWrap));
    assert_eq!(unwrap(&other, "site key", &wrapped), Err(Error::DamagedWrap));
}

#[test]
fn the_same_bytes_never_wrap_to_the_same_bytes() {
    let key = DataKey::generate().unwrap();
    assert_ne!(wrap(&key, "c", b"x").unwrap(), wrap(&key, "c", b"x").unwrap());
    assert_eq!(wrap(&key, "c", b"x").unwrap().len(), 1 + 41);
}

#[test]
fn every_truncation_and_every_extension_is_refused() {
    let key = DataKey::generate().unwrap();
    let wrapped = wrap(&key, "c", b"thirty-two bytes of a signing key").unwrap();
    for length in 0..wrapped.len() {
        assert_eq!(unwrap(&key, "c", &wrapped[..length]), Err(Error::DamagedWrap), "{length}");
    }
    assert_eq!(unwrap(&key, "c", &[&wrapped[..], &[0]].concat()), Err(Error::DamagedWrap));
}

#[test]
fn every_flipped_bit_is_refused() {
    let key = DataKey::generate().unwrap();
    let wrapped = wrap(&key, "c", b"thirty-two bytes of a signing key").unwrap();
    for (index, bit) in (0..wrapped.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut flipped = wrapped.clone();
        flipped[index] ^= 1 << bit;
        assert!(unwrap(&key, "c", &flipped).is_err(), "byte {index} bit {bit}");
    }
}

#[test]
fn a_later_version_is_called_newer_and_version_zero_damaged() {
    let key = DataKey::generate().unwrap();
    let mut wrapped = wrap(&key, "c", b"x").unwrap();
    wrapped[0] = 2;
    assert_eq!(unwrap(&key, "c", &wrapped), Err(Error::NewerWrap { found: 2 }));
    wrapped[0] = 0;
    assert_eq!(unwrap(&key, "c", &wrapped), Err(Error::DamagedWrap));
}

proptest! {
    #[test]
    fn what_is_wrapped_unwraps(context in ".{0,40}", bytes in any::<Vec<u8>>()) {
        let key = DataKey::generate().unwrap();
        let wrapped = wrap(&key, &context, &bytes).unwrap();
        prop_assert_eq!(&*unwrap(&key, &context, &wrapped).unwrap(), &bytes);
    }
}
