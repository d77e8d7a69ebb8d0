//! 收之前先看: what a file would change. Opening one changes nothing.

use std::path::{Path, PathBuf};

use exchange::Opened;
use store::Direction;

use super::touched::Touched;
use super::{FilesIncoming, Incoming, KindCount, stick};
use crate::{Failure, Result, Session};

impl Session {
    /// What files would change if they were received. `go_on` is asked before each with the files done and their total.
    pub fn preview(
        &self,
        paths: &[PathBuf],
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<FilesIncoming> {
        let total = paths.len() as u64;
        let mut files = Vec::new();
        for path in paths {
            if !go_on(files.len() as u64, total) {
                return Err(Failure::of("cancelled"));
            }
            let seen = self.look_into(path).unwrap_or_else(|failure| Incoming {
                message: Some(failure.sentence()),
                failure: Some(failure),
                ..Incoming::default()
            });
            let (path, name) = (path.display().to_string(), stick::name_of(path));
            files.push(Incoming { path, name, ok: seen.failure.is_none(), ..seen });
        }
        go_on(total, total);
        Ok(FilesIncoming { files })
    }

    fn look_into(&self, path: &Path) -> Result<Incoming> {
        let (opened, seen) = self.open_file(path)?;
        let manifest = opened.manifest();
        let trust = self.trust_with(&opened)?;
        let sender = trust.card(manifest.party).ok_or_else(|| Failure::of("package_stranger"))?;
        let already = self.store.knows_parcel(Direction::Received, manifest.file.as_bytes())?;
        let (fresh, records) = self.fresh(&opened)?;
        Ok(Incoming {
            sender: Some(sender.name.clone()),
            number: Some(manifest.number),
            created: Some(manifest.created),
            stranger: self.trust.card(manifest.party).is_none(),
            check: seen.check,
            entries: manifest.entries,
            fresh,
            records,
            already,
            acknowledges: if already {
                0
            } else {
                self.heard(&opened, &trust, sender, &self.forks(&opened, &trust, sender)?)?.acknowledges
            },
            ..Incoming::default()
        })
    }

    /// How many entries of an opened file are not here yet, and how many records of each kind they touch.
    fn fresh(&self, opened: &Opened) -> Result<(u64, Vec<KindCount>)> {
        let mut fresh = 0;
        let mut touched = Touched::default();
        for carried in opened.entries()? {
            let carried = carried?;
            let place = carried.place;
            let known = self.store.scope(place.channel).is_ok()
                && self.store.hash_at(place.channel, place.site, place.seq)?.is_some();
            if !known {
                fresh += 1;
                touched.add(&carried.entry()?);
            }
        }
        Ok((fresh, touched.counts(&self.store)))
    }
}
