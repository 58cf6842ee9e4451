//! When superseded generations go.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::Duration;

use jiff::Timestamp;
use store::Options;

use crate::rotation::{always, write_until};
use crate::support::{Folder, add, options, rotating, texts, wait_for, wait_for_generation};

#[test]
fn a_superseded_generation_is_emptied_after_its_time_and_goes_at_the_next_start() {
    let folder = Folder::with(&["one"]);
    let retain = Duration::from_millis(600);
    let start = std::time::Instant::now();
    let (store, _) = folder
        .open_with(Options {
            retain,
            ..rotating()
        })
        .unwrap();
    wait_for_generation(&store, 2);
    let names = folder.names();
    wait_for("the former generation is emptied", || {
        let whole = folder.bytes_of(1) > 0;
        assert!(whole || start.elapsed() >= retain);
        folder.is_emptied(1)
    });
    assert!(
        names.is_subset(&folder.names()),
        "nothing vanishes under a copy"
    );
    drop(store);
    let refused = folder.refusal_with(Options {
        use_generation: Some(1),
        ..options()
    });
    assert!(
        refused.contains('2') && !refused.contains("1,"),
        "{refused}"
    );
    assert_eq!(folder.texts(), ["one"]);
    assert!(!folder.has("g00000001"));
    assert!(folder.has("g00000002/base.json"));
}

#[test]
fn what_takes_too_much_of_the_disk_goes_early_but_for_the_last() {
    let folder = Folder::new();
    let (store, _) = folder.open_with(always()).unwrap();
    let written = write_until(&store, 5);
    drop(store);
    assert!(folder.has("g00000001/base.json"), "there is room");
    let newest = |folder: &Folder| folder.open().facts().generation;
    let current = newest(&folder);
    let open = |retain_bytes| {
        let options = Options {
            retain_bytes,
            ..options()
        };
        folder.open_with(options).unwrap().0
    };
    let superseded: u64 = (1..current).map(|number| folder.bytes_of(number)).sum();
    drop(open(superseded));
    assert!(folder.has("g00000001/base.json"), "just enough room");
    let store = open(1);
    wait_for("the oldest goes", || folder.is_emptied(1));
    assert!(
        folder.bytes_of(current - 1) > 0,
        "the one before the present stays"
    );
    assert_eq!(texts(&store), written);
}

#[test]
fn half_built_generations_go_and_those_set_aside_stay() {
    let folder = Folder::rotated_with(&["one"], &["two"]);
    folder.remove("g00000002/guildhall.db-wal");
    std::fs::create_dir(folder.file("g00000003")).unwrap();
    let back = Options {
        use_generation: Some(1),
        retain: Duration::from_millis(50),
        ..options()
    };
    let (_store, opened) = folder.open_with(back).unwrap();
    assert_eq!(opened.generation, 4);
    wait_for("half-built and superseded go", || {
        folder.is_emptied(3) && folder.is_emptied(1)
    });
    std::thread::sleep(Duration::from_millis(100));
    assert!(
        folder.has("g00000002/base.json"),
        "broken, and nobody's predecessor"
    );
}

/// Options with a clock that the test moves, in seconds.
fn at(now: &Arc<AtomicI64>, options: Options) -> Options {
    let now = Arc::clone(now);
    let clock = move || Timestamp::from_second(now.load(SeqCst)).unwrap();
    Options {
        now: Arc::new(clock),
        ..options
    }
}

#[test]
fn a_clock_that_jumps_takes_nothing_away_from_a_running_copy() {
    let now = Arc::new(AtomicI64::new(1_790_000_000));
    let folder = Folder::new();
    let rotate_to = |number| {
        let (store, _) = folder.open_with(at(&now, rotating())).unwrap();
        add(&store, &format!("before {number}")).unwrap();
        wait_for_generation(&store, number);
        std::thread::sleep(Duration::from_millis(100));
    };
    rotate_to(2);
    now.fetch_add(40 * 86400, SeqCst);
    rotate_to(3);
    now.fetch_sub(80 * 86400, SeqCst);
    let (store, _) = folder.open_with(at(&now, options())).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    drop(store);
    assert!(folder.has("g00000002/base.json") && folder.has("g00000003/base.json"));
}

#[test]
fn the_time_that_former_processes_saw_counts() {
    let folder = Folder::with(&["one"]);
    // The real time, for a half-built generation has no other than that of its folder.
    let made = std::fs::metadata(folder.path())
        .unwrap()
        .modified()
        .unwrap();
    let made = Timestamp::try_from(made).unwrap();
    let now = Arc::new(AtomicI64::new(made.as_second()));
    let (store, _) = folder.open_with(at(&now, rotating())).unwrap();
    wait_for_generation(&store, 2);
    drop(store);
    std::fs::create_dir(folder.file("g00000003")).unwrap();
    now.fetch_add(40 * 86400, SeqCst);
    let open = || folder.open_with(at(&now, options())).unwrap().0;
    let store = open();
    std::thread::sleep(Duration::from_millis(100));
    assert!(folder.has("g00000001/base.json"), "the clock may be wrong");
    add(&store, "two").unwrap();
    drop(store);
    let _store = open();
    wait_for("what is superseded and half-built goes", || {
        folder.is_emptied(1) && folder.is_emptied(3)
    });
    assert!(folder.has("g00000002/base.json"));
}
