//! Every statement on attachments.

use platform::{
    Result,
    id::{AnyId, FileId, Id, PersonId, hex_list},
};
use store::{Reader, Writer, params};

use super::Attachment;

pub(super) fn of<K: ?Sized>(
    db: &Reader<'_>,
    on: &str,
    ids: &[Id<K>],
) -> Result<Vec<(Id<K>, Attachment)>> {
    let sql = "SELECT f.id, f.name, f.media_type, f.bytes, l.resource_id FROM json_each(?2) j
               CROSS JOIN file_links l ON l.resource_type = ?1 AND l.resource_id = unhex(j.value)
               CROSS JOIN files f ON f.id = l.file_id AND f.deleted_at IS NULL ORDER BY f.id";
    let attachment = |r: &store::Row<'_>| {
        let id: FileId = r.get(0)?;
        let attachment = Attachment {
            id,
            name: r.get(1)?,
            media_type: r.get(2)?,
            bytes: r.get(3)?,
            url: format!("/api/v1/files/{id}/content"),
        };
        Ok((r.get(4)?, attachment))
    };
    Ok(db.all(sql, params![on, hex_list(ids)], attachment)?)
}

pub(super) fn is_linked(db: &Reader<'_>, on: &str, id: AnyId, file: FileId) -> Result<bool> {
    let sql =
        "SELECT 1 FROM file_links WHERE file_id = ?3 AND resource_type = ?1 AND resource_id = ?2";
    Ok(db.exists(sql, params![on, id, file])?)
}

pub(super) fn is_own(db: &Reader<'_>, person: PersonId, file: FileId) -> Result<bool> {
    let sql = "SELECT 1 FROM files WHERE id = ?2 AND uploader_id = ?1 AND deleted_at IS NULL";
    Ok(db.exists(sql, params![person, file])?)
}

pub(super) fn replace(tx: &Writer<'_>, on: &str, id: AnyId, files: &[FileId]) -> Result<()> {
    let sql = "DELETE FROM file_links WHERE resource_type = ?1 AND resource_id = ?2";
    tx.execute(sql, params![on, id])?;
    for file in files {
        link(tx, on, id, *file)?;
    }
    Ok(())
}

pub(super) fn unlink(tx: &Writer<'_>, on: &str, id: AnyId, file: FileId) -> Result<()> {
    let sql =
        "DELETE FROM file_links WHERE file_id = ?3 AND resource_type = ?1 AND resource_id = ?2";
    tx.execute(sql, params![on, id, file])?;
    Ok(())
}

pub(super) fn link(tx: &Writer<'_>, on: &str, id: AnyId, file: FileId) -> Result<()> {
    let sql = "INSERT INTO file_links (file_id, resource_type, resource_id) VALUES (?3, ?1, ?2)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![on, id, file])?;
    Ok(())
}
