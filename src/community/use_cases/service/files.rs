//! The files of a use case: its pictures, and those that its texts show.

use platform::{
    Actor, Error, Result,
    error::Message,
    files,
    id::{AnyId, FileId},
    markdown::files_in,
};
use store::Writer;

use crate::use_cases::types::{Medium, UseCase};

/// What files are attached to.
const RESOURCE: &str = "use_case";

/// Attaches what the content shows and detaches everything else. New pictures must be pictures that
/// the actor may attach; those that stood there may stay.
pub(super) fn attach(
    tx: &Writer<'_>,
    actor: &Actor,
    case: &UseCase,
    former: &[Medium],
) -> Result<()> {
    let id = AnyId::from_uuid(*case.id.as_uuid());
    let media = &case.content.media;
    let stood = |medium: &Medium| former.iter().any(|f| f.file == medium.file);
    for (i, medium) in media.iter().enumerate().filter(|(_, m)| !stood(m)) {
        files::attach(tx, actor, medium.file, RESOURCE, id).map_err(|_| no_picture(i))?;
    }
    let shown = shown_in_texts(case);
    files::attach_found(tx, actor, &shown, RESOURCE, id)?;
    let kept: Vec<FileId> = media.iter().map(|m| m.file).chain(shown).collect();
    files::detach_others(tx, &kept, RESOURCE, id)?;
    let attached = files::attached(tx, RESOURCE, id)?;
    for (i, medium) in media.iter().enumerate().filter(|(_, m)| !stood(m)) {
        let is_picture = |f: &files::StoredFile| f.id == medium.file && f.media_type.is_picture();
        if !attached.iter().any(is_picture) {
            return Err(no_picture(i));
        }
    }
    Ok(())
}

/// Attaches the pictures that the actor may attach, and lets go of the others.
pub(super) fn attach_what_may_be(tx: &Writer<'_>, actor: &Actor, case: &mut UseCase) -> Result<()> {
    let id = AnyId::from_uuid(*case.id.as_uuid());
    (case.content.media).retain(|m| files::attach(tx, actor, m.file, RESOURCE, id).is_ok());
    files::attach_found(tx, actor, &shown_in_texts(case), RESOURCE, id)
}

fn no_picture(i: usize) -> Error {
    Error::invalid(format!("media[{i}].file"), Message::new("use-case-picture"))
}

fn shown_in_texts(case: &UseCase) -> Vec<FileId> {
    let c = &case.content;
    let phases = c.implementation.iter().map(|p| &p.description);
    let texts = [
        &c.challenge,
        &c.solution,
        &c.challenges_met,
        &c.lessons_learned,
    ];
    texts
        .into_iter()
        .chain(phases)
        .flat_map(|text| files_in(text))
        .collect()
}
