//! Who may open a file, in which parts it comes, and when it goes.

use std::{sync::Arc, time::Duration};

use platform::{
    Viewer, files,
    hooks::Hooks,
    id::{Any, FileId},
    people,
};

use super::{FILES, upload};
use crate::support::{Client, House};

#[tokio::test]
async fn a_document_comes_back_as_it_was_sent_whole_or_in_parts() {
    let house = House::new().await;
    let member = house.person("member").await;
    let text = "تقرير الصمام\nline two\n".as_bytes();
    let sent = upload(&member, "harness.txt", text).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let data = sent.data();
    assert_eq!(data["name"], "harness.txt");
    assert_eq!(data["media_type"], "text/plain");
    assert_eq!(data["bytes"], text.len());
    assert_eq!(data["thumbnail_url"], serde_json::Value::Null);
    assert_eq!(sent.header("location"), format!("{FILES}/{}", sent.id()));

    let content = format!("{FILES}/{}/content", sent.id());
    let whole = member.get(&content).await.ok();
    assert_eq!(whole.bytes, text);
    assert_eq!(whole.header("content-type"), "text/plain");
    assert_eq!(
        whole.header("content-disposition"),
        "attachment; filename=\"harness.txt\"; filename*=UTF-8''harness.txt"
    );
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(
        whole.header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
    assert_eq!(whole.header("cache-control"), "private, no-cache");
    assert_eq!(member.get(data["url"].as_str().unwrap()).await.bytes, text);

    let etag = whole.header("etag");
    let known = member.header("if-none-match", &etag).get(&content).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    let part = member.header("range", "bytes=2-5").get(&content).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &text[2..6]));
    assert_eq!(
        part.header("content-range"),
        format!("bytes 2-5/{}", text.len())
    );
    let end = member.header("range", "bytes=-4").get(&content).await;
    assert_eq!(&end.bytes[..], &text[text.len() - 4..]);
    let changed = member
        .header("range", "bytes=2-5")
        .header("if-range", "\"other\"");
    assert_eq!(changed.get(&content).await.bytes, text);
    let beyond = member.header("range", "bytes=999-").get(&content).await;
    assert_eq!(beyond.said(), "416 out_of_range");
    assert_eq!(
        beyond.header("content-range"),
        format!("bytes */{}", text.len())
    );
    // A part must be a part of the same bytes, so nothing is compressed on the way.
    let long = upload(&member, "long.txt", &b"word ".repeat(2000)).await;
    let squeezed = member.header("accept-encoding", "gzip, br");
    let squeezed = squeezed
        .get(&format!("{FILES}/{}/content", long.id()))
        .await;
    assert_eq!(squeezed.header("content-encoding"), "");
}

#[tokio::test]
async fn a_file_is_open_to_its_uploader_to_administrators_and_by_what_it_is_attached_to() {
    let house = House::new().await;
    let (member, colleague) = (house.person("member").await, house.person("member").await);
    let (admin, stranger) = (house.person("admin").await, house.stranger("admin").await);
    let id = upload(&member, "plan.txt", b"plan").await.ok().id();
    let path = format!("{FILES}/{id}");
    let missing = format!("{FILES}/{}", house.app.ids.next::<Any>());
    for client in [&colleague, &stranger] {
        for suffix in ["", "/content"] {
            let said = client.get(&format!("{path}{suffix}")).await.said();
            assert_eq!(said, client.get(&format!("{missing}{suffix}")).await.said());
            assert_eq!(said, "404 not_found");
        }
        assert_eq!(client.delete(&path).await.said(), "404 not_found");
    }
    member.get(&path).await.ok();
    admin.get(&path).await.ok();

    // A profile picture is open to whoever reads.
    let (file, person, now) = (
        id.parse::<FileId>().unwrap(),
        member.person.unwrap(),
        house.app.clock.now(),
    );
    let portrait = move |tx: &store::Writer<'_>| {
        let actor = people::actor(tx, person, now)?;
        people::set_picture(tx, &actor, now, Some(file))
    };
    house.app.write(portrait).await.unwrap();
    colleague.get(&path).await.ok();
    stranger.get(&path).await.ok();
    assert_eq!(house.guest().get(&path).await.said(), "401 unauthenticated");
}

#[tokio::test]
async fn whoever_may_open_an_object_may_open_what_is_attached_to_it() {
    let house = House::new().await;
    let (member, colleague) = (house.person("member").await, house.person("member").await);
    let file: FileId = upload(&member, "plan.txt", b"plan")
        .await
        .ok()
        .id()
        .parse()
        .unwrap();
    let (uploader, other) = (member.person.unwrap(), colleague.person.unwrap());
    let (now, object) = (house.app.clock.now(), house.app.ids.next::<Any>());
    let hooks = Hooks {
        gatekeepers: vec![
            ("open_thing", |_, _, _| Ok(true)),
            ("shut_thing", |_, _, _| Ok(false)),
        ],
        ..Hooks::default()
    };
    let story = move |tx: &store::Writer<'_>| {
        let (uploader, other) = (
            people::actor(tx, uploader, now)?,
            people::actor(tx, other, now)?,
        );
        let viewer = Viewer::Person(Arc::new(other.clone()));
        let stored = files::stored(tx, file)?.unwrap();
        let mut seen = Vec::new();
        let attach =
            |actor, kind| files::attach(tx, actor, file, kind, object).map_err(|e| e.to_string());
        seen.push(attach(&other, "open_thing").unwrap_err());
        for kind in ["unknown_thing", "shut_thing", "open_thing"] {
            attach(&uploader, kind).unwrap();
            seen.push(format!(
                "{kind} {}",
                files::may_open(tx, &hooks, &viewer, &stored)?
            ));
        }
        files::detach_others(tx, &[], "open_thing", object)?;
        seen.push(format!(
            "detached {}",
            files::may_open(tx, &hooks, &viewer, &stored)?
        ));
        Ok::<_, platform::Error>(seen)
    };
    assert_eq!(
        house.app.write(story).await.unwrap(),
        [
            "422 invalid attachments:file_not_yours",
            "unknown_thing false",
            "shut_thing false",
            "open_thing true",
            "detached false"
        ]
    );
}

#[tokio::test]
async fn a_file_must_fit_into_the_plan() {
    let house = House::new().await;
    let member = house.person("member").await;
    let limit = |tx: &store::Writer<'_>| {
        Ok::<_, platform::Error>(tx.execute("UPDATE plans SET max_storage_bytes = 10", [])?)
    };
    house.app.write(limit).await.unwrap();
    upload(&member, "a.txt", b"123456").await.ok();
    let refused = upload(&member, "b.txt", b"12345").await;
    assert_eq!(refused.said(), "402 plan_limit");
    let kept = upload(&member, "c.txt", b"1234").await.ok().id();
    member.delete(&format!("{FILES}/{kept}")).await.ok();
    upload(&member, "d.txt", b"4321").await.ok();
}

#[tokio::test]
async fn people_list_their_own_files_and_managers_all() {
    let house = House::new().await;
    let (member, admin) = (house.person("member").await, house.person("admin").await);
    upload(&member, "a.txt", b"a").await.ok();
    upload(&member, "b.csv", b"b;c").await.ok();
    upload(&admin, "c.txt", b"c").await.ok();
    upload(&house.stranger("admin").await, "d.txt", b"d")
        .await
        .ok();
    let names = async |client: &Client, query: &str| {
        let list = client.get(&format!("{FILES}{query}")).await.ok().data();
        let names: Vec<_> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["name"].clone())
            .collect();
        names
    };
    assert_eq!(names(&member, "").await, ["b.csv", "a.txt"]);
    assert_eq!(
        names(&admin, "?sort=name").await,
        ["a.txt", "b.csv", "c.txt"]
    );
    assert_eq!(names(&admin, "?media_type=text/csv").await, ["b.csv"]);
    let unknown = member.get(&format!("{FILES}?colour=red")).await;
    assert_eq!(unknown.status, 422);
}

#[tokio::test]
async fn a_file_whose_bytes_are_not_in_the_copy_says_so() {
    let house = House::new().await;
    let member = house.person("member").await;
    let sent = upload(&member, "a.txt", b"newer than the copy").await.ok();
    std::fs::remove_dir_all(house.folder().join("files")).unwrap();
    let content = member.get(&format!("{FILES}/{}/content", sent.id())).await;
    assert_eq!(content.said(), "410 file_not_in_backup");
    let page = member
        .header("accept", "text/html")
        .get(sent.data()["url"].as_str().unwrap())
        .await;
    assert_eq!(page.status, 410);
    assert!(page.text().contains("not in the backup"), "{}", page.text());
}

#[tokio::test]
async fn equal_files_share_their_bytes_until_the_last_is_gone() {
    let house = House::new().await;
    let (first, second) = (house.person("member").await, house.person("member").await);
    let retain = Duration::from_secs(3601);
    let one = upload(&first, "a.txt", b"the same").await.ok().id();
    let two = upload(&second, "b.txt", b"the same").await.ok().id();
    assert_eq!(on_disk(&house), 1);
    assert_eq!(first.delete(&format!("{FILES}/{one}")).await.status, 204);
    assert_eq!(
        first.get(&format!("{FILES}/{one}")).await.said(),
        "404 not_found"
    );
    house.wait(retain);
    assert_eq!(files::sweep(&house.app).await.unwrap(), 1);
    let second = house.sign_in(second.person.unwrap()).await;
    second.get(&format!("{FILES}/{two}/content")).await.ok();
    assert_eq!(second.delete(&format!("{FILES}/{two}")).await.status, 204);
    assert_eq!(
        files::sweep(&house.app).await.unwrap(),
        0,
        "a copy may still be under way"
    );
    assert_eq!(on_disk(&house), 1);
    house.wait(retain);
    assert_eq!(files::sweep(&house.app).await.unwrap(), 1);
    assert_eq!(on_disk(&house), 0);
}

/// How many contents lie in the folder.
fn on_disk(house: &House) -> usize {
    let mut count = 0;
    let mut folders = vec![house.folder().join("files")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                count += 1;
            }
        }
    }
    count
}
