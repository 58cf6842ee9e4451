//! A server as a process of its own, and a client that speaks plain HTTP to it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use super::{guildhall, said, set_up};
use crate::support::{OWNER, PASSWORD};

/// A running `guildhall serve`. Killed when it is dropped.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it printed before the line that says where it is…
    pub before: String,
    /// …and that line.
    pub line: String,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &Path, flags: &[&str]) -> Self {
        let mut command = guildhall(data);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Self::run(command.args(flags))
    }

    /// Without limits on how often one may ask, for writers that write as fast as they can.
    pub fn start_unlimited(data: &Path) -> Self {
        let mut command = guildhall(data);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Self::run(command.env("GUILDHALL_LIMITS__RATE", "off"))
    }

    /// Runs a command that serves, and waits until it has said where.
    pub fn run(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self {
            child,
            out,
            before: String::new(),
            line: String::new(),
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
        };
        server.read_address();
        server
    }

    fn read_address(&mut self) {
        loop {
            let mut line = String::new();
            let length = self.out.read_line(&mut line).unwrap();
            assert_ne!(length, 0, "no address after {:?}", self.before);
            let rest = line.split_once("://").map(|(_, rest)| rest);
            let address = rest.and_then(|rest| {
                let authority = rest.split('/').next()?.replace("localhost", "127.0.0.1");
                authority.parse().ok()
            });
            if let Some(address) = address {
                (self.line, self.address) = (line, address);
                return;
            }
            self.before.push_str(&line);
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Tells it something.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for its end; its exit code.
    pub fn wait(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// Ends it as a service manager does; its exit code and what else it printed.
    pub fn terminate(mut self) -> (i32, String) {
        self.signal(rustix::process::Signal::TERM);
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (code, rest)
    }

    /// Ends it without a word of warning.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes as they are; status and body of the answer, or nothing when none came.
pub fn raw(address: SocketAddr, request: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    // A server that has heard enough answers before everything is sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Some((status, body.to_owned()))
}

/// A JSON call; nothing when the connection broke off before an answer.
pub fn call(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: identity\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (status, body) = raw(address, format!("{head}{body}").as_bytes())?;
    // Longer answers come in pieces, each after its length.
    let from = body.find('{').unwrap_or(0);
    let until = body.rfind('}').map_or(from, |at| at + 1);
    let value = serde_json::from_str(body.get(from..until)?).unwrap_or(Value::Null);
    Some((status, value))
}

/// The owner's access token.
pub fn token(address: SocketAddr) -> String {
    let body = json!({"email": OWNER, "password": PASSWORD});
    let (status, answer) = call(address, "POST", "/api/v1/auth/login", "", &body).unwrap();
    assert_eq!(status, 200, "{answer}");
    answer["data"]["access_token"].as_str().unwrap().to_owned()
}

/// The first category.
pub fn category(address: SocketAddr, token: &str) -> String {
    let path = "/api/v1/forum/categories";
    let (_, answer) = call(address, "GET", path, token, &Value::Null).unwrap();
    answer["data"][0]["id"].as_str().unwrap().to_owned()
}

/// Starts a topic; its id when the server acknowledged it.
pub fn topic(address: SocketAddr, token: &str, category: &str, title: &str) -> Option<String> {
    let body = json!({"category_id": category, "title": title, "content": "Something to be kept."});
    let (status, answer) = call(address, "POST", "/api/v1/forum/topics", token, &body)?;
    let id = answer["data"]["id"].as_str()?;
    (status == 201).then(|| id.to_owned())
}

pub fn search(address: SocketAddr, token: &str, query: &str) -> usize {
    let path = format!("/api/v1/search?q={query}");
    let (status, answer) = call(address, "GET", &path, token, &Value::Null).unwrap();
    assert_eq!(status, 200, "{answer}");
    answer["data"].as_array().map_or(0, Vec::len)
}

#[test]
fn it_says_where_it_is_in_one_line_and_shows_the_code_until_it_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    let expected = format!(
        "Guildhall is at http://{}/ (stop it with Ctrl+C)\n",
        server.address
    );
    assert_eq!(
        (server.before.as_str(), server.line.as_str()),
        ("", expected.as_str())
    );
    let (status, _) = raw(
        server.address,
        b"GET /setup HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    assert_eq!(status, 200);
    let (code, rest) = server.terminate();
    assert_eq!(code, 0);
    let lines: Vec<_> = rest.lines().collect();
    assert!(
        lines.len() == 1 && lines[0].starts_with("Setup code: "),
        "{rest}"
    );
    set_up(&data);
    let (code, rest) = Server::start(&data).terminate();
    let lines: Vec<_> = rest.lines().collect();
    let is_whole =
        |line: &str| line.starts_with("Data restored up to 20") && line.ends_with("Z, 0 posts.");
    assert!(
        code == 0 && lines.len() == 1 && is_whole(lines[0]),
        "{rest}"
    );
}

#[test]
fn what_was_read_just_before_a_stop_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let server = Server::start(&data);
    let owner = token(server.address);
    let category = category(server.address, &owner);
    let id = topic(server.address, &owner, &category, "Who reads this?").unwrap();
    let path = format!("/api/v1/forum/topics/{id}");
    let read = |server: &Server| call(server.address, "GET", &path, &owner, &Value::Null).unwrap();
    assert_eq!(read(&server).0, 200);
    assert_eq!(server.terminate().0, 0);
    // The same person within the hour: the new process may count him once more, but not twice.
    let views = read(&Server::start(&data)).1["data"]["views_count"].as_u64();
    assert!(matches!(views, Some(1 | 2)), "{views:?}");
}

#[test]
fn a_second_server_on_the_folder_ends_with_2_and_names_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    let holder = format!("process {}", server.pid());
    let there = server.address.to_string();
    // At its own address or at that of the first one.
    for listen in ["127.0.0.1:0", &there] {
        let output = guildhall(&data)
            .args(["serve", "--listen", listen])
            .output()
            .unwrap();
        let (code, out, error) = said(&output);
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert!(
            error.contains(&holder) && error.contains("stop it first"),
            "{error}"
        );
    }
    // Commands that work on the folder find it held too.
    for command in [&["user", "list"][..], &["reindex"]] {
        let (code, _, error) = said(&guildhall(&data).args(command).output().unwrap());
        assert_eq!(code, 2, "{command:?}");
        assert!(error.contains(&holder), "{error}");
    }
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn a_taken_address_that_somebody_chose_is_an_error_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let by_flag = guildhall(&data)
        .args(["serve", "--listen", &address])
        .output()
        .unwrap();
    let by_variable = guildhall(&data)
        .arg("serve")
        .env("GUILDHALL_LISTEN", &address)
        .output()
        .unwrap();
    std::fs::create_dir_all(&data).unwrap();
    let file = format!("[server]\nlisten = \"{address}\"\n");
    std::fs::write(data.join("config.toml"), file).unwrap();
    let by_file = guildhall(&data).arg("serve").output().unwrap();
    for output in [by_flag, by_variable, by_file] {
        let (code, _, error) = said(&output);
        assert_eq!(code, 1, "{error}");
        assert!(error.contains(&address), "{error}");
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let server = Server::start(&data);
    let (address, token) = (server.address, token(server.address));
    let category = category(address, &token);
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (token, category) = (token.clone(), category.clone());
            std::thread::spawn(move || {
                let titles = (0..10_000).map(|n| format!("Topic {n} of writer {writer}"));
                titles
                    .map_while(|title| topic(address, &token, &category, &title))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(700));
    let begun = std::time::Instant::now();
    assert_eq!(server.terminate().0, 0);
    assert!(begun.elapsed() < Duration::from_secs(10));
    let kept: Vec<String> = writers
        .into_iter()
        .flat_map(|writer| writer.join().unwrap())
        .collect();
    assert!(kept.len() > 4, "{}", kept.len());

    let server = Server::start(&data);
    for id in &kept {
        let path = format!("/api/v1/forum/topics/{id}");
        let (status, _) = call(server.address, "GET", &path, &token, &Value::Null).unwrap();
        assert_eq!(status, 200, "a topic that was acknowledged");
    }
}

#[test]
fn search_goes_on_when_the_index_is_deleted_or_garbled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let server = Server::start(&data);
    let owner = token(server.address);
    let category = category(server.address, &owner);
    topic(
        server.address,
        &owner,
        &category,
        "Bearing zqalpha runs hot",
    )
    .unwrap();
    assert_eq!(search(server.address, &owner, "zqalpha"), 1);
    server.kill();
    let garble = |path: &Path| {
        for entry in walk(path) {
            std::fs::write(entry, b"not an index at all").unwrap();
        }
    };
    let damages: [&dyn Fn(&Path); 3] = [
        &|path| std::fs::remove_dir_all(path).unwrap(),
        &|path| {
            std::fs::remove_dir_all(path).unwrap();
            std::fs::write(path, b"a file where the folder was").unwrap();
        },
        &garble,
    ];
    for (n, damage) in damages.into_iter().enumerate() {
        damage(&data.join("search"));
        let server = Server::start(&data);
        // At once, by the database; and written words are found while the index is built.
        assert_eq!(search(server.address, &owner, "zqalpha"), 1, "damage {n}");
        let title = format!("Coupling zqbeta{n} rattles");
        topic(server.address, &owner, &category, &title).unwrap();
        assert_eq!(search(server.address, &owner, &format!("zqbeta{n}")), 1);
        wait_until_healthy(server.address);
        assert_eq!(search(server.address, &owner, "zqalpha"), 1, "damage {n}");
        assert_eq!(search(server.address, &owner, "zqbeta0"), 1, "damage {n}");
        assert_eq!(server.terminate().0, 0);
    }
}

/// Every file below a folder.
pub fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

pub fn wait_until_healthy(address: SocketAddr) {
    for _ in 0..200 {
        let (_, answer) = call(address, "GET", "/health", "", &Value::Null).unwrap();
        if answer["checks"]["search"]["status"] == "healthy" {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the index was not built anew");
}

#[test]
fn a_head_beyond_the_limit_is_refused_and_the_next_request_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"));
    let long = "a".repeat(20_000);
    let request = format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n");
    assert_eq!(raw(server.address, request.as_bytes()).unwrap().0, 431);
    let request = format!(
        "GET /health?x={} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a".repeat(70_000)
    );
    let status = raw(server.address, request.as_bytes()).unwrap().0;
    assert!(matches!(status, 414 | 431), "{status}");
    let good = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(raw(server.address, good).unwrap().0, 200);
    for bad in [
        &b"GET / HTTP/9.9\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
    ] {
        let answer = raw(server.address, bad);
        assert!(answer.is_none_or(|(status, _)| (400..500).contains(&status)));
    }
    assert_eq!(raw(server.address, good).unwrap().0, 200);
}

/// As is the case right after another server was stopped.
#[test]
fn a_start_waits_for_a_folder_that_is_just_being_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let lock = fs::File::open(data.join("guildhall.lock")).unwrap();
    lock.lock().unwrap();
    let mut child = guildhall(&data).args(["user", "list"]).spawn().unwrap();
    let open = format!("/proc/{}/fd", child.id());
    let has_it = || {
        let files = fs::read_dir(&open).into_iter().flatten().flatten();
        files
            .filter_map(|f| fs::read_link(f.path()).ok())
            .any(|f| f.ends_with("guildhall.lock"))
    };
    while !has_it() && child.try_wait().unwrap().is_none() {}
    drop(lock);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
