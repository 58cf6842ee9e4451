//! Opening, reading and writing through the public door.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use store::{Error, Migration, Options, Store, params};

fn options() -> Options {
    let sql = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;";
    let migrations = vec![Migration {
        name: "0001_note".to_owned(),
        sql: sql.to_owned(),
    }];
    Options {
        migrations,
        ..Options::default()
    }
}

fn add(store: &Store, text: &'static str) -> Result<usize, Error> {
    store.write_blocking(move |tx| tx.execute("INSERT INTO note (text) VALUES (?1)", params![text]))
}

fn texts(store: &Store) -> Vec<String> {
    store
        .read_blocking(|db| db.all("SELECT text FROM note ORDER BY id", [], |row| row.get(0)))
        .unwrap()
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (store, opened) = Store::open(dir.path(), options()).unwrap();
    assert!(opened.created);
    add(&store, "one").unwrap();
    assert!(add(&store, "one").unwrap_err().is_unique_violation());
    add(&store, "two").unwrap();
    store.close();
    assert!(matches!(add(&store, "three"), Err(Error::Closed)));
    drop(store);
    let (store, opened) = Store::open(dir.path(), options()).unwrap();
    assert!(!opened.created);
    assert_eq!(texts(&store), ["one", "two"]);
}
