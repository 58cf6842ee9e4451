//! Opening SQLite the one way that keeps the data folder safe to copy.
//!
//! Every connection has the same rules: nobody checkpoints (`wal_autocheckpoint=0`, no checkpoint
//! on close), so the base is never written and the log is never reset. The writer also never
//! spills a running transaction into the log (`cache_spill=OFF`): what stands in the log was
//! written once, at a commit, and is not overwritten.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 256;

/// The one writing connection of a generation.
pub(crate) fn writer(base: &Path) -> rusqlite::Result<Connection> {
    let connection = open(base, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    configure(&connection)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA cache_spill = OFF;
         PRAGMA cache_size = -4096;",
    )?;
    keep_settings(&connection)?;
    Ok(connection)
}

/// Makes a fresh connection one of the pool's: it can read and nothing else.
pub(crate) fn configure_reader(connection: &Connection) -> rusqlite::Result<()> {
    configure(connection)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -2048;")?;
    keep_settings(connection)
}

/// How the pool opens its connections.
pub(crate) fn reader_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// One connection that only reads, outside the pool: to look at a generation or copy it.
pub(crate) fn reader(base: &Path) -> rusqlite::Result<Connection> {
    let connection = open(base, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    configure_reader(&connection)?;
    Ok(connection)
}

/// How a base is opened whose log grows by other hands than SQLite's: without locks and with an
/// index of the log of its own, so that each connection keeps the state that it found when it was
/// opened, and none disturbs another.
///
/// Sources: <https://www.sqlite.org/vfs.html#standard_unix_vfses> (`unix-none`),
/// <https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory>
pub(crate) fn still(base: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in base.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => uri.extend(["%".to_owned(), format!("{other:02x}")]),
        }
    }
    uri.push_str("?vfs=unix-none");
    uri
}

/// Flags for [`still`].
pub(crate) fn still_flags() -> OpenFlags {
    reader_flags() | OpenFlags::SQLITE_OPEN_URI
}

/// [`configure_reader`] for [`still`].
pub(crate) fn configure_still(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;")?;
    configure_reader(connection)?;
    // Reads the log; from here on the connection stays at this state.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// One connection of that kind, outside a pool.
pub(crate) fn still_reader(base: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = open(Path::new(&still(base)), flags)?;
    configure_still(&connection)?;
    Ok(connection)
}

/// When the last group of writes was committed.
pub(crate) fn committed_at(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = connection.query_row(
        "SELECT committed_at FROM store_state WHERE id = 1",
        [],
        |row| row.get(0),
    )?;
    Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
}

/// A connection to a base that is being built: not durable yet, and without any journal. A base
/// whose building fails is thrown away whole.
pub(crate) fn builder(base: &Path) -> rusqlite::Result<Connection> {
    let connection = open(base, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF;
         PRAGMA synchronous = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )?;
    Ok(connection)
}

/// Pragmas that only look, although they take a value.
const LOOKING: [&str; 3] = ["integrity_check", "foreign_key_check", "table_info"];

/// From here on no statement changes a setting or attaches a file: one that made SQLite checkpoint
/// would make the base change under a copy.
fn keep_settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.authorizer(Some(|asked: AuthContext<'_>| match asked.action {
        AuthAction::Pragma {
            pragma_name: "wal_checkpoint" | "journal_mode",
            ..
        }
        | AuthAction::Attach { .. }
        | AuthAction::Detach { .. } => Authorization::Deny,
        AuthAction::Pragma {
            pragma_name,
            pragma_value: Some(_),
        } if !LOOKING.contains(&pragma_name) => Authorization::Deny,
        _ => Authorization::Allow,
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where connections are opened"
)]
fn open(base: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(base, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Sub-journals and sorters in memory: a full disk must not stop a read or a rollback.
    connection.execute_batch(
        "PRAGMA wal_autocheckpoint = 0;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;",
    )
}
