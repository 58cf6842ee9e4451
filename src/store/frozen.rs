//! One state of the database as files, for a backup: the base as it is, and the log up to a commit.
//!
//! Nothing is locked and nobody waits: the base never changes and the log is only appended to. The
//! files are open, so they may lose their names meanwhile.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use crate::generation::{Broken, Db, Found, Generation, Log, Marker, Standing, Whole, judge};
use crate::live::Live;
use crate::lock::DataFolder;
use crate::meter::Meter;
use crate::{Clock, Error, OpenError, Reader, connection};

/// A log that is appended to while it is read may look damaged for a moment.
const LOOKS: u32 = 3;

/// See the module.
pub struct Frozen {
    marker: Marker,
    base: Base,
    log: File,
    log_bytes: u64,
}

/// The base, to be read at any place.
enum Base {
    Own(File),
    /// Of the generation that this process has open: see [`Live::base_file`].
    Live(Arc<Live>),
}

/// One of the files.
pub struct Part<'a> {
    /// Where it belongs within the data folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// What it must have, hexadecimal, where that is known before it is read.
    pub sha256: Option<&'a str>,
    /// Its content.
    pub content: Box<dyn Read + 'a>,
}

impl Frozen {
    /// The newest state of a data folder that this process has not opened, whether a server runs on
    /// it or not. `read` sees that state or a later one.
    ///
    /// # Errors
    /// [`OpenError::Broken`] when the newest generation is not whole; [`OpenError::NoDatabase`] when
    /// there is none.
    pub fn of_folder<T, E>(
        data: &Path,
        now: &Clock,
        read: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<(Self, T), E>
    where
        E: From<Error> + From<OpenError>,
    {
        let (generation, whole) = newest(data, now)?;
        let base = generation.base();
        let answer = {
            let connection = connection::reader(&base).map_err(Error::from)?;
            connection.execute_batch("BEGIN").map_err(Error::from)?;
            read(&Reader {
                connection: &connection,
                meter: Meter::new(Arc::default(), None),
            })?
        };
        // Opened after SQLite closed it: closing this would drop SQLite's locks.
        let base = Base::Own(open(&base)?);
        let frozen = Self {
            log: open(&generation.log())?,
            log_bytes: whole.log.end,
            marker: whole.marker,
            base,
        };
        Ok((frozen, answer))
    }

    /// The present state of the generation that this process has open.
    pub(crate) fn of_live(live: &Arc<Live>) -> Result<Self, OpenError> {
        let generation = &live.generation;
        let whole = calmly(generation, |g| {
            let Found::Marker(marker) = Marker::read(g)? else {
                return Err(lost(g));
            };
            let log = Log::read(&g.log())?;
            Ok(match log.damaged_at {
                None => Standing::Whole(Whole {
                    marker,
                    adopted: false,
                    log,
                }),
                Some(at) => Standing::Broken(Broken {
                    path: g.log(),
                    fault: crate::Fault::Damaged { at },
                }),
            })
        })?;
        let whole = whole.ok_or_else(|| lost(generation))?;
        live.base_file()
            .map_err(|e| OpenError::io(&generation.base(), e))?;
        Ok(Self {
            log: open(&generation.log())?,
            log_bytes: whole.log.end,
            marker: whole.marker,
            base: Base::Live(Arc::clone(live)),
        })
    }

    /// Number of the generation.
    pub const fn generation(&self) -> u32 {
        self.marker.generation
    }

    /// Migrations that it has seen.
    pub const fn schema_version(&self) -> u32 {
        self.marker.schema_version
    }

    /// Bytes of all parts.
    pub fn bytes(&self) -> u64 {
        self.marker.size + self.log_bytes + self.marker.text().len() as u64
    }

    /// The files, the marker last.
    pub fn parts(&self) -> Result<[Part<'_>; 4], OpenError> {
        let number = self.marker.generation;
        let path = |name: &str| format!("db/g{number:08}/{name}");
        let base = match &self.base {
            Base::Own(file) => file,
            Base::Live(live) => live
                .base_file()
                .map_err(|e| OpenError::io(&live.generation.base(), e))?,
        };
        let marker = self.marker.text();
        Ok([
            Part {
                path: path("guildhall.db"),
                bytes: self.marker.size,
                sha256: Some(&self.marker.sha256),
                content: Box::new(Piece::of(base, self.marker.size)),
            },
            Part {
                path: path("guildhall.db-wal"),
                bytes: self.log_bytes,
                sha256: None,
                content: Box::new(Piece::of(&self.log, self.log_bytes)),
            },
            Part {
                path: path("in-use"),
                bytes: 0,
                sha256: None,
                content: Box::new(io::empty()),
            },
            Part {
                path: path("base.json"),
                bytes: marker.len() as u64,
                sha256: None,
                content: Box::new(io::Cursor::new(marker)),
            },
        ])
    }
}

/// The generation that counts.
fn newest(data: &Path, now: &Clock) -> Result<(Generation, Whole), OpenError> {
    let db = Db::of(data);
    if db.list()?.is_empty() {
        return Err(OpenError::NoDatabase { path: db.path });
    }
    // Without a server, a copy may hold a generation that is whole but was not marked yet. Beside a
    // server such a one is being built, and nobody else may touch it.
    let alone = DataFolder::acquire(data, now()).ok();
    for generation in db.list()? {
        let is_marked = generation.marker().exists() || generation.in_use().exists();
        if !is_marked && alone.is_none() {
            continue;
        }
        if let Some(whole) = calmly(&generation, judge)? {
            return Ok((generation, whole));
        }
    }
    Err(OpenError::NoDatabase { path: db.path })
}

/// Judges more than once before a generation counts as broken; `None` for a half-built one.
fn calmly(
    generation: &Generation,
    judge: impl Fn(&Generation) -> Result<Standing, OpenError>,
) -> Result<Option<Whole>, OpenError> {
    let mut looks = 0;
    loop {
        looks += 1;
        match judge(generation)? {
            Standing::Whole(whole) => return Ok(Some(whole)),
            Standing::HalfBuilt { .. } => return Ok(None),
            Standing::Broken(_) if looks < LOOKS => {}
            Standing::Broken(Broken { path, fault }) => {
                let older = None;
                return Err(OpenError::Broken { path, fault, older });
            }
        }
    }
}

fn lost(generation: &Generation) -> OpenError {
    OpenError::Broken {
        path: generation.marker(),
        fault: crate::Fault::Missing,
        older: None,
    }
}

fn open(path: &Path) -> Result<File, OpenError> {
    File::open(path).map_err(|e| OpenError::io(path, e))
}

/// The first bytes of a file that others read too.
struct Piece<'a> {
    file: &'a File,
    at: u64,
    end: u64,
}

impl<'a> Piece<'a> {
    const fn of(file: &'a File, bytes: u64) -> Self {
        Self {
            file,
            at: 0,
            end: bytes,
        }
    }
}

impl Read for Piece<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let length = left.min(buffer.len());
        let n = self.file.read_at(&mut buffer[..length], self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

/// What a folder holds that was just put together, from a backup for example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// Number of the generation.
    pub generation: u32,
    /// Migrations that it has seen.
    pub schema_version: u32,
}

/// The number of the newest marked generation of a folder.
pub fn newest_generation(data: &Path) -> Result<Option<u32>, OpenError> {
    for generation in Db::of(data).list()? {
        if let Found::Marker(marker) = Marker::read(&generation)? {
            return Ok(Some(marker.generation));
        }
    }
    Ok(None)
}

/// Compares the newest generation of a folder with its marker and reads its log to the end, as a
/// start would. Opens nothing.
///
/// # Errors
/// Those of a start.
pub fn verify(data: &Path) -> Result<Standstill, OpenError> {
    let db = Db::of(data);
    for generation in db.list()? {
        match judge(&generation)? {
            Standing::Whole(whole) => {
                return Ok(Standstill {
                    generation: generation.number,
                    schema_version: whole.marker.schema_version,
                });
            }
            Standing::HalfBuilt { .. } => {}
            Standing::Broken(Broken { path, fault }) => {
                let older = None;
                return Err(OpenError::Broken { path, fault, older });
            }
        }
    }
    Err(OpenError::NoDatabase { path: db.path })
}
