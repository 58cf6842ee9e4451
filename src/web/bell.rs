//! What waits for a person, as the frame of each of his pages shows it: the bell in the top bar, and
//! the numbers beside entries of the navigation.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use platform::{Actor, App, Error, Result};
use store::Reader;

use crate::{
    extract::Visitor,
    failure::Failure,
    feature::{Count, Registry},
    request::Facts,
    shell::{SessionFacts, Shell},
};

/// The bell, as the feature that rings it registers it.
#[derive(Clone, Copy, Debug)]
pub struct Bell {
    /// Where it leads.
    pub href: &'static str,
    /// The stream on which an open page hears that the number changed.
    pub live: &'static str,
    /// Where the bell is fetched anew then.
    pub fragment: &'static str,
    /// The key of its label, with the number as `n`.
    pub label: &'static str,
    /// How many wait. Asked for every page, so it must cost next to nothing.
    pub count: fn(&App, &Actor, &Reader<'_>) -> Result<u64>,
}

/// The bell as the layout shows it.
#[derive(Clone, Copy, Debug)]
pub struct ShellBell {
    /// What it is.
    pub bell: Bell,
    /// How many wait.
    pub count: u64,
}

impl ShellBell {
    /// The number as it is shown: "9+" beyond nine, nothing for none.
    pub fn badge(&self) -> String {
        match self.count {
            0 => String::new(),
            1..=9 => self.count.to_string(),
            _ => "9+".to_owned(),
        }
    }
}

/// What waits for a person, as it was counted.
#[derive(Debug, Default)]
pub struct Waiting {
    entries: Vec<(Count, u64)>,
    bell: Option<ShellBell>,
}

/// Counts what waits for whoever asks; nothing waits for a guest.
#[derive(Clone, Default)]
pub struct Counting(Option<(App, Arc<Actor>, Arc<Registry>)>);

impl Counting {
    /// Within a read, best that of the page itself: each way to the database and back costs more than
    /// these statements. A page without numbers is better than none: a failure is logged and
    /// nothing more.
    pub fn count(self, db: &Reader<'_>) -> Waiting {
        let Some((app, actor, registry)) = self.0 else {
            return Waiting::default();
        };
        let counted = |count: &Count| Ok((*count, (count.of)(db, actor.person)?));
        let entries: Result<Vec<_>> = registry.counts.iter().map(counted).collect();
        let rung = |bell: Bell| {
            let count = logged((bell.count)(&app, &actor, db));
            ShellBell { bell, count }
        };
        Waiting {
            entries: logged(entries),
            bell: registry.bell.map(rung),
        }
    }

    /// In a read of its own.
    pub async fn read(self, app: &App) -> Waiting {
        if self.0.is_none() {
            return Waiting::default();
        }
        logged(app.read(move |db| Ok(self.count(db))).await)
    }
}

fn logged<T: Default>(counted: Result<T>) -> T {
    counted.unwrap_or_else(|error| {
        tracing::warn!(%error, "What waits for a person was not counted");
        T::default()
    })
}

/// The frame of a page that counts what waits in the same read as what it shows.
pub struct Frame {
    /// Without the numbers.
    pub shell: Shell,
    /// Counts them.
    pub counting: Counting,
}

impl FromRequestParts<App> for Frame {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Visitor(viewer) = Visitor::from_request_parts(parts, app).await?;
        let facts = parts.extensions.get::<Facts>().cloned().unwrap_or_default();
        let session = parts.extensions.get::<SessionFacts>().cloned();
        let session = session.unwrap_or_default();
        let registry = parts.extensions.get::<Arc<Registry>>().cloned();
        let registry = registry.ok_or_else(|| Error::internal("the registry layer did not run"))?;
        let shell = Shell::dressed(app, &viewer, &facts, session, &registry);
        let actor = viewer.actor().cloned();
        let counting = Counting(actor.map(|actor| (app.clone(), actor, registry)));
        Ok(Self { shell, counting })
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Frame {
            mut shell,
            counting,
        } = Frame::from_request_parts(parts, app).await?;
        shell.show(counting.read(app).await);
        Ok(shell)
    }
}

impl Shell {
    /// Puts the numbers of what waits in their places.
    pub fn show(&mut self, waiting: Waiting) {
        for (count, number) in waiting.entries {
            for item in self.nav.iter_mut().filter(|i| i.href == count.href) {
                item.count = Some((count.name, number));
            }
        }
        self.bell = waiting.bell;
    }

    /// Counts anew what waits behind the bell, when the page itself has just changed it.
    pub async fn ring(&mut self, app: &App, actor: &Arc<Actor>) {
        let Some(shown) = &mut self.bell else {
            return;
        };
        let (asker, at, count) = (actor.clone(), app.clone(), shown.bell.count);
        shown.count = logged(app.read(move |db| count(&at, &asker, db)).await);
    }

    /// Whether anything waits behind the bell.
    pub fn rings(&self) -> bool {
        self.bell.is_some_and(|shown| shown.count > 0)
    }
}
