//! Every statement on categories.

use platform::{Result, Time, actor::Scope, visibility};
use store::{Reader, Row, Writer, named_params, params};

use super::{Category, NewCategory};
use crate::forum::{CategoryId, TopicId};

const COLUMNS: &str = "c.id, c.slug, c.name_en, c.name_ar, c.description_en, c.description_ar,
                       c.kind, c.icon, c.colour, c.position, c.is_active, c.created_at, c.updated_at";

fn category(r: &Row<'_>) -> rusqlite::Result<Category> {
    Ok(Category {
        id: r.get(0)?,
        slug: r.get(1)?,
        name_en: r.get(2)?,
        name_ar: r.get(3)?,
        description_en: r.get(4)?,
        description_ar: r.get(5)?,
        kind: r.get(6)?,
        icon: r.get(7)?,
        colour: r.get(8)?,
        position: r.get(9)?,
        is_active: r.get(10)?,
        created_at: r.get(11)?,
        updated_at: r.get(12)?,
    })
}

/// All categories in their order.
pub(in crate::forum) fn all(db: &Reader<'_>) -> Result<Vec<Category>> {
    let sql = format!("SELECT {COLUMNS} FROM forum_categories c ORDER BY c.position, c.id");
    Ok(db.all(&sql, [], category)?)
}

pub(in crate::forum) fn by_id(db: &Reader<'_>, id: CategoryId) -> Result<Option<Category>> {
    let sql = format!("SELECT {COLUMNS} FROM forum_categories c WHERE c.id = ?1");
    Ok(db.optional(&sql, params![id], category)?)
}

/// Whether new topics may be started in it.
pub(in crate::forum) fn exists_active(db: &Reader<'_>, id: CategoryId) -> Result<Option<bool>> {
    let sql = "SELECT is_active FROM forum_categories WHERE id = ?1";
    Ok(db.optional(sql, params![id], |r| r.get(0))?)
}

/// When something visible happened last in each category.
pub(super) fn last_activity(
    db: &Reader<'_>,
    scope: &Scope,
) -> Result<Vec<(CategoryId, Option<Time>)>> {
    let sql = format!(
        "SELECT c.id, max(coalesce((SELECT t.last_activity_at FROM forum_topics t
                          WHERE t.category_id = c.id AND t.deleted_at IS NULL AND t.is_pinned = 1 AND {visible}
                          ORDER BY t.last_activity_at DESC, t.id DESC LIMIT 1), 0),
                      coalesce((SELECT t.last_activity_at FROM forum_topics t
                          WHERE t.category_id = c.id AND t.deleted_at IS NULL AND t.is_pinned = 0 AND {visible}
                          ORDER BY t.last_activity_at DESC, t.id DESC LIMIT 1), 0))
         FROM forum_categories c",
        visible = visibility::sql("t")
    );
    let row = |r: &Row<'_>| {
        let at: i64 = r.get(1)?;
        Ok((r.get(0)?, (at > 0).then(|| Time::from_millis(at))))
    };
    Ok(db.all(&sql, scope.bind().as_slice(), row)?)
}

pub(super) fn slug_taken(db: &Reader<'_>, slug: &str, but: Option<CategoryId>) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_categories WHERE slug = ?1 AND id IS NOT ?2";
    Ok(db.exists(sql, params![slug, but])?)
}

/// Adds a category at the end.
pub(super) fn insert(tx: &Writer<'_>, id: CategoryId, new: &NewCategory, now: Time) -> Result<()> {
    let [name_en, name_ar] = &new.names;
    let [description_en, description_ar] = &new.descriptions;
    tx.execute(
        "INSERT INTO forum_categories (id, slug, name_en, name_ar, description_en, description_ar,
                                       kind, icon, colour, position, is_active, created_at, updated_at)
         SELECT :id, :slug, :name_en, :name_ar, :description_en, :description_ar, :kind, :icon,
                :colour, coalesce(max(position), 0) + 1, :active, :now, :now FROM forum_categories",
        named_params! {
            ":id": id, ":slug": new.slug, ":name_en": name_en, ":name_ar": name_ar,
            ":description_en": description_en, ":description_ar": description_ar,
            ":kind": new.kind, ":icon": new.icon, ":colour": new.colour,
            ":active": new.is_active, ":now": now,
        },
    )?;
    Ok(())
}

pub(super) fn update(tx: &Writer<'_>, id: CategoryId, new: &NewCategory, now: Time) -> Result<()> {
    let [name_en, name_ar] = &new.names;
    let [description_en, description_ar] = &new.descriptions;
    tx.execute(
        "UPDATE forum_categories SET slug = :slug, name_en = :name_en, name_ar = :name_ar,
                description_en = :description_en, description_ar = :description_ar, kind = :kind,
                icon = :icon, colour = :colour, is_active = :active, updated_at = :now
         WHERE id = :id",
        named_params! {
            ":id": id, ":slug": new.slug, ":name_en": name_en, ":name_ar": name_ar,
            ":description_en": description_en, ":description_ar": description_ar,
            ":kind": new.kind, ":icon": new.icon, ":colour": new.colour,
            ":active": new.is_active, ":now": now,
        },
    )?;
    Ok(())
}

pub(super) fn set_position(tx: &Writer<'_>, id: CategoryId, position: i64) -> Result<bool> {
    let sql = "UPDATE forum_categories SET position = ?2 WHERE id = ?1";
    Ok(tx.execute(sql, params![id, position])? > 0)
}

/// Whether it holds topics, also deleted ones that could be restored.
pub(super) fn has_topics(db: &Reader<'_>, id: CategoryId) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_topics WHERE category_id = ?1";
    Ok(db.exists(sql, params![id])?)
}

/// The topics that a category holds, also deleted ones.
pub(super) fn topics_of(db: &Reader<'_>, id: CategoryId) -> Result<Vec<TopicId>> {
    let sql = "SELECT id FROM forum_topics WHERE category_id = ?1 ORDER BY id";
    Ok(db.all(sql, params![id], |r| r.get(0))?)
}

pub(super) fn move_topic(tx: &Writer<'_>, topic: TopicId, to: CategoryId) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics SET category_id = ?2 WHERE id = ?1",
        params![topic, to],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &Writer<'_>, id: CategoryId) -> Result<()> {
    tx.execute("DELETE FROM forum_categories WHERE id = ?1", params![id])?;
    Ok(())
}
