//! What people are told of their accounts.

use platform::{
    Language, Result,
    id::{AnyId, PersonId},
    journal::Entry,
    notifying::{Effect, Kind, Shown, Source, Subject, Telling},
};
use store::Reader;

const PERSON: &str = "person";

/// For the list of sources.
pub(super) const SOURCE: Source = Source {
    kinds: &[Kind::Security],
    resources: &[PERSON, "session"],
    hear,
    subjects: &[Subject {
        resource: PERSON,
        open: || "n.subject_id = :scope_person".to_owned(),
        show,
    }],
};

/// Of these one hears also of what one did oneself: it may have been somebody else.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every source")]
fn hear(_: &Reader<'_>, entry: &Entry) -> Result<Vec<Effect>> {
    let (whose, action) = match entry.action.as_str() {
        "person.password_changed" => (entry.resource_id, "password_changed"),
        "session.token_reused" => {
            let whose = entry.changes["person_id"][1].as_str();
            (whose.and_then(|id| id.parse().ok()), "token_reused")
        }
        _ => return Ok(Vec::new()),
    };
    let told = whose.map(|id: AnyId| {
        Effect::Tell(Telling {
            person: PersonId::from_uuid(*id.as_uuid()),
            kind: Kind::Security,
            action,
            cause: format!("journal:{}", entry.seq),
            subject: (PERSON, id),
            within: id,
            actor: None,
            collects: false,
        })
    });
    Ok(told.into_iter().collect())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every subject")]
fn show(_: &Reader<'_>, language: Language, ids: &[AnyId]) -> Result<Vec<Shown>> {
    let shown = |id: &AnyId| Shown {
        id: *id,
        title: language.t("notifications-account").to_owned(),
        url: Some("/me/sessions".to_owned()),
        note: String::new(),
    };
    Ok(ids.iter().map(shown).collect())
}
