//! What can go wrong with an index, as far as its caller can do something about it.

use tantivy::TantivyError;

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

/// An error while reading: whatever it says, the files are not what was written.
pub(crate) fn reading(error: impl Into<TantivyError>) -> Error {
    Error::Damaged(error.into().to_string())
}

/// An error while writing.
pub(crate) fn writing(error: impl std::fmt::Display) -> Error {
    Error::Write(error.to_string())
}
