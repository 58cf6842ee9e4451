//! A certificate from an authority, by the protocol ACME (RFC 8555): ordered at the first start,
//! renewed when a third of its life is left, tried again and again when that fails. Until the first
//! has come, one of the server's own making is shown.

pub(crate) mod note;
mod order;

use std::{path::Path, sync::Arc, time::Duration};

use platform::{App, Time, app::WeakApp, certificate::Cell, config::Server, error::Message, keys};
use tokio::sync::Notify;

use crate::{Failure, Refused, names, pair::Pair, proofs::Proofs, shown::Shown};

/// Certificate and key in one file, so that they always fit.
const FILE: &str = "acme-certificate.pem";
/// How an order may last, in all.
const PATIENCE: Duration = Duration::from_mins(5);
/// After the first failure it is tried again so much later, and twice that after each further one…
const AGAIN_AFTER: Duration = Duration::from_mins(5);
/// …but never later than this. Authorities allow five failures an hour.
const AGAIN_AT_LAST: Duration = Duration::from_hours(12);
/// A certificate that was just given is not renewed sooner, however short its life is or wrong the
/// machine's clock: an authority must not be asked again and again.
const RENEWED_AFTER: Duration = Duration::from_hours(6);
/// The longest sleep; the machine's clock may jump meanwhile.
const NAP: Duration = Duration::from_mins(30);

/// Refuses what no authority can give a certificate for.
pub(crate) fn check(server: &Server) -> Result<(), Refused> {
    let names = names::configured(server);
    if names.is_empty() {
        return Err(Refused::new(
            "server.tls.names is empty: name the hosts that the certificate is for",
        ));
    }
    if let Some(address) = names.iter().find(|n| n.parse::<std::net::IpAddr>().is_ok()) {
        return Err(Refused::new(format!(
            "server.tls.names: {address} is an address; authorities give certificates for host names"
        )));
    }
    let directory = &server.tls.acme_directory;
    if !directory.starts_with("https://") {
        return Err(Refused::new(format!(
            "server.tls.acme_directory: {directory:?} does not begin with https://"
        )));
    }
    Ok(())
}

/// The certificate that the authority gave, if it may still be shown.
pub(crate) fn kept(data: &Path, server: &Server, now: Time) -> Option<Pair> {
    let text = std::fs::read(data.join("keys").join(FILE)).ok()?;
    // Another authority was chosen since, such as the true one after trying with one for tests.
    let first = text.split(|b| *b == b'\n').next()?;
    if first != origin(server).trim_end().as_bytes() {
        return None;
    }
    let pair = Pair::parse(&text, &text, FILE, FILE).ok()?;
    pair.check(FILE, now).is_ok().then_some(pair)
}

/// The line above the certificate that says where it is from. Readers of PEM pass over it.
fn origin(server: &Server) -> String {
    format!("From {}\n", server.tls.acme_directory)
}

/// What there is at the start.
#[derive(Debug)]
pub(crate) struct Acme {
    pub(crate) kept: Option<Pair>,
}

impl Acme {
    pub(crate) fn open(data: &Path, server: &Server, now: Time) -> Self {
        Self {
            kept: kept(data, server, now),
        }
    }

    /// Keeps the certificate up to date until the application stops.
    pub(crate) async fn keep(
        self,
        app: WeakApp,
        shown: Arc<Shown>,
        proofs: Arc<Proofs>,
        nudge: Arc<Notify>,
    ) {
        let mut failures = 0;
        let mut due = match (&self.kept, app.upgrade()) {
            (Some(pair), Some(app)) if covers(pair, &app.config.server) => pair.due_at(),
            (_, Some(app)) => app.clock.now(),
            (_, None) => return,
        };
        loop {
            let Some(now) = app.upgrade().map(|app| app.clock.now()) else {
                return;
            };
            if now < due {
                tokio::select! {
                    () = tokio::time::sleep(due.since(now).min(NAP)) => continue,
                    // Somebody has mended what was wrong.
                    () = nudge.notified(), if failures > 0 => {}
                }
            }
            let Some(app) = app.upgrade() else {
                return;
            };
            due = match renew(&app, &shown, &proofs).await {
                Ok(due) => {
                    failures = 0;
                    due
                }
                Err(why) => {
                    failures += 1;
                    failed(&app, &why, failures).await
                }
            };
        }
    }
}

/// Gets a certificate and shows it; when the next is due.
async fn renew(app: &App, shown: &Shown, proofs: &Proofs) -> Result<Time, String> {
    let server = &app.config.server;
    let ordered = order::certificate(&app.data, server, proofs);
    let ordered = tokio::time::timeout(PATIENCE, ordered).await;
    proofs.clear();
    let text = ordered.map_err(|_| "it took too long")??;
    let text = format!("{}{text}", origin(server));
    let pair = Pair::parse(text.as_bytes(), text.as_bytes(), FILE, FILE);
    let pair = pair.map_err(|e| e.to_string())?;
    pair.check(FILE, app.clock.now())
        .map_err(|e| e.to_string())?;
    // Shown even when it cannot be kept: the next start orders another.
    let data = app.data.clone();
    let keep = move || {
        note::given(&data);
        keys::overwrite(&data, FILE, text.as_bytes())
    };
    if let Ok(Err(error)) = tokio::task::spawn_blocking(keep).await {
        tracing::error!(%error, "The certificate could not be kept");
    }
    let due = next(pair.due_at(), app.clock.now());
    shown.set(pair.certified);
    tracing::info!("{}", crate::told(&pair.shown));
    app.kept::<Cell>().shows(pair.shown);
    Ok(due)
}

fn covers(pair: &Pair, server: &Server) -> bool {
    let names = names::configured(server);
    names.iter().all(|name| pair.shown.names.contains(name))
}

/// When a certificate that was given now is renewed.
fn next(due_at: Time, now: Time) -> Time {
    due_at.max(now.plus(RENEWED_AFTER))
}

/// Notes a failure; when to try again.
async fn failed(app: &App, why: &str, failures: u32) -> Time {
    let now = app.clock.now();
    let again_at = now.plus(pause(failures));
    tracing::error!(%again_at, "No certificate was given: {why}");
    let message = Message::new("certificate-not-given").arg("why", why);
    let cell = app.kept::<Cell>();
    cell.fails(message, now, Some(again_at));
    let failure = Failure {
        why: why.to_owned(),
        since: cell.get().trouble.map_or(now, |trouble| trouble.since),
        again_at: Some(again_at),
    };
    let data = app.data.clone();
    if let Err(error) = tokio::task::spawn_blocking(move || note::failed(&data, &failure)).await {
        tracing::error!(%error, "The failure could not be noted");
    }
    again_at
}

/// How long to wait after so many failures.
fn pause(failures: u32) -> Duration {
    let doubled = failures.saturating_sub(1).min(16);
    AGAIN_AFTER.saturating_mul(1 << doubled).min(AGAIN_AT_LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_was_just_given_is_kept_for_hours() {
        let now = Time::from_millis(1_767_254_400_000);
        let day = Duration::from_hours(24);
        assert_eq!(next(now.plus(day * 60), now), now.plus(day * 60));
        for early in [now.minus(day), now, now.plus(RENEWED_AFTER / 2)] {
            assert_eq!(next(early, now), now.plus(RENEWED_AFTER));
        }
    }

    #[test]
    fn failures_make_it_wait_longer_but_never_for_ever() {
        let minutes = |n| pause(n).as_secs() / 60;
        let found: Vec<_> = (1..=10).map(minutes).collect();
        assert_eq!(found, [5, 10, 20, 40, 80, 160, 320, 640, 720, 720]);
        assert_eq!(minutes(u32::MAX), 720);
    }
}
