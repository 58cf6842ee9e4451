//! `guildhall rollback`, and the snapshot that is made before an upgrade.

use std::{
    fs,
    path::{Path, PathBuf},
};

use store::Store;

use super::{
    backup::{run, run_with},
    upgrade::former,
};

/// The state that the version before this one sees.
fn is_former(data: &Path) {
    let (store, opened) = Store::open(data, former()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (1, None));
    store.close();
}

struct Scratch {
    folder: tempfile::TempDir,
    data: PathBuf,
}

impl Scratch {
    /// A folder of the version before this one, upgraded by this one.
    fn upgraded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (store, _) = Store::open(&data, former()).unwrap();
        store.close();
        drop(store);
        fs::write(data.join("config.toml"), "[backup]\nspare_mib = 0\n").unwrap();
        let (code, _, error) = run(&data, &["user", "list"]);
        assert_eq!(code, 0, "{error}");
        Self { folder, data }
    }

    /// The snapshots.
    fn snapshots(&self) -> Vec<PathBuf> {
        super::server::walk(&self.data.join("snapshots"))
    }
}

#[test]
fn it_goes_back_only_when_told_and_keeps_what_was_written_since() {
    let scratch = Scratch::upgraded();
    let data = &scratch.data;
    let (code, _, error) = run(data, &["rollback"]);
    assert_eq!(code, 2, "{error}");
    assert!(
        error.contains("--yes") && error.contains("version 0.0.9"),
        "{error}"
    );
    assert!(data.join("db/g00000002").exists());
    let (code, out, error) = run(data, &["rollback", "--yes"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("Start version 0.0.9 now"), "{out}");
    is_former(data);
    let entries = fs::read_dir(data).unwrap().map(|e| e.unwrap().path());
    let aside: Vec<_> = entries
        .filter(|p| p.join("db/g00000002").exists())
        .collect();
    assert_eq!(aside.len(), 1);
    assert!(out.contains(aside[0].to_str().unwrap()), "{out}");
    // This version upgrades it again, from the same state.
    assert_eq!(run(data, &["user", "list"]).0, 0);
    assert_eq!(scratch.snapshots().len(), 2);
}

#[test]
fn when_the_former_state_is_gone_the_snapshot_leads_back() {
    let scratch = Scratch::upgraded();
    let data = &scratch.data;
    let snapshots = scratch.snapshots();
    assert_eq!(snapshots.len(), 1);
    let snapshot = &snapshots[0];
    assert!(snapshot.to_str().unwrap().ends_with("-upgrade.tar.zst"));
    let upload = data.join("files/ab");
    fs::create_dir_all(&upload).unwrap();
    fs::write(upload.join("kept"), "an upload").unwrap();
    fs::remove_dir_all(data.join("db/g00000001")).unwrap();
    let (code, _, error) = run(data, &["rollback", "--yes"]);
    assert_eq!(code, 1, "{error}");
    assert!(
        error.contains(&format!("restore {}", snapshot.display())),
        "{error}"
    );
    let (code, _, error) = run_with("restore", snapshot, data, &["--replace"]);
    assert_eq!(code, 0, "{error}");
    is_former(data);
    assert!(upload.join("kept").exists(), "uploads stay where they are");
    assert!(snapshot.exists(), "and so do snapshots");
    // Elsewhere it is a folder without uploads.
    let other = scratch.folder.path().join("other");
    assert_eq!(run_with("restore", snapshot, &other, &[]).0, 0);
    is_former(&other);
}

#[test]
fn a_full_disk_does_not_keep_the_upgrade_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Store::open(&data, former()).unwrap().0.close();
    fs::write(
        data.join("config.toml"),
        "[backup]\nspare_mib = 1000000000\n",
    )
    .unwrap();
    let (code, _, error) = run(&data, &["user", "list"]);
    assert_eq!(code, 0, "{error}");
    assert!(super::server::walk(&data.join("snapshots")).is_empty());
    let (code, _, error) = run(&folder.path().join("none"), &["rollback"]);
    assert!(code == 2 && error.contains("holds no database"), "{error}");
}
