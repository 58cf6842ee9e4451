//! `guildhall serve`

mod desktop;
mod listen;
mod patience;
mod redirect;
mod signals;
pub(super) mod standby;
mod supervisor;

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::{
    Handle, Server,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use clap::Args;
use hyper_util::rt::TokioTimer;
use platform::{
    App, certificate,
    config::{self, Source, Switch},
    time::Clock,
    views::Views,
};
use store::Opened;
use tls::Tls;
use tokio::sync::Notify;

use self::{patience::Patience, signals::Signals};
use super::{Failed, Place, logging, promote, say};

/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// How long a client may take to agree on a secret.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How many requests an HTTP/2 connection may have open at once.
const STREAMS: u32 = 100;

/// Flags of `serve`.
#[derive(Clone, Debug, Args)]
pub(super) struct Flags {
    /// Address and port to listen on.
    #[arg(long, env = "GUILDHALL_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Speak https: `files` (`server.tls.cert` and `.key`), `self-signed`, `acme` (`server.tls.names`), or `off`.
    #[arg(long, value_name = "MODE")]
    tls: Option<String>,
    /// Start from this generation instead of the newest.
    #[arg(long, value_name = "N")]
    use_generation: Option<u32>,
    /// Start although the database's base was changed from outside, if it passes all checks.
    #[arg(long)]
    accept_changed_base: bool,
    #[command(flatten)]
    standby: standby::Flags,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let listen = flags
        .listen
        .map(|address| ("server.listen", "--listen", address.to_string()));
    let tls = flags
        .tls
        .clone()
        .map(|mode| ("server.tls.mode", "--tls", mode));
    let given: Vec<_> = listen.into_iter().chain(tls).collect();
    let loaded = place.config(&given)?;
    let was_chosen = loaded.sources.get("server.listen") != Some(&Source::Default);
    let config = loaded.config;
    let clock = Clock::system();
    check_tls(place, &config, &clock)?;
    let log = logging::start(&config.log);
    if config.limits.rate == Switch::Off {
        tracing::warn!("Rate limits are off; use this for load tests only");
    }
    let options = crate::StartOptions {
        use_generation: flags.use_generation,
        accept_changed_base: flags.accept_changed_base,
        ..crate::StartOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // The folder first: whoever holds it is named, even when he has the address too.
    let (app, opened) = if flags.standby.is_given() {
        let standby = standby::open(place, &flags.standby, config, was_chosen, &runtime)?;
        let Some(standby) = standby else {
            return Ok(());
        };
        let (app, every) = (standby.app, standby.every);
        log.open(&standby.work, &app.config.log);
        runtime.spawn(standby::follow(app.downgrade(), standby.follower, every));
        (app, standby.opened)
    } else {
        promote::refuse_copied_over(&place.data)?;
        let (app, opened) = crate::start(&place.data, config, clock, &options)?;
        log.open(&place.data, &app.config.log);
        (app, opened)
    };
    let tls = Tls::open(&app).map_err(|e| Failed::Misused(e.to_string()))?;
    let listeners = Listeners::bind(&app.config.server, was_chosen)?;
    runtime.block_on(serve(app.clone(), listeners, tls, &opened))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    if app.index.ready()
        && let Err(error) = app.index.save()
    {
        tracing::warn!(%error, "Could not save the search index; the next start catches up");
    }
    app.store.close();
    Ok(())
}

/// Refuses what is wrong with certificates before anything is opened or made.
pub(super) fn check_tls(
    place: &Place,
    config: &config::Config,
    clock: &Clock,
) -> Result<(), Failed> {
    let checked = tls::check(&place.data, &config.server, clock.now());
    checked.map_err(|e| Failed::Misused(e.to_string()))
}

/// The addresses that the server listens at.
struct Listeners {
    main: TcpListener,
    redirect: Option<TcpListener>,
}

impl Listeners {
    fn bind(server: &config::Server, was_chosen: bool) -> Result<Self, Failed> {
        let redirect = server.redirect_listen;
        Ok(Self {
            main: listen::bind(server.listen, was_chosen)?,
            redirect: redirect.map(|at| listen::bind(at, true)).transpose()?,
        })
    }
}

async fn serve(
    app: App,
    listeners: Listeners,
    tls: Option<Tls>,
    opened: &Opened,
) -> Result<(), Failed> {
    let address = listeners.main.local_addr()?;
    crate::start_background(&app);
    let router = crate::router(&app);
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let (main, second) = (Handle::new(), Handle::new());
    let nudge = Arc::new(Notify::new());
    // Heard from now on: whoever reads the line below may stop the server at once.
    let signals = Signals::hear()?;
    let servers = vec![main.clone(), second.clone()];
    tokio::spawn(signals.obey(app.clone(), nudge.clone(), servers));
    let url = local(address, tls.is_some());
    note_addresses(&app, &url, address).await;
    say(format_args!("Guildhall is at {url} (stop it with Ctrl+C)"));
    desktop::open(&url);
    greet(&app, opened).await?;
    tokio::spawn(supervisor::watch(app.downgrade()));
    supervisor::ready(app.config.server.public_url.as_ref().unwrap_or(&url));
    let redirecting = match listeners.redirect {
        None => None,
        Some(listener) => {
            let public = app.config.server.public_url.as_deref();
            let proofs = tls.as_ref().map(Tls::proofs).unwrap_or_default();
            let target = redirect::Target::new(public, address.port(), proofs);
            let router = redirect::router(target);
            let server = plain(listener, second)?;
            Some(tokio::spawn(server.serve(router.into_make_service())))
        }
    };
    let server = plain(listeners.main, main)?;
    match tls {
        None => server.serve(router).await?,
        Some(tls) => {
            let config = RustlsConfig::from_config(tls.config());
            tokio::spawn(tls.keep(app.downgrade(), nudge));
            let acceptor = |patience| {
                let acceptor = RustlsAcceptor::new(config).handshake_timeout(HANDSHAKE_TIME);
                acceptor.acceptor(patience)
            };
            server.map(acceptor).serve(router).await?;
        }
    }
    if let Some(redirecting) = redirecting {
        // A panic in it has been told of.
        let _ = redirecting.await;
    }
    Views::flush(&app).await;
    Ok(())
}

/// A server of plain http, with the limits that all connections have.
fn plain(
    listener: TcpListener,
    handle: Handle<SocketAddr>,
) -> Result<Server<SocketAddr, Patience>, Failed> {
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle)
        .acceptor(Patience::USUAL);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(web::limits::HEAD_READ);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(web::limits::HEAD_READ as u32);
    Ok(server)
}

/// What is said after the address.
async fn greet(app: &App, opened: &Opened) -> Result<(), Failed> {
    if let Some(certificate) = app.kept::<certificate::Cell>().get().certificate {
        say(format_args!("{}", tls::told(&certificate)));
    }
    if let Some(at) = opened.committed_at.filter(|_| !opened.created) {
        let posts = app.read(community::forum::stats::held).await?;
        say(format_args!("Data restored up to {at}, {posts} posts."));
    }
    if app.store.is_standby() {
        let data = app.data.display();
        say(format_args!(
            "This is a standby: read only, following {data}."
        ));
        return Ok(());
    }
    if let Some(code) = platform::setup::code(app) {
        say(format_args!("Setup code: {code}"));
    }
    Ok(())
}

/// Notes where the main server is, for whoever makes a copy of it the main one.
async fn note_addresses(app: &App, url: &str, address: SocketAddr) {
    if app.store.is_standby() {
        return;
    }
    let mut addresses = vec![url.to_owned()];
    if address.ip().is_unspecified() {
        let name = rustix::system::uname();
        let name = name.nodename().to_string_lossy();
        addresses = vec![url.replacen("localhost", &name, 1)];
    }
    let public = app.config.server.public_url.as_ref();
    addresses.extend(public.map(|url| format!("{}/", url.trim_end_matches('/'))));
    if let Err(error) = platform::standby::note_addresses(app, addresses).await {
        tracing::warn!(%error, "Could not note where this server is");
    }
}

/// The address to type on this machine; where every address is listened at, by a name it has.
fn local(address: SocketAddr, is_https: bool) -> String {
    let scheme = if is_https { "https" } else { "http" };
    if address.ip().is_unspecified() {
        format!("{scheme}://localhost:{}/", address.port())
    } else {
        format!("{scheme}://{address}/")
    }
}
