//! Making the file and opening it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use domain::Registry;
use journal::{Dot, Hlc, SiteId};
use rusqlite::Connection;
use vault::DataKey;

use crate::connection::{assert_encrypted, connect, connect_to_read};
use crate::lock::{Lock, beside};
use crate::names::Names;
use crate::schema::Tables;
use crate::{Error, Result};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// An open workspace database: one process, one writer, one connection.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) tables: Tables,
    pub(crate) names: Names,
    pub(crate) site: SiteId,
    /// The stamps of the open act's entries, which records name already and the journal does not hold yet.
    pub(crate) unwritten: RefCell<HashMap<(i64, Dot), Hlc>>,
    registry: Registry,
    /// Last, so that the connection is closed when others may open the file.
    _lock: Option<Lock>,
}

impl Store {
    /// Makes a new database for a site. Refuses a path where a file already is; on any other error no file is left.
    pub fn create(path: &Path, key: &DataKey, registry: Registry, site: SiteId) -> Result<Store> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let lock = Lock::take(path)?;
        if path.try_exists().map_err(io)? {
            return Err(io(std::io::ErrorKind::AlreadyExists.into()));
        }
        // It gets its name when it is whole, so that a power cut leaves no half database under that name.
        let unfinished = beside(path, ".new");
        discard(&unfinished);
        let made = make(&unfinished, key, registry.clone(), site)
            .and_then(|()| fs::rename(&unfinished, path).map_err(io))
            .and_then(|()| sync_folder(path));
        if let Err(error) = made {
            discard(&unfinished);
            return Err(error);
        }
        Self::prepare(connect(path, key)?, path, registry, Some(lock))
    }

    /// Opens an existing database.
    pub fn open(path: &Path, key: &DataKey, registry: Registry) -> Result<Store> {
        assert_encrypted(path)?;
        let lock = Lock::take(path)?;
        Self::prepare(connect(path, key)?, path, registry, Some(lock))
    }

    /// Opens a copy to read it, without leaving anything beside it.
    pub(crate) fn open_to_read(path: &Path, key: &DataKey, registry: Registry) -> Result<Store> {
        assert_encrypted(path)?;
        Self::over(connect_to_read(path, key)?, path, registry, None)
    }

    fn prepare(mut conn: Connection, path: &Path, registry: Registry, lock: Option<Lock>) -> Result<Store> {
        migrate(&mut conn)?;
        let mut store = Self::over(conn, path, registry, lock)?;
        store.bring_up()?;
        // The header reaches the file with the first checkpoint at the latest.
        store.conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        assert_encrypted(&store.path)?;
        Ok(store)
    }

    fn over(conn: Connection, path: &Path, registry: Registry, lock: Option<Lock>) -> Result<Store> {
        let site = read_site(&conn)?;
        let names = Names::read(&conn)?;
        Ok(Store {
            conn,
            path: path.to_owned(),
            tables: Tables::of(&registry),
            names,
            site,
            unwritten: RefCell::default(),
            registry,
            _lock: lock,
        })
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

    /// Writes what is still beside the file into it and closes it, so that one file holds everything.
    pub fn close(self) -> Result<()> {
        self.conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        self.conn.close().map_err(|(_, error)| error.into())
    }
}

/// The site that a database goes by.
pub(crate) fn read_site(conn: &Connection) -> Result<SiteId> {
    let site: Vec<u8> = conn.query_row("select value from meta where name = 'site'", [], |row| row.get(0))?;
    SiteId::from_slice(&site).ok_or(Error::Damaged("site"))
}

/// A whole database under a name that nobody looks for.
fn make(path: &Path, key: &DataKey, registry: Registry, site: SiteId) -> Result<()> {
    File::create_new(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let conn = connect(path, key)?;
    // Before the first migration, because a new file records its site before anything else.
    conn.execute_batch(
        "create table if not exists meta (name text not null primary key, value blob not null) strict, without rowid",
    )?;
    conn.execute("insert into meta (name, value) values ('site', ?1)", [site.as_bytes()])?;
    Store::prepare(conn, path, registry, None)?.close()
}

/// Removes an unfinished database with what SQLite keeps beside it.
pub(crate) fn discard(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        // What is not there need not go; what cannot go is refused when it is made again.
        let _ = fs::remove_file(beside(path, suffix));
    }
}

/// Makes a new name in a folder survive a power cut. Windows has no such call and needs none.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        return synced.map_err(|source| Error::Io { path: folder.to_owned(), source });
    }
    Ok(())
}

fn migrate(conn: &mut Connection) -> Result<()> {
    let runner = embedded::migrations::runner().set_abort_divergent(true).set_abort_missing(true);
    match runner.run(conn) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), refinery::error::Kind::MissingVersion(_)) => Err(Error::Newer),
        Err(error) => Err(error.into()),
    }
}
