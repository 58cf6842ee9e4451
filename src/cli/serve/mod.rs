//! `guildhall serve`

mod already;
mod desktop;
mod front;
mod listen;
mod meanwhile;
mod patience;
mod redirect;
mod signals;
pub(super) mod standby;
mod supervisor;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::Args;
use platform::{
    App, certificate,
    config::{self, Source, Switch},
    time::Clock,
    views::Views,
};
use store::{Opened, lock};
use tls::Tls;
use tokio::sync::Notify;

use self::{front::Front, meanwhile::Meanwhile, signals::Signals};
use super::{Failed, Place, logging, promote, say};
use crate::StartError;

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
    check_tls(place, &config, &Clock::system())?;
    let log = logging::start(&config.log);
    if config.limits.rate == Switch::Off {
        tracing::warn!("Rate limits are off; use this for load tests only");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // The folder first: whoever holds it is named, even when he has the address too.
    let (app, opened, front) = if flags.standby.is_given() {
        let standby = standby::open(place, &flags.standby, config, was_chosen, &runtime)?;
        let Some(standby) = standby else {
            return Ok(());
        };
        let (app, every) = (standby.app, standby.every);
        log.open(&standby.work, &app.config.log);
        runtime.spawn(standby::follow(app.downgrade(), standby.follower, every));
        (app, standby.opened, standby.front)
    } else {
        let opened = open(place, flags, config, was_chosen, runtime.handle())?;
        let Some((app, opened, front)) = opened else {
            return Ok(());
        };
        log.open(&place.data, &app.config.log);
        (app, opened, front)
    };
    let front = front.map_or_else(|| bind(&app, was_chosen), Ok)?;
    if let Some(tls) = &front.tls {
        tls.tell(&app);
    }
    runtime.block_on(serve(app.clone(), front, &opened))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    if app.index.ready()
        && let Err(error) = app.index.save()
    {
        tracing::warn!(%error, "Could not save the search index; the next start catches up");
    }
    app.store.close();
    Ok(())
}

/// Opens the folder; the front too, when there was something to show meanwhile. Nothing when whoever
/// clicked was shown the server that has the folder.
fn open(
    place: &Place,
    flags: &Flags,
    config: config::Config,
    was_chosen: bool,
    runtime: &tokio::runtime::Handle,
) -> Result<Option<(App, Opened, Option<Front>)>, Failed> {
    promote::refuse_copied_over(&place.data)?;
    let clock = Clock::system();
    let meanwhile = Meanwhile {
        data: place.data.clone(),
        server: config.server.clone(),
        was_chosen,
        clock: clock.clone(),
        runtime: runtime.clone(),
    };
    let (watch, front) = meanwhile.watch();
    let options = crate::StartOptions {
        use_generation: flags.use_generation,
        accept_changed_base: flags.accept_changed_base,
        watch,
        ..crate::StartOptions::default()
    };
    match crate::start(&place.data, config, clock, &options) {
        Ok((app, opened)) => Ok(Some((app, opened, front.take()))),
        Err(StartError::Store(held)) if already::show(&held) => Ok(None),
        Err(error) => Err(error.into()),
    }
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

/// Where an application is answered for that is ready.
fn bind(app: &App, was_chosen: bool) -> Result<Front, Failed> {
    let server = &app.config.server;
    let tls = Tls::open(&app.data, server, app.clock.now());
    let tls = tls.map_err(|e| Failed::Misused(e.to_string()))?;
    Front::bind(server, was_chosen, tls)
}

async fn serve(app: App, mut front: Front, opened: &Opened) -> Result<(), Failed> {
    crate::start_background(&app);
    let router = crate::router(&app);
    let nudge = Arc::new(Notify::new());
    // Heard from now on: whoever reads the line below may stop the server at once.
    let signals = Signals::hear()?;
    tokio::spawn(signals.obey(app.clone(), nudge.clone(), front.servers.to_vec()));
    let url = front.url();
    note_addresses(&app, &url, front.address).await;
    if !front.is_open() && !app.store.is_standby() {
        lock::note_url(&app.data, &url);
    }
    say(format_args!("Guildhall is at {url} (stop it with Ctrl+C)"));
    if !front.is_open() {
        desktop::open(&url);
    }
    greet(&app, opened).await?;
    tokio::spawn(supervisor::watch(app.downgrade()));
    supervisor::ready(app.config.server.public_url.as_ref().unwrap_or(&url));
    front.show(router)?;
    if let Some(tls) = front.tls.take() {
        tokio::spawn(tls.keep(app.downgrade(), nudge));
    }
    front.closed().await?;
    Views::flush(&app).await;
    Ok(())
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
