//! The one linear list of schema changes.

use rusqlite::Connection;

use crate::OpenError;

/// One step of the schema, applied once, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its name, such as `0007_community_forum`: what an error message calls it.
    pub name: String,
    /// The statements. They run in one transaction with foreign keys checked at its end, so a
    /// table may be rebuilt under its references.
    pub sql: String,
}

/// How many migrations the database has seen.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Applies what is missing, and tells when each begins. The connection is that of a generation
/// still being built.
pub(crate) fn apply(
    connection: &mut Connection,
    all: &[Migration],
    begin: &mut dyn FnMut(),
) -> Result<(), OpenError> {
    let failed = |name: &str| {
        let name = name.to_owned();
        move |source| OpenError::Migration { name, source }
    };
    let done = version(connection).map_err(failed("user_version"))? as usize;
    connection
        .execute_batch("PRAGMA foreign_keys = OFF")
        .map_err(failed("foreign_keys"))?;
    for (index, migration) in all.iter().enumerate().skip(done) {
        begin();
        one(connection, index + 1, migration).map_err(failed(&migration.name))?;
        tracing::debug!(name = migration.name, "Applied migration");
    }
    if done < all.len() {
        let orphan = first_orphan(connection).map_err(failed("foreign_key_check"))?;
        if let Some(table) = orphan {
            return Err(OpenError::MigrationLeftOrphans { table });
        }
    }
    Ok(())
}

fn one(connection: &mut Connection, version: usize, migration: &Migration) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(&migration.sql)?;
    transaction.pragma_update(None, "user_version", version as i64)?;
    transaction.commit()
}

/// A table with a row that refers to nothing, if there is one.
pub(crate) fn first_orphan(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    rows.next()?.map(|row| row.get(0)).transpose()
}
