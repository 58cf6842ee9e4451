//! How many durable writes a second: many writers together, against one fsync at a time.
//!
//! `cargo run --release -p store --example writes -- [FOLDER] [SECONDS]`
//!
//! Three figures from the same disk, one after another in rounds: a bare file that is appended to
//! and synced after each write; one writer waiting for each answer; 64 writers at once.
#![expect(clippy::unwrap_used, reason = "a bench that fails shows where")]

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use store::{Error, Migration, Options, Store};

const ROUNDS: u32 = 3;
/// About what a reply with its journal entry writes.
const TEXT: usize = 500;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let seconds = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1.0);
    let dir = tempfile::tempdir_in(folder).unwrap();
    let time = Duration::from_secs_f64(seconds);
    let sql = "CREATE TABLE post (id BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT;
               CREATE TABLE entry (seq INTEGER PRIMARY KEY, post_id BLOB NOT NULL) STRICT;";
    let migrations = vec![Migration {
        name: "bench".to_owned(),
        sql: sql.to_owned(),
    }];
    let options = Options {
        migrations,
        ..Options::default()
    };
    let (store, _) = Store::open(&dir.path().join("data"), options).unwrap();
    println!(
        "{:>10} {:>14} {:>14} {:>14} {:>8}",
        "", "bare fsync/s", "1 writer/s", "64 writers/s", "× fsync"
    );
    for round in 1..=ROUNDS {
        let bare = bare_syncs(dir.path(), time);
        let one = writes(&store, 1, time);
        let many = writes(&store, 64, time);
        println!(
            "{round:>10} {bare:>14.0} {one:>14.0} {many:>14.0} {:>8.1}",
            many / bare
        );
    }
    let facts = store.facts();
    let group = facts.commits as f64 / facts.groups as f64;
    println!(
        "{:.1} writes in a group on average, log {} MiB",
        group,
        facts.log_bytes >> 20
    );
}

/// One write, one fsync, again.
fn bare_syncs(dir: &Path, time: Duration) -> f64 {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.join("bare"))
        .unwrap();
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < time {
        file.write_all(&[7; TEXT]).unwrap();
        file.sync_all().unwrap();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// Acknowledged writes a second by so many who each wait for their answer.
fn writes(store: &Store, writers: usize, time: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let (count, stop) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let start = Instant::now();
    runtime.block_on(async {
        let all: Vec<_> = (0..writers)
            .map(|_| tokio::spawn(write(store.clone(), Arc::clone(&count), Arc::clone(&stop))))
            .collect();
        std::thread::sleep(time);
        stop.store(true, Relaxed);
        for one in all {
            one.await.unwrap();
        }
    });
    count.load(Relaxed) as f64 / start.elapsed().as_secs_f64()
}

async fn write(store: Store, count: Arc<AtomicU64>, stop: Arc<AtomicBool>) {
    while !stop.load(Relaxed) {
        let id = uuid::Uuid::now_v7().into_bytes();
        let written = store.write(move |tx| {
            tx.execute(
                "INSERT INTO post (id, text) VALUES (?1, ?2)",
                (id, "x".repeat(TEXT)),
            )?;
            tx.execute("INSERT INTO entry (post_id) VALUES (?1)", [id])?;
            Ok::<_, Error>(())
        });
        written.await.unwrap();
        count.fetch_add(1, Relaxed);
    }
}
