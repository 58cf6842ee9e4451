//! Home: what needs me, then what is new for me. A server without content shows three first steps.

mod pages;
mod queries;

use web::{
    Access, Routes,
    shell::{Audience, NavEntry},
};

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::new().page("/", Access::Readers, pages::home)
}

/// Its entry of the navigation.
pub fn nav() -> NavEntry {
    NavEntry {
        href: "/",
        label: "home-nav",
        icon: "house",
        position: 0,
        audience: Audience::Readers,
    }
}
