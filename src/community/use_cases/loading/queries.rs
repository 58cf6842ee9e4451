//! Every statement of loading.

use platform::{Result, Time, id::PersonId};
use store::{Writer, named_params, params};

use crate::use_cases::types::{UseCase, UseCaseId};

/// How a use case was received.
pub(super) fn receive(tx: &Writer<'_>, case: &UseCase) -> Result<()> {
    tx.execute(
        "UPDATE use_cases SET is_verified = :verified, is_featured = :featured, views = :views
         WHERE id = :id",
        named_params! {
            ":id": case.id, ":verified": case.is_verified, ":featured": case.is_featured,
            ":views": case.views,
        },
    )?;
    Ok(())
}

/// Notes that a person likes it.
pub fn like(tx: &Writer<'_>, id: UseCaseId, person: PersonId, at: Time) -> Result<()> {
    let sql = "INSERT INTO use_case_likes (use_case_id, person_id, at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![id, person, at])?;
    Ok(())
}

/// Notes that a person saved it, in no folder.
pub fn save(tx: &Writer<'_>, id: UseCaseId, person: PersonId, at: Time) -> Result<()> {
    let sql =
        "INSERT INTO use_case_saves (use_case_id, person_id, folder, at) VALUES (?1, ?2, '', ?3)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![id, person, at])?;
    Ok(())
}

/// Brings its counters up to date.
pub fn finish(tx: &Writer<'_>, id: UseCaseId) -> Result<()> {
    tx.execute(
        "UPDATE use_cases AS u SET
            likes = (SELECT count(*) FROM use_case_likes l WHERE l.use_case_id = u.id),
            saves = (SELECT count(*) FROM use_case_saves s WHERE s.use_case_id = u.id)
         WHERE u.id = ?1",
        params![id],
    )?;
    Ok(())
}
