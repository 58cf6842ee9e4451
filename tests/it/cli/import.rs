//! `guildhall import`

use std::{fmt::Write as _, fs, path::Path, thread, time::Duration};

use serde_json::Value;

use super::{guildhall, said};

const POSTS: u32 = 1500;

/// Questions with two answers each, comments and votes.
fn write_dump(folder: &Path) {
    let body = "&lt;p&gt;Some words about a &lt;em&gt;valve&lt;/em&gt; that sticks, and what was tried.&lt;/p&gt;".repeat(6);
    let (mut posts, mut comments, mut votes) = (String::new(), String::new(), String::new());
    for id in 1..=POSTS {
        let common = format!(
            "Id=\"{id}\" CreationDate=\"2015-01-01T10:00:00.000\" OwnerUserId=\"{}\" Body=\"{body}\"",
            id % 50
        );
        let _ = if id % 3 == 1 {
            writeln!(
                posts,
                "<row {common} PostTypeId=\"1\" Title=\"Question {id}\" Tags=\"|valve|\" AcceptedAnswerId=\"{}\" />",
                id + 1
            )
        } else {
            let question = id - (id + 2) % 3;
            writeln!(
                posts,
                "<row {common} PostTypeId=\"2\" ParentId=\"{question}\" />"
            )
        };
        let _ = writeln!(
            comments,
            "<row Id=\"{id}\" PostId=\"{id}\" Score=\"1\" Text=\"Which one?\" CreationDate=\"2015-01-02T10:00:00.000\" UserId=\"7\" />"
        );
        let _ = writeln!(
            votes,
            "<row Id=\"{id}\" PostId=\"{id}\" VoteTypeId=\"2\" />"
        );
    }
    for (file, root, rows) in [
        ("Posts.xml", "posts", posts),
        ("Comments.xml", "comments", comments),
        ("Votes.xml", "votes", votes),
    ] {
        fs::write(folder.join(file), format!("<{root}>\n{rows}</{root}>\n")).unwrap();
    }
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (dump, data) = (folder.path().join("dump"), folder.path().join("data"));
    fs::create_dir(&dump).unwrap();
    write_dump(&dump);
    let command = || {
        let mut command = guildhall(&data);
        command
            .args(["import", "stackexchange", "--json"])
            .arg(&dump);
        command
    };
    let mut killed = 0;
    let mut wait = 200;
    let report = loop {
        let mut child = command()
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_none() && killed < 6 {
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            wait += 150;
            continue;
        }
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        break serde_json::from_slice::<Value>(&output.stdout).unwrap();
    };
    assert!(killed > 0, "it was done before it could be killed");
    assert_eq!(report["broken_total"], 0);
    let (code, out, _) = said(&command().output().unwrap());
    assert_eq!(code, 0);
    let again: Value = serde_json::from_str(&out).unwrap();
    for (what, count) in again["added"].as_object().unwrap() {
        assert_eq!(*count, 0, "{what}");
    }
    whole(&data);
}

/// Looks at what is there, whoever brought it in.
fn whole(data: &Path) {
    let options = guildhall::StartOptions::default();
    let config = platform::config::Config::default();
    let clock = platform::time::Clock::system();
    let (app, _) = guildhall::start(data, config, clock, &options).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut settings = (*app.settings.get()).clone();
    settings.guest_read = true;
    app.settings.set(settings);
    let guest = crate::support::Client::new(guildhall::router(&app), None);
    let seen = runtime.block_on(async {
        let stats = guest.get("/api/v1/forum/stats").await.ok().data();
        let solved = guest
            .get("/api/v1/forum/topics?has_best_answer=true&limit=1")
            .await
            .ok()
            .json();
        let liked = guest
            .get("/api/v1/forum/topics?min_likes=1&limit=1")
            .await
            .ok()
            .json();
        let busy = guest
            .get("/api/v1/forum/topics?min_replies=5&limit=1")
            .await
            .ok()
            .json();
        let total = |list: &Value| list["meta"]["total"].as_u64().unwrap();
        (
            stats["topics"].clone(),
            stats["posts"].clone(),
            total(&solved),
            total(&liked),
            total(&busy),
        )
    });
    let questions = u64::from(POSTS / 3);
    // Two answers and three comments each.
    assert_eq!(
        seen,
        (
            questions.into(),
            (questions * 5).into(),
            questions,
            questions,
            questions
        )
    );
    app.store.close();
}

#[test]
fn a_damaged_dump_ends_with_1_and_a_wrong_folder_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| {
        let output = guildhall(&data)
            .args(["import", "stackexchange"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        said(&output)
    };
    let (code, _, error) = run(&[]);
    assert_eq!(code, 2);
    assert!(error.contains("has no Posts.xml"), "{error}");
    let question = "<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2015-01-01T10:00:00.000\" Title=\"A question\" Body=\"Some words of it\" />";
    fs::write(
        folder.path().join("Posts.xml"),
        format!("<posts>\n{question}\n<row Id=\"2\n"),
    )
    .unwrap();
    let (code, out, error) = run(&["--name", "small"]);
    assert_eq!(code, 1, "{error}");
    assert!(out.contains("1  topics"), "{out}");
    assert!(
        out.contains("Posts.xml:3: the file ends inside a tag"),
        "{out}"
    );
    assert!(error.contains("run the same command again"), "{error}");
    let (code, _, error) = run(&["--category", "none"]);
    assert_eq!(code, 2);
    assert!(error.contains("there is no category none"), "{error}");
    let (code, _, _) = run(&["--visibility", "private"]);
    assert_eq!(code, 2);
}
