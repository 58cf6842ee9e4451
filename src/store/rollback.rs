//! Going back to the state before an upgrade: the generation that the migrations took over is still
//! there for a while, as it was.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::OpenError;
use crate::generation::{Db, Found, Generation, Marker, Standing, is_spent, judge, sync_folder};
use crate::lock::{DataFolder, create_private};

/// The way back from an upgrade. Holds the folder.
pub struct Rollback {
    folder: DataFolder,
    /// What would be set aside, the newest first.
    newer: Vec<Generation>,
    former: Former,
}

/// What the way leads back to, and from what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Number of the generation.
    pub generation: u32,
    /// Migrations that it has seen.
    pub schema_version: u32,
    /// The version that wrote it, and that it is for.
    pub product_version: String,
    /// When it was taken over.
    pub until: Timestamp,
    /// The version that did.
    pub upgraded_by: String,
}

impl Rollback {
    /// Finds the newest whole generation with an older schema than the newest one has.
    ///
    /// # Errors
    /// [`OpenError::Locked`] beside a server; [`OpenError::NoFormer`] when nothing was upgraded, or
    /// when that is too long ago.
    pub fn find(data: &Path, now: Timestamp) -> Result<Self, OpenError> {
        let db = Db::of(data);
        if db.list()?.is_empty() {
            return Err(OpenError::NoDatabase { path: db.path });
        }
        let folder = DataFolder::acquire(data, now)?;
        let mut newest: Option<Marker> = None;
        let mut taken_over: Option<Marker> = None;
        let mut newer = Vec::new();
        for generation in db.list()? {
            if is_spent(&generation) {
                continue;
            }
            let Found::Marker(marker) = Marker::read(&generation)? else {
                newer.push(generation);
                continue;
            };
            let is_former = newest
                .as_ref()
                .is_some_and(|newest| marker.schema_version < newest.schema_version);
            if let Some(by) = taken_over.as_ref().filter(|_| is_former)
                && let Standing::Whole(_) = judge(&generation)?
            {
                let former = Former {
                    generation: generation.number,
                    schema_version: marker.schema_version,
                    product_version: marker.product_version,
                    until: by.time,
                    upgraded_by: by.product_version.clone(),
                };
                return Ok(Self {
                    folder,
                    newer,
                    former,
                });
            }
            newest.get_or_insert_with(|| marker.clone());
            taken_over = Some(marker);
            newer.push(generation);
        }
        Err(OpenError::NoFormer { path: db.path })
    }

    /// What the way leads back to.
    pub const fn former(&self) -> &Former {
        &self.former
    }

    /// Moves everything newer into `aside`, which then is a data folder's database of its own. The
    /// newest goes first: interrupted, what is left is whole all the same.
    pub fn run(self, aside: &Path) -> Result<Former, OpenError> {
        let db = Db::of(self.folder.path());
        let target = Db::of(aside);
        create_private(aside)?;
        create_private(&target.path)?;
        for generation in &self.newer {
            let to: PathBuf = target.generation(generation.number).path;
            let from = &generation.path;
            fs::rename(from, &to).map_err(|e| OpenError::io(from, e))?;
            sync_folder(&target.path)?;
            sync_folder(&db.path)?;
        }
        sync_folder(self.folder.path())?;
        Ok(self.former)
    }
}

/// How many migrations the newest marked generation of a folder has seen; nothing when there is
/// none. Looks at markers alone.
pub fn schema_of(data: &Path) -> Result<Option<u32>, OpenError> {
    for generation in Db::of(data).list()? {
        if let Found::Marker(marker) = Marker::read(&generation)? {
            return Ok(Some(marker.schema_version));
        }
    }
    Ok(None)
}
