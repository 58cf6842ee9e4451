//! Opening, finding, exchanging and ending sessions.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use store::Writer;

use super::{ENDED, Key, OPENED, REUSED, Signed, cache::Live, queries};
use crate::{
    actor::{Actor, Origin},
    app::App,
    error::{Error, Kind as ErrorKind, Result},
    id::{Ids, SessionId},
    journal::{self, Changes},
    people::{self, Identity},
    secret,
    time::Time,
};

/// No session lives longer, however much it is used.
pub(super) const WHOLE_LIFE: Duration = Duration::from_hours(90 * 24);
/// How often "last seen" is written.
const TOUCH_EVERY: Duration = Duration::from_mins(5);

/// What holds the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A browser, in a cookie.
    Browser,
    /// A program, as a refresh token.
    Api,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }

    /// How long it lives without being used.
    pub(super) const fn idle_life(self) -> Duration {
        match self {
            Self::Browser => Duration::from_hours(14 * 24),
            Self::Api => Duration::from_hours(7 * 24),
        }
    }
}

/// A session about to be opened. Its secret is handed out once.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// What holds the secret.
    pub kind: Kind,
    /// The cookie or the refresh token.
    pub secret: String,
    pub(super) csrf: String,
}

impl NewSession {
    /// With fresh secrets.
    pub fn new(ids: &Ids, kind: Kind) -> Result<Self> {
        Ok(Self {
            id: ids.next(),
            kind,
            secret: secret::random()?,
            csrf: secret::random()?,
        })
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        secret::hash(&self.secret)
    }
}

/// A session as "where you are signed in" lists it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SessionRow {
    pub id: SessionId,
    pub is_browser: bool,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// Opens a session for a person who showed who he is, in the transaction of the sign-in.
pub fn open(
    tx: &Writer<'_>,
    identity: &Identity,
    new: &NewSession,
    origin: &Origin,
    now: Time,
) -> Result<()> {
    queries::insert(tx, new, identity.person, origin, now)?;
    let actor = identity.actor(Some(new.id), origin.clone(), now);
    let changes = Changes::none().field("kind", "", new.kind.as_str());
    journal::record(tx, &actor, now, OPENED, new.id, changes)?;
    Ok(())
}

/// Who comes with this key; none when the session has ended or the person may not be signed in.
pub async fn resolve(app: &App, key: Key, origin: Origin) -> Result<Option<Signed>> {
    let now = app.clock.now();
    let live = match app.sessions.get(&key) {
        Some(live) => live,
        None => match load(app, key, now).await? {
            Some(live) => live,
            None => return Ok(None),
        },
    };
    let alive = now < live.ends_at && now.millis() < live.expires_at.load(Ordering::Relaxed);
    let requires_verified = app.settings.get().require_verified_email;
    if !alive || live.identity.may_enter(requires_verified).is_err() {
        return Ok(None);
    }
    touch(app, key, &live, now);
    Ok(Some(Signed {
        actor: Arc::new(live.identity.actor(Some(live.session), origin, now)),
        csrf: live.csrf.clone(),
        theme: live.identity.theme,
        avatar_file_id: live.identity.avatar_file_id,
    }))
}

async fn load(app: &App, key: Key, now: Time) -> Result<Option<Arc<Live>>> {
    let epoch = app.sessions.epoch();
    let found = app
        .read(move |db| {
            let Some(session) = queries::find(db, key, now)? else {
                return Ok(None);
            };
            let identity = people::identity(db, session.person)?;
            Ok(identity.map(|identity| (session, identity)))
        })
        .await?;
    Ok(found.map(|(session, identity)| {
        let live = Arc::new(Live {
            session: session.id,
            csrf: session.csrf,
            identity,
            ends_at: session.ends_at,
            expires_at: AtomicI64::new(session.expires_at.millis()),
            last_seen: AtomicI64::new(session.last_seen_at.millis()),
            epoch,
        });
        app.sessions.put(key, live.clone());
        live
    }))
}

/// Notes every few minutes that somebody is here, beside the request, and lets a browser session
/// slide. A disk that cannot be written does not keep anybody from reading.
fn touch(app: &App, key: Key, live: &Live, now: Time) {
    let seen = live.last_seen.load(Ordering::Relaxed);
    if now.since(Time::from_millis(seen)) < TOUCH_EVERY || app.store.is_standby() {
        return;
    }
    let claimed =
        live.last_seen
            .compare_exchange(seen, now.millis(), Ordering::Relaxed, Ordering::Relaxed);
    if claimed.is_err() {
        return;
    }
    let slides = matches!(key, Key::Cookie(_)).then(|| now.plus(Kind::Browser.idle_life()));
    if let Some(expires_at) = slides {
        live.expires_at
            .store(expires_at.millis(), Ordering::Relaxed);
    }
    let (app, id, person) = (app.clone(), live.session, live.identity.person);
    tokio::spawn(async move {
        let written = app
            .write(move |tx| queries::touch(tx, id, person, now, slides))
            .await;
        if let Err(error) = written {
            tracing::debug!(%error, "Could not note when a session was last used");
        }
    });
}

/// Exchanges a refresh token for a new one. One that was exchanged before ends its family: 401
/// `token_reused`.
pub async fn refresh(
    app: &App,
    token: &str,
    origin: Origin,
) -> Result<(Identity, SessionId, String)> {
    enum Outcome {
        Exchanged(Box<Identity>, SessionId),
        Reused,
        Unknown,
    }
    let (old, fresh, now) = (secret::hash(token), secret::random()?, app.clock.now());
    let new = secret::hash(&fresh);
    let outcome = app
        .write(move |tx| {
            if let Some(session) = queries::by_refresh_token(tx, old, now)? {
                let Some(identity) = people::identity(tx, session.person)? else {
                    return Ok(Outcome::Unknown);
                };
                queries::exchange(
                    tx,
                    session.id,
                    old,
                    new,
                    now,
                    now.plus(Kind::Api.idle_life()),
                )?;
                return Ok(Outcome::Exchanged(Box::new(identity), session.id));
            }
            if !queries::was_spent(tx, old)? {
                return Ok(Outcome::Unknown);
            }
            if let Some((session, person)) = queries::spent_by(tx, old)? {
                queries::delete(tx, person, session)?;
                let organization = people::load(tx, person)?.map(|p| p.organization);
                let whose = Changes::none().field("person_id", None, Some(person));
                journal::record_system(
                    tx,
                    organization,
                    &origin,
                    now,
                    REUSED,
                    Some(session),
                    whose,
                )?;
            }
            Ok(Outcome::Reused)
        })
        .await?;
    let refused = |key| Error::new(ErrorKind::Unauthenticated, key);
    match outcome {
        Outcome::Exchanged(identity, session) => {
            identity.may_enter(app.settings.get().require_verified_email)?;
            Ok((*identity, session, fresh))
        }
        Outcome::Reused => {
            app.sessions.forget_all();
            Err(refused("token-reused"))
        }
        Outcome::Unknown => Err(refused("token-invalid")),
    }
}

/// Gives a browser session another secret; false when it is not a browser's.
pub fn rotate_browser(tx: &Writer<'_>, session: SessionId, secret: &str) -> Result<bool> {
    queries::set_secret(tx, session, secret::hash(secret))
}

/// Where the actor is signed in.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<SessionRow>> {
    let (person, current, now) = (actor.person, actor.session, app.clock.now());
    let mut rows = app.read(move |db| queries::list(db, person, now)).await?;
    for row in &mut rows {
        row.is_current = Some(row.id) == current;
    }
    Ok(rows)
}

/// Ends one of the actor's own sessions; 404 for any other.
pub async fn end(app: &App, actor: &Arc<Actor>, id: SessionId) -> Result<()> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| {
        if !queries::delete(tx, actor.person, id)? {
            return Err(Error::not_found());
        }
        journal::record(tx, &actor, now, ENDED, id, Changes::none())?;
        Ok(())
    })
    .await?;
    app.sessions.forget_all();
    Ok(())
}

/// Ends every session, because the keys that go with them are gone: a folder without its keys came
/// from elsewhere, and nobody is taken at his word there.
pub fn end_everybodys(tx: &Writer<'_>, now: Time) -> Result<()> {
    queries::end_everybodys(tx)?;
    let none = None::<crate::id::AnyId>;
    let changes = journal::Changes::none();
    journal::record_system(
        tx,
        None,
        &Origin::default(),
        now,
        super::ALL_ENDED,
        none,
        changes,
    )?;
    Ok(())
}

/// Removes what has ended long ago.
pub fn sweep(tx: &Writer<'_>, now: Time) -> Result<()> {
    queries::sweep(tx, now)
}
