//! What the schema says of a table.

use platform::Result;
use store::{Reader, params};

/// Names of its columns, in lower case; none when there is no such table.
pub(super) fn columns(db: &Reader<'_>, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT lower(name) FROM pragma_table_info(?1)";
    Ok(db.all(sql, params![table], |r| r.get(0))?)
}
