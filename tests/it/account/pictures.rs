//! Pictures of people and logos of organisations.

use axum::body::Body;
use http::Method;
use serde_json::Value;

use super::browser::Browser;
use crate::support::{Answer, Client, House, PASSWORD};

const PICTURE: &str = "/api/v1/users/me/profile-picture";
const LOGO: &str = "/api/v1/organizations/me/logo";
const MULTIPART: &str = "multipart/form-data; boundary=cut";

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(width, height)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn upload(field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat()
}

async fn send(client: &Client, path: &str, body: Vec<u8>) -> Answer {
    client
        .send(Method::POST, path, Some(MULTIPART), Body::from(body))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_cut_to_a_square_and_seen_by_whoever_reads() {
    let house = House::new().await;
    let member = house.person("member").await;
    let data = send(&member, PICTURE, upload("file", "me.png", &png(80, 40)))
        .await
        .ok()
        .data();
    let url = data["avatar_url"].as_str().unwrap().to_owned();
    let picture = house.stranger("member").await.get(&url).await.ok();
    assert!(picture.header("content-type").starts_with("image/"));
    let drawn = image::load_from_memory(&picture.bytes).unwrap();
    assert_eq!(drawn.width(), drawn.height());
    let second = send(&member, PICTURE, upload("file", "me.png", &png(60, 60)))
        .await
        .ok()
        .data();
    assert_ne!(second["avatar_url"], url);
    assert_eq!(member.get(&url).await.status, 404, "the one before is gone");
    assert_eq!(member.delete(PICTURE).await.status, 204);
    assert_eq!(
        member.get("/api/v1/users/me").await.data()["avatar_url"],
        Value::Null
    );
    assert_eq!(
        member.delete(PICTURE).await.status,
        204,
        "nothing to take away is no fault"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logo_is_the_administrators_matter() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    let body = upload("file", "logo.png", &png(64, 64));
    assert_eq!(
        send(&member, LOGO, body.clone()).await.said(),
        "403 permission_missing"
    );
    let data = send(&admin, LOGO, body).await.ok().data();
    assert!(data["logo_url"].is_string());
    let card = format!("/api/v1/organizations/{}", house.organization);
    assert_eq!(
        house.guest().get(&card).await.data()["logo_url"],
        data["logo_url"]
    );
    assert_eq!(admin.delete(LOGO).await.status, 204);
    assert_eq!(
        house.guest().get(&card).await.data()["logo_url"],
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused() {
    let house = House::new().await;
    let member = house.person("member").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (body, said) in [
        (upload("file", "x.png", svg), "415 file_type_not_allowed"),
        (
            upload("file", "x.png", b"%PDF-1.7 hello"),
            "415 file_type_not_allowed",
        ),
        (
            upload("picture", "x.png", &png(9, 9)),
            "422 invalid file:required",
        ),
        (upload("file", "x.png", &[]), "422 invalid file:file_empty"),
    ] {
        assert_eq!(send(&member, PICTURE, body).await.said(), said);
    }
    let cut = &png(200, 200)[..60];
    assert_eq!(
        send(&member, PICTURE, upload("file", "x.png", cut))
            .await
            .status,
        422
    );
    let json = member.post(PICTURE, serde_json::json!({})).await;
    assert_eq!(json.said(), "415 unsupported_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_take_and_forget_pictures() {
    let house = House::new().await;
    let owner = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    let csrf = owner.csrf();
    for (page, action) in [
        ("/me", "/me/picture"),
        ("/organization", "/organization/logo"),
    ] {
        assert!(
            owner
                .get(page)
                .await
                .ok()
                .text()
                .contains(&format!("{action}?csrf={csrf}"))
        );
        let path = format!("{action}?csrf={csrf}");
        let good = upload("file", "x.png", &png(64, 64));
        let answer = owner.send_bytes(&path, MULTIPART, good).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(owner.get(page).await.text().contains("/thumbnail\""));
        let bad = owner
            .send_bytes(&path, MULTIPART, upload("file", "x.png", b"words"))
            .await;
        assert_eq!(bad.status, 415);
        assert!(bad.text().contains("class=\"notice notice--bad\""));
        let unsafe_one = owner
            .send_bytes(action, MULTIPART, upload("file", "x.png", b"x"))
            .await;
        assert_eq!(unsafe_one.status, 403, "no token");
        assert_eq!(
            owner.form(&format!("{action}/remove"), &[]).await.status,
            303
        );
        assert!(!owner.get(page).await.text().contains("/thumbnail\""));
    }
}
