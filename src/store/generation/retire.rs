//! Taking away generations that nobody needs any more.
//!
//! A superseded generation stays for as long as a copy may take, so that nothing vanishes under
//! one. How long ago it was superseded is not left to the wall clock alone: a clock that jumps
//! ahead must not take a folder away from a running copy. So the direct predecessor goes only
//! after this process has watched it for the whole time; earlier ones may go by the clock.

use std::time::Duration;

use jiff::Timestamp;

use super::folder::{Db, Generation, sync_folder};
use super::marker::{Found, Marker};
use crate::OpenError;

/// What decides whether a generation may go.
pub(crate) struct Retire<'a> {
    pub(crate) db: &'a Db,
    /// The generation in use.
    pub(crate) current: u32,
    /// `store.retain`.
    pub(crate) retain: Duration,
    pub(crate) now: Timestamp,
    /// How long this process has been using `current`, by a clock that does not jump.
    pub(crate) watched: Duration,
}

impl Retire<'_> {
    /// Removes what may go and answers which that was.
    pub(crate) fn run(&self) -> Result<Vec<u32>, OpenError> {
        let mut gone = Vec::new();
        let mut superseded = self.marker(self.current)?;
        let mut line = Vec::new();
        while let Some(successor) = superseded {
            let Some(number) = successor.from.filter(|from| *from < successor.generation) else {
                break;
            };
            line.push((number, successor.time));
            superseded = self.marker(number)?;
        }
        for generation in self.db.list()? {
            let number = generation.number;
            let time = line
                .iter()
                .find(|(n, _)| *n == number)
                .map(|(_, time)| *time);
            let may_go = match time {
                _ if number == self.current => false,
                Some(_) if self.watched >= self.retain => true,
                Some(time) => number != line[0].0 && self.older_than_retain(time),
                // Never finished, or half removed. What was set aside has a marker or `in-use`.
                None => self.watched >= self.retain && !finished(&generation)?,
            };
            if may_go {
                remove(&generation)?;
                gone.push(number);
            }
        }
        Ok(gone)
    }

    fn marker(&self, number: u32) -> Result<Option<Marker>, OpenError> {
        match Marker::read(&self.db.generation(number))? {
            Found::Marker(marker) => Ok(Some(marker)),
            Found::Nothing | Found::Unreadable => Ok(None),
        }
    }

    fn older_than_retain(&self, time: Timestamp) -> bool {
        let age = self.now.duration_since(time);
        Duration::try_from(age).is_ok_and(|age| age >= self.retain)
    }
}

/// Whether it was ever finished, as far as its folder still tells.
fn finished(generation: &Generation) -> Result<bool, OpenError> {
    let marker = Marker::read(generation)?;
    Ok(matches!(marker, Found::Marker(_)) || generation.in_use().exists())
}

/// The marker first, the folder second: whoever sees the rest takes it for half-built.
fn remove(generation: &Generation) -> Result<(), OpenError> {
    for mark in [generation.marker(), generation.in_use()] {
        match std::fs::remove_file(&mark) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(OpenError::io(&mark, error));
            }
            _ => {}
        }
    }
    sync_folder(&generation.path)?;
    std::fs::remove_dir_all(&generation.path).map_err(|e| OpenError::io(&generation.path, e))?;
    tracing::info!(
        generation = generation.number,
        "Removed a superseded generation"
    );
    Ok(())
}
