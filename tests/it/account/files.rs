//! Files: what is taken, what is kept of it, who may open it, and when it goes.

use std::{io::Cursor, time::Duration};

use axum::body::Body;
use http::Method;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use platform::{
    files,
    hooks::Hooks,
    id::{Any, FileId},
    people,
};

use crate::support::{Answer, Client, House};

const FILES: &str = "/api/v1/files";

/// A multipart body with one file.
fn multipart(name: &str, bytes: &[u8]) -> Body {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"".to_vec();
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(b"\"\r\nContent-Type: application/x-whatever\r\n\r\n");
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    Body::from(body)
}

const MULTIPART: &str = "multipart/form-data; boundary=edge";

async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    client
        .send(Method::POST, FILES, Some(MULTIPART), multipart(name, bytes))
        .await
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut picture = RgbImage::from_pixel(width, height, Rgb([250, 250, 250]));
    // A red corner, top left, tells whether it was turned.
    for (x, y) in (0..width / 3).flat_map(|x| (0..height / 3).map(move |y| (x, y))) {
        picture.put_pixel(x, y, Rgb([250, 0, 0]));
    }
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// A JPEG that was taken with the camera on its side, and says where.
fn photo_with_metadata() -> Vec<u8> {
    let plain = picture(90, 60, ImageFormat::Jpeg);
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 24.7136 46.6753");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

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
async fn a_picture_is_turned_and_loses_its_metadata() {
    let house = House::new().await;
    let member = house.person("member").await;
    let sent = upload(&member, "photo.jpg", &photo_with_metadata())
        .await
        .ok();
    let data = sent.data();
    assert_eq!((&data["width"], &data["height"]), (&60.into(), &90.into()));
    let kept = member.get(data["url"].as_str().unwrap()).await.ok();
    assert_eq!(kept.header("content-type"), "image/jpeg");
    assert!(kept.header("content-disposition").starts_with("inline;"));
    assert!(!kept.bytes.windows(4).any(|w| w == b"Exif" || w == b"GPS "));
    let pixels = image::load_from_memory(&kept.bytes).unwrap().into_rgb8();
    assert_eq!(pixels.dimensions(), (60, 90));
    let red = |x, y| pixels.get_pixel(x, y).0[1] < 100;
    assert!(
        red(55, 5) && !red(5, 5),
        "the corner is at the top right now"
    );
    let small = member
        .get(data["thumbnail_url"].as_str().unwrap())
        .await
        .ok();
    assert_eq!(
        small.bytes, kept.bytes,
        "a small picture is its own thumbnail"
    );
}

#[tokio::test]
async fn every_picture_is_drawn_anew_and_small() {
    let house = House::new().await;
    let member = house.person("member").await;
    for (name, format, kept_as) in [
        ("a.png", ImageFormat::Png, "image/png"),
        ("a.jpg", ImageFormat::Jpeg, "image/jpeg"),
        ("a.webp", ImageFormat::WebP, "image/jpeg"),
        ("a.gif", ImageFormat::Gif, "image/png"),
    ] {
        let bytes = [
            picture(600, 300, format),
            b"<script>alert(1)</script>PK\x03\x04".to_vec(),
        ]
        .concat();
        let data = upload(&member, name, &bytes).await.ok().data();
        assert_eq!(data["media_type"], kept_as, "{name}");
        let kept = member.get(data["url"].as_str().unwrap()).await.ok();
        assert!(!kept.bytes.windows(7).any(|w| w == b"<script"), "{name}");
        let small = member
            .get(data["thumbnail_url"].as_str().unwrap())
            .await
            .ok();
        let small = image::load_from_memory(&small.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (480, 240), "{name}");
    }
}

#[tokio::test]
async fn what_is_not_on_the_list_is_refused_whatever_it_is_called() {
    let house = House::new().await;
    let member = house.person("member").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    for (name, bytes) in [
        ("a.svg", &svg[..]),
        ("a.png", svg),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.pdf", b"MZ\x90\x00\x03"),
        ("a.docx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("a.mp4", b"\x00\x00\x00\x18ftypheic\0\0\0\0"),
        ("a.txt", b"a\x00b"),
    ] {
        let said = upload(&member, name, bytes).await.said();
        assert_eq!(said, "415 file_type_not_allowed", "{name}");
    }
    let raw = member
        .send(Method::POST, FILES, Some("image/png"), Body::from("x"))
        .await;
    assert_eq!(raw.said(), "415 unsupported_type");
}

#[tokio::test]
async fn damaged_and_huge_pictures_are_refused_before_they_are_drawn() {
    let house = House::new().await;
    let member = house.person("member").await;
    let png = picture(400, 400, ImageFormat::Png);
    // The sizes in the headers alone say more than may be drawn.
    let mut wide = png.clone();
    wide[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let checksum = crc32(&wide[12..29]);
    wide[29..33].copy_from_slice(&checksum.to_be_bytes());
    let mut gif =
        b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\xff\xff\xff\xff\0\x02"
            .to_vec();
    gif.extend_from_slice(b"\x02\x44\x01\0;");
    let mut jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    jpeg.extend_from_slice(
        b"\xff\xc0\0\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\0\x02\x11\x01\x03\x11\x01",
    );
    jpeg.extend_from_slice(&[0; 64]);
    for (name, bytes, code) in [
        ("empty.png", &b""[..], "file_empty"),
        ("cut.png", &png[..png.len() / 2], "file_damaged"),
        ("head.png", &png[..20], "file_damaged"),
        (
            "polyglot.gif",
            b"GIF89a/*\xff\xff*/=alert(1)//",
            "image_too_large",
        ),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "file_damaged"),
        ("wide.png", &wide, "image_too_large"),
        ("wide.gif", &gif, "image_too_large"),
        ("wide.jpg", &jpeg, "image_too_large"),
        (
            "cut.xlsx",
            b"PK\x03\x04 and no list of contents",
            "file_damaged",
        ),
    ] {
        let said = upload(&member, name, bytes).await.said();
        assert_eq!(said, format!("422 invalid file:{code}"), "{name}");
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    })
}

#[tokio::test]
async fn uploads_that_are_none_are_refused_quickly() {
    let house = House::new().await;
    let member = house.person("member").await;
    let post = |body: Body| member.send(Method::POST, FILES, Some(MULTIPART), body);
    let other = "--edge\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n".repeat(10_000);
    assert_eq!(
        post(Body::from(other + "--edge--\r\n")).await.said(),
        "422 invalid file:required"
    );
    assert_eq!(
        post(Body::from("--edge--\r\n")).await.said(),
        "422 invalid file:required"
    );
    assert_eq!(post(Body::empty()).await.said(), "400 body_cut_short");
    let cut =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc";
    assert_eq!(post(Body::from(cut)).await.said(), "400 body_cut_short");
    let big = vec![b'a'; 49 * 1024 * 1024 + 1];
    assert_eq!(
        upload(&member, "a.txt", &big).await.said(),
        "413 file_too_large"
    );
    let bigger = vec![b'a'; 51 * 1024 * 1024];
    assert_eq!(upload(&member, "a.txt", &bigger).await.status, 413);
    assert_eq!(
        upload(&house.guest(), "a.txt", b"a").await.said(),
        "401 unauthenticated"
    );
}

#[tokio::test]
async fn names_are_text_and_never_a_path() {
    let house = House::new().await;
    let member = house.person("member").await;
    for (sent, name) in [
        ("../../../etc/passwd", "passwd.txt"),
        ("C:\\temp\\report.txt", "report.txt"),
        ("\u{202e}txt.exe", "txt.exe.txt"),
        ("evil.html", "evil.html.txt"),
        ("تقرير.txt", "تقرير.txt"),
        ("con.txt", "_con.txt"),
    ] {
        let data = upload(&member, sent, sent.as_bytes()).await.ok().data();
        assert_eq!(data["name"], name, "{sent}");
        assert_eq!(
            member.get(data["url"].as_str().unwrap()).await.bytes,
            sent.as_bytes()
        );
    }
    let long = upload(&member, &"a".repeat(10_000), b"long")
        .await
        .ok()
        .data();
    assert_eq!(long["name"].as_str().map(str::len), Some(200));
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
        id.parse().unwrap(),
        member.person.unwrap(),
        house.app.clock.now(),
    );
    let portrait = move |tx: &store::Writer<'_>| {
        let actor = people::actor(tx, person, now)?;
        people::set_picture(tx, &actor, now, file)
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
        let stored = files::stored(tx, file)?.unwrap();
        let mut seen = Vec::new();
        let attach =
            |actor, kind| files::attach(tx, actor, file, kind, object).map_err(|e| e.to_string());
        seen.push(attach(&other, "open_thing").unwrap_err());
        for kind in ["unknown_thing", "shut_thing", "open_thing"] {
            attach(&uploader, kind).unwrap();
            seen.push(format!(
                "{kind} {}",
                files::may_open(tx, &hooks, &other.scope(), &stored)?
            ));
        }
        files::detach_others(tx, &[], "open_thing", object)?;
        seen.push(format!(
            "detached {}",
            files::may_open(tx, &hooks, &other.scope(), &stored)?
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
