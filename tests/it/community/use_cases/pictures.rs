//! Pictures: whose may be shown, and who may open them.

use std::io::Cursor;

use axum::body::Body;
use http::Method;
use serde_json::{Value, json};

use super::{draft, one, published, whole, with};
use crate::support::{Answer, Client, House};

/// Sends a file as a browser does.
async fn upload(client: &Client, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let head = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat();
    let media_type = Some("multipart/form-data; boundary=cut");
    client
        .send(Method::POST, path, media_type, Body::from(body))
        .await
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([10, 120, 110]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn picture(client: &Client) -> String {
    upload(client, "/api/v1/files", "press.png", &png())
        .await
        .ok()
        .id()
}

fn showing(file: &str) -> Value {
    json!({"media": [{"file": file, "caption": "The press", "alt": "A press"}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_the_use_case_opens_its_pictures_and_nobody_else() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let file = picture(&author).await;
    let id = draft(&author, with(whole("kite"), showing(&file))).await;
    let content = format!("/api/v1/files/{file}/content");
    let (moderator, colleague) = (
        house.person("moderator").await,
        house.person("member").await,
    );
    let stranger = house.stranger("admin").await;
    let statuses = async || {
        let mut all = Vec::new();
        for reader in [&author, &moderator, &colleague, &stranger, &house.guest()] {
            all.push(reader.get(&content).await.status.as_u16());
        }
        all
    };
    assert_eq!(statuses().await, [200, 200, 404, 404, 404]);
    author.post(&one(&id, "/publish"), json!({})).await.ok();
    assert_eq!(statuses().await, [200, 200, 200, 404, 404]);
    let public = json!({"visibility": "public"});
    author.patch(&one(&id, ""), public).await.ok();
    assert_eq!(statuses().await, [200, 200, 200, 200, 200]);
    author.patch(&one(&id, ""), json!({"media": []})).await.ok();
    assert_eq!(statuses().await, [200, 404, 404, 404, 404]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_pictures_are_shown() {
    let house = House::new().await;
    let author = house.person("member").await;
    let colleague = house.person("member").await;
    let id = draft(&author, json!({})).await;
    let foreign = picture(&colleague).await;
    let refused = author.patch(&one(&id, ""), showing(&foreign)).await;
    insta::assert_snapshot!(refused.said(), @"422 invalid media[0].file:use_case_picture");
    let note = upload(&author, "/api/v1/files", "note.txt", b"just words")
        .await
        .ok()
        .id();
    let refused = author.patch(&one(&id, ""), showing(&note)).await;
    insta::assert_snapshot!(refused.said(), @"422 invalid media[0].file:use_case_picture");
    let own = picture(&author).await;
    let shown = author.patch(&one(&id, ""), showing(&own)).await.ok().data();
    let url = format!("/api/v1/files/{own}/content");
    assert_eq!(shown["media"][0]["url"], url);
    // A moderator may change the caption of a picture that is not his.
    let moderator = house.person("moderator").await;
    let caption = json!({"media": [{"file": own, "caption": "Press 17", "alt": "A press"}]});
    moderator.patch(&one(&id, ""), caption).await.ok();
    let listed = author
        .get("/api/v1/use-cases/mine?has_media=true")
        .await
        .ok();
    assert_eq!(listed.data()[0]["picture"]["caption"], "Press 17");
    // His copy goes without the picture.
    let copy = moderator
        .post(&one(&id, "/duplicate"), json!({}))
        .await
        .ok();
    assert_eq!(copy.data()["media"], json!([]));
    let copy = author.post(&one(&id, "/duplicate"), json!({})).await.ok();
    assert_eq!(copy.data()["media"][0]["file"], own);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_takes_pictures_in_and_lets_them_go() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(&author, whole("kite")).await;
    let pictures = format!("/use-cases/{id}/pictures");
    let sent = upload(&author, &pictures, "press.png", &png()).await;
    assert_eq!(
        sent.header("location"),
        format!("/use-cases/{id}/edit?step=place#pictures")
    );
    let page = author
        .get(&format!("/use-cases/{id}/edit?step=place"))
        .await
        .ok()
        .text();
    assert!(page.contains("name=\"media.file\""));
    let file = author.get(&one(&id, "")).await.data()["media"][0]["file"].clone();
    let file = file.as_str().unwrap();
    let typed = [
        ("media.file", file),
        ("media.caption", "Press 17"),
        ("media.alt", "A press"),
    ];
    let step = format!("/use-cases/{id}/edit?step=place");
    author.form(&step, &typed).await;
    let shown = author
        .get(&format!("/use-cases/{id}/less-scrap-with-kite-vision"))
        .await
        .ok();
    assert!(shown.text().contains("Press 17"));
    let gone = [typed.as_slice(), &[("media.remove", file)]].concat();
    author.form(&step, &gone).await;
    assert_eq!(author.get(&one(&id, "")).await.data()["media"], json!([]));
    assert_eq!(
        upload(&author, &pictures, "press.png", b"no picture")
            .await
            .status,
        415
    );
    let damaged = upload(&author, &pictures, "press.png", &png()[..60]).await;
    assert_eq!(damaged.status, 422);
    let stranger = house.stranger("admin").await;
    assert_eq!(
        upload(&stranger, &pictures, "press.png", &png())
            .await
            .status,
        404
    );
}
