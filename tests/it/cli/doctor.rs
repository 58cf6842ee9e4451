//! `guildhall doctor` and `guildhall reindex`.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use platform::{config::Config, time::Clock};
use serde_json::Value;

use super::{guildhall, said, set_up};

fn run(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    said(&guildhall(data).args(arguments).output().unwrap())
}

/// Each check with whether all is well.
fn checks(out: &str) -> Vec<(String, bool)> {
    let rows: Vec<Value> = serde_json::from_str(out).unwrap();
    let row = |r: &Value| {
        (
            r["check"].as_str().unwrap().to_owned(),
            r["ok"].as_bool().unwrap(),
        )
    };
    rows.iter().map(row).collect()
}

fn base(data: &Path) -> PathBuf {
    let mut generations: Vec<_> = fs::read_dir(data.join("db"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("base.json").exists())
        .collect();
    generations.sort();
    generations.pop().unwrap().join("guildhall.db")
}

#[test]
fn a_sound_folder_is_found_sound_and_a_lost_index_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let (code, out, error) = run(&data, &["doctor"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    for check in [
        "database",
        "journal",
        "search index",
        "permissions",
        "disk",
        "clock",
    ] {
        assert!(out.lines().any(|l| l.starts_with(check)), "{check}: {out}");
    }
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    assert_eq!(code, 0);
    assert!(checks(&out).iter().all(|(_, ok)| *ok), "{out}");

    fs::remove_dir_all(data.join("search")).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 0);
    assert!(out.contains("built anew"), "{out}");
    let (code, out, _) = run(&data, &["reindex"]);
    assert_eq!(code, 0);
    // The owner is the one who is to be found on a fresh server.
    assert_eq!(out, "The search index holds 1 documents.\n");
}

#[test]
fn what_is_wrong_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let (code, out, error) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    assert!(out.contains("chmod 700"), "{out}");
    assert!(error.contains("1 of"), "{error}");
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    assert_eq!(code, 1);
    let bad: Vec<_> = checks(&out).into_iter().filter(|(_, ok)| !ok).collect();
    assert_eq!(bad, [("permissions".to_owned(), false)]);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn uploads_without_bytes_are_named_and_bytes_without_uploads_go() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let secret = folder.path().join("secret");
    fs::write(&secret, crate::support::PASSWORD).unwrap();
    let seed = ["seed", "--password-file", secret.to_str().unwrap()];
    assert_eq!(run(&data, &seed).0, 0);
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 0, "{out}");
    let name = "ab".repeat(32);
    let place = data.join("files/ab/ab");
    fs::create_dir_all(&place).unwrap();
    let (stray, foreign) = (place.join(&name), place.join("somebody-elses.txt"));
    fs::write(&stray, b"nobody's").unwrap();
    fs::write(&foreign, b"not one of ours").unwrap();
    // While a copy of the folder may still be under way, nothing is taken from it.
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(code == 0 && !out.contains("taken away"), "{out}");
    fs::write(data.join("config.toml"), "[store]\nretain_minutes = 0\n").unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(
        code == 0 && out.contains("1 that nobody needs taken away"),
        "{out}"
    );
    assert!(!stray.exists() && foreign.exists());

    let used = super::server::walk(&data.join("files"))
        .into_iter()
        .find(|p| p.file_name().is_some_and(|n| n.len() == 64))
        .unwrap();
    let mut bytes = fs::read(&used).unwrap();
    bytes[0] ^= 1;
    fs::write(&used, bytes).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(code == 1 && out.contains("1 are damaged"), "{out}");
    fs::remove_file(&used).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    let name = used.file_name().unwrap().to_str().unwrap();
    assert!(out.contains(name) && out.contains("put them back"), "{out}");
}

#[test]
fn a_damaged_database_is_refused_in_one_sentence_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    // A start makes the log part of a new base.
    assert_eq!(super::server::Server::start(&data).terminate().0, 0);
    let base = base(&data);
    let whole = fs::read(&base).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&base, &damaged).unwrap();
    for arguments in [
        &["doctor"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["user", "list"],
    ] {
        let (code, _, error) = run(&data, arguments);
        assert_eq!(code, 1, "{arguments:?}");
        assert!(
            error.contains("guildhall.db was changed after it was written"),
            "{error}"
        );
        assert!(
            error.contains("put it back") && error.lines().count() == 1,
            "{error}"
        );
    }
    let (_, out, _) = run(&data, &["doctor", "--json"]);
    let bad: Vec<_> = checks(&out).into_iter().filter(|(_, ok)| !ok).collect();
    let names: Vec<_> = bad.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["generations", "database"], "{out}");
    assert_eq!(fs::read(&base).unwrap(), damaged, "nothing was changed");
    fs::remove_file(&base).unwrap();
    let (code, _, error) = run(&data, &["doctor"]);
    assert_eq!(code, 1);
    assert!(error.contains("is missing"), "{error}");
    fs::write(&base, &whole).unwrap();
    assert_eq!(run(&data, &["doctor"]).0, 0);
}

fn seeded(data: &Path) {
    set_up(data);
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, crate::support::PASSWORD).unwrap();
    let seed = ["seed", "--password-file", secret.to_str().unwrap()];
    assert_eq!(run(data, &seed).0, 0);
}

/// Changes the database in ways that no page and no call can.
fn tamper(data: &Path, statements: &'static [&str]) {
    let options = guildhall::StartOptions::default();
    let (config, clock) = (Config::default(), Clock::system());
    let (app, _) = guildhall::start(data, config, clock, &options).unwrap();
    let write = move |tx: &store::Writer<'_>| {
        for sql in statements {
            assert!(tx.execute(sql, [])? > 0, "{sql}");
        }
        Ok(())
    };
    app.write_blocking(write).unwrap();
    app.store.close();
}

#[test]
fn wrong_counters_are_named_and_counted_anew_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    seeded(&data);
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(
        code == 0 && out.contains("fit the rows that they count"),
        "{out}"
    );
    tamper(
        &data,
        &[
            "UPDATE forum_topics SET likes_count = likes_count + 3
             WHERE id = (SELECT min(id) FROM forum_topics)",
            "UPDATE forum_posts SET replies_count = 70
             WHERE id IN (SELECT id FROM forum_posts WHERE is_hidden = 0 ORDER BY id LIMIT 2)",
            "UPDATE forum_counts SET posts = posts + 1
             WHERE (category_id, visibility, organization_id, author_id) =
                   (SELECT category_id, visibility, organization_id, author_id
                    FROM forum_counts WHERE topics > 0 LIMIT 1)",
            "UPDATE use_cases SET saves = saves + 1 WHERE id = (SELECT max(id) FROM use_cases)",
        ],
    );
    let wrong = "likes and replies of posts (2), likes and replies of topics (1), \
                 sums over topics (1), likes and saves of use cases (1)";
    let (code, out, error) = run(&data, &["doctor"]);
    assert!(code == 1 && out.contains(wrong), "{out}");
    assert!(
        out.contains("doctor --repair") && error.contains("1 of"),
        "{error}"
    );
    let (code, out, _) = run(&data, &["doctor", "--repair"]);
    assert!(
        code == 0 && out.contains(&format!("counted anew: {wrong}")),
        "{out}"
    );
    let (code, out, _) = run(&data, &["doctor", "--repair"]);
    assert!(
        code == 0 && out.contains("fit the rows that they count"),
        "{out}"
    );
}

#[test]
fn a_row_changed_by_hand_breaks_the_chain_of_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    tamper(
        &data,
        &[
            "INSERT INTO journal (seq, at, actor_kind, action, resource_type, changes, hash)
             SELECT max(seq) + 1, max(at) + 4000000000000, 'system', 'user.created', 'user', '{}', x'00'
             FROM journal",
        ],
    );
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    let bad: Vec<_> = checks(&out).into_iter().filter(|(_, ok)| !ok).collect();
    let names: Vec<_> = bad.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((code, names), (1, vec!["journal", "clock"]), "{out}");
}

#[test]
fn beside_a_running_server_everything_is_looked_at_and_nothing_touched() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    seeded(&data);
    let server = super::server::Server::start(&data);
    let name = "cd".repeat(32);
    let place = data.join("files/cd/cd");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join(&name), b"nobody's").unwrap();
    fs::write(data.join("config.toml"), "[store]\nretain_minutes = 0\n").unwrap();
    let (code, out, error) = run(&data, &["doctor", "--json"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let names: Vec<_> = checks(&out).into_iter().map(|(name, _)| name).collect();
    let all = [
        "configuration",
        "certificate",
        "permissions",
        "disk",
        "generations",
        "database",
        "journal",
        "clock",
        "mail",
        "files",
        "search index",
        "counters",
    ];
    assert_eq!(names, all);
    assert!(out.contains("1 that nobody needs there"), "{out}");
    assert!(place.join(&name).exists());
    let (code, _, error) = run(&data, &["doctor", "--repair"]);
    assert!(code == 2 && error.contains("stop it"), "{error}");
    let health = super::server::raw(
        server.address,
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(health.unwrap().0, 200);
    assert_eq!(server.terminate().0, 0);
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    let names: Vec<_> = checks(&out).into_iter().map(|(name, _)| name).collect();
    assert_eq!((code, names.len()), (0, all.len()), "{out}");
}

#[test]
fn a_mistake_in_the_configuration_does_not_keep_the_doctor_from_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    fs::write(data.join("config.toml"), "[server]\nport = 5\n").unwrap();
    let (code, out, _) = run(&data, &["doctor", "--json"]);
    let bad: Vec<_> = checks(&out).into_iter().filter(|(_, ok)| !ok).collect();
    assert_eq!((code, bad), (1, vec![("configuration".to_owned(), false)]));
    assert!(out.contains("config.toml") && out.contains("port"), "{out}");
    fs::write(data.join("config.toml"), "").unwrap();
    let key = data.join("keys/seal.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, out, _) = run(&data, &["doctor"]);
    assert!(
        code == 1 && out.contains("seal.key is open to others (644): chmod 600"),
        "{out}"
    );
}

#[test]
fn a_certificate_from_files_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    let config = "[server.tls]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n";
    fs::write(data.join("config.toml"), config).unwrap();
    for (year, good, said) in [
        (2020, false, "expired"),
        (2999, true, "from files, for hall.example, until 2999-"),
    ] {
        let mut params = rcgen::CertificateParams::new(vec!["hall.example".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2019, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        fs::write(data.join("cert.pem"), certificate.pem()).unwrap();
        let path = data.join("key.pem");
        fs::write(&path, key.serialize_pem()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let (code, out, _) = run(&data, &["doctor", "--json"]);
        assert_eq!(code, i32::from(!good), "{out}");
        assert!(
            checks(&out).contains(&("certificate".to_owned(), good)),
            "{out}"
        );
        assert!(out.contains(said), "{out}");
    }
}

/// Whether the doctor is content with the certificate, and what it says of it.
fn certificate(data: &Path) -> (bool, String) {
    let (_, out, _) = run(data, &["doctor", "--json"]);
    let rows: Value = serde_json::from_str(&out).unwrap();
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["check"] == "certificate");
    let row = row.unwrap();
    (row["ok"] == true, row["note"].as_str().unwrap().to_owned())
}

#[test]
fn a_certificate_of_the_servers_own_making_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    set_up(&data);
    assert_eq!(
        certificate(&data),
        (true, "none: plain http is configured".to_owned())
    );
    let config = "[server.tls]\nmode = \"self-signed\"\nnames = [\"hall.local\"]\n";
    fs::write(data.join("config.toml"), config).unwrap();
    let (good, said) = certificate(&data);
    assert!(
        good && said.contains("self-signed; there is none yet"),
        "{said}"
    );
    let kept = data.join("keys/tls-self-signed.pem");
    assert!(!kept.exists(), "looking makes none");
    let server = super::server::Server::start(&data);
    let (good, said) = certificate(&data);
    assert!(good && said.starts_with("self-signed, for "), "{said}");
    assert!(
        said.contains("hall.local") && said.contains(", until 20"),
        "{said}"
    );
    assert_eq!(server.terminate().0, 0);
    // The server was not started for years.
    let mut params = rcgen::CertificateParams::new(vec!["hall.local".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2019, 1, 1);
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    fs::write(&kept, format!("{pem}{}", key.serialize_pem())).unwrap();
    let (good, said) = certificate(&data);
    assert!(
        !good && said.contains("for hall.local ends at 2020-01-01"),
        "{said}"
    );
}
