//! A stored file, its type and what it is for.

use data_encoding::HEXLOWER;

use crate::{
    id::{FileId, OrganizationId, PersonId},
    time::Time,
    words::words,
};

/// The SHA-256 of stored bytes, which is also their place.
pub type Hash = [u8; 32];

words! {
    /// What a content is, by looking at it. Nothing else is taken.
    MediaType {
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A drawing or a screenshot.
        Png = "image/png",
        /// Either of them.
        Webp = "image/webp",
        /// A picture in few colours; its first frame is kept, as PNG.
        Gif = "image/gif",
        /// A document to be printed.
        Pdf = "application/pdf",
        /// A text document.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// A workbook.
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// Slides.
        Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        /// A table as text.
        Csv = "text/csv",
        /// Text.
        Text = "text/plain",
        /// Text with marks.
        Markdown = "text/markdown",
        /// A film.
        Mp4 = "video/mp4",
        /// A film.
        Webm = "video/webm",
    }
}

impl MediaType {
    /// Its usual endings, the best first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Csv => &["csv"],
            Self::Text => &["txt", "text", "log"],
            Self::Markdown => &["md", "markdown"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Webm => &["webm"],
        }
    }

    /// Whether it is a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp | Self::Gif)
    }

    /// Whether it is a film.
    pub const fn is_film(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm)
    }
}

/// What a file is handed in for; decides which types are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Anything on the list.
    Any,
    /// A picture.
    Picture,
}

impl Purpose {
    /// Whether a type is taken for it.
    pub const fn takes(self, media: MediaType) -> bool {
        match self {
            Self::Any => true,
            Self::Picture => media.is_picture(),
        }
    }

    /// What is taken, for people.
    pub const fn taken(self) -> &'static str {
        match self {
            Self::Any => "jpg, png, webp, gif, pdf, docx, xlsx, pptx, csv, txt, md, mp4, webm",
            Self::Picture => "jpg, png, webp, gif",
        }
    }
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id.
    pub id: FileId,
    /// Whose storage it takes.
    pub organization: OrganizationId,
    /// Who handed it in.
    pub uploader: PersonId,
    /// Of the stored bytes.
    pub sha256: Hash,
    /// The name that it is saved under, with an ending that fits its type.
    pub name: String,
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes are stored.
    pub bytes: u64,
    /// Pixels across, for pictures.
    pub width: Option<u32>,
    /// Pixels down, for pictures.
    pub height: Option<u32>,
    /// Of the small picture; a picture without one is small itself.
    pub thumbnail: Option<Hash>,
    /// When it was handed in.
    pub created_at: Time,
}

impl StoredFile {
    /// Where pages find it.
    pub fn url(&self) -> String {
        format!("/files/{}/{}", self.id, super::name::in_address(&self.name))
    }

    /// Where pages find it in small; pictures only.
    pub fn thumbnail_url(&self) -> Option<String> {
        self.media_type
            .is_picture()
            .then(|| format!("/files/{}/thumbnail", self.id))
    }
}

/// The hash as it is written.
pub fn hex(hash: &Hash) -> String {
    HEXLOWER.encode(hash)
}
