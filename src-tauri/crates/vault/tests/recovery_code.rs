//! The recovery code as people meet it: on paper, and typed back.

use vault::{Error, RecoveryCode};

/// Invented digits with the right check digits, shared with the golden key file.
const PRINTED: &str = "027975 877736 376909 807191 275736 630855 384603 595789";

fn digits_of(text: &str) -> Vec<char> {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn a_new_code_is_eight_groups_of_six_digits_and_reads_back() {
    for _ in 0..200 {
        let code = RecoveryCode::generate().unwrap();
        let printed = code.printed();
        let groups: Vec<&str> = printed.split(' ').collect();
        assert_eq!(groups.len(), 8);
        assert!(
            groups.iter().all(|group| group.len() == 6 && group.bytes().all(|sign| sign.is_ascii_digit()))
        );
        assert!(RecoveryCode::parse(&printed).unwrap() == code);
    }
}

#[test]
fn new_codes_use_every_digit_equally_and_never_repeat() {
    let codes: Vec<String> =
        (0..500).map(|_| RecoveryCode::generate().unwrap().printed().to_string()).collect();
    let distinct: std::collections::HashSet<&String> = codes.iter().collect();
    assert_eq!(distinct.len(), codes.len());
    let mut counts = [0u32; 10];
    for sign in codes.iter().flat_map(|code| code.bytes()).filter(u8::is_ascii_digit) {
        counts[usize::from(sign - b'0')] += 1;
    }
    // 24,000 digits: 2,400 each, standard deviation 46.
    assert!(counts.iter().all(|count| (2_000..2_800).contains(count)), "{counts:?}");
}

#[test]
fn blanks_hyphens_and_full_width_digits_are_tolerated() {
    let expected = RecoveryCode::parse(PRINTED).unwrap();
    let full_width: String = PRINTED
        .chars()
        .map(|sign| sign.to_digit(10).map_or('　', |digit| char::from_u32(u32::from('０') + digit).unwrap()))
        .collect();
    let spellings = [
        PRINTED.replace(' ', ""),
        PRINTED.replace(' ', "-"),
        PRINTED.replace(' ', " — "),
        PRINTED.replace(' ', "－"),
        PRINTED.replace(' ', "\r\n"),
        format!("\t{PRINTED}　"),
        full_width,
    ];
    for typed in spellings {
        assert!(RecoveryCode::parse(&typed).as_ref() == Ok(&expected), "{typed}");
    }
}

#[test]
fn every_single_wrong_digit_is_detected_in_its_group() {
    let right = digits_of(PRINTED);
    for index in 0..right.len() {
        for sign in ('0'..='9').chain(['x', '〇', 'O', '.']).filter(|sign| *sign != right[index]) {
            let mut typed = right.clone();
            typed[index] = sign;
            let typed: String = typed.into_iter().collect();
            assert_eq!(RecoveryCode::parse(&typed), Err(Error::RecoveryCodeGroup { group: index / 6 + 1 }));
        }
    }
}

#[test]
fn every_exchange_of_neighbours_is_detected() {
    let right = digits_of(PRINTED);
    let mut exchanged = 0;
    for index in 1..right.len() {
        let mut typed = right.clone();
        typed.swap(index - 1, index);
        if typed != right {
            exchanged += 1;
            let typed: String = typed.into_iter().collect();
            let group = (index - 1) / 6 + 1;
            assert_eq!(RecoveryCode::parse(&typed), Err(Error::RecoveryCodeGroup { group }));
        }
    }
    assert!(exchanged > 30, "the sample has too many equal neighbours: {exchanged}");
}

#[test]
fn every_exchange_of_two_groups_is_detected_at_the_first_of_them() {
    let right: Vec<&str> = PRINTED.split(' ').collect();
    for (a, b) in (0..8).flat_map(|a| (a + 1..8).map(move |b| (a, b))) {
        let mut typed = right.clone();
        typed.swap(a, b);
        assert_eq!(RecoveryCode::parse(&typed.join(" ")), Err(Error::RecoveryCodeGroup { group: a + 1 }));
    }
}

#[test]
fn a_code_that_is_too_short_or_too_long_is_told_so() {
    for (typed, digits) in [("", 0), ("   --", 0), (&PRINTED[..54], 47), (&format!("{PRINTED}0"), 49)] {
        assert_eq!(RecoveryCode::parse(typed), Err(Error::RecoveryCodeLength { digits }));
    }
    assert_eq!(
        Error::RecoveryCodeLength { digits: 47 }.to_string(),
        "the recovery code has 47 digits, expected 48"
    );
}

#[test]
fn a_code_prints_as_stars_when_debugged() {
    assert_eq!(format!("{:?}", RecoveryCode::parse(PRINTED).unwrap()), "RecoveryCode(***)");
}
