//! A certificate from an authority.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::atomic::Ordering::SeqCst,
    time::Duration,
};

use super::{
    authority::{Acme, Look},
    client::{Authority, connect, der, get, shown},
};
use crate::cli::{guildhall, said, server::Server};

/// An address that nobody listens at.
fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// What configures the authority.
fn variables(acme: &Acme) -> [(&'static str, String); 5] {
    [
        ("MODE", "acme".to_owned()),
        ("NAMES", "[\"localhost\"]".to_owned()),
        ("ACME_DIRECTORY", acme.directory()),
        ("ACME_EMAIL", "owner@harbour.example".to_owned()),
        ("ACME_ROOT", "../root.pem".to_owned()),
    ]
}

/// Whether the doctor is content with the certificate, and what it says of it.
fn doctor(data: &Path, acme: &Acme) -> (bool, String) {
    let mut command = guildhall(data);
    for (name, value) in variables(acme) {
        command.env(format!("GUILDHALL_SERVER__TLS__{name}"), value);
    }
    let out = command.args(["doctor", "--json"]).output().unwrap().stdout;
    let rows: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["check"] == "certificate");
    let row = row.unwrap();
    (row["ok"] == true, row["note"].as_str().unwrap().to_owned())
}

fn serve(data: &Path, listen: SocketAddr, acme: &Acme, second: Option<SocketAddr>) -> Server {
    let mut command = guildhall(data);
    command
        .args(["serve", "--listen", &listen.to_string()])
        .envs(
            variables(acme).map(|(name, value)| (format!("GUILDHALL_SERVER__TLS__{name}"), value)),
        );
    if let Some(second) = second {
        command.env("GUILDHALL_SERVER__REDIRECT_LISTEN", second.to_string());
    }
    Server::run(&mut command)
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1200 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("never: {what}");
}

#[test]
fn it_is_asked_for_until_it_is_given_kept_and_shown_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (root, listen) = (Authority::new(), free());
    let pem = root.pem();
    fs::write(folder.path().join("root.pem"), &pem).unwrap();
    let acme = Acme::start(root, Look::ByTls(listen), 1);
    let server = serve(&data, listen, &acme, None);
    // The authority refuses at first, and says why; meanwhile one of its own making is shown.
    let log = || fs::read_to_string(data.join("logs/guildhall-1.log")).unwrap_or_default();
    let refusal = "No certificate was given: localhost: This authority gives nothing before noon.";
    until("the refusal is told", || log().contains(refusal));
    let own = fs::read_to_string(data.join("keys/tls-self-signed.pem")).unwrap();
    assert_eq!(shown(listen, &own), der(&own));
    assert!(connect(listen, &pem).is_none());
    let doctor = || doctor(&data, &acme);
    until("the doctor is told of the refusal", || {
        let (good, said) = doctor();
        !good && said.contains("gives nothing before noon); a running server tries again at ")
    });
    let health = get(listen, &own, "/health").unwrap().1;
    assert!(
        health.contains("failing_since") && !health.contains("before noon"),
        "{health}"
    );
    // Asked again, it gives one.
    server.signal(rustix::process::Signal::HUP);
    until("the certificate is shown", || {
        connect(listen, &pem).is_some()
    });
    let given = shown(listen, &pem);
    assert!(
        get(listen, &pem, "/health")
            .unwrap()
            .0
            .starts_with("http/1.1 200")
    );
    assert_eq!(server.terminate().0, 0);
    assert_eq!(acme.orders.load(SeqCst), 2);
    let (good, said) = doctor();
    assert!(
        good && said.starts_with("from an authority, for localhost, until "),
        "{said}"
    );
    // The next start has it at once and asks nobody.
    let server = serve(&data, listen, &acme, None);
    assert_eq!(shown(listen, &pem), given);
    assert_eq!(server.terminate().0, 0);
    assert_eq!(acme.orders.load(SeqCst), 2);
    for entry in fs::read_dir(data.join("keys")).unwrap() {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &entry.unwrap().metadata().unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_second_address_proves_the_name_by_http() {
    let folder = tempfile::tempdir().unwrap();
    let (root, listen, second) = (Authority::new(), free(), free());
    let pem = root.pem();
    fs::write(folder.path().join("root.pem"), &pem).unwrap();
    let acme = Acme::start(root, Look::ByHttp(second), 0);
    let server = serve(&folder.path().join("data"), listen, &acme, Some(second));
    until("the certificate is shown", || {
        connect(listen, &pem).is_some()
    });
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn what_no_authority_gives_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value, expected) in [
        ("TLS__NAMES", "[]", "server.tls.names is empty"),
        ("TLS__NAMES", "[\"10.0.0.7\"]", "10.0.0.7 is an address"),
        ("TLS__ACME_DIRECTORY", "http://hall.example", "https://"),
    ] {
        let mut command = guildhall(&folder.path().join("data"));
        command
            .args(["config", "check"])
            .env("GUILDHALL_SERVER__TLS__MODE", "acme")
            .env("GUILDHALL_SERVER__TLS__NAMES", "[\"hall.example\"]")
            .env(format!("GUILDHALL_SERVER__{name}"), value);
        let (code, _, error) = said(&command.output().unwrap());
        assert_eq!(code, 2, "{error}");
        assert!(
            error.contains(expected) && error.lines().count() == 1,
            "{error}"
        );
    }
}
