//! New generations: first start, a long log at the start, migrations.

use std::fs;
use std::time::{Duration, Instant};

use store::{Options, Store};

use crate::support::{Folder, add, migration, options, rotating, texts, wait_for_generation};

const TAGS: &str = "CREATE TABLE tag (text TEXT NOT NULL) STRICT; INSERT INTO tag VALUES ('new');";

fn with_tags() -> Options {
    let mut options = options();
    options.migrations.push(migration("0002_tag", TAGS));
    options
}

#[test]
fn a_first_start_makes_one_generation_quickly() {
    let folder = Folder::new();
    let start = Instant::now();
    let (store, opened) = folder.open_with(options()).unwrap();
    assert!(
        start.elapsed() < Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
    assert!(opened.created && opened.generation == 1 && opened.committed_at.is_none());
    assert_eq!(opened.schema_version, 1);
    for file in ["guildhall.db", "guildhall.db-wal", "base.json", "in-use"] {
        assert!(folder.has(&format!("g00000001/{file}")), "{file}");
    }
    store.close();
    drop(store);
    let (_store, opened) = folder.open_with(options()).unwrap();
    assert!(!opened.created);
}

#[test]
fn the_base_never_changes_while_the_log_only_grows() {
    let folder = Folder::new();
    let store = folder.open();
    let base = fs::read(folder.file("g00000001/guildhall.db")).unwrap();
    let mut log = fs::read(folder.file("g00000001/guildhall.db-wal")).unwrap();
    for round in 0..20 {
        for note in 0..20 {
            add(&store, &format!("{round} {note} {}", "x".repeat(500))).unwrap();
        }
        let longer = fs::read(folder.file("g00000001/guildhall.db-wal")).unwrap();
        assert!(longer.starts_with(&log), "round {round}");
        log = longer;
    }
    store.close();
    drop(store);
    assert!(
        fs::read(folder.file("g00000001/guildhall.db-wal"))
            .unwrap()
            .starts_with(&log)
    );
    assert_eq!(
        fs::read(folder.file("g00000001/guildhall.db")).unwrap(),
        base
    );
}

#[test]
fn a_long_log_is_folded_right_after_the_start() {
    let folder = Folder::with(&["one", "two"]);
    let before = folder.content();
    let (store, opened) = folder.open_with(rotating()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (1, None));
    assert!(opened.committed_at.is_some() && !opened.created);
    wait_for_generation(&store, 2);
    add(&store, "three").unwrap();
    assert_eq!(texts(&store), ["one", "two", "three"]);
    drop(store);
    for (path, content) in before {
        let derived = ["-shm", "guildhall.lock"]
            .iter()
            .any(|end| path.to_string_lossy().ends_with(end));
        assert!(
            derived || fs::read(&path).unwrap() == content,
            "{}",
            path.display()
        );
    }
    assert_eq!(folder.texts(), ["one", "two", "three"]);
}

#[test]
fn a_short_log_is_not_folded() {
    let folder = Folder::with(&["one"]);
    let (_store, opened) = folder.open_with(options()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (1, None));
}

#[test]
fn migrations_run_on_a_new_generation_and_give_what_a_fresh_one_has() {
    let folder = Folder::with(&["one"]);
    let (store, opened) = folder.open_with(with_tags()).unwrap();
    assert_eq!((opened.generation, opened.schema_version), (2, 2));
    assert_eq!(texts(&store), ["one"]);
    let fresh = Folder::new();
    let (fresh, _) = fresh.open_with(with_tags()).unwrap();
    assert_eq!(schema(&store), schema(&fresh));
    assert_eq!(
        rows(&store, "SELECT text FROM tag"),
        rows(&fresh, "SELECT text FROM tag")
    );
}

fn schema(store: &Store) -> Vec<String> {
    rows(
        store,
        "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name",
    )
}

fn rows(store: &Store, sql: &'static str) -> Vec<String> {
    store
        .read_blocking(|db| db.all(sql, [], |row| row.get(0)))
        .unwrap()
}

#[test]
fn a_failing_migration_leaves_the_former_generation_in_use() {
    let folder = Folder::with(&["one"]);
    let mut broken = with_tags();
    broken
        .migrations
        .push(migration("0003_broken", "CREATE TABLE note (x);"));
    let why = folder.refusal_with(broken);
    assert!(
        why.contains("0003_broken") && why.contains("already exists"),
        "{why}"
    );
    let mut orphans = options();
    let sql = "INSERT INTO line (note_id, number) VALUES (99, 1);";
    orphans.migrations.push(migration("0002_orphan", sql));
    let why = folder.refusal_with(orphans);
    assert!(why.contains("rows in line that refer to nothing"), "{why}");
    assert_eq!(folder.texts(), ["one"]);
}

#[test]
fn a_table_may_be_rebuilt_under_its_references() {
    let folder = Folder::with(&["one"]);
    let store = folder.open();
    let line = "INSERT INTO line (note_id, number) VALUES (1, 1)";
    store
        .write_blocking(move |tx| tx.execute(line, []))
        .unwrap();
    drop(store);
    let mut rebuilt = options();
    let sql = "CREATE TABLE note_new (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
               INSERT INTO note_new SELECT id, text FROM note;
               DROP TABLE note;
               ALTER TABLE note_new RENAME TO note;";
    rebuilt.migrations.push(migration("0002_rebuild", sql));
    let (store, _) = folder.open_with(rebuilt).unwrap();
    assert_eq!(texts(&store), ["one"]);
    assert_eq!(
        rows(
            &store,
            "SELECT text FROM note JOIN line ON note.id = note_id"
        ),
        ["one"]
    );
}

#[test]
fn an_older_binary_leaves_a_newer_folder_untouched() {
    let folder = Folder::new();
    drop(folder.open_with(with_tags()).unwrap());
    let before = folder.content();
    let why = folder.refusal();
    assert!(
        why.contains("schema 2") && why.contains("knows schema 1 only"),
        "{why}"
    );
    assert_eq!(folder.content(), before);
}

#[test]
fn the_former_binary_goes_back_to_the_generation_before_a_migration() {
    let folder = Folder::with(&["one"]);
    drop(folder.open_with(with_tags()).unwrap());
    let back = Options {
        use_generation: Some(1),
        ..options()
    };
    let (store, opened) = folder.open_with(back).unwrap();
    // A copy of the old one becomes the newest, so that the next start needs no flag.
    assert_eq!((opened.generation, opened.rotated_from), (3, Some(1)));
    assert_eq!(texts(&store), ["one"]);
    drop(store);
    assert_eq!(folder.texts(), ["one"]);
}
