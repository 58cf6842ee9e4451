//! Generations: the database as files of which each is either immutable or only appended to.

mod build;
mod folder;
mod marker;

pub(crate) use build::{Build, Source};
pub(crate) use folder::{Db, Generation};
pub(crate) use marker::Marker;
