//! What other processes tell the server: to stop, or to look at its certificate again.

use std::{io::IsTerminal, net::SocketAddr, sync::Arc, time::Duration};

use axum_server::Handle;
use platform::App;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::Notify,
};

use super::supervisor;

/// How long running requests may take to end after the signal to stop.
const STOP_TIME: Duration = Duration::from_secs(8);

/// Heard from when it is made.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    pub(super) fn hear() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits until somebody wants the process to stop that serves nothing yet.
    pub(super) async fn stop(&mut self) {
        self.wait_for_stop(&Notify::new()).await;
    }

    /// Waits until somebody wants the server to stop. When a terminal is closed, what runs in it
    /// ends; without one, the same signal means to read again what changed.
    async fn wait_for_stop(&mut self, nudge: &Notify) {
        let has_terminal = std::io::stdout().is_terminal();
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => {
                    if has_terminal {
                        return;
                    }
                    nudge.notify_one();
                }
            }
        }
    }

    /// Stops the servers when it is time: nothing new is accepted, what runs may end.
    pub(super) async fn obey(
        mut self,
        app: App,
        nudge: Arc<Notify>,
        servers: Vec<Handle<SocketAddr>>,
    ) {
        self.wait_for_stop(&nudge).await;
        supervisor::stopping();
        tracing::info!("Stopping");
        for server in servers {
            server.graceful_shutdown(Some(STOP_TIME));
        }
        // Event streams would go on for as long as somebody listens.
        app.live.end();
    }
}
