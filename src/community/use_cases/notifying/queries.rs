//! Every statement of what use cases tell.

use platform::{
    Language, Result,
    id::{AnyId, PersonId},
    notifying::Shown,
    visibility,
};
use store::{Reader, params};

use crate::use_cases::types::UseCaseId;

pub(super) fn author(db: &Reader<'_>, id: UseCaseId) -> Result<Option<PersonId>> {
    let sql = "SELECT author_id FROM use_cases WHERE id = ?1";
    Ok(db.optional(sql, params![id], |r| r.get(0))?)
}

pub(super) fn likes(db: &Reader<'_>, id: UseCaseId, person: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM use_case_likes WHERE use_case_id = ?1 AND person_id = ?2";
    Ok(db.exists(sql, params![id, person])?)
}

/// One that the person may open: published, or his own. Of what a moderator did with his own he
/// hears also when it is gone.
pub(super) fn open() -> String {
    format!(
        "EXISTS (SELECT 1 FROM use_cases u WHERE u.id = n.subject_id
             AND ((u.deleted_at IS NULL AND {}
                   AND (u.status = 'published' OR u.author_id = :scope_person))
                  OR (n.kind = 'moderation' AND u.author_id = :scope_person)))",
        visibility::sql("u")
    )
}

/// The reason of a rejection is shown as long as it holds.
pub(super) fn show(db: &Reader<'_>, language: Language, ids: &[AnyId]) -> Result<Vec<Shown>> {
    let sql = "SELECT u.id, u.slug, u.title_en, u.title_ar, u.deleted_at IS NULL,
                      CASE u.status WHEN 'rejected' THEN u.rejection_reason ELSE '' END
               FROM json_each(?1) j JOIN use_cases u ON u.id = unhex(replace(j.value, '-', ''))";
    let ids = serde_json::to_string(ids)?;
    Ok(db.all(sql, params![ids], |r| {
        let (id, slug): (AnyId, String) = (r.get(0)?, r.get(1)?);
        let (en, ar): (String, String) = (r.get(2)?, r.get(3)?);
        let is_there: bool = r.get(4)?;
        let arabic = language == Language::Ar && !ar.is_empty() || en.is_empty();
        Ok(Shown {
            id,
            title: if arabic { ar } else { en },
            url: is_there.then(|| format!("/use-cases/{id}/{slug}")),
            note: r.get(5)?,
        })
    })?)
}
