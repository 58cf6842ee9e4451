//! `guildhall serve`

mod desktop;
mod listen;
mod supervisor;

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use axum_server::Handle;
use clap::Args;
use hyper_util::rt::TokioTimer;
use platform::{
    App,
    config::{Source, Switch},
    time::Clock,
    views::Views,
};
use store::Opened;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failed, Place, logging, say};

/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// How long running requests may take to end after the signal to stop.
const STOP_TIME: Duration = Duration::from_secs(8);

/// Flags of `serve`.
#[derive(Clone, Debug, Args)]
pub(super) struct Flags {
    /// Address and port to listen on.
    #[arg(long, env = "GUILDHALL_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Start from this generation instead of the newest.
    #[arg(long, value_name = "N")]
    use_generation: Option<u32>,
    /// Start although the database's base was changed from outside, if it passes all checks.
    #[arg(long)]
    accept_changed_base: bool,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let listen = flags
        .listen
        .map(|address| ("server.listen", "--listen", address.to_string()));
    let loaded = place.config(listen.as_slice())?;
    let was_chosen = loaded.sources.get("server.listen") != Some(&Source::Default);
    let config = loaded.config;
    let log = logging::start(&config.log);
    if config.limits.rate == Switch::Off {
        tracing::warn!("Rate limits are off; use this for load tests only");
    }
    let options = crate::StartOptions {
        use_generation: flags.use_generation,
        accept_changed_base: flags.accept_changed_base,
        ..crate::StartOptions::default()
    };
    // The folder first: whoever holds it is named, even when he has the address too.
    let (app, opened) = crate::start(&place.data, config, Clock::system(), &options)?;
    log.open(&place.data, &app.config.log);
    let listener = listen::bind(app.config.server.listen, was_chosen)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(app.clone(), listener, &opened))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    if app.index.ready()
        && let Err(error) = app.index.save()
    {
        tracing::warn!(%error, "Could not save the search index; the next start catches up");
    }
    app.store.close();
    Ok(())
}

async fn serve(app: App, listener: TcpListener, opened: &Opened) -> Result<(), Failed> {
    let address = listener.local_addr()?;
    crate::start_background(&app);
    let router = crate::router(&app);
    let handle = Handle::new();
    // Heard from now on: whoever reads the line below may stop the server at once.
    let signals = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::spawn(stop_on_signal(signals, handle.clone()));
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(web::limits::HEAD_READ);
    let url = local(address);
    say(format_args!("Guildhall is at {url} (stop it with Ctrl+C)"));
    desktop::open(&url);
    if let Some(at) = opened.committed_at.filter(|_| !opened.created) {
        let posts = app.read(community::forum::stats::held).await?;
        say(format_args!("Data restored up to {at}, {posts} posts."));
    }
    if let Some(code) = platform::setup::code(&app) {
        say(format_args!("Setup code: {code}"));
    }
    tokio::spawn(supervisor::watch(app.downgrade()));
    supervisor::ready(app.config.server.public_url.as_ref().unwrap_or(&url));
    server
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await?;
    Views::flush(&app).await;
    Ok(())
}

/// The address to type on this machine; where every address is listened at, by a name it has.
fn local(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}/", address.port())
    } else {
        format!("http://{address}/")
    }
}

async fn stop_on_signal(
    (mut terminate, mut interrupt): (Signal, Signal),
    handle: Handle<SocketAddr>,
) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    supervisor::stopping();
    tracing::info!("Stopping");
    handle.graceful_shutdown(Some(STOP_TIME));
}
