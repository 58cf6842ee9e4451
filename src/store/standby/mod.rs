//! A warm standby: reading a data folder that a copying tool keeps bringing from elsewhere.
//!
//! The copied folder belongs to the copying tool, which may replace files, rewrite them in place,
//! or be in the middle of it at any moment. Nothing is written there and nothing of the database
//! is opened there. The standby has a view of its own in a work folder, `db/g00000012/` as in a
//! data folder:
//!
//! - A newer marked generation is copied there and judged as at a start. Only when it is whole, it
//!   becomes the view; until then the former one goes on.
//! - What a longer log adds to it is appended, up to the last whole commit. The checksums, which
//!   continue from frame to frame, prove that it belongs to what is there.
//! - The pool of read connections is replaced each time. Connections to a view never see what is
//!   added later (`connection::still`), so each reads one moment.
//!
//! So the view only ever goes forward, and whatever happens to the copy, it goes on with what it
//! has. A folder that went back (an older copy was put there) is not followed: see
//! [`Copied::Older`]. What is newer than the view but cannot be used is told in [`Standby`].

mod follow;
mod look;
mod promote;
mod view;

use jiff::Timestamp;

pub use follow::Follower;
pub(crate) use follow::Shared;
pub use promote::Promotion;

use crate::OpenError;

/// What a standby shows, and how the copied folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standby {
    /// The generation that is shown; none while there was no whole copy yet.
    pub generation: Option<u32>,
    /// When the last write that is shown was committed.
    pub as_of: Option<Timestamp>,
    /// How the copied folder was at the last look.
    pub copied: Copied,
    /// Since when it is like that.
    pub since: Timestamp,
}

/// How a copied folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// All that is in it is shown.
    Whole,
    /// Something newer has begun to arrive.
    Incomplete,
    /// There is no database in it.
    Missing,
    /// Something newer is there, and not as it was written.
    Damaged,
    /// It is older than what is shown.
    Older,
    /// It is of another server, or of another history of this one.
    Foreign,
    /// It was written by a newer version than this one.
    NewerVersion,
    /// It was written by an older version than this one.
    OlderVersion,
    /// It, or the work folder, cannot be read or written.
    Unusable,
}

impl Copied {
    /// Its word, for programs and in the names of messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Incomplete => "incomplete",
            Self::Missing => "missing",
            Self::Damaged => "damaged",
            Self::Older => "older",
            Self::Foreign => "foreign",
            Self::NewerVersion => "newer_version",
            Self::OlderVersion => "older_version",
            Self::Unusable => "unusable",
        }
    }

    /// Whether a person has to do something, as far as can be told.
    pub const fn is_trouble(self) -> bool {
        !matches!(self, Self::Whole | Self::Incomplete)
    }
}

/// What a look at the copied folder changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Nothing.
    No,
    /// The view went on.
    On,
    /// The view was replaced by another history: what is derived from it is worth nothing.
    Elsewhere,
}

/// Why something newer is not shown.
struct Refused {
    copied: Copied,
    why: String,
}

impl Refused {
    fn because(copied: Copied, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { copied, why }
    }
}

impl From<OpenError> for Refused {
    fn from(error: OpenError) -> Self {
        Self::because(Copied::Unusable, error.to_string())
    }
}
