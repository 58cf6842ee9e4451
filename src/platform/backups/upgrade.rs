//! The snapshot before an upgrade: made by the new version before it takes the folder over. The
//! uploads stay where they are, as no migration touches them; so it takes no longer than the database
//! is large.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    room,
    save::{Wanted, save_folder},
    snapshots::{self, FOLDER, Kind},
    trouble::Trouble,
    work::free_name,
};
use crate::{config, time::Clock};

/// Makes one when migrations wait. That it cannot be made is no reason not to start: the former
/// generation stays for a while too.
pub fn before_upgrade(
    data: &Path,
    known: u32,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
) {
    match make(data, known, version, config, clock) {
        Ok(None) => {}
        Ok(Some(name)) => tracing::info!(name, "Made a snapshot before the upgrade"),
        Err(trouble) => {
            tracing::warn!(error = %trouble, "No snapshot was made before the upgrade");
        }
    }
}

fn make(
    data: &Path,
    known: u32,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
) -> Result<Option<String>, Trouble> {
    if store::schema_of(data)?.is_none_or(|found| found >= known) {
        return Ok(None);
    }
    // Whoever has the folder is named by the start itself.
    let Ok(held) = store::lock::DataFolder::acquire(data, clock.now().stamp()) else {
        return Ok(None);
    };
    drop(held);
    let folder = data.join(FOLDER);
    let made = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder);
    made.map_err(|e| Trouble::io(&folder, e))?;
    let spare = config.spare_mib.saturating_mul(1 << 20);
    room::require(&folder, spare)?;
    let (name, now) = free_name(&folder, clock.now(), Kind::Upgrade);
    let wanted = Wanted {
        data,
        product_version: version,
        now,
        files: false,
        passphrase: None,
    };
    let time = clock.clone();
    let time: store::Clock = Arc::new(move || time.now().stamp());
    let mut pace = |_| room::require(&folder, spare);
    save_folder(wanted, &time, &folder.join(&name), &mut pace)?;
    Ok(Some(name))
}

/// The newest snapshot that was made before an upgrade.
pub fn before_last_upgrade(data: &Path) -> Option<PathBuf> {
    let folder = data.join(FOLDER);
    let all = snapshots::list(&folder).ok()?;
    let newest = all.into_iter().find(|s| s.kind == Kind::Upgrade)?;
    Some(folder.join(newest.name))
}
