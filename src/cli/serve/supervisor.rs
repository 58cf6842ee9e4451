//! What systemd hears of the server: that it is ready and where, that it still works, that it
//! stops. Without systemd nobody listens, and nothing of this does anything.

use std::time::Duration;

use platform::{App, app::WeakApp};
use sd_notify::NotifyState;

/// How long the next step of a long start may take.
const STEP_TIME: Duration = Duration::from_mins(30);

/// The start takes long, and this is what it does now.
pub(super) fn preparing(status: &str) {
    tell(&[
        NotifyState::ExtendTimeoutUsec(STEP_TIME.as_micros() as u32),
        NotifyState::Status(status),
    ]);
}

/// Requests are answered from now on.
pub(super) fn ready(url: &str) {
    tell(&[
        NotifyState::Ready,
        NotifyState::Status(&format!("Serving at {url}")),
    ]);
}

/// The server is going down because somebody asked for it.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("Stopping")]);
}

/// Shows, three times as often as systemd asks for it, that the database reads and writes, until
/// the application stops.
pub(super) async fn watch(app: WeakApp) {
    let Some(limit) = sd_notify::watchdog_enabled().filter(|limit| !limit.is_zero()) else {
        return;
    };
    let mut ticks = tokio::time::interval(limit / 3);
    loop {
        ticks.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        round(&app).await;
        tell(&[NotifyState::Watchdog]);
    }
}

/// Once through the reader and the writer. That they answer is what counts: a full disk makes the
/// writer refuse, and a restart would not mend it, but a writer that never answers is stuck.
async fn round(app: &App) {
    let reads = app.read(platform::journal::head).await.map(drop);
    let writes = if app.store.is_standby() {
        Ok(())
    } else {
        app.write(|_| Ok(())).await
    };
    if let Err(error) = reads.and(writes) {
        tracing::warn!(%error, "The database answers with an error");
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd could not be told");
    }
}
