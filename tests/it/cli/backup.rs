//! `guildhall backup` and `guildhall restore`.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    guildhall, said,
    server::{Server, call, category, raw, search, token, topic, wait_until_healthy},
    set_up,
};

pub const PASSPHRASE: &str = "three old harbour cranes";

pub fn run(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    said(&guildhall(data).args(arguments).output().unwrap())
}

/// `backup` or `restore` with a file.
pub fn run_with(command: &str, file: &Path, data: &Path, flags: &[&str]) -> (i32, String, String) {
    let mut arguments = vec![command, file.to_str().unwrap()];
    arguments.extend(flags);
    run(data, &arguments)
}

/// A scratch folder with `data` in it, set up.
pub struct Scratch {
    folder: tempfile::TempDir,
    pub data: PathBuf,
}

impl Scratch {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        set_up(&data);
        Self { folder, data }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Saves the folder under a name; the path of the backup.
    pub fn backup(&self, name: &str, flags: &[&str]) -> PathBuf {
        let file = self.path(name);
        let (code, _, error) = run_with("backup", &file, &self.data, flags);
        assert_eq!(code, 0, "{error}");
        file
    }

    /// A file with the passphrase.
    pub fn passphrase(&self) -> String {
        let path = self.path("passphrase");
        fs::write(&path, format!("{PASSPHRASE}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Hands in a file; its id.
pub fn upload(address: SocketAddr, token: &str, text: &str) -> String {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b--\r\n"
    );
    let head = format!(
        "POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: identity\r\nAuthorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (status, answer) = raw(address, format!("{head}{body}").as_bytes()).unwrap();
    assert_eq!(status, 201, "{answer}");
    let from = answer.find('{').unwrap();
    let until = answer.rfind('}').unwrap();
    let answer: Value = serde_json::from_str(&answer[from..=until]).unwrap();
    answer["data"]["id"].as_str().unwrap().to_owned()
}

fn download(address: SocketAddr, token: &str, id: &str) -> (u16, String) {
    let request = format!(
        "GET /api/v1/files/{id}/content HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: identity\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    raw(address, request.as_bytes()).unwrap()
}

fn status_of_topic(address: SocketAddr, token: &str, id: &str) -> u16 {
    let path = format!("/api/v1/forum/topics/{id}");
    call(address, "GET", &path, token, &Value::Null).unwrap().0
}

#[test]
fn a_backup_made_beside_the_server_is_served_elsewhere_with_all_that_was_acknowledged() {
    let scratch = Scratch::new();
    let server = Server::start_unlimited(&scratch.data);
    let (address, owner) = (server.address, token(server.address));
    let category = category(address, &owner);
    let note = upload(address, &owner, "The valve stands open.");
    let first = topic(address, &owner, &category, "Valve zqgamma leaks").unwrap();
    let writer = {
        let (owner, category) = (owner.clone(), category.clone());
        std::thread::spawn(move || {
            let titles = (0..10_000).map(|n| format!("Topic number {n} of many"));
            titles
                .map_while(|title| topic(address, &owner, &category, &title))
                .count()
        })
    };
    let backup = scratch.backup("hall.tar.zst", &[]);
    let later = topic(address, &owner, &category, "Written after the backup").unwrap();
    assert_eq!(server.terminate().0, 0);
    assert!(writer.join().unwrap() > 0);

    let elsewhere = scratch.path("new/data");
    let (code, out, error) = run_with("restore", &backup, &elsewhere, &[]);
    assert_eq!(code, 0, "{error}");
    assert!(
        out.contains("1 files") && out.contains("everyone signs in again"),
        "{out}"
    );
    assert!(!elsewhere.join("restoring").exists() && !elsewhere.join("keys").exists());
    let server = Server::start(&elsewhere);
    // The keys are others here, so what was handed out before is worth nothing.
    assert_eq!(status_of_topic(server.address, &owner, &first), 401);
    let owner = token(server.address);
    assert_eq!(status_of_topic(server.address, &owner, &first), 200);
    assert_eq!(status_of_topic(server.address, &owner, &later), 404);
    let (status, text) = download(server.address, &owner, &note);
    assert_eq!((status, text.as_str()), (200, "The valve stands open."));
    wait_until_healthy(server.address);
    assert_eq!(search(server.address, &owner, "zqgamma"), 1);
    assert_eq!(server.terminate().0, 0);
    let (code, out, error) = run(&elsewhere, &["doctor"]);
    assert_eq!(code, 0, "{out}{error}");
}

#[test]
fn a_restored_folder_without_keys_ends_the_sessions_of_the_old_one() {
    let scratch = Scratch::new();
    let server = Server::start(&scratch.data);
    let body = json!({"email": crate::support::OWNER, "password": crate::support::PASSWORD});
    let login = |address| {
        call(address, "POST", "/api/v1/auth/login", "", &body)
            .unwrap()
            .1
    };
    let tokens = login(server.address);
    server.terminate();
    let locked = scratch.passphrase();
    let backup = scratch.backup("keys.tar.zst", &["--keys", "--passphrase-file", &locked]);
    let refresh = |address: SocketAddr| {
        let body = json!({"refresh_token": tokens["data"]["refresh_token"]});
        call(address, "POST", "/api/v1/auth/refresh", "", &body)
            .unwrap()
            .0
    };
    let access = |address: SocketAddr| {
        let token = tokens["data"]["access_token"].as_str().unwrap();
        call(address, "GET", "/api/v1/auth/me", token, &Value::Null)
            .unwrap()
            .0
    };
    for (name, flags, expected) in [
        ("open", &["--passphrase-file", &locked][..], 200),
        ("locked", &[], 401),
    ] {
        let data = scratch.path(name);
        let (code, out, error) = run_with("restore", &backup, &data, flags);
        assert_eq!(code, 0, "{error}");
        assert_eq!(out.contains("signs in again"), expected == 401, "{out}");
        let server = Server::start(&data);
        assert_eq!(access(server.address), expected, "{name}");
        assert_eq!(refresh(server.address), expected, "{name}");
        login(server.address)["data"]["access_token"]
            .as_str()
            .unwrap();
    }
}

#[test]
fn a_stopped_folder_is_saved_too_and_nothing_in_it_changes() {
    let scratch = Scratch::new();
    fs::write(scratch.data.join("config.toml"), "[store]\nreaders = 3\n").unwrap();
    let kept = ["base.json", "guildhall.db", "guildhall.db-wal", "in-use"];
    let content = |data: &Path| -> Vec<_> {
        let of = |name| fs::read(data.join("db/g00000001").join(name)).unwrap();
        kept.map(of).into()
    };
    let before = content(&scratch.data);
    let backup = scratch.backup("hall.tar.zst", &[]);
    assert_eq!(before, content(&scratch.data));
    // Any tar makes a data folder of it.
    let by_hand = scratch.path("by-hand");
    let archive = zstd::Decoder::new(fs::File::open(&backup).unwrap()).unwrap();
    tar::Archive::new(archive).unpack(&by_hand).unwrap();
    assert_eq!(before, content(&by_hand));
    let config = fs::read_to_string(by_hand.join("config.toml")).unwrap();
    assert_eq!(config, "[store]\nreaders = 3\n");
    Server::start(&by_hand).terminate();
    for (arguments, said) in [
        (&["backup", "x"][..], "holds no database"),
        (&["backup", backup.to_str().unwrap()], "exists already"),
        (&["backup", "x", "--keys"], "--passphrase-file"),
    ] {
        let data = if said.contains("database") {
            scratch.path("none")
        } else {
            scratch.data.clone()
        };
        let (code, _, error) = run(&data, arguments);
        assert_eq!(code, 2, "{error}");
        assert!(error.contains(said), "{error}");
    }
    assert!(!scratch.path("none").exists());
}

#[test]
fn a_folder_in_use_is_kept_and_one_with_something_in_it_is_set_aside_only_when_told() {
    let scratch = Scratch::new();
    let backup = scratch.backup("hall.tar.zst", &[]);
    let server = Server::start(&scratch.data);
    let owner = token(server.address);
    let category = category(server.address, &owner);
    let later = topic(
        server.address,
        &owner,
        &category,
        "Written after the backup",
    )
    .unwrap();
    let (code, _, error) = run_with("restore", &backup, &scratch.data, &["--replace"]);
    let holder = format!("process {}", server.pid());
    assert!(code == 2 && error.contains(&holder), "{error}");
    server.terminate();

    let (code, _, error) = run_with("restore", &backup, &scratch.data, &[]);
    assert!(code == 2 && error.contains("--replace"), "{error}");
    let other = scratch.path("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter"), "mine").unwrap();
    let (code, _, error) = run_with("restore", &backup, &other, &[]);
    assert!(code == 2 && error.contains("is not empty"), "{error}");

    let (code, out, error) = run_with("restore", &backup, &scratch.data, &["--replace"]);
    assert_eq!(code, 0, "{error}");
    let entries = fs::read_dir(&scratch.data).unwrap();
    let mut aside = entries.map(|e| e.unwrap().path());
    let aside = aside
        .find(|p| p.to_string_lossy().contains("replaced-"))
        .unwrap();
    assert!(out.contains(aside.to_str().unwrap()), "{out}");
    let server = Server::start(&scratch.data);
    let owner = token(server.address);
    assert_eq!(status_of_topic(server.address, &owner, &later), 404);
    server.terminate();
    // What was set aside is a data folder itself.
    let server = Server::start(&aside);
    let owner = token(server.address);
    assert_eq!(status_of_topic(server.address, &owner, &later), 200);
}

#[test]
fn a_restore_that_was_interrupted_does_not_start_and_can_be_done_again() {
    let scratch = Scratch::new();
    let backup = scratch.backup("hall.tar.zst", &[]);
    let data = scratch.path("half");
    // As it is left before the database moved into its place.
    let (code, _, error) = run_with("restore", &backup, &data, &[]);
    assert_eq!(code, 0, "{error}");
    fs::create_dir(data.join("restoring")).unwrap();
    fs::rename(data.join("db"), data.join("restoring/db")).unwrap();
    let (code, _, error) = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("run guildhall restore again"), "{error}");
    let (code, _, error) = run_with("restore", &backup, &data, &["--replace"]);
    assert_eq!(code, 0, "{error}");
    assert!(!data.join("restoring").exists());
    Server::start(&data).terminate();
}

#[test]
fn a_restore_that_is_killed_at_any_moment_starts_whole_or_not_at_all() {
    let scratch = Scratch::new();
    let server = Server::start(&scratch.data);
    let owner = token(server.address);
    for n in 0..20 {
        upload(server.address, &owner, &format!("{n} ").repeat(100_000));
    }
    server.terminate();
    let backup = scratch.backup("hall.tar.zst", &[]);
    let mut interrupted = 0;
    for round in 0..8_u32 {
        let data = scratch.path(&format!("killed{round}"));
        let mut child = guildhall(&data)
            .arg("restore")
            .arg(&backup)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Later in each round; the last ones may have ended by themselves.
        let files = data.join("restoring/files");
        let unpacked = || fs::read_dir(&files).map_or(0, Iterator::count);
        while child.try_wait().unwrap().is_none() && unpacked() < round as usize * 3 {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if data.join("db").exists() {
            Server::start(&data).terminate();
            continue;
        }
        interrupted += 1;
        if data.join("restoring").exists() {
            let (code, _, error) = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
            assert_eq!(code, 1, "{error}");
            assert!(error.contains("run guildhall restore again"), "{error}");
        }
        let (code, _, error) = run_with("restore", &backup, &data, &["--replace"]);
        assert_eq!(code, 0, "{error}");
        Server::start(&data).terminate();
    }
    assert!(interrupted > 0);
}

#[test]
fn doctor_tries_the_newest_snapshot_when_asked() {
    let scratch = Scratch::new();
    fs::write(
        scratch.data.join("config.toml"),
        "[backup]\nspare_mib = 0\n",
    )
    .unwrap();
    let drill = || {
        let (code, out, _) = run(&scratch.data, &["doctor", "--drill", "--json"]);
        let rows: Vec<Value> = serde_json::from_str(&out).unwrap();
        let row = rows.into_iter().find(|r| r["check"] == "restore drill");
        (code, row.unwrap())
    };
    let (code, row) = drill();
    assert_eq!((code, &row["ok"]), (1, &json!(false)), "{row}");
    let server = Server::start(&scratch.data);
    let owner = token(server.address);
    upload(server.address, &owner, "An uploaded note.");
    let made = call(
        server.address,
        "POST",
        "/api/v1/snapshots",
        &owner,
        &Value::Null,
    );
    assert_eq!(made.unwrap().0, 201);
    server.terminate();
    let (code, row) = drill();
    assert_eq!((code, &row["ok"]), (0, &json!(true)), "{row}");
    assert!(row["note"].as_str().unwrap().contains("1 files"), "{row}");
}
