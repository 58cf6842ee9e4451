//! The snapshot before an upgrade: made by the new version before it takes the folder over. The
//! uploads stay where they are, as no migration touches them; so it takes no longer than the database
//! is large.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use store::{STEPS_AROUND_MIGRATIONS, Step, Watch};

use super::{
    room,
    save::{Wanted, save_folder},
    snapshots::{self, FOLDER, Kind},
    trouble::Trouble,
    work::free_name,
};
use crate::{config, time::Clock};

/// Makes one when migrations wait, and tells of it as the first step. That it cannot be made is no reason not to start: the former
/// generation stays for a while too. Whether it was begun.
pub fn before_upgrade(
    data: &Path,
    known: u32,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
    watch: &Watch,
) -> bool {
    let mut began = false;
    let begin = |waiting| {
        began = true;
        let of = waiting + STEPS_AROUND_MIGRATIONS + 1;
        watch.tell(Step::Building { step: 1, of });
    };
    match make(data, known, version, config, clock, begin) {
        Ok(None) => {}
        Ok(Some(name)) => tracing::info!(name, "Made a snapshot before the upgrade"),
        Err(trouble) => {
            tracing::warn!(error = %trouble, "No snapshot was made before the upgrade");
        }
    }
    began
}

fn make(
    data: &Path,
    known: u32,
    version: &str,
    config: &config::Backup,
    clock: &Clock,
    begin: impl FnOnce(u32),
) -> Result<Option<String>, Trouble> {
    let found = store::schema_of(data)?.unwrap_or(known);
    if found >= known {
        return Ok(None);
    }
    // Whoever has the folder is named by the start itself.
    let Ok(held) = store::lock::DataFolder::acquire(data, clock.now().stamp()) else {
        return Ok(None);
    };
    drop(held);
    begin(known - found);
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
