//! The row that says which server is the main one.

use store::{Reader, Writer, params};

use super::Main;
use crate::{error::Result, time::Time};

pub(super) fn main(db: &Reader<'_>) -> Result<Option<Main>> {
    let sql = "SELECT value FROM settings WHERE key = 'main_server'";
    let text = db.optional(sql, [], |row| row.get::<_, String>(0))?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

pub(super) fn set_main(tx: &Writer<'_>, main: &Main, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO settings (key, value, updated_at) VALUES ('main_server', ?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        params![serde_json::to_string(main)?, now],
    )?;
    Ok(())
}
