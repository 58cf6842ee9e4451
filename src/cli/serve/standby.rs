//! `guildhall serve --standby`: serves a folder that a copying tool keeps bringing from the main
//! server. Reads are answered, writes refused.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use axum_server::Handle;
use clap::Args;
use platform::{
    App,
    app::WeakApp,
    config::{self, Config},
    indexing, settings,
    time::Clock,
};
use store::{Follower, Moved, Opened, Store};
use tokio::runtime::Runtime;

use super::{Failed, Place, listen, local, plain, say, signals::Signals};
use crate::StartError;

/// How often the keys are read while they may be being copied, and the time between.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Flags of a standby.
#[derive(Clone, Debug, Args)]
// One group of this name is the rest of `serve`.
#[group(skip)]
pub(in crate::cli) struct Flags {
    /// Show what a copying tool brings into the data folder from the main server, and take no
    /// changes.
    #[arg(long, conflicts_with_all = ["use_generation", "accept_changed_base"])]
    standby: bool,
    /// Where the standby keeps what it shows; by default beside the data folder, under its name
    /// with `.standby`.
    #[arg(long, value_name = "DIR", requires = "standby")]
    work: Option<PathBuf>,
}

impl Flags {
    pub(super) const fn is_given(&self) -> bool {
        self.standby
    }

    fn work(&self, data: &Path) -> PathBuf {
        self.work.clone().unwrap_or_else(|| beside(data))
    }
}

/// The work folder of a standby, unless another was given. Not within the data folder: many copying
/// tools delete there what the main server does not have.
pub(in crate::cli) fn beside(data: &Path) -> PathBuf {
    let path = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    // Without a slash at its end.
    let mut name = path.components().collect::<PathBuf>().into_os_string();
    name.push(".standby");
    name.into()
}

/// A standby that has something to show.
pub(super) struct Standby {
    pub(super) app: App,
    pub(super) opened: Opened,
    pub(super) follower: Follower,
    /// Its work folder.
    pub(super) work: PathBuf,
    /// How often it looks.
    pub(super) every: Duration,
}

/// Waits for the first whole copy if there is none, and opens it. Nothing when somebody stopped the
/// server meanwhile.
pub(super) fn open(
    place: &Place,
    flags: &Flags,
    mut config: Config,
    was_chosen: bool,
    runtime: &Runtime,
) -> Result<Option<Standby>, Failed> {
    let clock = Clock::system();
    let work = flags.work(&place.data);
    let options = crate::store_options(&config, &clock);
    let follower = Follower::open(&place.data, &work, options);
    let mut follower = follower.map_err(StartError::from)?;
    follower.look();
    let mut store = whole(&place.data, &mut follower);
    if store.is_none() {
        let found = runtime.block_on(wait(place, follower, &mut config, was_chosen))?;
        let Some((waited, found)) = found else {
            return Ok(None);
        };
        (follower, store) = (waited, Some(found));
    }
    let Some(store) = store else {
        return Ok(None);
    };
    take_index(&place.data, &work);
    let standby = follower.standby();
    let opened = Opened {
        generation: standby.generation.unwrap_or_default(),
        created: false,
        schema_version: crate::migrations().len() as u32,
        committed_at: standby.as_of,
        rotated_from: None,
    };
    let every = config.standby.poll();
    let app = put_together(&place.data, &work, &store, &config, &clock)?;
    Ok(Some(Standby {
        app,
        opened,
        follower,
        work,
        every,
    }))
}

/// The store, once database and keys have arrived. Tools copy in the order of names, so that the
/// keys come after the database and what was uploaded.
fn whole(data: &Path, follower: &mut Follower) -> Option<Store> {
    if !crate::has_keys(data) {
        return None;
    }
    follower.store()
}

/// Puts the application together. A tool that rewrites files in place may be at the keys just now.
fn put_together(
    data: &Path,
    work: &Path,
    store: &Store,
    config: &Config,
    clock: &Clock,
) -> Result<App, Failed> {
    let mut attempts = 0;
    loop {
        match crate::stand_by(data, work, store.clone(), config.clone(), clock.clone()) {
            Ok(app) => return Ok(app),
            Err(error) if attempts == ATTEMPTS => return Err(error.into()),
            Err(_) => std::thread::sleep(PAUSE),
        }
        attempts += 1;
    }
}

/// Answers that it waits until a copy is whole. Nothing when somebody stopped it.
async fn wait(
    place: &Place,
    mut follower: Follower,
    config: &mut Config,
    was_chosen: bool,
) -> Result<Option<(Follower, Store)>, Failed> {
    let mut signals = Signals::hear()?;
    let data = place.data.display();
    let handle = Handle::new();
    // A browser that came by https is not told to come by http.
    let serving = if config.server.tls.kind().is_none() {
        let address = waiting_at(&mut config.server, was_chosen, handle.clone())?;
        format!(" at {}", local(address, false))
    } else {
        String::new()
    };
    say(format_args!(
        "Standby{serving}: waiting for the first whole copy of the main server's folder in {data} (stop it with Ctrl+C)"
    ));
    let mut ticks = tokio::time::interval(config.standby.poll());
    let found = loop {
        tokio::select! {
            () = signals.stop() => break None,
            _ = ticks.tick() => {}
        }
        let folder = place.data.clone();
        let looking = tokio::task::spawn_blocking(move || {
            follower.look();
            let store = whole(&folder, &mut follower);
            (follower, store)
        });
        let (looked, store) = looking.await.map_err(io::Error::other)?;
        follower = looked;
        if let Some(store) = store {
            break Some((follower, store));
        }
    };
    handle.graceful_shutdown(Some(Duration::from_secs(1)));
    Ok(found)
}

/// Serves the page that says so; the address is kept for what comes after.
fn waiting_at(
    server: &mut config::Server,
    was_chosen: bool,
    handle: Handle<SocketAddr>,
) -> Result<SocketAddr, Failed> {
    let listener = listen::bind(server.listen, was_chosen)?;
    let address = listener.local_addr()?;
    server.listen = address;
    let waiting = plain(listener, handle)?;
    tokio::spawn(waiting.serve(web::waiting::router().into_make_service()));
    Ok(address)
}

/// Begins with the index that was copied, if the standby has none of its own yet. Whether it is of
/// any use shows when it is checked; without one it is built.
fn take_index(data: &Path, work: &Path) {
    let (from, to) = (data.join("search"), work.join("search"));
    if to.exists() || !from.is_dir() {
        return;
    }
    if let Err(error) = copy_folder(&from, &to) {
        tracing::info!(%error, "The copied search index could not be taken; it is built anew");
        let _ = fs::remove_dir_all(&to);
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Looks every few seconds whether something newer was copied, until the application stops.
pub(super) async fn follow(app: WeakApp, mut follower: Follower, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        let look = tokio::task::spawn_blocking(move || {
            let moved = follower.look();
            show(&app, moved);
            follower
        });
        follower = match look.await {
            Ok(follower) => follower,
            Err(error) => {
                tracing::error!(%error, "Following the copied folder ended in a panic");
                return;
            }
        };
    }
}

/// What was remembered of the former state gives way.
fn show(app: &App, moved: Moved) {
    if moved == Moved::No {
        return;
    }
    match app.store.read_blocking(settings::load) {
        Ok(settings) => app.settings.set(settings),
        Err(error) => tracing::error!(%error, "The copied settings cannot be read"),
    }
    for cache in &app.hooks.caches {
        (cache.clear)(app);
    }
    if moved == Moved::Elsewhere
        && let Err(error) = indexing::rebuild(app)
    {
        tracing::warn!(%error, "The search index could not be built anew");
    }
    // Whoever follows the journal finds more in it.
    app.moved.send_modify(|count| *count += 1);
}
