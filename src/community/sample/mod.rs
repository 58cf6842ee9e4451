//! The sample data: invented companies and people who have been talking to each other for a year,
//! so that a new server shows what it is for; and the same many times over, for measurements.
//!
//! - It is marked as a whole: organisations and people by a table, everything else by belonging to
//!   them. Taking it out touches nothing else.
//! - Times are counted back from the moment of loading, so that it never looks old.
//! - Counters equal rows; [`verify`] says so or names what differs.
//!
//! | file | what |
//! |---|---|
//! | `data`, `data/` | the texts, as they were written |
//! | `calendar` | when everything happened |
//! | `load` | putting it in |
//! | `cases` | its use cases and their pictures |
//! | `conversations` | what its people say to each other |
//! | `noted` | likes and answers in the journal, and what people are told of it all |
//! | `scale` | the same again and again, varied |
//! | `clear` | taking it out |
//! | `verify` | whether it is all there |

mod calendar;
mod cases;
mod clear;
mod conversations;
mod data;
mod load;
mod noted;
mod queries;
mod scale;
mod verify;

use platform::{App, Error, Result, hooks::Hooks};
use web::Feature;

pub use clear::clear;
pub use load::{Loaded, SignIn};
pub use verify::{Check, verify};

/// What this room brings to the house: the sample data that setup offers.
pub fn feature() -> Feature {
    Feature {
        hooks: Hooks {
            sample_data: Some(fill),
            ..Hooks::default()
        },
        ..Feature::default()
    }
}

/// How the sample data is loaded.
#[derive(Clone, Debug)]
pub struct Load {
    /// The hash of the password that all sample people share; without one nobody signs in as them.
    pub password_hash: Option<String>,
    /// How many times over.
    pub scale: u32,
    /// Whether guests are let in to read it.
    pub open_to_guests: bool,
}

/// How far loading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many topics are in…
    pub done: u64,
    /// …of so many.
    pub total: u64,
}

/// Loads the sample data. The first person of it operates the server when nobody does so far.
/// Blocks; not for the async threads.
///
/// # Errors
/// 409 `sample-data-there` when it is loaded already.
pub fn load(app: &App, how: &Load, watch: &dyn Fn(Progress)) -> Result<Loaded> {
    match app.store.read_blocking(queries::load_of)? {
        None => {}
        Some(load) if load.is_complete => return Err(Error::conflict("sample-data-there")),
        // A former loading was broken off.
        Some(_) => clear(app)?,
    }
    load::run(app, how, watch)
}

/// Whether it is loaded, and how many times over.
pub fn scale_of(app: &App) -> Result<Option<u32>> {
    let load = app.store.read_blocking(queries::load_of)?;
    Ok(load.filter(|l| l.is_complete).map(|l| l.scale))
}

/// Whether there is any, also what is left of a loading that was broken off.
pub fn is_marked(app: &App) -> Result<bool> {
    Ok(app.store.read_blocking(queries::load_of)?.is_some())
}

/// What setup calls: the operator has an account of his own, so nobody signs in as sample people.
fn fill(app: &App) -> Result<()> {
    let how = Load {
        password_hash: None,
        scale: 1,
        open_to_guests: false,
    };
    load(app, &how, &|_| ()).map(|_| ())
}
