//! 备份文件 (`.lxb`): one file that holds a whole workspace, encrypted as the workspace itself is.
//!
//! A zip of exactly three parts, uncompressed because an encrypted database does not compress: what it is
//! ([`About`]), the key file, the database. Who has the passphrase or the recovery code can open it. The signing key of
//! the site is deliberately not in it: what is restored is another site.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::failure::io as trouble;
use crate::naming::{beside, sync_folder};
use crate::workspace::Info;
use crate::{Failure, Result};

/// The version of the file's form that this program writes.
const FORM: u32 = 1;

/// The parts of the file.
const ABOUT: &str = "backup.json";
const KEYS: &str = "keys.json";
const DATABASE: &str = "journal.db";

/// The two small parts are no larger than this, in bytes.
const SMALL: u64 = 64 * 1024;

/// How much is copied between two looks at whether to go on, in bytes.
const PIECE: usize = 1024 * 1024;

/// Told how many bytes are done of how many; false stops.
pub(crate) type GoOn<'g> = &'g mut dyn FnMut(u64, u64) -> bool;

/// What a backup says openly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct About {
    /// The version of the file's form.
    pub(crate) form: u32,
    /// The workspace that it is of.
    pub(crate) workspace: Info,
    /// When it was made, milliseconds since 1970.
    pub(crate) at: i64,
    /// How many entries the journal has.
    pub(crate) entries: u64,
    /// How many records stand.
    pub(crate) records: u64,
    /// The digest of the state, in hexadecimal digits.
    pub(crate) digest: String,
}

impl About {
    /// What a backup made now says.
    pub(crate) fn new(workspace: Info, at: i64, entries: u64, records: u64, digest: String) -> Self {
        Self { form: FORM, workspace, at, entries, records, digest }
    }
}

fn damaged() -> Failure {
    Failure::of("backup_damaged")
}

/// Writes a backup and returns its size in bytes: under another name, synced, renamed, read back and compared with
/// the parts. Takes the place of an older backup of the same name; on any failure that one is still there.
pub(crate) fn write(
    path: &Path,
    about: &About,
    keys: &[u8],
    database: &Path,
    go_on: GoOn<'_>,
) -> Result<u64> {
    refuse_other_file(path)?;
    let unfinished = beside(path, ".part");
    let written = pack(&unfinished, path, about, keys, database, go_on).and_then(|()| {
        compare(&unfinished, about, keys, database, go_on)?;
        fs::rename(&unfinished, path).map_err(|error| not_written(path, &error))?;
        sync_folder(path).map_err(|error| not_written(path, &error))?;
        fs::metadata(path).map(|found| found.len()).map_err(|error| trouble(path, &error))
    });
    if written.is_err() {
        // What cannot be removed has not the name of a backup.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Only a backup may be written over.
fn refuse_other_file(path: &Path) -> Result<()> {
    if !path.exists() || Backup::open(path).is_ok() {
        return Ok(());
    }
    Err(trouble(path, &io::ErrorKind::AlreadyExists.into()))
}

/// Why there is no new backup, under the name that the person gave it.
fn not_written(path: &Path, error: &io::Error) -> Failure {
    match trouble(path, error) {
        full if full.code == "disk_full" => Failure { code: "backup_full".to_owned(), ..full },
        other => other,
    }
}

/// A file that takes everything once it could not be written to: a zip that is given up tries to come to its end all the
/// same, and would complain on standard error.
struct Sink {
    file: File,
    failed: bool,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        let written = self.file.write(bytes);
        self.failed = written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed { Ok(()) } else { self.file.flush() }
    }
}

impl Seek for Sink {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn pack(
    unfinished: &Path,
    path: &Path,
    about: &About,
    keys: &[u8],
    database: &Path,
    go_on: GoOn<'_>,
) -> Result<()> {
    let io = |error: io::Error| not_written(path, &error);
    let zip = |error: ZipError| not_written(path, &error.into());
    let about = serde_json::to_vec_pretty(about).map_err(|_| Failure::of("internal"))?;
    let mut source = File::open(database).map_err(|error| trouble(database, &error))?;
    let total = source.metadata().map_err(|error| trouble(database, &error))?.len();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut out = ZipWriter::new(Sink { file: File::create(unfinished).map_err(io)?, failed: false });
    for (name, bytes) in [(ABOUT, about.as_slice()), (KEYS, keys)] {
        out.start_file(name, stored).map_err(zip)?;
        out.write_all(bytes).map_err(io)?;
    }
    out.start_file(DATABASE, stored.large_file(total > u64::from(u32::MAX))).map_err(zip)?;
    // Reading it back is the second half.
    copy(&mut source, &mut out, &mut |done| go_on(done, 2 * total)).map_err(|stop| match stop {
        Stop::Cancelled => Failure::of("cancelled"),
        Stop::Io(error) => not_written(path, &error),
    })?;
    out.finish().map_err(zip)?.file.sync_all().map_err(io)
}

fn compare(path: &Path, about: &About, keys: &[u8], database: &Path, go_on: GoOn<'_>) -> Result<()> {
    let unreliable = || Failure::of("backup_unreliable");
    let mut back = Backup::open(path).map_err(|_| unreliable())?;
    let (size, digest) = (back.database_size()?, &about.digest);
    if back.about.digest != *digest || back.keys().map_err(|_| unreliable())? != keys {
        return Err(unreliable());
    }
    let source = File::open(database).map_err(|error| trouble(database, &error))?;
    let mut same = Same { other: source, piece: vec![0; PIECE] };
    let mut part = back.part(DATABASE).map_err(|_| unreliable())?;
    let mut told = |done| go_on(size + done, 2 * size);
    match copy(&mut part, &mut same, &mut told) {
        Ok(done) if done == size => Ok(()),
        Err(Stop::Cancelled) => Err(Stop::Cancelled.worded(path)),
        _ => Err(unreliable()),
    }
}

/// Takes what is written to it only if it is what another file says.
struct Same {
    other: File,
    piece: Vec<u8>,
}

impl Write for Same {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = self.piece.get_mut(..bytes.len()).ok_or(io::ErrorKind::InvalidInput)?;
        self.other.read_exact(piece)?;
        if piece == bytes { Ok(bytes.len()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why copying ended early.
enum Stop {
    Cancelled,
    Io(io::Error),
}

impl Stop {
    fn worded(self, path: &Path) -> Failure {
        match self {
            Stop::Cancelled => Failure::of("cancelled"),
            Stop::Io(error) => trouble(path, &error),
        }
    }
}

/// Copies everything and returns how many bytes that was; `go_on` is asked after each piece.
fn copy(
    from: &mut dyn Read,
    to: &mut dyn Write,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> std::result::Result<u64, Stop> {
    let mut piece = vec![0; PIECE];
    let mut done = 0;
    loop {
        let read = from.read(&mut piece).map_err(Stop::Io)?;
        if read == 0 {
            return Ok(done);
        }
        to.write_all(&piece[..read]).map_err(Stop::Io)?;
        done += read as u64;
        if !go_on(done) {
            return Err(Stop::Cancelled);
        }
    }
}

/// A backup that is being read. Its parts have fixed names and bounded sizes; nothing in it says where anything goes.
pub(crate) struct Backup {
    archive: ZipArchive<File>,
    /// What it says openly.
    pub(crate) about: About,
}

impl Backup {
    /// Looks at a file: `backup_unknown` if it is no backup, `backup_damaged` if it is one that is not whole,
    /// `backup_newer` if a newer program wrote it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let io = |error: io::Error| trouble(path, &error);
        let mut file = File::open(path).map_err(io)?;
        #[cfg(target_os = "linux")]
        // Else the system would give back what it remembers of the writing. Where that cannot be asked, it does.
        let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
        let mut head = [0; 4];
        let begun = file.read(&mut head).map_err(io)?;
        if begun < head.len() || head != *b"PK\x03\x04" {
            return Err(Failure::of("backup_unknown"));
        }
        file.rewind().map_err(io)?;
        let mut archive = ZipArchive::new(file).map_err(|_| damaged())?;
        if archive.by_name(ABOUT).is_err() {
            return Err(Failure::of("backup_unknown"));
        }
        let about: Value<About> = small(&mut archive, ABOUT)?;
        match about {
            Value::Newer => Err(Failure::of("backup_newer")),
            Value::Read(about) if archive.len() == 3 => Ok(Self { archive, about }),
            Value::Read(_) => Err(damaged()),
        }
    }

    /// The key file.
    pub(crate) fn keys(&mut self) -> Result<Vec<u8>> {
        bytes(&mut self.archive, KEYS)
    }

    /// The size of the database in bytes.
    pub(crate) fn database_size(&mut self) -> Result<u64> {
        Ok(self.part(DATABASE)?.size())
    }

    /// Writes the database to a new file. Bytes that changed since the backup was made are noticed.
    pub(crate) fn write_database(&mut self, to: &Path, go_on: GoOn<'_>) -> Result<()> {
        let io = |error: io::Error| trouble(to, &error);
        let total = self.database_size()?;
        let mut part = self.part(DATABASE)?;
        let mut file = File::create_new(to).map_err(io)?;
        let copied = copy(&mut part, &mut file, &mut |done| go_on(done, total));
        match copied {
            Ok(_) => file.sync_all().map_err(io),
            // What a changed or cut off part says of itself when it is read.
            Err(Stop::Io(error)) if is_damage(&error) => Err(damaged()),
            Err(stop) => Err(stop.worded(to)),
        }
    }

    fn part(&mut self, name: &str) -> Result<zip::read::ZipFile<'_, File>> {
        part(&mut self.archive, name)
    }
}

fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other)
}

/// One part. It is no larger than the file that it is in, because it may not be compressed.
fn part<'a>(archive: &'a mut ZipArchive<File>, name: &str) -> Result<zip::read::ZipFile<'a, File>> {
    let part = archive.by_name(name).map_err(|_| damaged())?;
    let plain = part.compression() == CompressionMethod::Stored && part.size() == part.compressed_size();
    if plain { Ok(part) } else { Err(damaged()) }
}

fn bytes(archive: &mut ZipArchive<File>, name: &str) -> Result<Vec<u8>> {
    let part = part(archive, name)?;
    if part.size() > SMALL {
        return Err(damaged());
    }
    let mut bytes = Vec::new();
    part.take(SMALL).read_to_end(&mut bytes).map_err(|_| damaged())?;
    Ok(bytes)
}

/// What this program can read, or knows to be newer.
enum Value<T> {
    Read(T),
    Newer,
}

/// A small part of JSON with a member `form`.
fn small<T: DeserializeOwned>(archive: &mut ZipArchive<File>, name: &str) -> Result<Value<T>> {
    #[derive(Deserialize)]
    struct Form {
        form: u32,
    }
    let bytes = bytes(archive, name)?;
    let Form { form } = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if form > FORM {
        return Ok(Value::Newer);
    }
    serde_json::from_slice(&bytes).map(Value::Read).map_err(|_| damaged())
}

#[cfg(test)]
mod tests;
