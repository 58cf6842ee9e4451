//! What things are called, for who may open them.

use store::Reader;

use crate::{
    actor::Viewer,
    error::Result,
    files,
    hooks::Hooks,
    id::{AnyId, FileId, OrganizationId, PersonId},
    organizations, people,
};

/// A thing as the log names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Its title.
    pub title: String,
    /// Where it is; none when there is no page of it.
    pub url: Option<String>,
}

/// What is done to likes of a topic stands in the journal with the topic's id.
fn base(resource_type: &str) -> &str {
    let base = resource_type.strip_suffix("_like");
    base.or_else(|| resource_type.strip_suffix("_follow"))
        .unwrap_or(resource_type)
}

/// Whether the reader may open a thing. Those without a rule of their own are open to whoever reads
/// the log.
pub(super) fn may_open(
    db: &Reader<'_>,
    hooks: &Hooks,
    viewer: &Viewer,
    resource_type: &str,
    id: AnyId,
) -> Result<bool> {
    let resource_type = base(resource_type);
    if resource_type == "file" {
        let file = files::stored(db, FileId::from_uuid(*id.as_uuid()))?;
        return file.map_or(Ok(false), |f| files::may_open(db, hooks, viewer, &f));
    }
    let keeper = hooks.gatekeepers.iter().find(|(k, _)| *k == resource_type);
    keeper.map_or(Ok(true), |(_, may_open)| may_open(db, viewer, id))
}

/// What a thing is called; nothing when the reader may not open it or it has no name.
pub fn named(
    db: &Reader<'_>,
    hooks: &Hooks,
    viewer: &Viewer,
    resource_type: &str,
    id: AnyId,
) -> Result<Option<Named>> {
    let resource_type = base(resource_type);
    match resource_type {
        "person" | "sign_in" => return person(db, viewer, PersonId::from_uuid(*id.as_uuid())),
        "organization" => {
            let id = OrganizationId::from_uuid(*id.as_uuid());
            let organization = organizations::load(db, id)?;
            return Ok(organization.map(|o| Named {
                title: o.name(viewer.language()).to_owned(),
                url: None,
            }));
        }
        _ => {}
    }
    if !may_open(db, hooks, viewer, resource_type, id)? {
        return Ok(None);
    }
    let subjects = hooks.notifications.iter().flat_map(|s| s.subjects);
    let Some(subject) = subjects.into_iter().find(|s| s.resource == resource_type) else {
        return Ok(None);
    };
    let shown = (subject.show)(db, viewer.language(), &[id])?;
    let shown = shown.into_iter().find(|s| s.id == id);
    Ok(shown.map(|s| Named {
        title: s.title,
        url: s.url,
    }))
}

/// A person of the reader's organisation, also one who was removed; his page only while he is there.
fn person(db: &Reader<'_>, viewer: &Viewer, id: PersonId) -> Result<Option<Named>> {
    let ours = viewer.scope().organization;
    let found = people::load(db, id)?.filter(|p| Some(p.organization) == ours);
    Ok(found.map(|p| Named {
        url: p.deleted_at.is_none().then(|| format!("/people/{}", p.id)),
        title: p.profile.display_name,
    }))
}
