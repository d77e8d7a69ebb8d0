//! A connection to an encrypted file, with every setting that safety depends on read back.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use vault::DataKey;
use zeroize::Zeroizing;

use crate::{Error, Result};

const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a file that begins like a plain database, and one that is too short to be a database.
pub(crate) fn assert_encrypted(path: &Path) -> Result<()> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let mut head = Vec::with_capacity(PLAIN.len());
    File::open(path).map_err(io)?.take(PLAIN.len() as u64).read_to_end(&mut head).map_err(io)?;
    match head.as_slice() {
        head if head == PLAIN => Err(Error::NotEncrypted),
        head if head.len() < PLAIN.len() => Err(Error::Damaged("the file is empty or cut off")),
        _ => Ok(()),
    }
}

/// The connection that writes. The file must exist; an empty one becomes a database.
pub(crate) fn connect(path: &Path, key: &DataKey) -> Result<Connection> {
    let conn = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mode: String = conn.query_row("pragma journal_mode = wal", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::Setting("journal_mode"));
    }
    for (name, value) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("cell_size_check", 1),
        ("temp_store", 2),
        ("secure_delete", 1),
        ("cache_size", -65_536),
        ("wal_autocheckpoint", 4_000),
    ] {
        // Some pragmas answer when they are set and some do not.
        conn.pragma_update(None, name, value)?;
        let found: i64 = conn.pragma_query_value(None, name, |row| row.get(0))?;
        if found != value {
            return Err(Error::Setting(name));
        }
    }
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// A connection that only reads and leaves nothing beside the file.
pub(crate) fn connect_to_read(path: &Path, key: &DataKey) -> Result<Connection> {
    unlock(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// The key comes first, or SQLite would read the file as a plain one. SQLite accepts a misspelt setting in silence.
fn unlock(path: &Path, key: &DataKey, access: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let hex = Zeroizing::new(hex::encode(key.expose()));
    let statement = Zeroizing::new(format!("pragma key = \"x'{}'\"", hex.as_str()));
    conn.execute_batch(&statement)?;
    conn.execute_batch("pragma cipher_log = off")?;
    let opened = conn.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0));
    match opened {
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::NotADatabase => {
            return Err(Error::WrongKey);
        }
        other => other?,
    };
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ] {
        if conn.set_db_config(option, on)? != on {
            return Err(Error::Setting("db_config"));
        }
    }
    conn.busy_timeout(Duration::from_secs(5))?;
    let cipher: String = conn.pragma_query_value(None, "cipher_version", |row| row.get(0))?;
    if cipher.is_empty() { Err(Error::Setting("cipher_version")) } else { Ok(conn) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_safety_depends_on_is_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.db");
        File::create(&path).unwrap();
        let conn = connect(&path, &DataKey::generate().unwrap()).unwrap();
        let text = |name| conn.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
        let number = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(text("journal_mode"), "wal");
        assert_eq!(text("cipher_use_hmac"), "1");
        assert_eq!(
            (text("cipher_page_size"), text("cipher_plaintext_header_size")),
            ("4096".into(), "0".into())
        );
        let numbers = ["synchronous", "foreign_keys", "cell_size_check", "temp_store", "secure_delete"];
        assert_eq!(numbers.map(number), [2, 1, 1, 2, 1]);
        for (option, on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        ] {
            assert_eq!(conn.db_config(option).unwrap(), on, "{option:?}");
        }
    }
}
