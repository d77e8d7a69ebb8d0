//! The key file: who gets in, who does not, and what is said about a file that is not whole.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests leaves out their helper functions")]

use sha2::{Digest, Sha256};
use vault::{DataKey, Error, KdfCost, KeyFile, Passphrase, RecoveryCode};

const PASSPHRASE: &str = "打谷场上晒新粮食";

fn practice_file() -> (KeyFile, DataKey, RecoveryCode) {
    let code = RecoveryCode::generate().unwrap();
    let made = KeyFile::create_with_cost(&Passphrase::new(PASSPHRASE), &code, KdfCost::PRACTICE);
    let (file, key) = made.unwrap();
    (file, key, code)
}

/// Changes the text as a forger would: the checksum at the end is made to fit again.
fn forged(file: &KeyFile, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(file.to_bytes()).unwrap();
    assert!(text.contains(from), "{from} is not in the file");
    let (body, _) = text.rsplit_once(",\n  \"check\"").unwrap();
    let body = body.replacen(from, to, 1);
    let check = hex::encode(Sha256::digest(&body));
    format!("{body},\n  \"check\": \"{check}\"\n}}\n").into_bytes()
}

/// The members of both slots as they stand in the text, passphrase first.
fn slots(file: &KeyFile) -> Vec<String> {
    let text = String::from_utf8(file.to_bytes()).unwrap();
    text.split("\"kdf\"").skip(1).map(|part| part.split('}').next().unwrap().to_owned()).collect()
}

#[test]
fn passphrase_and_recovery_code_both_give_the_data_key() {
    let (file, key, code) = practice_file();
    assert_eq!(file.unlock(&Passphrase::new(PASSPHRASE)).unwrap().expose(), key.expose());
    assert_eq!(file.unlock_with_recovery(&code).unwrap().expose(), key.expose());
}

#[test]
fn a_wrong_passphrase_and_a_wrong_code_are_told_apart() {
    let (file, _, _) = practice_file();
    for wrong in ["", "1", "打谷场上晒新粮", "打谷场上晒新粮食 "] {
        assert_eq!(file.unlock(&Passphrase::new(wrong)).unwrap_err(), Error::WrongPassphrase, "{wrong:?}");
    }
    let other = RecoveryCode::generate().unwrap();
    assert_eq!(file.unlock_with_recovery(&other).unwrap_err(), Error::WrongRecoveryCode);
}

#[test]
fn a_short_passphrase_is_refused_where_a_slot_is_made() {
    let (file, key, code) = practice_file();
    let short = Passphrase::new("1234567");
    let refused = Error::PassphraseTooShort { least: 8 };
    assert_eq!(KeyFile::create(&short, &code).unwrap_err(), refused);
    assert_eq!(file.with_new_passphrase(&key, &short).unwrap_err(), refused);
}

#[test]
fn a_new_passphrase_replaces_only_the_old_one() {
    let (file, key, code) = practice_file();
    let changed = file.with_new_passphrase(&key, &Passphrase::new("村口老槐树下乘凉")).unwrap();
    assert_eq!(changed.unlock(&Passphrase::new(PASSPHRASE)).unwrap_err(), Error::WrongPassphrase);
    assert_eq!(changed.unlock(&Passphrase::new("村口老槐树下乘凉")).unwrap().expose(), key.expose());
    assert_eq!(changed.unlock_with_recovery(&code).unwrap().expose(), key.expose());
}

#[test]
fn a_new_recovery_code_replaces_only_the_old_one() {
    let (file, key, code) = practice_file();
    let new_code = RecoveryCode::generate().unwrap();
    let changed = file.with_new_recovery(&key, &new_code).unwrap();
    assert_eq!(changed.unlock_with_recovery(&code).unwrap_err(), Error::WrongRecoveryCode);
    assert_eq!(changed.unlock_with_recovery(&new_code).unwrap().expose(), key.expose());
    assert_eq!(changed.unlock(&Passphrase::new(PASSPHRASE)).unwrap().expose(), key.expose());
}

#[test]
fn a_changed_practice_file_stays_cheap_and_a_changed_old_file_gets_the_standard_cost() {
    let (file, key, _) = practice_file();
    let new = Passphrase::new("村口老槐树下乘凉");
    let text = |file: &KeyFile| String::from_utf8(file.to_bytes()).unwrap();
    assert!(!text(&file.with_new_passphrase(&key, &new).unwrap()).contains("65536"));
    let old = KeyFile::from_bytes(&forged(&file, "\"memory_kib\": 64,", "\"memory_kib\": 128,")).unwrap();
    assert!(text(&old.with_new_passphrase(&key, &new).unwrap()).contains("\"memory_kib\": 65536"));
}

#[test]
fn a_slot_for_another_databases_key_is_not_made() {
    let ((file, _, code), (_, other_key, _)) = (practice_file(), practice_file());
    let refused = file.with_new_passphrase(&other_key, &Passphrase::new(PASSPHRASE));
    assert_eq!(refused.unwrap_err(), Error::OtherDataKey);
    assert_eq!(file.with_new_recovery(&other_key, &code).unwrap_err(), Error::OtherDataKey);
}

#[test]
fn a_slot_pasted_in_from_another_file_is_damage() {
    let ((file, _, _), (other, _, _)) = (practice_file(), practice_file());
    let pasted = KeyFile::from_bytes(&forged(&file, &slots(&file)[0], &slots(&other)[0])).unwrap();
    assert_eq!(pasted.unlock(&Passphrase::new(PASSPHRASE)).unwrap_err(), Error::DamagedKeyFile);
}

#[test]
fn the_bytes_read_back_to_the_same_file_and_the_same_bytes() {
    let (file, key, _) = practice_file();
    let read = KeyFile::from_bytes(&file.to_bytes()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.to_bytes(), file.to_bytes());
    assert_eq!(read.unlock(&Passphrase::new(PASSPHRASE)).unwrap().expose(), key.expose());
}

#[test]
fn neither_secret_nor_data_key_stands_in_the_file() {
    let (file, key, code) = practice_file();
    let text = String::from_utf8(file.to_bytes()).unwrap();
    let printed = code.printed().replace(' ', "");
    assert!(
        !text.contains(PASSPHRASE) && !text.contains(&printed) && !text.contains(&hex::encode(key.expose()))
    );
}

#[test]
fn two_files_of_the_same_secrets_share_no_key_salt_or_wrapping() {
    let (a, key_a, code) = practice_file();
    let made = KeyFile::create_with_cost(&Passphrase::new(PASSPHRASE), &code, KdfCost::PRACTICE);
    let (b, key_b) = made.unwrap();
    assert_ne!(key_a.expose(), key_b.expose());
    let strings = |file: &KeyFile| -> Vec<String> {
        let text = String::from_utf8(file.to_bytes()).unwrap();
        text.split('"').filter(|part| part.len() >= 32).map(str::to_owned).collect()
    };
    let (a, b) = (strings(&a), strings(&b));
    assert_eq!(a.len(), 6);
    assert!(a.iter().all(|part| !b.contains(part)));
}

#[test]
fn every_truncation_and_every_extension_is_damage() {
    let bytes = practice_file().0.to_bytes();
    for length in 0..bytes.len() {
        assert_eq!(KeyFile::from_bytes(&bytes[..length]).unwrap_err(), Error::DamagedKeyFile, "{length}");
    }
    for more in [b"\n".as_slice(), b"\0", &vec![b' '; 1 << 20]] {
        assert_eq!(KeyFile::from_bytes(&[&bytes, more].concat()).unwrap_err(), Error::DamagedKeyFile);
    }
}

#[test]
fn every_flipped_bit_is_damage_and_never_a_wrong_passphrase() {
    let bytes = practice_file().0.to_bytes();
    for (index, bit) in (0..bytes.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut flipped = bytes.clone();
        flipped[index] ^= 1 << bit;
        assert_eq!(
            KeyFile::from_bytes(&flipped).unwrap_err(),
            Error::DamagedKeyFile,
            "byte {index} bit {bit}"
        );
    }
}

#[test]
fn an_intact_file_of_a_later_version_is_called_newer() {
    let (file, _, _) = practice_file();
    let newer = forged(&file, "\"version\": 1,", "\"version\": 2,\n  \"tokens\": [],");
    assert_eq!(KeyFile::from_bytes(&newer).unwrap_err(), Error::NewerKeyFile { found: 2 });
    let no_version = forged(&file, "\"version\": 1,", "\"version\": 0,");
    assert_eq!(KeyFile::from_bytes(&no_version).unwrap_err(), Error::DamagedKeyFile);
}

#[test]
fn a_forged_file_cannot_demand_absurd_work() {
    let (file, _, _) = practice_file();
    let absurd = [
        ("\"memory_kib\": 64,", "\"memory_kib\": 1048577,"),
        ("\"memory_kib\": 64,", "\"memory_kib\": 4294967295,"),
        ("\"memory_kib\": 64,", "\"memory_kib\": 99999999999,"),
        ("\"memory_kib\": 64,", "\"memory_kib\": 7,"),
        ("\"passes\": 1,", "\"passes\": 17,"),
        ("\"passes\": 1,", "\"passes\": 0,"),
        ("\"lanes\": 1,", "\"lanes\": 5,"),
    ];
    for (from, to) in absurd {
        assert_eq!(KeyFile::from_bytes(&forged(&file, from, to)).unwrap_err(), Error::DamagedKeyFile, "{to}");
    }
}

#[test]
fn only_the_one_spelling_is_accepted() {
    let (file, _, _) = practice_file();
    let spellings = [
        ("\"passes\": 1,", "\"passes\":  1,"),
        ("\"passes\": 1,", "\"passes\": 1, \"note\": 1,"),
        ("argon2id", "argon2i"),
        ("lianxin-key-file", "other-key-file"),
        ("\"salt\": \"", "\"salt\": \"00"),
        ("\"wrapped\": \"", "\"wrapped\": \"zz"),
    ];
    for (from, to) in spellings {
        assert_eq!(KeyFile::from_bytes(&forged(&file, from, to)).unwrap_err(), Error::DamagedKeyFile, "{to}");
    }
}

#[test]
fn a_forged_cost_opens_nothing() {
    let (file, _, _) = practice_file();
    let cheaper = KeyFile::from_bytes(&forged(&file, "\"memory_kib\": 64,", "\"memory_kib\": 8,")).unwrap();
    assert_eq!(cheaper.unlock(&Passphrase::new(PASSPHRASE)).unwrap_err(), Error::WrongPassphrase);
}

#[test]
fn the_recovery_slot_does_not_open_in_the_passphrase_slots_place() {
    let (file, _, code) = practice_file();
    let slots = slots(&file);
    let moved = KeyFile::from_bytes(&forged(&file, &slots[0], &slots[1])).unwrap();
    let groups = code.printed();
    let digits: String = groups.split(' ').map(|group| &group[..5]).collect();
    assert_eq!(moved.unlock(&Passphrase::new(digits.clone())).unwrap_err(), Error::WrongPassphrase);
    // The control: these very digits are what the recovery slot was made with.
    assert!(moved.unlock_with_recovery(&code).is_ok());
    assert_eq!(digits.len(), 40);
}
