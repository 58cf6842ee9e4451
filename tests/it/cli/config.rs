//! `guildhall config`: where each value comes from, and what is said about a wrong one.

use std::{fs, path::Path};

use serde_json::Value;

use super::{guildhall, said};

fn run(data: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let output = guildhall(data)
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    said(&output)
}

/// Value and source of a key.
fn shown(data: &Path, variables: &[(&str, &str)], key: &str) -> (String, String) {
    let (code, out, error) = run(data, &["config", "show", "--json"], variables);
    assert_eq!(code, 0, "{error}");
    let rows: Vec<Value> = serde_json::from_str(&out).unwrap();
    let row = rows.iter().find(|r| r["key"] == key).unwrap();
    let part = |name: &str| row[name].as_str().unwrap().to_owned();
    (part("value"), part("source"))
}

#[test]
fn file_then_environment_then_flag() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let key = "server.listen";
    let of = |variables: &[(&str, &str)]| shown(data, variables, key);
    assert_eq!(of(&[]), ("\"127.0.0.1:8080\"".into(), "default".into()));
    fs::write(
        data.join("config.toml"),
        "[server]\nlisten = \"127.0.0.1:1\"\n",
    )
    .unwrap();
    assert_eq!(of(&[]), ("\"127.0.0.1:1\"".into(), "config.toml".into()));
    let long = [("GUILDHALL_SERVER__LISTEN", "127.0.0.1:2")];
    assert_eq!(
        of(&long),
        ("\"127.0.0.1:2\"".into(), "GUILDHALL_SERVER__LISTEN".into())
    );
    let short = [("GUILDHALL_LISTEN", "127.0.0.1:3")];
    assert_eq!(
        of(&short),
        ("\"127.0.0.1:3\"".into(), "GUILDHALL_LISTEN".into())
    );

    // The flag wins over all of them: the server is where it says.
    let server = super::server::Server::start(data);
    assert!(server.address.port() > 3);
    let (code, out, _) = run(data, &["config", "show"], &[]);
    assert_eq!(code, 0);
    assert!(
        out.contains("limits.rate") && out.contains("default"),
        "{out}"
    );
    assert_eq!(run(data, &["config", "check"], &[]).0, 0);
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let file = data.join("config.toml");
    let path = file.to_str().unwrap();
    for (text, said) in [
        ("[server]\nport = 5\n", &["line 2", "port", "listen"][..]),
        ("[server]\nlisten = 5\n", &["line 2", "listen"]),
        (
            "[limits]\n\nrate = \"maybe\"\n",
            &["line 3", "maybe", "`on` or `off`"],
        ),
        ("[colours]\nred = 1\n", &["line 1", "colours", "server"]),
        ("server = \n", &["line 1"]),
    ] {
        fs::write(&file, text).unwrap();
        for arguments in [
            &["config", "check"][..],
            &["serve", "--listen", "127.0.0.1:0"],
        ] {
            let (code, out, error) = run(data, arguments, &[]);
            assert_eq!((code, out.as_str()), (2, ""), "{error}");
            assert!(error.contains(path), "{error}");
            for part in said {
                assert!(error.contains(part), "{part}: {error}");
            }
        }
    }
    fs::remove_file(&file).unwrap();
    for (name, value, said) in [
        ("GUILDHALL_SERVER__PORT", "5", "there are audit.keep_months"),
        ("GUILDHALL_LIMITS__RATE", "maybe", "`on` or `off`"),
        ("GUILDHALL_STORE__READERS", "many", "store.readers"),
        ("GUILDHALL_LISTEN", "nowhere", "listen"),
    ] {
        let (code, _, error) = run(data, &["config", "check"], &[(name, value)]);
        assert_eq!(code, 2, "{name}");
        assert!(error.contains(said), "{name}: {error}");
    }
    assert!(!data.join("db").exists(), "nothing was started");
}
