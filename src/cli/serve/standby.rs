//! `guildhall serve --standby`: serves a folder that a copying tool keeps bringing from the main
//! server. Reads are answered, writes refused.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use platform::{App, app::WeakApp, config::Config, indexing, settings, time::Clock};
use store::{Follower, Moved, Opened, Store};
use tokio::runtime::Runtime;
use web::waiting::{self, Sign, Wait};

use super::{Failed, Place, front::Front, say, signals::Signals};
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
    /// Where it was answered that it waits, if it was.
    pub(super) front: Option<Front>,
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
    config: Config,
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
    let mut front = None;
    if store.is_none() {
        let found = runtime.block_on(wait(place, follower, &config, was_chosen))?;
        let Some(found) = found else {
            return Ok(None);
        };
        (follower, store, front) = (found.follower, Some(found.store), found.front);
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
        front,
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

/// The first whole copy.
struct Found {
    follower: Follower,
    store: Store,
    front: Option<Front>,
}

/// Answers that it waits until a copy is whole. Nothing when somebody stopped it.
async fn wait(
    place: &Place,
    mut follower: Follower,
    config: &Config,
    was_chosen: bool,
) -> Result<Option<Found>, Failed> {
    let mut signals = Signals::hear()?;
    let data = place.data.display();
    let mut front = None;
    // The certificate may be among what is copied, and a browser that came by https is not told to
    // come by http.
    if config.server.tls.kind().is_none() {
        let mut open = Front::bind(&config.server, was_chosen, None)?;
        open.hold(waiting::router(Sign::new(Wait::Copy)))?;
        front = Some(open);
    }
    let serving = front.as_ref().map(|front| format!(" at {}", front.url()));
    let serving = serving.unwrap_or_default();
    say(format_args!(
        "Standby{serving}: waiting for the first whole copy of the main server's folder in {data} (stop it with Ctrl+C)"
    ));
    let mut ticks = tokio::time::interval(config.standby.poll());
    loop {
        tokio::select! {
            () = signals.stop() => return Ok(None),
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
            return Ok(Some(Found {
                follower,
                store,
                front,
            }));
        }
    }
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
