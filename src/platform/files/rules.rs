//! Who may open a file, and who may attach it.

use store::Reader;

use super::{queries, types::StoredFile};
use crate::{
    actor::{Actor, Viewer},
    error::Result,
    hooks::Hooks,
    id::AnyId,
};

/// Whether a viewer may open an object of one kind; given by the feature that owns the kind.
pub type Gatekeeper = fn(&Reader<'_>, &Viewer, AnyId) -> Result<bool>;

/// The uploader opens his files, administrators those of their organisation; pictures of people
/// and organisations are open to whoever reads; everybody else needs an object that the file is
/// attached to and that he may open.
pub fn may_open(
    db: &Reader<'_>,
    hooks: &Hooks,
    viewer: &Viewer,
    file: &StoredFile,
) -> Result<bool> {
    let scope = viewer.scope();
    let own = scope.person == Some(file.uploader);
    let administers = scope.admin && scope.organization == Some(file.organization);
    if own || administers {
        return Ok(true);
    }
    let reads = scope.public || scope.person.is_some();
    if reads && queries::is_portrait(db, file.id)? {
        return Ok(true);
    }
    for (resource, id) in queries::links(db, file.id)? {
        let keeper = hooks.gatekeepers.iter().find(|(kind, _)| *kind == resource);
        if let Some((_, may_open)) = keeper
            && may_open(db, viewer, id)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// People attach what they handed in themselves; administrators anything of their organisation.
pub fn may_attach(actor: &Actor, file: &StoredFile) -> bool {
    file.uploader == actor.person || (actor.is_admin() && file.organization == actor.organization)
}
