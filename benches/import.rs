//! How fast a Stack Exchange dump comes in, and in how much memory:
//! `cargo bench --bench import -- [POSTS]` makes a dump of that many questions and answers (100,000
//! when it is not said), imports it into a fresh folder and prints a table. Comments, votes and
//! users come on top, as many for each post as the sites have on average.

use std::{
    error::Error,
    fmt::Write as _,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use community::import::stackexchange::{self, Options};
use guildhall::StartOptions;
use platform::{config::Config, time::Clock};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

fn main() -> Result<(), Box<dyn Error>> {
    let posts = std::env::args().skip(1).find_map(|a| a.parse().ok());
    let posts = posts.unwrap_or(100_000);
    let folder = tempfile::tempdir()?;
    let (dump, data) = (folder.path().join("dump"), folder.path().join("data"));
    fs::create_dir(&dump)?;
    write_dump(&dump, posts)?;
    let bytes: u64 = fs::read_dir(&dump)?
        .flatten()
        .filter_map(|f| Some(f.metadata().ok()?.len()))
        .sum();
    let open = |data: &Path| {
        let options = StartOptions::default();
        guildhall::start(data, Config::default(), Clock::system(), &options)
    };
    let (app, _) = open(&data)?;
    let (before, begun) = (peak_mib(), Instant::now());
    let report = stackexchange::run(&app, &Options::new(&dump), &|_| ())?;
    let seconds = begun.elapsed().as_secs_f64();
    let texts = report.added.texts();
    println!("| what | figure |\n|---|---|");
    println!("| dump | {} MiB |", bytes >> 20);
    println!(
        "| questions and answers | {} |",
        report.added.topics + report.added.posts
    );
    println!("| with comments | {texts} |");
    println!("| time | {seconds:.1} s |");
    println!(
        "| questions and answers a second | {:.0} |",
        posts as f64 / seconds
    );
    println!("| texts a second | {:.0} |", texts as f64 / seconds);
    println!("| memory before, peak | {before} MiB, {} MiB |", peak_mib());
    let begun = Instant::now();
    platform::indexing::bring_up_to_date(&app)?;
    println!("| search index | {:.1} s |", begun.elapsed().as_secs_f64());
    println!("| peak with it | {} MiB |", peak_mib());
    let begun = Instant::now();
    let again = stackexchange::run(&app, &Options::new(&dump), &|_| ())?;
    assert!(again.added.is_nothing(), "a second run adds nothing");
    println!("| second run | {:.1} s |", begun.elapsed().as_secs_f64());
    app.store.close();
    Ok(())
}

/// The most memory that this process had so far.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Words by how often they come, as in a language.
struct Words {
    chance: ChaCha8Rng,
    words: Vec<String>,
}

impl Words {
    fn new() -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(42);
        let syllables = [
            "ba", "ter", "é", "lin", "mo", "ka", "shu", "ra", "den", "vi", "pol", "x",
        ];
        let mut word = |_| {
            let length = chance.random_range(1..5);
            (0..length)
                .map(|_| syllables[chance.random_range(0..syllables.len())])
                .collect()
        };
        let words = (0..40_000).map(&mut word).collect();
        Self { chance, words }
    }

    fn number(&mut self, below: u64) -> u64 {
        self.chance.random_range(0..below.max(1))
    }

    fn line(&mut self, words: u64) -> String {
        let mut line = String::new();
        for n in 0..words {
            // The lower a word's number, the more often it comes.
            let unit: f64 = self.chance.random();
            let at = (unit * unit * unit * self.words.len() as f64) as usize;
            if n > 0 {
                line.push(' ');
            }
            line.push_str(self.words.get(at).map_or("x", String::as_str));
        }
        line
    }

    /// A body of about 1,200 characters; one in five has code.
    fn body(&mut self) -> String {
        let mut body = String::new();
        for _ in 0..2 + self.number(4) {
            let (start, middle, end) = (self.line(20), self.line(3), self.line(15));
            let _ = write!(
                body,
                "<p>{start} <em>{middle}</em> <a href=\"https://x.example/{middle}\">{end}</a>.</p>\n\n"
            );
        }
        if self.number(5) == 0 {
            let (a, b) = (self.line(4), self.line(6));
            let _ = write!(
                body,
                "<pre class=\"lang-py\"><code>def {a}:\n    return [\"{b}\"] # &lt;{a}&gt;\n</code></pre>\n<ul><li>{a}</li><li>{b}</li></ul>\n"
            );
        }
        escaped(&body)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\n', "&#xA;")
}

fn write_dump(folder: &Path, posts: u64) -> Result<(), Box<dyn Error>> {
    let mut words = Words::new();
    let users = posts / 10 + 10;
    write_users(&mut words, Out::new(folder, "users")?, users)?;
    write_posts(&mut words, Out::new(folder, "posts")?, posts, users)?;
    write_comments(&mut words, Out::new(folder, "comments")?, posts, users)?;
    write_votes(&mut words, Out::new(folder, "votes")?, posts)
}

/// A moment so many milliseconds after 2010, in years of 336 days.
fn time(ms: u64) -> String {
    let (day, rest) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month) = (10 + day / 336 % 15, 1 + day / 28 % 12);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    format!(
        "20{year:02}-{month:02}-{:02}T{hour:02}:{minute:02}:{:02}.{:03}",
        1 + day % 28,
        rest / 1000 % 60,
        rest % 1000
    )
}

fn write_users(words: &mut Words, mut out: Out, users: u64) -> Result<(), Box<dyn Error>> {
    for id in 1..=users {
        let about = escaped(&format!("<p>{}</p>", words.line(12)));
        let (at, name) = (time(id * 1000), words.line(2));
        out.row(&format!(
            "Id=\"{id}\" CreationDate=\"{at}\" DisplayName=\"{name}\" AboutMe=\"{about}\""
        ))?;
    }
    out.end()
}

fn write_posts(
    words: &mut Words,
    mut out: Out,
    posts: u64,
    users: u64,
) -> Result<(), Box<dyn Error>> {
    let mut question = 1;
    for id in 1..=posts {
        let (owner, at) = (1 + words.number(users), time(id * 600_000));
        let body = words.body();
        let common =
            format!("Id=\"{id}\" CreationDate=\"{at}\" Body=\"{body}\" OwnerUserId=\"{owner}\"");
        if id == 1 || words.number(100) < 35 {
            question = id;
            let title = words.line(8);
            let accepted = id + 1 + words.number(3);
            let (tag, other, views) = (words.number(500), words.number(50), words.number(5000));
            out.row(&format!(
                "{common} PostTypeId=\"1\" Title=\"{title}\" Tags=\"|t{tag}|u{other}|\" ViewCount=\"{views}\" AcceptedAnswerId=\"{accepted}\""
            ))?;
        } else {
            out.row(&format!(
                "{common} PostTypeId=\"2\" ParentId=\"{question}\""
            ))?;
        }
    }
    out.end()
}

fn write_comments(
    words: &mut Words,
    mut out: Out,
    posts: u64,
    users: u64,
) -> Result<(), Box<dyn Error>> {
    for id in 1..=posts * 3 / 2 {
        // Most comments come soon after their post.
        let post = (id * 2 / 3).saturating_sub(words.number(200)).max(1);
        let (text, owner, score) = (words.line(25), 1 + words.number(users), words.number(4));
        let at = time(post * 600_000 + 1000);
        out.row(&format!(
            "Id=\"{id}\" PostId=\"{post}\" Score=\"{score}\" Text=\"{text}\" CreationDate=\"{at}\" UserId=\"{owner}\""
        ))?;
    }
    out.end()
}

fn write_votes(words: &mut Words, mut out: Out, posts: u64) -> Result<(), Box<dyn Error>> {
    for id in 1..=posts * 3 {
        let kind = if words.number(8) == 0 { 3 } else { 2 };
        let post = 1 + words.number(posts);
        out.row(&format!(
            "Id=\"{id}\" PostId=\"{post}\" VoteTypeId=\"{kind}\""
        ))?;
    }
    out.end()
}

struct Out {
    root: &'static str,
    file: BufWriter<File>,
}

impl Out {
    fn new(folder: &Path, root: &'static str) -> Result<Self, Box<dyn Error>> {
        let name = format!("{}{}.xml", root[..1].to_uppercase(), &root[1..]);
        let mut file = BufWriter::new(File::create(folder.join(name))?);
        writeln!(file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root}>")?;
        Ok(Self { root, file })
    }

    fn row(&mut self, attributes: &str) -> Result<(), Box<dyn Error>> {
        writeln!(self.file, "  <row {attributes} />")?;
        Ok(())
    }

    fn end(mut self) -> Result<(), Box<dyn Error>> {
        writeln!(self.file, "</{}>", self.root)?;
        self.file.flush()?;
        Ok(())
    }
}
