//! What use cases tell their authors: where theirs stand, who likes them, what moderators did.

mod queries;

use platform::{
    Result,
    id::{AnyId, Id, PersonId},
    journal::Entry,
    notifying::{Effect, Kind, Source, Subject, Telling},
};
use store::Reader;

use super::types::UseCaseId;

const USE_CASE: &str = "use_case";

/// For the list of sources.
pub(super) const SOURCE: Source = Source {
    kinds: &[Kind::Like, Kind::UseCaseStatus, Kind::Moderation],
    resources: &[USE_CASE],
    hear,
    subjects: &[Subject {
        resource: USE_CASE,
        open: queries::open,
        show: queries::show,
    }],
};

fn hear(db: &Reader<'_>, entry: &Entry) -> Result<Vec<Effect>> {
    let Some(id) = entry.resource_id else {
        return Ok(Vec::new());
    };
    let by = entry.actor.map(|a| PersonId::from_uuid(*a.as_uuid()));
    let turned_on = |field: &str| entry.changes[field][1] == true;
    let (kind, action, cause) = match entry.action.as_str() {
        "use_case.liked" | "use_case.unliked" => return liked(db, id, by),
        "use_case.published" => (Kind::UseCaseStatus, "published", by_row(entry)),
        "use_case.rejected" => (Kind::UseCaseStatus, "rejected", by_row(entry)),
        "use_case.featured" if turned_on("is_featured") => {
            (Kind::UseCaseStatus, "featured", format!("featured:{id}"))
        }
        "use_case.verified" if turned_on("is_verified") => {
            (Kind::UseCaseStatus, "verified", format!("verified:{id}"))
        }
        "use_case.archived" => (Kind::Moderation, "case_archived", by_row(entry)),
        "use_case.deleted" => (Kind::Moderation, "case_removed", by_row(entry)),
        _ => return Ok(Vec::new()),
    };
    let author = queries::author(db, Id::from_uuid(*id.as_uuid()))?;
    let told = author.filter(|author| Some(*author) != by).map(|person| {
        Effect::Tell(Telling {
            person,
            kind,
            action,
            cause,
            subject: (USE_CASE, id),
            within: id,
            actor: by,
            collects: false,
        })
    });
    Ok(told.into_iter().collect())
}

fn by_row(entry: &Entry) -> String {
    format!("journal:{}", entry.seq)
}

/// By how it stands now: what was liked and taken back before it was heard is nothing.
fn liked(db: &Reader<'_>, id: AnyId, by: Option<PersonId>) -> Result<Vec<Effect>> {
    let case: UseCaseId = Id::from_uuid(*id.as_uuid());
    let (Some(person), Some(actor)) = (queries::author(db, case)?, by) else {
        return Ok(Vec::new());
    };
    if person == actor {
        return Ok(Vec::new());
    }
    let cause = format!("like:{USE_CASE}:{id}");
    let effect = if queries::likes(db, case, actor)? {
        Effect::Tell(Telling {
            person,
            kind: Kind::Like,
            action: USE_CASE,
            cause,
            subject: (USE_CASE, id),
            within: id,
            actor: by,
            collects: true,
        })
    } else {
        Effect::Withdraw {
            person,
            cause,
            actor,
        }
    };
    Ok(vec![effect])
}
