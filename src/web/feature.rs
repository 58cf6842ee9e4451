//! How a feature joins the house: routes and what it registers. Features never import each other.

use platform::{hooks::Hooks, indexing::Source};

use crate::{
    routes::{Entry, Routes},
    shell::NavEntry,
};

/// What a feature brings.
#[derive(Debug, Default)]
pub struct Feature {
    /// Its pages and calls.
    pub routes: Routes,
    /// Its entries of the navigation.
    pub nav: Vec<NavEntry>,
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
    /// Every declared route.
    pub entries: Vec<Entry>,
}
