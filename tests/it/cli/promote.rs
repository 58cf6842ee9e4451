//! `guildhall promote` beside a main server that speaks https by a certificate of its own making.

use std::fs;

use super::{
    guildhall,
    https::client::{der, get, shown},
    server::Server,
    standby::Pair,
};

const HTTPS: [&str; 2] = ["--tls", "self-signed"];

#[test]
fn a_main_server_that_answers_by_https_must_end_first() {
    let pair = Pair::new();
    let main = Server::start_with(&pair.main, &HTTPS);
    let pem = fs::read_to_string(pair.main.join("keys/tls-self-signed.pem")).unwrap();
    pair.copy();

    // The standby shows the certificate that was copied, so that nobody must compare another one.
    let mut command = guildhall(&pair.copy);
    command.args(["serve", "--standby", "--listen", "127.0.0.1:0"]);
    let standby = Server::run(command.args(HTTPS));
    assert_eq!(shown(standby.address, &pem), der(&pem));
    let (head, health) = get(standby.address, &pem, "/health").unwrap();
    assert!(
        head.starts_with("http/1.1 200") && health.contains("\"standby\""),
        "{health}"
    );
    assert_eq!(standby.terminate().0, 0);

    let (code, _, error) = pair.promote(&[]);
    let there = format!(
        "https://{}/ is answered by the main server of this copy",
        main.address
    );
    assert!(code == 1 && error.contains(&there), "{error}");
    assert!(error.contains("stop it first"), "{error}");

    assert_eq!(main.terminate().0, 0);
    let (code, out, error) = pair.promote(&[]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("is the main one now"), "{out}");
    let main = Server::start_with(&pair.copy, &HTTPS);
    assert_eq!(shown(main.address, &pem), der(&pem));
    let (head, health) = get(main.address, &pem, "/health").unwrap();
    assert!(
        head.starts_with("http/1.1 200") && !health.contains("\"standby\""),
        "{health}"
    );
    assert_eq!(main.terminate().0, 0);
}
