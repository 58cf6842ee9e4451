//! `guildhall restore`: a backup into a data folder.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};

use clap::Args;
use platform::{
    backups::{self, Restore},
    time::Clock,
};

use super::{
    Failed, Place,
    backup::{STREAM, bar, missing, size},
    password, say,
};

/// Flags of `restore`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The backup, or a snapshot from the folder `snapshots`; `-` reads standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Set aside what is in the data folder.
    #[arg(long)]
    replace: bool,
    /// A file with the passphrase that opens the keys in the backup; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let archive = archive(flags)?;
    let passphrase = flags.passphrase_file.as_deref().map(password::read);
    let passphrase = passphrase.transpose()?;
    let wanted = Restore {
        archive,
        data: &place.data,
        replace: flags.replace,
        passphrase: passphrase.as_deref(),
        schema_version: crate::migrations().len() as u32,
        now: Clock::system().now(),
    };
    let bar = bar("Restoring");
    let restored = backups::restore(wanted, &mut |bytes| {
        bar.inc(bytes);
        Ok(())
    });
    bar.finish_and_clear();
    let restored = restored?;
    let data = place.data.display();
    say(format_args!(
        "Restored the state of {} into {data}: {} files, {}.",
        restored.about.made_at,
        restored.files,
        size(restored.bytes),
    ));
    if let Some(aside) = &restored.aside {
        say(format_args!(
            "What was there before is in {}; delete it when you do not need it any more.",
            aside.display()
        ));
    }
    if !restored.with_keys {
        let why = if restored.about.keys {
            "The keys in the backup stayed locked: give --passphrase-file to have them back."
        } else {
            "The backup holds no keys."
        };
        say(format_args!(
            "{why} The next start makes new ones, and everyone signs in again."
        ));
    }
    if let Some(missing) = missing(&restored.missing) {
        say(format_args!("{missing}"));
    }
    say(format_args!(
        "Start it with: guildhall serve --data {data} (the search index is built anew)"
    ));
    Ok(())
}

/// The file to read.
fn archive(flags: &Flags) -> Result<&Path, Failed> {
    let is_stream = |path: &Path| path == Path::new(STREAM);
    if !is_stream(&flags.file) {
        return Ok(&flags.file);
    }
    if flags.passphrase_file.as_deref().is_some_and(is_stream) {
        return Err(Failed::Misused(
            "standard input cannot be both the backup and the passphrase: name a file for one of them".to_owned(),
        ));
    }
    if std::io::stdin().is_terminal() {
        return Err(Failed::Misused(
            "there is no backup on standard input: send one, or name a file".to_owned(),
        ));
    }
    Ok(Path::new("/dev/stdin"))
}
