//! The folder as a whole: one process, permissions, what is asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use store::{OpenError, Options, Store};

use crate::support::{Folder, options};

#[test]
fn a_second_process_is_told_who_has_the_folder() {
    let folder = Folder::new();
    let first = folder.open();
    let second = folder.open_with(options()).err().unwrap();
    assert!(
        matches!(&second, OpenError::Locked { pid: Some(pid), since: Some(_), .. }
        if *pid == std::process::id())
    );
    let text = second.to_string();
    assert!(
        text.contains(&format!("in use by process {} since", std::process::id())),
        "{text}"
    );
    // Where it answers, as long as it has the folder.
    let url = |error: Option<OpenError>| {
        let is_locked = matches!(&error, Some(OpenError::Locked { .. }));
        assert!(is_locked, "{error:?}");
        error.and_then(|error| match error {
            OpenError::Locked { url, .. } => url,
            _ => None,
        })
    };
    assert_eq!(url(Some(second)), None);
    store::lock::note_url(folder.path(), "http://127.0.0.1:8080/");
    let third = folder.open_with(options()).err();
    assert_eq!(url(third).as_deref(), Some("http://127.0.0.1:8080/"));
    drop(first);
    let _next = folder.open();
    assert_eq!(url(folder.open_with(options()).err()), None);
}

#[test]
fn a_missing_folder_is_made_for_its_owner_only() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("some/where");
    let _store = Store::open(&data, options()).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in [
        "guildhall.lock",
        "db/g00000001/guildhall.db",
        "db/g00000001/guildhall.db-wal",
    ] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("file"), "").unwrap();
    let data = parent.path().join("file/data");
    let error = Store::open(&data, options()).err().unwrap().to_string();
    assert!(
        error.contains("file/data") || error.contains("/file"),
        "{error}"
    );
}

#[test]
fn only_generations_that_are_there_can_be_asked_for() {
    let folder = Folder::rotated_with(&["one"], &["two"]);
    let asked = |number| Options {
        use_generation: Some(number),
        ..options()
    };
    assert_eq!(
        folder.refusal_with(asked(9)),
        "there is no generation 9; there are: 2, 1"
    );
    let (_, opened) = folder.open_with(asked(2)).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (2, None));
    assert_eq!(
        Folder::new().refusal_with(asked(1)),
        "there is no generation 1; there are: none"
    );
}
