//! A certificate of the server's own making, and the way from http to https.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

use super::client::{der, get, shown};
use crate::cli::{
    guildhall,
    server::{Server, raw},
};

fn serve(data: &std::path::Path) -> Server {
    Server::start_with(data, &["--tls", "self-signed"])
}

/// The fingerprint in what the server printed.
fn printed(rest: &str) -> String {
    let (_, after) = rest.split_once("SHA-256 fingerprint ").unwrap();
    after.split(' ').next().unwrap().to_owned()
}

#[test]
fn it_is_made_once_told_at_the_start_and_shown_where_the_server_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = serve(&data);
    let kept = data.join("keys/tls-self-signed.pem");
    let mode = fs::metadata(&kept).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let pem = fs::read_to_string(&kept).unwrap();
    assert_eq!(shown(server.address, &pem), der(&pem));
    let (head, page) = get(server.address, &pem, "/setup").unwrap();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    // Whoever trusts it knows the host for other things too.
    assert!(!head.contains("strict-transport-security"), "{head}");
    let (code, rest) = server.terminate();
    assert_eq!(code, 0);
    let fingerprint = printed(&rest);
    assert_eq!(fingerprint.len(), 95, "{rest}");
    assert!(page.contains(&fingerprint), "{page}");
    let again = serve(&data);
    assert_eq!(shown(again.address, &pem), der(&pem));
    assert_eq!(printed(&again.terminate().1), fingerprint);
    // Without it, a new one is made.
    fs::remove_file(&kept).unwrap();
    assert_ne!(printed(&serve(&data).terminate().1), fingerprint);
}

#[test]
fn http_leads_to_https() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let second = free.local_addr().unwrap();
    drop(free);
    let mut command = guildhall(&data);
    command.args(["serve", "--listen", "127.0.0.1:0", "--tls", "self-signed"]);
    let server = Server::run(command.env("GUILDHALL_SERVER__REDIRECT_LISTEN", second.to_string()));
    let whole = |request: &str| {
        let mut stream = std::net::TcpStream::connect(second).unwrap();
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        std::io::read_to_string(stream).unwrap()
    };
    let answer =
        whole("GET /forum?x=1 HTTP/1.1\r\nHost: hall.local:80\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 308"), "{answer}");
    let expected = format!(
        "location: https://hall.local:{}/forum?x=1\r\n",
        server.address.port()
    );
    assert!(answer.contains(&expected), "{answer}");
    assert!(
        answer.contains("x-content-type-options: nosniff"),
        "{answer}"
    );
    let sent = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: hall.local\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    assert_eq!(raw(second, sent).unwrap().0, 403);
    assert_eq!(server.terminate().0, 0);
}
