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
        // What is written after the transaction was lost would be a commit of its own.
        if connection.is_autocommit() {
            let lost = self.lost.borrow();
            return Err(lost.as_ref().map_or(Error::Closed, Error::shared));
        }
        let done = self.reader.meter.statement(sql, || {
            let mut statement = self.reader.statement(sql)?;
            if statement.readonly() {
                return Err(Error::NotAWrite(sql.to_owned()));
            }
            Ok(statement.execute(params))
        })?;
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
