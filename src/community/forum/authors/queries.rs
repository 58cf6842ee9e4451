//! Every statement on authors.

use platform::{Result, id::PersonId};
use store::{Reader, params};

use super::Author;

pub(super) fn authors(db: &Reader<'_>, ids: &[PersonId]) -> Result<Vec<Author>> {
    let sql = "SELECT p.id, CASE WHEN p.deleted_at IS NULL THEN p.display_name ELSE '' END,
                      CASE WHEN p.deleted_at IS NULL THEN p.avatar_file_id END,
                      p.organization_id, o.name_en, o.name_ar
               FROM json_each(?1) j
               CROSS JOIN people p ON p.id = unhex(j.value)
               CROSS JOIN organizations o ON o.id = p.organization_id";
    let author = |r: &store::Row<'_>| {
        Ok(Author {
            id: r.get(0)?,
            name: r.get(1)?,
            avatar: r.get(2)?,
            organization: r.get(3)?,
            organization_names: [r.get(4)?, r.get(5)?],
        })
    };
    Ok(db.all(sql, params![super::super::hex_list(ids)], author)?)
}
