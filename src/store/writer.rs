//! Writing: what a closure on the writer thread may do.

use std::cell::RefCell;
use std::ops::Deref;

use rusqlite::Params;

use crate::{Error, Reader};

/// A closure's part of the running transaction. It also reads, and sees what it wrote.
///
/// `execute` is its one door: ids, times and randomness come in as parameters, so that the same
/// statements give the same rows wherever they are run again.
pub struct Writer<'c> {
    pub(crate) reader: Reader<'c>,
    /// The error that made SQLite give up the whole transaction.
    pub(crate) lost: RefCell<Option<Error>>,
}

impl Writer<'_> {
    /// Runs one writing statement and answers how many rows it changed.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        let connection = self.reader.connection;
        let mut statement = connection.prepare_cached(sql)?;
        // `COMMIT` and its like count as reading, and would end the transaction of all others.
        if statement.readonly() {
            return Err(Error::NotAWrite(sql.to_owned()));
        }
        let done = statement.execute(params);
        done.map_err(|error| {
            let error = Error::from(error);
            if connection.is_autocommit() {
                self.lost.replace(Some(error.shared()));
            }
            error
        })
    }
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}
