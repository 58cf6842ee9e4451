//! Whether what lies in the folder can be trusted.
//!
//! The folder holds numbered indexes, `i00000001`, `i00000002`…; one is whole once it holds the
//! file `complete`, which names the schema version. The highest whole one is used.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use tantivy::index::SegmentComponent;

use crate::error::Error;
use crate::index::{Live, Opened};
use crate::options::Options;
use crate::schema::VERSION;

/// Written last.
const MARKER: &str = "complete";

/// The files of a segment.
const COMPONENTS: [SegmentComponent; 7] = [
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FieldNorms,
    SegmentComponent::FastFields,
    SegmentComponent::Store,
    SegmentComponent::Delete,
];

pub struct Found {
    pub live: Live,
    pub position: u64,
}

/// Looks at the newest whole index.
pub fn check(root: &Path, options: &Options) -> Result<Found, Opened> {
    let numbers = numbers(root).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Opened::Missing,
        _ => damaged(error),
    })?;
    let newest = numbers.into_iter().rev().map(|number| folder(root, number));
    let path = newest.into_iter().find(|path| path.join(MARKER).exists());
    let path = path.ok_or(Opened::Missing)?;
    let marker = fs::read_to_string(path.join(MARKER)).map_err(damaged)?;
    if marker != marker_text() {
        // A torn marker and a marker of another version have the same cure.
        return Err(Opened::OtherSchema);
    }
    let live = Live::open(&path, options, false).map_err(damaged)?;
    if live.index.schema() != live.fields.schema {
        return Err(Opened::OtherSchema);
    }
    let metas = live.index.load_metas().map_err(damaged)?;
    let mut used = HashSet::new();
    for segment in &metas.segments {
        for component in COMPONENTS {
            if component == SegmentComponent::Delete && !segment.has_deletes() {
                continue;
            }
            let file = segment.relative_path(component);
            check_file(&path.join(&file)).map_err(|error| damaged_file(&file, &error))?;
            used.insert(file);
        }
    }
    live.folder.give_up_all_but(&used).map_err(damaged)?;
    let position = metas
        .payload
        .as_deref()
        .and_then(|payload| payload.parse().ok());
    let position = position.ok_or_else(|| Opened::Damaged("no position".to_owned()))?;
    Ok(Found { live, position })
}

fn damaged(error: impl std::fmt::Display) -> Opened {
    Opened::Damaged(error.to_string())
}

fn damaged_file(file: &Path, error: &io::Error) -> Opened {
    Opened::Damaged(format!("{}: {error}", file.display()))
}

/// Compares a file with the checksum in its footer, reading it piece by piece: mapped pages would
/// count as memory of the process.
fn check_file(path: &Path) -> io::Result<()> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut tail = [0; 8];
    file.seek(SeekFrom::Start(
        length.checked_sub(8).ok_or_else(|| wrong("too short"))?,
    ))?;
    file.read_exact(&mut tail)?;
    let [a, b, c, d, ..] = tail;
    let footer_length = u64::from(u32::from_le_bytes([a, b, c, d]));
    let body = (length - 8)
        .checked_sub(footer_length)
        .ok_or_else(|| wrong("torn footer"))?;
    file.seek(SeekFrom::Start(body))?;
    let mut footer = vec![0; footer_length.min(50_000) as usize];
    file.read_exact(&mut footer)?;
    let footer: Footer = serde_json::from_slice(&footer).map_err(|_| wrong("torn footer"))?;
    file.rewind()?;
    let mut sum = crc32fast::Hasher::new();
    let mut piece = vec![0; 1 << 17];
    let mut left = body;
    while left > 0 {
        let part = &mut piece[..left.min(1 << 17) as usize];
        file.read_exact(part)?;
        sum.update(part);
        left -= part.len() as u64;
    }
    if sum.finalize() == footer.crc {
        Ok(())
    } else {
        Err(wrong("checksum does not fit"))
    }
}

/// What tantivy appends to each of its files.
#[derive(serde::Deserialize)]
struct Footer {
    crc: u32,
}

fn marker_text() -> String {
    format!("search index, schema {VERSION}\n")
}

/// Declares an index whole.
pub fn write_marker(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(MARKER), marker_text())
}

/// An error while writing into an index: if the index is gone, trying again would not help.
pub fn blame(folder: &Path, error: Error) -> Error {
    match error {
        Error::Write(_) if !folder.join(MARKER).exists() => {
            Error::Damaged(format!("{} is gone", folder.display()))
        }
        error => error,
    }
}

pub fn folder(root: &Path, number: u32) -> PathBuf {
    root.join(format!("i{number:08}"))
}

/// The numbers of all indexes, whole or not, rising.
pub fn numbers(root: &Path) -> io::Result<Vec<u32>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(root)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix('i'));
        all.extend(number.and_then(|digits| digits.parse::<u32>().ok()));
    }
    all.sort_unstable();
    Ok(all)
}

/// All indexes in the folder except the one in service: older ones, and newer ones that were never
/// finished.
pub fn others(root: &Path, used: &Path) -> Vec<PathBuf> {
    let numbers = numbers(root).unwrap_or_default();
    numbers
        .into_iter()
        .map(|number| folder(root, number))
        .filter(|path| path != used)
        .collect()
}
