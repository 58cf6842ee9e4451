//! A start that has migrations to run, as a process of its own. What is shown while each step is
//! held is tested beside it, in `src/cli/serve/meanwhile.rs`.

use std::path::Path;

use serde_json::Value;
use store::{Options, Store};

use super::{
    guildhall,
    https::client,
    server::{Server, call},
    set_up,
};

/// As the version before this one leaves it: with one migration less.
pub fn former() -> Options {
    let mut migrations = guildhall::migrations();
    migrations.pop();
    Options {
        migrations,
        product_version: "0.0.9".to_owned(),
        ..Options::default()
    }
}

/// A data folder of the version before this one.
pub fn of_former(data: &Path) {
    Store::open(data, former()).unwrap().0.close();
    std::fs::write(data.join("config.toml"), "[backup]\nspare_mib = 0\n").unwrap();
}

#[test]
fn from_the_first_line_on_everyone_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    of_former(&data);
    let server = Server::start(&data);
    let here = server.address;
    let first =
        format!("Bringing the data up to date, step 1 of 4; http://{here}/ shows how far it is.\n");
    assert_eq!(server.line, first);
    // Whenever one asks, there is an answer.
    loop {
        let (status, body) = call(here, "GET", "/health/ready", "", &Value::Null).unwrap();
        if status == 200 {
            break;
        }
        assert_eq!((status, body["code"].as_str()), (503, Some("upgrading")));
    }
    let (code, rest) = server.terminate();
    assert_eq!(code, 0);
    let then = format!("Guildhall is at http://{here}/ (stop it with Ctrl+C)\n");
    assert!(rest.starts_with(&then), "{rest}");
    // The next start has nothing of the kind to do.
    let server = Server::start(&data);
    assert!(
        server.line.starts_with("Guildhall is at "),
        "{}",
        server.line
    );
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn who_comes_by_https_is_answered_by_https() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    of_former(&data);
    let server = Server::start_with(&data, &["--tls", "self-signed"]);
    assert!(
        server.line.contains("step 1 of 4; https://"),
        "{}",
        server.line
    );
    let pem = std::fs::read_to_string(data.join("keys/tls-self-signed.pem")).unwrap();
    loop {
        let (head, body) = client::get(server.address, &pem, "/health/ready").unwrap();
        if head.starts_with("http/1.1 200") {
            break;
        }
        assert!(head.starts_with("http/1.1 503"), "{head}");
        assert!(body.contains("\"code\":\"upgrading\""), "{body}");
    }
    // Pages of the house know the certificate that was shown before them.
    let (_, page) = client::get(server.address, &pem, "/setup").unwrap();
    assert!(page.contains("SHA-256"), "{page}");
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn other_commands_do_the_same_without_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    of_former(&data);
    set_up(&data);
    let out = guildhall(&data).args(["user", "list"]).output().unwrap();
    assert!(out.status.success());
}
