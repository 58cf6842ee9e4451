//! Requests per second and processor time per request of the pages that people open most, beside
//! a constant answer of the same size from the same kind of server.
//!
//! `cargo bench --bench pages -- [--topics N] [--seconds S] [--connections C] [--fossil]`
//!
//! The server is a process of its own with a fresh folder: N topics, one of them with 20 replies.
//! Load comes from this process over keep-alive connections on the loopback address. In a short
//! form (`--seconds 0.2 --topics 20`) it only shows that everything still answers. With `--fossil`
//! the forum of that program (Debian's package) is asked for the same content afterwards.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

mod fossil;
mod support;

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
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
use support::{Load, Process, fetch, measure, memory, serve, settle};
use tower::ServiceExt;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1)?.parse::<f64>().ok()
    };
    if let Some(size) = value("--constant") {
        return constant(size as usize);
    }
    let topics = value("--topics").unwrap_or(500.0) as usize;
    let load = Load {
        seconds: value("--seconds").unwrap_or(5.0),
        connections: value("--connections").unwrap_or(8.0) as usize,
    };
    let folder = tempfile::tempdir().unwrap();
    let filled = fill(folder.path(), topics);
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
            let seen = measure(address, server.0.id(), path, header, load);
            let (stub, stub_address) = spawn_constant(seen.bytes);
            let limit = measure(stub_address, stub.0.id(), "/", "", load);
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
    drop(server);
    if arguments.iter().any(|a| a == "--fossil") {
        beside_fossil(topics, load);
    }
}

/// The same content in the forum of Debian's `fossil`, in the same run.
fn beside_fossil(topics: usize, load: Load) {
    let replies: Vec<String> = (0..20).map(text).collect();
    let content = (0..topics).map(|n| fossil::Topic {
        title: title(n),
        text: text(n),
        replies: if n == 0 { replies.clone() } else { Vec::new() },
    });
    let forum = fossil::Forum::with(content);
    println!(
        "{:<28} {:>8} {:>10} {:>9}",
        "fossil", "bytes", "requests/s", "CPU ms"
    );
    for (who, signed_in) in [("guest", false), ("signed in", true)] {
        let (server, address) = forum.serve(signed_in);
        for (name, path) in [
            ("topic, 20 replies", forum.topic()),
            ("topic list", "/forum".to_owned()),
        ] {
            let seen = measure(address, server.0.id(), &path, "", load);
            println!(
                "{:<28} {:>8} {:>10.0} {:>9.2}",
                format!("{name}, {who}"),
                seen.bytes,
                seen.rate,
                seen.cpu_ms
            );
        }
    }
}

fn title(n: usize) -> String {
    format!("Hydraulic pump number {n} loses pressure when it is warm")
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
                "title": title(n),
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
