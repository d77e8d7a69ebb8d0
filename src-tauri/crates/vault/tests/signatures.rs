//! Signatures: what they hold fast.

use proptest::prelude::*;
use vault::{Error, Signature, SigningKey, VerifyingKey};

#[test]
fn a_signature_holds_for_its_key_context_and_message_only() {
    let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let signature = key.sign("receipt", b"seq 37");
    let public = key.verifying_key();
    assert_eq!(public.verify("receipt", b"seq 37", &signature), Ok(()));
    assert_eq!(public.verify("receipt", b"seq 38", &signature), Err(Error::BadSignature));
    assert_eq!(public.verify("package", b"seq 37", &signature), Err(Error::BadSignature));
    assert_eq!(other.verifying_key().verify("receipt", b"seq 37", &signature), Err(Error::BadSignature));
}

#[test]
fn the_border_between_context_and_message_cannot_be_moved() {
    let key = SigningKey::generate().unwrap();
    let signature = key.sign("ab", b"c");
    assert_eq!(key.verifying_key().verify("a", b"bc", &signature), Err(Error::BadSignature));
    assert_eq!(key.verifying_key().verify("abc", b"", &signature), Err(Error::BadSignature));
}

#[test]
fn every_flipped_bit_of_signature_and_key_is_refused() {
    let key = SigningKey::generate().unwrap();
    let (signature, public) = (key.sign("c", b"m"), key.verifying_key());
    for bit in 0..512 {
        let mut bytes = *signature.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            public.verify("c", b"m", &Signature::from_bytes(bytes)),
            Err(Error::BadSignature),
            "{bit}"
        );
    }
    for bit in 0..256 {
        let mut bytes = *public.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let altered = VerifyingKey::from_bytes(bytes);
        assert_eq!(altered.verify("c", b"m", &signature), Err(Error::BadSignature), "{bit}");
    }
}

/// With the neutral element as key and R and with s = 0 the plain equation of RFC 8032 holds for every
/// message.
#[test]
fn a_weak_key_verifies_nothing() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut forged = [0; 64];
    forged[0] = 1;
    let key = VerifyingKey::from_bytes(neutral);
    assert_eq!(key.verify("c", b"anything", &Signature::from_bytes(forged)), Err(Error::BadSignature));
    let lenient = ed25519_dalek::VerifyingKey::from_bytes(&neutral).unwrap();
    let signature = ed25519_dalek::Signature::from_bytes(&forged);
    assert!(ed25519_dalek::Verifier::verify(&lenient, b"anything", &signature).is_ok(), "the control");
}

#[test]
fn a_key_survives_its_bytes_and_prints_as_stars() {
    let key = SigningKey::generate().unwrap();
    let again = SigningKey::from_bytes(&key.to_bytes());
    assert_eq!(again.verifying_key(), key.verifying_key());
    assert_eq!(again.sign("c", b"m"), key.sign("c", b"m"));
    assert_eq!(format!("{key:?}"), "SigningKey(***)");
}

#[test]
fn public_keys_are_ordered_by_their_bytes() {
    let keys = [[0; 32], [1; 32], [0xff; 32]].map(VerifyingKey::from_bytes);
    assert!(keys.is_sorted());
    assert_eq!(format!("{:?}", keys[2]), format!("VerifyingKey({})", "ff".repeat(32)));
}

/// Computed apart from this code, with another Ed25519 implementation.
#[test]
fn the_signed_form_is_frozen() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign("lianxin/golden/1", "连心册".as_bytes());
    assert_eq!(
        hex::encode(key.verifying_key().as_bytes()),
        "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"
    );
    assert_eq!(
        hex::encode(signature.as_bytes()),
        "99a21421e310fbf959601ce310dfe80ea75e91ee0c0dd69964c512c58c3a1885\
         3b2bae918694807d8308bfd1f8b7220f14d81dbb9cffa9901c96c63ce918b906"
    );
}

proptest! {
    #[test]
    fn what_is_signed_verifies(secret in any::<[u8; 32]>(), context in ".{0,40}", message in any::<Vec<u8>>()) {
        let key = SigningKey::from_bytes(&secret);
        let signature = key.sign(&context, &message);
        prop_assert_eq!(key.verifying_key().verify(&context, &message, &signature), Ok(()));
    }

    #[test]
    fn any_key_and_signature_are_answered_and_never_panic(key in any::<[u8; 32]>(), half in any::<[u8; 32]>()) {
        let signature = Signature::from_bytes([half, half].concat().try_into().unwrap());
        let key = VerifyingKey::from_bytes(key);
        prop_assert_eq!(key.verify("c", b"m", &signature), Err(Error::BadSignature));
    }
}
