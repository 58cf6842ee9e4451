//! `guildhall seed`

use std::path::PathBuf;

use clap::Args;
use community::sample::{self, Check, Load, Loaded, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use owo_colors::{OwoColorize, Stream::Stdout};
use platform::App;
use serde_json::json;

use super::{Failed, Place, password, say};

/// Letters that are not taken for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What to do with the sample data.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// Take the sample data out and load it anew.
    #[arg(long, conflicts_with_all = ["verify", "clear"])]
    reset: bool,
    /// Count the sample data and check how it hangs together; exit 1 on a difference.
    #[arg(long, conflicts_with = "clear")]
    verify: bool,
    /// Take the sample data out and leave everything else.
    #[arg(long)]
    clear: bool,
    /// So many times as much: topics 40×N, posts 200×N, use cases 15×N; for measurements.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000), conflicts_with_all = ["verify", "clear"])]
    scale: u32,
    /// A file with the password of all sample people; `-` reads standard input.
    /// [default: a new one, printed]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["verify", "clear"])]
    password_file: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    if flags.verify || flags.clear {
        let app = place.open_existing()?;
        let outcome = if flags.verify {
            verify(&app, flags)
        } else {
            clear(&app, flags)
        };
        app.store.close();
        return outcome;
    }
    let password = match &flags.password_file {
        Some(file) => given(password::read(file)?)?,
        None => made()?,
    };
    let app = place.open()?;
    let outcome = load(&app, place, flags, &password);
    app.store.close();
    outcome
}

fn given(password: String) -> Result<String, Failed> {
    let english = platform::Language::En;
    platform::passwords::judge(&password, &[])
        .map_err(|m| Failed::Misused(format!("the password: {}", english.message(&m))))?;
    Ok(password)
}

/// Four groups of five letters and digits: 100 bits.
fn made() -> Result<String, Failed> {
    let bytes = platform::secret::random_bytes::<20>()?;
    let letters = bytes.map(|b| char::from(LETTERS[usize::from(b % 32)]));
    let groups: Vec<String> = letters.chunks(5).map(|g| g.iter().collect()).collect();
    Ok(groups.join("-"))
}

fn load(app: &App, place: &Place, flags: &Flags, password: &str) -> Result<(), Failed> {
    if let Some(scale) = sample::scale_of(app)? {
        if !flags.reset {
            if flags.json {
                say(format_args!("{}", json!({"loaded": false, "scale": scale})));
            } else {
                say(format_args!(
                    "The sample data is loaded already. Load it anew with --reset."
                ));
            }
            return Ok(());
        }
        sample::clear(app)?;
    }
    let how = Load {
        password_hash: Some(app.passwords.hash_blocking(password)?),
        scale: flags.scale,
        open_to_guests: true,
    };
    let bar = bar();
    let begun = app.clock.now();
    let loaded = sample::load(app, &how, &|at: Progress| {
        bar.set_length(at.total);
        bar.set_position(at.done);
    })?;
    let took = app.clock.now().since(begun);
    if flags.scale > 1 {
        bar.set_message("Making it findable");
        platform::indexing::bring_up_to_date(app)?;
    }
    bar.finish_and_clear();
    if flags.json {
        let result = json!({
            "loaded": true, "scale": flags.scale, "seconds": took.as_secs_f64(),
            "counts": loaded, "password": password,
        });
        say(format_args!("{}", serde_json::to_string_pretty(&result)?));
    } else {
        print(&loaded, place, password, took.as_secs_f64());
    }
    Ok(())
}

/// The progress on a terminal; nothing elsewhere.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:<22} {bar:30} {pos}/{len} topics {eta}") {
        bar.set_style(style);
    }
    bar.set_message("Loading");
    bar
}

fn print(loaded: &Loaded, place: &Place, password: &str, seconds: f64) {
    let title = format!("Loaded in {seconds:.1} s");
    say(format_args!(
        "{}",
        title.if_supports_color(Stdout, |t| t.green())
    ));
    let rows = [
        ("companies", loaded.organizations),
        ("people", loaded.people),
        ("categories", loaded.categories),
        ("use cases", loaded.use_cases),
        ("pictures", loaded.pictures),
        ("topics", loaded.topics),
        ("posts", loaded.posts),
        ("conversations", loaded.conversations),
        ("messages", loaded.messages),
    ];
    for (what, count) in rows {
        say(format_args!("  {count:>9}  {what}"));
    }
    say(format_args!(
        "{}",
        "Sign in as".if_supports_color(Stdout, |t| t.green())
    ));
    for person in &loaded.people_to_sign_in {
        say(format_args!(
            "  {:<34} {:<13} {}, {}",
            person.email, person.role, person.name, person.organization
        ));
    }
    say(format_args!(
        "  with the password {}",
        password.if_supports_color(Stdout, |t| t.bold())
    ));
    say(format_args!(
        "Start it with: guildhall serve --data {}",
        place.data.display()
    ));
}

fn verify(app: &App, flags: &Flags) -> Result<(), Failed> {
    let checks = sample::verify(app)?;
    if checks.is_empty() {
        return Err(Failed::Because("there is no sample data".to_owned()));
    }
    if flags.json {
        say(format_args!("{}", serde_json::to_string_pretty(&checks)?));
    } else {
        checks.iter().for_each(print_check);
    }
    match checks.iter().filter(|c| !c.is_right()).count() {
        0 => Ok(()),
        n => Err(Failed::Because(format!(
            "{n} of {} counts differ; load the sample data anew with --reset",
            checks.len()
        ))),
    }
}

fn print_check(check: &Check) {
    let Check {
        what,
        expected,
        found,
    } = check;
    if check.is_right() {
        let mark = "✓".if_supports_color(Stdout, |t| t.green()).to_string();
        say(format_args!("{mark} {found:>9}  {what}"));
    } else {
        let mark = "✗".if_supports_color(Stdout, |t| t.red()).to_string();
        say(format_args!(
            "{mark} {found:>9}  {what}, expected {expected}"
        ));
    }
}

fn clear(app: &App, flags: &Flags) -> Result<(), Failed> {
    let was_there = sample::is_marked(app)?;
    if was_there {
        sample::clear(app)?;
    }
    if flags.json {
        say(format_args!("{}", json!({"cleared": was_there})));
    } else if was_there {
        say(format_args!(
            "The sample data is gone; everything else is as it was."
        ));
    } else {
        say(format_args!("There is no sample data."));
    }
    Ok(())
}
