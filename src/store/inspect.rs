//! Looking at every generation of a data folder that this process has not opened, whether a server
//! runs on it or not. Reads everything and changes nothing.

use std::path::Path;
use std::time::Duration;

use crate::generation::{Broken, Db, Generation, Standing, Whole, is_spent, judge, sha256};
use crate::{Fault, OpenError};

/// What is written to while it is read may look broken for a moment.
const LOOKS: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(100);

/// A generation as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its number.
    pub generation: u32,
    /// What it is worth.
    pub state: State,
}

/// What a generation is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Base and log are as they were left.
    Whole {
        /// The generation whose content its base took over.
        from: Option<u32>,
        /// Bytes of base and log.
        bytes: u64,
    },
    /// It is being built, or its building was not finished. The former one has everything.
    HalfBuilt,
    /// Something of it is missing or changed; one sentence.
    Broken(String),
}

/// Every generation, the newest first. Bases are read whole, also those that a start would not read
/// again: a disk may change what nobody wrote to.
pub fn inspect(data: &Path) -> Result<Vec<Inspected>, OpenError> {
    let mut found = Vec::new();
    for generation in Db::of(data).list()? {
        let state = calmly(&generation)?;
        // A server may have taken it away meanwhile.
        if generation.path.exists() && !is_spent(&generation) {
            found.push(Inspected {
                generation: generation.number,
                state,
            });
        }
    }
    Ok(found)
}

fn calmly(generation: &Generation) -> Result<State, OpenError> {
    let mut looks = 1;
    loop {
        match look(generation) {
            Ok(State::Broken(_)) | Err(_) if looks < LOOKS && generation.path.exists() => {
                looks += 1;
                std::thread::sleep(BETWEEN);
            }
            Err(_) if !generation.path.exists() => return Ok(State::HalfBuilt),
            other => return other,
        }
    }
}

fn look(generation: &Generation) -> Result<State, OpenError> {
    let broken = |fault: Fault, path: &Path| Ok(State::Broken(fault.of(path)));
    match judge(generation)? {
        Standing::HalfBuilt { .. } => Ok(State::HalfBuilt),
        Standing::Broken(Broken { path, fault }) => broken(fault, &path),
        Standing::Whole(Whole { marker, log, .. }) => {
            let base = generation.base();
            let (found, size) = sha256(&base, &mut |_| Ok(()))?;
            if (found, size) != (marker.sha256, marker.size) {
                return broken(Fault::Changed, &base);
            }
            Ok(State::Whole {
                from: marker.from,
                bytes: size + log.size,
            })
        }
    }
}
