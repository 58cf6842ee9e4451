//! Guildhall: one executable that gives an industrial organisation its own place to share
//! knowledge and keep records.
//!
//! | crate | what |
//! |---|---|
//! | `store` | SQLite behind one writer, in a folder that may be copied at any moment |
//! | `search` | the full-text index, English and Arabic |
//! | `platform` | who acts, what he may do, what happened; knows no feature |
//! | `web` | the shell around every page and call |
//! | `tls` | the certificate that the server shows |
//! | `account`, `community` | the features |
//! | this one | puts them together; the only place that knows every feature |

pub mod cli;

use std::{
    num::NonZeroU64,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use platform::{
    App, Error, Result,
    app::{Parts, WeakApp},
    backups,
    config::Config,
    files::{self, Vault},
    hooks::Hooks,
    id::Ids,
    journal, keys,
    live::Hub,
    markdown,
    metrics::Metrics,
    passwords::{Cost, Hasher},
    people,
    secret::Seal,
    sessions, settings, setup,
    time::Clock,
    tokens::{self, Signer},
    views::Views,
};
use store::{Migration, Opened, Options, RotateLimits, Step, Store, Watch, lock::DataFolder};
use web::Feature;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/migrations"]
struct Migrations;

/// The version of this binary.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Every feature of the house.
pub fn features() -> Vec<Feature> {
    vec![account::feature(), community::feature()]
}

/// What features hand to the services of `platform`.
fn hooks() -> Hooks {
    features()
        .into_iter()
        .fold(Hooks::default(), |all, feature| all.and(feature.hooks))
}

/// The schema, in order.
pub fn migrations() -> Vec<Migration> {
    let mut names: Vec<_> = Migrations::iter().collect();
    names.sort_unstable();
    let read = |name: std::borrow::Cow<'static, str>| {
        let sql = String::from_utf8_lossy(&Migrations::get(&name)?.data).into_owned();
        Some(Migration {
            name: name.trim_end_matches(".sql").to_owned(),
            sql,
        })
    };
    names.into_iter().filter_map(read).collect()
}

/// Why a data folder was not opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store refused it; one sentence that says what to do.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// Something else did not work.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<store::Error> for StartError {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

/// The key of marks that come back from outside.
const SEAL_KEY: &str = "seal.key";

/// How a data folder is opened beyond its configuration.
#[derive(Clone, Debug, Default)]
pub struct StartOptions {
    /// Start from this generation instead of the newest.
    pub use_generation: Option<u32>,
    /// Take a base that does not fit its marker when it passes the integrity checks.
    pub accept_changed_base: bool,
    /// Told of what takes long, such as an upgrade.
    pub watch: Watch,
    /// What hashing a password costs. Test suites alone lower it.
    pub password_cost: Cost,
}

/// Opens a data folder, made when it is not there, and puts the application together.
pub fn start(
    data: &Path,
    config: Config,
    clock: Clock,
    options: &StartOptions,
) -> Result<(App, Opened), StartError> {
    let mut options = options.clone();
    let mut held = None;
    if options.use_generation.is_none() {
        let known = migrations().len() as u32;
        let watch = &options.watch;
        held = backups::before_upgrade(data, known, VERSION, &config.backup, &clock, watch);
        if held.is_some() {
            options.watch = one_step_on(options.watch);
        }
    }
    let options = &options;
    let (store, opened) = open_store(data, held, &config, &clock, options)?;
    let started = clock.now();
    let ids = Ids::new(clock.clone());
    store.write_blocking(move |tx| setup::prepare(tx, &ids, started))?;
    backups::begin(data);
    // Before they are made: killed in between, the next start does the same.
    if !has_keys(data) && store.read_blocking(people::anybody)? {
        store.write_blocking(move |tx| sessions::end_everybodys(tx, started))?;
        tracing::warn!("There are no keys: new ones were made, and everyone signs in again");
    }
    let places = Places {
        data,
        files: Vault::open(data)?,
        search: data.join("search"),
    };
    Ok((put_together(store, places, config, clock, options)?, opened))
}

/// Counts the snapshot before an upgrade as a step of it.
fn one_step_on(watch: Watch) -> Watch {
    Watch::new(move |step| {
        watch.tell(match step {
            Step::Building { step, of } => Step::Building {
                step: step + 1,
                of: of + 1,
            },
            Step::Comparing => step,
        });
    })
}

/// Puts the application of a standby together: it reads what is copied into `data`, and keeps what
/// is its own in `work`.
pub fn stand_by(
    data: &Path,
    work: &Path,
    store: Store,
    config: Config,
    clock: Clock,
) -> Result<App, StartError> {
    if !has_keys(data) {
        return Err(Error::internal("the copied folder holds no keys").into());
    }
    let places = Places {
        data,
        files: Vault::open_copied(data),
        search: work.join("search"),
    };
    put_together(store, places, config, clock, &StartOptions::default())
}

/// Whether a data folder has its keys.
pub(crate) fn has_keys(data: &Path) -> bool {
    keys::are_there(data, &[tokens::KEY_FILE, SEAL_KEY])
}

/// Where the parts of an application are.
struct Places<'a> {
    data: &'a Path,
    files: Vault,
    search: PathBuf,
}

fn put_together(
    store: Store,
    places: Places<'_>,
    config: Config,
    clock: Clock,
    options: &StartOptions,
) -> Result<App, StartError> {
    store.collect_slow(config.log.slow_statement());
    let settings_cell = settings::Cell::default();
    settings_cell.set(store.read_blocking(settings::load)?);
    let sources: Vec<_> = features().into_iter().flat_map(|f| f.sources).collect();
    let started = clock.now();
    let elapsed = clock.clone();
    let index_clock: search::Clock = Arc::new(move || elapsed.now().since(started));
    let issuer = config.server.public_url.as_deref().unwrap_or("guildhall");
    let token_key = keys::read_or_make(places.data, tokens::KEY_FILE, tokens::make_key)?;
    Ok(App::new(Parts {
        index: search::Index::open(&places.search, search::Options::new(index_clock)),
        sources: sources.into(),
        started_at: started,
        data: places.data.to_owned(),
        files: places.files,
        passwords: Hasher::new(options.password_cost)?,
        sessions: sessions::Cache::default(),
        tokens: Signer::new(&token_key, issuer)?,
        setup: setup::State::new(store.read_blocking(people::anybody)?)?,
        hooks: hooks(),
        config,
        settings: settings_cell,
        ids: Ids::new(clock.clone()),
        clock,
        seal: Seal::new(&keys::symmetric(places.data, SEAL_KEY)?),
        live: Hub::default(),
        views: Views::default(),
        metrics: Metrics::default(),
        moved: tokio::sync::watch::Sender::new(0),
        store,
    }))
}

fn open_store(
    data: &Path,
    held: Option<DataFolder>,
    config: &Config,
    clock: &Clock,
    options: &StartOptions,
) -> Result<(Store, Opened), store::OpenError> {
    let options = Options {
        use_generation: options.use_generation,
        accept_changed_base: options.accept_changed_base,
        watch: options.watch.clone(),
        ..store_options(config, clock)
    };
    match held {
        Some(folder) => Store::open_held(folder, options),
        None => Store::open(data, options),
    }
}

/// How the store of this configuration is opened.
pub(crate) fn store_options(config: &Config, clock: &Clock) -> Options {
    let now = clock.clone();
    Options {
        migrations: migrations(),
        product_version: VERSION.to_owned(),
        readers: config.store.readers,
        queue: config.store.queue,
        retain: config.store.retain(),
        retain_bytes: config.store.retain_mib.saturating_mul(1 << 20),
        use_generation: None,
        accept_changed_base: false,
        rotate: rotate_limits(&config.store),
        watch: Watch::default(),
        now: Arc::new(move || now.now().stamp()),
    }
}

fn rotate_limits(config: &platform::config::Store) -> RotateLimits {
    let mib = |count: NonZeroU64| count.get().saturating_mul(1 << 20);
    RotateLimits {
        log_bytes_min: mib(config.rotate_log_mib),
        base_percent: config.rotate_base_percent,
        log_bytes_max: mib(config.rotate_log_max_mib),
        interval_min: Duration::from_secs(config.rotate_minutes.saturating_mul(60)),
    }
}

/// Starts what runs beside the requests; within a tokio runtime.
pub fn start_background(app: &App) {
    tokio::spawn(platform::indexing::follow(app.clone()));
    if !app.store.is_standby() {
        tokio::spawn(community::notifications::follow(app.downgrade()));
        tokio::spawn(tidy_up(app.downgrade()));
        tokio::spawn(backups::follow(app.downgrade()));
    }
}

/// How often the slow housekeeping runs.
const TIDY_EVERY: Duration = Duration::from_mins(10);

/// Takes away what nobody needs any more, until the application stops.
async fn tidy_up(app: WeakApp) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        markdown::forget_grammars();
        if let Err(error) = setup::sweep(&app).await {
            tracing::error!(%error, "What has ended could not be swept out");
        }
        if let Err(error) = community::notifications::sweep(&app).await {
            tracing::error!(%error, "Old notifications could not be taken away");
        }
        if let Err(error) = journal::archive::sweep(&app).await {
            tracing::error!(%error, "Months of the journal could not be archived");
        }
        match files::sweep(&app).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(count, "Removed the bytes of files that were deleted before");
            }
            Err(error) => tracing::error!(%error, "Removed files could not be swept"),
        }
    }
}

/// The router of the whole house.
pub fn router(app: &App) -> axum::Router {
    web::assemble::router(app, features())
}
