//! The writer thread: answers, isolation, limits.

use std::sync::{Arc, Barrier, mpsc};

use store::{Error, Options, Store};

use crate::support::{Folder, add, options, panic, texts};

/// Occupies the writer until the sender is used or dropped; what is written meanwhile is one group.
fn hold(store: &Store) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel();
    let running = Arc::new(Barrier::new(2));
    let (store, begun) = (store.clone(), Arc::clone(&running));
    std::thread::spawn(move || {
        store.write_blocking(move |_| {
            begun.wait();
            let _ = held.recv();
            Ok::<_, Error>(())
        })
    });
    running.wait();
    release
}

fn insert(store: &Store, text: &'static str) -> tokio::task::JoinHandle<Result<usize, Error>> {
    let store = store.clone();
    let sql = "INSERT INTO note (text) VALUES (?1)";
    tokio::spawn(async move { store.write(move |tx| tx.execute(sql, [text])).await })
}

async fn queued(store: &Store, count: usize) {
    while store.facts().queue_length < count {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_share_one_commit_and_all_are_answered() {
    let folder = Folder::new();
    let store = folder.open();
    let release = hold(&store);
    let writes: Vec<_> = ["a", "b", "c", "d"].map(|text| insert(&store, text)).into();
    queued(&store, 4).await;
    release.send(()).unwrap();
    for write in writes {
        assert_eq!(write.await.unwrap().unwrap(), 1);
    }
    // One for the closure that held the writer and those that came before its time was over.
    let facts = store.facts();
    assert!(facts.groups <= 2 && facts.commits == 5, "{facts:?}");
    assert_eq!(facts.queue_length, 0);
    assert_eq!(
        folder.copy().texts().len(),
        4,
        "what was answered is in a copy"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closure_that_fails_or_panics_goes_alone() {
    let folder = Folder::new();
    let store = folder.open();
    let release = hold(&store);
    let first = insert(&store, "kept");
    queued(&store, 1).await;
    let failing = store.clone();
    let failed = tokio::spawn(async move {
        let write = failing.write(|tx| {
            tx.execute("INSERT INTO note (text) VALUES ('gone')", [])?;
            tx.execute("INSERT INTO note (text) VALUES ('kept')", [])
        });
        write.await
    });
    queued(&store, 2).await;
    let panicking = store.clone();
    let panicked = tokio::spawn(async move {
        let write = panicking.write(|tx| {
            tx.execute("INSERT INTO note (text) VALUES ('gone too')", [])?;
            panic::<Error>()
        });
        write.await
    });
    queued(&store, 3).await;
    let last = insert(&store, "kept also");
    queued(&store, 4).await;
    release.send(()).unwrap();
    assert_eq!(first.await.unwrap().unwrap(), 1);
    assert!(failed.await.unwrap().unwrap_err().is_unique_violation());
    assert!(matches!(panicked.await.unwrap(), Err(Error::Panicked(text)) if text == "a fault"));
    assert_eq!(last.await.unwrap().unwrap(), 1);
    assert_eq!(texts(&store), ["kept", "kept also"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_at_once() {
    let folder = Folder::new();
    let (store, _) = folder
        .open_with(Options {
            queue: 2,
            ..options()
        })
        .unwrap();
    let release = hold(&store);
    let waiting = [insert(&store, "a"), insert(&store, "b")];
    queued(&store, 2).await;
    let refused = insert(&store, "c").await.unwrap();
    assert!(matches!(refused, Err(Error::QueueFull)));
    release.send(()).unwrap();
    for write in waiting {
        write.await.unwrap().unwrap();
    }
    assert_eq!(insert(&store, "c").await.unwrap().unwrap(), 1);
    assert_eq!(store.facts().queue_length, 0);
}

#[test]
fn closing_finishes_what_waits_and_refuses_the_rest() {
    let folder = Folder::new();
    let store = folder.open();
    let release = hold(&store);
    let late = store.clone();
    let waiting = std::thread::spawn(move || add(&late, "in time"));
    while store.facts().queue_length == 0 {
        std::thread::yield_now();
    }
    release.send(()).unwrap();
    store.close();
    waiting.join().unwrap().unwrap();
    assert!(matches!(add(&store, "late"), Err(Error::Closed)));
    drop(store);
    assert_eq!(folder.texts(), ["in time"]);
}

#[test]
fn constraints_are_told_apart() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    assert!(add(&store, "one").unwrap_err().is_unique_violation());
    let line = |note: i64, number: i64| {
        let sql = "INSERT INTO line (note_id, number) VALUES (?1, ?2)";
        store.write_blocking(move |tx| tx.execute(sql, [note, number]))
    };
    assert!(line(7, 1).unwrap_err().is_foreign_key_violation());
    assert!(line(1, 0).unwrap_err().is_check_violation());
    assert_eq!(line(1, 1).unwrap(), 1);
}

/// What a closure might try, with "x" before it.
fn tried(store: &Store, sql: &'static str, way: usize) -> Result<(), Error> {
    store.write_blocking(move |tx| {
        tx.execute("INSERT INTO note (text) VALUES ('x')", [])?;
        match way {
            0 => tx.execute(sql, []).map(drop),
            1 => tx.one(sql, [], |_| Ok(())),
            2 => tx.optional(sql, [], |_| Ok(())).map(drop),
            3 => tx.all(sql, [], |_| Ok(())).map(drop),
            4 => tx.exists(sql, []).map(drop),
            _ => tx.each(sql, [], |_| Ok(())),
        }
    })
}

#[test]
fn a_closure_cannot_end_the_group_it_is_in_nor_change_how_it_is_written() {
    let folder = Folder::new();
    let store = folder.open();
    add(&store, "before").unwrap();
    for sql in [
        "COMMIT",
        "/* done */ end",
        ";ROLLBACK",
        "ROLLBACK TO closure",
        "BEGIN",
        "SAVEPOINT x",
        "RELEASE closure",
        "PRAGMA wal_autocheckpoint = 1",
        "PRAGMA wal_checkpoint",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA max_page_count = 1",
        "PRAGMA user_version = 7",
        "ATTACH 'other.db' AS other",
    ] {
        for way in 0..6 {
            let refused = tried(&store, sql, way);
            let as_expected = matches!(refused, Err(Error::StoresOwn(_)));
            assert!(as_expected, "{sql} by way {way}: {refused:?}");
        }
    }
    for sql in ["BEGIN IMMEDIATE", "VACUUM", "SELECT 1"] {
        tried(&store, sql, 0).unwrap_err();
    }
    let refused = store.read_blocking(|db| db.all("COMMIT", [], |_| Ok(())));
    assert!(matches!(refused, Err(Error::StoresOwn(_))), "{refused:?}");
    add(&store, "after").unwrap();
    assert_eq!(texts(&store), ["before", "after"]);
    drop(store);
    assert_eq!(folder.texts(), ["before", "after"]);
}

#[test]
fn a_statement_that_undoes_the_whole_transaction_fails_the_group() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let undone = store.write_blocking(|tx| {
        tx.execute("INSERT INTO note (text) VALUES ('two')", [])?;
        tx.execute("INSERT OR ROLLBACK INTO note (text) VALUES ('one')", [])
    });
    assert!(undone.unwrap_err().is_unique_violation());
    add(&store, "three").unwrap();
    assert_eq!(texts(&store), ["one", "three"]);
    drop(store);
    assert_eq!(folder.texts(), ["one", "three"]);
}

#[test]
fn nothing_is_written_after_the_transaction_was_lost() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let log_bytes = store.facts().log_bytes;
    let lost = store.write_blocking(|tx| {
        let again = "INSERT OR ROLLBACK INTO note (text) VALUES ('one')";
        tx.execute(again, []).unwrap_err();
        // It does not look at the error and goes on.
        tx.execute("INSERT INTO note (text) VALUES ('on its own')", [])
    });
    assert!(lost.unwrap_err().is_unique_violation());
    assert_eq!(store.facts().log_bytes, log_bytes);
    add(&store, "two").unwrap();
    assert_eq!(texts(&store), ["one", "two"]);
    drop(store);
    assert_eq!(folder.texts(), ["one", "two"]);
}

#[test]
fn reads_alone_do_not_grow_the_log() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let before = store.facts().log_bytes;
    store
        .write_blocking(|tx| tx.exists("SELECT 1 FROM note", []))
        .unwrap();
    assert_eq!(store.facts().log_bytes, before);
}
