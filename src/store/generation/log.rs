//! Reading a log without SQLite: where its last commit ends, and whether it is damaged.
//!
//! SQLite reads a log up to the first frame whose checksum does not fit and takes that for the
//! end. After a power cut it is right: only the last group, not yet acknowledged, can be torn.
//! For a flipped byte in the middle it is wrong: everything behind would silently be gone.
//!
//! The two can be told apart. Each frame's checksum continues that of the frame before it, so a
//! run of frames behind the break still proves itself from the checksum that its predecessor
//! carries. The writer begins a transaction only when the one before it is durable; so if such a
//! run, the broken frame included, holds two commits, the first of them was durable, and what broke
//! before its end is damage. With one commit or none it may be the torn last group, and is cut off.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use crate::OpenError;

pub(super) const HEADER: usize = 32;
pub(super) const FRAME_HEADER: usize = 24;
/// First word of a log whose checksums read words with the low byte first; one more for high.
const MAGIC: u32 = 0x377f_0682;

const VERSION: u32 = 3_007_000;

/// What a log holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Log {
    /// Bytes of the file.
    pub(crate) size: u64,
    /// Transactions that SQLite will read.
    pub(crate) commits: u64,
    /// Where the last of them ends.
    pub(crate) end: u64,
    /// Where the log breaks although durable transactions follow.
    pub(crate) damaged_at: Option<u64>,
}

pub(super) type Sums = (u32, u32);

/// The checksums of one log.
#[derive(Clone, Copy)]
pub(super) struct Format {
    high_first: bool,
    pub(super) page_size: usize,
    salts: [u8; 8],
}

impl Log {
    /// Reads the whole log once.
    pub(crate) fn read(path: &Path) -> Result<Self, OpenError> {
        let file = File::open(path).map_err(|e| OpenError::io(path, e))?;
        let size = file.metadata().map_err(|e| OpenError::io(path, e))?.len();
        let mut log = Self {
            size,
            ..Self::default()
        };
        log.scan(BufReader::with_capacity(1 << 20, file))
            .map_err(|e| OpenError::io(path, e))?;
        Ok(log)
    }

    fn scan(&mut self, mut file: impl Read) -> std::io::Result<()> {
        let mut header = [0; HEADER];
        if !fill(&mut file, &mut header)? {
            return Ok(());
        }
        let Some((format, mut sums)) = Format::of(&header) else {
            return Ok(());
        };
        let mut frame = vec![0; FRAME_HEADER + format.page_size];
        let mut at = HEADER as u64;
        while fill(&mut file, &mut frame)? {
            let computed = format.sums(&frame, sums);
            if !format.fits(&frame, computed) {
                return self.look_behind(&mut file, format, &frame, computed, at);
            }
            sums = computed;
            at += frame.len() as u64;
            if is_commit(&frame) {
                self.commits += 1;
                self.end = at;
            }
        }
        Ok(())
    }

    /// The frame at `broken_at` does not fit: does a run behind it prove durable transactions?
    fn look_behind(
        &mut self,
        file: &mut impl Read,
        format: Format,
        broken: &[u8],
        computed: Sums,
        broken_at: u64,
    ) -> std::io::Result<()> {
        let mut frame = broken.to_vec();
        // The break may be in the frame's own checksum; then its successor continues `computed`.
        let mut seeds = vec![stored_sums(broken), computed];
        let mut commits = u32::from(is_commit(broken));
        while fill(file, &mut frame)? {
            let fits = seeds
                .iter()
                .any(|seed| format.fits(&frame, format.sums(&frame, *seed)));
            seeds = vec![stored_sums(&frame)];
            match (fits, is_commit(&frame)) {
                (false, _) => commits = 0,
                (true, false) => {}
                (true, true) => commits += 1,
            }
            if commits == 2 {
                self.damaged_at = Some(broken_at);
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Format {
    /// From the header, if it is one.
    pub(super) fn of(header: &[u8; HEADER]) -> Option<(Self, Sums)> {
        let magic = word(header, 0);
        let page_size = word(header, 8) as usize;
        if magic & !1 != MAGIC
            || !page_size.is_power_of_two()
            || !(512..=65536).contains(&page_size)
        {
            return None;
        }
        let mut salts = [0; 8];
        salts.copy_from_slice(&header[16..24]);
        let format = Self {
            high_first: magic & 1 == 1,
            page_size,
            salts,
        };
        let sums = format.add((0, 0), &header[..24]);
        (sums == (word(header, 24), word(header, 28))).then_some((format, sums))
    }

    /// The header of a new log for pages of this size, with these salts.
    pub(super) fn header(page_size: usize, salts: [u8; 8]) -> ([u8; HEADER], Self, Sums) {
        let format = Self {
            high_first: false,
            page_size,
            salts,
        };
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(&MAGIC.to_be_bytes());
        header[4..8].copy_from_slice(&VERSION.to_be_bytes());
        header[8..12].copy_from_slice(&(page_size as u32).to_be_bytes());
        header[16..24].copy_from_slice(&salts);
        let sums = format.add((0, 0), &header[..24]);
        header[24..28].copy_from_slice(&sums.0.to_be_bytes());
        header[28..].copy_from_slice(&sums.1.to_be_bytes());
        (header, format, sums)
    }

    /// Makes a frame of another log one of this log, behind those with the sums `before`.
    pub(super) fn take_in(&self, frame: &mut [u8], before: Sums) -> Sums {
        let sums = self.sums(frame, before);
        frame[8..16].copy_from_slice(&self.salts);
        frame[16..20].copy_from_slice(&sums.0.to_be_bytes());
        frame[20..24].copy_from_slice(&sums.1.to_be_bytes());
        sums
    }

    pub(super) fn sums(&self, frame: &[u8], before: Sums) -> Sums {
        self.add(self.add(before, &frame[..8]), &frame[FRAME_HEADER..])
    }

    pub(super) fn fits(&self, frame: &[u8], sums: Sums) -> bool {
        frame[8..16] == self.salts && word(frame, 0) != 0 && stored_sums(frame) == sums
    }

    fn add(&self, (mut a, mut b): Sums, bytes: &[u8]) -> Sums {
        let read = if self.high_first {
            u32::from_be_bytes
        } else {
            u32::from_le_bytes
        };
        let (pairs, _) = bytes.as_chunks::<8>();
        for &[x0, x1, x2, x3, y0, y1, y2, y3] in pairs {
            a = a.wrapping_add(read([x0, x1, x2, x3])).wrapping_add(b);
            b = b.wrapping_add(read([y0, y1, y2, y3])).wrapping_add(a);
        }
        (a, b)
    }
}

pub(super) fn stored_sums(frame: &[u8]) -> Sums {
    (word(frame, 16), word(frame, 20))
}

pub(super) fn is_commit(frame: &[u8]) -> bool {
    word(frame, 4) != 0
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Fills `buffer`; `false` when the file ends before.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
