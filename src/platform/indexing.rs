//! Keeps the search index in step with the journal, and asks it.
//!
//! The index is derived: it remembers up to which place of the journal it has come, catches up
//! after a start, and is rebuilt when it is missing, damaged, of another version or ahead of the
//! database (an older copy was put back). Until it is ready, [`search`] answers
//! [`Found::AskDatabase`] and the room looks into SQLite instead.

use std::{collections::HashSet, time::Duration};

use search::{Answer, Change, Document, Index, Opened, Request};
use store::Reader;

use crate::{
    App,
    actor::Viewer,
    error::{Error, Result},
    id::AnyId,
    journal, visibility,
};

/// How many journal rows, or documents of a rebuild, are taken at once.
const GROUP: u32 = 500;
/// Changes that come within this time share a commit of the index.
const GATHER: Duration = Duration::from_millis(100);
/// How long a searcher waits for his own last change to be found.
const OWN_CHANGE: Duration = Duration::from_secs(2);
/// How often the index gives back memory and old files.
const REST: Duration = Duration::from_mins(1);

/// How a room makes its objects findable. Declared once and registered by its feature.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The journal's resource types that touch its documents.
    pub resources: &'static [&'static str],
    /// What became of an object: its document, or its removal. Called after the change committed.
    pub changes: fn(&Reader<'_>, resource: &str, id: AnyId) -> Result<Vec<Change>>,
    /// A page of all documents in the order of their ids, after an id. Fewer than `limit` end it.
    pub page: fn(&Reader<'_>, after: Option<AnyId>, limit: u32) -> Result<Vec<Document>>,
}

/// What a search came to.
#[derive(Debug)]
pub enum Found {
    /// The index answered. Hits are checked against the database's rights before they are shown.
    Answer(Answer),
    /// The index is being rebuilt; the room answers from SQLite.
    AskDatabase,
}

/// Searches as a viewer. His own last change is waited for, so that he finds what he just wrote.
pub async fn search(app: &App, viewer: &Viewer, mut request: Request) -> Result<Found> {
    if !app.index.ready() {
        return Ok(Found::AskDatabase);
    }
    wait_for_own(app, viewer).await?;
    request.viewer_terms = visibility::terms_of_viewer(&viewer.scope());
    ask(app, move |index| index.search(&request)).await
}

/// Runs any question on the index, away from the async threads.
pub async fn ask<T, F>(app: &App, question: F) -> Result<T>
where
    T: FromIndex + Send + 'static,
    F: FnOnce(&Index) -> search::Result<T::Inner> + Send + 'static,
{
    let index = app.index.clone();
    tokio::task::spawn_blocking(move || ask_blocking(&index, question))
        .await
        .map_err(Error::internal)?
}

/// The same on a thread that may block already: beside reading from the database.
pub fn ask_blocking<T: FromIndex>(
    index: &Index,
    question: impl FnOnce(&Index) -> search::Result<T::Inner>,
) -> Result<T> {
    match question(index) {
        Ok(inner) => Ok(T::found(inner)),
        Err(search::Error::NotReady | search::Error::Damaged(_)) => Ok(T::not_ready()),
        Err(error) => Err(Error::internal(error)),
    }
}

/// An answer of the index, or that the database must be asked.
pub trait FromIndex {
    /// What the index gives.
    type Inner;
    /// The index answered.
    fn found(inner: Self::Inner) -> Self;
    /// The index is not ready.
    fn not_ready() -> Self;
}

impl FromIndex for Found {
    type Inner = Answer;

    fn found(inner: Answer) -> Self {
        Self::Answer(inner)
    }

    fn not_ready() -> Self {
        Self::AskDatabase
    }
}

impl<T> FromIndex for Option<T> {
    type Inner = T;

    fn found(inner: T) -> Self {
        Some(inner)
    }

    fn not_ready() -> Self {
        None
    }
}

async fn wait_for_own(app: &App, viewer: &Viewer) -> Result<()> {
    let Some(person) = viewer.actor().map(|a| a.person) else {
        return Ok(());
    };
    let seq = app.read(move |db| journal::head_of(db, person)).await?;
    if seq > app.index.position() {
        app.index.reached(seq, OWN_CHANGE).await;
    }
    Ok(())
}

/// Follows the journal until the process ends. Started once, beside the server.
pub async fn follow(app: App) {
    let mut moved = app.moved.subscribe();
    let mut sound = false;
    let mut pause = GATHER;
    loop {
        let work = app.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            if sound {
                catch_up(&work)
            } else {
                make_sound(&work).and_then(|()| catch_up(&work))
            }
        })
        .await;
        let went_well = matches!(outcome, Ok(Ok(())));
        sound = match outcome {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "The search index did not take a change; trying again");
                app.index.ready()
            }
            Err(error) => {
                tracing::error!(%error, "Following the journal ended in a panic; trying again");
                false
            }
        };
        // What fails again and again is tried less and less often.
        pause = if went_well {
            GATHER
        } else {
            (pause * 2).min(REST)
        };
        tokio::time::sleep(pause).await;
        if sound && tokio::time::timeout(REST, moved.changed()).await.is_err() {
            app.index.rest();
        }
    }
}

/// Checks the index and rebuilds it when it cannot be used.
fn make_sound(app: &App) -> Result<()> {
    let (head, archived) = app
        .store
        .read_blocking(|db| Ok::<_, Error>((journal::head(db)?, journal::archive::reach(db)?)))?;
    match app.index.check() {
        Opened::Ready { position } if position < archived => {
            tracing::info!("The search index is older than the journal; rebuilding it");
        }
        Opened::Ready { position } if position <= head => return Ok(()),
        Opened::Ready { .. } => {
            tracing::info!("The search index is ahead of the database; rebuilding it");
        }
        other => tracing::info!(found = ?other, "The search index cannot be used; rebuilding it"),
    }
    rebuild(app)
}

/// Builds the index anew from the database and puts it in service.
pub fn rebuild(app: &App) -> Result<()> {
    let head = app.store.read_blocking(journal::head)?;
    let mut rebuild = app.index.rebuild().map_err(Error::internal)?;
    let total = app.sources.len() as u64;
    for (done, source) in app.sources.iter().enumerate() {
        rebuild.progress(done as u64, total);
        let mut after = None;
        loop {
            let page = source.page;
            let documents = app.store.read_blocking(move |db| page(db, after, GROUP))?;
            after = documents
                .last()
                .map(|d| AnyId::from_uuid(uuid::Uuid::from_bytes(d.id)));
            let last = documents.len() < GROUP as usize;
            rebuild.add(documents).map_err(Error::internal)?;
            if last {
                break;
            }
        }
    }
    rebuild.finish(head).map_err(Error::internal)?;
    tracing::info!(
        documents = app.index.documents(),
        "Rebuilt the search index"
    );
    Ok(())
}

/// Makes the index hold everything that was written, for commands that work beside no server.
pub fn bring_up_to_date(app: &App) -> Result<()> {
    make_sound(app)?;
    catch_up(app)?;
    app.index.save().map_err(Error::internal)
}

/// Applies what the journal holds beyond the index's position.
pub fn catch_up(app: &App) -> Result<()> {
    loop {
        let position = app.index.position();
        let sources = app.sources.clone();
        let (changes, reached) = app
            .store
            .read_blocking(move |db| gather(db, &sources, position))?;
        if reached == position {
            return Ok(());
        }
        app.index.apply(changes, reached).map_err(Error::internal)?;
    }
}

/// The changes of the next journal rows, each object once, and the place they reach.
fn gather(db: &Reader<'_>, sources: &[Source], position: u64) -> Result<(Vec<Change>, u64)> {
    let entries = journal::after(db, position, GROUP)?;
    let reached = entries.last().map_or(position, |e| e.seq);
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for entry in &entries {
        let Some(id) = entry.resource_id else {
            continue;
        };
        if !seen.insert((entry.resource_type.as_str(), id)) {
            continue;
        }
        for source in sources
            .iter()
            .filter(|s| s.resources.contains(&entry.resource_type.as_str()))
        {
            changes.extend((source.changes)(db, &entry.resource_type, id)?);
        }
    }
    Ok((changes, reached))
}
