//! `guildhall backup`: the data folder as one file, beside a running server or without one.

use std::{
    fs::File,
    io::IsTerminal,
    os::fd::AsFd,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use platform::{
    backups::{self, Saved, Trouble, Wanted},
    time::Clock,
};

use super::{Failed, Place, password, say};

/// Standard output or input in the place of a file.
pub(super) const STREAM: &str = "-";

/// Missing files that are named one by one.
const NAMED: usize = 5;

/// Flags of `backup`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The new file, by custom NAME.tar.zst; `-` writes to standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Take the keys along, locked with a passphrase; otherwise everyone signs in again after a
    /// restore.
    #[arg(long, requires = "passphrase_file")]
    keys: bool,
    /// A file with the passphrase; `-` reads standard input.
    #[arg(long, value_name = "FILE", requires = "keys")]
    passphrase_file: Option<PathBuf>,
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        if trouble.is_misuse() {
            Self::Misused(trouble.to_string())
        } else {
            Self::Because(trouble.to_string())
        }
    }
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let passphrase = flags.passphrase_file.as_deref().map(password::read);
    let passphrase = passphrase.transpose()?;
    let clock = Clock::system();
    let wanted = Wanted {
        data: &place.data,
        product_version: crate::VERSION,
        now: clock.now(),
        files: true,
        passphrase: passphrase.as_deref(),
    };
    let now: store::Clock = Arc::new(move || clock.now().stamp());
    let streams = flags.file == Path::new(STREAM);
    let mut out = streams.then(standard_output).transpose()?;
    let bar = bar("Saving");
    let mut pace = |bytes| {
        bar.inc(bytes);
        Ok(())
    };
    let saved = match &mut out {
        Some(out) => backups::write_folder(wanted, &now, out, &mut pace),
        None => backups::save_folder(wanted, &now, &flags.file, &mut pace),
    };
    bar.finish_and_clear();
    for line in report(&saved?, flags, wanted) {
        if streams {
            eprintln!("{line}");
        } else {
            say(format_args!("{line}"));
        }
    }
    Ok(())
}

/// Standard output as the file that it is: what goes there has no lines.
fn standard_output() -> Result<File, Failed> {
    let out = std::io::stdout();
    if out.is_terminal() {
        return Err(Failed::Misused(
            "a backup is nothing to read on a terminal: name a file, or send it on as in: guildhall backup - | ssh nas 'cat > hall.tar.zst'".to_owned(),
        ));
    }
    Ok(out.as_fd().try_clone_to_owned()?.into())
}

/// What is said of a backup that was made.
fn report(saved: &Saved, flags: &Flags, wanted: Wanted<'_>) -> Vec<String> {
    let place = flags.file.display().to_string();
    let place = if place == STREAM {
        "standard output"
    } else {
        &place
    };
    let mut lines = vec![format!(
        "Saved the state of {} to {place}: {} files, {}, as {} compressed.",
        wanted.now,
        saved.files,
        size(saved.bytes),
        size(saved.archive_bytes),
    )];
    if wanted.passphrase.is_none() {
        lines.push("The keys are not in it: after a restore new ones are made and everyone signs in again. Take them along with --keys.".to_owned());
    }
    lines.extend(missing(&saved.missing));
    lines
}

/// Says which uploads are not in a backup.
pub(super) fn missing(paths: &[String]) -> Option<String> {
    if paths.is_empty() {
        return None;
    }
    let named = paths[..paths.len().min(NAMED)].join(", ");
    let count = paths.len();
    Some(format!(
        "{count} uploaded files are missing or damaged in the data folder and so in the backup: {named}"
    ))
}

/// Bytes in words.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(unit, name)| format!("{:.1} {name}", bytes as f64 / unit as f64),
    )
}

/// The progress on a terminal; nothing elsewhere.
pub(super) fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {spinner} {bytes} {bytes_per_sec}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
