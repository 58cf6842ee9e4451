//! Copies made while the store is written to, by tools that know nothing of it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use store::{Options, RotateLimits, Store};

use crate::support::{Folder, add, options};

/// Copies in small pieces, the entries of each folder turned around or not, with pauses.
fn copy_slowly(from: &Path, to: &Path, turned: bool, pause: Duration) {
    fs::create_dir_all(to).unwrap();
    let mut entries: Vec<_> = fs::read_dir(from)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    if turned {
        entries.reverse();
    }
    for path in entries {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_slowly(&path, &target, turned, pause);
            continue;
        }
        let (mut source, mut target) = (File::open(&path).unwrap(), File::create(target).unwrap());
        let mut piece = vec![0; 200_000];
        loop {
            let n = source.read(&mut piece).unwrap();
            if n == 0 {
                break;
            }
            target.write_all(&piece[..n]).unwrap();
            std::thread::sleep(pause);
        }
    }
}

/// Writers whose notes come in pairs, so that a copy with half of one is found out.
struct Writers {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<Vec<String>>>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Writers {
    fn start(store: &Store, name: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::default();
        let threads = (0..4)
            .map(|writer| {
                let (store, stop, acknowledged) =
                    (store.clone(), Arc::clone(&stop), Arc::clone(&acknowledged));
                let name = format!("{name} {writer}");
                std::thread::spawn(move || write_pairs(&store, &name, &stop, &acknowledged))
            })
            .collect();
        Self {
            stop,
            acknowledged,
            threads,
        }
    }

    fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    fn stop(self) {
        self.stop.store(true, SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
    }
}

fn write_pairs(store: &Store, name: &str, stop: &AtomicBool, acknowledged: &Mutex<Vec<String>>) {
    // So many that all that is written stays within some 100 MB, also on a slow machine.
    for n in 0..1500 {
        if stop.load(SeqCst) {
            return;
        }
        let text = format!("{name} {n} {}", "x".repeat(n % 7 * 300));
        let (left, right) = (format!("{text} left"), format!("{text} right"));
        let pair = [left.clone(), right.clone()];
        let written = store.write_blocking(move |tx| {
            for text in pair {
                tx.execute("INSERT INTO note (text) VALUES (?1)", [text])?;
            }
            Ok::<_, store::Error>(())
        });
        written.unwrap();
        acknowledged.lock().unwrap().extend([left, right]);
        // Slower than the slowest copy reads, or that would never come to an end.
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What must be in a copy is there, nothing is halved, and SQLite finds nothing wrong.
fn check(copy: &Folder, acknowledged: &[String], which: &str) {
    let found: HashSet<_> = copy.texts().into_iter().collect();
    let lost = acknowledged
        .iter()
        .filter(|text| !found.contains(*text))
        .count();
    assert_eq!(lost, 0, "{which}: of {} acknowledged", acknowledged.len());
    for text in &found {
        let other = text.replace(" left", " right");
        assert!(found.contains(&other), "{which}: half of a pair");
    }
    let accepted = Options {
        accept_changed_base: true,
        ..options()
    };
    copy.remove("g00000001/base.json");
    copy.open_with(accepted).unwrap();
}

#[test]
fn every_copy_made_while_it_rotates_is_whole() {
    let folder = Folder::new();
    let (store, _) = folder.open_with(crate::rotation::always()).unwrap();
    let writers = Writers::start(&store, "w");
    for round in 0..15 {
        let copy = Folder::new();
        let acknowledged = writers.acknowledged();
        let pause = Duration::from_micros([100, 500, 2000][round % 3]);
        copy_slowly(folder.path(), copy.path(), round % 2 == 0, pause);
        let found: HashSet<_> = copy.texts().into_iter().collect();
        let lost = acknowledged
            .iter()
            .filter(|text| !found.contains(*text))
            .count();
        assert_eq!(
            lost,
            0,
            "copy {round}: of {} acknowledged",
            acknowledged.len()
        );
        let halves = found
            .iter()
            .filter(|text| !found.contains(&text.replace(" left", " right")));
        assert_eq!(halves.count(), 0, "copy {round}");
    }
    assert!(store.facts().rotations > 0, "{:?}", store.facts());
    writers.stop();
}

#[test]
fn every_copy_under_full_load_opens_with_everything_acknowledged_before_it() {
    let folder = Folder::new();
    let store = folder.open();
    let writers = Writers::start(&store, "w");
    std::thread::sleep(Duration::from_millis(50));
    for round in 0..12 {
        let copy = Folder::new();
        let acknowledged = writers.acknowledged();
        let pause = Duration::from_micros([0, 100, 1000][round % 3]);
        copy_slowly(folder.path(), copy.path(), round % 2 == 0, pause);
        check(&copy, &acknowledged, &format!("copy {round}"));
    }
    assert!(writers.acknowledged().len() > 200);
    writers.stop();
}

/// Starts, writes, stops and starts again, rotating at most starts.
fn restart_often(data: &Path, known: &Mutex<Vec<String>>) {
    let rotate = RotateLimits {
        log_bytes_min: 200_000,
        base_percent: 11,
        ..RotateLimits::default()
    };
    for round in 0..15 {
        let options = Options {
            rotate: rotate.clone(),
            ..options()
        };
        let (store, _) = Store::open(data, options).unwrap();
        let writers = Writers::start(&store, &format!("r{round}"));
        let mut seen = 0;
        for _ in 0..10 {
            std::thread::sleep(Duration::from_millis(5));
            let now = writers.acknowledged();
            known.lock().unwrap().extend_from_slice(&now[seen..]);
            seen = now.len();
        }
        writers.stop();
        store.close();
    }
}

#[test]
fn copies_across_restarts_with_rotation_are_whole_too() {
    let folder = Folder::with(&["first left", "first right"]);
    let data = folder.path().to_owned();
    let known: Arc<Mutex<Vec<String>>> = Arc::default();
    let shared = Arc::clone(&known);
    let server = std::thread::spawn(move || restart_often(&data, &shared));
    let mut round = 0;
    while !server.is_finished() {
        let acknowledged = known.lock().unwrap().clone();
        let copy = Folder::new();
        copy_slowly(
            folder.path(),
            copy.path(),
            round % 2 == 1,
            Duration::from_micros(100),
        );
        let store = copy.open();
        let found: HashSet<_> = crate::support::texts(&store).into_iter().collect();
        let lost = acknowledged
            .iter()
            .filter(|text| !found.contains(*text))
            .count();
        assert_eq!(
            lost,
            0,
            "copy {round}: of {} acknowledged",
            acknowledged.len()
        );
        add(&store, "goes on").unwrap();
        round += 1;
    }
    server.join().unwrap();
    assert!(folder.has("g00000004"), "it rotated meanwhile");
    assert!(round > 3, "only {round} copies");
}
