//! By which certificate the server speaks https: one from files, one of its own making, or one that
//! it gets from an authority. Each is kept up to date while the server runs. Knows no feature, and
//! of HTTP only where it is spoken.

mod acme;
mod files;
mod inspect;
mod names;
mod own;
mod pair;
mod proofs;
mod shown;

use std::{path::Path, sync::Arc, time::Duration};

use platform::{
    App, Time,
    app::WeakApp,
    certificate::{Cell, Certificate},
    config::{Server, TlsKind},
    error::Message,
};
use rustls::ServerConfig;
use tokio::sync::Notify;

use acme::Acme;
use files::{Files, Stamp};
pub use inspect::{Failure, Inspected, inspect};
pub use pair::PairError;
pub use proofs::Proofs;
use shown::Shown;

/// Why the server does not start with TLS as it is configured; one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl From<PairError> for Refused {
    fn from(error: PairError) -> Self {
        Self(error.to_string())
    }
}

/// Checks what can be checked before anything is started or made.
pub fn check(data: &Path, server: &Server, now: Time) -> Result<(), Refused> {
    let kind = server.tls.kind();
    if kind.is_none() && server.redirect_listen.is_some() {
        return Err(Refused::new(
            "server.redirect_listen leads to https, but server.tls is off",
        ));
    }
    names::check(server)?;
    match kind {
        Some(TlsKind::Files) => {
            Files::named(data, server)?.read(now)?;
            Ok(())
        }
        Some(TlsKind::Acme) => acme::check(server),
        Some(TlsKind::SelfSigned) | None => Ok(()),
    }
}

/// The server's certificate and what keeps it up to date.
#[derive(Debug)]
pub struct Tls {
    shown: Arc<Shown>,
    proofs: Arc<Proofs>,
    config: Arc<ServerConfig>,
    first: Certificate,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// And by what one saw, when they were read, that they change.
    Files(Files, Stamp),
    Own,
    Acme(Acme),
}

impl Tls {
    /// The certificate that the configuration asks for; nothing when it asks for plain http.
    pub fn open(data: &Path, server: &Server, now: Time) -> Result<Option<Self>, Refused> {
        let Some(kind) = server.tls.kind() else {
            return Ok(None);
        };
        let (pair, source) = match kind {
            TlsKind::Files => {
                let files = Files::named(data, server)?;
                let taken = files.stamp();
                (files.read(now)?, Source::Files(files, taken))
            }
            TlsKind::SelfSigned => (own::ready(data, server, now)?, Source::Own),
            TlsKind::Acme => {
                let acme = Acme::open(data, server, now);
                let given = acme.kept.clone();
                let pair = given.map_or_else(|| own::ready(data, server, now), Ok)?;
                (pair, Source::Acme(acme))
            }
        };
        let proofs = Arc::new(Proofs::default());
        let shown = Arc::new(Shown::new(pair.certified, proofs.clone()));
        let config = shown::server_config(shown.clone());
        let config = config.map_err(|e| Refused::new(format!("TLS cannot be spoken: {e}")))?;
        Ok(Some(Self {
            shown,
            proofs,
            config: Arc::new(config),
            first: pair.shown,
            source,
        }))
    }

    /// Tells the application's pages of the certificate that is shown at first.
    pub fn tell(&self, app: &App) {
        app.kept::<Cell>().shows(self.first.clone());
    }

    /// What is spoken on connections.
    pub fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }

    /// What an authority finds at `/.well-known/acme-challenge/`, by plain http.
    pub fn proofs(&self) -> Arc<Proofs> {
        self.proofs.clone()
    }

    /// Keeps the certificate up to date until the application stops. A nudge makes it look at
    /// once.
    pub async fn keep(self, app: WeakApp, nudge: Arc<Notify>) {
        let is_standby = app.upgrade().is_some_and(|app| app.store.is_standby());
        if is_standby && !matches!(self.source, Source::Files(..)) {
            // The main server looks after it, and the next copy brings what it has.
            return;
        }
        match self.source {
            Source::Files(files, taken) => files.follow(taken, app, self.shown, nudge).await,
            Source::Own => keep_own(app, self.shown, nudge).await,
            Source::Acme(acme) => acme.keep(app, self.shown, self.proofs, nudge).await,
        }
    }
}

/// How often a certificate of the server's own making is looked at.
const LOOK_EVERY: Duration = Duration::from_hours(6);

async fn keep_own(app: WeakApp, shown: Arc<Shown>, nudge: Arc<Notify>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = nudge.notified() => {}
        }
        let Some(app) = app.upgrade() else {
            return;
        };
        let looking = app.clone();
        let ready = move || own::ready(&looking.data, &looking.config.server, looking.clock.now());
        match tokio::task::spawn_blocking(ready).await {
            Ok(Ok(pair)) => {
                let cell = app.kept::<Cell>();
                if cell.get().certificate.as_ref() == Some(&pair.shown) {
                    cell.is_well();
                } else {
                    tracing::info!("{}", told(&pair.shown));
                    shown.set(pair.certified);
                    cell.shows(pair.shown);
                }
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "The certificate could not be made anew");
                let message = Message::new("certificate-not-made").arg("why", &error);
                app.kept::<Cell>().fails(message, app.clock.now(), None);
            }
            Err(error) => tracing::error!(%error, "The certificate could not be made anew"),
        }
    }
}

/// The line that tells of a certificate.
pub fn told(certificate: &Certificate) -> String {
    let kind = if certificate.is_self_signed {
        "self-signed certificate"
    } else {
        "certificate"
    };
    let Certificate {
        names, fingerprint, ..
    } = certificate;
    format!(
        "The {kind} for {} has the SHA-256 fingerprint {fingerprint} and ends on {}.",
        names.join(", "),
        pair::day(certificate.expires_at)
    )
}
