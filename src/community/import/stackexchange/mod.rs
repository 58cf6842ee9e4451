//! The data dump of a Stack Exchange site: a folder of `Posts.xml`, `Users.xml` and others.
//!
//! Questions become topics, answers posts, comments posts below what they comment on, users who
//! wrote people without an address in an organisation of their own. Votes are anonymous in dumps;
//! up-votes become likes of nobody. Files are read several times and never held; what is in is
//! noted by its number, so a run goes on where another ended.
//!
//! | file | what |
//! |---|---|
//! | `rows` | rows of a file, and the places that are broken |
//! | `records` | rows as values |
//! | `fit` | texts within our limits |
//! | `authors` | users and the people they become |
//! | `context` | where everything goes |
//! | `pass` | a walk through a file |
//! | `steps`, `texts` | what is done |
//! | `report` | what came, what was changed, what stayed behind |

mod authors;
mod context;
mod fit;
mod pass;
mod records;
mod report;
mod rows;
mod steps;
mod texts;

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use platform::{App, visibility::Visibility};

use context::Context;
use pass::Run;
pub use report::{Added, BrokenPlace, Changed, Report};

/// What is imported, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder with the dump's files.
    pub folder: PathBuf,
    /// The source's name; the folder's when it is not given. An import of the same name goes on.
    pub name: Option<String>,
    /// The short name of the category that takes the topics; the general one when it is not given.
    pub category: Option<String>,
    /// Who may open the topics; as new content when it is not given.
    pub visibility: Option<Visibility>,
    /// The short name of the organisation that the topics belong to; the operator's when it is not
    /// given.
    pub organization: Option<String>,
}

impl Options {
    /// A folder, and everything else as usual.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            name: None,
            category: None,
            visibility: None,
            organization: None,
        }
    }
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Looking who wrote.
    Scan,
    /// Counting votes.
    Votes,
    /// Bringing in people.
    Users,
    /// Bringing in questions.
    Questions,
    /// Bringing in answers.
    Answers,
    /// Bringing in comments.
    Comments,
    /// Bringing counters up to date.
    Settle,
}

/// How far a step has come: bytes of its file, or topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which step.
    pub step: Step,
    /// So much is done…
    pub done: u64,
    /// …of so much.
    pub total: u64,
}

/// Why an import did not run to its end. What it had brought in stays.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No such folder, or not one of a dump.
    #[error("{} has no Posts.xml; name the folder of an unpacked Stack Exchange data dump", .0.display())]
    NoPosts(PathBuf),
    /// The folder has no name of its own.
    #[error("name the source with --name NAME")]
    NoName,
    /// No such category.
    #[error("there is no category {slug}; there are: {known}")]
    NoCategory {
        /// What was asked for.
        slug: String,
        /// What there is.
        known: String,
    },
    /// No such organisation.
    #[error("there is no organisation {slug}")]
    NoOrganization {
        /// What was asked for.
        slug: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {error}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The data folder does not take it.
    #[error("{0}; what was brought in so far stays, and the same command goes on from there")]
    Failed(platform::Error),
    /// Another thread failed and said why.
    #[error("the import was broken off")]
    Stopped,
}

impl Refused {
    /// Whether it was asked for wrongly.
    pub fn is_misuse(&self) -> bool {
        matches!(
            self,
            Self::NoPosts(_) | Self::NoName | Self::NoCategory { .. } | Self::NoOrganization { .. }
        )
    }
}

/// Brings a dump in, or what is new in it. `watch` hears how far it has come, from several threads.
///
/// # Errors
/// See [`Refused`]. Rows that cannot be read are no error: they stand in the report.
pub fn run(
    app: &App,
    options: &Options,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Report, Refused> {
    if !options.folder.join("Posts.xml").is_file() {
        return Err(Refused::NoPosts(options.folder.clone()));
    }
    let context = Context::prepare(app, options)?;
    let run = Run {
        app,
        options,
        watch,
        report: Mutex::default(),
    };
    let wrote = steps::scan(&run)?;
    steps::votes(&run, &context)?;
    steps::users(&run, &context, &wrote)?;
    drop(wrote);
    texts::questions(&run, &context)?;
    texts::answers(&run, &context)?;
    texts::comments(&run, &context)?;
    steps::settle(&run, &context)?;
    let mut report = run
        .report
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    leave_files(options, &mut report);
    report.sort();
    Ok(report)
}

/// Files of a dump that nothing here is made of.
fn leave_files(options: &Options, report: &mut Report) {
    let files = [
        ("Badges.xml", "file_of_badges"),
        ("PostHistory.xml", "file_of_history"),
        ("PostLinks.xml", "file_of_links_between_posts"),
    ];
    for (file, what) in files {
        if options.folder.join(file).is_file() {
            report.leave(what, 1);
        }
    }
}
