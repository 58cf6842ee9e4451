//! Reading an archive into an empty folder. Whatever it says of itself is checked: names, lengths,
//! hashes, and that nothing is missing and nothing besides. It may come from anywhere.

use std::{
    collections::HashMap,
    fs::{DirBuilder, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;

use super::{
    archive::{
        ABOUT, About, Entry, KEYS, MANIFEST, Manifest, PAPER_BYTES_MAX, SMALL_BYTES_MAX, is_known,
    },
    pack::Pace,
    room,
    trouble::Trouble,
};

/// Bytes that are read at once.
const PIECE: usize = 256 << 10;
/// Left free beside what is unpacked.
const SPARE: u64 = 64 << 20;
/// Zeros that a tar may end with.
const TAIL_MAX: u64 = 1 << 20;

/// What was unpacked.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) about: About,
    /// How many uploads.
    pub(super) files: usize,
    /// Bytes of everything.
    pub(super) bytes: u64,
    /// Uploads that were not there when it was made.
    pub(super) missing: Vec<String>,
    /// The locked keys.
    pub(super) keys: Option<Vec<u8>>,
}

/// Unpacks into a folder that exists and is empty. `known` is how many migrations this version has.
pub(super) fn unpack(
    archive: impl Read,
    into: &Path,
    known: u32,
    pace: Pace<'_>,
) -> Result<Unpacked, Trouble> {
    let decoder = zstd::Decoder::new(archive).map_err(|e| unreadable("its beginning", &e))?;
    let mut tar = tar::Archive::new(decoder);
    let mut reading = Reading {
        into,
        known,
        pace,
        about: None,
        entries: HashMap::new(),
        bytes: 0,
        keys: None,
        manifest: None,
        last: "its beginning".to_owned(),
        buffer: vec![0; PIECE],
    };
    let all = tar.entries().map_err(|e| unreadable("its beginning", &e))?;
    // Raw: no entry speaks for another one.
    for entry in all.raw(true) {
        let entry = entry.map_err(|e| unreadable(&reading.last, &e))?;
        reading.take(entry)?;
    }
    drain(tar.into_inner())?;
    reading.finish()
}

/// Reads what stands behind the last entry, so that the checksum of the whole is compared.
fn drain(rest: impl Read) -> Result<(), Trouble> {
    let mut rest = rest.take(TAIL_MAX + 1);
    let mut buffer = [0; 4096];
    let mut tail = 0;
    loop {
        let n = rest
            .read(&mut buffer)
            .map_err(|e| unreadable(MANIFEST, &e))?;
        if n == 0 {
            return Ok(());
        }
        tail += n as u64;
        if tail > TAIL_MAX || buffer[..n].iter().any(|b| *b != 0) {
            return Err(Trouble::Damaged("something stands behind its end".into()));
        }
    }
}

fn unreadable(after: &str, error: &io::Error) -> Trouble {
    let how = if error.kind() == io::ErrorKind::UnexpectedEof {
        "it ends too early".to_owned()
    } else {
        format!("it cannot be read any further ({error})")
    };
    Trouble::Damaged(format!("after {after}, {how}"))
}

struct Reading<'a> {
    into: &'a Path,
    known: u32,
    pace: Pace<'a>,
    about: Option<About>,
    /// Length and hash of what was read.
    entries: HashMap<String, (u64, String)>,
    bytes: u64,
    keys: Option<Vec<u8>>,
    manifest: Option<Manifest>,
    /// The last entry that was read.
    last: String,
    buffer: Vec<u8>,
}

impl Reading<'_> {
    fn take<R: Read>(&mut self, mut entry: tar::Entry<'_, R>) -> Result<(), Trouble> {
        let path = entry.path_bytes().into_owned();
        let path = String::from_utf8(path)
            .map_err(|e| Trouble::Foreign(format!("it holds {:?}", e.to_string())))?;
        let bytes = entry.size();
        if !entry.header().entry_type().is_file() {
            return Err(Trouble::Foreign(format!("{path:?} in it is no plain file")));
        }
        if self.manifest.is_some() {
            return Err(Trouble::Damaged(format!(
                "{path:?} stands behind the manifest"
            )));
        }
        match (path.as_str(), &self.about) {
            (ABOUT, None) => {
                let text = self.read(&mut entry, &path, bytes, SMALL_BYTES_MAX)?;
                let about = self.first(&text)?;
                self.about = Some(about);
            }
            (_, None) => return Err(Trouble::Foreign(format!("it begins with {path:?}"))),
            (MANIFEST, _) => {
                let text = self.read(&mut entry, &path, bytes, PAPER_BYTES_MAX)?;
                self.entries.remove(MANIFEST);
                let manifest = serde_json::from_slice(&text);
                let manifest = manifest
                    .map_err(|_| Trouble::Damaged(format!("{MANIFEST} cannot be understood")))?;
                self.manifest = Some(manifest);
            }
            (path, _) if !is_known(path) => {
                return Err(Trouble::Foreign(format!(
                    "it holds {path:?}, which has no place in a data folder"
                )));
            }
            (KEYS, _) => {
                let sealed = self.read(&mut entry, &path, bytes, SMALL_BYTES_MAX)?;
                self.bytes += bytes;
                self.keys = Some(sealed);
            }
            (_, Some(about)) => {
                let most = about.bytes;
                self.bytes = self.bytes.saturating_add(bytes);
                if self.bytes > most {
                    return Err(Trouble::Damaged(format!(
                        "with {path:?} it holds more than the {most} bytes that it says"
                    )));
                }
                self.write(&mut entry, &path, bytes)?;
            }
        }
        self.last = path;
        Ok(())
    }

    fn first(&self, text: &[u8]) -> Result<About, Trouble> {
        let about: About = serde_json::from_slice(text)
            .map_err(|_| Trouble::Foreign(format!("{ABOUT} in it cannot be understood")))?;
        if !about.is_ours() {
            return Err(Trouble::Foreign(format!(
                "{ABOUT} in it is another product's"
            )));
        }
        let is_newer = about.schema_version > self.known;
        if is_newer || !about.is_readable() {
            return Err(Trouble::Newer {
                found: about.schema_version,
                known: self.known,
                product_version: about.product_version,
            });
        }
        room::require(self.into, about.bytes.saturating_add(SPARE))?;
        Ok(about)
    }

    /// Reads something small into memory.
    fn read<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
        path: &str,
        bytes: u64,
        most: u64,
    ) -> Result<Vec<u8>, Trouble> {
        if bytes > most {
            return Err(Trouble::Damaged(format!("{path} in it is too long")));
        }
        let mut content = Vec::new();
        self.each(entry, path, bytes, &mut |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(content)
    }

    fn write<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
        path: &str,
        bytes: u64,
    ) -> Result<(), Trouble> {
        let target = self.into.join(path);
        if let Some(parent) = target.parent() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(parent);
            made.map_err(|e| Trouble::io(parent, e))?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&target);
        let mut file = file.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => Trouble::Damaged(format!("{path} is in it twice")),
            _ => Trouble::io(&target, e),
        })?;
        self.each(entry, path, bytes, &mut |piece| {
            file.write_all(piece).map_err(|e| Trouble::io(&target, e))
        })
    }

    /// Reads an entry piece by piece and notes its hash.
    fn each<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
        path: &str,
        bytes: u64,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut digest = Context::new(&SHA256);
        let mut left = bytes;
        while left > 0 {
            let n = entry.read(&mut self.buffer);
            let n = n.map_err(|e| unreadable(&self.last, &e))?;
            if n == 0 {
                let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
                return Err(unreadable(&self.last, &cut));
            }
            digest.update(&self.buffer[..n]);
            take(&self.buffer[..n])?;
            left = left.saturating_sub(n as u64);
            (self.pace)(n as u64)?;
        }
        let sha256 = HEXLOWER.encode(digest.finish().as_ref());
        if self
            .entries
            .insert(path.to_owned(), (bytes, sha256))
            .is_some()
        {
            return Err(Trouble::Damaged(format!("{path} is in it twice")));
        }
        Ok(())
    }

    /// Compares what was read with what the manifest says.
    fn finish(mut self) -> Result<Unpacked, Trouble> {
        let about = self.about.take();
        let about = about.ok_or_else(|| Trouble::Foreign("it is empty".into()))?;
        let cut = || Trouble::Damaged(format!("after {}, it ends too early", self.last));
        let manifest = self.manifest.take().ok_or_else(cut)?;
        for Entry {
            path,
            bytes,
            sha256,
        } in &manifest.entries
        {
            match self.entries.remove(path) {
                None => return Err(Trouble::Damaged(format!("{path} is missing"))),
                Some(found) if found == (*bytes, sha256.clone()) => {}
                Some(_) => {
                    return Err(Trouble::Damaged(format!(
                        "{path} is not what the manifest says"
                    )));
                }
            }
        }
        if let Some(path) = self.entries.into_keys().min() {
            return Err(Trouble::Damaged(format!(
                "the manifest does not know {path}"
            )));
        }
        let is_upload = |e: &&Entry| e.path.starts_with("files/");
        Ok(Unpacked {
            files: manifest.entries.iter().filter(is_upload).count(),
            about,
            bytes: self.bytes,
            missing: manifest.missing,
            keys: self.keys,
        })
    }
}
