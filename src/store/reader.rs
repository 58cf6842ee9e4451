//! Reading: one consistent state of the database, seen through a few methods.

use std::time::{Duration, Instant};

use rusqlite::{CachedStatement, Connection, ErrorCode, Params, Row};

use crate::Error;
use crate::meter::Meter;

/// A view of the database as it was when the closure began.
///
/// Every statement is prepared once per connection and kept. Statements that would write are
/// refused here, also inside a write: [`Writer::execute`](crate::Writer::execute) is the one
/// door for those.
pub struct Reader<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) meter: Meter,
}

impl Reader<'_> {
    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        let statement = self.statement(sql)?;
        if statement.readonly() {
            Ok(statement)
        } else {
            Err(Error::WritesThroughRead(sql.to_owned()))
        }
    }

    /// Any statement but those that are the store's own: what begins and ends transactions and
    /// savepoints, changes settings, or attaches other files.
    pub(crate) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        let statement = self.connection.prepare_cached(sql).map_err(|error| {
            if error.sqlite_error_code() == Some(ErrorCode::AuthorizationForStatementDenied) {
                Error::StoresOwn(sql.to_owned())
            } else {
                error.into()
            }
        })?;
        // `COMMIT` and its like count as reading, but have no columns to read.
        if statement.readonly() && statement.column_count() == 0 {
            return Err(Error::StoresOwn(sql.to_owned()));
        }
        Ok(statement)
    }

    /// The first row; an error ([`Error::is_no_rows`]) when there is none.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.meter
            .statement(sql, || Ok(self.prepare(sql)?.query_row(params, map)?))
    }

    /// What SQLite finds wrong with the database, one sentence each; empty when it is whole. Reads
    /// everything.
    pub fn problems(&self) -> Result<Vec<String>, Error> {
        let mut found: Vec<String> = self.all("PRAGMA integrity_check(20)", [], |r| r.get(0))?;
        found.retain(|line| line != "ok");
        let orphan = |r: &Row<'_>| {
            Ok(format!(
                "a row of {} points at nothing",
                r.get::<_, String>(0)?
            ))
        };
        found.extend(self.all("PRAGMA foreign_key_check", [], orphan)?);
        Ok(found)
    }

    /// The first row, if there is one.
    pub fn optional<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let found = self.meter.statement(sql, || {
            let mut statement = self.prepare(sql)?;
            Ok::<_, Error>(statement.query_row(params, map))
        });
        match found? {
            Ok(value) => Ok(Some(value)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// All rows, in memory. For what may be large, use [`Reader::each`].
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        self.meter.statement(sql, || {
            let mut statement = self.prepare(sql)?;
            let mut rows = statement.query(params)?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                all.push(map(row)?);
            }
            Ok(all)
        })
    }

    /// Whether there is at least one row.
    pub fn exists(&self, sql: &str, params: impl Params) -> Result<bool, Error> {
        self.meter
            .statement(sql, || Ok(self.prepare(sql)?.exists(params)?))
    }

    /// Row after row, without keeping them. An error from `each` ends the walk.
    pub fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut spent = Duration::ZERO;
        let mut start = Instant::now();
        let walk = || {
            let mut statement = self.prepare(sql)?;
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                // What is done with a row is not the statement's time.
                spent += start.elapsed();
                let done = each(row);
                start = Instant::now();
                done?;
            }
            Ok(())
        };
        let walked = walk();
        self.meter.add(sql, spent + start.elapsed());
        walked
    }

    /// How SQLite would go about a statement (`EXPLAIN QUERY PLAN`), a line for each step. Runs
    /// nothing.
    pub fn plan(&self, sql: &str) -> Result<Vec<String>, Error> {
        let mut statement = self
            .connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        // Without its parameters.
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            steps.push(row.get(3)?);
        }
        Ok(steps)
    }
}
