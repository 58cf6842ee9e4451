//! Starting: which generation is gone on with, and whether a new one must be built first.

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::Connection;

use crate::generation::{
    Broken, Build, Db, Found, Generation, Marker, Source, Standing, Whole, bytes_to_compare,
    is_spent, judge, write_in_use,
};
use crate::{Fault, OpenError, Opened, Options, Step, Watch, connection, migration};

/// What lies beside the database in a data folder that was used.
const REMAINS: [&str; 4] = ["files", "keys", "search", "snapshots"];

/// A base of so many bytes takes a while to read.
const LONG: u64 = 256 << 20;

/// Where a restore puts what it has not checked yet, within the data folder.
pub const RESTORING: &str = "restoring";

/// The generation to go on with.
pub(crate) struct Started {
    pub(crate) generation: Generation,
    pub(crate) writer: Connection,
    pub(crate) opened: Opened,
}

/// A generation that was found.
struct Chosen {
    generation: Generation,
    /// `None` when it is broken and accepted all the same.
    whole: Option<Whole>,
    /// A newer generation was finished, so this one can only be gone on with as a copy.
    superseded: bool,
}

/// Refuses a folder whose schema is newer than this binary, before anything in it is touched.
pub(crate) fn refuse_newer(data: &Path, options: &Options) -> Result<(), OpenError> {
    for generation in Db::of(data).list()? {
        if options
            .use_generation
            .is_some_and(|number| number != generation.number)
        {
            continue;
        }
        if let Found::Marker(marker) = Marker::read(&generation)? {
            return fits(marker.schema_version, &marker.product_version, options);
        }
    }
    Ok(())
}

pub(crate) fn fits(found: u32, product_version: &str, options: &Options) -> Result<(), OpenError> {
    let known = options.migrations.len() as u32;
    if found <= known {
        return Ok(());
    }
    Err(OpenError::NewerSchema {
        found,
        known,
        product_version: product_version.to_owned(),
    })
}

/// Finds or builds the generation to go on with. A long log is no reason to build one: that is
/// done beside the requests, so that a start takes no longer for it.
pub(crate) fn start(data: &Path, options: &Options) -> Result<Started, OpenError> {
    let db = Db::of(data);
    let all = db.list()?;
    let build = Build {
        db: db.clone(),
        number: db.next_number()?,
        product_version: options.product_version.clone(),
        schema_version: options.migrations.len() as u32,
        now: (options.now)(),
    };
    let Some(chosen) = choose(&all, options)? else {
        refuse_remains(data)?;
        let (generation, writer) =
            build.run(&Source::Nothing, &options.migrations, &Watch::default())?;
        let mut started = Started::new(generation, writer, options);
        started.opened.created = true;
        return Ok(started);
    };
    if let Some(whole) = &chosen.whole {
        fits(
            whole.marker.schema_version,
            &whole.marker.product_version,
            options,
        )?;
        let waiting = whole.marker.schema_version < options.migrations.len() as u32
            || whole.marker.log_commits.is_none();
        if !waiting && !chosen.superseded {
            return go_on(chosen.generation, whole, options);
        }
    }
    take_over(&build, &chosen, options)
}

/// Refuses to begin anew where other folders show that there was a database: they are made only
/// once there is one.
fn refuse_remains(data: &Path) -> Result<(), OpenError> {
    let path = data.join(RESTORING);
    if path.exists() {
        return Err(OpenError::HalfRestored { path });
    }
    for name in REMAINS {
        let path = data.join(name);
        let used = std::fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        if used {
            return Err(OpenError::DatabaseGone {
                path: Db::of(data).path,
                remains: path,
            });
        }
    }
    Ok(())
}

/// The newest finished generation, or the one asked for.
fn choose(all: &[Generation], options: &Options) -> Result<Option<Chosen>, OpenError> {
    let asked = options.use_generation;
    if let Some(number) = asked
        && !all
            .iter()
            .any(|generation| generation.number == number && !is_spent(generation))
    {
        let have = all.iter().filter(|generation| !is_spent(generation));
        let have = have.map(|generation| generation.number).collect();
        return Err(OpenError::NoSuchGeneration { number, have });
    }
    let mut written = None;
    for (index, generation) in all.iter().enumerate() {
        if asked.is_some_and(|number| number != generation.number) {
            continue;
        }
        let superseded = asked.is_some() && index > 0;
        let chosen = |whole| {
            Some(Chosen {
                generation: generation.clone(),
                whole,
                superseded,
            })
        };
        if bytes_to_compare(generation) >= LONG {
            options.watch.tell(Step::Comparing);
        }
        match judge(generation)? {
            Standing::Whole(whole) => return Ok(chosen(Some(whole))),
            Standing::Broken(broken) if accepted(&broken, options) => return Ok(chosen(None)),
            Standing::Broken(Broken { path, fault }) => {
                let older = newest_marked(&all[index + 1..])?;
                return Err(OpenError::Broken { path, fault, older });
            }
            Standing::HalfBuilt { .. } if asked.is_some() => {
                return Err(OpenError::NotFinished {
                    number: generation.number,
                });
            }
            Standing::HalfBuilt { written: more } => {
                tracing::warn!(
                    generation = generation.number,
                    "Passed over a half-built generation"
                );
                written = written.or(more.then_some(generation));
            }
        }
    }
    // Only half-built ones: a first start that was killed, and nothing was ever acknowledged.
    // Unless something was.
    written.map_or(Ok(None), |generation| {
        let (path, fault) = (generation.marker(), Fault::Missing);
        Err(OpenError::Broken {
            path,
            fault,
            older: None,
        })
    })
}

fn accepted(broken: &Broken, options: &Options) -> bool {
    options.accept_changed_base && !broken.is_without_base()
}

fn newest_marked(older: &[Generation]) -> Result<Option<u32>, OpenError> {
    for generation in older {
        if let Found::Marker(marker) = Marker::read(generation)? {
            return Ok(Some(marker.generation));
        }
    }
    Ok(None)
}

/// Opens a whole generation as it is.
fn go_on(generation: Generation, whole: &Whole, options: &Options) -> Result<Started, OpenError> {
    let base = generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    // What stands behind the last commit was never acknowledged. Cut off, it can neither come
    // back nor be half overwritten while a copy reads it.
    if whole.log.size > whole.log.end {
        let path = generation.log();
        let log = OpenOptions::new().write(true).open(&path);
        log.and_then(|log| log.set_len(whole.log.end))
            .map_err(|e| OpenError::io(&path, e))?;
    }
    let writer = connection::writer(&base).map_err(failed)?;
    if writer.is_readonly("main").map_err(failed)? {
        return Err(OpenError::ReadOnly { path: base });
    }
    let committed_at = connection::committed_at(&writer).map_err(failed)?;
    if whole.adopted {
        whole.marker.write(&generation)?;
    } else if !generation.in_use().exists() {
        write_in_use(&generation)?;
    }
    let mut started = Started::new(generation, writer, options);
    started.opened.committed_at = committed_at;
    Ok(started)
}

/// Copies a generation into a new one, with the migrations that are waiting.
fn take_over(build: &Build, chosen: &Chosen, options: &Options) -> Result<Started, OpenError> {
    let number = chosen.generation.number;
    let base = chosen.generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    let former = connection::reader(&base).map_err(failed)?;
    let from = if chosen.whole.is_some() {
        Some(number)
    } else {
        check(&former, &base, options)?;
        // Not its successor: what was broken is kept until somebody takes it away.
        None
    };
    let committed_at = connection::committed_at(&former).map_err(failed)?;
    let (generation, writer) = build.run(
        &Source::Former {
            from,
            connection: &former,
        },
        &options.migrations,
        &options.watch,
    )?;
    tracing::info!(
        generation = generation.number,
        from = number,
        "Built a new generation"
    );
    let mut started = Started::new(generation, writer, options);
    started.opened.committed_at = committed_at;
    started.opened.rotated_from = Some(number);
    Ok(started)
}

/// SQLite's own checks, for what its marker does not vouch for.
fn check(former: &Connection, base: &Path, options: &Options) -> Result<(), OpenError> {
    let failed = |e| OpenError::sqlite(base, e);
    let refused = |finding| OpenError::ChecksFailed {
        path: base.to_owned(),
        finding,
    };
    let verdict: String = former
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|e| refused(e.to_string()))?;
    if verdict != "ok" {
        return Err(refused(verdict));
    }
    if let Some(table) = migration::first_orphan(former).map_err(failed)? {
        return Err(refused(format!("a row of {table} refers to nothing")));
    }
    fits(
        migration::version(former).map_err(failed)?,
        "of a newer schema",
        options,
    )
}

impl Started {
    fn new(generation: Generation, writer: Connection, options: &Options) -> Self {
        let opened = Opened {
            generation: generation.number,
            created: false,
            schema_version: options.migrations.len() as u32,
            committed_at: None,
            rotated_from: None,
        };
        Self {
            generation,
            writer,
            opened,
        }
    }
}
