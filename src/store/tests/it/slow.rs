//! How long statements take, and what is told of those that take long.

use std::sync::Arc;
use std::time::Duration;

use store::{Error, Tally, params, tallied};

use crate::support::{Folder, add, notes};

const BY_TEXT: &str = "SELECT id FROM line JOIN note ON note.id = note_id WHERE text = 'a'";

#[test]
fn slow_statements_are_collected_without_their_values() {
    let folder = Folder::with(&["a"]);
    let store = folder.open();
    store.read_blocking(notes).unwrap();
    assert_eq!(
        store.slow_statements(),
        [],
        "nothing is slow until told what is"
    );
    store.collect_slow(Duration::ZERO);
    add(&store, "secret word").unwrap();
    for text in ["b", "c"] {
        let exists = format!("SELECT 1 FROM note WHERE text = '{text}'");
        let read = |db: &store::Reader<'_>| db.exists(&exists, []);
        store.read_blocking(read).unwrap();
    }
    let slow = store.slow_statements();
    assert!(
        slow.iter()
            .all(|s| !s.text.contains("secret") && s.max <= s.total)
    );
    let found = slow.iter().find(|s| s.text.starts_with("SELECT ?"));
    let found = found.unwrap();
    assert_eq!(found.text, "SELECT ? FROM note WHERE text = ?");
    assert_eq!(found.count, 2);
    assert!(found.sql.ends_with("'c'"), "{}", found.sql);
}

#[test]
fn a_plan_is_told_and_nothing_is_run() {
    let folder = Folder::with(&["a"]);
    let store = folder.open();
    let plan = |sql: &'static str| store.read_blocking(move |db| db.plan(sql));
    let steps = plan(BY_TEXT).unwrap();
    assert!(steps.iter().any(|s| s == "SCAN line"), "{steps:?}");
    let steps = plan("DELETE FROM note WHERE text = ?1").unwrap();
    assert!(steps[0].starts_with("SEARCH note USING INDEX"), "{steps:?}");
    assert_eq!(store.read_blocking(notes).unwrap(), ["a"]);
}

#[tokio::test]
async fn what_a_request_has_run_is_counted_for_it_alone() {
    let folder = Folder::with(&["a"]);
    let store = folder.open();
    let tally = Arc::new(Tally::default());
    let request = async {
        store.read(notes).await?;
        let write = |tx: &store::Writer<'_>| {
            tx.execute("INSERT INTO note (text) VALUES (?1)", params!["b"])?;
            notes(tx)
        };
        store.write(write).await
    };
    assert_eq!(
        tallied(Arc::clone(&tally), request).await.unwrap(),
        ["a", "b"]
    );
    store.read(notes).await.unwrap();
    assert_eq!(tally.statements(), 3);
    let facts = store.facts();
    assert_eq!(
        (facts.statements, facts.readers, facts.readers_busy),
        (4, 2, 0)
    );
    assert!(Duration::ZERO < tally.time() && tally.time() < facts.sql_time);
    let failed = store.read(|db| db.plan("SELECT nothing")).await;
    assert!(matches!(failed, Err(Error::Sqlite(_))));
}
