//! New generations while the server runs.

use std::time::{Duration, Instant};

use store::{Options, RotateLimits, Store};

use crate::support::{Folder, add, options, texts, wait_for};

/// Rotates about as often as the keeper looks.
pub fn always() -> Options {
    let limits = RotateLimits {
        log_bytes_min: 100_000,
        base_percent: 0,
        interval_min: Duration::from_millis(80),
        ..RotateLimits::default()
    };
    Options {
        rotate: limits,
        ..options()
    }
}

/// Writes until this generation is in use; answers what was written.
pub fn write_until(store: &Store, generation: u32) -> Vec<String> {
    let start = Instant::now();
    let mut written = Vec::new();
    while store.facts().generation < generation {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{:?}",
            store.facts()
        );
        let text = format!("{} {}", written.len(), "x".repeat(900));
        add(store, &text).unwrap();
        written.push(text);
    }
    written
}

#[test]
fn it_rotates_while_written_to_and_keeps_everything() {
    let folder = Folder::new();
    let (store, _) = folder.open_with(always()).unwrap();
    let mut written = write_until(&store, 4);
    let facts = store.facts();
    assert_eq!(facts.rotations, 3);
    assert!(facts.rotation_pause > Duration::ZERO && facts.rotation_pause < Duration::from_secs(2));
    add(&store, "last").unwrap();
    written.push("last".to_owned());
    assert_eq!(texts(&store), written, "read in the new generation");
    drop(store);
    let (store, opened) = folder.open_with(options()).unwrap();
    assert!(opened.generation >= 4);
    assert_eq!(texts(&store), written, "and after a restart");
}

#[test]
fn a_read_that_began_before_a_rotation_goes_on_in_its_moment() {
    let folder = Folder::new();
    let (store, _) = folder.open_with(always()).unwrap();
    add(&store, "before").unwrap();
    let other = store.clone();
    let seen = store.read_blocking(move |db| {
        let before = crate::support::notes(db)?;
        write_until(&other, 2);
        Ok::<_, store::Error>((before, crate::support::notes(db)?))
    });
    let (before, after) = seen.unwrap();
    assert_eq!((before.len(), before), (1, after));
}

#[test]
fn the_former_generation_goes_after_its_time() {
    let folder = Folder::new();
    let options = Options {
        retain: Duration::from_millis(300),
        ..always()
    };
    let (store, _) = folder.open_with(options).unwrap();
    write_until(&store, 2);
    assert!(folder.has("g00000001/base.json"));
    wait_for("the first goes", || folder.is_emptied(1));
    assert!(folder.has("g00000002/base.json"));
}

#[test]
fn closing_ends_a_rotation_that_is_under_way() {
    for millis in (0..200).step_by(20) {
        let folder = Folder::new();
        let (store, _) = folder.open_with(always()).unwrap();
        let other = store.clone();
        let writer = std::thread::spawn(move || {
            let mut written = 0;
            while add(&other, &format!("{written} {}", "x".repeat(900))).is_ok() {
                written += 1;
            }
            written
        });
        std::thread::sleep(Duration::from_millis(millis));
        store.close();
        let written = writer.join().unwrap();
        drop(store);
        assert_eq!(folder.texts().len(), written, "closed after {millis} ms");
    }
}
