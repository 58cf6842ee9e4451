//! A look at the copied folder: is there something newer, and if not, why not.

use std::collections::BTreeMap;
use std::fs;

use super::view::{self, View, damaged};
use super::{Copied, Moved, Refused};
use crate::generation::{Db, Generation, Identity, Log, Marker, identity};
use crate::{Fault, OpenError};

/// Looks, and remembers what it saw.
pub(super) struct Look {
    pub(super) source: Db,
    pub(super) own: Db,
    /// Migrations that this binary knows.
    pub(super) schema: u32,
    pub(super) readers: u32,
    /// The generations that were of no use, as they were then, and why. They are read again when
    /// something of them has changed.
    refused: BTreeMap<u32, Noted>,
    /// What was said of the whole folder at the last look.
    nothing: Option<Copied>,
}

struct Noted {
    seen: Vec<Option<Identity>>,
    copied: Copied,
    why: String,
}

impl Look {
    pub(super) fn new(source: Db, own: Db, schema: u32, readers: u32) -> Self {
        Self {
            source,
            own,
            schema,
            readers,
            refused: BTreeMap::new(),
            nothing: None,
        }
    }

    /// Brings the view to the newest that can be used. Answers why it is not the newest there is.
    pub(super) fn at(
        &mut self,
        view: &mut Option<View>,
    ) -> Result<(Moved, Option<Refused>), OpenError> {
        let mut trouble = None;
        let shown = view.as_ref().map(|view| view.generation.number);
        for generation in self.source.list()? {
            let Some(marker) = view::marker(&generation)? else {
                continue;
            };
            let number = generation.number;
            if shown.is_some_and(|shown| shown > number) {
                return Ok((Moved::No, Some(trouble.unwrap_or_else(|| self.none(true)))));
            }
            let seen = seen(&generation);
            let refused = match self.refused.get(&number).filter(|noted| noted.seen == seen) {
                Some(noted) => Refused::because(noted.copied, noted.why.clone()),
                None => match self.take(&generation, marker, view) {
                    Ok(moved) => {
                        self.refused.retain(|refused, _| *refused > number);
                        self.nothing = None;
                        return Ok((moved, trouble));
                    }
                    Err(refused) => self.note(number, seen, refused),
                },
            };
            trouble = trouble.or(Some(refused));
            if shown == Some(number) {
                return Ok((Moved::No, trouble));
            }
        }
        Ok((Moved::No, Some(trouble.unwrap_or_else(|| self.none(false)))))
    }

    /// Notes why a generation was refused. While its files still change, what looks like a fault
    /// may be a copy under way: only the next look will tell.
    fn note(&mut self, number: u32, seen: Vec<Option<Identity>>, refused: Refused) -> Refused {
        let Refused { copied, why } = refused;
        let for_now = Refused::because(Copied::Incomplete, why.clone());
        self.refused.insert(number, Noted { seen, copied, why });
        for_now
    }

    /// Nothing in the folder is as new as the view. A tool that empties the folder before it copies
    /// leaves it like that for a moment.
    fn none(&mut self, is_older: bool) -> Refused {
        let path = self.source.path.display();
        let (copied, why) = if is_older {
            (Copied::Older, format!("{path} is older than what is shown"))
        } else {
            (Copied::Missing, format!("{path} holds no whole database"))
        };
        let is_settled = self.nothing.replace(copied) == Some(copied);
        Refused::because(
            if is_settled {
                copied
            } else {
                Copied::Incomplete
            },
            why,
        )
    }

    /// Goes on with a generation, or begins with it.
    fn take(
        &self,
        from: &Generation,
        marker: Marker,
        view: &mut Option<View>,
    ) -> Result<Moved, Refused> {
        let by = &marker.product_version;
        if marker.schema_version > self.schema {
            let why = format!("it was written by version {by}: start that version here too");
            return Err(Refused::because(Copied::NewerVersion, why));
        }
        if marker.schema_version < self.schema {
            let why = format!("it was written by version {by}, which is older than this one");
            return Err(Refused::because(Copied::OlderVersion, why));
        }
        match view {
            Some(view) if view.generation.number == from.number => {
                if view.marker != marker {
                    let why = format!("{} is of another server", from.path.display());
                    return Err(Refused::because(Copied::Foreign, why));
                }
                if view.go_on(from, self.readers)? {
                    return Ok(Moved::On);
                }
                if !has_other_history(from, view)? {
                    return Ok(Moved::No);
                }
                *view = View::copy(from, marker, &self.own, self.readers)?;
                Ok(Moved::Elsewhere)
            }
            other => {
                *other = Some(View::copy(from, marker, &self.own, self.readers)?);
                Ok(Moved::On)
            }
        }
    }
}

/// Nothing of the copied log continues the view. Is that because there is nothing more, or because
/// it is another log? The latter is so after a power cut on the main machine: what was copied last
/// had not reached its disk, and other transactions stand there now.
fn has_other_history(from: &Generation, view: &View) -> Result<bool, Refused> {
    if from.log_bytes() == view.tail.at {
        return Ok(false);
    }
    let log = Log::read(&from.log())?;
    if let Some(at) = log.damaged_at {
        return Err(damaged(&from.log(), Fault::Damaged { at }));
    }
    if log.end < view.tail.at {
        let why = format!("{} is older than what is shown", from.log().display());
        return Err(Refused::because(Copied::Older, why));
    }
    Ok(log.end > view.tail.at)
}

/// Base, log and marker as files.
fn seen(generation: &Generation) -> Vec<Option<Identity>> {
    let files = [generation.base(), generation.log(), generation.marker()];
    let identities = files.map(|file| fs::metadata(file).ok().map(|found| identity(&found)));
    identities.into()
}
