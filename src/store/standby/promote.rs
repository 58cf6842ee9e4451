//! Making a copied folder the main one.
//!
//! Everything is taken over into a new generation whose number leaves a gap: whatever the old
//! machine still builds and a copying tool still brings, it does not get this number, and no file
//! of the new generation is ever one of both machines.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::generation::{Broken, Build, Db, Generation, Marker, Source, Standing, judge};
use crate::lock::DataFolder;
use crate::meter::Meter;
use crate::start::fits;
use crate::{Error, OpenError, Options, Reader, connection};

/// Numbers of generations that the old machine may still use up.
const GAP: u32 = 1000;

/// The newest state of a copied folder, held until it is made the main one.
pub struct Promotion {
    data: DataFolder,
    _work: Option<DataFolder>,
    generation: Generation,
    marker: Marker,
    connection: Connection,
    is_of_view: bool,
    /// When its last write was committed.
    pub as_of: Option<Timestamp>,
    /// What is newer in the folder but cannot be used, and why.
    pub left_out: Option<String>,
}

/// A state that could be gone on with.
struct Candidate {
    generation: Generation,
    marker: Marker,
    log_end: u64,
}

impl Promotion {
    /// Takes the folder, and the work folder of the standby if there is one, and finds the newest
    /// whole state in both. Changes nothing of the database.
    ///
    /// # Errors
    /// [`OpenError::Locked`] while a server or the standby runs; [`OpenError::Broken`] or
    /// [`OpenError::NoDatabase`] when there is nothing to go on with.
    pub fn prepare(data: &Path, work: &Path, options: &Options) -> Result<Self, OpenError> {
        if Db::of(data).list()?.is_empty() && Db::of(work).list()?.is_empty() {
            let path = Db::of(data).path;
            return Err(OpenError::NoDatabase { path });
        }
        let standby = work
            .is_dir()
            .then(|| DataFolder::acquire(work, (options.now)()))
            .transpose()?;
        let data = DataFolder::acquire(data, (options.now)())?;
        let (copied, mut broken) = newest(&Db::of(data.path()))?;
        let (viewed, _) = newest(&Db::of(work))?;
        let place = |c: &Candidate| (c.generation.number, c.log_end);
        let is_of_view = viewed.as_ref().map(place) > copied.as_ref().map(place);
        let chosen = if is_of_view { viewed } else { copied };
        let Some(chosen) = chosen else {
            let path = Db::of(data.path()).path;
            return Err(
                broken.map_or(OpenError::NoDatabase { path }, |(_, broken)| {
                    let Broken { path, fault } = broken;
                    let older = None;
                    OpenError::Broken { path, fault, older }
                }),
            );
        };
        // What the standby has shown is whole, whatever became of the copy since.
        broken = broken.filter(|(number, _)| *number > chosen.generation.number);
        let left_out = broken.map(|(_, broken)| broken.fault.of(&broken.path));
        let base = chosen.generation.base();
        let connection = connection::still_reader(&base);
        let connection = connection.map_err(|e| OpenError::sqlite(&base, e))?;
        let as_of = connection::committed_at(&connection);
        Ok(Self {
            as_of: as_of.map_err(|e| OpenError::sqlite(&base, e))?,
            data,
            _work: standby,
            generation: chosen.generation,
            marker: chosen.marker,
            connection,
            is_of_view,
            left_out,
        })
    }

    /// Reads the state that would be gone on with.
    pub fn read<T, E: From<Error>>(
        &self,
        read: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        read(&Reader {
            connection: &self.connection,
            meter: Meter::new(Arc::default(), None),
        })
    }

    /// Builds the generation that the folder goes on with; answers its number.
    pub fn run(self, options: &Options) -> Result<u32, OpenError> {
        let (schema, version) = (self.marker.schema_version, &self.marker.product_version);
        fits(schema, version, options)?;
        let db = Db::of(self.data.path());
        let number = self.generation.number.max(db.next_number()?);
        let build = Build {
            number: (number / GAP + 1) * GAP,
            db,
            product_version: options.product_version.clone(),
            schema_version: options.migrations.len() as u32,
            now: (options.now)(),
        };
        let from = (!self.is_of_view).then_some(self.generation.number);
        let connection = &self.connection;
        let source = Source::Former { from, connection };
        let (generation, writer) = build.run(&source, &options.migrations, &options.watch)?;
        drop(writer);
        Ok(generation.number)
    }

    /// The data folder.
    pub fn path(&self) -> PathBuf {
        self.data.path().to_owned()
    }
}

/// The newest whole generation of a folder, and the newest marked one if that is another.
#[expect(clippy::type_complexity, reason = "one caller")]
fn newest(db: &Db) -> Result<(Option<Candidate>, Option<(u32, Broken)>), OpenError> {
    let mut first_broken = None;
    for generation in db.list()? {
        if crate::generation::is_spent(&generation) {
            continue;
        }
        match judge(&generation)? {
            Standing::Whole(whole) => {
                let candidate = Candidate {
                    generation,
                    marker: whole.marker,
                    log_end: whole.log.end,
                };
                return Ok((Some(candidate), first_broken));
            }
            Standing::Broken(broken) => {
                first_broken = first_broken.or(Some((generation.number, broken)));
            }
            Standing::HalfBuilt { .. } => {}
        }
    }
    Ok((None, first_broken))
}
