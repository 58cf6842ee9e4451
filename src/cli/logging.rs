//! Where log lines go: to standard error, and, unless the journal keeps that, to files in the data
//! folder that never outgrow their limit.
//!
//! The files are a ring: when one is full, the oldest is emptied and written anew. Nothing is
//! renamed or deleted, so that a copy of the data folder that runs meanwhile misses nothing it has
//! listed.

use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal, Write},
    num::{NonZeroU32, NonZeroU64},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use platform::config::{self, LogFile, LogFormat};
use tracing_subscriber::{
    EnvFilter, Layer, fmt, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// The folder of the log files, within the data folder.
const FOLDER: &str = "logs";
/// How much is kept in memory until the data folder is open.
const WAITING_MAX: usize = 64 * 1024;

/// The log of this process. Clones write to the same place.
#[derive(Clone, Debug)]
pub(super) struct Log(Arc<Mutex<Place>>);

/// Where the lines go beside standard error.
#[derive(Debug)]
enum Place {
    /// Kept until the folder is ours: one that is refused is not touched.
    Waiting(Vec<u8>),
    /// Into files.
    Files(Ring),
    /// Nowhere.
    Nowhere,
}

/// Starts logging to standard error; [`Log::open`] adds the files.
pub(super) fn start(config: &config::Log) -> Log {
    let to_files = match config.file {
        LogFile::On => true,
        LogFile::Off => false,
        LogFile::Auto => !is_journal(&io::stderr()),
    };
    let log = Log(Arc::new(Mutex::new(if to_files {
        Place::Waiting(Vec::new())
    } else {
        Place::Nowhere
    })));
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let files = log.clone();
    tracing_subscriber::registry()
        .with(filter)
        .with(lines(config.format, io::stderr().is_terminal(), io::stderr))
        .with(to_files.then(|| lines(config.format, false, move || files.clone())))
        .init();
    log
}

fn lines<S, W>(format: LogFormat, colours: bool, to: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_ansi(colours).with_writer(to);
    match format {
        LogFormat::Human => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    }
}

/// Whether the journal reads this stream: it names the stream's device and inode.
fn is_journal(stream: &impl std::os::fd::AsFd) -> bool {
    let Ok(named) = std::env::var("JOURNAL_STREAM") else {
        return false;
    };
    rustix::fs::fstat(stream).is_ok_and(|s| named == format!("{}:{}", s.st_dev, s.st_ino))
}

impl Log {
    /// Writes into the data folder from now on, which this process holds.
    pub(super) fn open(&self, data: &Path, config: &config::Log) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Place::Waiting(waiting) = &*place else {
            return;
        };
        let opened =
            Ring::open(data.join(FOLDER), config.file_mib, config.files).map(|mut ring| {
                ring.take(waiting);
                ring
            });
        let (now, failed) = match opened {
            Ok(ring) => (Place::Files(ring), None),
            Err(error) => (Place::Nowhere, Some(error)),
        };
        *place = now;
        drop(place);
        if let Some(error) = failed {
            tracing::warn!(%error, "The log is not written to files; make {}/{FOLDER} writable", data.display());
        }
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *place {
            Place::Waiting(waiting) if waiting.len() + line.len() <= WAITING_MAX => {
                waiting.extend_from_slice(line);
            }
            Place::Files(ring) => ring.take(line),
            Place::Waiting(_) | Place::Nowhere => {}
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `guildhall-1.log` to `guildhall-N.log`, written one after another, round and round.
#[derive(Debug)]
struct Ring {
    folder: PathBuf,
    bytes_max: u64,
    files: u32,
    number: u32,
    current: File,
    bytes: u64,
}

impl Ring {
    /// Goes on with the file that was written last.
    fn open(folder: PathBuf, file_mib: NonZeroU64, files: NonZeroU32) -> io::Result<Self> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let written = |number: &u32| {
            std::fs::metadata(name(&folder, *number))
                .and_then(|m| m.modified())
                .unwrap_or(SystemTime::UNIX_EPOCH)
        };
        // Of equals the last wins, so a fresh folder begins where nothing was written: counted
        // backwards that is the first.
        let number = (1..=files.get()).rev().max_by_key(written).unwrap_or(1);
        let current = append(&folder, number)?;
        Ok(Self {
            bytes: current.metadata()?.len(),
            bytes_max: file_mib.get().saturating_mul(1 << 20),
            files: files.get(),
            folder,
            number,
            current,
        })
    }

    /// Writes one line. What the disk has no room for is lost to the files; standard error had it.
    fn take(&mut self, line: &[u8]) {
        if self.bytes > 0 && self.bytes.saturating_add(line.len() as u64) > self.bytes_max {
            self.turn();
        }
        if self.current.write_all(line).is_ok() {
            self.bytes += line.len() as u64;
        }
    }

    /// On to the next file. When that cannot be, the limit still holds: this one begins anew.
    fn turn(&mut self) {
        let next = self.number % self.files + 1;
        if let Ok(file) = append(&self.folder, next) {
            self.current = file;
            self.number = next;
        }
        self.bytes = match self.current.set_len(0) {
            Ok(()) => 0,
            Err(_) => self.bytes,
        };
    }
}

fn name(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("guildhall-{number}.log"))
}

fn append(folder: &Path, number: u32) -> io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(name(folder, number))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ONE: NonZeroU64 = NonZeroU64::new(1).unwrap();
    const THREE: NonZeroU32 = NonZeroU32::new(3).unwrap();

    fn sizes(folder: &Path) -> Vec<Option<u64>> {
        (1..=4)
            .map(|number| Some(std::fs::metadata(name(folder, number)).ok()?.len()))
            .collect()
    }

    #[test]
    fn the_oldest_file_gives_way_when_all_are_full() {
        let folder = tempfile::tempdir().unwrap();
        let mut ring = Ring::open(folder.path().join("logs"), ONE, THREE).unwrap();
        let third = vec![b'.'; 1 << 19];
        for _ in 0..7 {
            ring.take(&third);
        }
        let half = Some(1 << 19);
        let full = Some(1 << 20);
        assert_eq!(sizes(&ring.folder), [half, full, full, None]);
        assert_eq!(
            std::fs::metadata(name(&ring.folder, 1))
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
    }

    #[test]
    fn a_restart_goes_on_with_the_file_written_last() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        let mut ring = Ring::open(logs.clone(), ONE, THREE).unwrap();
        ring.take(&vec![b'a'; 1 << 20]);
        std::thread::sleep(std::time::Duration::from_millis(20));
        ring.take(b"second\n");
        drop(ring);
        let mut ring = Ring::open(logs, ONE, THREE).unwrap();
        ring.take(b"third\n");
        let text = std::fs::read_to_string(name(&ring.folder, 2)).unwrap();
        assert_eq!(text, "second\nthird\n");
    }

    #[test]
    fn lines_from_before_the_folder_was_open_are_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log(Arc::new(Mutex::new(Place::Waiting(Vec::new()))));
        log.write_all(b"early\n").unwrap();
        assert!(!folder.path().join(FOLDER).exists());
        log.open(folder.path(), &config::Log::default());
        log.write_all(b"late\n").unwrap();
        let text = std::fs::read_to_string(name(&folder.path().join(FOLDER), 1)).unwrap();
        assert_eq!(text, "early\nlate\n");
    }
}
