//! What a reader gets.

use store::Error;

use crate::support::{Folder, add, notes, panic, texts};

#[test]
fn a_read_sees_one_moment_however_long_it_takes() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let during = store.clone();
    let seen = store.read_blocking(|db| {
        let before = notes(db)?;
        add(&during, "two")?;
        Ok::<_, Error>((before, notes(db)?))
    });
    let (before, after) = seen.unwrap();
    assert_eq!(before, after);
    assert_eq!(texts(&store), ["one", "two"]);
}

#[test]
fn writing_statements_are_refused_by_reading_methods() {
    let folder = Folder::new();
    let store = folder.open();
    let sql = "INSERT INTO note (text) VALUES ('x') RETURNING id";
    let refused = store.read_blocking(|db| db.one(sql, [], |row| row.get::<_, i64>(0)));
    assert!(matches!(refused, Err(Error::WritesThroughRead(_))));
    let refused = store.write_blocking(|tx| tx.one(sql, [], |row| row.get::<_, i64>(0)));
    assert!(matches!(refused, Err(Error::WritesThroughRead(_))));
    assert!(texts(&store).is_empty());
}

#[test]
fn rows_come_as_one_some_all_or_a_stream() {
    let folder = Folder::with(&["a", "b"]);
    let store = folder.open();
    let asked = store.read_blocking(|db| {
        let text = "SELECT text FROM note WHERE text = ?1";
        assert_eq!(db.one(text, ["b"], |row| row.get::<_, String>(0))?, "b");
        assert!(
            db.one(text, ["c"], |row| row.get::<_, String>(0))
                .unwrap_err()
                .is_no_rows()
        );
        assert_eq!(
            db.optional(text, ["c"], |row| row.get::<_, String>(0))?,
            None
        );
        assert!(db.exists(text, ["a"])? && !db.exists(text, ["c"])?);
        let mut seen = String::new();
        db.each("SELECT text FROM note ORDER BY id", [], |row| {
            seen += &row.get::<_, String>(0)?;
            Ok(())
        })?;
        assert_eq!(seen, "ab");
        Ok::<_, Error>(())
    });
    asked.unwrap();
}

#[tokio::test]
async fn more_reads_than_connections_wait_for_their_turn() {
    let folder = Folder::with(&["a"]);
    let store = folder.open();
    let reads = (0..50).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.read(notes).await })
    });
    for read in reads.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap().unwrap(), ["a"]);
    }
}

#[tokio::test]
async fn a_panicking_read_ends_alone() {
    let folder = Folder::with(&["a"]);
    let store = folder.open();
    for _ in 0..5 {
        let read = store.read(|_| panic::<Error>());
        assert!(matches!(read.await, Err(Error::Panicked(text)) if text == "a fault"));
    }
    assert_eq!(store.read(notes).await.unwrap(), ["a"]);
}
