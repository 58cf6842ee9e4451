//! Pictures of people and logos of organisations: handed in as files, cut to a square, in place of
//! the one before.

use std::sync::Arc;

use platform::{
    Actor, App,
    files::{self, Incoming, StoredFile},
    organizations, people,
    permission::ORGANIZATION_MANAGE,
};
use web::{Result, Upload};

/// Pixels across and down.
const SQUARE: u32 = 512;

/// Whose picture it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Portrait {
    /// The actor's own.
    Mine,
    /// The logo of his organisation.
    Organization,
}

/// Takes the picture in the field `file`.
pub(crate) async fn take(
    app: &App,
    actor: &Arc<Actor>,
    upload: Upload,
    portrait: Portrait,
) -> Result<StoredFile> {
    if portrait == Portrait::Organization {
        actor.require(ORGANIZATION_MANAGE)?;
    }
    let mut sent = upload.file("file").await?;
    let mut incoming = Incoming::begin(app).await?;
    while let Some(bytes) = sent.chunk().await? {
        incoming.write(&bytes).await?;
    }
    let (holder, now) = (actor.clone(), app.clock.now());
    let set = move |tx: &store::Writer<'_>, file: &StoredFile| match portrait {
        Portrait::Mine => people::set_picture(tx, &holder, now, Some(file.id)),
        Portrait::Organization => organizations::set_logo(tx, &holder, now, Some(file.id)),
    };
    let file = files::store_picture(app, actor, incoming, sent.name(), Some(SQUARE), set).await?;
    app.sessions.forget_all();
    Ok(file)
}

/// Takes the picture away.
pub(crate) async fn forget(app: &App, actor: &Arc<Actor>, portrait: Portrait) -> Result<()> {
    let (holder, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| match portrait {
        Portrait::Mine => people::set_picture(tx, &holder, now, None),
        Portrait::Organization => organizations::set_logo(tx, &holder, now, None),
    })
    .await?;
    app.sessions.forget_all();
    Ok(())
}
