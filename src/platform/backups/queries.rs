//! Every statement about snapshots and drills.

use rusqlite::params;
use store::{Reader, Row, Writer};

use super::runs::{Run, Work};
use crate::error::Result;

/// Runs that are remembered.
const REMEMBERED: u32 = 100;

const COLUMNS: &str = "id, work, at, took_ms, snapshot, bytes, files, entries, problem, detail";

fn run(r: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: r.get(0)?,
        work: r.get(1)?,
        at: r.get(2)?,
        took_ms: r.get::<_, i64>(3)? as u64,
        snapshot: r.get(4)?,
        bytes: r.get::<_, i64>(5)? as u64,
        files: r.get::<_, i64>(6)? as u64,
        entries: r.get::<_, i64>(7)? as u64,
        problem: r.get(8)?,
        detail: r.get(9)?,
    })
}

/// The last snapshot or the last drill, whatever became of it. Ids grow with time.
pub(super) fn last(db: &Reader<'_>, drill: bool) -> Result<Option<Run>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM backup_runs WHERE (work = ?1) = ?2 ORDER BY id DESC LIMIT 1"
    );
    Ok(db.optional(&sql, params![Work::Drill, drill], run)?)
}

pub(super) fn insert(tx: &Writer<'_>, run: &Run) -> Result<()> {
    let sql = "INSERT INTO backup_runs (id, work, at, took_ms, snapshot, bytes, files, entries, problem, detail)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let values = params![
        run.id,
        run.work,
        run.at,
        run.took_ms as i64,
        run.snapshot,
        run.bytes as i64,
        run.files as i64,
        run.entries as i64,
        run.problem,
        run.detail,
    ];
    tx.execute(sql, values)?;
    let sql = "DELETE FROM backup_runs WHERE id NOT IN (SELECT id FROM backup_runs ORDER BY id DESC LIMIT ?1)";
    tx.execute(sql, params![REMEMBERED])?;
    Ok(())
}
