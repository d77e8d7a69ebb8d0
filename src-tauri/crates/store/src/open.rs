//! Opening and making the file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use domain::Registry;
use journal::{ChannelId, SiteId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, config::DbConfig, params};
use vault::DataKey;
use zeroize::Zeroizing;

use crate::chain::Names;
use crate::schema::{self, Tables};
use crate::{Error, Result};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// What a channel is for. The numbers stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelScope {
    /// A village's stream, which its township also writes.
    Village = 1,
    /// The township's own affairs.
    Township = 2,
    /// Private to this workspace.
    Private = 3,
}

impl ChannelScope {
    fn from_number(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Self::Village),
            2 => Ok(Self::Township),
            3 => Ok(Self::Private),
            _ => Err(Error::Damaged("channel scope")),
        }
    }
}

/// An open workspace database: one writer, one connection.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) tables: Tables,
    pub(crate) names: Names,
    pub(crate) site: SiteId,
    registry: Registry,
}

impl Store {
    /// Makes a new database for a site. Refuses a path where a file already is.
    pub fn create(path: &Path, key: &DataKey, registry: Registry, site: SiteId) -> Result<Store> {
        File::create_new(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let conn = connect(path, key)?;
        conn.execute_batch("create table if not exists meta (name text not null primary key, value blob not null) strict, without rowid")?;
        conn.execute("insert into meta (name, value) values ('site', ?1)", [site.as_bytes()])?;
        Self::prepare(conn, path, registry)
    }

    /// Opens an existing database.
    pub fn open(path: &Path, key: &DataKey, registry: Registry) -> Result<Store> {
        let mut head = [0u8; 16];
        let io = |source| Error::Io { path: path.to_owned(), source };
        let read = File::open(path).map_err(io)?.read(&mut head).map_err(io)?;
        if read == 16 && &head == b"SQLite format 3\0" {
            return Err(Error::NotEncrypted);
        }
        Self::prepare(connect(path, key)?, path, registry)
    }

    fn prepare(mut conn: Connection, path: &Path, registry: Registry) -> Result<Store> {
        migrate(&mut conn)?;
        let site: Vec<u8> =
            conn.query_row("select value from meta where name = 'site'", [], |row| row.get(0))?;
        let site = SiteId::from_slice(&site).ok_or(Error::Damaged("site"))?;
        let tables = Tables::of(&registry);
        let mut store =
            Store { conn, path: path.to_owned(), tables, names: Names::default(), site, registry };
        let grown = schema::bring_up(&store.conn, &store.tables)?;
        store.names = Names::read(&store.conn)?;
        if !grown.is_empty() {
            store.project_unread(&grown)?;
        }
        store.assert_encrypted()?;
        Ok(store)
    }

    /// The kinds that this store knows.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The site that writes here.
    pub fn site(&self) -> SiteId {
        self.site
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes this copy another site: after a restore, since a site lives only as long as one database.
    pub fn become_site(&mut self, site: SiteId) -> Result<()> {
        self.conn.execute("update meta set value = ?1 where name = 'site'", [site.as_bytes()])?;
        self.site = site;
        Ok(())
    }

    /// Makes a channel known; does nothing if it is.
    pub fn add_channel(&self, id: ChannelId, scope: ChannelScope) -> Result<()> {
        self.conn.execute(
            "insert into channel (id, scope) values (?1, ?2) on conflict (id) do nothing",
            params![id.as_bytes(), scope as i64],
        )?;
        self.names.reread(&self.conn)
    }

    /// Every channel with its scope, in the order they became known.
    pub fn channels(&self) -> Result<Vec<(ChannelId, ChannelScope)>> {
        let mut statement = self.conn.prepare("select id, scope from channel order by ix")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (id, scope) = row?;
            let id = ChannelId::from_slice(&id).ok_or(Error::Damaged("channel"))?;
            Ok((id, ChannelScope::from_number(scope)?))
        })
        .collect()
    }

    /// What a channel is for.
    pub fn scope(&self, channel: ChannelId) -> Result<ChannelScope> {
        let scope: Option<i64> = self
            .conn
            .query_row("select scope from channel where id = ?1", [channel.as_bytes()], |row| row.get(0))
            .optional()?;
        ChannelScope::from_number(scope.ok_or(Error::NoChannel)?)
    }

    fn assert_encrypted(&self) -> Result<()> {
        // The header reaches the file with the first checkpoint at the latest.
        self.conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        assert_encrypted(&self.path)
    }
}

/// Refuses a file that begins like a plain database, or is empty.
pub(crate) fn assert_encrypted(path: &Path) -> Result<()> {
    let mut head = [0u8; 16];
    let io = |source| Error::Io { path: path.to_owned(), source };
    File::open(path).map_err(io)?.read_exact(&mut head).map_err(io)?;
    if &head == b"SQLite format 3\0" { Err(Error::NotEncrypted) } else { Ok(()) }
}

/// A connection with the key set first and every setting that safety depends on read back: SQLite accepts a
/// misspelt one in silence.
pub(crate) fn connect(path: &Path, key: &DataKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    let hex = Zeroizing::new(hex::encode(key.expose()));
    let statement = Zeroizing::new(format!("pragma key = \"x'{}'\"", hex.as_str()));
    conn.execute_batch(&statement)?;
    conn.execute_batch("pragma cipher_log = off")?;
    let opened = conn.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0));
    if let Err(rusqlite::Error::SqliteFailure(failure, _)) = &opened
        && failure.code == rusqlite::ErrorCode::NotADatabase
    {
        return Err(Error::WrongKey);
    }
    opened?;
    set(&conn)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

fn set(conn: &Connection) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
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
    let cipher: String = conn.pragma_query_value(None, "cipher_version", |row| row.get(0))?;
    if cipher.is_empty() { Err(Error::Setting("cipher_version")) } else { Ok(()) }
}

fn migrate(conn: &mut Connection) -> Result<()> {
    // `meta` exists before the first migration, because a new file records its site before anything else.
    let runner = embedded::migrations::runner().set_abort_divergent(true).set_abort_missing(true);
    match runner.run(conn) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), refinery::error::Kind::MissingVersion(_)) => Err(Error::Newer),
        Err(error) => Err(error.into()),
    }
}
