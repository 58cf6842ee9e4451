//! Files that hang on topics and posts. Who may open a file follows from what it hangs on.

mod queries;

use std::collections::HashMap;

use platform::{
    Actor, Error, Result, Viewer,
    error::Message,
    id::{AnyId, FileId, Id},
    markdown,
};
use serde::Serialize;
use store::{Reader, Writer};
use utoipa::ToSchema;

use crate::forum::{PostId, TopicId, posts, topics};

/// What a file hangs on, as the files know it.
pub const ON_TOPIC: &str = "forum_topic";
/// What a file hangs on, as the files know it.
pub const ON_POST: &str = "forum_post";
/// How many files one text takes.
const MOST: usize = 20;

/// A file that hangs on something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// The file.
    #[schema(value_type = String)]
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// Where it is to be had.
    pub url: String,
}

/// The files of one thing.
pub fn of<K: ?Sized>(db: &Reader<'_>, on: &'static str, id: Id<K>) -> Result<Vec<Attachment>> {
    let found = queries::of(db, on, &[id])?;
    Ok(found
        .into_iter()
        .map(|(_, attachment)| attachment)
        .collect())
}

/// The files of several things, in one query.
pub fn of_many<K: ?Sized>(
    db: &Reader<'_>,
    on: &'static str,
    ids: &[Id<K>],
) -> Result<HashMap<Id<K>, Vec<Attachment>>> {
    let mut by_thing: HashMap<Id<K>, Vec<Attachment>> = HashMap::new();
    if ids.is_empty() {
        return Ok(by_thing);
    }
    for (id, attachment) in queries::of(db, on, ids)? {
        by_thing.entry(id).or_default().push(attachment);
    }
    Ok(by_thing)
}

/// Hangs exactly these files on a thing. New ones must have been uploaded by the actor; who may
/// open a file by its link in a text is decided the same way.
pub fn set<K: ?Sized>(
    tx: &Writer<'_>,
    actor: &Actor,
    on: &'static str,
    id: Id<K>,
    files: &[FileId],
) -> Result<()> {
    let id = AnyId::from_uuid(*id.as_uuid());
    if files.len() > MOST {
        let message = Message::new("too-many-values").arg("max", MOST);
        return Err(Error::invalid("attachments", message));
    }
    for file in files {
        let known = queries::is_linked(tx, on, id, *file)?;
        if !known && !queries::is_own(tx, actor.person, *file)? {
            return Err(Error::invalid("attachments", Message::new("file-unknown")));
        }
    }
    queries::replace(tx, on, id, files)
}

/// Whether the viewer may open the topic that a file hangs on.
pub fn opens_topic(db: &Reader<'_>, viewer: &Viewer, id: AnyId) -> Result<bool> {
    let id = TopicId::from_uuid(*id.as_uuid());
    let topic = topics::visible(db, &viewer.scope(), id, topics::Part::Row)?;
    Ok(topic.is_some())
}

/// Whether the viewer may open the post that a file hangs on.
pub fn opens_post(db: &Reader<'_>, viewer: &Viewer, id: AnyId) -> Result<bool> {
    let id = PostId::from_uuid(*id.as_uuid());
    Ok(posts::visible(db, &viewer.scope(), id)?.is_some())
}

/// Takes the files off a thing that its text showed before and shows no more.
pub fn drop_unshown<K: ?Sized>(
    tx: &Writer<'_>,
    on: &'static str,
    id: Id<K>,
    before: &str,
    after: &str,
) -> Result<()> {
    let id = AnyId::from_uuid(*id.as_uuid());
    let shown = markdown::files_in(after);
    for file in markdown::files_in(before) {
        if !shown.contains(&file) {
            queries::unlink(tx, on, id, file)?;
        }
    }
    Ok(())
}

/// Hangs the actor's own files that a text names on what the text belongs to.
pub fn adopt<K: ?Sized>(
    tx: &Writer<'_>,
    actor: &Actor,
    on: &'static str,
    id: Id<K>,
    content: &str,
) -> Result<()> {
    let id = AnyId::from_uuid(*id.as_uuid());
    for file in markdown::files_in(content).into_iter().take(MOST) {
        if queries::is_own(tx, actor.person, file)? {
            queries::link(tx, on, id, file)?;
        }
    }
    Ok(())
}
