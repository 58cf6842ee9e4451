//! What a thousand times the posts cost: the same questions to a small folder and to a large one.
//!
//! `cargo bench --bench growth -- [--posts N]… [--keep FOLDER] [--rounds N]`
//!
//! Each size is filled by `guildhall seed --scale`, which makes 200 posts at a time; with `--keep`
//! the folders stay and are used again. Every figure is the time between question and answer of
//! one signed-in member over one connection, in milliseconds, with no page asked for twice in a
//! row. In a short form (`--posts 200 --rounds 3`) it only shows that everything still answers.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

mod support;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use serde_json::{Value, json};
use support::{Load, ask, connect, fetch, measure, memory, send, serve, settle};

const PASSWORD: &str = "correct horse battery 42 staple";
const EMAIL: &str = "owner@bench.example";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let values = |name: &str| {
        let at = arguments.windows(2).filter(move |pair| pair[0] == name);
        at.map(|pair| pair[1].clone()).collect::<Vec<_>>()
    };
    let number = |text: &String| text.parse::<usize>().unwrap();
    let sizes: Vec<usize> = values("--posts").iter().map(number).collect();
    let rounds = values("--rounds").first().map_or(300, number);
    let passing = tempfile::tempdir().unwrap();
    let root = values("--keep")
        .first()
        .map_or_else(|| passing.path().to_owned(), PathBuf::from);
    let sizes = if sizes.is_empty() {
        vec![1_000, 1_000_000]
    } else {
        sizes
    };
    let seen: Vec<Row> = sizes
        .iter()
        .map(|posts| row(&root.join(format!("posts-{posts}")), *posts, rounds))
        .collect();
    for (index, (name, unit, _)) in seen[0].iter().enumerate() {
        let figures = seen.iter().map(|row| row[index].2);
        let printed: Vec<String> = figures.map(|figure| format!("{figure:>12.2}")).collect();
        println!("{name:<34} {unit:<4}{}", printed.concat());
    }
}

/// Name, unit and figure of everything measured of one size.
type Row = Vec<(&'static str, &'static str, f64)>;

fn row(folder: &Path, posts: usize, rounds: usize) -> Row {
    if !folder.join("db").exists() {
        fill(folder, posts);
    }
    let begun = Instant::now();
    let (server, address) = serve(folder);
    fetch(address, "/health/live", "");
    let start = begun.elapsed();
    settle(address);
    let idle = memory(server.0.id());
    let mut member = Member::enter(address);
    let topics = member.topics();
    let words = member.words();
    let mut chance = ChaCha8Rng::seed_from_u64(posts as u64);
    let mut any = |of: &[String]| of[chance.random_range(0..of.len())].clone();
    let times = |name, one: &mut dyn FnMut() -> Duration| {
        let mut all: Vec<Duration> = (0..rounds).map(|_| one()).collect();
        all.sort();
        let at = |share: f64| all[(all.len() as f64 * share) as usize].as_secs_f64() * 1000.0;
        eprintln!(
            "{posts} posts, {name}: p50 {:.2} ms, p95 {:.2} ms",
            at(0.5),
            at(0.95)
        );
        (at(0.5), at(0.95))
    };
    let (topic, _) = times("topic", &mut || {
        member.page(&format!("/forum/t/{}", any(&topics)))
    });
    let (list, _) = times("list", &mut || {
        let sort = any(&["created_at", "likes", "replies", "title"].map(str::to_owned));
        member.page(&format!("/forum?sort={sort}"))
    });
    let (search, _) = times("search", &mut || {
        member.page(&format!("/search?q={}+{}", any(&words), any(&words)))
    });
    let (reply, _) = times("reply", &mut || member.reply(&any(&topics)));
    let (_, suggest) = times("suggestions", &mut || {
        let word = any(&words);
        let begin: String = word.chars().take(3).collect();
        member.page(&format!("/api/v1/search/suggestions?q={begin}"))
    });
    let path = format!("/forum/t/{}", topics[0]);
    put_under_load(address, server.0.id(), &path, &member.header);
    let busy = memory(server.0.id());
    vec![
        ("start to first answer", "ms", start.as_secs_f64() * 1000.0),
        ("memory, idle", "MiB", idle as f64),
        ("memory, under load", "MiB", busy as f64),
        ("topic page, p50", "ms", topic),
        ("topic list, p50", "ms", list),
        ("search page of two words, p50", "ms", search),
        ("post a reply, p50", "ms", reply),
        ("suggestions, p95", "ms", suggest),
    ]
}

fn put_under_load(address: SocketAddr, process: u32, path: &str, header: &str) {
    let load = Load {
        seconds: 5.0,
        connections: 8,
    };
    let seen = measure(address, process, path, header, load);
    eprintln!(
        "{path} under load: {:.0} requests/s, {:.2} CPU ms and {} bytes each",
        seen.rate, seen.cpu_ms, seen.bytes
    );
}

fn fill(folder: &Path, posts: usize) {
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), PASSWORD).unwrap();
    let data = folder.to_str().unwrap();
    let secret = secret.path().to_str().unwrap();
    let owner = [
        "--org",
        "Bench Works",
        "--email",
        EMAIL,
        "--first-name",
        "Bench",
        "--last-name",
        "Owner",
    ];
    let mut setup = vec!["setup", "--data", data, "--password-file", secret];
    setup.extend(owner);
    let scale = (posts / 200).max(1).to_string();
    let seed = vec![
        "seed",
        "--data",
        data,
        "--scale",
        &scale,
        "--password-file",
        secret,
    ];
    for words in [setup, seed] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
        let done = command.args(&words).stdout(Stdio::null()).status();
        assert!(done.unwrap().success(), "{words:?}");
    }
}

/// Somebody who is signed in, with one connection.
struct Member {
    address: SocketAddr,
    line: std::net::TcpStream,
    header: String,
    buffer: Vec<u8>,
}

impl Member {
    fn enter(address: SocketAddr) -> Self {
        let body = json!({"email": EMAIL, "password": PASSWORD}).to_string();
        let json = "Content-Type: application/json\r\n";
        let (status, answer) = send(address, "POST", "/api/v1/auth/login", json, &body);
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let token = answer["data"]["access_token"].as_str().unwrap();
        Self {
            address,
            line: connect(address),
            header: format!("Authorization: Bearer {token}\r\n"),
            buffer: Vec::new(),
        }
    }

    /// Topics from both ends and from the middle of the forum.
    fn topics(&self) -> Vec<String> {
        let sorts = ["created_at", "likes", "title", "replies"];
        let pages = sorts.map(|sort| self.list(&format!("limit=100&sort={sort}")));
        pages
            .into_iter()
            .flatten()
            .filter(|topic| topic["is_locked"] == false)
            .map(|topic| topic["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Words that people would search for: they stand in titles.
    fn words(&self) -> Vec<String> {
        let topics = self.list("limit=100");
        let titles = topics.iter().map(|topic| topic["title"].as_str().unwrap());
        let words = titles.flat_map(str::split_ascii_whitespace);
        let whole = |word: &&str| word.len() > 4 && word.chars().all(|c| c.is_ascii_alphabetic());
        words.filter(whole).map(str::to_owned).collect()
    }

    fn list(&self, query: &str) -> Vec<Value> {
        let path = format!("/api/v1/forum/topics?{query}");
        let (status, answer) = fetch(self.address, &path, &self.header);
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["data"].as_array().unwrap().clone()
    }

    fn page(&mut self, path: &str) -> Duration {
        self.ask("GET", path, "", 200)
    }

    fn reply(&mut self, topic: &str) -> Duration {
        let body = json!({"topic_id": topic, "content": "We saw the same on our line."});
        self.ask("POST", "/api/v1/forum/posts", &body.to_string(), 201)
    }

    fn ask(&mut self, method: &str, path: &str, body: &str, wanted: u16) -> Duration {
        let header = format!("{}Content-Type: application/json\r\n", self.header);
        let begun = Instant::now();
        let answer = ask(
            &mut self.line,
            method,
            path,
            &header,
            body,
            &mut self.buffer,
        );
        let took = begun.elapsed();
        let text = String::from_utf8_lossy(&self.buffer);
        assert_eq!(answer.status, wanted, "{method} {path}: {text}");
        took
    }
}
