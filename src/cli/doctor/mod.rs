//! `guildhall doctor`: is everything in the data folder as it should be?
//!
//! On a folder that nobody uses it also mends what is derived: the search index, and bytes of files
//! that nobody tells of. Beside a running server it reads one state, as a copy would, and changes
//! nothing. `--repair` counts wrong counters anew; nothing that was written is ever changed.

mod content;
mod database;
mod surroundings;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};
use owo_colors::{OwoColorize, Stream};
use platform::{config::Config, time::Clock};
use store::{Frozen, OpenError, Reader};

use super::{Failed, Place, say};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Count anew what was counted wrong; not beside a running server.
    #[arg(long)]
    repair: bool,
    /// Also restore the newest snapshot into a temporary folder, check it, and delete it again; not
    /// beside a running server, whose page does the same.
    #[arg(long)]
    drill: bool,
}

/// One line of the table.
struct Finding {
    what: &'static str,
    /// What is wrong and what to do; nothing when all is well.
    wrong: Option<String>,
    note: String,
}

impl Finding {
    fn new(what: &'static str, wrong: Option<String>, note: impl Into<String>) -> Self {
        Self {
            what,
            wrong,
            note: note.into(),
        }
    }

    /// A check that could not be made.
    fn failed(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::new(what, Some(why.to_string()), "")
    }
}

/// What the checks have found so far.
struct Findings {
    all: Vec<Finding>,
    bar: ProgressBar,
}

impl Findings {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self {
            all: Vec::new(),
            bar,
        }
    }

    /// Makes a check, and says meanwhile which.
    fn check(&mut self, what: &'static str, check: impl FnOnce() -> Finding) {
        self.bar.set_message(what);
        let mut finding = check();
        finding.what = what;
        self.all.push(finding);
    }

    fn wrong(&self) -> usize {
        self.all.iter().filter(|f| f.wrong.is_some()).count()
    }
}

/// The folder with its configuration.
struct Patient<'p> {
    place: &'p Place,
    config: Config,
    clock: Clock,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    place.exists()?;
    let mut findings = Findings::new();
    let loaded = place.config(&[]);
    let patient = Patient {
        place,
        clock: Clock::system(),
        config: match &loaded {
            Ok(loaded) => loaded.config.clone(),
            Err(_) => Config::default(),
        },
    };
    findings.check("configuration", || surroundings::configuration(&loaded));
    findings.check("certificate", || surroundings::certificate(&patient));
    findings.check("permissions", || surroundings::permissions(&place.data));
    findings.check("disk", || surroundings::disk(&place.data));
    // Before the database is opened: this process must not close a file that SQLite has open.
    findings.check("generations", || database::generations(&place.data));
    let examined = examine(&patient, flags, &mut findings);
    findings.bar.finish_and_clear();
    if let Err(Failed::Because(why)) = &examined {
        findings.all.push(Finding::failed("database", why));
    }
    print(&findings, flags)?;
    examined?;
    match findings.wrong() {
        0 => Ok(()),
        wrong => Err(Failed::Because(format!(
            "{wrong} of {} checks failed",
            findings.all.len()
        ))),
    }
}

/// What needs the database: with the folder to itself, or beside the server that has it.
fn examine(patient: &Patient<'_>, flags: &Flags, findings: &mut Findings) -> Result<(), Failed> {
    let (data, clock) = (&patient.place.data, patient.clock.clone());
    let options = crate::StartOptions::default();
    match crate::start(data, patient.config.clone(), clock, &options) {
        Ok((app, _)) => {
            let read = |db: &Reader<'_>| {
                look(patient, db, findings);
                Ok::<_, platform::Error>(())
            };
            app.store.read_blocking(read)?;
            findings.check("files", || content::files(&app));
            findings.check("search index", || content::index(&app));
            findings.check("counters", || content::counters(&app, flags.repair));
            if flags.drill {
                findings.check("restore drill", || content::drill(&app));
            }
            app.store.close();
            Ok(())
        }
        Err(crate::StartError::Store(OpenError::Locked { .. })) => {
            if flags.repair || flags.drill {
                let flag = if flags.repair { "--repair" } else { "--drill" };
                return Err(Failed::Misused(format!(
                    "a server runs on this folder; stop it before {flag}"
                )));
            }
            beside(patient, findings)
        }
        Err(error) => Err(error.into()),
    }
}

fn look(patient: &Patient<'_>, db: &Reader<'_>, findings: &mut Findings) {
    findings.check("database", || database::whole(db));
    findings.check("journal", || database::chain(db, &patient.place.data));
    findings.check("clock", || database::clock(db, &patient.clock));
    findings.check("mail", || content::mail(db));
}

/// Reads one state beside a server, and changes nothing.
fn beside(patient: &Patient<'_>, findings: &mut Findings) -> Result<(), Failed> {
    let clock = patient.clock.clone();
    let now: store::Clock = std::sync::Arc::new(move || clock.now().stamp());
    let data = &patient.place.data;
    let read = |db: &Reader<'_>| {
        look(patient, db, findings);
        let age = patient.config.store.retain();
        findings.check("files", || content::files_beside(db, data, age));
        findings.check("search index", || content::index_beside(db, data));
        findings.check("counters", || content::counters_beside(db));
        Ok::<_, crate::StartError>(())
    };
    Frozen::of_folder(data, &now, read)?;
    Ok(())
}

fn print(findings: &Findings, flags: &Flags) -> Result<(), Failed> {
    if flags.json {
        let rows: Vec<_> = findings
            .all
            .iter()
            .map(|f| serde_json::json!({"check": f.what, "ok": f.wrong.is_none(), "note": f.wrong.as_ref().unwrap_or(&f.note)}))
            .collect();
        say(format_args!("{}", serde_json::to_string_pretty(&rows)?));
        return Ok(());
    }
    for f in &findings.all {
        let mark = match f.wrong {
            None => "ok"
                .if_supports_color(Stream::Stdout, |t| t.green())
                .to_string(),
            Some(_) => "bad"
                .if_supports_color(Stream::Stdout, |t| t.red())
                .to_string(),
        };
        let said = f.wrong.as_ref().unwrap_or(&f.note);
        say(format_args!("{:<14} {mark:<4} {said}", f.what));
    }
    Ok(())
}
