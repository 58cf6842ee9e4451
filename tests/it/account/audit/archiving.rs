//! Months that leave the database for files: whole, in order, and no other row ever.

use std::{fs, time::Duration};

use platform::{
    actor::Origin,
    journal::{self, Action, Changes, archive},
};
use serde_json::json;
use store::Writer;

use super::{ALL, EXPORT, actions, rows};
use crate::{
    cli::server::walk,
    community::forum::topic,
    support::{Client, House, START},
};

const VERIFY: &str = "/api/v1/audit-logs/verify";
const MONTH: Duration = Duration::from_hours(31 * 24);
const RETAIN: Duration = Duration::from_hours(1);

/// A house that keeps one month besides the present one.
async fn house() -> House {
    House::with(|config| config.audit.keep_months = 1).await
}

/// Rows that mean nothing to anybody, so many that everyone who reads the journal moves on.
async fn bustle(house: &House, rows: u32) {
    let (organization, now) = (house.organization, house.app.clock.now());
    let ids = house.app.ids.clone();
    let write = move |tx: &Writer<'_>| {
        let origin = Origin::default();
        for n in 0..rows {
            let (whose, id) = (Some(organization), Some(ids.next::<platform::id::File>()));
            let changes = Changes::none().field("n", -1, i64::from(n));
            let action = Action::new("file", "removed");
            journal::record_system(tx, whose, &origin, now, action, id, changes)?;
        }
        Ok(())
    };
    house.app.write(write).await.unwrap();
    house.settle().await;
    house.told().await;
}

/// Goes on to a month whose sweep archives the first one.
async fn later(house: &House) {
    house.wait(MONTH * 2);
    bustle(house, 1100).await;
}

async fn sweep(house: &House) -> (usize, usize) {
    archive::sweep(&house.app).await.unwrap()
}

async fn again(house: &House, client: &Client) -> Client {
    house.sign_in(client.person.unwrap()).await
}

fn files(house: &House) -> Vec<String> {
    let root = house.folder().join("archive");
    let mut all: Vec<_> = walk(&root)
        .into_iter()
        .map(|p| p.strip_prefix(&root).unwrap().display().to_string())
        .collect();
    all.sort();
    all
}

/// Runs a statement that no door of the house has; how many rows it reached, or why not.
async fn by_force(house: &House, sql: &'static str) -> Result<usize, String> {
    let done = house.app.write(move |tx| Ok(tx.execute(sql, [])?)).await;
    done.map_err(|e| format!("{e:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_is_over_is_written_first_and_leaves_after_a_copy_could_end() {
    let house = house().await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    let id = rows(&admin, "?action=forum_topic.created").await[0]["id"].clone();
    let first = rows(&admin, "?limit=100").await.len();
    assert_eq!(sweep(&house).await, (0, 0), "the present month stays");
    later(&house).await;
    // Of the organisation and of the server, whose own rows are of the first month too if it has any.
    let (months, gone) = sweep(&house).await;
    assert!(months >= 1 && gone == 0, "{months} {gone}");
    let ours = format!("{}/2026-01.jsonl.zst", house.organization);
    assert!(files(&house).contains(&ours), "{:?}", files(&house));
    let admin = again(&house, &admin).await;
    let one = format!("{ALL}/{}", id.as_str().unwrap());
    admin.get(&one).await.ok();
    house.wait(RETAIN);
    let admin = again(&house, &admin).await;
    let (months, gone) = sweep(&house).await;
    assert!(months == 0 && gone >= first, "{months} {gone}");
    assert_eq!(admin.get(&one).await.said(), "404 not_found");
    assert_eq!(
        actions(&admin, "?action=forum_topic.created").await.len(),
        0
    );
    assert_eq!(sweep(&house).await, (0, 0));
    // Every row is in the file, as it was.
    let bytes = fs::read(house.folder().join("archive").join(&ours)).unwrap();
    let text = String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap();
    assert_eq!(text.lines().count(), first);
    let line = text.lines().find(|l| l.contains("Of the first month"));
    let line: serde_json::Value = serde_json::from_str(line.unwrap()).unwrap();
    assert_eq!(line["action"], "forum_topic.created");
    assert_eq!(line["at"], START.millis());
    // What happened is told, the chain goes on, and new rows go on from its end.
    let noted = rows(&admin, "?action=audit_log.archived").await;
    assert_eq!(noted[0]["changes"]["month"][1], "2026-01");
    topic(&admin, "Of a later month", "organization").await;
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(found["whole"], true, "{found}");
    let left = admin.get(EXPORT).await.ok().text().lines().count() - 1;
    let all = first + left + 1;
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(found["rows"], all, "archived ones counted");
    let page = admin.get("/audit").await.ok().text();
    assert!(page.contains("Rows up to 1 January 2026"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_leaves_the_journal_or_changes_in_it() {
    let house = house().await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    for sql in [
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = 1",
        "UPDATE journal SET changes = '{}'",
        "INSERT INTO journal_archives SELECT 1, 1, NULL, 'x', x'00', 1, 0, x'', x'00', 0",
        "INSERT INTO journal_archives SELECT max(seq), 1, organization_id, 'x', x'00', 99, 0, x'', hash, 0
         FROM journal",
    ] {
        let refused = by_force(&house, sql).await.unwrap_err();
        assert!(refused.contains("append only") || refused.contains("holds"), "{sql}: {refused}");
    }
    later(&house).await;
    sweep(&house).await;
    for sql in [
        "DELETE FROM journal WHERE seq > (SELECT max(last_seq) FROM journal_archives)",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal ORDER BY seq DESC LIMIT 1",
        "DELETE FROM journal_archives",
        "UPDATE journal_archives SET last_seq = 100000",
        "INSERT OR REPLACE INTO journal_archives SELECT * FROM journal_archives",
        "UPDATE journal SET changes = '{}'",
    ] {
        let refused = by_force(&house, sql).await.unwrap_err();
        assert!(
            refused.contains("append only") || refused.contains("holds"),
            "{sql}: {refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_somebody_has_not_read_yet_stay() {
    let house = house().await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    house.settle().await;
    house.told().await;
    house.wait(MONTH * 2);
    // Nobody has noted his place yet: it is written when there is something to tell.
    assert_eq!(sweep(&house).await, (0, 0));
    assert_eq!(files(&house), Vec::<String>::new());
    bustle(&house, 1100).await;
    assert!(sweep(&house).await.0 >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_or_changed_file_is_found_and_keeps_the_rows_where_they_are() {
    let house = house().await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    later(&house).await;
    sweep(&house).await;
    house.wait(RETAIN);
    let ours = format!("archive/{}/2026-01.jsonl.zst", house.organization);
    let path = house.folder().join(&ours);
    let good = fs::read(&path).unwrap();
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    fs::write(&path, &bad).unwrap();
    let admin = again(&house, &admin).await;
    let before = rows(&admin, "?action=forum_topic.created").await;
    sweep(&house).await;
    assert_eq!(rows(&admin, "?action=forum_topic.created").await, before);
    for damage in [Some(bad), None] {
        match damage {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let found = admin.post(VERIFY, json!({})).await.ok().data();
        assert_eq!(found["whole"], false, "{found}");
        assert_eq!(found["damaged_archive"], ours.as_str());
        let page = admin.get("/audit").await.ok().text();
        assert!(page.contains("is missing or was changed"), "{page}");
    }
    fs::write(&path, good).unwrap();
    sweep(&house).await;
    assert_eq!(
        actions(&admin, "?action=forum_topic.created").await.len(),
        0
    );
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(found["whole"], true, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_no_row_knows_is_left_alone() {
    let house = house().await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    let place = format!("archive/{}/2026-01.jsonl.zst", house.organization);
    let place = house.folder().join(place);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, b"somebody's").unwrap();
    later(&house).await;
    sweep(&house).await;
    let other = format!("{}/2026-01-2.jsonl.zst", house.organization);
    assert!(files(&house).contains(&other), "{:?}", files(&house));
    assert_eq!(fs::read(&place).unwrap(), b"somebody's");
    let admin = again(&house, &admin).await;
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(found["whole"], true, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_hold_the_archive_and_the_drill_checks_it() {
    let house = House::with(|config| {
        config.audit.keep_months = 1;
        config.backup.spare_mib = 0;
    })
    .await;
    let admin = house.person("admin").await;
    topic(&admin, "Of the first month", "organization").await;
    later(&house).await;
    sweep(&house).await;
    house.wait(RETAIN);
    sweep(&house).await;
    let operator = house.operator().await;
    operator.post("/api/v1/snapshots", json!({})).await.ok();
    let drill = async || {
        let path = "/api/v1/snapshots/drill";
        operator.post(path, json!({})).await.ok().data()
    };
    let found = drill().await;
    assert_eq!(found["ok"], true, "{found}");
    let ours = format!("archive/{}/2026-01.jsonl.zst", house.organization);
    let path = house.folder().join(&ours);
    fs::remove_file(path).unwrap();
    house.wait(Duration::from_secs(5));
    operator.post("/api/v1/snapshots", json!({})).await.ok();
    let found = drill().await;
    assert_eq!(found["problem"], "damaged", "{found}");
    let detail = found["detail"].as_str().unwrap();
    assert!(detail.contains(&ours), "{detail}");
}
