//! One file of the archive: written piece by piece, read line by line.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, BufRead, BufReader, Read, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};
use zstd::stream::write::Encoder;

use super::{Archive, Line, folder_of};
use crate::{
    backups::Draft,
    error::{Error, Result},
    id::OrganizationId,
};

/// The folder of all of them, below the data folder.
pub(crate) const FOLDER: &str = "archive";
const ENDING: &str = ".jsonl.zst";
/// The longest line that is read: a row is far shorter.
const LINE_MAX: u64 = 16 << 20;

/// Whether a path below the data folder is one of ours: `archive/WHOSE/2026-01.jsonl.zst`.
pub(crate) fn is_archive(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    let [FOLDER, whose, name] = parts[..] else {
        return false;
    };
    let is_whose = whose == "server"
        || whose
            .parse::<OrganizationId>()
            .is_ok_and(|o| o.to_text() == whose);
    let Some(name) = name.strip_suffix(ENDING) else {
        return false;
    };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let is_name = match name.split('-').collect::<Vec<_>>()[..] {
        [year, month] => digits(year, 4) && digits(month, 2),
        [year, month, part] => {
            digits(year, 4) && digits(month, 2) && (digits(part, 1) || digits(part, 2))
        }
        _ => false,
    };
    is_whose && is_name
}

/// What goes through, and its hash.
struct Hashed {
    file: File,
    digest: Context,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.digest.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file under construction; it has no name before it is whole.
pub(super) struct Writing {
    draft: Draft,
    out: Encoder<'static, Hashed>,
    path: String,
    /// A file of this month that no row of the database knows: a process was killed before it wrote
    /// the row, or the database is an older one.
    left_over: Option<(PathBuf, String)>,
}

impl Writing {
    pub(super) fn begin(
        data: &Path,
        organization: Option<OrganizationId>,
        month: &str,
        taken: &[String],
    ) -> Result<Self> {
        let (folder, below) = folder_of(data, organization);
        let made = DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder);
        made.map_err(Error::from)?;
        let mut left_over = None;
        for part in 1..100 {
            let part = if part == 1 {
                String::new()
            } else {
                format!("-{part}")
            };
            let name = format!("{month}{part}{ENDING}");
            let (place, path) = (folder.join(&name), format!("{below}/{name}"));
            if place.exists() {
                if !taken.contains(&path) {
                    left_over = Some((place, path));
                }
                continue;
            }
            if taken.contains(&path) {
                // Lost: its name stays free for whoever puts it back.
                continue;
            }
            let draft = Draft::of(&place).map_err(Error::from)?;
            let file = draft.file.try_clone().map_err(Error::from)?;
            let digest = Context::new(&SHA256);
            let mut out = Encoder::new(Hashed { file, digest }, zstd::DEFAULT_COMPRESSION_LEVEL)
                .map_err(Error::from)?;
            out.include_checksum(true).map_err(Error::from)?;
            return Ok(Self {
                draft,
                out,
                path,
                left_over,
            });
        }
        Err(Error::internal(format!(
            "no name is left for {month} in {below}"
        )))
    }

    pub(super) fn add(&mut self, line: &Line) -> Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n").map_err(Error::from)
    }

    /// Its path below the data folder and its hash, when it is whole, named and durable.
    pub(super) fn finish(self) -> Result<(String, Vec<u8>)> {
        let out = self.out.finish().map_err(Error::from)?;
        let sha256 = out.digest.finish().as_ref().to_vec();
        if let Some((place, path)) = self.left_over
            && hash_of(&place)? == sha256
        {
            return Ok((path, sha256));
        }
        self.draft.keep().map_err(Error::from)?;
        Ok((self.path, sha256))
    }
}

fn hash_of(place: &Path) -> Result<Vec<u8>> {
    let mut file = File::open(place).map_err(Error::from)?;
    let mut digest = Context::new(&SHA256);
    let mut piece = vec![0; 64 << 10];
    loop {
        let n = file.read(&mut piece).map_err(Error::from)?;
        if n == 0 {
            return Ok(digest.finish().as_ref().to_vec());
        }
        digest.update(&piece[..n]);
    }
}

/// Whether the file is the one that was archived, and its rows follow each other from the hash before
/// them to their last. What cannot be read is not whole.
pub(super) fn is_whole(place: &Path, archive: &Archive) -> Result<bool> {
    if !place.exists() || hash_of(place)? != archive.sha256 {
        return Ok(false);
    }
    let file = File::open(place).map_err(Error::from)?;
    let Ok(decoder) = zstd::Decoder::new(file) else {
        return Ok(false);
    };
    let mut reader = BufReader::new(decoder);
    let (mut hash, mut entries) = (archive.before_hash.clone(), 0);
    let mut text = Vec::new();
    loop {
        text.clear();
        let read = reader.by_ref().take(LINE_MAX).read_until(b'\n', &mut text);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(_) => return Ok(false),
        }
        let Ok(line) = serde_json::from_slice::<Line>(&text) else {
            return Ok(false);
        };
        if !line.follows(&hash) {
            return Ok(false);
        }
        (hash, entries) = (line.hash, entries + 1);
    }
    Ok(hash == archive.last_hash && entries == archive.entries)
}

/// Every file of ours, with its length, in the order of their paths.
pub(super) fn files(data: &Path) -> io::Result<Vec<(String, u64)>> {
    let root = data.join(FOLDER);
    let mut found = Vec::new();
    let folders = match fs::read_dir(&root) {
        Ok(folders) => folders,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for folder in folders {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            let whose = folder.file_name();
            let path = format!(
                "{FOLDER}/{}/{}",
                whose.to_string_lossy(),
                file.file_name().to_string_lossy()
            );
            if is_archive(&path) && file.file_type()?.is_file() {
                found.push((path, file.metadata()?.len()));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::is_archive;

    #[test]
    fn only_months_of_organisations_are_archives() {
        let id = "0190b3a2-7c11-7d3e-8a55-0123456789ab";
        for good in [
            "archive/server/2026-01.jsonl.zst",
            &format!("archive/{id}/2026-12-2.jsonl.zst"),
        ] {
            assert!(is_archive(good), "{good}");
        }
        for bad in [
            "archive/server/../2026-01.jsonl.zst",
            "archive/2026-01.jsonl.zst",
            "archive/somebody/2026-01.jsonl.zst",
            &format!("archive/{}/2026-01.jsonl.zst", id.to_uppercase()),
            "archive/server/2026-1.jsonl.zst",
            "archive/server/2026-01-x.jsonl.zst",
            "archive/server/2026-01.jsonl",
            "archive/server/2026-01-100.jsonl.zst",
            "/archive/server/2026-01.jsonl.zst",
        ] {
            assert!(!is_archive(bad), "{bad}");
        }
    }
}
