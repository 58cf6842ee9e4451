//! Generations: the database as files of which each is either immutable or only appended to, so
//! that any tool may copy the data folder at any moment.
//!
//! ```text
//! db/g00000012/guildhall.db        base: never modified once base.json exists
//! db/g00000012/base.json           marker: size, pages and SHA-256 of the base, versions, time
//! db/g00000012/guildhall.db-wal    log: only appended to
//! db/g00000012/guildhall.db-shm    SQLite's index of the log; rebuilt by whoever opens first
//! db/g00000012/in-use              empty: this generation's marker was durable
//! db/g00000012/checked             remembers that base and marker were compared
//! ```
//!
//! # Order of building
//! Each step is durable before the next: folder; base, with the whole content of the former
//! generation and the migrations; log, with one commit of the builder that notes the hash of the
//! base; `base.json`; `in-use`; and only then is the first write acknowledged. Nothing is renamed
//! and nothing vanishes: there is no rollback journal (the base under construction goes without
//! one, and is thrown away when it fails), and no connection checkpoints or deletes the log.
//!
//! # Why every copy is whole
//! Let a copy list `db/` at some moment, and the folder of a generation some time after. Let G be
//! the newest generation of which it saw `base.json`.
//!
//! 1. Everything acknowledged before the copy began is in G. Either it was acknowledged in G, or
//!    in a former generation, and then it is in G's base, because a base takes over everything
//!    before its marker is written. It is not in a later generation H that the copy saw without a
//!    marker: before H's marker, nothing is acknowledged in H.
//! 2. G's base is read after its marker was there, so it does not change while it is read.
//! 3. G's log is only appended to, and begins with a commit older than the marker. What was
//!    acknowledged stands in it before the copy began, so a sequential read has all of it, then
//!    perhaps more commits, then perhaps a torn one, which the checksums cut off. Nothing behind
//!    the last commit is ever left for later commits to overwrite: the writer does not spill
//!    (`cache_spill=OFF`), cuts the log back when a commit fails, and at the start.
//! 4. Generations stay for `retain` after they were superseded, so nothing vanishes underneath a
//!    copy that takes no longer.
//!
//! So the copy opens in a state that the server really had, not older than the copy's beginning.
//!
//! # Telling half-built from broken
//! A folder without marker and without `in-use` was never acknowledged into as far as the copy
//! knows, and the former generation is whole: it is passed over. With `in-use` but without a
//! readable marker, the marker was lost: the start is refused. A copy may also have listed a
//! folder just before its marker was written and have read its log much later; then the log holds
//! commits behind the builder's, and if the base has the hash that the builder noted, the
//! generation is proven whole and adopted. A marked generation whose base, log or log header is
//! missing or different is broken: the start is refused, and told how to go on. See [`judge`],
//! and [`log`] for how damage in a log is told from a torn end.
//!
//! # Rotation
//! At a start with migrations waiting, a new generation is built while nothing is written
//! ([`Build::run`]). When the log has grown, [`rotation`] builds one beside the writing; its log
//! then begins with the transactions that were committed since its base was read. They are
//! acknowledged ones, but acknowledged in the former generation: the builder's commit follows
//! them, and only what follows *that* was acknowledged here.

mod build;
mod checked;
mod folder;
mod judge;
mod log;
mod marker;
mod retire;
mod rotation;
mod ship;
mod tail;

pub(crate) use build::{Build, Source};
pub(crate) use checked::{Identity, bytes_to_compare, identity};
pub(crate) use folder::{Db, Generation, sync_folder};
pub(crate) use judge::{Broken, Standing, Whole, judge};
pub(crate) use log::Log;
pub(crate) use marker::{Found, Marker, is_spent, log_header, sha256, write_in_use};
pub(crate) use retire::{Retain, Retire};
pub(crate) use rotation::{Moment, Rotation, Unfinished};
pub(crate) use tail::Tail;
