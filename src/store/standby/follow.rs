//! Following a copied folder: from the first whole copy on, for as long as the process runs.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::look::Look;
use super::view::{View, remove};
use super::{Copied, Moved, Refused, Standby};
use crate::generation::Db;
use crate::keeper::Current;
use crate::lock::DataFolder;
use crate::{Clock, OpenError, Options, Store};

/// What a standby shows, for everyone to ask.
pub(crate) type Shared = Arc<RwLock<Standby>>;

/// Keeps the view of a standby in step with the copied folder.
pub struct Follower {
    look: Look,
    view: Option<View>,
    /// Generations that were shown before, to be taken away.
    former: Vec<u32>,
    shared: Shared,
    /// What the store reads from, once there is one.
    current: Option<Current>,
    options: Options,
    now: Clock,
    /// Until the store has it.
    work: Option<DataFolder>,
}

impl Follower {
    /// Takes the work folder, made when it is not there, and what an earlier run left in it. Looks
    /// at nothing in the copied folder yet.
    ///
    /// # Errors
    /// [`OpenError::Locked`] when another standby works there; what the file system refuses.
    pub fn open(copied: &Path, work: &Path, options: Options) -> Result<Self, OpenError> {
        let now = Arc::clone(&options.now);
        let work = DataFolder::acquire(work, now())?;
        let (source, own) = (Db::of(copied), Db::of(work.path()));
        let (schema, readers) = (options.migrations.len() as u32, options.readers.max(1));
        let view = View::left_in(&own, schema, readers)?;
        let standby = Standby {
            generation: None,
            as_of: None,
            copied: Copied::Missing,
            since: now(),
        };
        let follower = Self {
            look: Look::new(source, own, schema, readers),
            view,
            former: Vec::new(),
            shared: Arc::new(RwLock::new(standby)),
            current: None,
            options,
            now,
            work: Some(work),
        };
        follower.show();
        Ok(follower)
    }

    /// What is shown at present.
    pub fn standby(&self) -> Standby {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        shared.clone()
    }

    /// Looks at the copied folder and goes on with what is newer there. Whatever it meets there, it
    /// goes on with what it has. For threads that may block.
    pub fn look(&mut self) -> Moved {
        for number in std::mem::take(&mut self.former) {
            if let Err(error) = remove(&self.look.own.generation(number).path) {
                tracing::warn!(%error, "Could not take away what was shown before");
            }
        }
        let before = self.view.as_ref().map(|view| view.generation.number);
        let (moved, refused) = match self.look.at(&mut self.view) {
            Ok(found) => found,
            Err(error) => (Moved::No, Some(error.into())),
        };
        let now = self.view.as_ref().map(|view| view.generation.number);
        self.former.extend(before.filter(|_| before != now));
        if moved != Moved::No
            && let (Some(current), Some(view)) = (&self.current, &self.view)
        {
            *current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&view.live);
        }
        self.show();
        self.tell(refused);
        moved
    }

    /// The store that reads the view; none while there was no whole copy yet, and none twice.
    pub fn store(&mut self) -> Option<Store> {
        let view = self.view.as_ref()?;
        let current: Current = Arc::new(RwLock::new(Arc::clone(&view.live)));
        let store = Store::of_standby(
            Arc::clone(&current),
            Arc::clone(&self.shared),
            self.options.clone(),
            self.work.take()?,
        );
        self.current = Some(current);
        Some(store)
    }

    /// Notes what is shown.
    fn show(&self) {
        if let Some(view) = &self.view {
            let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            (shared.generation, shared.as_of) = (Some(view.generation.number), view.as_of);
        }
    }

    /// Notes what a look found, and logs it when it is something else than before.
    fn tell(&self, refused: Option<Refused>) {
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        let copied = refused
            .as_ref()
            .map_or(Copied::Whole, |refused| refused.copied);
        if copied == shared.copied {
            return;
        }
        (shared.copied, shared.since) = (copied, (self.now)());
        let why = refused.map(|refused| refused.why).unwrap_or_default();
        let copied = copied.as_str();
        if shared.copied.is_trouble() {
            tracing::warn!(copied, why, "The copied folder cannot be followed");
        } else {
            tracing::info!(copied, why, "Following the copied folder");
        }
    }
}
