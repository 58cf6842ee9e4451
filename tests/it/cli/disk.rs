//! The disk is full, or cannot be written any more, while the server runs: who writes is told and
//! keeps his text, who reads does not notice, and once it is mended all goes on without a restart.
//!
//! Each test has a small disk of its own in a mount namespace that only the server lives in.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::{Value, json};

use super::{
    server::{self, Server, call, raw},
    set_up,
};

/// A server whose data folder is on a disk of so many MiB.
struct Small {
    server: Server,
    /// Where the disk is mounted, for those who live in its namespace.
    disk: PathBuf,
    owner: String,
    category: String,
    _folder: tempfile::TempDir,
}

impl Small {
    fn start(mebibytes: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (filled, disk) = (folder.path().join("filled"), folder.path().join("disk"));
        set_up(&filled);
        fs::create_dir(&disk).unwrap();
        // Without the signal, writing beyond a limit fails like writing to a broken disk.
        let script =
            "trap '' XFSZ; mount -t tmpfs -o size=$3m tmpfs \"$2\" && cp -r \"$1\" \"$2/data\" &&
            exec \"$0\" serve --data \"$2/data\" --listen 127.0.0.1:0";
        let mut command = in_namespace(script, &[&filled, &disk]);
        command
            .arg(mebibytes.to_string())
            .env("GUILDHALL_LIMITS__RATE", "off");
        let server = Server::run(&mut command);
        let owner = server::token(server.address);
        let category = server::category(server.address, &owner);
        Self {
            server,
            disk,
            owner,
            category,
            _folder: folder,
        }
    }

    fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The disk as seen from outside its namespace.
    fn outside(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.server.pid()));
        root.join(self.disk.strip_prefix("/").unwrap())
    }

    /// A topic with so long a text; status and answer.
    fn topic(&self, title: &str, length: usize) -> (u16, Value) {
        let body = json!({
            "category_id": self.category, "title": title, "content": "long ".repeat(length / 5),
        });
        call(
            self.address(),
            "POST",
            "/api/v1/forum/topics",
            &self.owner,
            &body,
        )
        .unwrap()
    }

    /// The same by the form; status and page.
    fn form(&self, title: &str, text: &str) -> (u16, String) {
        let fields = [
            ("category_id", self.category.as_str()),
            ("title", title),
            ("content", text),
            ("visibility", "organization"),
        ];
        self.send_form("/forum/new", &fields)
    }

    /// The first step of a use case by its form; status and page.
    fn use_case(&self, summary: &str) -> (u16, String) {
        let fields = [("title_en", "A case"), ("summary", summary)];
        self.send_form("/use-cases/new", &fields)
    }

    fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let body = body.join("&");
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Accept: text/html\r\nAccept-Encoding: identity\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.owner,
            body.len()
        );
        raw(self.address(), request.as_bytes()).unwrap()
    }

    fn reads(&self, id: &str) -> bool {
        let path = format!("/api/v1/forum/topics/{id}");
        let topic = call(self.address(), "GET", &path, &self.owner, &Value::Null).unwrap();
        let list = call(
            self.address(),
            "GET",
            "/api/v1/forum/topics",
            &self.owner,
            &Value::Null,
        );
        topic.0 == 200 && list.unwrap().0 == 200
    }
}

/// A script that may mount what nobody else sees; `$0` is the executable.
fn in_namespace(script: &str, paths: &[&Path]) -> Command {
    let mut command = Command::new("unshare");
    // Who is not root is one in a user namespace of his own.
    if !rustix::process::geteuid().is_root() {
        command.arg("-r");
    }
    command
        .args(["-m", "sh", "-c", script])
        .arg(env!("CARGO_BIN_EXE_guildhall"))
        .args(paths);
    command
}

/// Takes what is left of a disk.
fn fill(disk: &Path) -> PathBuf {
    let balloon = disk.join("balloon");
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(&balloon)
        .unwrap();
    for size in [1 << 20, 1 << 12] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    balloon
}

fn is_problem(answer: &Value, status: u16) -> bool {
    let told = |name: &str| answer[name].as_str().is_some_and(|text| !text.is_empty());
    answer["status"] == status && told("type") && told("title") && told("detail")
}

#[test]
fn on_a_full_disk_writes_are_refused_with_their_text_and_reads_go_on() {
    let small = Small::start(24);
    let (status, first) = small.topic("Before the disk was full", 100);
    assert_eq!(status, 201, "{first}");
    let id = first["data"]["id"].as_str().unwrap();
    let balloon = fill(&small.outside());
    // What the log's last block still holds is written; then it is over.
    let refused = (0..200).find_map(|n| {
        let (status, answer) = small.topic(&format!("Too much {n}"), 20_000);
        (status != 201).then_some((status, answer))
    });
    let (status, answer) = refused.unwrap();
    assert!(
        status == 507 && is_problem(&answer, 507),
        "{status} {answer}"
    );
    let text = "what+I+wrote+must+not+be+lost+".repeat(500);
    let (status, page) = small.form("Kept on the page", &text);
    assert_eq!(status, 507);
    assert!(page.contains("what I wrote must not be lost"), "{page}");
    assert!(page.contains("Kept on the page"));
    let (status, page) = small.use_case(&text[..200]);
    assert!(
        status == 507 && page.contains("what I wrote must not"),
        "{page}"
    );
    assert!(small.reads(id));
    fs::remove_file(balloon).unwrap();
    let (status, answer) = small.topic("After there was room again", 100);
    assert_eq!(status, 201, "{answer}");
    assert!(small.reads(id) && small.reads(answer["data"]["id"].as_str().unwrap()));
}

#[test]
fn where_files_cannot_be_written_any_more_writes_are_refused_and_reads_go_on() {
    let small = Small::start(64);
    let (_, first) = small.topic("Before it could not be written", 100);
    let id = first["data"]["id"].as_str().unwrap();
    // A disk that turns read only under open files cannot be had without breaking one. A limit on
    // the length of files has the same effect on the log.
    let pid = rustix::process::Pid::from_raw(small.server.pid() as i32);
    let may_grow_to = |current| {
        let limit = Rlimit {
            current,
            maximum: None,
        };
        prlimit(pid, Resource::Fsize, limit).unwrap();
    };
    may_grow_to(Some(1));
    let (status, answer) = small.topic("Nobody takes this", 100);
    assert!(
        status == 503 && is_problem(&answer, 503),
        "{status} {answer}"
    );
    let (status, page) = small.form("Kept on the page", "what+I+wrote");
    assert_eq!(status, 503);
    assert!(page.contains("what I wrote"), "{page}");
    assert!(small.reads(id));
    may_grow_to(None);
    let (status, answer) = small.topic("After it was mended", 100);
    assert_eq!(status, 201, "{answer}");
}

/// The folder of an emptied generation is somebody's mount point, say.
#[test]
fn a_leftover_that_cannot_be_removed_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let emptied = data.join("db/g00000000");
    fs::create_dir(&emptied).unwrap();
    fs::write(emptied.join("base.json"), "superseded\n").unwrap();
    let script = "mount --bind \"$2\" \"$2\" &&
        exec \"$0\" serve --data \"$1\" --listen 127.0.0.1:0";
    let server = Server::run(&mut in_namespace(script, &[&data, &emptied]));
    server::token(server.address);
    assert_eq!(server.terminate().0, 0);
    assert!(emptied.exists());
}
