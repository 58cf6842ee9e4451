//! `guildhall import`

use std::{path::PathBuf, sync::Mutex, time::Duration};

use clap::{Args, Subcommand};
use community::import::stackexchange::{self, Options, Progress, Refused, Report, Step};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use owo_colors::{OwoColorize, Stream::Stdout};
use platform::visibility::Visibility;

use super::{Failed, Place, say};

/// Where the content comes from.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// A Stack Exchange data dump, unpacked: a folder with Posts.xml, Users.xml, Comments.xml,
    /// Votes.xml and Tags.xml. Run again, it adds what is new, or goes on where it was broken off.
    #[command(
        after_help = "Example:\n  guildhall import stackexchange ./french.meta.stackexchange.com --category general"
    )]
    Stackexchange(Flags),
}

/// Flags of `import stackexchange`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What the source is called; an import of the same name goes on. [default: the folder's name]
    #[arg(long)]
    name: Option<String>,
    /// The category that takes the topics. [default: the general one]
    #[arg(long, value_name = "SLUG")]
    category: Option<String>,
    /// Who may open the topics: organization or public. [default: as new content]
    #[arg(long, value_parser = visibility)]
    visibility: Option<Visibility>,
    /// The organisation that the topics belong to. [default: the operator's]
    #[arg(long, value_name = "SLUG")]
    organization: Option<String>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

fn visibility(text: &str) -> Result<Visibility, String> {
    match Visibility::parse(text) {
        Ok(found) if found != Visibility::Private => Ok(found),
        _ => Err("choose organization or public".to_owned()),
    }
}

pub(super) fn run(place: &Place, command: Command) -> Result<(), Failed> {
    let Command::Stackexchange(flags) = command;
    let options = Options {
        folder: flags.folder,
        name: flags.name,
        category: flags.category,
        visibility: flags.visibility,
        organization: flags.organization,
    };
    let app = place.open()?;
    let bar = Bar::new();
    let begun = app.clock.now();
    let outcome = stackexchange::run(&app, &options, &|at| bar.show(at));
    let report = match outcome {
        Ok(report) => report,
        Err(Refused::Failed(error)) => {
            let Failed::Because(why) = Failed::from(error) else {
                return Err(Failed::Because("the data folder is in use".to_owned()));
            };
            let goes_on = "what was brought in stays; the same command goes on from there";
            return Err(Failed::Because(format!("{why}\n  {goes_on}")));
        }
        Err(refused) if refused.is_misuse() => return Err(Failed::Misused(refused.to_string())),
        Err(refused) => return Err(Failed::Because(refused.to_string())),
    };
    let took = app.clock.now().since(begun);
    if !report.added.is_nothing() {
        bar.spin("Making it findable");
        platform::indexing::bring_up_to_date(&app)?;
    }
    bar.done();
    app.store.close();
    if flags.json {
        say(format_args!("{}", serde_json::to_string_pretty(&report)?));
    } else {
        print(&report, took);
    }
    match report.broken_total {
        0 => Ok(()),
        1 => Err(Failed::Because(
            "one place could not be read; mend it and run the same command again".to_owned(),
        )),
        n => Err(Failed::Because(format!(
            "{n} places could not be read; mend them and run the same command again"
        ))),
    }
}

fn print_added(report: &Report, took: Duration) {
    let added = report.added;
    if added.is_nothing() {
        say(format_args!(
            "Nothing new: everything was brought in before."
        ));
    } else {
        let rows = [
            ("topics", added.topics),
            ("answers", added.posts),
            ("comments", added.comments),
            ("people", added.people),
            ("best answers", added.best_answers),
            ("likes", added.likes),
        ];
        say(format_args!(
            "{}",
            "Brought in".if_supports_color(Stdout, |t| t.green())
        ));
        for (what, count) in rows {
            say(format_args!("  {count:>9}  {what}"));
        }
        let seconds = took.as_secs_f64().max(0.001);
        let speed = added.texts() as f64 / seconds;
        say(format_args!(
            "  in {seconds:.1} s, {speed:.0} texts a second"
        ));
    }
}

fn print(report: &Report, took: Duration) {
    print_added(report, took);
    if report.already > 0 {
        say(format_args!(
            "  {:>9}  rows were there already",
            report.already
        ));
    }
    if !report.changed.is_empty() {
        let title = "Changed to fit";
        say(format_args!(
            "{}",
            title.if_supports_color(Stdout, |t| t.yellow())
        ));
        for (what, changed) in &report.changed {
            let examples = changed.examples.join(", ");
            say(format_args!(
                "  {:>9}  {}: {examples}",
                changed.count,
                words(what)
            ));
        }
    }
    if !report.left_behind.is_empty() {
        let title = "Not kept, for there is no place for it here";
        say(format_args!(
            "{}",
            title.if_supports_color(Stdout, |t| t.yellow())
        ));
        for (what, count) in &report.left_behind {
            say(format_args!("  {count:>9}  {}", words(what)));
        }
    }
    if report.broken_total > 0 {
        let title = "Could not be read";
        say(format_args!(
            "{}",
            title.if_supports_color(Stdout, |t| t.red())
        ));
        for place in &report.broken {
            say(format_args!(
                "  {}:{}: {}",
                place.file, place.line, place.why
            ));
        }
    }
    if report.added.likes > 0 {
        say(format_args!(
            "Votes are anonymous in a dump: they count as likes that nobody here gave."
        ));
    }
}

fn words(key: &str) -> String {
    key.replace('_', " ")
}

/// The progress on a terminal; nothing elsewhere.
struct Bar(Mutex<(Option<Step>, ProgressBar)>);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Self(Mutex::new((None, bar)))
    }

    fn show(&self, at: Progress) {
        let Ok(mut state) = self.0.lock() else {
            return;
        };
        if state.0 != Some(at.step) {
            state.0 = Some(at.step);
            let template = match at.step {
                Step::Settle => "{msg:<22} {bar:30} {pos}/{len} {eta}",
                _ => "{msg:<22} {bar:30} {bytes}/{total_bytes} {eta}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                state.1.set_style(style);
            }
            state.1.reset();
            state.1.set_message(said(at.step));
        }
        state.1.set_length(at.total.max(1));
        state.1.set_position(at.done);
    }

    fn spin(&self, what: &'static str) {
        if let Ok(state) = self.0.lock() {
            state.1.set_style(ProgressStyle::default_spinner());
            state.1.set_message(what);
            state.1.enable_steady_tick(Duration::from_millis(100));
        }
    }

    fn done(&self) {
        if let Ok(state) = self.0.lock() {
            state.1.finish_and_clear();
        }
    }
}

fn said(step: Step) -> &'static str {
    match step {
        Step::Scan => "Looking through",
        Step::Votes => "Counting votes",
        Step::Users => "Bringing in people",
        Step::Questions => "Bringing in questions",
        Step::Answers => "Bringing in answers",
        Step::Comments => "Bringing in comments",
        Step::Settle => "Counting up",
    }
}
