//! What became of snapshots and drills.

use crate::{
    id::{Any, Id},
    time::Time,
    words::words,
};

words! {
    /// What was done.
    Work {
        /// The snapshot of a night.
        Nightly = "nightly",
        /// A snapshot that somebody asked for.
        Manual = "manual",
        /// A snapshot before an upgrade.
        Upgrade = "upgrade",
        /// A restore drill.
        Drill = "drill",
    }
}

words! {
    /// What went wrong, in a word.
    Problem {
        /// The disk is left to those who write.
        Room = "room",
        /// A snapshot or the database is not what it should be.
        Damaged = "damaged",
        /// The snapshot is there, the copy in the second folder is not.
        Copy = "copy",
        /// There is nothing to restore.
        Nothing = "nothing",
        /// Uploads are missing or damaged.
        Files = "files",
        /// Something else.
        Other = "other",
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Id<Any>,
    /// What was done.
    pub work: Work,
    /// When it ended.
    pub at: Time,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// The snapshot, when it came so far.
    pub snapshot: Option<String>,
    /// Bytes: of the snapshot, or of what was restored from it.
    pub bytes: u64,
    /// How many uploads.
    pub files: u64,
    /// How many rows of the journal the drill compared.
    pub entries: u64,
    /// What went wrong, if anything did.
    pub problem: Option<Problem>,
    /// The same in a sentence, in English, for whoever mends it.
    pub detail: Option<String>,
}

impl Run {
    /// Whether nothing went wrong.
    pub const fn is_good(&self) -> bool {
        self.problem.is_none()
    }
}
