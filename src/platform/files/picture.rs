//! Pictures: measured before they are decoded, turned as their camera was held, and drawn anew
//! without their metadata.
//!
//! A JPEG stays a JPEG and a PNG a PNG. A WebP becomes a JPEG, or stays a (lossless) WebP when it
//! is transparent in places, since no encoder of ours makes it smaller. Of a GIF the first frame is
//! kept, as PNG: moving pictures are films.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write},
};

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    metadata::Orientation,
};

use super::{
    disk::Folder,
    incoming::{Content, Sink},
    types::MediaType,
};
use crate::error::{Error, Message, Result};

/// Memory that all drawing together may take, in bytes.
pub const MEMORY_MAX: u64 = 160 * 1024 * 1024;
/// Decoded pixels of one picture, in bytes: 44 million pixels in three colours.
const DECODED_MAX: u64 = 128 * 1024 * 1024;
/// Longest side that is decoded, in pixels.
const SIDE_MAX: u32 = 20_000;
/// Longest side that is kept; a larger picture is drawn smaller.
const SIDE_KEPT: u32 = 4096;
/// Longest side of a thumbnail.
const SIDE_SMALL: u32 = 480;
/// Quality of a kept JPEG and of a thumbnail.
const QUALITY: u8 = 88;
const QUALITY_SMALL: u8 = 80;

/// What drawing a picture takes.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Memory, in bytes.
    pub bytes: u64,
}

/// A picture drawn anew.
#[derive(Debug)]
pub(super) struct Drawn {
    pub content: Content,
    pub media: MediaType,
    pub width: u32,
    pub height: u32,
    /// None when the picture is small itself.
    pub thumbnail: Option<Content>,
}

/// Reads the header. 422 `image_too_large` for what would not fit into memory, 422 `file_damaged`
/// for what is no picture after all.
pub(super) fn measure(file: &mut File, media: MediaType) -> Result<Needs> {
    // The decoder of progressive JPEGs keeps every coefficient until the end.
    let factor = if media == MediaType::Jpeg && is_progressive(file)? {
        3
    } else {
        1
    };
    let length = file.metadata()?.len();
    let pixels = decoder(file, media)?.total_bytes();
    if pixels.saturating_mul(factor) > DECODED_MAX {
        return Err(too_large());
    }
    Ok(Needs {
        bytes: pixels * factor + length,
    })
}

/// Draws a picture anew; `square` cuts its middle out and makes that at most so many pixels wide.
pub(super) fn draw(
    folder: &Folder,
    file: &mut File,
    media: MediaType,
    square: Option<u32>,
) -> Result<Drawn> {
    let mut decoder = decoder(file, media)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(|e| refused(&e))?;
    // Smaller first, so that turning does not need the memory twice.
    let fitted = match square {
        Some(side) => middle(&decoded, side),
        None => within(&decoded, SIDE_KEPT).unwrap_or(decoded),
    };
    let mut picture = plain(fitted);
    picture.apply_orientation(orientation);
    let media = kept_as(media, &picture);
    let content = encode(folder, &picture, media, QUALITY)?;
    let small = within(&picture, SIDE_SMALL);
    let thumbnail = small.map(|small| {
        let media = if small.has_alpha() {
            MediaType::Png
        } else {
            MediaType::Jpeg
        };
        encode(folder, &small, media, QUALITY_SMALL)
    });
    Ok(Drawn {
        content,
        media,
        width: picture.width(),
        height: picture.height(),
        thumbnail: thumbnail.transpose()?,
    })
}

fn decoder(file: &mut File, media: MediaType) -> Result<impl ImageDecoder + '_> {
    file.rewind()?;
    let format = match media {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Gif => ImageFormat::Gif,
        _ => ImageFormat::Png,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_MAX);
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    reader.limits(limits);
    reader.into_decoder().map_err(|e| refused(&e))
}

/// The largest square in the middle, at most so many pixels wide.
fn middle(picture: &DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let cut = width.min(height);
    let square = picture.crop_imm((width - cut) / 2, (height - cut) / 2, cut, cut);
    if cut > side {
        square.thumbnail_exact(side, side)
    } else {
        square
    }
}

/// The picture in small, if it does not fit.
fn within(picture: &DynamicImage, side: u32) -> Option<DynamicImage> {
    let too_wide = picture.width().max(picture.height()) > side;
    too_wide.then(|| picture.thumbnail(side, side))
}

/// Eight bits a colour, and transparency only where something is transparent.
fn plain(picture: DynamicImage) -> DynamicImage {
    let picture = match picture {
        DynamicImage::ImageRgba8(_) | DynamicImage::ImageRgb8(_) | DynamicImage::ImageLuma8(_) => {
            picture
        }
        other if other.has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    };
    match picture {
        DynamicImage::ImageRgba8(pixels) if pixels.pixels().all(|p| p.0[3] == 255) => {
            DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8())
        }
        other => other,
    }
}

fn kept_as(media: MediaType, picture: &DynamicImage) -> MediaType {
    match media {
        MediaType::Webp if !picture.has_alpha() => MediaType::Jpeg,
        MediaType::Gif => MediaType::Png,
        other => other,
    }
}

fn encode(
    folder: &Folder,
    picture: &DynamicImage,
    media: MediaType,
    quality: u8,
) -> Result<Content> {
    let mut out = BufWriter::with_capacity(256 * 1024, Sink::new(folder)?);
    let encoded = match media {
        MediaType::Jpeg => {
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality))
        }
        MediaType::Webp => picture.write_with_encoder(WebPEncoder::new_lossless(&mut out)),
        _ => picture.write_with_encoder(PngEncoder::new(&mut out)),
    };
    encoded.map_err(|e| refused(&e))?;
    out.flush()?;
    let sink = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(sink.finish())
}

/// Walks the segments of a JPEG to the one that starts the frame.
fn is_progressive(file: &mut File) -> Result<bool> {
    file.rewind()?;
    let mut reader = BufReader::new(file);
    let mut two = [0; 2];
    let mut next = |reader: &mut BufReader<&mut File>| reader.read_exact(&mut two).map(|()| two);
    if next(&mut reader).map_err(|_| damaged())? != [0xff, 0xd8] {
        return Err(damaged());
    }
    loop {
        let [mark, kind] = next(&mut reader).map_err(|_| damaged())?;
        match (mark, kind) {
            (0xff, 0xff) => reader.seek_relative(-1)?,
            (0xff, 0xc2 | 0xc6 | 0xca | 0xce) => return Ok(true),
            (0xff, 0xc0..=0xcf) if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => return Ok(false),
            (0xff, 0x01 | 0xd0..=0xd7) => {}
            // The picture begins, or ends, without a frame.
            (0xff, 0xd9 | 0xda) => return Err(damaged()),
            (0xff, _) => {
                let length = u16::from_be_bytes(next(&mut reader).map_err(|_| damaged())?);
                let rest = i64::from(length).checked_sub(2).filter(|l| *l >= 0);
                reader.seek_relative(rest.ok_or_else(damaged)?)?;
                if reader.fill_buf()?.is_empty() {
                    return Err(damaged());
                }
            }
            _ => return Err(damaged()),
        }
    }
}

fn refused(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        ImageError::IoError(io) if is_disk_fault(io) => io::Error::from(io.kind()).into(),
        _ => damaged(),
    }
}

/// Decoders call every end that comes too early an error of reading.
fn is_disk_fault(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// 422: the content is not what its beginning says.
pub(super) fn damaged() -> Error {
    Error::invalid("file", Message::new("file-damaged"))
}

fn too_large() -> Error {
    let megapixels = DECODED_MAX / 3 / 1_000_000;
    Error::invalid(
        "file",
        Message::new("image-too-large").arg("megapixels", megapixels),
    )
}
