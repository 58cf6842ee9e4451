//! What is taken, under which name, and what is made of pictures.

use std::io::Cursor;

use axum::body::Body;
use http::Method;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::{FILES, MULTIPART, upload};
use crate::support::House;

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
        // A header without a picture behind it is refused for either fault.
        let wide = name.starts_with("wide") && said == "422 invalid file:file_damaged";
        assert!(
            wide || said == format!("422 invalid file:{code}"),
            "{name}: {said}"
        );
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
