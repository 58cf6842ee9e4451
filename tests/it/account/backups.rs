//! Snapshots: who may have them, when they are made, how long they stay, and whether they are any
//! good.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use platform::backups::{self, look};
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Client, House, OWNER, PASSWORD};

const ALL: &str = "/api/v1/snapshots";
const DRILL: &str = "/api/v1/snapshots/drill";
const DAY: Duration = Duration::from_hours(24);

/// A house that leaves the disk to itself: test machines may be nearly full.
async fn house() -> House {
    House::with(|config| config.backup.spare_mib = 0).await
}

async fn names(operator: &Client) -> Vec<String> {
    let all = operator.get(ALL).await.ok().data();
    let name = |s: &Value| s["name"].as_str().unwrap().to_owned();
    all.as_array().unwrap().iter().map(name).collect()
}

async fn meta(operator: &Client) -> Value {
    operator.get(ALL).await.ok().json()["meta"].clone()
}

async fn upload(client: &Client, text: &str) -> String {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{text}\r\n--b--\r\n"
    );
    let kind = Some("multipart/form-data; boundary=b");
    let answer = client.send(http::Method::POST, "/api/v1/files", kind, body.into());
    answer.await.ok().id()
}

fn folder(house: &House) -> PathBuf {
    house.folder().join("snapshots")
}

/// Every upload below the data folder.
fn uploads(house: &House) -> Vec<PathBuf> {
    let files = house.folder().join("files");
    crate::cli::server::walk(&files)
}

async fn journal_of(house: &House, action: &'static str) -> usize {
    let all = |db: &store::Reader<'_>| platform::journal::after(db, 0, 10_000);
    let rows = house.app.read(all).await.unwrap();
    rows.iter().filter(|row| row.action == action).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_are_the_operators_alone() {
    let house = house().await;
    let operator = house.operator().await;
    let made = operator.post(ALL, json!({})).await.ok();
    assert_eq!(made.status, 201);
    let content = made.header("location");
    let page = content.replace("/api/v1/snapshots", "/operator/backups");
    let page = page.replace("/content", "");
    let others = [
        (house.guest(), [401, 303]),
        (house.person("admin").await, [403, 403]),
        (house.person("auditor").await, [403, 403]),
        (house.stranger("admin").await, [403, 403]),
    ];
    for (other, [call, view]) in &others {
        for path in [ALL, &content] {
            assert_eq!(other.get(path).await.status, *call, "{path}");
        }
        for path in ["/operator/backups", &page] {
            assert_eq!(other.get(path).await.status, *view, "{path}");
        }
        for path in [ALL, DRILL] {
            assert_eq!(other.post(path, json!({})).await.status, *call, "{path}");
        }
    }
    assert_eq!(journal_of(&house, "snapshot.downloaded").await, 0);
    let bytes = operator.get(&content).await.ok().bytes;
    let name = names(&operator).await.remove(0);
    assert_eq!(bytes, fs::read(folder(&house).join(name)).unwrap());
    let part = operator.header("range", "bytes=4-7").get(&page).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &bytes[4..8]));
    assert_eq!(part.header("cache-control"), "no-store");
    assert_eq!(journal_of(&house, "snapshot.downloaded").await, 2);
    assert_eq!(journal_of(&house, "snapshot.made").await, 1);
    for other in [
        "nothing",
        "..%2F..%2Fkeys%2Fseal.key",
        "guildhall-20260101T080000Z-nightly.tar.zst",
    ] {
        let answer = operator.get(&format!("{ALL}/{other}/content")).await;
        assert_eq!(answer.said(), "404 not_found", "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_made_each_night_and_missed_nights_are_made_up_once() {
    let fresh = House::fresh(|config| config.backup.spare_mib = 0);
    look(&fresh.app).await.unwrap();
    assert!(!folder(&fresh).exists(), "nothing to be kept yet");
    let house = house().await;
    let operator = house.operator().await;
    for _ in 0..2 {
        look(&house.app).await.unwrap();
        assert_eq!(names(&operator).await.len(), 1);
    }
    // Three nights later one is made, not three.
    house.wait(3 * DAY);
    let operator = house.operator().await;
    for _ in 0..2 {
        look(&house.app).await.unwrap();
        assert_eq!(names(&operator).await.len(), 2);
    }
    let last = &meta(&operator).await["last"];
    assert!(last["ok"] == true && last["work"] == "nightly", "{last}");
    let off = House::with(|config| {
        config.backup.spare_mib = 0;
        config.backup.nightly = platform::config::Switch::Off;
    });
    let off = off.await;
    look(&off.app).await.unwrap();
    assert_eq!(names(&off.operator().await).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_are_over_are_emptied_and_lose_their_names_at_the_next_start() {
    let house = House::with(|config| {
        config.backup.spare_mib = 0;
        (config.backup.keep_daily, config.backup.keep_weekly) = (2, 0);
        config.backup.keep_monthly = 0;
    })
    .await;
    let hour = Duration::from_mins(61);
    for _ in 0..4 {
        look(&house.app).await.unwrap();
        house.wait(hour);
        look(&house.app).await.unwrap();
        house.wait(Duration::from_mins(24 * 60 - 61));
    }
    let sizes = |folder: &Path| -> Vec<bool> {
        let files: BTreeSet<_> = crate::cli::server::walk(folder).into_iter().collect();
        files
            .iter()
            .map(|f| fs::metadata(f).unwrap().len() > 0)
            .collect()
    };
    // What the newest supersedes stays as long as a copy may take.
    look(&house.app).await.unwrap();
    assert_eq!(sizes(&folder(&house)), [false, false, true, true, true]);
    house.wait(hour);
    look(&house.app).await.unwrap();
    assert_eq!(sizes(&folder(&house)), [false, false, false, true, true]);
    assert_eq!(names(&house.operator().await).await.len(), 2);
    let data = house.folder().to_owned();
    backups::begin(&data);
    assert_eq!(sizes(&data.join("snapshots")), [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_the_disk_is_left_and_the_operator_is_told() {
    let house = House::with(|config| config.backup.spare_mib = 1 << 40).await;
    let operator = house.operator().await;
    assert_eq!(
        operator.post(ALL, json!({})).await.said(),
        "507 storage_full"
    );
    house.wait(Duration::from_secs(1));
    look(&house.app).await.unwrap();
    let at = meta(&operator).await["last"].clone();
    assert_eq!(
        (&at["work"], &at["problem"]),
        (&json!("nightly"), &json!("room"))
    );
    // Not each minute anew.
    house.wait(Duration::from_mins(10));
    look(&house.app).await.unwrap();
    assert_eq!(meta(&operator).await["last"], at);
    house.wait(Duration::from_mins(51));
    look(&house.app).await.unwrap();
    let operator = house.operator().await;
    assert_ne!(meta(&operator).await["last"]["at"], at["at"]);
    assert_eq!(names(&operator).await.len(), 0);
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let page = browser.get("/operator/backups").await.ok().text();
    assert!(page.contains("The disk has too little space."), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_copied_to_the_second_folder_when_that_is_there() {
    let second = tempfile::tempdir().unwrap();
    let place = second.path().join("disk");
    let target = place.clone();
    let house = House::with(move |config| {
        config.backup.spare_mib = 0;
        config.backup.copy_to = Some(target);
    })
    .await;
    let operator = house.operator().await;
    let run = operator.post(ALL, json!({})).await.ok().data();
    assert_eq!(run["problem"], "copy", "{run}");
    assert!(!place.exists(), "a disk that is not mounted is not made up");
    fs::create_dir(&place).unwrap();
    house.wait(Duration::from_secs(2));
    let run = operator.post(ALL, json!({})).await.ok().data();
    assert_eq!(run["ok"], true, "{run}");
    let name = run["snapshot"].as_str().unwrap();
    let copies = crate::cli::server::walk(&place);
    assert_eq!(copies, [place.join(name)]);
    assert_eq!(
        fs::read(&copies[0]).unwrap(),
        fs::read(folder(&house).join(name)).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_tells_whether_the_newest_can_be_restored() {
    let scratch = tempfile::tempdir().unwrap();
    let place = scratch.path().to_owned();
    let house = House::with(move |config| {
        config.backup.spare_mib = 0;
        config.backup.scratch = Some(place);
    })
    .await;
    let operator = house.operator().await;
    let drill = || async { operator.post(DRILL, json!({})).await.ok().data() };
    let found = drill().await;
    assert_eq!(
        (&found["ok"], &found["problem"]),
        (&json!(false), &json!("nothing"))
    );
    upload(&operator, "An uploaded note.").await;
    operator.post(ALL, json!({})).await.ok();
    let found = drill().await;
    assert_eq!(found["ok"], true, "{found}");
    assert_eq!(found["files"], 1);
    assert!(found["entries"].as_u64() > Some(2), "{found}");
    assert_eq!(meta(&operator).await["drill"], found);
    assert_eq!(journal_of(&house, "snapshot.drilled").await, 2);

    let path = folder(&house).join(&names(&operator).await[0]);
    let good = fs::read(&path).unwrap();
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    fs::write(&path, bad).unwrap();
    let found = drill().await;
    assert_eq!(found["problem"], "damaged", "{found}");
    // An upload that was lost before the snapshot was made.
    fs::remove_file(&uploads(&house)[0]).unwrap();
    house.wait(Duration::from_secs(2));
    let run = operator.post(ALL, json!({})).await.ok().data();
    assert_eq!(
        (&run["problem"], &run["files"]),
        (&json!("files"), &json!(0))
    );
    let found = drill().await;
    assert_eq!(found["problem"], "files", "{found}");
    assert_eq!(
        fs::read_dir(scratch.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_of_the_folder_made_meanwhile_end_well_and_hold_whole_snapshots() {
    let house = House::with(|config| {
        config.backup.spare_mib = 0;
        config.backup.keep_others = 1;
        config.store.retain_minutes = 0;
    })
    .await;
    let operator = house.operator().await;
    upload(&operator, &"A long note. ".repeat(50_000)).await;
    operator.post(ALL, json!({})).await.ok();
    let data = house.folder().to_owned();
    let copying = tokio::task::spawn_blocking(move || {
        for round in 0..12 {
            let target = tempfile::tempdir().unwrap();
            let mut copy = Command::new("cp");
            copy.arg("-r").arg(&data).arg(target.path().join("copy"));
            let output = copy.output().unwrap();
            assert!(output.status.success(), "{round}: {output:?}");
            for file in crate::cli::server::walk(&target.path().join("copy/snapshots")) {
                let bytes = fs::read(&file).unwrap();
                assert!(
                    bytes.is_empty() || zstd::decode_all(&bytes[..]).is_ok(),
                    "{file:?}"
                );
            }
        }
    });
    while !copying.is_finished() {
        house.wait(Duration::from_secs(5));
        operator.post(ALL, json!({})).await.ok();
        look(&house.app).await.unwrap();
    }
    copying.await.unwrap();
    assert_eq!(names(&operator).await.len(), 1, "of those made by hand");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_makes_one_tries_it_and_hands_it_out() {
    let house = house().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let page = owner.get("/operator/backups").await.ok().text();
    assert!(
        page.contains("No snapshots yet") && page.contains("Not covered, as of"),
        "{page}"
    );
    for path in ["/operator/backups", "/operator/backups/drill"] {
        let answer = owner.form(path, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(answer.header("location"), "/operator/backups");
    }
    let page = owner.get("/operator/backups").await.ok().text();
    assert!(
        page.contains("The newest snapshot can be restored"),
        "{page}"
    );
    let href = page.split("href=\"/operator/backups/").nth(1).unwrap();
    let href = format!("/operator/backups/{}", href.split('"').next().unwrap());
    let sent = owner.get(&href).await.ok();
    let kept = fs::read_dir(folder(&house))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(sent.bytes, fs::read(kept.path()).unwrap());
    assert!(sent.header("content-disposition").starts_with("attachment"));
}
