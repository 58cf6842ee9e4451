//! `guildhall doctor` and `guildhall reindex`.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{guildhall, said, set_up};

fn run(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    said(&guildhall(data).args(arguments).output().unwrap())
}

/// Each check with whether all is well.
fn checks(out: &str) -> Vec<(String, bool)> {
    let rows: Vec<Value> = serde_json::from_str(out).unwrap();
    let row = |r: &Value| {
        (
            r["check"].as_str().unwrap().to_owned(),
            r["ok"].as_bool().unwrap(),
        )
    };
    rows.iter().map(row).collect()
}

fn base(data: &Path) -> PathBuf {
    let mut generations: Vec<_> = fs::read_dir(data.join("db"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("base.json").exists())
        .collect();
    generations.sort();
    generations.pop().unwrap().join("guildhall.db")
}

#[test]
fn a_sound_folder_is_found_sound_and_a_lost_index_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let (code, out, error) = run(&data, &["doctor"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    for check in [
        "database",
        "journal",
        "search index",
        "permissions",
        "disk",
        "clock",
    ] {
        assert!(out.lines().any(|l| l.starts_with(check)), "{check}: {out}");
    }
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    assert_eq!(code, 0);
    assert!(checks(&out).iter().all(|(_, ok)| *ok), "{out}");

    fs::remove_dir_all(data.join("search")).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 0);
    assert!(out.contains("built anew"), "{out}");
    let (code, out, _) = run(&data, &["reindex"]);
    assert_eq!(code, 0);
    // The owner is the one who is to be found on a fresh server.
    assert_eq!(out, "The search index holds 1 documents.\n");
}

#[test]
fn what_is_wrong_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let (code, out, error) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    assert!(out.contains("chmod 700"), "{out}");
    assert!(error.contains("1 of"), "{error}");
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    assert_eq!(code, 1);
    let bad: Vec<_> = checks(&out).into_iter().filter(|(_, ok)| !ok).collect();
    assert_eq!(bad, [("permissions".to_owned(), false)]);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn uploads_without_bytes_are_named_and_bytes_without_uploads_go() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let secret = folder.path().join("secret");
    fs::write(&secret, crate::support::PASSWORD).unwrap();
    let seed = ["seed", "--password-file", secret.to_str().unwrap()];
    assert_eq!(run(&data, &seed).0, 0);
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 0, "{out}");
    let name = "ab".repeat(32);
    let place = data.join("files/ab/ab");
    fs::create_dir_all(&place).unwrap();
    let (stray, foreign) = (place.join(&name), place.join("somebody-elses.txt"));
    fs::write(&stray, b"nobody's").unwrap();
    fs::write(&foreign, b"not one of ours").unwrap();
    // While a copy of the folder may still be under way, nothing is taken from it.
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(code == 0 && !out.contains("taken away"), "{out}");
    fs::write(data.join("config.toml"), "[store]\nretain_minutes = 0\n").unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(
        code == 0 && out.contains("1 that nobody needs taken away"),
        "{out}"
    );
    assert!(!stray.exists() && foreign.exists());

    let used = super::server::walk(&data.join("files"))
        .into_iter()
        .find(|p| p.file_name().is_some_and(|n| n.len() == 64))
        .unwrap();
    fs::remove_file(&used).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    let name = used.file_name().unwrap().to_str().unwrap();
    assert!(out.contains(name) && out.contains("put them back"), "{out}");
}

#[test]
fn a_damaged_database_is_refused_in_one_sentence_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    // A start makes the log part of a new base.
    assert_eq!(super::server::Server::start(&data).terminate().0, 0);
    let base = base(&data);
    let whole = fs::read(&base).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&base, &damaged).unwrap();
    for arguments in [
        &["doctor"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["user", "list"],
    ] {
        let (code, _, error) = run(&data, arguments);
        assert_eq!(code, 1, "{arguments:?}");
        assert!(
            error.contains("guildhall.db was changed after it was written"),
            "{error}"
        );
        assert!(
            error.contains("put it back") && error.lines().count() == 1,
            "{error}"
        );
    }
    assert_eq!(fs::read(&base).unwrap(), damaged, "nothing was changed");
    fs::remove_file(&base).unwrap();
    let (code, _, error) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    assert!(error.contains("is missing"), "{error}");
    fs::write(&base, &whole).unwrap();
    assert_eq!(run(&data, &["doctor"]).0, 0);
}
