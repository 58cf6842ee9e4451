//! What storing files needs while the server runs.

use std::{path::Path, sync::Arc, thread::available_parallelism};

use tokio::sync::{RwLock, Semaphore};

use super::{
    disk::Folder,
    picture::{MEMORY_MAX, Needs},
};
use crate::error::{Error, Result};

const MIB: u64 = 1024 * 1024;

/// The folder and the turns that are taken at it.
#[derive(Debug)]
pub struct Vault {
    pub(super) folder: Arc<Folder>,
    /// Storing shares it; sweeping takes it alone, so that no content is taken away between the
    /// moment somebody finds it there and the moment his row tells of it.
    pub(super) turn: RwLock<()>,
    /// One permit per core: drawing more pictures at once would only slow down the rest.
    drawing: Semaphore,
    /// One permit per MiB of memory that drawing may take.
    memory: Semaphore,
}

impl Vault {
    /// Opens the folder `files/` of a data folder.
    pub fn open(data: &Path) -> Result<Self> {
        Ok(Self::of(Folder::open(data)?))
    }

    fn of(folder: Folder) -> Self {
        Self {
            folder: Arc::new(folder),
            turn: RwLock::new(()),
            drawing: Semaphore::new(available_parallelism().map_or(2, usize::from)),
            memory: Semaphore::new((MEMORY_MAX / MIB) as usize),
        }
    }

    /// The files of a folder that is copied here from elsewhere: they are read, and nothing is made
    /// or taken away there.
    pub fn open_copied(data: &Path) -> Self {
        Self::of(Folder::open_copied(data))
    }

    /// Runs blocking work that draws a picture, when it is its turn and its memory is free.
    pub(super) async fn draw<T, F>(&self, needs: Needs, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T> + Send + 'static,
    {
        let mib = needs.bytes.min(MEMORY_MAX).div_ceil(MIB) as u32;
        let closed = |_| Error::unavailable("busy");
        let _memory = self.memory.acquire_many(mib).await.map_err(closed)?;
        let _turn = self.drawing.acquire().await.map_err(closed)?;
        blocking(work).await
    }
}

/// Runs work that waits for the disk or computes, away from the async threads.
pub(super) async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::internal(error)))
}
