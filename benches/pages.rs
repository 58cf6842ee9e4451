//! Requests per second and processor time per request of the pages that people open most, beside
//! a constant answer of the same size from the same kind of server.
//!
//! `cargo bench --bench pages -- [--topics N] [--seconds S] [--connections C]`
//!
//! The server is a process of its own with a fresh folder: N topics, one of them with 20 replies.
//! Load comes from this process over keep-alive connections on the loopback address. In a short
//! form (`--seconds 0.2 --topics 20`) it only shows that everything still answers.
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

use axum::{Router, body::Body, http::Request, routing::get};
use guildhall::StartOptions;
use http_body_util::BodyExt;
use platform::{
    Language,
    actor::Origin,
    config::{Config, Switch},
    sessions::Kind,
    setup::{self, Setup},
    sign_in, tokens,
};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Options {
    topics: usize,
    seconds: f64,
    connections: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1)?.parse::<f64>().ok()
    };
    if let Some(size) = value("--constant") {
        return constant(size as usize);
    }
    let options = Options {
        topics: value("--topics").unwrap_or(500.0) as usize,
        seconds: value("--seconds").unwrap_or(5.0),
        connections: value("--connections").unwrap_or(8.0) as usize,
    };
    let folder = tempfile::tempdir().unwrap();
    let filled = fill(folder.path(), options.topics);
    let begun = Instant::now();
    let (server, address) = serve(folder.path());
    fetch(address, "/health/live", "");
    println!(
        "start to first answer: {:.0} ms",
        begun.elapsed().as_secs_f64() * 1000.0
    );
    settle(address);
    println!("memory idle: {} MiB", memory(server.0.id()));
    println!(
        "{:<28} {:>8} {:>10} {:>9} {:>10} {:>6}",
        "page", "bytes", "requests/s", "CPU ms", "constant/s", "share"
    );
    let cookie = format!("Authorization: Bearer {}\r\n", filled.token);
    for (name, path) in [
        ("topic, 20 replies", filled.topic.as_str()),
        ("topic list", "/forum"),
        ("search, two words", "/search?q=hydraulic+pump"),
        ("home", "/"),
    ] {
        for (who, header) in [("guest", ""), ("signed in", cookie.as_str())] {
            let seen = measure(address, server.0.id(), path, header, &options);
            let (stub, stub_address) = spawn_constant(seen.bytes);
            let limit = measure(stub_address, stub.0.id(), "/", "", &options);
            println!(
                "{:<28} {:>8} {:>10.0} {:>9.2} {:>10.0} {:>6.2}",
                format!("{name}, {who}"),
                seen.bytes,
                seen.rate,
                seen.cpu_ms,
                limit.rate,
                seen.rate / limit.rate
            );
        }
    }
    println!("memory after load: {} MiB", memory(server.0.id()));
}

/// A server process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Filled {
    topic: String,
    token: String,
}

/// Fills a folder through the product's own calls.
fn fill(folder: &Path, topics: usize) -> Filled {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut config = Config::default();
        config.limits.rate = Switch::Off;
        let clock = platform::time::Clock::system();
        let (app, _) = guildhall::start(folder, config, clock, &StartOptions::default()).unwrap();
        let answers = Setup {
            organization: "Bench Works".into(),
            email: "owner@bench.example".into(),
            first_name: "Bench".into(),
            last_name: "Owner".into(),
            password: "correct horse battery 42 staple".into(),
            language: Language::En,
            guest_read: true,
        };
        let owner = setup::run(&app, answers).await.unwrap();
        let entered = sign_in::enter(&app, owner, Kind::Api, Origin::default()).await.unwrap();
        let (family, secret) = (entered.session.id, entered.session.secret);
        let token = tokens::pair(&app, &entered.identity, family, secret).unwrap().access_token;
        let router = guildhall::router(&app);
        let category = call(&router, &token, "GET", "/api/v1/forum/categories", Value::Null).await[0]["id"].clone();
        let mut first = String::new();
        for n in 0..topics {
            let body = json!({"category_id": category, "visibility": "public", "tags": ["pumps", "oil"],
                "title": format!("Hydraulic pump number {n} loses pressure when it is warm"),
                "content": text(n)});
            let topic = call(&router, &token, "POST", "/api/v1/forum/topics", body).await["id"].clone();
            if n == 0 {
                first = topic.as_str().unwrap().to_owned();
                for reply in 0..20 {
                    let body = json!({"topic_id": topic, "content": text(reply)});
                    call(&router, &token, "POST", "/api/v1/forum/posts", body).await;
                }
            }
        }
        app.store.close();
        Filled { topic: format!("/forum/t/{first}"), token }
    })
}

fn text(n: usize) -> String {
    let line = "The pressure falls by a third once the oil passes 55 °C, and the **check valve** on the return \
                line chatters. We changed the filter, measured the leak oil and found 4 l/min.\n\n- pump\n- valve\n\n";
    format!("{} Observation {n}.", line.repeat(1 + n % 3))
}

async fn call(router: &Router, token: &str, method: &str, path: &str, body: Value) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let (status, bytes) = (
        answer.status(),
        answer.into_body().collect().await.unwrap().to_bytes(),
    );
    assert!(
        status.is_success(),
        "{method} {path}: {status} {}",
        String::from_utf8_lossy(&bytes)
    );
    serde_json::from_slice::<Value>(&bytes).unwrap()["data"].clone()
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

fn serve(folder: &Path) -> (Process, SocketAddr) {
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
    wait_for(address);
    (Process(child.unwrap()), address)
}

/// Waits until the search index answers.
fn settle(address: SocketAddr) {
    while !fetch(address, "/health", "")
        .1
        .contains("\"search\":{\"status\":\"healthy\"")
    {
        std::thread::yield_now();
    }
}

fn wait_for(address: SocketAddr) {
    while TcpStream::connect(address).is_err() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The same server library with nothing to do: what an answer of this size costs at least.
fn constant(size: usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let body = "x".repeat(size);
        let router = Router::new().route("/", get(move || async move { body.clone() }));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        println!("{}", listener.local_addr().unwrap());
        axum_server::from_tcp(listener)
            .unwrap()
            .serve(router.into_make_service())
            .await
            .unwrap();
    });
}

fn spawn_constant(size: usize) -> (Process, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--constant", &size.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    (Process(child), line.trim().parse().unwrap())
}

struct Seen {
    bytes: usize,
    rate: f64,
    cpu_ms: f64,
}

fn measure(address: SocketAddr, process: u32, path: &str, header: &str, options: &Options) -> Seen {
    let (status, body) = fetch(address, path, header);
    assert_eq!(status, 200, "{path}");
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let (cpu, begun) = (cpu_seconds(process), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..options.connections {
            scope.spawn(|| {
                let mut line = TcpStream::connect(address).unwrap();
                line.set_nodelay(true).unwrap();
                let mut buffer = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    ask(&mut line, path, header, &mut buffer);
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(Duration::from_secs_f64(options.seconds));
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

fn fetch(address: SocketAddr, path: &str, header: &str) -> (u16, String) {
    wait_for(address);
    let mut buffer = Vec::new();
    let mut line = TcpStream::connect(address).unwrap();
    let status = ask(&mut line, path, header, &mut buffer);
    let text = String::from_utf8_lossy(&buffer);
    let body = text
        .split_once("\r\n\r\n")
        .map(|(_, b)| b.to_owned())
        .unwrap_or_default();
    (status, body)
}

/// One request on an open connection; the answer's head and body stay in the buffer.
fn ask(line: &mut TcpStream, path: &str, header: &str, buffer: &mut Vec<u8>) -> u16 {
    write!(
        line,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"
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
            return text.split(' ').nth(1).unwrap().parse().unwrap();
        }
    }
}

/// User and system time of a process, in seconds.
fn cpu_seconds(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

/// Resident memory of a process, in MiB.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}
