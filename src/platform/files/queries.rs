//! Every statement about stored files and what they are attached to.

use rusqlite::params;
use store::{Reader, Row, Writer};

use super::types::{Hash, StoredFile};
use crate::{
    error::Result,
    id::{AnyId, FileId, OrganizationId},
    listing::{List, Listing, Statement},
    secret::Seal,
    time::Time,
};

const COLUMNS: &str =
    "f.id, f.organization_id, f.uploader_id, f.sha256, f.name, f.media_type, f.bytes,
    f.width, f.height, f.thumbnail_sha256, f.created_at";

fn stored(r: &Row<'_>) -> rusqlite::Result<StoredFile> {
    Ok(StoredFile {
        id: r.get(0)?,
        organization: r.get(1)?,
        uploader: r.get(2)?,
        sha256: r.get(3)?,
        name: r.get(4)?,
        media_type: r.get(5)?,
        bytes: r.get::<_, i64>(6)? as u64,
        width: r.get(7)?,
        height: r.get(8)?,
        thumbnail: r.get(9)?,
        created_at: r.get(10)?,
    })
}

pub(super) fn file(db: &Reader<'_>, id: FileId) -> Result<Option<StoredFile>> {
    let sql = format!("SELECT {COLUMNS} FROM files f WHERE f.id = ?1 AND f.deleted_at IS NULL");
    Ok(db.optional(&sql, params![id], stored)?)
}

/// Whose files a list shows.
pub(super) enum Whose {
    Person(crate::id::PersonId),
    Organization(OrganizationId),
}

pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    list: &List,
    whose: &Whose,
) -> Result<Listing<StoredFile>> {
    let (condition, owner): (_, &dyn rusqlite::ToSql) = match whose {
        Whose::Person(id) => ("f.uploader_id = :owner AND f.deleted_at IS NULL", id),
        Whose::Organization(id) => ("f.organization_id = :owner AND f.deleted_at IS NULL", id),
    };
    let statement = Statement {
        columns: COLUMNS,
        from: "files f",
        condition,
        params: &[(":owner", owner)],
        first: "",
    };
    list.run(db, seal, &statement, stored)
}

pub(super) fn insert(tx: &Writer<'_>, file: &StoredFile) -> Result<()> {
    let sql = "INSERT INTO files (id, organization_id, uploader_id, sha256, name, media_type, bytes, width,
                                  height, thumbnail_sha256, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let values = params![
        file.id,
        file.organization,
        file.uploader,
        file.sha256,
        file.name,
        file.media_type,
        file.bytes as i64,
        file.width,
        file.height,
        file.thumbnail,
        file.created_at,
    ];
    tx.execute(sql, values)?;
    Ok(())
}

/// Bytes of an organisation's files.
pub(super) fn used_bytes(db: &Reader<'_>, organization: OrganizationId) -> Result<u64> {
    let sql = "SELECT coalesce(sum(bytes), 0) FROM files WHERE organization_id = ?1 AND deleted_at IS NULL";
    Ok(db.one(sql, params![organization], |r| r.get::<_, i64>(0))? as u64)
}

/// Whether it is somebody's profile picture or an organisation's logo.
pub(super) fn is_portrait(db: &Reader<'_>, id: FileId) -> Result<bool> {
    let sql = "SELECT 1 FROM people WHERE avatar_file_id = ?1
               UNION ALL SELECT 1 FROM organizations WHERE logo_file_id = ?1";
    Ok(db.exists(sql, params![id])?)
}

/// What a file is attached to.
pub(super) fn links(db: &Reader<'_>, id: FileId) -> Result<Vec<(String, AnyId)>> {
    let sql = "SELECT resource_type, resource_id FROM file_links WHERE file_id = ?1";
    Ok(db.all(sql, params![id], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// What is attached to an object, in the order in which it was handed in.
pub(super) fn attached(db: &Reader<'_>, resource: &str, id: AnyId) -> Result<Vec<StoredFile>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM file_links l JOIN files f ON f.id = l.file_id
         WHERE l.resource_type = ?1 AND l.resource_id = ?2 AND f.deleted_at IS NULL ORDER BY f.id"
    );
    Ok(db.all(&sql, params![resource, id], stored)?)
}

pub(super) fn is_attached(
    db: &Reader<'_>,
    file: FileId,
    resource: &str,
    id: AnyId,
) -> Result<bool> {
    let sql =
        "SELECT 1 FROM file_links WHERE file_id = ?1 AND resource_type = ?2 AND resource_id = ?3";
    Ok(db.exists(sql, params![file, resource, id])?)
}

pub(super) fn link(tx: &Writer<'_>, file: FileId, resource: &str, id: AnyId) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO file_links (file_id, resource_type, resource_id) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![file, resource, id])?;
    Ok(())
}

pub(super) fn unlink(tx: &Writer<'_>, file: FileId, resource: &str, id: AnyId) -> Result<()> {
    let sql =
        "DELETE FROM file_links WHERE file_id = ?1 AND resource_type = ?2 AND resource_id = ?3";
    tx.execute(sql, params![file, resource, id])?;
    Ok(())
}

/// Marks a file as removed. Answers whether it was there.
pub(super) fn mark_removed(tx: &Writer<'_>, id: FileId, now: Time) -> Result<bool> {
    let sql = "UPDATE files SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? > 0)
}

/// A removed file whose time has come, and its hashes.
pub(super) struct Expired {
    pub id: FileId,
    pub hashes: Vec<Hash>,
}

/// Files removed before a moment.
pub(super) fn expired(db: &Reader<'_>, before: Time, limit: u32) -> Result<Vec<Expired>> {
    let sql = "SELECT id, sha256, thumbnail_sha256 FROM files WHERE deleted_at <= ?1 ORDER BY deleted_at LIMIT ?2";
    let rows = db.all(sql, params![before, limit], |r| {
        let (first, second): (Hash, Option<Hash>) = (r.get(1)?, r.get(2)?);
        Ok(Expired {
            id: r.get(0)?,
            hashes: std::iter::once(first).chain(second).collect(),
        })
    })?;
    Ok(rows)
}

/// The contents of every file, and whether it is still there: one that was removed keeps its bytes
/// until it is swept.
pub(crate) fn contents(db: &Reader<'_>) -> Result<Vec<([Option<Hash>; 2], bool)>> {
    let sql = "SELECT sha256, thumbnail_sha256, deleted_at IS NULL FROM files ORDER BY id";
    Ok(db.all(sql, [], |r| Ok(([r.get(0)?, r.get(1)?], r.get(2)?)))?)
}

/// Whether a content is still told of by a file that stays: one that is there, or that was removed
/// after the moment.
pub(super) fn is_needed(db: &Reader<'_>, hash: &Hash, before: Time) -> Result<bool> {
    let sql = "SELECT 1 FROM files WHERE sha256 = ?1 AND (deleted_at IS NULL OR deleted_at > ?2)
               UNION ALL
               SELECT 1 FROM files WHERE thumbnail_sha256 = ?1 AND (deleted_at IS NULL OR deleted_at > ?2)";
    Ok(db.exists(sql, params![hash, before])?)
}

pub(super) fn forget(tx: &Writer<'_>, id: FileId) -> Result<()> {
    tx.execute("DELETE FROM files WHERE id = ?1", params![id])?;
    Ok(())
}
