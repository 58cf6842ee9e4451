//! How a feature joins the house: routes and what it registers. Features never import each other.

use platform::{Result, hooks::Hooks, id::PersonId, indexing::Source};
use store::Reader;

use crate::{
    bell::Bell,
    routes::{Entry, Routes},
    shell::NavEntry,
};

/// How many things wait for a person, shown beside an entry of the navigation.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// The entry, by where it leads.
    pub href: &'static str,
    /// What news of the number go by: `data-live-count`.
    pub name: &'static str,
    /// Counts them. Asked for every page, so it must cost next to nothing.
    pub of: fn(&Reader<'_>, PersonId) -> Result<u64>,
}

/// What a feature brings.
#[derive(Debug, Default)]
pub struct Feature {
    /// Its pages and calls.
    pub routes: Routes,
    /// Its entries of the navigation.
    pub nav: Vec<NavEntry>,
    /// What waits behind them.
    pub counts: Vec<Count>,
    /// The bell of the top bar, of the feature that rings it.
    pub bell: Option<Bell>,
    /// What it lets people find.
    pub sources: Vec<Source>,
    /// What it hands to the services that know no feature.
    pub hooks: Hooks,
}

impl Feature {
    /// This one and another: rooms of one feature.
    pub fn and(mut self, other: Self) -> Self {
        self.routes = self.routes.merge(other.routes);
        self.nav.extend(other.nav);
        self.counts.extend(other.counts);
        self.bell = self.bell.or(other.bell);
        self.sources.extend(other.sources);
        self.hooks = self.hooks.and(other.hooks);
        self
    }
}

/// What all features brought together, for the layout and the API document.
#[derive(Debug, Default)]
pub struct Registry {
    /// The navigation, in order.
    pub nav: Vec<NavEntry>,
    /// What waits behind its entries.
    pub counts: Vec<Count>,
    /// The bell of the top bar.
    pub bell: Option<Bell>,
    /// Every declared route.
    pub entries: Vec<Entry>,
}
