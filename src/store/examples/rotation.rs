//! What a rotation costs those who write meanwhile.
//!
//! `cargo run --release -p store --example rotation -- [FOLDER] [MIB] [WRITERS]`
//!
//! Fills a database to so many MiB, then has it rotate while so many writers wait for their answers
//! one after another, and prints how long the writer paused and how long a write took before,
//! meanwhile, and at worst.
#![expect(clippy::unwrap_used, reason = "a bench that fails shows where")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use store::{Error, Migration, Options, RotateLimits, Store};

/// About what a reply with its journal entry writes.
const TEXT: usize = 500;
/// Longer than anything here takes, unless it has failed.
const PATIENCE: Duration = Duration::from_mins(30);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let mut number = |default: u64| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(default)
    };
    let (mib, writers) = (number(1024), number(8));
    let dir = tempfile::tempdir_in(folder).unwrap();
    fill(dir.path(), mib << 20);
    println!(
        "{:>10} {:>10} {:>10} {:>10} {:>10} {:>12} {:>12} {:>12}",
        "", "base MiB", "log MiB", "took s", "pause ms", "p50 ms", "p99 ms", "max ms"
    );
    // First from an empty base with a long log, then from a long base.
    for _ in 0..2 {
        let (store, _) = open(dir.path(), never());
        measure("quiet", &store, writers, |start| {
            start.elapsed() > Duration::from_secs(4)
        });
        store.close();
        drop(store);
        let (store, opened) = open(dir.path(), at_once());
        measure("rotating", &store, writers, |_| {
            store.facts().generation > opened.generation
        });
    }
}

fn never() -> RotateLimits {
    RotateLimits {
        log_bytes_min: u64::MAX,
        log_bytes_max: u64::MAX,
        ..RotateLimits::default()
    }
}

fn at_once() -> RotateLimits {
    RotateLimits {
        log_bytes_min: 1,
        base_percent: 0,
        ..RotateLimits::default()
    }
}

fn open(data: &Path, rotate: RotateLimits) -> (Store, store::Opened) {
    let migrations = vec![Migration {
        name: "bench".to_owned(),
        sql: "CREATE TABLE post (id BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT".to_owned(),
    }];
    let options = Options {
        migrations,
        rotate,
        ..Options::default()
    };
    Store::open(data, options).unwrap()
}

fn fill(data: &Path, bytes: u64) {
    let (store, _) = open(data, never());
    while store.facts().log_bytes < bytes {
        let filled = store.write_blocking(|tx| {
            for _ in 0..5000 {
                post(tx)?;
            }
            Ok::<_, Error>(())
        });
        filled.unwrap();
    }
    store.close();
}

fn post(tx: &store::Writer<'_>) -> Result<usize, Error> {
    let id = uuid::Uuid::now_v7().into_bytes();
    let sql = "INSERT INTO post (id, text) VALUES (?1, ?2)";
    tx.execute(sql, (id, "x".repeat(TEXT)))
}

/// Writes until `done`, and prints one line.
fn measure(name: &str, store: &Store, writers: u64, done: impl Fn(Instant) -> bool) {
    let stop = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..writers)
        .map(|_| {
            let (store, stop) = (store.clone(), Arc::clone(&stop));
            std::thread::spawn(move || {
                let mut times = Vec::new();
                while !stop.load(Relaxed) {
                    let start = Instant::now();
                    store.write_blocking(post).unwrap();
                    times.push(start.elapsed());
                }
                times
            })
        })
        .collect();
    let (start, before) = (Instant::now(), store.facts());
    while !done(start) {
        assert!(start.elapsed() < PATIENCE, "{name}: it never ends");
        std::thread::sleep(Duration::from_millis(2));
    }
    let took = start.elapsed();
    stop.store(true, Relaxed);
    let mut times: Vec<Duration> = threads
        .into_iter()
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |share: f64| ms(times[((times.len() - 1) as f64 * share) as usize]);
    println!(
        "{name:>10} {:>10} {:>10} {:>10.1} {:>10.1} {:>12.2} {:>12.2} {:>12.2}",
        before.base_bytes >> 20,
        before.log_bytes >> 20,
        took.as_secs_f64(),
        ms(store.facts().rotation_pause),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
