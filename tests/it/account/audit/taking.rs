//! The log as a table to take away.

use serde_json::json;

use super::{EXPORT, rows};
use crate::support::{Answer, Client, House};

fn table(answer: &Answer) -> Vec<Vec<String>> {
    let text = answer.text();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut table = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, _>| -> Vec<String> {
        row.unwrap().iter().map(str::to_owned).collect()
    };
    table.records().map(row).collect()
}

async fn rename(client: &Client, name: &str) {
    client
        .patch("/api/v1/users/me", json!({"display_name": name}))
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_every_row_in_both_scripts_and_no_formula() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let member = house.person("member").await;
    rename(&member, "سارة القحطاني").await;
    rename(&member, "=HYPERLINK(\"http://evil.example\")").await;
    let agent = "@SUM(1+1)*cmd|' /C calc'!A0";
    rename(
        &member.header("user-agent", agent),
        "+1 \"quoted\", and commas",
    )
    .await;
    let before = rows(&admin, "?limit=100").await;
    let answer = admin.get(EXPORT).await.ok();
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition").split(';').nth(1),
        Some(" filename=\"audit-log-2026-01-01.csv\"")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let table = table(&answer);
    insta::assert_snapshot!(table[0].join(" "), @"id at organization_id actor_kind actor_id actor_name action resource_type resource_id changes ip user_agent request_id");
    assert_eq!(table.len() - 1, before.len());
    for (line, row) in table[1..].iter().zip(&before) {
        assert_eq!(line[0], row["id"].as_str().unwrap());
        assert_eq!(line[6], row["action"].as_str().unwrap());
    }
    assert!(answer.text().contains("سارة القحطاني"));
    let ours: Vec<_> = table.iter().filter(|l| l[6] == "person.updated").collect();
    assert_eq!(ours[0][5], "'+1 \"quoted\", and commas");
    assert_eq!(ours[0][11], format!("'{agent}"));
    for cell in table.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_it_away_is_noted_with_what_was_asked_for() {
    let house = House::new().await;
    let (auditor, admin) = (house.person("auditor").await, house.person("admin").await);
    let asked = "?action=session.opened&sort=at";
    let answer = auditor.get(&format!("{EXPORT}{asked}")).await.ok();
    let lines = table(&answer);
    assert!(lines[1..].iter().all(|l| l[6] == "session.opened") && lines.len() > 2);
    let noted = rows(&admin, "?action=audit_log.exported").await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["actor"]["id"], auditor.person.unwrap().to_string());
    assert_eq!(
        noted[0]["changes"]["filters"][1],
        "action=session.opened&sort=at"
    );
    let refused = auditor.get(&format!("{EXPORT}?limit=many")).await;
    assert_eq!(refused.said(), "422 invalid limit:number_range");
    assert_eq!(rows(&admin, "?action=audit_log.exported").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_many_pieces_arrives_whole_and_in_order() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let (organization, ids) = (house.organization, house.app.ids.clone());
    let now = house.app.clock.now();
    let write = move |tx: &store::Writer<'_>| {
        let origin = platform::actor::Origin::default();
        let action = platform::journal::Action::new("person", "updated");
        for n in 0..1203 {
            let changes = platform::journal::Changes::none().field("n", -1, n);
            let id = Some(ids.next::<platform::id::Person>());
            platform::journal::record_system(
                tx,
                Some(organization),
                &origin,
                now,
                action,
                id,
                changes,
            )?;
        }
        Ok(())
    };
    house.app.write(write).await.unwrap();
    let path = format!("{EXPORT}?actor_kind=system&action=person.updated&sort=at");
    let lines = table(&admin.get(&path).await.ok());
    let numbers: Vec<_> = lines[1..].iter().map(|l| l[9].clone()).collect();
    let expected: Vec<_> = (0..1203).map(|n| format!("{{\"n\":[-1,{n}]}}")).collect();
    assert_eq!(numbers, expected);
}
