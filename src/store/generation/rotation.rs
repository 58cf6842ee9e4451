//! Building the next generation while writing goes on.
//!
//! The base is a copy of one moment, read through a connection that holds that moment open. What
//! is committed after it is carried over into the new log ([`super::ship`]), first beside the
//! writing, and the last of it while the writer pauses. So the pause does not depend on the size
//! of the base: a few pages, one commit, the marker.
//!
//! Nobody may open the new generation before everything has been carried over: SQLite would take
//! the end that it sees then for the end of the log.

use rusqlite::Connection;

use super::build::{self, Build, Pace, Sealed};
use super::folder::{Generation, sync_folder};
use super::ship::Shipment;
use crate::OpenError;

/// When this little is left to carry over, the writer may be asked to pause, in bytes.
const LITTLE: u64 = 256 << 10;
/// Or after so many rounds: who writes faster than they are read is slowed down by the pause.
const ROUNDS: u32 = 20;

/// One moment of a generation, held open.
pub(crate) struct Moment {
    pub(crate) connection: Connection,
    /// The end of the log at that moment.
    pub(crate) log_end: u64,
}

impl Moment {
    /// What a base with all of it takes.
    pub(crate) fn bytes(&self) -> rusqlite::Result<u64> {
        let pragma = |name: &str| {
            let sql = format!("PRAGMA {name}");
            self.connection
                .query_row(&sql, [], |row| row.get::<_, i64>(0))
        };
        Ok(pragma("page_count")? as u64 * pragma("page_size")? as u64)
    }
}

/// The next generation, with everything up to a moment.
pub(crate) struct Rotation {
    build: Build,
    from: Generation,
    to: Generation,
    sealed: Sealed,
    shipment: Shipment,
}

/// Why a rotation was not finished.
pub(crate) enum Unfinished {
    /// The former generation is the one to go on with.
    Undone(OpenError),
    /// The marker of the new one may be durable, and could not be taken back. Nothing may be
    /// acknowledged in the former one any more.
    InDoubt(OpenError),
}

impl Rotation {
    /// Builds the base from `moment` and carries over what came after it. `pace` is called after
    /// each step with its bytes, and may end the rotation; `log_end` tells where the log of `from`
    /// ends now. What was built is emptied when it fails.
    pub(crate) fn prepare(
        build: Build,
        from: Generation,
        moment: Moment,
        log_end: &dyn Fn() -> u64,
        pace: Pace<'_>,
    ) -> Result<Self, OpenError> {
        let to = build.begin()?;
        let prepared = Self::fill(build, from, &to, moment, log_end, pace);
        if prepared.is_err() {
            discard(&to);
        }
        prepared
    }

    fn fill(
        build: Build,
        from: Generation,
        to: &Generation,
        moment: Moment,
        log_end: &dyn Fn() -> u64,
        pace: Pace<'_>,
    ) -> Result<Self, OpenError> {
        build::copy(&moment.connection, to, pace)?;
        drop(moment.connection);
        build::read_with_log(to)?;
        let sealed = build::seal(to, pace)?;
        let mut shipment = Shipment::begin(&from, moment.log_end, to)?;
        for _ in 0..ROUNDS {
            let carried = shipment.carry(log_end())?;
            shipment.sync()?;
            pace(carried)?;
            if carried < LITTLE {
                break;
            }
        }
        Ok(Self {
            build,
            from,
            to: to.clone(),
            sealed,
            shipment,
        })
    }

    /// Bytes of the new base.
    pub(crate) fn base_bytes(&self) -> u64 {
        self.sealed.size
    }

    /// Empties what was built.
    pub(crate) fn abandon(self) {
        discard(&self.to);
    }

    /// Carries over the rest and makes the new generation the one that counts. Nothing is written
    /// meanwhile: this runs on the writer thread.
    pub(crate) fn finish(mut self, log_end: u64) -> Result<(Generation, Connection), Unfinished> {
        let finished = self.shipment.carry(log_end).and_then(|_| {
            let (from, commits) = (Some(self.from.number), self.shipment.commits);
            self.build.finish(&self.to, from, &self.sealed, commits)
        });
        match finished {
            Ok(writer) => Ok((self.to, writer)),
            Err(error) => match take_back(&self.to) {
                Ok(()) => {
                    discard(&self.to);
                    Err(Unfinished::Undone(error))
                }
                Err(_) => Err(Unfinished::InDoubt(error)),
            },
        }
    }
}

/// Takes the marker back, if it was written, and makes sure that it stays away. `in-use` goes
/// first: alone, it would say that a marker was lost.
fn take_back(generation: &Generation) -> Result<(), OpenError> {
    for mark in [generation.in_use(), generation.marker()] {
        match std::fs::remove_file(&mark) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(OpenError::io(&mark, error));
            }
            _ => {}
        }
    }
    sync_folder(&generation.path)
}

/// Empties what was built in vain: on a full disk its space is needed.
fn discard(generation: &Generation) {
    if let Err(error) = generation.empty() {
        tracing::warn!(%error, "Could not empty a half-built generation");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use std::path::Path;

    use jiff::Timestamp;

    use super::*;
    use crate::generation::{Db, Source, Standing, judge};
    use crate::{Migration, Watch, connection};

    fn build(data: &Path, number: u32) -> Build {
        let product_version = "test".to_owned();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        Build {
            db: Db::of(data),
            number,
            product_version,
            schema_version: 1,
            now,
        }
    }

    /// Generation 1 with a writer.
    fn first(data: &Path) -> (Generation, Connection) {
        let sql = "CREATE TABLE note (text TEXT NOT NULL) STRICT".to_owned();
        let migration = Migration {
            name: "note".to_owned(),
            sql,
        };
        build(data, 1)
            .run(&Source::Nothing, &[migration], &Watch::default())
            .unwrap()
    }

    fn add(writer: &Connection, text: &str) {
        writer
            .execute("INSERT INTO note VALUES (?1)", [text.repeat(3000)])
            .unwrap();
    }

    fn notes(generation: &Generation) -> Vec<String> {
        let reader = connection::reader(&generation.base()).unwrap();
        let mut all = reader
            .prepare("SELECT substr(text, 1, 1) FROM note")
            .unwrap();
        let all = all.query_map([], |row| row.get(0)).unwrap();
        all.collect::<Result<_, _>>().unwrap()
    }

    /// Rotates with "a" in the base, "b" carried over beside the writing, "c" in the pause.
    fn rotate(data: &Path, from: &Generation, writer: &Connection) -> Rotation {
        add(writer, "a");
        let connection = connection::reader(&from.base()).unwrap();
        connection
            .execute_batch("BEGIN; SELECT count(*) FROM note;")
            .unwrap();
        let moment = Moment {
            connection,
            log_end: from.log_bytes(),
        };
        add(writer, "b");
        let log_end = || from.log_bytes();
        let pace = &mut |_| Ok(());
        let rotation = Rotation::prepare(build(data, 2), from.clone(), moment, &log_end, pace);
        add(writer, "c");
        rotation.unwrap()
    }

    #[test]
    fn what_is_written_meanwhile_is_carried_over_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let (from, writer) = first(dir.path());
        let rotation = rotate(dir.path(), &from, &writer);
        let Ok((to, next)) = rotation.finish(from.log_bytes()) else {
            unreachable!()
        };
        assert_eq!(notes(&to), ["a", "b", "c"]);
        add(&next, "d");
        drop(next);
        assert_eq!(notes(&to), ["a", "b", "c", "d"]);
        assert!(matches!(judge(&to).unwrap(), Standing::Whole(whole) if !whole.adopted));
        let reader = connection::reader(&to.base()).unwrap();
        let verdict = reader.query_row("PRAGMA integrity_check", [], |row| row.get(0));
        assert_eq!(verdict, Ok("ok".to_owned()));
    }

    #[test]
    fn without_a_marker_only_what_follows_the_builders_commit_counts() {
        let dir = tempfile::tempdir().unwrap();
        let (from, writer) = first(dir.path());
        let rotation = rotate(dir.path(), &from, &writer);
        let Ok((to, next)) = rotation.finish(from.log_bytes()) else {
            unreachable!()
        };
        take_back(&to).unwrap();
        // Nothing was acknowledged in it: writing may have gone on in the former one.
        assert!(matches!(judge(&to).unwrap(), Standing::HalfBuilt { .. }));
        add(&next, "d");
        assert!(matches!(judge(&to).unwrap(), Standing::Whole(whole) if whole.adopted));
    }

    #[test]
    fn a_rotation_that_fails_leaves_the_former_generation_and_an_empty_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (from, writer) = first(dir.path());
        let rotation = rotate(dir.path(), &from, &writer);
        // What would be carried over last is not what was committed.
        let log = std::fs::read(from.log()).unwrap();
        let mut damaged = log.clone();
        *damaged.last_mut().unwrap() ^= 1;
        std::fs::write(from.log(), damaged).unwrap();
        let failed = rotation.finish(from.log_bytes());
        assert!(matches!(failed, Err(Unfinished::Undone(_))));
        let rest = Db::of(dir.path()).generation(2);
        assert_eq!((rest.base_bytes(), rest.log_bytes()), (0, 0));
        assert!(matches!(judge(&rest).unwrap(), Standing::HalfBuilt { .. }));
        std::fs::write(from.log(), log).unwrap();
        drop(writer);
        assert_eq!(notes(&from), ["a", "b", "c"]);
    }
}
