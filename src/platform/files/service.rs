//! Storing, finding, removing and sweeping files.

use std::{fs::File, sync::Arc};

use store::{Reader, Writer};

use super::{
    CREATED, PICTURE_BYTES_MAX, REMOVED,
    incoming::{Arrived, Content, Incoming, too_large},
    kind::{self, Look},
    name,
    office::{self, Archive},
    picture::{self, damaged},
    queries::{self, Whose},
    rules,
    types::{Hash, MediaType, Purpose, StoredFile},
    vault::blocking,
};
use crate::{
    App,
    actor::{Actor, Viewer},
    error::{Error, Kind, Message, Result},
    id::{AnyId, FileId},
    journal::{self, Changes},
    listing::{self, Filter, List, ListSpec, Listing, Pairs, Sort},
    permission::FILE_MANAGE,
    plans,
    time::Time,
};

/// How many removed files one round of the sweep takes.
const SWEPT_AT_ONCE: u32 = 200;

const SPEC: ListSpec = ListSpec {
    filters: &[
        Filter::new("name", "f.name", listing::Kind::Text),
        Filter::new("media_type", "f.media_type", listing::Kind::Text),
        Filter::new("bytes", "f.bytes", listing::Kind::Int),
        Filter::new("created_at", "f.created_at", listing::Kind::Time),
    ],
    sorts: &[
        Sort::new("created_at", "f.created_at"),
        Sort::new("name", "f.name"),
        Sort::new("bytes", "f.bytes"),
    ],
    default_sort: "-created_at",
    id: "f.id",
};

/// A content with what is known of it, ready to get its place.
struct Ready {
    content: Content,
    thumbnail: Option<Content>,
    media: MediaType,
    size: Option<(u32, u32)>,
}

/// Stores a file that has arrived. `name` is what the sender calls it.
///
/// # Errors
/// 413 too large, 415 not on the list for its purpose, 422 damaged or a picture too large to be
/// drawn, 402 over the plan.
pub async fn store(
    app: &App,
    actor: &Arc<Actor>,
    incoming: Incoming,
    name: &str,
    purpose: Purpose,
) -> Result<StoredFile> {
    let ready = inspect(app, incoming, name, purpose, None).await?;
    settle(app, actor, ready, name, |_, _| Ok(())).await
}

/// Stores a picture, cut to a square of at most `square` pixels when given, and runs `then` in the
/// transaction that tells of it.
pub async fn store_picture<F>(
    app: &App,
    actor: &Arc<Actor>,
    incoming: Incoming,
    name: &str,
    square: Option<u32>,
    then: F,
) -> Result<StoredFile>
where
    F: FnOnce(&Writer<'_>, &StoredFile) -> Result<()> + Send + 'static,
{
    let ready = inspect(app, incoming, name, Purpose::Picture, square).await?;
    settle(app, actor, ready, name, then).await
}

/// Finds out what has arrived, and draws pictures anew.
async fn inspect(
    app: &App,
    incoming: Incoming,
    name: &str,
    purpose: Purpose,
    square: Option<u32>,
) -> Result<Ready> {
    let Arrived {
        mut content,
        head,
        is_text,
    } = incoming.finish().await?;
    if content.bytes == 0 {
        return Err(Error::invalid("file", Message::new("file-empty")));
    }
    let not_taken = || {
        Error::new(Kind::UnsupportedType, "file-type-not-allowed").arg("allowed", purpose.taken())
    };
    let media = match kind::look(&head, is_text, name).ok_or_else(not_taken)? {
        Look::Is(media) => media,
        Look::Archive => {
            let (back, archive) = blocking(move || {
                let archive = office::look(&mut content.draft.file)?;
                Ok((content, archive))
            })
            .await?;
            content = back;
            match archive {
                Archive::Document(media) => media,
                Archive::Other => return Err(not_taken()),
                Archive::Damaged => return Err(damaged()),
            }
        }
    };
    if !purpose.takes(media) {
        return Err(not_taken());
    }
    if !media.is_picture() {
        return Ok(Ready {
            content,
            thumbnail: None,
            media,
            size: None,
        });
    }
    if content.bytes > PICTURE_BYTES_MAX {
        return Err(too_large(PICTURE_BYTES_MAX));
    }
    drawn(app, content, media, square).await
}

async fn drawn(
    app: &App,
    mut content: Content,
    media: MediaType,
    square: Option<u32>,
) -> Result<Ready> {
    let (mut content, needs) = blocking(move || {
        let needs = picture::measure(&mut content.draft.file, media)?;
        Ok((content, needs))
    })
    .await?;
    let folder = Arc::clone(&app.files.folder);
    let drawing = app.files.draw(needs, move || {
        picture::draw(&folder, &mut content.draft.file, media, square)
    });
    let drawn = drawing.await?;
    Ok(Ready {
        content: drawn.content,
        thumbnail: drawn.thumbnail,
        media: drawn.media,
        size: Some((drawn.width, drawn.height)),
    })
}

/// Gives the contents their places and then tells of them.
async fn settle<F>(
    app: &App,
    actor: &Arc<Actor>,
    ready: Ready,
    name: &str,
    then: F,
) -> Result<StoredFile>
where
    F: FnOnce(&Writer<'_>, &StoredFile) -> Result<()> + Send + 'static,
{
    let file = StoredFile {
        id: app.ids.next(),
        organization: actor.organization,
        uploader: actor.person,
        sha256: ready.content.hash,
        name: name::clean(name, ready.media),
        media_type: ready.media,
        bytes: ready.content.bytes,
        width: ready.size.map(|s| s.0),
        height: ready.size.map(|s| s.1),
        thumbnail: ready.thumbnail.as_ref().map(|t| t.hash),
        created_at: app.clock.now(),
    };
    let (organization, bytes) = (actor.organization, file.bytes);
    // Asked before the disk is written; the answer that counts is in the transaction.
    app.read(move |db| room_for(db, organization, bytes))
        .await?;
    let _turn = app.files.turn.read().await;
    let folder = Arc::clone(&app.files.folder);
    blocking(move || {
        for content in std::iter::once(ready.content).chain(ready.thumbnail) {
            folder.keep(content.draft, &content.hash)?;
        }
        Ok(())
    })
    .await?;
    let actor = actor.clone();
    app.write(move |tx| {
        room_for(tx, organization, bytes)?;
        queries::insert(tx, &file)?;
        let changes = Changes::none().field("name", None, Some(&file.name)).field(
            "bytes",
            None,
            Some(file.bytes),
        );
        journal::record(tx, &actor, file.created_at, CREATED, file.id, changes)?;
        then(tx, &file)?;
        Ok(file)
    })
    .await
}

fn room_for(db: &Reader<'_>, organization: crate::id::OrganizationId, bytes: u64) -> Result<()> {
    let plan = plans::of(db, organization)?;
    let used = queries::used_bytes(db, organization)?;
    plans::within("storage_bytes", plan.max_storage_bytes, used, bytes)
}

/// A file that the viewer may open; 404 otherwise.
pub async fn file(app: &App, viewer: &Viewer, id: FileId) -> Result<StoredFile> {
    let (viewer, hooks) = (viewer.clone(), app.hooks.clone());
    app.read(move |db| {
        let file = queries::file(db, id)?.ok_or_else(Error::not_found)?;
        let open = rules::may_open(db, &hooks, &viewer, &file)?;
        open.then_some(file).ok_or_else(Error::not_found)
    })
    .await
}

/// One's own files; those of the organisation for whoever manages them.
pub async fn list(app: &App, actor: &Arc<Actor>, asked: &Pairs) -> Result<Listing<StoredFile>> {
    let list = List::parse(SPEC, asked, &app.seal)?;
    let whose = if actor.has(FILE_MANAGE) {
        Whose::Organization(actor.organization)
    } else {
        Whose::Person(actor.person)
    };
    let seal = app.seal.clone();
    app.read(move |db| queries::list(db, &seal, &list, &whose))
        .await
}

/// Removes one's own file, or one of the organisation for whoever manages them.
pub async fn remove(app: &App, actor: &Arc<Actor>, id: FileId) -> Result<()> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| {
        let file = queries::file(tx, id)?.ok_or_else(Error::not_found)?;
        let manages = actor.has(FILE_MANAGE) && file.organization == actor.organization;
        if file.uploader != actor.person && !manages {
            return Err(Error::not_found());
        }
        discard(tx, &actor, now, id)
    })
    .await
}

/// Marks a file as removed, in the transaction of whoever no longer needs it; its bytes go later.
pub fn discard(tx: &Writer<'_>, actor: &Actor, now: Time, id: FileId) -> Result<()> {
    let name = queries::file(tx, id)?.map(|f| f.name);
    if queries::mark_removed(tx, id, now)? {
        let changes = Changes::none().field("name", name, None);
        journal::record(tx, actor, now, REMOVED, id, changes)?;
    }
    Ok(())
}

/// Attaches a file to an object: whoever may open the object may then open the file. 422 for a
/// file that is not the actor's to attach.
pub fn attach(
    tx: &Writer<'_>,
    actor: &Actor,
    file: FileId,
    resource: &str,
    id: AnyId,
) -> Result<()> {
    if queries::is_attached(tx, file, resource, id)? {
        return Ok(());
    }
    let found = queries::file(tx, file)?.filter(|f| rules::may_attach(actor, f));
    if found.is_none() {
        return Err(Error::invalid(
            "attachments",
            Message::new("file-not-yours"),
        ));
    }
    queries::link(tx, file, resource, id)
}

/// Attaches those of the files that may be; for files that a text refers to
/// ([`crate::markdown::files_in`]), where others stay what they are: addresses.
pub fn attach_found(
    tx: &Writer<'_>,
    actor: &Actor,
    files: &[FileId],
    resource: &str,
    id: AnyId,
) -> Result<()> {
    for file in files {
        if queries::file(tx, *file)?.is_some_and(|f| rules::may_attach(actor, &f)) {
            queries::link(tx, *file, resource, id)?;
        }
    }
    Ok(())
}

/// Detaches from an object whatever is not among the files.
pub fn detach_others(tx: &Writer<'_>, files: &[FileId], resource: &str, id: AnyId) -> Result<()> {
    for file in queries::attached(tx, resource, id)? {
        if !files.contains(&file.id) {
            queries::unlink(tx, file.id, resource, id)?;
        }
    }
    Ok(())
}

/// A file whoever asks; for services that check what it belongs to themselves.
pub fn stored(db: &Reader<'_>, id: FileId) -> Result<Option<StoredFile>> {
    queries::file(db, id)
}

/// What is attached to an object, in the order in which it was handed in.
pub fn attached(db: &Reader<'_>, resource: &str, id: AnyId) -> Result<Vec<StoredFile>> {
    queries::attached(db, resource, id)
}

/// Whether a content lies on the disk.
pub fn is_stored(app: &App, hash: &Hash) -> bool {
    matches!(app.files.folder.read(hash), Ok(Some(_)))
}

/// Which bytes of a file are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file.
    Whole,
    /// The picture in small.
    Thumbnail,
}

/// Bytes ready to be read.
#[derive(Debug)]
pub struct Opened {
    /// At its start.
    pub file: File,
    /// How many there are.
    pub bytes: u64,
    /// Their hash, for caches.
    pub hash: Hash,
    /// What they are.
    pub media_type: MediaType,
}

/// Opens a file's bytes. 404 for the thumbnail of what is no picture, 410 `file_not_in_backup`
/// when the row is newer than the copy of the folder that this server runs on.
pub async fn open(app: &App, file: &StoredFile, part: Part) -> Result<Opened> {
    if part == Part::Thumbnail && !file.media_type.is_picture() {
        return Err(Error::not_found());
    }
    let (hash, media_type) = match (part, file.thumbnail) {
        (Part::Thumbnail, Some(hash)) => (hash, None),
        _ => (file.sha256, Some(file.media_type)),
    };
    let folder = Arc::clone(&app.files.folder);
    blocking(move || {
        let not_here = || Error::new(Kind::Gone, "file-not-in-backup");
        let mut file = folder.read(&hash)?.ok_or_else(not_here)?;
        Ok(Opened {
            bytes: file.metadata()?.len(),
            media_type: match media_type {
                Some(media) => media,
                None => thumbnail_type(&mut file)?,
            },
            file,
            hash,
        })
    })
    .await
}

fn thumbnail_type(file: &mut File) -> Result<MediaType> {
    use std::io::{Read, Seek};
    let mut first = [0; 1];
    file.read_exact(&mut first)?;
    file.rewind()?;
    Ok(if first == [0xff] {
        MediaType::Jpeg
    } else {
        MediaType::Png
    })
}

/// Takes away the bytes of files that were removed longer ago than `store.retain`, unless another
/// file has the same, and then their rows. Answers how many files went.
pub async fn sweep(app: &App) -> Result<usize> {
    let before = app.clock.now().minus(app.config.store.retain());
    let _turn = app.files.turn.write().await;
    let (expired, useless) = app
        .read(move |db| {
            let expired = queries::expired(db, before, SWEPT_AT_ONCE)?;
            let mut useless = Vec::new();
            for hash in expired.iter().flat_map(|e| &e.hashes) {
                if !queries::is_needed(db, hash, before)? {
                    useless.push(*hash);
                }
            }
            Ok((expired, useless))
        })
        .await?;
    if expired.is_empty() {
        return Ok(0);
    }
    let folder = Arc::clone(&app.files.folder);
    blocking(move || Ok(useless.iter().try_for_each(|hash| folder.remove(hash))?)).await?;
    app.write(move |tx| {
        expired.iter().try_for_each(|e| queries::forget(tx, e.id))?;
        Ok(expired.len())
    })
    .await
}
