//! The bell in the top bar: where it leads, and how many wait behind it.

use std::sync::Arc;

use platform::{Actor, App, Result};
use store::Reader;

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

    /// A page without the number is better than none: a failure is logged and nothing more.
    pub(crate) async fn of(app: &App, actor: &Arc<Actor>, bell: Bell) -> Self {
        let (asker, at) = (actor.clone(), app.clone());
        let counted = app.read(move |db| (bell.count)(&at, &asker, db)).await;
        let count = counted.unwrap_or_else(|error| {
            tracing::warn!(%error, "What waits for a person was not counted");
            0
        });
        Self { bell, count }
    }
}
