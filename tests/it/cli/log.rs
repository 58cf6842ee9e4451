//! What stands in the log of a running server, and what does not.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{
    server::{Server, call, raw, token},
    set_up,
};
use crate::support::{OWNER, PASSWORD};

/// The lines of the log about requests, by route.
fn requests(data: &Path) -> Vec<Value> {
    let text = fs::read_to_string(data.join("logs/guildhall-1.log")).unwrap();
    let lines = text.lines().map(|l| serde_json::from_str(l).unwrap());
    lines
        .filter(|l: &Value| l["target"] == "requests")
        .collect()
}

fn configured(data: &Path, log: &str) -> Server {
    let config = format!("[log]\nformat = \"json\"\nfile = \"on\"\n{log}");
    fs::write(data.join("config.toml"), config).unwrap();
    Server::start(data)
}

#[test]
fn a_line_says_who_asked_for_what_and_how_long_it_took_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let server = configured(&data, "level = \"info,requests=debug\"");
    let at = server.address;
    let get = |path: &str, token: &str| call(at, "GET", path, token, &Value::Null).unwrap();
    let bearer = token(at);
    let (_, me) = get("/api/v1/users/me", &bearer);
    get("/health", "");
    get("/health/live", "");
    get("/api/v1/forum/search?q=quicksilver", &bearer);
    let wrong = json!({"email": OWNER, "password": "a wrong guess"});
    call(at, "POST", "/api/v1/auth/login", "", &wrong).unwrap();
    raw(at, b"GET /reset-password?token=s3cr3t HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(server.terminate().0, 0);
    let lines = requests(&data);
    let of = |route: &str| {
        let found = lines.iter().find(|l| l["fields"]["route"] == route);
        found.unwrap_or_else(|| panic!("no {route} in {lines:?}"))["fields"].clone()
    };
    let line = of("/api/v1/users/me");
    assert_eq!(line["person.id"], me["data"]["id"]);
    assert_eq!(line["organization.id"], me["data"]["organization_id"]);
    assert_eq!(
        (&line["method"], &line["status"]),
        (&json!("GET"), &json!(200))
    );
    assert_eq!(line["request.id"].as_str().unwrap().len(), 36);
    assert!(line["duration_ms"].as_f64().unwrap() > 0.0, "{line}");
    let failed = lines.iter().find(|l| l["fields"]["status"] == 401).unwrap();
    assert_eq!(failed["fields"]["code"], "invalid_credentials");
    assert_eq!(of("/reset-password")["person.id"], Value::Null);
    assert!(lines.iter().all(|l| {
        !l["fields"]["route"]
            .as_str()
            .unwrap()
            .starts_with("/health")
    }));
    let all = fs::read_to_string(data.join("logs/guildhall-1.log")).unwrap();
    for secret in [
        PASSWORD,
        "a wrong guess",
        "s3cr3t",
        "quicksilver",
        &bearer,
        OWNER,
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn reading_is_logged_on_demand_and_what_takes_long_always() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let get = |server: &Server| {
        let path = "/api/v1/forum/categories";
        call(server.address, "GET", path, "", &Value::Null).unwrap();
        let (_, me) = call(
            server.address,
            "GET",
            "/api/v1/openapi.json",
            "",
            &Value::Null,
        )
        .unwrap();
        assert!(me.is_object());
    };
    let server = configured(&data, "");
    get(&server);
    server.terminate();
    let routes = |lines: &[Value]| {
        let routes = lines.iter().map(|l| l["fields"]["route"].clone());
        routes.collect::<Vec<_>>()
    };
    // The one that was refused.
    assert_eq!(routes(&requests(&data)), ["/api/v1/forum/categories"]);
    let server = configured(&data, "slow_ms = 0\nslow_statement_ms = 0");
    get(&server);
    server.terminate();
    let lines = requests(&data);
    assert_eq!(lines.len(), 3, "{lines:?}");
    let slow = &lines[2];
    assert_eq!(slow["level"], "WARN");
    assert_eq!(slow["fields"]["route"], "/api/v1/openapi.json");
    assert!(slow["fields"]["sql_ms"].is_number() && slow["fields"]["statements"].is_u64());
}
