//! Taking away generations that nobody needs any more.
//!
//! A superseded generation stays for as long as a copy may take. Then it is emptied, but its names
//! stay while the server runs: a copy that began just now has listed them like all others, and
//! would end in an error if they vanished under it. They go at the next start.
//!
//! How long ago it was superseded is measured by this process, with a clock that does not
//! jump, and by what the former ones wrote down: the last commit before this start shows how far
//! their time went. What the wall clock says now does not count. It may have jumped ahead.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::folder::{Db, Generation};
use super::marker::{self, Found, Marker};
use crate::OpenError;

/// What decides whether a generation may go.
pub(crate) struct Retire {
    db: Db,
    retain: Retain,
    /// Since when a generation is not the one in use, as far as is known.
    since: HashMap<u32, Instant>,
}

/// How long superseded generations stay.
#[derive(Clone, Copy)]
pub(crate) struct Retain {
    /// The longest copy that is promised.
    pub(crate) time: Duration,
    /// Beyond so many bytes, and beyond [`BASES`], the oldest go early.
    pub(crate) bytes: u64,
}

/// Superseded generations may take as much as so many bases, however large the base is.
const BASES: u64 = 4;

/// So many emptied folders may stand about; then the oldest go even while the server runs.
const EMPTY: usize = 100;

impl Retire {
    /// With `current` in use. `seen_until`: the last commit before this start.
    pub(crate) fn new(
        db: Db,
        retain: Retain,
        current: u32,
        seen_until: Option<Timestamp>,
    ) -> Result<Self, OpenError> {
        let mut retire = Self {
            db,
            retain,
            since: HashMap::new(),
        };
        let superseded = retire.predecessors(current)?;
        for generation in retire.db.list()? {
            let number = generation.number;
            if marker::is_spent(&generation) {
                remove(&generation);
                continue;
            }
            let known = superseded.iter().find(|(n, _)| *n == number);
            let since = known.map_or_else(|| generation.touched(), |(_, at)| Some(*at));
            let age = seen_until
                .zip(since)
                .map(|(end, at)| end.duration_since(at));
            let age = age.and_then(|age| Duration::try_from(age).ok());
            let since = age.and_then(|age| Instant::now().checked_sub(age));
            if let Some(since) = since.filter(|_| number != current) {
                retire.since.insert(number, since);
            }
        }
        Ok(retire)
    }

    /// Empties what may go, with `current` in use.
    pub(crate) fn run(&mut self, current: u32) -> Result<(), OpenError> {
        let superseded = self.predecessors(current)?;
        let too_many = self.too_many(current, &superseded);
        let mut all = self.db.list()?;
        // The oldest first: killed in between, the rest can still be traced back from `current`.
        all.reverse();
        let mut spent: Vec<_> = all
            .extract_if(.., |generation| marker::is_spent(generation))
            .collect();
        let surplus = spent.len().saturating_sub(EMPTY);
        for generation in spent.drain(..surplus) {
            remove(&generation);
        }
        for generation in all {
            let number = generation.number;
            if number == current {
                continue;
            }
            let since = *self.since.entry(number).or_insert_with(Instant::now);
            if since.elapsed() < self.retain.time {
                if !too_many.contains(&number) {
                    continue;
                }
                let minutes = since.elapsed().as_secs() / 60;
                tracing::warn!(
                    generation = number,
                    minutes,
                    "Superseded generations take too much of the disk; this one goes early"
                );
            }
            // Superseded or never finished. What was set aside, because it was
            // broken or gone back from, is nobody's predecessor and stays.
            let succeeded = superseded.iter().any(|(n, _)| *n == number);
            if succeeded || !finished(&generation)? {
                marker::write_spent(&generation)?;
                generation.empty()?;
                tracing::info!(generation = number, "Emptied a superseded generation");
                self.since.remove(&number);
            }
        }
        Ok(())
    }

    /// Those for which there is no more room.
    fn too_many(&self, current: u32, superseded: &[(u32, Timestamp)]) -> HashSet<u32> {
        let base = self.db.generation(current).base_bytes();
        let room = self.retain.bytes.max(base.saturating_mul(BASES));
        let mut bytes = 0_u64;
        let newest_first = superseded.iter().map(|(number, _)| *number);
        newest_first
            .enumerate()
            .filter(|(place, number)| {
                bytes = bytes.saturating_add(self.db.generation(*number).bytes());
                *place > 0 && bytes > room
            })
            .map(|(_, number)| number)
            .collect()
    }

    /// The generations that `current` took over, one from the other, and when.
    fn predecessors(&self, current: u32) -> Result<Vec<(u32, Timestamp)>, OpenError> {
        let mut line = Vec::new();
        let mut number = current;
        while let Found::Marker(marker) = Marker::read(&self.db.generation(number))? {
            let Some(from) = marker.from.filter(|from| *from < number) else {
                break;
            };
            line.push((from, marker.time));
            number = from;
        }
        Ok(line)
    }
}

/// Whether it was ever finished, as far as its folder still tells.
fn finished(generation: &Generation) -> Result<bool, OpenError> {
    let marker = Marker::read(generation)?;
    Ok(matches!(marker, Found::Marker(_)) || generation.in_use().exists())
}

/// Takes away an emptied generation. One that will not go is of no harm.
fn remove(generation: &Generation) {
    if let Err(error) = std::fs::remove_dir_all(&generation.path) {
        let path = generation.path.display();
        tracing::warn!(%path, %error, "Could not remove an emptied generation");
    }
}
