//! U 盘: a file gets its name only when it is whole and was read back.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use exchange::format::MAX_FILE;

use crate::naming::sync_folder;
use crate::{Failure, Result, failure};

/// Why a file was not written.
#[derive(Debug)]
pub(super) struct NotWritten {
    pub(super) failure: Failure,
    /// Whether the file may be there all the same, whole: the stick went before it could be removed.
    pub(super) left: bool,
}

impl From<Failure> for NotWritten {
    fn from(failure: Failure) -> Self {
        Self { failure, left: false }
    }
}

impl From<NotWritten> for Failure {
    fn from(not: NotWritten) -> Self {
        not.failure
    }
}

/// Writes a file into a folder under `name`, or under a name like it if that one is taken; never over a file. It is
/// written under another name, synced, read back and compared, and `verify` looks at what was read; only then it gets
/// its name. On a failure no file of that name is left, as far as the stick is still there.
pub(super) fn write(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    verify: impl Fn(&[u8]) -> bool,
) -> std::result::Result<PathBuf, NotWritten> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.is_dir() {
        return Err(Failure::of("path_missing").with("name", folder.display().to_string()).into());
    }
    let path = free(folder, name);
    let unfinished = folder.join(format!(".{}.part", path.file_name().unwrap_or_default().to_string_lossy()));
    let back = store(&unfinished, bytes).and_then(|()| read_back(&unfinished));
    let named = match back {
        Ok(back) if back == bytes && verify(&back) => {
            fs::rename(&unfinished, &path).map_err(|error| trouble(&path, &error))
        }
        Ok(_) => Err(Failure::of("stick_unreliable")),
        Err(error) => Err(trouble(&path, &error)),
    };
    if let Err(failure) = named {
        // What cannot be removed from a stick that is gone or read-only is not under its final name.
        let _ = fs::remove_file(&unfinished);
        return Err(failure.into());
    }
    sync_folder(&path)
        .map_err(|error| NotWritten { failure: trouble(&path, &error), left: !discard(&path) })?;
    Ok(path)
}

/// Removes a file that was written but does not count. Says whether it is gone for sure; if not, it is whole, and nothing
/// here says that it was written.
pub(super) fn discard(path: &Path) -> bool {
    fs::remove_file(path).and_then(|()| sync_folder(path)).is_ok()
}

/// Reads a file that somebody brought, up to the largest size that any may have.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let read = || {
        let file = File::open(path)?;
        if file.metadata()?.len() > MAX_FILE {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match read() {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Failure::of("package_too_large")),
        Err(error) => Err(trouble(path, &error)),
    }
}

/// A name that Windows and sticks accept: the words given, without characters that are special there.
pub(super) fn plain(words: &str) -> String {
    let special =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let plain: String = words.chars().map(|c| if special(c) { '_' } else { c }).take(30).collect();
    plain.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned()
}

/// The name of a path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn free(folder: &Path, name: &str) -> PathBuf {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2u32..).map(|number| folder.join(format!("{stem}（{number}）.{extension}")));
    let mut names = std::iter::once(folder.join(name)).chain(numbered);
    names.find(|path| !path.exists()).unwrap_or_else(|| folder.join(name))
}

fn store(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether what is read back comes from the drive itself. Elsewhere the system may give back what it remembers of the
/// writing, and nothing is proved by it.
pub(super) const PROVES: bool = cfg!(target_os = "linux");

fn read_back(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    #[cfg(target_os = "linux")]
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What went wrong with a stick, in its own words where there are any.
fn trouble(path: &Path, error: &io::Error) -> Failure {
    use io::ErrorKind;
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "stick_full",
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => "stick_read_only",
        ErrorKind::NotFound if path.parent().is_some_and(|folder| !folder.exists()) => "stick_gone",
        _ if failure::is_gone(error) => "stick_gone",
        _ => return failure::io(path, error),
    };
    Failure::of(code).with("name", name_of(path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| name_of(&entry.unwrap().path())).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_read_back_and_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(folder.path(), "石桥村.lxc", b"one", |back| back == b"one").unwrap();
        let second = write(folder.path(), "石桥村.lxc", b"two", |_| true).unwrap();
        assert_eq!((fs::read(first).unwrap(), fs::read(second).unwrap()), (b"one".to_vec(), b"two".to_vec()));
        assert_eq!(names(folder.path()), ["石桥村.lxc", "石桥村（2）.lxc"]);
    }

    #[test]
    fn a_file_that_reads_back_wrong_is_not_left_there() {
        let folder = tempfile::tempdir().unwrap();
        let failure = write(folder.path(), "a.lxc", b"one", |_| false).unwrap_err();
        assert_eq!((failure.failure.code.as_str(), failure.left), ("stick_unreliable", false));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_stick_that_goes_while_it_is_read_back_holds_no_file_of_that_name() {
        let above = tempfile::tempdir().unwrap();
        let (stick, away) = (above.path().join("stick"), above.path().join("away"));
        fs::create_dir(&stick).unwrap();
        let not = write(&stick, "a.lxc", b"one", |_| fs::rename(&stick, &away).is_ok()).unwrap_err();
        assert_eq!((not.failure.code.as_str(), not.left), ("stick_gone", false));
        assert_eq!(names(&away), [".a.lxc.part"]);
    }

    #[test]
    fn a_stick_that_is_gone_full_or_locked_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            write(&folder.path().join("gone"), "a.lxc", b"", |_| true).unwrap_err().failure.code,
            "path_missing"
        );
        let long = "长".repeat(200);
        write(folder.path(), &long, b"one", |_| true).unwrap_err();
        assert!(names(folder.path()).is_empty());
        let path = folder.path().join("a.lxc");
        let code = |error| trouble(&path, &error).code;
        assert_eq!(code(io::Error::from_raw_os_error(28)), "stick_full");
        assert_eq!(code(io::Error::from_raw_os_error(30)), "stick_read_only");
        assert_eq!(code(io::Error::from_raw_os_error(5)), "stick_gone");
        assert_eq!(code(io::ErrorKind::NotFound.into()), "path_missing");
    }

    #[test]
    fn names_hold_nothing_that_a_stick_refuses() {
        assert_eq!(plain(" 石桥/村:*? "), "石桥_村___");
        assert_eq!(plain("..石桥村."), "石桥村");
    }
}
