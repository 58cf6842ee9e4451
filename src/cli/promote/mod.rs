//! `guildhall promote`: makes the folder of a standby the main one.

pub(super) mod ask;

use std::path::{Path, PathBuf};

use clap::Args;
use platform::{standby, time::Clock};
use store::{Promotion, Reader};

use self::ask::Answer;
use super::{Failed, Place, say, serve::standby::beside};
use crate::StartError;

/// What a promotion leaves in the work folder: the generation from which on the folder is the main
/// one.
const PROMOTED: &str = "promoted";

/// Flags of `promote`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The work folder that the standby was given.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Do it although the old main server answers, or although what was copied last cannot be used.
    /// What is written there from now on is not here, and what cannot be used is lost here.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let config = place.config(&[])?.config;
    let clock = Clock::system();
    let options = crate::store_options(&config, &clock);
    let work = flags.work.clone().unwrap_or_else(|| beside(&place.data));
    let promotion = Promotion::prepare(&place.data, &work, &options);
    let promotion = promotion.map_err(StartError::from)?;
    let as_of = promotion.as_of.map(|at| at.to_string());
    let as_of = as_of.unwrap_or_else(|| "an unknown time".to_owned());
    if let Some(why) = &promotion.left_out
        && !flags.force
    {
        return Err(Failed::Because(format!(
            "what was copied last cannot be used ({why}); copy it again, or go on with the state of {as_of} by --force"
        )));
    }
    let read = |db: &Reader<'_>| standby::main(db);
    if let Some(main) = promotion.read(read)? {
        refuse_beside(&main, flags.force)?;
    }
    let number = promotion.run(&options).map_err(StartError::from)?;
    let app = place.open()?;
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write_blocking(move |tx| standby::promote(tx, &ids, now))?;
    app.store.close();
    leave_note(&place.data, &work, number);
    let data = place.data.display();
    say(format_args!(
        "{data} is the main one now, with the state of {as_of}, as generation {number}."
    ));
    say(format_args!(
        "End what copies the old folder here before you start it with: guildhall serve --data {data}"
    ));
    Ok(())
}

/// Two main servers would each take changes that the other never sees.
fn refuse_beside(main: &standby::Main, force: bool) -> Result<(), Failed> {
    for address in &main.addresses {
        let Answer::Main(instance) = ask::who(address) else {
            continue;
        };
        let who = if instance == main.instance {
            "the main server of this copy"
        } else {
            "another main server"
        };
        if force {
            say(format_args!(
                "{address} is answered by {who}. What is written there from now on will be missing here."
            ));
            continue;
        }
        return Err(Failed::Because(format!(
            "{address} is answered by {who}: stop it first. With --force this folder becomes a main one beside it, and what is written there from then on will be missing here"
        )));
    }
    Ok(())
}

/// So that a later start notices when the old folder was copied over this one.
fn leave_note(data: &Path, work: &Path, number: u32) {
    let note = format!("{number}\n");
    for folder in [work, &beside(data)] {
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(folder.join(PROMOTED), &note));
        if let Err(error) = written {
            tracing::debug!(%error, "No note of the promotion was left");
        }
    }
    let _ = std::fs::remove_dir_all(work.join("db"));
    let _ = std::fs::remove_dir_all(work.join("search"));
}

/// Refuses a folder that was made the main one and over which an older one was copied since.
pub(super) fn refuse_copied_over(data: &Path) -> Result<(), Failed> {
    let folder = beside(data);
    let note = std::fs::read_to_string(folder.join(PROMOTED)).ok();
    let Some(promoted) = note.and_then(|note| note.trim().parse().ok()) else {
        return Ok(());
    };
    let Some(newest) = store::newest_generation(data).map_err(StartError::from)? else {
        return Ok(());
    };
    if newest >= promoted {
        return Ok(());
    }
    Err(Failed::Because(format!(
        "{} was made the main one as generation {promoted}, and an older folder was copied over it since (generation {newest}): end what copies there and put a backup back; to take the older state all the same, delete {}",
        data.display(),
        folder.join(PROMOTED).display()
    )))
}
