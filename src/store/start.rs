//! Starting: which generation is opened, and whether a new one must be built first.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::generation::{Build, Db, Generation, Marker, Source};
use crate::{OpenError, Opened, Options, connection};

/// The generation to go on with.
pub(crate) struct Started {
    pub(crate) generation: Generation,
    pub(crate) writer: Connection,
    pub(crate) opened: Opened,
}

/// Finds or builds the generation to go on with.
pub(crate) fn start(data: &Path, options: &Options) -> Result<Started, OpenError> {
    let db = Db::of(data);
    let all = db.list()?;
    let mut chosen = None;
    for generation in &all {
        if let Some(marker) = Marker::read(generation)? {
            chosen = Some((generation.clone(), marker));
            break;
        }
    }
    let known = options.migrations.len() as u32;
    let build = Build {
        db: &db,
        number: all.first().map_or(1, |newest| newest.number + 1),
        migrations: &options.migrations,
        product_version: &options.product_version,
        now: (options.now)(),
    };
    let Some((generation, marker)) = chosen else {
        let (generation, writer) = build.run(&Source::Nothing)?;
        return Ok(Started::new(generation, writer, known, None, None));
    };
    if marker.schema_version > known {
        return Err(OpenError::NewerSchema {
            found: marker.schema_version,
            known,
            product_version: marker.product_version,
        });
    }
    let base = generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    let current = connection::writer(&base).map_err(failed)?;
    let committed_at = committed_at(&current).map_err(failed)?;
    let due = options.rotate.due(generation.log_bytes(), marker.size);
    if !due && marker.schema_version == known {
        return Ok(Started::new(generation, current, known, committed_at, None));
    }
    let number = generation.number;
    let source = Source::Former {
        number,
        connection: &current,
    };
    let (generation, writer) = build.run(&source)?;
    Ok(Started::new(
        generation,
        writer,
        known,
        committed_at,
        Some(number),
    ))
}

impl Started {
    fn new(
        generation: Generation,
        writer: Connection,
        schema_version: u32,
        committed_at: Option<Timestamp>,
        rotated_from: Option<u32>,
    ) -> Self {
        let opened = Opened {
            generation: generation.number,
            created: committed_at.is_none() && rotated_from.is_none(),
            schema_version,
            committed_at,
            rotated_from,
        };
        Self {
            generation,
            writer,
            opened,
        }
    }
}

fn committed_at(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = connection.query_row(
        "SELECT committed_at FROM store_state WHERE id = 1",
        [],
        |row| row.get(0),
    )?;
    Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
}
