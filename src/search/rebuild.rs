//! Building a new index beside the present one.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::IndexWriter;

use crate::check;
use crate::document::Document;
use crate::error::{Error, Result, reading, writing};
use crate::index::{Index, Inner, Live, remove_folder};
use crate::merging::{self, writer_of};
use crate::writer::{MOST_WAITING, add, commit};

/// A new index under construction. Searches and changes go on in the present one, if there is one,
/// until [`Rebuild::finish`]; dropping it abandons the work.
pub struct Rebuild {
    inner: Arc<Inner>,
    path: PathBuf,
    live: Option<Live>,
    writer: Option<IndexWriter>,
    waiting: usize,
    finished: bool,
}

impl Index {
    /// Starts a new index beside the present one.
    ///
    /// Note the journal's newest position first, add every object, then finish with that position:
    /// what changed meanwhile is applied again from there.
    ///
    /// # Errors
    /// `Write` if the folder cannot be written.
    pub fn rebuild(&self) -> Result<Rebuild> {
        let root = &self.inner.root;
        // The index is derived: what stands in its place goes.
        if fs::symlink_metadata(root).is_ok_and(|found| !found.is_dir()) {
            fs::remove_file(root).map_err(writing)?;
        }
        fs::create_dir_all(root).map_err(writing)?;
        let newest = check::numbers(root)
            .map_err(writing)?
            .last()
            .copied()
            .unwrap_or(0);
        let path = check::folder(root, newest.saturating_add(1));
        fs::create_dir(&path).map_err(writing)?;
        let mut rebuild = Rebuild {
            inner: Arc::clone(&self.inner),
            path,
            live: None,
            writer: None,
            waiting: 0,
            finished: false,
        };
        let live = Live::open(&rebuild.path, &self.inner.options, true).map_err(writing)?;
        rebuild.writer = Some(writer_of(&live.index)?);
        rebuild.live = Some(live);
        self.inner.progress.send_replace(Some(0.0));
        Ok(rebuild)
    }
}

impl Rebuild {
    /// Adds documents, each object once. Give pages of some hundreds.
    ///
    /// # Errors
    /// `Write` if the disk does not take it: drop the rebuild and start again later.
    pub fn add(&mut self, documents: Vec<Document>) -> Result<()> {
        let (Some(live), Some(writer)) = (&self.live, &mut self.writer) else {
            return Err(Error::NotReady);
        };
        for document in documents {
            self.waiting += add(writer, &live.fields, &document)?;
            if self.waiting >= MOST_WAITING {
                // Without the marker nobody takes this for a whole index.
                commit(writer, 0)?;
                live.folder.save().map_err(writing)?;
                self.waiting = 0;
            }
        }
        Ok(())
    }

    /// Says how far it is, for [`Index::progress`].
    pub fn progress(&self, done: u64, total: u64) {
        let share = if total == 0 {
            0.0
        } else {
            done as f32 / total as f32
        };
        self.inner
            .progress
            .send_replace(Some(share.clamp(0.0, 1.0)));
    }

    /// Makes the new index whole and puts it in service; the former one's files go after a while.
    ///
    /// # Errors
    /// `Write` if the disk does not take it: the former index stays in service.
    pub fn finish(mut self, position: u64) -> Result<()> {
        let (Some(live), Some(mut writer)) = (self.live.take(), self.writer.take()) else {
            return Err(Error::NotReady);
        };
        commit(&mut writer, position)?;
        merging::settle(&live.index, writer)?;
        live.folder.save().map_err(writing)?;
        check::write_marker(&self.path).map_err(writing)?;
        live.reader.reload().map_err(reading)?;
        self.finished = true;
        self.inner.swap(live, position);
        Ok(())
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        self.inner.progress.send_replace(None);
        self.writer = None;
        self.live = None;
        if !self.finished {
            remove_folder(&self.path);
        }
    }
}

impl std::fmt::Debug for Rebuild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rebuild")
            .field("folder", &self.path)
            .finish_non_exhaustive()
    }
}
