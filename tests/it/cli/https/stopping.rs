//! Stopping, and clients that are slow; by https, and by http where that differs.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    Place,
    client::{Connection, connect, get},
};
use crate::cli::{
    server::{Server, call, category, token, topic},
    set_up,
};

/// Reads until a part has come, or the end; all that came.
fn read_until(stream: &mut impl Read, part: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(part) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => text.push_str(&String::from_utf8_lossy(&buffer[..length])),
        }
    }
    text
}

/// Whether the other side ends the connection, rather than that we give up waiting for it.
fn is_ended(stream: &mut impl Read) -> bool {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
        ),
    }
}

/// A folder with a topic; its id and the owner's token.
fn with_topic(place: &Place) -> (String, String) {
    place.authority.puts(place.path());
    set_up(&place.data());
    let server = Server::start(&place.data());
    let token = token(server.address);
    let category = category(server.address, &token);
    let id = topic(server.address, &token, &category, "Who listens here?").unwrap();
    assert_eq!(server.terminate().0, 0);
    (id, token)
}

fn plain(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    stream
}

/// Opens the stream of a topic's news.
fn listen(stream: &mut impl ReadWrite, id: &str, token: &str) {
    let request = format!(
        "GET /forum/topics/{id}/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let head = read_until(stream, "\r\n\r\n").to_ascii_lowercase();
    assert!(head.contains("content-type: text/event-stream"), "{head}");
}

trait ReadWrite: Read + Write {}
impl ReadWrite for TcpStream {}
impl ReadWrite for Connection {}

/// Begins to send a topic and keeps the last byte of it back.
fn begin(stream: &mut impl ReadWrite, token: &str, category: &str) -> Vec<u8> {
    let body = format!(
        "{{\"category_id\": \"{category}\", \"title\": \"Sent while it stops\", \"content\": \"Kept all the same.\"}}"
    );
    let head = format!(
        "POST /api/v1/forum/topics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (first, last) = body.as_bytes().split_at(body.len() - 1);
    stream.write_all(head.as_bytes()).unwrap();
    // From now on it is being answered.
    let answer = read_until(stream, "\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 100"), "{answer}");
    stream.write_all(first).unwrap();
    stream.flush().unwrap();
    last.to_vec()
}

/// Tells a server to stop while somebody listens, somebody has begun to send, somebody has not
/// finished asking and somebody has not said a word.
fn stops_well(
    server: Server,
    (id, token, category): (&str, &str, &str),
    open: impl Fn() -> Box<dyn ReadWrite>,
) {
    let address = server.address;
    let mut listener = open();
    listen(&mut listener, id, token);
    let mut sender = open();
    let last = begin(&mut sender, token, category);
    let mut asker = open();
    asker.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    let mute = plain(address);
    let begun = Instant::now();
    server.signal(rustix::process::Signal::TERM);
    // It hears nobody new from some moment on; what runs goes on.
    while TcpStream::connect(address).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(is_ended(&mut listener), "the stream of news");
    sender.write_all(&last).unwrap();
    let answer = read_until(&mut sender, "\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(server.wait(), 0);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    drop((asker, mute));
}

impl<T: ReadWrite + ?Sized> ReadWrite for Box<T> {}

#[test]
fn a_stop_ends_streams_and_finishes_what_runs_whoever_is_slow() {
    let place = Place::new();
    let (id, token) = with_topic(&place);
    let server = Server::start(&place.data());
    let address = server.address;
    let category = category(address, &token);
    let what = (id.as_str(), token.as_str(), category.as_str());
    stops_well(server, what, || Box::new(plain(address)));
    let server = place.serve();
    let (address, root) = (server.address, place.authority.pem());
    stops_well(server, what, || Box::new(connect(address, &root).unwrap()));
    // What was sent while it stopped is there, once for each.
    let server = Server::start(&place.data());
    let path = "/api/v1/forum/topics?limit=100";
    let (_, answer) = call(server.address, "GET", path, &token, &Value::Null).unwrap();
    let topics = answer["data"].as_array().unwrap().iter();
    let sent = topics
        .filter(|t| t["title"] == "Sent while it stops")
        .count();
    assert_eq!(sent, 2);
}

#[test]
fn slow_clients_are_left_and_others_served() {
    let place = Place::new();
    place.authority.puts(place.path());
    set_up(&place.data());
    let server = place.serve();
    let (address, root) = (server.address, place.authority.pem());
    // Says nothing; begins a handshake and says no more; agrees and says no more; never finishes.
    let mute = plain(address);
    let mut half = plain(address);
    half.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        .unwrap();
    let agreed = connect(address, &root).unwrap();
    let mut dripping = connect(address, &root).unwrap();
    dripping
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        .unwrap();
    let drips = std::thread::spawn(move || {
        let patience = Some(Duration::from_secs(1));
        dripping.sock.set_read_timeout(patience).unwrap();
        // Sixty of them would be a minute.
        let closed =
            (0..60).any(|_| is_ended(&mut dripping) || dripping.write_all(b"X: 1\r\n").is_err());
        assert!(closed, "a head that is never finished");
    });
    let waits: Vec<_> = [
        ("mute", Box::new(mute) as Box<dyn ReadWrite + Send>),
        ("half a handshake", Box::new(half)),
        ("agreed and mute", Box::new(agreed)),
    ]
    .into_iter()
    .map(|(who, mut stream)| std::thread::spawn(move || assert!(is_ended(&mut stream), "{who}")))
    .collect();
    // Meanwhile others are served.
    assert!(
        get(address, &root, "/health")
            .unwrap()
            .0
            .starts_with("http/1.1 200")
    );
    for wait in waits {
        wait.join().unwrap();
    }
    drips.join().unwrap();
    assert!(
        get(address, &root, "/health")
            .unwrap()
            .0
            .starts_with("http/1.1 200")
    );
    assert_eq!(server.terminate().0, 0);
}
