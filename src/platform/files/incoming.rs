//! A file on its way in: written to the disk as it arrives, never whole in memory.

use std::{
    io::{self, Write},
    sync::Arc,
};

use aws_lc_rs::digest::{Context, SHA256};

use super::{
    BYTES_MAX,
    disk::{Draft, Folder},
    kind::{self, HEAD_BYTES},
    types::Hash,
    vault::blocking,
};
use crate::{
    App,
    error::{Error, Kind, Result},
};

/// Arriving bytes are collected to pieces of this size before the disk is asked.
const PIECE_BYTES: usize = 256 * 1024;

/// Writes a content and its hash at once.
pub(super) struct Sink {
    draft: Draft,
    hash: Context,
    bytes: u64,
}

/// A content that is written but has no place yet.
#[derive(Debug)]
pub(super) struct Content {
    pub draft: Draft,
    pub hash: Hash,
    pub bytes: u64,
}

impl Sink {
    pub fn new(folder: &Folder) -> io::Result<Self> {
        Ok(Self {
            draft: folder.draft()?,
            hash: Context::new(&SHA256),
            bytes: 0,
        })
    }

    pub fn finish(self) -> Content {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.hash.finish().as_ref());
        Content {
            draft: self.draft,
            hash,
            bytes: self.bytes,
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.draft.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file on its way in.
pub struct Incoming {
    /// Away only while a piece is being written.
    sink: Option<Sink>,
    piece: Vec<u8>,
    head: Vec<u8>,
    is_text: bool,
    bytes: u64,
}

/// A file that is all there.
#[derive(Debug)]
pub(super) struct Arrived {
    pub content: Content,
    pub head: Vec<u8>,
    pub is_text: bool,
}

impl Incoming {
    /// Makes room for a file.
    pub async fn begin(app: &App) -> Result<Self> {
        let folder = Arc::clone(&app.files.folder);
        let sink = blocking(move || Ok(Sink::new(&folder)?)).await?;
        Ok(Self {
            sink: Some(sink),
            piece: Vec::new(),
            head: Vec::new(),
            is_text: true,
            bytes: 0,
        })
    }

    /// Takes the next bytes; 413 beyond [`BYTES_MAX`].
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        if self.bytes > BYTES_MAX {
            return Err(too_large(BYTES_MAX));
        }
        let head_left = HEAD_BYTES - self.head.len();
        self.head
            .extend_from_slice(&bytes[..bytes.len().min(head_left)]);
        self.is_text = self.is_text && kind::is_text(bytes);
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.write_piece().await?;
        }
        Ok(())
    }

    async fn write_piece(&mut self) -> Result<()> {
        let piece = std::mem::take(&mut self.piece);
        let mut sink = self.sink.take().ok_or_else(cut_short)?;
        let written = blocking(move || {
            sink.write_all(&piece)?;
            Ok((sink, piece))
        });
        let (sink, mut piece) = written.await?;
        piece.clear();
        self.sink = Some(sink);
        self.piece = piece;
        Ok(())
    }

    /// All of it has come.
    pub(super) async fn finish(mut self) -> Result<Arrived> {
        self.write_piece().await?;
        let sink = self.sink.take().ok_or_else(cut_short)?;
        Ok(Arrived {
            content: sink.finish(),
            head: self.head,
            is_text: self.is_text,
        })
    }
}

/// After a piece could not be written nothing can follow it.
fn cut_short() -> Error {
    Error::internal("a piece of the file was lost before")
}

/// 413, with the limit in MiB.
pub(super) fn too_large(limit: u64) -> Error {
    Error::new(Kind::TooLarge, "file-too-large").arg("limit", limit / (1024 * 1024))
}
