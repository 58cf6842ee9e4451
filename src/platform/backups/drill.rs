//! The restore drill: the newest snapshot is restored into a folder of its own, opened, checked from
//! end to end, and deleted again.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;

use super::{
    archive::file_path,
    restore::{Restore, Restored, restore},
    runs::Problem,
    save::uploads,
    snapshots::{self, Kind, Snapshot},
    trouble::Trouble,
};
use crate::{app::App, journal, secret::random_bytes};

/// What a drill found.
#[derive(Debug)]
pub(super) struct Drilled {
    pub(super) snapshot: String,
    pub(super) bytes: u64,
    pub(super) files: u64,
    /// Rows of the journal.
    pub(super) entries: u64,
    /// What is wrong with it.
    pub(super) problem: Option<(Problem, String)>,
}

/// A folder that is gone when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn begin(within: &Path) -> Result<Self, Trouble> {
        let name = HEXLOWER.encode(&random_bytes::<8>()?);
        let path = within.join(format!("guildhall-drill-{name}"));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|e| Trouble::io(&path, e))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "Could not remove {}", self.0.display());
        }
    }
}

/// Which snapshot is tried: the newest with uploads, or else the newest.
fn newest(all: &[Snapshot]) -> Option<&Snapshot> {
    all.iter()
        .find(|s| s.kind != Kind::Upgrade)
        .or_else(|| all.first())
}

/// Blocks; `None` when there is no snapshot.
pub(super) fn drill(app: &App) -> Result<Option<Drilled>, Trouble> {
    let folder = app.data.join(snapshots::FOLDER);
    let all = snapshots::list(&folder)?;
    let Some(snapshot) = newest(&all) else {
        return Ok(None);
    };
    let within = app.config.backup.scratch.clone();
    let scratch = Scratch::begin(&within.unwrap_or_else(std::env::temp_dir))?;
    let data = scratch.0.join("data");
    let wanted = Restore {
        archive: &folder.join(&snapshot.name),
        data: &data,
        replace: false,
        passphrase: None,
        schema_version: app.store.schema_version(),
        now: app.clock.now(),
    };
    let restored = restore(wanted, &mut |_| Ok(()))?;
    let (entries, problem) = check(app, &data, &restored)?;
    Ok(Some(Drilled {
        snapshot: snapshot.name.clone(),
        bytes: restored.bytes,
        files: restored.files as u64,
        entries,
        problem,
    }))
}

/// Opens the restored folder as a start would, and looks at everything in it.
fn check(
    app: &App,
    data: &Path,
    restored: &Restored,
) -> Result<(u64, Option<(Problem, String)>), Trouble> {
    let store = app.store.open_copy(data)?;
    let looked = store.read_blocking(|db| {
        let wrong = db.problems()?.into_iter().next();
        let broken = journal::verify(db)?;
        let broken =
            broken.map(|seq| format!("row {seq} of the journal does not fit the one before"));
        let damaged = if restored.about.files {
            journal::archive::first_damaged(db, data)?
        } else {
            None
        };
        let damaged = damaged.map(|path| format!("{path} is missing or damaged"));
        let broken = broken.or(damaged);
        Ok::<_, Trouble>((wrong, broken, journal::head(db)?, uploads(db)?))
    });
    store.close();
    let (wrong, broken, entries, uploads) = looked?;
    if let Some(wrong) = wrong.or(broken) {
        return Ok((entries, Some((Problem::Damaged, wrong))));
    }
    if !restored.about.files {
        return Ok((entries, None));
    }
    let is_gone = |path: &String| !data.join(path).exists() || restored.missing.contains(path);
    let needed = uploads.iter().filter(|(_, is_needed)| *is_needed);
    let gone: Vec<_> = needed
        .map(|(hash, _)| file_path(hash))
        .filter(is_gone)
        .collect();
    let problem = gone.first().map(|first| {
        let count = gone.len();
        let detail = format!("{count} uploaded files are missing or damaged, the first is {first}");
        (Problem::Files, detail)
    });
    Ok((entries, problem))
}
