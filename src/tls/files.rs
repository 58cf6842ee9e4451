//! A certificate in files that somebody else looks after. They are looked at again and again, and
//! read anew when they changed; a pair that cannot be used is told of, and the one before it shown
//! further.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use platform::{App, app::WeakApp, certificate::Cell, config::Server, error::Message};
use tokio::sync::Notify;

use crate::{
    Refused,
    pair::{Pair, PairError, day},
    shown::Shown,
};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// A certificate that ends so soon deserves a word…
const SOON: Duration = Duration::from_hours(24 * 14);
/// …so often.
const REMIND_EVERY: Duration = Duration::from_hours(24);

/// Where the pair is.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    cert: PathBuf,
    key: PathBuf,
}

/// By what one sees that a file changed; nothing when it is not there.
pub(crate) type Stamp = [Option<(u64, i64, i64, u64)>; 2];

impl Files {
    pub(crate) fn named(data: &Path, server: &Server) -> Result<Self, Refused> {
        match (&server.tls.cert, &server.tls.key) {
            // A relative path is one from the data folder; an absolute one stays what it is.
            (Some(cert), Some(key)) => Ok(Self {
                cert: data.join(cert),
                key: data.join(key),
            }),
            (None, _) => Err(Refused::new(
                "server.tls.cert is missing: name the file with the certificate",
            )),
            (_, None) => Err(Refused::new(
                "server.tls.key is missing: name the file with the certificate's key",
            )),
        }
    }

    /// The pair, if it may be shown.
    pub(crate) fn read(&self, now: platform::Time) -> Result<Pair, PairError> {
        let pair = Pair::read(&self.cert, &self.key)?;
        pair.check(&self.cert.display().to_string(), now)?;
        Ok(pair)
    }

    pub(crate) fn stamp(&self) -> Stamp {
        [&self.cert, &self.key].map(|path| {
            let facts = std::fs::metadata(path).ok()?;
            Some((facts.ino(), facts.mtime(), facts.mtime_nsec(), facts.len()))
        })
    }

    /// Follows the files until the application stops.
    ///
    /// `taken` is their stamp from before they were read for the first time: what changed since, such
    /// as during a long start, is found.
    pub(crate) async fn follow(
        self,
        mut taken: Stamp,
        app: WeakApp,
        shown: Arc<Shown>,
        nudge: Arc<Notify>,
    ) {
        let mut seen = taken;
        let mut reminded = None;
        loop {
            let asked = tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => false,
                () = nudge.notified() => true,
            };
            let Some(app) = app.upgrade() else {
                return;
            };
            remind(&app, &mut reminded);
            let found = self.stamp_off_thread().await;
            // Certificate and key are mostly replaced one after the other: what has just changed
            // may be half of a change.
            let is_settled = found == seen;
            seen = found;
            if asked || (found != taken && is_settled) {
                taken = found;
                self.take(&app, &shown).await;
            }
        }
    }

    async fn stamp_off_thread(&self) -> Stamp {
        let files = self.clone();
        let stamp = tokio::task::spawn_blocking(move || files.stamp()).await;
        stamp.unwrap_or_default()
    }

    async fn take(&self, app: &App, shown: &Shown) {
        let (files, now) = (self.clone(), app.clock.now());
        let read = tokio::task::spawn_blocking(move || files.read(now)).await;
        match read {
            Ok(Ok(pair)) => {
                tracing::info!(fingerprint = pair.shown.fingerprint, expires_at = %pair.shown.expires_at, "Read the certificate anew");
                shown.set(pair.certified);
                app.kept::<Cell>().shows(pair.shown);
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "The new certificate cannot be used; the former one is shown further");
                let message = Message::new("certificate-not-taken").arg("why", &error);
                app.kept::<Cell>().fails(message, now, None);
            }
            Err(error) => tracing::error!(%error, "The certificate could not be read"),
        }
    }
}

/// Says once a day that the certificate ends soon.
fn remind(app: &App, reminded: &mut Option<platform::Time>) {
    let now = app.clock.now();
    let Some(certificate) = app.kept::<Cell>().get().certificate else {
        return;
    };
    let is_soon = certificate.expires_at < now.plus(SOON);
    let is_fresh = reminded.is_some_and(|at| now.since(at) < REMIND_EVERY);
    if is_soon && !is_fresh {
        *reminded = Some(now);
        let ends = day(certificate.expires_at);
        tracing::warn!("The certificate ends on {ends}; put a new one in its place");
    }
}
