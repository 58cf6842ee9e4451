//! A certificate in files.

use std::{fs, time::Duration};

use super::{
    Place,
    client::{connect_by, der, get, shown},
};
use crate::cli::{guildhall, said, server::Server, set_up};

#[test]
fn https_is_spoken_and_everything_follows_from_it() {
    let place = Place::new();
    place.authority.puts(place.path());
    set_up(&place.data());
    let server = place.serve();
    assert!(
        server
            .line
            .contains(&format!("https://{}/", server.address)),
        "{}",
        server.line
    );
    let root = place.authority.pem();
    let (head, _) = get(server.address, &root, "/sign-in").unwrap();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains("set-cookie: __host-guildhall-visitor="),
        "{head}"
    );
    assert!(head.contains("; secure"), "{head}");
    assert!(
        head.contains("strict-transport-security: max-age=31536000"),
        "{head}"
    );
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let connection = connect_by(server.address, &root, "localhost", &[version]);
        assert!(connection.is_some(), "{version:?}");
    }
    // Plain http gets no answer there.
    let plain = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assert!(crate::cli::server::raw(server.address, plain).is_none());
    let (code, rest) = server.terminate();
    assert_eq!(code, 0);
    assert!(rest.contains("SHA-256 fingerprint"), "{rest}");
}

const SEALED: &str =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";

/// What a server and a check of the configuration say of a pair; they say the same.
fn refusal(place: &Place, pair: [Option<&str>; 2]) -> String {
    for (name, text) in ["cert.pem", "key.pem"].into_iter().zip(pair) {
        let path = place.path().join(name);
        let _ = fs::remove_file(&path);
        if let Some(text) = text {
            fs::write(path, text).unwrap();
        }
    }
    let said = [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["config", "check"],
    ]
    .map(|arguments| {
        let mut command = guildhall(&place.data());
        let output = command.args(arguments).envs(place.files()).output();
        let (code, out, error) = said(&output.unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        error
    });
    assert_eq!(said[0], said[1]);
    said[0].clone()
}

#[test]
fn a_pair_that_cannot_be_used_is_refused_in_one_sentence_before_anything_is_made() {
    let place = Place::new();
    let (good, key) = place.authority.gives(2120);
    let (_, other_key) = place.authority.gives(2120);
    let (expired, expired_key) = place.authority.gives(2021);
    let (good, key) = (good.as_str(), key.as_str());
    for (pair, expected) in [
        ([None, Some(key)], "cert.pem cannot be read"),
        ([Some(good), None], "key.pem cannot be read"),
        (
            [Some("nonsense"), Some(key)],
            "cert.pem holds no certificate",
        ),
        ([Some(key), Some(key)], "cert.pem holds no certificate"),
        (
            [Some(good), Some("nonsense")],
            "key.pem holds no private key",
        ),
        ([Some(good), Some(SEALED)], "without a passphrase"),
        (
            [Some(good), Some(&other_key)],
            "does not belong to the certificate",
        ),
        (
            [Some(&expired), Some(&expired_key)],
            "expired on 2021-12-31",
        ),
    ] {
        let error = refusal(&place, pair);
        assert!(error.contains(expected), "{expected}: {error}");
    }
    assert!(!place.data().join("db").exists());
}

#[test]
fn what_is_said_of_certificates_must_fit_together() {
    let place = Place::new();
    for (name, value, expected) in [
        ("TLS__CERT", "cert.pem", "server.tls.key is missing"),
        ("TLS__KEY", "key.pem", "server.tls.cert is missing"),
        ("TLS__MODE", "files", "server.tls.cert is missing"),
        ("TLS__MODE", "always", "self-signed"),
        ("TLS__NAMES", "[\"no name\"]", "no host name"),
        ("REDIRECT_LISTEN", "127.0.0.1:0", "server.tls is off"),
    ] {
        let mut command = guildhall(&place.data());
        let command = command.args(["config", "check"]);
        let output = command
            .env(format!("GUILDHALL_SERVER__{name}"), value)
            .output();
        let (code, _, error) = said(&output.unwrap());
        assert_eq!(code, 2, "{name}={value}: {error}");
        assert!(error.contains(expected), "{name}={value}: {error}");
    }
}

/// Waits until the server shows a certificate.
fn wait_for(server: &Server, root: &str, pem: &str) {
    for _ in 0..1200 {
        if shown(server.address, root) == der(pem) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the new certificate was never shown");
}

#[test]
fn files_that_change_are_read_anew_without_a_restart() {
    let place = Place::new();
    let root = place.authority.pem();
    let first = place.authority.puts(place.path());
    let server = place.serve();
    assert_eq!(shown(server.address, &root), der(&first));
    // By themselves…
    let second = place.authority.puts(place.path());
    wait_for(&server, &root, &second);
    // …and, of those that nobody can use, nothing is taken…
    fs::write(place.path().join("cert.pem"), &first).unwrap();
    server.signal(rustix::process::Signal::HUP);
    let third = place.authority.gives(2120);
    assert_eq!(shown(server.address, &root), der(&second));
    // …but a signal has them read at once when they fit again.
    fs::write(place.path().join("cert.pem"), &third.0).unwrap();
    fs::write(place.path().join("key.pem"), &third.1).unwrap();
    server.signal(rustix::process::Signal::HUP);
    wait_for(&server, &root, &third.0);
    assert_eq!(server.terminate().0, 0);
}
