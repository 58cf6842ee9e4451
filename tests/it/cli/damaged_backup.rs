//! Backups that were damaged, cut, or made by somebody who means no good.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    backup::{Scratch, run_with, upload},
    server::{Server, token, walk},
};

/// A backup with an upload and the keys in it, and the folder that it is restored into.
struct Table {
    scratch: Scratch,
    backup: PathBuf,
    bytes: Vec<u8>,
    tried: u32,
}

impl Table {
    fn new() -> Self {
        let scratch = Scratch::new();
        let server = Server::start(&scratch.data);
        let owner = token(server.address);
        upload(server.address, &owner, "An uploaded note.");
        server.terminate();
        let locked = scratch.passphrase();
        let backup = scratch.backup("good.tar.zst", &["--keys", "--passphrase-file", &locked]);
        let bytes = fs::read(&backup).unwrap();
        Self {
            scratch,
            backup,
            bytes,
            tried: 0,
        }
    }

    /// Restores these bytes into a new folder: what was said when it was refused, with nothing left
    /// behind; otherwise the files that came out.
    fn restore(&mut self, bytes: &[u8]) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        self.tried += 1;
        let name = format!("try{}", self.tried);
        let (file, data) = (self.scratch.path("try.tar.zst"), self.scratch.path(&name));
        fs::write(&file, bytes).unwrap();
        let (code, out, error) = run_with("restore", &file, &data, &[]);
        if code == 0 {
            return Ok(content(&data));
        }
        assert_eq!((code, out.as_str()), (1, ""), "{error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{error}");
        assert!(!data.exists(), "{error} left {:?}", walk(&data));
        Err(error)
    }

    /// The entries of the backup.
    fn entries(&self) -> Vec<(String, Vec<u8>)> {
        let mut tar = tar::Archive::new(zstd::Decoder::new(&self.bytes[..]).unwrap());
        let entry = |entry: std::io::Result<tar::Entry<'_, _>>| {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (path, content)
        };
        tar.entries().unwrap().map(entry).collect()
    }

    /// Restores the backup with its entries changed; why it was refused.
    fn refused(&mut self, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> String {
        let mut entries = self.entries();
        change(&mut entries);
        let packed = pack(entries.iter().map(|(path, content)| {
            let mut header = tar::Header::new_gnu();
            // Past the checks that keep bad names out of headers.
            let name = &mut header.as_old_mut().name;
            name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(tar::EntryType::Regular);
            (header, content.clone())
        }));
        self.restore(&packed).unwrap_err()
    }
}

fn pack(entries: impl Iterator<Item = (tar::Header, Vec<u8>)>) -> Vec<u8> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
    for (mut header, content) in entries {
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        header.set_cksum();
        tar.append(&header, &content[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// The files of a data folder, without the lock.
fn content(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = walk(data)
        .into_iter()
        .filter(|path| !path.ends_with("guildhall.lock") && !path.ends_with("checked"))
        .map(|path| {
            (
                path.strip_prefix(data).unwrap().to_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect();
    all.sort();
    all
}

fn edit(entries: &mut [(String, Vec<u8>)], name: &str, change: impl FnOnce(&mut Value)) {
    let (_, text) = entries.iter_mut().find(|(path, _)| path == name).unwrap();
    let mut value = serde_json::from_slice(text).unwrap();
    change(&mut value);
    *text = serde_json::to_vec(&value).unwrap();
}

#[test]
fn one_byte_flipped_anywhere_is_refused_or_changes_nothing() {
    let mut table = Table::new();
    let good = table.restore(&table.bytes.clone()).unwrap();
    let length = table.bytes.len();
    let ends = (0..16).chain(length - 16..length);
    let between = (1..60).map(|n| n * length / 60);
    let mut refused = 0;
    for at in ends.chain(between) {
        let mut bytes = table.bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        match table.restore(&bytes) {
            Err(error) => {
                assert!(error.contains("nothing was changed"), "byte {at}: {error}");
                refused += 1;
            }
            // A bit that says nothing.
            Ok(found) => assert!(found == good, "byte {at}"),
        }
    }
    assert!(refused > 80, "{refused}");
}

#[test]
fn a_backup_that_was_cut_or_added_to_is_refused() {
    let mut table = Table::new();
    let length = table.bytes.len();
    for cut in [0, 1, 5, length / 3, length / 2, length - 5, length - 1] {
        let bytes = table.bytes[..cut].to_vec();
        let error = table.restore(&bytes).unwrap_err();
        assert!(error.contains("nothing was changed"), "{cut}: {error}");
    }
    for more in [&b"more"[..], &table.bytes.clone()] {
        let mut bytes = table.bytes.clone();
        bytes.extend_from_slice(more);
        let error = table.restore(&bytes).unwrap_err();
        assert!(error.contains("damaged"), "{error}");
    }
    let mut ending = zstd::Encoder::new(Vec::new(), 1).unwrap();
    ending.write_all(&vec![0; 3 << 20]).unwrap();
    let bytes = [table.bytes.clone(), ending.finish().unwrap()].concat();
    let error = table.restore(&bytes).unwrap_err();
    assert!(error.contains("behind its end"), "{error}");
    for other in [&b"not an archive"[..], &pack(std::iter::empty())] {
        let error = table.restore(other).unwrap_err();
        assert!(error.contains("nothing was changed"), "{error}");
    }
}

#[test]
fn what_is_missing_changed_or_besides_is_named() {
    let mut table = Table::new();
    let upload = |entries: &[(String, Vec<u8>)]| {
        entries
            .iter()
            .position(|(path, _)| path.starts_with("files/"))
            .unwrap()
    };
    let error = table.refused(|entries| {
        let at = upload(entries);
        entries.remove(at);
    });
    assert!(
        error.contains("files/") && error.contains("is missing"),
        "{error}"
    );
    let error = table.refused(|entries| {
        let at = upload(entries);
        entries[at].1[0] ^= 1;
    });
    assert!(
        error.contains("files/") && error.contains("is not what the manifest says"),
        "{error}"
    );
    let error = table.refused(|entries| {
        let at = upload(entries);
        let twin = format!("files/00/00/{}", "0".repeat(64));
        entries.insert(at, (twin, Vec::new()));
    });
    assert!(
        error.contains("the manifest does not know files/"),
        "{error}"
    );
    let error = table.refused(|entries| {
        let at = upload(entries);
        let twice = entries[at].clone();
        entries.insert(at, twice);
    });
    assert!(
        error.contains("twice") || error.contains("more than"),
        "{error}"
    );
    let error = table.refused(|entries| drop(entries.pop()));
    assert!(error.contains("ends too early"), "{error}");
    let error = table.refused(|entries| drop(entries.remove(0)));
    assert!(error.contains("no backup of Guildhall"), "{error}");
    // Whole by the manifest, but not by the database's own marker.
    let error = table.refused(|entries| {
        let (path, base) = entries
            .iter_mut()
            .find(|(p, _)| p.ends_with("guildhall.db"))
            .unwrap();
        base[5000] ^= 1;
        let (path, bytes) = (path.clone(), base.clone());
        let sha256 = platform::files::hex(&sha256(&bytes));
        edit(entries, "manifest.json", |manifest| {
            let all = manifest["entries"].as_array_mut().unwrap();
            let entry = all.iter_mut().find(|e| e["path"] == *path).unwrap();
            entry["sha256"] = json!(sha256);
        });
    });
    assert!(error.contains("guildhall.db was changed"), "{error}");
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().try_into().unwrap()
}

#[test]
fn nothing_gets_out_of_the_folder() {
    let mut table = Table::new();
    for name in [
        "../outside",
        "/tmp/guildhall-outside",
        "files/../../outside",
        "db/g00000001/../../../outside",
        "keys/token.pem",
        "restoring",
        "guildhall.lock",
        "snapshots/x.tar.zst",
    ] {
        let error = table.refused(|entries| entries.insert(1, (name.into(), b"x".to_vec())));
        assert!(
            error.contains("no place in a data folder"),
            "{name}: {error}"
        );
        assert!(error.contains(name), "{name}: {error}");
    }
    assert!(!table.scratch.path("outside").exists());
    assert!(!Path::new("/tmp/guildhall-outside").exists());
    let about = table.entries()[0].1.clone();
    for kind in [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Directory,
        tar::EntryType::Fifo,
        tar::EntryType::GNULongName,
        tar::EntryType::XHeader,
        tar::EntryType::GNUSparse,
    ] {
        let header = |name: &str, kind| {
            let mut header = tar::Header::new_gnu();
            header.set_path(name).unwrap();
            header.set_entry_type(kind);
            header
        };
        let mut link = header("config.toml", kind);
        link.set_link_name("/etc/passwd").unwrap();
        let entries = [
            (
                header("backup.json", tar::EntryType::Regular),
                about.clone(),
            ),
            (link, Vec::new()),
        ];
        let error = table.restore(&pack(entries.into_iter())).unwrap_err();
        assert!(error.contains("is no plain file"), "{kind:?}: {error}");
    }
}

#[test]
fn no_more_is_unpacked_than_the_backup_says() {
    let mut table = Table::new();
    let error = table.refused(|entries| {
        edit(entries, "backup.json", |about| about["bytes"] = json!(1000));
    });
    assert!(error.contains("more than the 1000 bytes"), "{error}");
    let error = table.refused(|entries| {
        edit(entries, "backup.json", |about| {
            about["bytes"] = json!(u64::MAX);
        });
    });
    assert!(error.contains("free some space"), "{error}");
}

#[test]
fn a_newer_backup_a_wrong_passphrase_and_a_passphrase_for_nothing_are_refused() {
    let mut table = Table::new();
    let error = table.refused(|entries| {
        edit(entries, "backup.json", |about| {
            about["schema_version"] = json!(9000);
            about["product_version"] = json!("9.9.9");
        });
    });
    assert!(error.contains("version 9.9.9 (schema 9000)"), "{error}");
    let error = table.refused(|entries| {
        edit(entries, "backup.json", |about| about["format"] = json!(2));
    });
    assert!(error.contains("or newer"), "{error}");
    let wrong = table.scratch.path("wrong");
    fs::write(&wrong, "three old harbour crows\n").unwrap();
    let flags = ["--passphrase-file", wrong.to_str().unwrap()];
    let data = table.scratch.path("data2");
    let backup = table.backup.clone();
    let (code, _, error) = run_with("restore", &backup, &data, &flags);
    assert!(code == 1 && error.contains("not the one"), "{error}");
    let without = table.scratch.backup("without.tar.zst", &[]);
    let (code, _, error) = run_with("restore", &without, &data, &flags);
    assert!(code == 2 && error.contains("holds no keys"), "{error}");
    assert!(!data.exists());
    fs::write(&wrong, "short\n").unwrap();
    let flags = ["--keys", "--passphrase-file", wrong.to_str().unwrap()];
    let file = table.scratch.path("short.tar.zst");
    let (code, _, error) = run_with("backup", &file, &table.scratch.data, &flags);
    assert!(code == 2 && error.contains("12 characters"), "{error}");
    assert!(!file.exists());
}
