//! Writing an archive, entry by entry, with the memory of one piece.

use std::io::{self, Read, Write};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use tar::{EntryType, Header};

use super::{
    archive::{About, Entry, MANIFEST, Manifest},
    trouble::Trouble,
};
use crate::time::Time;

/// Bytes that are read at once.
const PIECE: usize = 256 << 10;
/// tar counts in blocks.
const BLOCK: u64 = 512;

/// Called with the bytes of each piece; may slow the work down, or end it.
pub type Pace<'a> = &'a mut dyn FnMut(u64) -> Result<(), Trouble>;

/// An archive under construction.
pub(super) struct Packer<'a, W: Write> {
    out: zstd::Encoder<'static, W>,
    failed: &'a dyn Fn(io::Error) -> Trouble,
    pace: Pace<'a>,
    at: Time,
    entries: Vec<Entry>,
    buffer: Vec<u8>,
}

impl<'a, W: Write> Packer<'a, W> {
    /// `failed` says what it means when `out` takes no more.
    pub(super) fn new(
        out: W,
        at: Time,
        failed: &'a dyn Fn(io::Error) -> Trouble,
        pace: Pace<'a>,
    ) -> Result<Self, Trouble> {
        let mut out = zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL).map_err(failed)?;
        out.include_checksum(true).map_err(failed)?;
        Ok(Self {
            out,
            failed,
            pace,
            at,
            entries: Vec::new(),
            buffer: vec![0; PIECE],
        })
    }

    /// Adds an entry of exactly so many bytes; answers with its SHA-256.
    pub(super) fn add(
        &mut self,
        path: &str,
        bytes: u64,
        content: &mut dyn Read,
    ) -> Result<String, Trouble> {
        self.header(path, bytes).map_err(self.failed)?;
        let mut digest = Context::new(&SHA256);
        let mut left = bytes;
        loop {
            let n = content.read(&mut self.buffer);
            let n = n.map_err(|e| Trouble::io(path.as_ref(), e))? as u64;
            if n > left || (n == 0 && left > 0) {
                return Err(Trouble::Changed(path.to_owned()));
            }
            if n == 0 {
                break;
            }
            let piece = &self.buffer[..n as usize];
            digest.update(piece);
            self.out.write_all(piece).map_err(self.failed)?;
            left -= n;
            (self.pace)(n)?;
        }
        let padding = [0; BLOCK as usize];
        let short = (BLOCK - bytes % BLOCK) % BLOCK;
        let padded = self.out.write_all(&padding[..short as usize]);
        padded.map_err(self.failed)?;
        let sha256 = HEXLOWER.encode(digest.finish().as_ref());
        self.entries.push(Entry {
            path: path.to_owned(),
            bytes,
            sha256: sha256.clone(),
        });
        Ok(sha256)
    }

    /// Adds something small.
    pub(super) fn add_bytes(&mut self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        self.add(path, bytes.len() as u64, &mut io::Cursor::new(bytes))
            .map(drop)
    }

    /// Adds the first paper.
    pub(super) fn begin(&mut self, about: &About) -> Result<(), Trouble> {
        let text = serde_json::to_vec_pretty(about).map_err(crate::Error::from)?;
        self.add_bytes(super::archive::ABOUT, &text)
    }

    /// Adds the last one and ends the archive.
    pub(super) fn finish(mut self, missing: Vec<String>) -> Result<W, Trouble> {
        let manifest = Manifest {
            entries: std::mem::take(&mut self.entries),
            missing,
        };
        let text = serde_json::to_vec(&manifest).map_err(crate::Error::from)?;
        self.add_bytes(MANIFEST, &text)?;
        let end = [0; 2 * BLOCK as usize];
        self.out.write_all(&end).map_err(self.failed)?;
        self.out.finish().map_err(self.failed)
    }

    fn header(&mut self, path: &str, bytes: u64) -> io::Result<()> {
        let mut header = Header::new_gnu();
        header.set_path(path)?;
        header.set_entry_type(EntryType::Regular);
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(u64::try_from(self.at.seconds()).unwrap_or(0));
        header.set_cksum();
        self.out.write_all(header.as_bytes())
    }
}
