//! `base.json`: says that a base is whole, and how to tell.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::build::Pace;
use super::folder::{Generation, sync_folder};
use crate::OpenError;
use crate::lock::private_file;

/// The marker of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    pub(crate) generation: u32,
    /// The generation whose content this one's base took over.
    pub(crate) from: Option<u32>,
    /// Bytes of the base.
    pub(crate) size: u64,
    pub(crate) page_count: u64,
    /// Of the base, hexadecimal.
    pub(crate) sha256: String,
    pub(crate) product_version: String,
    /// Migrations applied to the base. The log never changes the schema.
    pub(crate) schema_version: u32,
    pub(crate) time: Timestamp,
    /// The log's first 32 bytes, hexadecimal: they were durable before this marker was written
    /// and never change, so another beginning means another or a damaged log.
    pub(crate) log_header: String,
    /// Transactions that the log began with, carried over from the former one. Nothing in markers
    /// of before that was done; their databases have no place to note it, and are taken over into
    /// a new generation at the start.
    #[serde(default)]
    pub(crate) log_commits: Option<u64>,
}

/// Stands in place of a marker once the generation has been superseded for long enough.
const SPENT: &[u8] = b"superseded\n";

impl Marker {
    /// Writes marker and `in-use`, each durable before the next step.
    pub(crate) fn write(&self, generation: &Generation) -> Result<(), OpenError> {
        write_durably(&generation.marker(), &self.text())?;
        sync_folder(&generation.path)?;
        write_in_use(generation)
    }

    /// The marker as it stands in its file.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// Reads what stands where the marker belongs.
    pub(crate) fn read(generation: &Generation) -> Result<Found, OpenError> {
        let path = generation.marker();
        match std::fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).map_or(Found::Unreadable, Found::Marker)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Found::Nothing),
            Err(error) => Err(OpenError::io(&path, error)),
        }
    }
}

/// What stands where a marker belongs.
pub(crate) enum Found {
    /// A marker.
    Marker(Marker),
    /// A file that is none: its writing was cut short, or it is damaged.
    Unreadable,
    /// No file.
    Nothing,
}

/// Says that the generation is nobody's any more, durably.
pub(super) fn write_spent(generation: &Generation) -> Result<(), OpenError> {
    write_durably(&generation.marker(), SPENT)
}

/// Whether [`write_spent`] was done.
pub(crate) fn is_spent(generation: &Generation) -> bool {
    std::fs::read(generation.marker()).is_ok_and(|marker| marker == SPENT)
}

pub(crate) fn write_in_use(generation: &Generation) -> Result<(), OpenError> {
    write_durably(&generation.in_use(), b"")?;
    sync_folder(&generation.path)
}

fn write_durably(path: &Path, content: &[u8]) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    private_file(&mut options);
    let write = |mut file: File| file.write_all(content).and_then(|()| file.sync_all());
    options
        .open(path)
        .and_then(write)
        .map_err(|e| OpenError::io(path, e))
}

/// SHA-256 of a file and its length.
///
/// Not for a base that this process has open: closing this handle would drop SQLite's locks.
pub(crate) fn sha256(path: &Path, pace: Pace<'_>) -> Result<(String, u64), OpenError> {
    let failed = |e| OpenError::io(path, e);
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = Context::new(&SHA256);
    let mut buffer = vec![0; 1 << 20];
    let mut size = 0;
    loop {
        let n = file.read(&mut buffer).map_err(failed)?;
        if n == 0 {
            return Ok((hex(digest.finish().as_ref()), size));
        }
        size += n as u64;
        digest.update(&buffer[..n]);
        pace(n as u64)?;
    }
}

/// The first 32 bytes of a log as they stand in a marker; `None` when it is shorter.
pub(crate) fn log_header(path: &Path) -> Result<Option<String>, OpenError> {
    let mut header = [0; 32];
    match File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => Ok(Some(hex(&header))),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(OpenError::io(path, error)),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
