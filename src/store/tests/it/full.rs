//! The disk refuses: the whole group is told so, reads go on, and writes do once it no longer does.

use std::path::Path;
use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use store::{Error, Store};

use crate::support::{Folder, add, options, texts};

/// Not a test by itself: the part of [`commits_that_cannot_be_written_are_answered_and_forgotten`]
/// that needs a process whose files may not grow.
#[test]
fn child_whose_files_may_not_grow() {
    let Ok(data) = std::env::var("STORE_TEST_LIMITED") else {
        return;
    };
    let (store, _) = Store::open(Path::new(&data), options()).unwrap();
    add(&store, "before").unwrap();
    let log_bytes = store.facts().log_bytes;
    let unlimited = getrlimit(Resource::Fsize);
    let may_grow = |by| {
        let current = Some(store.facts().log_bytes + by);
        setrlimit(
            Resource::Fsize,
            Rlimit {
                current,
                ..unlimited
            },
        )
        .unwrap();
    };
    may_grow(6000);
    for _ in 0..3 {
        let writes: Vec<_> = (0..4)
            .map(|n| {
                let store = store.clone();
                std::thread::spawn(move || add(&store, &format!("never {n}")))
            })
            .collect();
        for write in writes {
            let refused = write.join().unwrap();
            assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
        }
        assert_eq!(texts(&store), ["before"], "reads go on");
        assert_eq!(
            store.facts().log_bytes,
            log_bytes,
            "what could not be kept is cut off"
        );
    }
    setrlimit(Resource::Fsize, unlimited).unwrap();
    add(&store, "after").unwrap();
    assert_eq!(texts(&store), ["before", "after"]);
}

#[test]
fn commits_that_cannot_be_written_are_answered_and_forgotten() {
    let folder = Folder::new();
    // The signal for it would end the process; without it, the write fails.
    let child = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; exec \"$0\" --exact full::child_whose_files_may_not_grow",
        ])
        .arg(std::env::current_exe().unwrap())
        .env("STORE_TEST_LIMITED", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && said.contains("1 passed"),
        "{said}"
    );
    assert_eq!(folder.texts(), ["before", "after"]);
}

#[test]
fn a_log_that_cannot_be_looked_at_is_never_cut() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let log_bytes = store.facts().log_bytes;
    let (place, away) = (folder.file("g00000001"), folder.file("away"));
    std::fs::rename(&place, &away).unwrap();
    let (to, from) = (place.clone(), away.clone());
    let refused = store.write_blocking(move |tx| {
        // Back in time for the group to be undone.
        std::fs::rename(from, to).unwrap();
        tx.execute("INSERT OR ROLLBACK INTO note (text) VALUES ('one')", [])
    });
    assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
    if away.exists() {
        std::fs::rename(&away, &place).unwrap();
    }
    assert_eq!(store.facts().log_bytes, log_bytes);
    add(&store, "two").unwrap();
    drop(store);
    assert_eq!(folder.texts(), ["one", "two"]);
}
