//! Reading on in a log that somebody else appends to, behind the last commit that is known.
//!
//! Each frame's checksum continues that of the frame before it. So what follows a known commit
//! proves that it belongs to the same log, without reading that log from its beginning.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::log::{FRAME_HEADER, Format, HEADER, Sums, is_commit, stored_sums};
use crate::OpenError;

/// Bytes gathered before they are written.
const PIECE: usize = 1 << 20;

/// A place in a log, behind a commit.
#[derive(Clone, Copy)]
pub(crate) struct Tail {
    format: Format,
    sums: Sums,
    /// Bytes before it.
    pub(crate) at: u64,
}

impl Tail {
    /// Behind the commit that ends at `at`.
    pub(crate) fn behind(log: &Path, at: u64) -> Result<Self, OpenError> {
        let read = || {
            let file = File::open(log)?;
            let mut header = [0; HEADER];
            file.read_exact_at(&mut header, 0)?;
            let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the log is damaged");
            let (format, mut sums) = Format::of(&header).ok_or_else(damaged)?;
            let frame = (FRAME_HEADER + format.page_size) as u64;
            if at >= HEADER as u64 + frame {
                let mut before = [0; FRAME_HEADER];
                file.read_exact_at(&mut before, at - frame)?;
                sums = stored_sums(&before);
            }
            Ok(Self { format, sums, at })
        };
        read().map_err(|e| OpenError::io(log, e))
    }

    /// Appends to `to` the whole transactions that follow this place in `from`, and answers the
    /// place behind them. A transaction that is not whole, or not of this log, is left out.
    pub(crate) fn carry(self, from: &Path, to: &Path) -> Result<Self, OpenError> {
        let mut file = File::open(from).map_err(|e| OpenError::io(from, e))?;
        file.seek(SeekFrom::Start(self.at))
            .map_err(|e| OpenError::io(from, e))?;
        let file = BufReader::with_capacity(PIECE, file);
        let target = File::options().write(true).open(to);
        let target = target.map_err(|e| OpenError::io(to, e))?;
        let written = self.append(file, &target);
        // Behind the last commit nothing may stay.
        let (reached, outcome) = match written {
            Ok(reached) => (reached, Ok(())),
            Err(error) => (self, Err(error)),
        };
        let cut = target.set_len(reached.at);
        outcome.and(cut).map_err(|e| OpenError::io(to, e))?;
        Ok(reached)
    }

    fn append(self, mut from: impl Read, to: &File) -> io::Result<Self> {
        let (mut place, mut committed) = (self, self);
        let mut frame = vec![0; FRAME_HEADER + self.format.page_size];
        let mut piece = Vec::new();
        while fill(&mut from, &mut frame)? {
            let sums = self.format.sums(&frame, place.sums);
            if !self.format.fits(&frame, sums) {
                break;
            }
            piece.extend_from_slice(&frame);
            place.sums = sums;
            place.at += frame.len() as u64;
            if is_commit(&frame) {
                committed = place;
            }
            if piece.len() >= PIECE {
                to.write_all_at(&piece, place.at - piece.len() as u64)?;
                piece.clear();
            }
        }
        to.write_all_at(&piece, place.at - piece.len() as u64)?;
        Ok(committed)
    }
}

/// Fills `buffer`; `false` when the file ends before.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
