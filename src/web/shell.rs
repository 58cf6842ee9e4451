//! What the layout needs on every page: language, theme, who is signed in, where one can go.

use std::fmt::Display;

use platform::{App, Language, Time, Viewer, permission::Permission};
use store::Standby;

use crate::{assets, bell::ShellBell, feature::Registry, request::Facts};

/// An entry of the navigation, as a feature registers it.
#[derive(Clone, Debug)]
pub struct NavEntry {
    /// Where it leads; also what makes it active.
    pub href: &'static str,
    /// The message key of its label.
    pub label: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// Its place from the start.
    pub position: u8,
    /// Who sees it.
    pub audience: Audience,
}

/// Who sees an entry of the navigation.
#[derive(Clone, Copy, Debug)]
pub enum Audience {
    /// Whoever may read.
    Readers,
    /// Signed-in people.
    People,
    /// Holders of a permission; such entries stand in the administration list.
    Holders(Permission),
    /// The same, in the organisation that hosts the server.
    Hosts(Permission),
}

/// An entry as the layout shows it.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Its icon's name.
    pub icon: &'static str,
    /// Whether the page belongs to it.
    pub active: bool,
    /// The name of the number beside it, and the number; none without.
    pub count: Option<(&'static str, u64)>,
}

/// The signed-in person, as the layout shows him.
#[derive(Clone, Debug)]
pub struct ShellPerson {
    /// His id.
    pub id: String,
    /// His name.
    pub name: String,
    /// The first letters of his name.
    pub initials: String,
    /// His picture, if there is one.
    pub avatar_url: Option<String>,
    /// Whether he administers his organisation.
    pub is_admin: bool,
    /// Whether he operates the server.
    pub is_operator: bool,
}

/// See the module. Every page struct has one as `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language of the page.
    pub language: Language,
    /// `light`, `dark` or `auto`.
    pub theme: String,
    /// The token that every form carries as `csrf`.
    pub csrf: String,
    /// Who is signed in.
    pub person: Option<ShellPerson>,
    /// The name of the server.
    pub site_name: String,
    /// The main navigation.
    pub nav: Vec<NavItem>,
    /// The administration's list, for those who may.
    pub admin_nav: Vec<NavItem>,
    /// The bell, for who is signed in.
    pub bell: Option<ShellBell>,
    /// The path of the page.
    pub path: String,
    /// Path and query, for forms that come back to the same page.
    pub target: String,
    /// The present, for ages.
    pub now: Time,
    /// Whether anything may be read here by this viewer; the search box shows only then.
    pub reads: bool,
    /// On a standby, what the page says of it.
    pub standby: Option<ShellStandby>,
    /// Whether this browser comes for the first time: the page leaves out what can come later.
    pub is_first: bool,
}

/// What the pages of a standby say of it.
#[derive(Clone, Debug)]
pub struct ShellStandby {
    /// The moment whose state is shown.
    pub as_of: Option<Time>,
    /// The key of the sentence that says why it gets no newer, when somebody has to look after it…
    pub trouble: Option<String>,
    /// …and since when.
    pub since: Time,
}

impl ShellStandby {
    fn of(standby: Standby) -> Self {
        let time = |at: jiff::Timestamp| Time::from_millis(at.as_millisecond());
        let word = standby.copied.as_str().replace('_', "-");
        Self {
            as_of: standby.as_of.map(time),
            trouble: (standby.copied.is_trouble()).then(|| format!("web-standby-{word}")),
            since: time(standby.since),
        }
    }
}

/// What the session layer found out for the layout, kept in the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct SessionFacts {
    /// The token of forms.
    pub csrf: String,
    /// The account's theme.
    pub theme: Option<String>,
    /// The account's picture.
    pub avatar_url: Option<String>,
    /// Whether the browser has no cookie of ours yet.
    pub is_first: bool,
}

impl Shell {
    /// The language tag.
    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// The direction of the script.
    pub fn dir(&self) -> &'static str {
        self.language.dir()
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> &'static str {
        self.language.t(key)
    }

    /// The text of a key with one argument.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.language.with(key, &[(name, &value)])
    }

    /// The text of a key with two arguments.
    pub fn t2(&self, key: &str, a: &str, va: impl Display, b: &str, vb: impl Display) -> String {
        self.language.with(key, &[(a, &va), (b, &vb)])
    }

    /// The hashed address of a static file.
    pub fn asset(&self, path: &str) -> &'static str {
        assets::url(path)
    }

    /// An icon as inline SVG (use with `|safe`); empty when there is none of that name.
    pub fn icon(&self, name: &str) -> &'static str {
        assets::icon(name)
    }

    /// The first letters of a name, for a person without a picture.
    pub fn initials(&self, name: &str) -> String {
        initials(name)
    }

    /// Which of the six tints stands for a person or a company without a picture; the same everywhere.
    pub fn hue(&self, id: impl Display) -> u8 {
        id.to_string()
            .bytes()
            .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte))
            % 6
    }

    /// How long ago, in words: "5 minutes ago", or the date when older than a month.
    pub fn ago(&self, time: &Time) -> String {
        let seconds = self.now.since(*time).as_secs();
        let (key, n) = match seconds {
            0..60 => return self.t("web-ago-now").to_owned(),
            60..3600 => ("web-ago-minutes", seconds / 60),
            3600..86_400 => ("web-ago-hours", seconds / 3600),
            86_400..2_592_000 => ("web-ago-days", seconds / 86_400),
            _ => return self.date(time),
        };
        self.t1(key, "n", n)
    }

    /// The day, as the language writes it: "14 November 2023".
    pub fn date(&self, time: &Time) -> String {
        let day = time.stamp().to_zoned(jiff::tz::TimeZone::UTC).date();
        let month = self.t(MONTHS[usize::from(day.month().unsigned_abs()) - 1]);
        self.language.with(
            "web-date",
            &[
                ("day", &day.day()),
                ("month", &month),
                ("year", &day.year().to_string().as_str()),
            ],
        )
    }

    /// Day and time of day: "14 November 2023, 15:04 UTC".
    pub fn moment(&self, time: &Time) -> String {
        let at = time.stamp().to_zoned(jiff::tz::TimeZone::UTC);
        let clock = format!("{:02}:{:02}", at.hour(), at.minute());
        self.t2("web-moment", "date", self.date(time), "time", clock)
    }

    /// A whole number with separators: Western digits in both languages, so the comma in both.
    pub fn number(&self, n: impl Into<i64>) -> String {
        let n: i64 = n.into();
        let digits = n.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if n < 0 { format!("-{text}") } else { text }
    }

    /// Another number beside an entry: what the page itself has just changed.
    pub fn recount(&mut self, href: &str, number: u64) {
        for item in self.nav.iter_mut().filter(|i| i.href == href) {
            if let Some((_, counted)) = &mut item.count {
                *counted = number;
            }
        }
    }

    /// A shell without navigation, for error pages.
    pub fn plain(app: &App, viewer: &Viewer, facts: &Facts) -> Self {
        Self {
            language: facts.language,
            theme: "auto".into(),
            csrf: String::new(),
            person: None,
            site_name: app.settings.get().site_name.clone(),
            nav: Vec::new(),
            admin_nav: Vec::new(),
            bell: None,
            path: facts.path.clone(),
            target: facts.target.clone(),
            now: app.clock.now(),
            reads: viewer.scope().public,
            is_first: false,
            standby: app.store.standby().map(ShellStandby::of),
        }
    }

    pub(crate) fn dressed(
        app: &App,
        viewer: &Viewer,
        facts: &Facts,
        session: SessionFacts,
        registry: &Registry,
    ) -> Self {
        let mut shell = Self::plain(app, viewer, facts);
        shell.language = viewer.language();
        shell.theme = session.theme.unwrap_or(shell.theme);
        shell.csrf = session.csrf;
        shell.is_first = session.is_first;
        shell.person = viewer.actor().map(|actor| ShellPerson {
            id: actor.person.to_string(),
            initials: initials(&actor.name),
            name: actor.name.clone(),
            avatar_url: session.avatar_url,
            is_admin: actor.is_admin(),
            is_operator: actor.is_operator(),
        });
        for entry in &registry.nav {
            let item = NavItem {
                href: entry.href,
                label: shell.language.t(entry.label),
                icon: entry.icon,
                active: shell.path == entry.href
                    || entry.href != "/" && shell.path.starts_with(&format!("{}/", entry.href)),
                count: None,
            };
            match entry.audience {
                Audience::Readers if shell.reads => shell.nav.push(item),
                Audience::People if viewer.actor().is_some() => shell.nav.push(item),
                Audience::Holders(p) if viewer.has(p) => shell.admin_nav.push(item),
                Audience::Hosts(p) if viewer.actor().is_some_and(|a| a.hosts && a.has(p)) => {
                    shell.admin_nav.push(item);
                }
                _ => {}
            }
        }
        shell
    }
}

const MONTHS: [&str; 12] = [
    "web-month-1",
    "web-month-2",
    "web-month-3",
    "web-month-4",
    "web-month-5",
    "web-month-6",
    "web-month-7",
    "web-month-8",
    "web-month-9",
    "web-month-10",
    "web-month-11",
    "web-month-12",
];

/// The first letters of the first and the last word of a name. An article before the family name
/// ("Al-", «ال») is passed over: almost every name would end in the same letter. Arabic letters
/// are kept from joining, or they would read as a syllable.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let first = words.next();
    let letters = first.into_iter().chain(words.next_back());
    let letters: Vec<String> = letters.map(|c| c.to_uppercase().collect()).collect();
    let joins = letters.iter().all(|l| l.starts_with(is_arabic));
    letters.join(if joins { "\u{200c}" } else { "" })
}

fn first_letter(word: &str) -> Option<char> {
    let bare = ["Al-", "al-", "El-", "el-", "ال"]
        .into_iter()
        .find_map(|article| word.strip_prefix(article))
        .filter(|rest| rest.chars().count() > 2);
    bare.unwrap_or(word).chars().next()
}

fn is_arabic(letter: char) -> bool {
    ('\u{600}'..='\u{6ff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_pass_over_articles_and_do_not_join() {
        for (name, letters) in [
            ("Dina Haddad", "DH"),
            ("Yousef Al-Harthi", "YH"),
            ("فيصل العتيبي", "ف\u{200c}ع"),
            ("Madonna", "M"),
            ("Li Al-X", "LA"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
