//! The snapshot before an upgrade: made by the new version before it changes anything. The
//! uploads stay where they are, as no migration touches them; so it takes no longer than the database
//! is large.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use store::{STEPS_AROUND_MIGRATIONS, Step, Watch, lock::DataFolder};

use super::{
    room,
    save::{Wanted, save_folder},
    snapshots::{self, FOLDER, Kind},
    trouble::Trouble,
    work::free_name,
};
use crate::{config, time::Clock};

/// Makes one when migrations wait, and tells of it as the first step. That it cannot be made is no
/// reason not to start: the former generation stays for a while too. If it was begun, the folder,
/// which nobody else may take in between.
pub fn before_upgrade(
    data: &Path,
    known: u32,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
    watch: &Watch,
) -> Option<DataFolder> {
    let found = match store::schema_of(data) {
        Ok(found) => found.unwrap_or(known),
        Err(error) => {
            tracing::warn!(%error, "No snapshot was made before the upgrade");
            return None;
        }
    };
    if found >= known {
        return None;
    }
    // Whoever has the folder is named by the start itself.
    let held = DataFolder::acquire(data, clock.now().stamp()).ok()?;
    let of = known - found + STEPS_AROUND_MIGRATIONS + 1;
    watch.tell(Step::Building { step: 1, of });
    match make(data, version, config, clock) {
        Ok(name) => tracing::info!(name, "Made a snapshot before the upgrade"),
        Err(trouble) => {
            tracing::warn!(error = %trouble, "No snapshot was made before the upgrade");
        }
    }
    Some(held)
}

fn make(
    data: &Path,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
) -> Result<String, Trouble> {
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
    Ok(name)
}

/// The newest snapshot that was made before an upgrade.
pub fn before_last_upgrade(data: &Path) -> Option<PathBuf> {
    let folder = data.join(FOLDER);
    let all = snapshots::list(&folder).ok()?;
    let newest = all.into_iter().find(|s| s.kind == Kind::Upgrade)?;
    Some(folder.join(newest.name))
}
