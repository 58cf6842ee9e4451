//! A standby beside its main server, two processes, with a copying tool between them.

use std::{
    fs,
    io::{Read, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    guildhall, said,
    server::{Server, call, category, raw, search, token, topic, walk},
    set_up,
};

/// Two machines: the main server's folder, and the one that it is copied to.
pub struct Pair {
    folder: tempfile::TempDir,
    pub main: PathBuf,
    pub copy: PathBuf,
}

impl Pair {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (main, copy) = (folder.path().join("main"), folder.path().join("copy"));
        set_up(&main);
        Self { folder, main, copy }
    }

    pub fn copy(&self) {
        copy_all(&self.main, &self.copy, usize::MAX);
    }

    /// Copies again and again, as a tool in a loop does.
    fn keep_copying(&self, piece: usize) -> Copying {
        let stop = Arc::new(AtomicBool::new(false));
        let (from, to, stopped) = (self.main.clone(), self.copy.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                copy_all(&from, &to, piece);
            }
        });
        Copying {
            stop,
            thread: Some(thread),
        }
    }

    fn standby(&self) -> Server {
        stand_by(&self.copy)
    }

    pub fn promote(&self, flags: &[&str]) -> (i32, String, String) {
        said(
            &guildhall(&self.copy)
                .arg("promote")
                .args(flags)
                .output()
                .unwrap(),
        )
    }
}

fn stand_by(copy: &Path) -> Server {
    stand_by_at(copy, "127.0.0.1:0")
}

fn stand_by_at(copy: &Path, address: &str) -> Server {
    let mut command = guildhall(copy);
    command.env("GUILDHALL_STANDBY__POLL_SECONDS", "1").args([
        "serve",
        "--standby",
        "--listen",
        address,
    ]);
    Server::run(&mut command)
}

struct Copying {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Copying {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().map(JoinHandle::join);
    }
}

/// Copies a folder file by file, in the order of their names, each rewritten in place and in pieces.
/// What vanishes meanwhile is left out.
fn copy_all(from: &Path, to: &Path, piece: usize) {
    fs::create_dir_all(to).unwrap();
    let mut names: Vec<_> = fs::read_dir(from)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    for name in names {
        let (source, target) = (from.join(&name), to.join(&name));
        if source.is_dir() {
            copy_all(&source, &target, piece);
        } else if let Ok(content) = fs::read(&source) {
            let mut file = fs::File::create(&target).unwrap();
            for part in content.chunks(piece) {
                file.write_all(part).unwrap();
            }
        }
    }
}

fn get(address: SocketAddr, path: &str, token: &str) -> (u16, Value) {
    call(address, "GET", path, token, &Value::Null).unwrap()
}

fn page(address: SocketAddr, path: &str, language: &str) -> (u16, String) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: identity\r\nAccept-Language: {language}\r\n\r\n"
    );
    raw(address, request.as_bytes()).unwrap()
}

fn health(address: SocketAddr) -> Value {
    get(address, "/health", "").1
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what}");
}

fn status_of(address: SocketAddr, token: &str, id: &str) -> u16 {
    let path = format!("/api/v1/forum/topics/{id}");
    get(address, &path, token).0
}

/// Every file of a folder with its content.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = walk(folder);
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_standby_follows_the_main_server_while_a_tool_copies_in_a_loop() {
    let pair = Pair::new();
    let main = Server::start(&pair.main);
    let owner = token(main.address);
    let category = category(main.address, &owner);
    let first = topic(main.address, &owner, &category, "Pump zqalpha hums").unwrap();
    pair.copy();
    let copying = pair.keep_copying(1000);
    let standby = pair.standby();
    let here = standby.address;
    // Who is known to the main server is known here, by the copied keys and sessions.
    wait_until("the first topic", || status_of(here, &owner, &first) == 200);
    let second = topic(main.address, &owner, &category, "Pump zqbeta hums too").unwrap();
    wait_until("the newer topic", || {
        status_of(here, &owner, &second) == 200
    });
    wait_until("the newer topic is found", || {
        search(here, &owner, "zqbeta") == 1
    });
    let (found, there) = (health(here), health(main.address));
    assert_eq!(found["instance"], there["instance"]);
    assert_eq!(there.get("standby"), None);
    let as_of = found["standby"]["as_of"].as_str().unwrap();
    assert!(as_of.starts_with("20"), "{found}");
    drop(copying);
    assert_eq!(standby.terminate().0, 0);
}

#[test]
fn a_standby_is_promoted_only_when_neither_it_nor_the_main_server_runs() {
    let pair = Pair::new();
    let main = Server::start(&pair.main);
    let owner = token(main.address);
    let category = category(main.address, &owner);
    let kept = topic(main.address, &owner, &category, "To be kept").unwrap();
    pair.copy();
    let standby = pair.standby();
    let (code, _, error) = pair.promote(&[]);
    let holder = format!("process {}", standby.pid());
    assert!(code == 2 && error.contains(&holder), "{error}");
    assert_eq!(standby.terminate().0, 0);

    let database = || {
        let mut all = content(&pair.copy.join("db"));
        // Remembers that the base was compared; nothing depends on it.
        all.retain(|(path, _)| !path.ends_with("checked"));
        all
    };
    let before = database();
    let (code, _, error) = pair.promote(&[]);
    let there = format!("http://{}/", main.address);
    assert!(code == 1 && error.contains(&there), "{error}");
    assert!(error.contains("stop it first"), "{error}");
    assert!(database() == before);
    let instance = health(main.address)["instance"].clone();
    // A standby at the address of the old one is not mistaken for it.
    let there = main.address.to_string();
    assert_eq!(main.terminate().0, 0);
    let second = pair.folder.path().join("second");
    copy_all(&pair.copy, &second, usize::MAX);
    let second = stand_by_at(&second, &there);
    let (code, out, error) = pair.promote(&[]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("generation 1000"), "{out}");
    second.kill();

    let main = Server::start(&pair.copy);
    assert_eq!(status_of(main.address, &owner, &kept), 200);
    let now = health(main.address);
    assert_eq!(now.get("standby"), None);
    assert_ne!(now["instance"], instance);
    topic(main.address, &owner, &category, "Written afterwards").unwrap();
    assert_eq!(main.terminate().0, 0);
    // A tool that makes the folder equal to the old one takes the newer state away.
    fs::remove_dir_all(pair.copy.join("db")).unwrap();
    pair.copy();
    let (code, _, error) = said(&guildhall(&pair.copy).arg("serve").output().unwrap());
    assert_eq!(code, 1);
    assert!(error.contains("an older folder was copied over"), "{error}");
}

/// A standby with something to show, the owner's token, and a category.
fn shown() -> (Pair, Server, String, String) {
    let pair = Pair::new();
    let main = Server::start(&pair.main);
    let owner = token(main.address);
    let category = category(main.address, &owner);
    topic(main.address, &owner, &category, "Belt 4 slips").unwrap();
    assert_eq!(main.terminate().0, 0);
    pair.copy();
    let standby = pair.standby();
    (pair, standby, owner, category)
}

#[test]
fn a_standby_says_on_every_page_and_in_every_answer_that_it_reads_only() {
    let (_pair, standby, owner, _) = shown();
    let here = standby.address;
    for (language, says) in [("en", "this is the standby"), ("ar", "الخادم الاحتياطي")]
    {
        for path in ["/sign-in", "/register", "/api/docs", "/nowhere"] {
            let (_, text) = page(here, path, language);
            let has_bar = text.contains("class=\"standby\"");
            assert!(has_bar && text.contains(says), "{path} {language} {text}");
        }
    }
    let (_, sign_in) = page(here, "/sign-in", "en");
    assert!(sign_in.contains("nobody can sign in here"), "{sign_in}");
    let mut stream = std::net::TcpStream::connect(here).unwrap();
    let request = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.contains("guildhall-standby-as-of: 20"), "{answer}");
    for path in [
        "/api/v1/forum/topics",
        "/api/v1/auth/me",
        "/api/v1/search?q=belt",
        "/health/ready",
    ] {
        assert_eq!(get(here, path, &owner).0, 200, "{path}");
    }
}

#[test]
fn a_standby_refuses_every_change_and_leaves_the_copy_as_it_is() {
    let (pair, standby, owner, category) = shown();
    let before = content(&pair.copy);
    let here = standby.address;
    let login = json!({"email": crate::support::OWNER, "password": crate::support::PASSWORD});
    let new = json!({"category_id": category, "title": "Not here", "content": "Nothing of it."});
    let gone = "/api/v1/forum/topics/0190b3a2-7c11-7d3e-8a55-0123456789ab";
    for (method, path, token, body) in [
        ("POST", "/api/v1/auth/login", "", &login),
        ("POST", "/api/v1/forum/topics", owner.as_str(), &new),
        ("POST", "/api/v1/forum/topics", "", &new),
        ("DELETE", gone, &owner, &Value::Null),
    ] {
        let (status, answer) = call(here, method, path, token, body).unwrap();
        let expected = (503, &json!("standby"));
        assert_eq!((status, &answer["code"]), expected, "{path} {answer}");
    }
    let form = "email=a%40b.example&password=x";
    let post = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: identity\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let (status, text) = raw(here, post.as_bytes()).unwrap();
    assert_eq!(status, 503);
    assert!(text.contains("takes no changes"), "{text}");
    assert_eq!(standby.terminate().0, 0);
    assert_eq!(content(&pair.copy), before);
}

#[test]
fn a_standby_with_an_empty_folder_waits_and_says_so() {
    let pair = Pair::new();
    let standby = pair.standby();
    let here = standby.address;
    assert!(
        standby.line.contains("waiting for the first whole copy"),
        "{}",
        standby.line
    );
    let (status, text) = page(here, "/forum", "en");
    assert!(
        status == 503 && text.contains("Waiting for the first copy"),
        "{status} {text}"
    );
    assert!(page(here, "/", "ar").1.contains("في انتظار النسخة الأولى"));
    let (status, answer) = get(here, "/health", "");
    assert_eq!((status, &answer["status"]), (503, &json!("waiting")));
    assert_eq!(get(here, "/health/live", "").0, 200);
    let (status, answer) = get(here, "/api/v1/forum/topics", "");
    assert_eq!((status, &answer["code"]), (503, &json!("standby_waits")));
    pair.copy();
    // The address stays.
    // And nobody is turned away while it goes over from waiting to serving.
    wait_until("the first copy", || get(here, "/health/ready", "").0 == 200);
    assert_eq!(standby.terminate().0, 0);
    // Stopped while it waits, it ends well too.
    let other = stand_by(&pair.folder.path().join("nothing"));
    assert_eq!(other.terminate().0, 0);
}

#[test]
fn a_copy_that_is_damaged_or_goes_back_does_not_take_the_standby_down() {
    let pair = Pair::new();
    let main = Server::start(&pair.main);
    let owner = token(main.address);
    let category = category(main.address, &owner);
    pair.copy();
    let older = pair.folder.path().join("older");
    copy_all(&pair.copy, &older, usize::MAX);
    let kept = topic(main.address, &owner, &category, "To be kept").unwrap();
    let standby = pair.standby();
    let here = standby.address;
    pair.copy();
    wait_until("the topic", || status_of(here, &owner, &kept) == 200);
    copy_all(&older, &pair.copy, usize::MAX);
    let copied = |is: &str| health(here)["standby"]["copy"] == is;
    wait_until("it went back", || copied("older"));
    assert_eq!(status_of(here, &owner, &kept), 200);
    let (_, text) = page(here, "/sign-in", "en");
    assert!(
        text.contains("is older than this and is not shown"),
        "{text}"
    );
    fs::remove_dir_all(pair.copy.join("db")).unwrap();
    wait_until("it is gone", || copied("missing"));
    assert_eq!(status_of(here, &owner, &kept), 200);
    pair.copy();
    wait_until("it is whole again", || copied("whole"));
    // Restarted beside a damaged copy, it shows what it had.
    standby.kill();
    let log = pair.copy.join("db/g00000001/guildhall.db");
    let mut bytes = fs::read(&log).unwrap();
    bytes[5000] ^= 1;
    fs::write(&log, bytes).unwrap();
    let standby = pair.standby();
    assert_eq!(status_of(standby.address, &owner, &kept), 200);
    standby.kill();
    // And is made the main one with it.
    main.kill();
    let (code, out, error) = pair.promote(&[]);
    assert_eq!(code, 0, "{out}{error}");
    let main = Server::start(&pair.copy);
    assert_eq!(status_of(main.address, &owner, &kept), 200);
}

#[test]
fn promoting_beside_a_main_server_takes_force() {
    let pair = Pair::new();
    let main = Server::start(&pair.main);
    pair.copy();
    let (code, out, error) = pair.promote(&["--force"]);
    assert_eq!(code, 0, "{error}");
    let there = format!("http://{}/", main.address);
    assert!(
        out.contains(&there) && out.contains("will be missing here"),
        "{out}"
    );
    let (code, _, error) = said(
        &guildhall(&pair.folder.path().join("none"))
            .arg("promote")
            .output()
            .unwrap(),
    );
    assert!(code == 1 && error.contains("holds no database"), "{error}");
}
