//! Killed at any moment, also while building: everything acknowledged is there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use store::Store;

use crate::rotation::always;
use crate::support::{Folder, add, options, rotating, wait_for_generation};

/// The files of a generation in the order in which building makes them, each with what a kill
/// may have left of it.
const STEPS: [(&str, &[f64]); 4] = [
    ("guildhall.db", &[0.0, 0.5, 1.0]),
    ("guildhall.db-wal", &[0.0, 0.3, 1.0]),
    ("base.json", &[0.0, 0.9]),
    ("in-use", &[]),
];

/// All states of the folder of a generation until its marker is written.
fn half_built(folder: &Folder, number: u32, mut each: impl FnMut(&Folder, &str)) {
    let dir = format!("g{number:08}");
    let bare = |from: usize| {
        let copy = folder.copy();
        fs::remove_file(copy.file(&format!("{dir}/guildhall.db-shm"))).unwrap();
        fs::remove_file(copy.file(&format!("{dir}/checked"))).unwrap();
        for (file, _) in &STEPS[from..] {
            copy.remove(&format!("{dir}/{file}"));
        }
        copy
    };
    each(&bare(0), "empty folder");
    for (index, (file, parts)) in STEPS.iter().enumerate() {
        for part in *parts {
            let copy = bare(index + 1);
            let name = format!("{dir}/{file}");
            copy.truncate(&name, (copy.size(&name) as f64 * part) as u64);
            each(&copy, &format!("{file} at {part}"));
        }
    }
}

#[test]
fn a_rotation_killed_at_any_step_leaves_the_former_generation() {
    let folder = Folder::rotated_with(&["one", "two"], &[]);
    half_built(&folder, 2, |copy, state| {
        assert_eq!(copy.texts(), ["one", "two"], "{state}");
        let (store, opened) = copy.open_with(rotating()).unwrap();
        assert_eq!(opened.generation, 1, "{state}");
        // Never into the half-built folder: a copy may be reading it.
        wait_for_generation(&store, 3);
        add(&store, "three").unwrap();
        drop(store);
        assert_eq!(copy.texts(), ["one", "two", "three"], "{state}");
    });
}

#[test]
fn a_first_start_killed_at_any_step_begins_again() {
    let folder = Folder::with(&[]);
    half_built(&folder, 1, |copy, state| {
        let (store, opened) = copy.open_with(options()).unwrap();
        assert!(opened.created && opened.generation == 2, "{state}");
        add(&store, "one").unwrap();
        drop(store);
        assert_eq!(copy.texts(), ["one"], "{state}");
    });
}

#[test]
fn killed_between_marker_and_in_use_the_generation_counts() {
    let folder = Folder::rotated_with(&["one"], &[]);
    folder.remove("g00000002/in-use");
    let (store, opened) = folder.open_with(options()).unwrap();
    assert_eq!(opened.generation, 2);
    assert!(
        folder.has("g00000002/in-use"),
        "before anything is acknowledged"
    );
    drop(store);
}

#[test]
fn what_follows_the_last_acknowledged_write_may_be_torn_anywhere() {
    let folder = Folder::new();
    let store = folder.open();
    let log = "g00000001/guildhall.db-wal";
    for text in ["one", "two"] {
        add(&store, text).unwrap();
    }
    let acknowledged = folder.size(log);
    add(&store, "three").unwrap();
    let snapshot = folder.copy();
    drop(store);
    let size = snapshot.size(log);
    for cut in (acknowledged..size).step_by(701) {
        let copy = snapshot.copy();
        copy.truncate(log, cut);
        assert_eq!(copy.texts(), ["one", "two"], "cut at {cut}");
        // The torn end is gone, so that nothing is written over what a copy might be reading.
        assert_eq!(copy.open().facts().log_bytes, acknowledged, "cut at {cut}");
    }
    for at in (acknowledged..size).step_by(701) {
        let copy = snapshot.copy();
        copy.flip(log, at as i64);
        assert_eq!(copy.texts(), ["one", "two"], "changed at {at}");
    }
}

/// Not a test by itself: what [`a_killed_process_loses_nothing`] kills.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Ok(data) = std::env::var("STORE_TEST_CHILD") else {
        return;
    };
    // Now at every start and all the time, now and then.
    let options = match std::env::var_os("STORE_TEST_ONLINE") {
        Some(_) => always(),
        None => rotating(),
    };
    let (store, _) = Store::open(Path::new(&data), options).unwrap();
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        std::thread::spawn(move || {
            for n in 0.. {
                let text = format!("{writer} {n} {}", std::process::id());
                add(&store, &text).unwrap();
                println!("acknowledged {text}");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.join().unwrap();
    }
}

fn child(folder: &Folder, online: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "crash::child_that_writes_until_it_is_killed",
            "--nocapture",
        ])
        .env("STORE_TEST_CHILD", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if online {
        command.env("STORE_TEST_ONLINE", "");
    }
    command.spawn().unwrap()
}

#[test]
fn a_first_start_killed_at_any_moment_is_no_obstacle() {
    for round in 0..40 {
        let folder = Folder::new();
        let mut child = child(&folder, false);
        std::thread::sleep(Duration::from_micros(500 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = folder.open();
        add(&store, "goes on").unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing() {
    let folder = Folder::new();
    let mut acknowledged = Vec::new();
    for round in 0..8 {
        let mut child = child(&folder, round % 2 == 1);
        let output = BufReader::new(child.stdout.take().unwrap());
        let listen = std::thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines
                .filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned()))
                .collect()
        });
        // Also while it starts and rotates.
        std::thread::sleep(Duration::from_millis(15 + 60 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let heard: Vec<String> = listen.join().unwrap();
        acknowledged.extend(heard);
        let found: std::collections::HashSet<_> = folder.texts().into_iter().collect();
        let lost: Vec<_> = acknowledged
            .iter()
            .filter(|text| !found.contains(*text))
            .collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
    }
    assert!(
        acknowledged.len() > 100,
        "only {} writes",
        acknowledged.len()
    );
}
