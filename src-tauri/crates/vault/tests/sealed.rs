//! Sealed messages: who can open them, and what bad ones cost.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use vault::seal::{MAX_RECIPIENTS, open, seal};
use vault::{Error, SealIdentity, SealRecipient};

const ROOM: usize = 1 << 20;
const CHUNK: usize = 64 * 1024;

fn pair() -> (SealIdentity, SealRecipient) {
    let identity = SealIdentity::generate();
    let recipient = identity.recipient();
    (identity, recipient)
}

/// A well-formed age header with so many X25519 stanzas for strangers, and something behind it.
fn flood(stanzas: usize) -> Vec<u8> {
    let stanza = format!("-> X25519 {}\n{}\n", "B".repeat(42) + "E", "A".repeat(42) + "E");
    let header = format!("age-encryption.org/v1\n{}--- {}\n", stanza.repeat(stanzas), "A".repeat(43));
    [header.as_bytes(), &[0; 64]].concat()
}

#[test]
fn each_recipient_can_open_and_nobody_else() {
    let (first, second, stranger) = (pair(), pair(), pair());
    let sealed = seal(&[first.1, second.1], "十月来件".as_bytes()).unwrap();
    for reader in [&first.0, &second.0] {
        assert_eq!(open(reader, &sealed, ROOM).unwrap(), "十月来件".as_bytes());
    }
    assert_eq!(open(&stranger.0, &sealed, ROOM), Err(Error::NotForUs));
}

#[test]
fn a_message_goes_to_at_least_one_and_at_most_fifteen() {
    let (identity, recipient) = pair();
    assert_eq!(MAX_RECIPIENTS, 15);
    let sealed = seal(&vec![recipient.clone(); 15], b"all").unwrap();
    assert_eq!(open(&identity, &sealed, ROOM).unwrap(), b"all");
    assert_eq!(seal(&[], b"none"), Err(Error::SealRecipients { count: 0 }));
    assert_eq!(seal(&vec![recipient; 16], b"many"), Err(Error::SealRecipients { count: 16 }));
}

#[test]
fn every_size_around_a_chunk_border_opens_again() {
    let (identity, recipient) = pair();
    for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5] {
        let plain: Vec<u8> = (0..size).map(|n| (n * 7) as u8).collect();
        let sealed = seal(std::slice::from_ref(&recipient), &plain).unwrap();
        assert!(open(&identity, &sealed, size).unwrap() == plain, "{size}");
        if size > 0 {
            assert_eq!(open(&identity, &sealed, size - 1), Err(Error::TooLarge { most: size - 1 }), "{size}");
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let (identity, recipient) = pair();
    let sealed = seal(&[recipient], b"a small message").unwrap();
    for length in 0..sealed.len() {
        let refused = open(&identity, &sealed[..length], ROOM).unwrap_err();
        assert!(matches!(refused, Error::SealHeader | Error::DamagedSeal), "{length}: {refused}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let (identity, recipient) = pair();
    let sealed = seal(&[recipient], b"a small message").unwrap();
    for (index, bit) in (0..sealed.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut flipped = sealed.clone();
        flipped[index] ^= 1 << bit;
        assert!(open(&identity, &flipped, ROOM).is_err(), "byte {index} bit {bit}");
    }
}

#[test]
fn a_long_message_cut_or_altered_in_its_last_chunk_releases_nothing() {
    let (identity, recipient) = pair();
    let sealed = seal(&[recipient], &vec![9; 3 * CHUNK + 100]).unwrap();
    let last_border = sealed.len() - 116;
    let mut altered = sealed.clone();
    altered[last_border + 50] ^= 1;
    let cut = [last_border, last_border - 1, last_border + 1, sealed.len() - 1];
    let bad =
        cut.iter().map(|length| sealed[..*length].to_vec()).chain([altered, [&sealed[..], b"x"].concat()]);
    for message in bad {
        assert_eq!(open(&identity, &message, ROOM), Err(Error::DamagedSeal));
    }
}

#[test]
fn a_thousand_bogus_stanzas_are_refused_at_once() {
    let (identity, _) = pair();
    let message = flood(1_000);
    let begin = Instant::now();
    for _ in 0..100 {
        assert_eq!(open(&identity, &message, ROOM), Err(Error::SealHeader));
    }
    // One X25519 computation per stanza would take 100,000 times some ten microseconds at the very least.
    assert!(begin.elapsed() < Duration::from_millis(500), "{:?}", begin.elapsed());
}

#[test]
fn sixteen_stanzas_are_tried_and_seventeen_are_not() {
    let (identity, _) = pair();
    assert_eq!(open(&identity, &flood(16), ROOM), Err(Error::NotForUs));
    assert_eq!(open(&identity, &flood(17), ROOM), Err(Error::SealHeader));
}

#[test]
fn a_header_beyond_sixteen_kibibytes_is_refused_even_with_few_stanzas() {
    let (identity, _) = pair();
    let with_arguments = |bytes: usize| {
        let header =
            format!("age-encryption.org/v1\n-> odd {}\n\n--- {}\n", "x".repeat(bytes), "A".repeat(43));
        open(&identity, &[header.as_bytes(), &[0; 64]].concat(), ROOM)
    };
    assert_eq!(with_arguments(16_000), Err(Error::NotForUs));
    assert_eq!(with_arguments(16_384), Err(Error::SealHeader));
    let endless = [b"age-encryption.org/v1\n-> odd ".as_slice(), &vec![b'x'; ROOM]].concat();
    assert_eq!(open(&identity, &endless, ROOM), Err(Error::SealHeader));
}

#[test]
fn what_is_no_age_file_of_version_one_is_refused() {
    let (identity, _) = pair();
    let others: [&[u8]; 5] = [
        b"",
        b"PK\x03\x04",
        b"age-encryption.org/v2\n-> X\n\n--- AAAA\n",
        b"age-encryption.org/v1\r\n-> X\r\n",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    ];
    for other in others {
        assert_eq!(open(&identity, other, ROOM), Err(Error::SealHeader));
    }
}

#[test]
fn identities_and_recipients_survive_being_written_down() {
    let (identity, recipient) = pair();
    let again = SealIdentity::from_secret_string(&identity.to_secret_string()).unwrap();
    assert_eq!(again.recipient(), recipient);
    assert_eq!(recipient.to_string().parse(), Ok(recipient.clone()));
    assert_eq!(format!("{identity:?}"), "SealIdentity(***)");
    let sealed = seal(&[recipient.to_string().parse().unwrap()], b"hello").unwrap();
    assert_eq!(open(&again, &sealed, ROOM).unwrap(), b"hello");
}

#[test]
fn text_that_is_no_key_is_refused() {
    let (identity, recipient) = pair();
    let (secret, public) = (identity.to_secret_string(), recipient.to_string());
    for text in
        ["", "age1", &public.to_uppercase(), &secret, &public[..public.len() - 1], &format!("{public} ")]
    {
        assert_eq!(text.parse::<SealRecipient>(), Err(Error::BadSealRecipient), "{text}");
    }
    for text in ["", "AGE-SECRET-KEY-1", &public] {
        assert_eq!(SealIdentity::from_secret_string(text).unwrap_err(), Error::BadSealIdentity);
    }
}

/// The points of small order on the curve and its twist, as every 32-byte spelling that the arithmetic
/// accepts: 0, 1, the two of order 8, p − 1, p, p + 1, each also with the ignored top bit set.
#[test]
fn recipients_of_small_order_are_refused_before_anything_is_sealed_to_them() {
    let spellings = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let hrp = bech32::Hrp::parse("age").unwrap();
    for (spelling, top_bit) in spellings.iter().flat_map(|spelling| [(spelling, 0), (spelling, 0x80)]) {
        let mut point = hex::decode(spelling).unwrap();
        point[31] |= top_bit;
        let text = bech32::encode::<bech32::Bech32>(hrp, &point).unwrap();
        assert!(text.parse::<age::x25519::Recipient>().is_ok(), "age itself takes {text}");
        assert_eq!(text.parse::<SealRecipient>(), Err(Error::BadSealRecipient), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_is_opened(plain in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let (identity, recipient) = pair();
        let sealed = seal(&[recipient], &plain).unwrap();
        prop_assert_eq!(open(&identity, &sealed, plain.len()).unwrap(), plain);
    }

    #[test]
    fn any_bytes_are_answered_and_never_panic(
        header in prop_oneof![Just(String::new()), Just("age-encryption.org/v1\n".to_owned())],
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let (identity, _) = pair();
        prop_assert!(open(&identity, &[header.as_bytes(), &bytes].concat(), ROOM).is_err());
    }
}
