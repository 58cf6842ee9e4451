//! `guildhall rollback`: the state before an upgrade.

use std::path::{Path, PathBuf};

use clap::Args;
use platform::{backups, time::Clock};
use store::{OpenError, Rollback};

use super::{Failed, Place, say};

/// Flags of `rollback`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// Do it: what was written since the upgrade is set aside.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let now = Clock::system().now();
    let data = &place.data;
    let found = Rollback::find(data, now.stamp()).map_err(|error| refused(data, error))?;
    let former = found.former();
    let (from, to) = (&former.upgraded_by, &former.product_version);
    let way = format!(
        "the state of {:.0}, before version {from} upgraded that of version {to} (schema {})",
        former.until, former.schema_version
    );
    if !flags.yes {
        return Err(Failed::Misused(format!(
            "this would go back to {way}; what was written since is set aside. Say --yes to do it"
        )));
    }
    let aside = aside(data, now);
    let former = found.run(&aside).map_err(|error| refused(data, error))?;
    say(format_args!("Back at {way}."));
    say(format_args!(
        "What was written since is in {}; delete it when you do not need it any more.",
        aside.display()
    ));
    say(format_args!(
        "Start version {} now: this one would upgrade again.",
        former.product_version
    ));
    Ok(())
}

/// A folder within the data folder that is not there yet.
fn aside(data: &Path, now: platform::Time) -> PathBuf {
    let stamp = now.stamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    let names = std::iter::once(String::new()).chain((1_u32..).map(|n| format!("-{n}")));
    let mut paths = names.map(|more| data.join(format!("replaced-{stamp}{more}")));
    paths
        .find(|path| !path.exists())
        .unwrap_or_else(|| data.join("replaced"))
}

fn refused(data: &Path, error: OpenError) -> Failed {
    match error {
        OpenError::Locked { .. } | OpenError::NoDatabase { .. } => {
            Failed::Misused(error.to_string())
        }
        OpenError::NoFormer { .. } => {
            let snapshot = backups::before_last_upgrade(data);
            let way = snapshot.map_or(String::new(), |path| {
                format!(
                    "; there is a snapshot from before the last upgrade: guildhall restore {} --data {} --replace",
                    path.display(),
                    data.display()
                )
            });
            Failed::Because(format!("{error}{way}"))
        }
        other => Failed::Because(other.to_string()),
    }
}
