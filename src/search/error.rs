//! What can go wrong with an index, as far as its caller can do something about it.

use std::io;

use tantivy::TantivyError;
use tantivy::directory::error::{OpenReadError, OpenWriteError};

/// The ways in which a call to the index fails.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Nothing has been checked, or the check failed, or the first rebuild is not finished.
    /// Answer from the database meanwhile.
    #[error("the search index is not ready")]
    NotReady,
    /// The files do not hold what was written. The index is not ready any more: rebuild it.
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    /// The disk is full or read-only, or the folder is gone. The changes were not taken; apply
    /// them again later.
    #[error("the search index cannot be written: {0}")]
    Write(String),
}

/// A result of the index.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error while reading: the files are not what was written, unless the machine lacks something
/// at the moment.
pub(crate) fn reading(error: impl Into<TantivyError>) -> Error {
    let error = error.into();
    if io_error(&error).is_some_and(is_shortage) {
        tracing::warn!(%error, "Could not read the search index");
        return Error::NotReady;
    }
    Error::Damaged(error.to_string())
}

/// An error while writing: the disk does not take it, unless what was read for it is damaged.
pub(crate) fn writing(error: impl Into<TantivyError>) -> Error {
    let error = error.into();
    let is_damage = match &error {
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => true,
        other => io_error(other).is_some_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            )
        }),
    };
    if is_damage {
        Error::Damaged(error.to_string())
    } else {
        Error::Write(error.to_string())
    }
}

fn io_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(error) => Some(error),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => Some(io_error),
        _ => None,
    }
}

/// Too many open files, or no memory to map one.
fn is_shortage(error: &io::Error) -> bool {
    let number = error
        .raw_os_error()
        .map(rustix::io::Errno::from_raw_os_error);
    let shortages = [
        rustix::io::Errno::MFILE,
        rustix::io::Errno::NFILE,
        rustix::io::Errno::NOMEM,
    ];
    number.is_some_and(|number| shortages.contains(&number))
}
