//! The log as a table for programs that calculate: CSV in UTF-8 with its mark, so that Excel reads
//! Arabic, and no cell that such a program would run as a formula.

use axum::response::Response;
use platform::{
    Error, Result, Time,
    audit::{Entry, Export},
};
use web::download;

/// Without it Excel takes UTF-8 for something else.
const MARK: &[u8] = b"\xEF\xBB\xBF";
const HEAD: [&str; 13] = [
    "id",
    "at",
    "organization_id",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "resource_type",
    "resource_id",
    "changes",
    "ip",
    "user_agent",
    "request_id",
];

/// Sends it while it is read.
pub(super) fn send(export: Export, now: Time) -> Response {
    let day = now.stamp().strftime("%Y-%m-%d");
    let name = format!("audit-log-{day}.csv");
    let step = |(mut export, is_first): (Export, bool)| async move {
        let Some(rows) = export.next().await.inspect_err(|error| {
            tracing::error!(%error, "An export of the audit log broke off");
        })?
        else {
            return Ok(None);
        };
        let mut piece = Vec::new();
        if is_first {
            piece.extend_from_slice(MARK);
            write(&mut piece, std::iter::once(HEAD.map(str::to_owned)))?;
        }
        write(&mut piece, rows.into_iter().map(cells))?;
        Ok(Some((piece, (export, false))))
    };
    download::made(&name, "text/csv; charset=utf-8", (export, true), step)
}

fn write(piece: &mut Vec<u8>, rows: impl Iterator<Item = [String; 13]>) -> Result<()> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(piece);
    for row in rows {
        table.write_record(&row).map_err(Error::internal)?;
    }
    table.flush().map_err(Error::internal)
}

fn cells(row: Entry) -> [String; 13] {
    let text = |id: Option<String>| id.unwrap_or_default();
    let changes = if row.changes.is_empty() {
        String::new()
    } else {
        serde_json::Value::Object(row.changes).to_string()
    };
    let cells = [
        row.id.to_string(),
        row.at.to_string(),
        text(row.organization.map(|id| id.to_string())),
        row.actor_kind.as_str().to_owned(),
        text(row.actor.map(|id| id.to_string())),
        text(row.actor_name),
        row.action,
        row.resource_type,
        text(row.resource_id.map(|id| id.to_string())),
        changes,
        text(row.ip),
        text(row.user_agent),
        text(row.request_id),
    ];
    cells.map(harmless)
}

/// A cell that begins like a formula is begun with an apostrophe, which such programs take for "this
/// is text".
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(harmless(bad.into()), format!("'{bad}"));
        }
        for good in [
            "",
            "Sara",
            "2026-01-01",
            "{\"title\":[\"\",\"=1\"]}",
            "سارة",
        ] {
            assert_eq!(harmless(good.into()), good);
        }
    }
}
