//! Files of earlier versions open for ever. If one of these tests fails, the program has locked somebody out.

use vault::{Error, KeyFile, Passphrase, RecoveryCode, SealIdentity, seal, wrap};

const KEY_FILE: &[u8] = include_bytes!("golden/key-file-1.json");
const WRAPPED: &[u8] = include_bytes!("golden/wrapped-1.bin");
const SEALED: &[u8] = include_bytes!("golden/sealed-1.age");

const PASSPHRASE: &str = "打谷场上晒新粮2026";
const CODE: &str = "027975 877736 376909 807191 275736 630855 384603 595789";
const DATA_KEY: &str = "6903cec9bb5c2ecf5bc2334a362805a965153afbacc9c48c0880724d3eb60374";
const IDENTITY: &str = "AGE-SECRET-KEY-1WF7085DXZSXGDZW2G2FE3P3KAP5YU9JFY5VEPKH6PH8CJZTWZ7TQ2NWJ8C";

#[test]
fn the_first_key_file_opens_with_passphrase_and_with_code() {
    let file = KeyFile::from_bytes(KEY_FILE).unwrap();
    let by_passphrase = file.unlock(&Passphrase::new(PASSPHRASE)).unwrap();
    assert_eq!(hex::encode(by_passphrase.expose()), DATA_KEY);
    let by_code = file.unlock_with_recovery(&RecoveryCode::parse(CODE).unwrap()).unwrap();
    assert_eq!(hex::encode(by_code.expose()), DATA_KEY);
    assert_eq!(file.unlock(&Passphrase::new("打谷场上晒新粮2025")).unwrap_err(), Error::WrongPassphrase);
    assert_eq!(file.to_bytes(), KEY_FILE);
}

#[test]
fn the_first_wrapped_file_opens() {
    let file = KeyFile::from_bytes(KEY_FILE).unwrap();
    let key = file.unlock(&Passphrase::new(PASSPHRASE)).unwrap();
    assert_eq!(*wrap::unwrap(&key, "lianxin/golden/1", WRAPPED).unwrap(), "连心册".as_bytes());
}

#[test]
fn the_first_sealed_file_opens() {
    let identity = SealIdentity::from_secret_string(IDENTITY).unwrap();
    assert_eq!(seal::open(&identity, SEALED, 100).unwrap(), "连心册".as_bytes());
}
