use proptest::prelude::*;

use super::*;

fn group_at(place: usize, payload: [u8; PAYLOAD]) -> [u8; GROUP] {
    let mut all = vec![0; place * PAYLOAD];
    all.extend_from_slice(&payload);
    with_checks(&all)[place * GROUP..].try_into().unwrap()
}

fn payload() -> impl Strategy<Value = [u8; PAYLOAD]> {
    proptest::array::uniform5(0u8..10)
}

/// All groups with payload 00000, 00007, 00014 … : every digit occurs in every position.
fn sample() -> impl Iterator<Item = [u8; PAYLOAD]> {
    (0u32..100_000)
        .step_by(7)
        .map(|n| [n / 10_000, n / 1000 % 10, n / 100 % 10, n / 10 % 10, n % 10].map(|d| d as u8))
}

#[test]
fn every_single_wrong_digit_in_a_group_is_detected() {
    for payload in sample() {
        let right = group_at(3, payload);
        for (index, digit) in (0..GROUP).flat_map(|index| (0..10).map(move |digit| (index, digit))) {
            let mut typed = right;
            typed[index] = digit;
            assert_eq!(damm::is_consistent(3, &typed), typed == right, "{typed:?}");
        }
    }
}

#[test]
fn every_exchange_of_neighbours_in_a_group_is_detected() {
    for payload in sample() {
        let right = group_at(7, payload);
        for index in 1..GROUP {
            let mut typed = right;
            typed.swap(index - 1, index);
            assert_eq!(damm::is_consistent(7, &typed), typed == right, "{typed:?}");
        }
    }
}

proptest! {
    #[test]
    fn a_group_is_refused_in_every_place_but_its_own(payload in payload(), place in 0usize..10) {
        let group = group_at(place, payload);
        for other in 0..10 {
            prop_assert_eq!(damm::is_consistent(other, &group), other == place);
        }
    }

    #[test]
    fn what_is_printed_is_read_again(payload in proptest::collection::vec(0u8..10, 40)) {
        let digits = with_checks(&payload);
        let read = read(&printed(&digits), 8).unwrap();
        prop_assert_eq!(&*read, &*digits);
        prop_assert_eq!(&*without_checks(&read), &payload);
    }

    #[test]
    fn typed_text_of_any_kind_is_answered_and_never_panics(typed in "\\PC{0,80}") {
        let _ = read(&typed, 8);
    }
}

/// Computed apart from this code, with Python's hashlib.
#[test]
fn fingerprints_and_check_codes_keep_their_frozen_digits() {
    assert_eq!(fingerprint(&[0; 32]), "614117 244638 531353 254537 399132");
    assert_eq!(check_code(b"lianxin"), "265468 395765");
}

#[test]
fn a_fingerprint_says_which_group_was_misheard_and_whether_it_is_another_key() {
    let heard = fingerprint(b"key");
    assert_eq!(compare_fingerprint(b"key", &heard), Ok(()));
    assert_eq!(compare_fingerprint(b"other", &heard), Err(Error::DigitsDiffer));
    assert_eq!(
        compare_fingerprint(b"key", &heard[..32]),
        Err(Error::DigitsLength { digits: 28, expected: 30 })
    );
    let mut misheard = heard.into_bytes();
    let at = 3 * (GROUP + 1);
    misheard[at] = b'0' + (misheard[at] - b'0' + 1) % 10;
    let misheard = String::from_utf8(misheard).unwrap();
    assert_eq!(compare_fingerprint(b"key", &misheard), Err(Error::DigitsGroup { group: 4 }));
}

#[test]
fn a_check_code_is_compared_with_its_own_length() {
    let code = check_code(b"file");
    assert_eq!(code.len(), 13);
    assert_eq!(compare_check_code(b"file", &code.replace(' ', "－")), Ok(()));
    assert_eq!(compare_check_code(b"file", ""), Err(Error::DigitsLength { digits: 0, expected: 12 }));
    assert_eq!(compare_check_code(b"another file", &code), Err(Error::DigitsDiffer));
}

#[test]
fn one_changed_bit_changes_the_fingerprint() {
    assert_ne!(fingerprint(&[0; 32]), fingerprint(&[1; 32]));
}
