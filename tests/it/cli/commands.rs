//! What every command says of itself, and the short ones.

use std::fs;

use serde_json::Value;

use super::{guildhall, said, set_up, set_up_with};
use crate::support::{OWNER, PASSWORD};

/// The commands below these words, from what `--help` says.
fn commands(words: &[String]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let output = guildhall(folder.path())
        .args(words)
        .arg("--help")
        .output()
        .unwrap();
    let (code, out, error) = said(&output);
    assert_eq!((code, error.as_str()), (0, ""), "{words:?}");
    assert!(out.contains("Usage: guildhall"), "{out}");
    let list = out.split("\nCommands:\n").nth(1).unwrap_or_default();
    let names = list.lines().take_while(|l| !l.is_empty());
    let names = names.filter_map(|l| l.strip_prefix("  ")?.split_whitespace().next());
    let mut all = Vec::new();
    for name in names.filter(|n| *n != "help") {
        let mut below = words.to_vec();
        below.push(name.to_owned());
        all.extend(commands(&below));
        all.push(below);
    }
    if list.is_empty() {
        assert!(out.contains("Example"), "{words:?} shows no example");
    }
    all
}

#[test]
fn every_command_is_there_and_explains_itself_with_an_example() {
    let mut all: Vec<String> = commands(&[]).iter().map(|c| c.join(" ")).collect();
    all.sort();
    assert_eq!(
        all,
        [
            "backup",
            "config",
            "config check",
            "config show",
            "doctor",
            "import",
            "import stackexchange",
            "openapi",
            "promote",
            "reindex",
            "restore",
            "rollback",
            "seed",
            "serve",
            "setup",
            "user",
            "user create",
            "user disable",
            "user list",
            "user make-owner",
            "user reset-password",
            "version",
        ]
    );
}

#[test]
fn every_example_is_a_command_that_there_is() {
    for command in commands(&[]) {
        let folder = tempfile::tempdir().unwrap();
        let output = guildhall(folder.path())
            .args(&command)
            .arg("--help")
            .output();
        let (_, out, _) = said(&output.unwrap());
        let examples = out.lines().filter_map(|l| l.strip_prefix("  guildhall "));
        for example in examples {
            // What the shell does with the answer is its own matter.
            let plain = example.split(" | ").next().unwrap_or_default();
            let plain = plain.split(" > ").next().unwrap_or_default();
            let words = words(plain);
            let parsed = guildhall(folder.path()).args(&words).arg("--help").output();
            assert_eq!(said(&parsed.unwrap()).0, 0, "{example}");
            let flags = words.iter().filter(|w| w.starts_with("--"));
            for flag in flags {
                assert!(out.contains(flag.as_str()), "{command:?} knows no {flag}");
            }
        }
    }
}

/// The words of a command line, quoted ones together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[test]
fn what_is_used_wrongly_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["fly"][..],
        &["serve", "--listen", "nowhere"],
        &["serve", "--wings"],
        &["user"],
        &["user", "list", "--xml"],
        &["user", "create", "--email", "a@b.example"],
        &["setup"],
        &["config", "invent"],
        &["import"],
        &["seed", "--scale", "0"],
        &["seed", "--reset", "--clear"],
    ] {
        let output = guildhall(folder.path()).args(arguments).output().unwrap();
        let (code, out, error) = said(&output);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(!error.is_empty());
    }
    // A mistyped folder is not taken for a new one.
    let nowhere = folder.path().join("nowhere");
    for arguments in [
        &["user", "list"][..],
        &["reindex"],
        &["doctor"],
        &["seed", "--verify"],
    ] {
        let output = guildhall(&nowhere).args(arguments).output().unwrap();
        let (code, _, error) = said(&output);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(
            error.contains("is no data folder") && error.contains("--data"),
            "{error}"
        );
        assert!(!nowhere.exists());
    }
}

#[test]
fn the_version_and_the_api_document_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| said(&guildhall(&data).args(arguments).output().unwrap());
    let version = format!("guildhall {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["version"]), (0, version.clone(), String::new()));
    assert_eq!(run(&["--version"]).1, version);

    let (code, out, _) = run(&["openapi"]);
    assert_eq!(code, 0);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 60, "{}", paths.len());
    assert!(!data.exists(), "neither needs a folder");
    all_references_lead_somewhere(&document);
    every_operation_is_whole(&document);
}

#[test]
fn who_has_read_enough_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = guildhall(folder.path())
        .arg("openapi")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let (code, _, error) = said(&child.wait_with_output().unwrap());
    assert_eq!((code, error.as_str()), (0, ""));
}

fn all_references_lead_somewhere(document: &Value) {
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{pointer} leads nowhere"
        );
    }
}

fn every_operation_is_whole(document: &Value) {
    let mut ids = std::collections::HashSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let name = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_default();
            assert!(ids.insert(id.to_owned()), "{name}: {id} is used twice");
            assert!(operation["summary"].is_string(), "{name} has no summary");
            let answers = operation["responses"].as_object().unwrap();
            assert!(
                answers
                    .keys()
                    .any(|k| k.starts_with('2') || k.starts_with('3')),
                "{name} never succeeds"
            );
            let declared = operation["parameters"].as_array().into_iter().flatten();
            let declared: Vec<_> = declared
                .filter(|p| p["in"] == "path")
                .filter_map(|p| p["name"].as_str())
                .collect();
            for part in path.split('{').skip(1) {
                let wanted = part.split('}').next().unwrap();
                assert!(
                    declared.contains(&wanted),
                    "{name}: {wanted} is not declared"
                );
            }
        }
    }
}

#[test]
fn a_server_is_set_up_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (code, _, error) = set_up_with(&data, &[("--email", "nonsense")]);
    assert_eq!(code, 1);
    assert!(error.contains("email: "), "{error}");
    let weak = folder.path().join("weak");
    fs::write(&weak, "password12").unwrap();
    let (code, _, error) = set_up_with(&data, &[("--password-file", weak.to_str().unwrap())]);
    assert_eq!(code, 1);
    assert!(error.contains("password: "), "{error}");
    let (code, _, error) = set_up_with(&data, &[("--password-file", "/nowhere/at/all")]);
    assert_eq!(code, 1);
    assert!(error.contains("/nowhere/at/all"), "{error}");
    let (code, _, error) = set_up_with(&data, &[("--language", "fr")]);
    assert_eq!(code, 2);
    assert!(error.contains("en or ar"), "{error}");

    let (code, out, error) = set_up_with(&data, &[]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(out.contains("guildhall serve --data"), "{out}");
    let (code, out, error) = set_up_with(&data, &[("--email", "other@harbour.example")]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(error.contains("set up already"), "{error}");
    let accounts = list(&data);
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0]["email"], OWNER);
}

fn list(data: &std::path::Path) -> Vec<Value> {
    let output = guildhall(data).args(["user", "list", "--json"]).output();
    let (code, out, error) = said(&output.unwrap());
    assert_eq!((code, error.as_str()), (0, ""));
    serde_json::from_str(&out).unwrap()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story of an account")]
fn accounts_are_made_changed_and_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let secret = folder.path().join("secret");
    fs::write(&secret, format!("{PASSWORD}\n")).unwrap();
    let secret = secret.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let output = guildhall(&data).arg("user").args(arguments).output();
        said(&output.unwrap())
    };
    let sami = "sami@works.example";
    let create = |email: &str, org: &str, role: &str| {
        run(&[
            "create",
            "--email",
            email,
            "--first-name",
            "Sami",
            "--org",
            org,
            "--role",
            role,
            "--password-file",
            secret,
        ])
    };
    assert_eq!(create(sami, "harbour-works", "moderator").0, 0);
    for (email, org, role, code, said) in [
        (sami, "harbour-works", "member", 1, "has an account already"),
        (
            "a@b.example",
            "nowhere",
            "member",
            1,
            "no organisation nowhere",
        ),
        (
            "a@b.example",
            "harbour-works",
            "king",
            2,
            "there is no role king; choose",
        ),
        ("nonsense", "harbour-works", "member", 1, "email: "),
    ] {
        let (found, _, error) = create(email, org, role);
        assert_eq!(found, code, "{error}");
        assert!(error.contains(said), "{error}");
    }
    let (code, out, _) = run(&["list"]);
    assert_eq!(code, 0);
    assert!(
        out.starts_with("e-mail") && out.contains(sami) && out.contains("moderator"),
        "{out}"
    );
    let of = |email: &str| {
        let all = list(&data);
        let found = all.into_iter().find(|a| a["email"] == email);
        found.unwrap_or_else(|| panic!("no {email}"))
    };
    assert_eq!(of(sami)["organization"], "harbour-works");
    assert_eq!(run(&["make-owner", sami]).0, 0);
    assert!(of(sami)["roles"].as_str().unwrap().contains("owner"));
    assert_eq!(run(&["disable", sami]).0, 0);
    assert_eq!(of(sami)["status"], "inactive");
    assert_eq!(
        run(&["reset-password", sami, "--password-file", secret]).0,
        0
    );
    for arguments in [
        &["disable", "nobody@works.example"][..],
        &["make-owner", "nobody@works.example"],
        &[
            "reset-password",
            "nobody@works.example",
            "--password-file",
            secret,
        ],
    ] {
        let (code, _, error) = run(arguments);
        assert_eq!(code, 1, "{arguments:?}");
        assert!(
            error.contains("nobody@works.example") && error.contains("user list"),
            "{error}"
        );
    }
}
