//! The power goes at any moment: what was acknowledged is there, and nothing twice.
//!
//! A child writes, rotates and migrates under `strace`, which hears every change that it makes to
//! files and every sync. Played back on a model of a disk that forgets what was not synced, each
//! step of that run shows the folder that a power cut just then would leave behind.

mod disk;
mod trace;

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use store::{Options, Store};
use tempfile::TempDir;

use crate::rotation::always;
use crate::support::{add, migration, texts};
use disk::{Disk, Rest};
use trace::{CALLS, Event, Trace};

/// Writes of the child.
const WRITERS: usize = 4;
const EACH: usize = 40;

fn upgraded() -> Options {
    let mut options = always();
    let sql = "CREATE TABLE tag (text TEXT NOT NULL) STRICT; INSERT INTO tag VALUES ('new');";
    options.migrations.push(migration("0002_tag", sql));
    options
}

/// Not a test by itself: what is listened to.
#[test]
fn child_that_writes_for_the_record() {
    let Ok(data) = std::env::var("STORE_TEST_RECORDED") else {
        return;
    };
    let (store, _) = Store::open(Path::new(&data), options_of_child()).unwrap();
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        std::thread::spawn(move || {
            for n in 0..EACH {
                let text = format!("{writer} {n} {} {}", std::process::id(), "x".repeat(900));
                add(&store, &text).unwrap();
                println!("acknowledged {text}");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.join().unwrap();
    }
    store.close();
}

fn options_of_child() -> Options {
    match std::env::var_os("STORE_TEST_UPGRADED") {
        Some(_) => upgraded(),
        None => always(),
    }
}

/// Runs the child on a folder and answers with the trace.
fn record(data: &Path, upgrade: bool) -> String {
    let elsewhere = TempDir::new().unwrap();
    let trace = elsewhere.path().join("trace");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-y", "-xx", "-s", "16777216", "-e", "signal=none"])
        .args(["-e", &format!("trace={CALLS}"), "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "power::child_that_writes_for_the_record"])
        .arg("--nocapture")
        .env("STORE_TEST_RECORDED", data);
    if upgrade {
        command.env("STORE_TEST_UPGRADED", "");
    }
    let run = command.output();
    assert!(
        run.is_ok(),
        "strace: {run:?}; tests/run installs what the tests need"
    );
    let run = run.unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    std::fs::read_to_string(trace).unwrap()
}

/// Plays the trace back and cuts the power after each step that could matter. `known` was
/// acknowledged before.
fn cut_everywhere(root: &Path, mut disk: Disk, trace: &str, known: &HashSet<String>) -> usize {
    let mut acknowledged = known.clone();
    let (mut cuts, mut unsynced) = (0, 0_u64);
    for (step, event) in Trace::of(trace).enumerate() {
        disk.apply(&event);
        unsynced += 1;
        match event {
            Event::Said(said) => {
                let lines = said.lines();
                acknowledged.extend(
                    lines.filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned())),
                );
            }
            Event::SyncBegins(_) | Event::Write { .. } | Event::Truncate { .. }
                if unsynced % 16 != 0 =>
            {
                continue;
            }
            _ => {}
        }
        for rest in [Rest::Nothing, Rest::Everything, Rest::Some(step as u64)] {
            let left = in_memory();
            disk.after_power_cut(rest, left.path());
            let data = left.path().join(root.file_name().unwrap());
            check(&data, &acknowledged, &format!("step {step}, {rest:?}"));
            cuts += 1;
        }
    }
    assert!(acknowledged.len() >= known.len() + WRITERS * EACH);
    cuts
}

/// A folder where syncing takes no time: the model says what survives, not the real disk.
fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .unwrap()
}

fn check(data: &Path, acknowledged: &HashSet<String>, when: &str) {
    let opened = Store::open(data, upgraded());
    let refused = opened.as_ref().err().map(ToString::to_string);
    assert_eq!(refused, None, "{when}");
    let (store, _) = opened.unwrap();
    let found = texts(&store);
    let distinct: HashSet<&String> = found.iter().collect();
    assert_eq!(
        distinct.len(),
        found.len(),
        "{when}: something is there twice"
    );
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|text| !distinct.contains(text))
        .collect();
    assert!(
        lost.is_empty(),
        "{when}: lost {} of {}",
        lost.len(),
        acknowledged.len()
    );
    add(&store, "goes on").unwrap();
}

#[test]
fn a_power_cut_loses_nothing_acknowledged() {
    let place = in_memory();
    let data = place.path().join("data");
    for upgrade in [false, true] {
        let disk = Disk::of(place.path());
        let mut known = HashSet::new();
        if upgrade {
            known.extend(texts(&Store::open(&data, always()).unwrap().0));
        }
        let trace = record(&data, upgrade);
        let cuts = cut_everywhere(&data, disk, &trace, &known);
        assert!(cuts > 100, "only {cuts} cuts");
    }
}
