//! Carrying transactions from one log over into the next, frame by frame.
//!
//! While a new base is built from one moment of the database, writing goes on. What is written
//! meanwhile is appended to the new generation's log as it stands in the old one, with the salts
//! and checksums of the new log. SQLite then reads it as if it had written it itself.
//! Source: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;

use super::folder::Generation;
use super::log::{FRAME_HEADER, Format, HEADER, Sums, is_commit, stored_sums};
use crate::OpenError;
use crate::lock::private_file;

/// Bytes gathered before they are written.
const PIECE: usize = 1 << 20;

/// The way from the log of one generation to that of the next.
pub(super) struct Shipment {
    old: Side,
    new: Side,
    /// Transactions carried over.
    pub(super) commits: u64,
}

struct Side {
    generation: Generation,
    file: File,
    format: Format,
    sums: Sums,
    at: u64,
}

impl Shipment {
    /// Begins behind `at`, the end of a commit in the log of `from`.
    pub(super) fn begin(from: &Generation, at: u64, to: &Generation) -> Result<Self, OpenError> {
        let old = Side::old(from, at).map_err(|e| OpenError::io(&from.log(), e))?;
        let new = Side::new(to, old.format.page_size).map_err(|e| OpenError::io(&to.log(), e))?;
        Ok(Self {
            old,
            new,
            commits: 0,
        })
    }

    /// Carries over what stands before `end`, the end of a later commit. Answers how much it was.
    pub(super) fn carry(&mut self, end: u64) -> Result<u64, OpenError> {
        let begin = self.old.at;
        let mut frame = vec![0; FRAME_HEADER + self.old.format.page_size];
        let mut piece = Vec::new();
        while self.old.at < end {
            self.old
                .next(&mut frame)
                .map_err(|e| OpenError::io(&self.old.generation.log(), e))?;
            self.commits += u64::from(is_commit(&frame));
            self.new.sums = self.new.format.take_in(&mut frame, self.new.sums);
            piece.extend_from_slice(&frame);
            if piece.len() >= PIECE || self.old.at >= end {
                let written = self.new.append(&piece);
                written.map_err(|e| OpenError::io(&self.new.generation.log(), e))?;
                piece.clear();
            }
        }
        Ok(self.old.at - begin)
    }

    /// Makes durable what was carried over.
    pub(super) fn sync(&self) -> Result<(), OpenError> {
        let synced = self.new.file.sync_data();
        synced.map_err(|e| OpenError::io(&self.new.generation.log(), e))
    }
}

impl Side {
    fn old(generation: &Generation, at: u64) -> io::Result<Self> {
        let file = File::open(generation.log())?;
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0)?;
        let (format, mut sums) = Format::of(&header).ok_or_else(damaged)?;
        let frame = (FRAME_HEADER + format.page_size) as u64;
        if at > HEADER as u64 {
            let mut before = [0; FRAME_HEADER];
            file.read_exact_at(&mut before, at - frame)?;
            sums = stored_sums(&before);
        }
        Ok(Self {
            generation: generation.clone(),
            file,
            format,
            sums,
            at,
        })
    }

    fn new(generation: &Generation, page_size: usize) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private_file(&mut options);
        let file = options.open(generation.log())?;
        let mut salts = [0; 8];
        aws_lc_rs::rand::fill(&mut salts).map_err(io::Error::other)?;
        let (header, format, sums) = Format::header(page_size, salts);
        file.write_all_at(&header, 0)?;
        Ok(Self {
            generation: generation.clone(),
            file,
            format,
            sums,
            at: HEADER as u64,
        })
    }

    fn next(&mut self, frame: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(frame, self.at)?;
        self.sums = self.format.sums(frame, self.sums);
        if !self.format.fits(frame, self.sums) {
            return Err(damaged());
        }
        self.at += frame.len() as u64;
        Ok(())
    }

    fn append(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all_at(piece, self.at)?;
        self.at += piece.len() as u64;
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the log is damaged")
}
