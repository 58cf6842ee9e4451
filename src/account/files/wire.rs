//! The JSON shape of a file.

use platform::{
    Time,
    files::{MediaType, StoredFile},
    id::{FileId, PersonId},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A stored file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub(super) struct FileOut {
    #[schema(value_type = String, format = "uuid")]
    id: FileId,
    /// The name it is saved under.
    #[schema(example = "valve.jpg")]
    name: String,
    /// What it is, by its content.
    #[schema(value_type = String, example = "image/jpeg")]
    media_type: MediaType,
    /// How many bytes are stored; a picture's are those of the picture drawn anew.
    bytes: u64,
    /// Pixels across; pictures only.
    width: Option<u32>,
    /// Pixels down; pictures only.
    height: Option<u32>,
    /// For `<img>` and links on pages.
    url: String,
    /// The picture in small; pictures only.
    thumbnail_url: Option<String>,
    #[schema(value_type = String, format = "uuid")]
    uploader_id: PersonId,
    #[schema(value_type = String, format = "date-time")]
    created_at: Time,
}

impl From<StoredFile> for FileOut {
    fn from(file: StoredFile) -> Self {
        Self {
            url: file.url(),
            thumbnail_url: file.thumbnail_url(),
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
            width: file.width,
            height: file.height,
            uploader_id: file.uploader,
            created_at: file.created_at,
        }
    }
}
