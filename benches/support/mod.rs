//! A server as a process of its own, and the load that is put on it.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// A server process that ends with its owner.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address at which nobody listens.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// So long a server may keep everybody waiting: one that has a million posts to index is slow, one
/// that says nothing at all has failed.
const PATIENCE: Duration = Duration::from_mins(30);

/// The product on a folder.
pub fn serve(folder: &Path) -> (Process, SocketAddr) {
    let address = free_address();
    let child = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .args([
            "serve",
            "--data",
            folder.to_str().unwrap(),
            "--listen",
            &address.to_string(),
        ])
        .env("GUILDHALL_LIMITS__RATE", "off")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut server = Process(child.unwrap());
    while TcpStream::connect(address).is_err() {
        let ended = server.0.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended: {ended:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
    (server, address)
}

/// Waits until the search index answers.
pub fn settle(address: SocketAddr) {
    let begun = Instant::now();
    while !fetch(address, "/health", "")
        .1
        .contains("\"search\":{\"status\":\"healthy\"")
    {
        assert!(begun.elapsed() < PATIENCE, "the search is never healthy");
        std::thread::yield_now();
    }
}

/// Waits until somebody listens.
pub fn wait_for(address: SocketAddr) {
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < PATIENCE, "nobody listens at {address}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What was measured of one page.
pub struct Seen {
    pub bytes: usize,
    pub rate: f64,
    pub cpu_ms: f64,
}

/// How a page is asked for.
#[derive(Clone, Copy)]
pub struct Load {
    pub seconds: f64,
    pub connections: usize,
}

/// Asks for one page over so many connections at once.
pub fn measure(address: SocketAddr, process: u32, path: &str, header: &str, load: Load) -> Seen {
    let (status, body) = fetch(address, path, header);
    assert_eq!(status, 200, "{path}");
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let (cpu, begun) = (cpu_seconds(process), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..load.connections {
            scope.spawn(|| {
                let mut line = connect(address);
                let mut buffer = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let answer = ask(&mut line, "GET", path, header, "", &mut buffer);
                    assert_eq!(answer.status, 200, "{path} under load");
                    if answer.closed {
                        line = connect(address);
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(Duration::from_secs_f64(load.seconds));
        stop.store(true, Ordering::Relaxed);
    });
    let (done, seconds) = (
        count.load(Ordering::Relaxed) as f64,
        begun.elapsed().as_secs_f64(),
    );
    Seen {
        bytes: body.len(),
        rate: done / seconds,
        cpu_ms: (cpu_seconds(process) - cpu) * 1000.0 / done,
    }
}

/// One page over a connection of its own: status and body.
pub fn fetch(address: SocketAddr, path: &str, header: &str) -> (u16, String) {
    send(address, "GET", path, header, "")
}

/// One request over a connection of its own: status and body.
pub fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    header: &str,
    body: &str,
) -> (u16, String) {
    wait_for(address);
    let mut buffer = Vec::new();
    let answer = ask(
        &mut connect(address),
        method,
        path,
        header,
        body,
        &mut buffer,
    );
    let body = String::from_utf8_lossy(&buffer[answer.head..]).into_owned();
    (answer.status, body)
}

/// A connection without delay.
pub fn connect(address: SocketAddr) -> TcpStream {
    let line = TcpStream::connect(address).unwrap();
    line.set_nodelay(true).unwrap();
    line.set_read_timeout(Some(PATIENCE)).unwrap();
    line
}

/// What an answer began with.
pub struct Answer {
    pub status: u16,
    /// Bytes of its head, with the empty line.
    pub head: usize,
    /// Whether the connection cannot be used again.
    pub closed: bool,
}

/// One request on an open connection; the answer's head and body stay in the buffer.
pub fn ask(
    line: &mut TcpStream,
    method: &str,
    path: &str,
    header: &str,
    body: &str,
    buffer: &mut Vec<u8>,
) -> Answer {
    let length = match body.len() {
        0 => String::new(),
        length => format!("Content-Length: {length}\r\n"),
    };
    write!(
        line,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{length}{header}\r\n{body}"
    )
    .unwrap();
    buffer.clear();
    let mut piece = [0; 16384];
    loop {
        let n = line.read(&mut piece).unwrap();
        assert!(n > 0, "the server hung up on {path}");
        buffer.extend_from_slice(&piece[..n]);
        let Some(head) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|l| {
            l.strip_prefix("content-length: ")?
                .trim()
                .parse::<usize>()
                .ok()
        });
        if buffer.len() >= head + 4 + length.unwrap_or(0) {
            return Answer {
                status: text.split(' ').nth(1).unwrap().parse().unwrap(),
                head: head + 4,
                closed: text.contains("\nconnection: close"),
            };
        }
    }
}

/// User and system time of a process, in seconds.
fn cpu_seconds(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    // Its own, and that of children that have ended: some servers begin one for each request.
    let ticks: f64 = fields[11..15]
        .iter()
        .map(|f| f.parse::<f64>().unwrap())
        .sum();
    ticks / 100.0
}

/// Resident memory of a process, in MiB.
pub fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}
