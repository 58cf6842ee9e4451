//! The folder `snapshots/`: what a name says, what there is, and which of them stay.

use std::{collections::HashSet, fs, hash::Hash, io, path::Path};

use jiff::{civil::DateTime, tz::TimeZone};

use super::{draft::is_left_over, trouble::Trouble};
use crate::{time::Time, words::words};

/// Its name within the data folder.
pub const FOLDER: &str = "snapshots";
const BEFORE: &str = "guildhall-";
const ENDING: &str = ".tar.zst";
const STAMP: &str = "%Y%m%dT%H%M%SZ";

words! {
    /// Why a snapshot was made.
    Kind {
        /// Each night.
        Nightly = "nightly",
        /// Somebody asked for it.
        Manual = "manual",
        /// A new version was about to change the schema; without the uploads, which it leaves alone.
        Upgrade = "upgrade",
    }
}

/// A snapshot in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its file name.
    pub name: String,
    /// Why it was made.
    pub kind: Kind,
    /// When.
    pub made_at: Time,
    /// Its length.
    pub bytes: u64,
}

/// How many snapshots stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keep {
    pub(super) daily: usize,
    pub(super) weekly: usize,
    pub(super) monthly: usize,
    /// Of those made by hand, and of those made before an upgrade.
    pub(super) others: usize,
}

/// The name of a snapshot.
pub(super) fn name(at: Time, kind: Kind) -> String {
    format!("{BEFORE}{}-{kind}{ENDING}", at.stamp().strftime(STAMP))
}

/// What a name says; nothing when it is none of ours.
pub(super) fn parse(name: &str) -> Option<(Time, Kind)> {
    let (stamp, kind) = name
        .strip_prefix(BEFORE)?
        .strip_suffix(ENDING)?
        .split_once('-')?;
    let at = DateTime::strptime(STAMP, stamp).ok()?;
    let at = at.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let at = Time::from_millis(at.as_millisecond());
    let kind = Kind::parse(kind).ok()?;
    (self::name(at, kind) == name).then_some((at, kind))
}

/// The snapshots in a folder, the newest first, without those that were emptied. A folder that is
/// not there has none.
pub(super) fn list(folder: &Path) -> Result<Vec<Snapshot>, Trouble> {
    let failed = |e| Trouble::io(folder, e);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut all = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let Some((made_at, kind)) = parse(&name) else {
            continue;
        };
        let about = match entry.metadata() {
            Ok(about) if about.is_file() && about.len() > 0 => about,
            Ok(_) => continue,
            // Somebody has just taken it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        all.push(Snapshot {
            name,
            kind,
            made_at,
            bytes: about.len(),
        });
    }
    all.sort_by(|a, b| (b.made_at, &b.name).cmp(&(a.made_at, &a.name)));
    Ok(all)
}

/// Empties a snapshot that is over. Its name stays until the next start: a copy of the folder that
/// began just now has listed it, and would end in an error if it vanished.
pub(super) fn empty(path: &Path) -> Result<(), Trouble> {
    let file = fs::OpenOptions::new().write(true).open(path);
    let emptied = file.and_then(|file| file.set_len(0));
    emptied.map_err(|e| Trouble::io(path, e))
}

/// Takes away the names of those that were emptied, and what was left of those that were never
/// finished, at the start.
pub(super) fn sweep(folder: &Path) -> Result<(), Trouble> {
    let failed = |e| Trouble::io(folder, e);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_str().unwrap_or_default();
        let is_empty = parse(name).is_some() && entry.metadata().map_err(failed)?.len() == 0;
        if is_empty || is_left_over(name) {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// The moment at which the last night's snapshot was due.
pub(super) fn slot(now: Time, hour: u8, zone: &TimeZone) -> Time {
    let here = now.stamp().to_zoned(zone.clone());
    let at = |date: jiff::civil::Date| {
        let hour = i8::try_from(hour).unwrap_or(0);
        let moment = date.at(hour, 0, 0, 0).to_zoned(zone.clone());
        moment.map(|m| Time::from_millis(m.timestamp().as_millisecond()))
    };
    let today = at(here.date()).unwrap_or(now);
    if today <= now {
        return today;
    }
    let yesterday = here.date().yesterday().and_then(at);
    yesterday.unwrap_or(now)
}

/// Whether a snapshot is due. Those that lie ahead are of a clock that was wrong.
pub(super) fn is_due(all: &[Snapshot], now: Time, hour: u8, zone: &TimeZone) -> bool {
    let since = slot(now, hour, zone);
    let counts = |s: &Snapshot| s.kind != Kind::Upgrade && s.made_at >= since && s.made_at <= now;
    !all.iter().any(counts)
}

/// The snapshots that may go. `all` has the newest first.
///
/// Days, weeks and months are counted as they occur among the snapshots, not from the present: a
/// clock that jumps ahead makes nothing old, and a server that stood still loses nothing.
pub(super) fn expired<'a>(all: &'a [Snapshot], keep: Keep, zone: &TimeZone) -> Vec<&'a Snapshot> {
    let date = |s: &Snapshot| s.made_at.stamp().to_zoned(zone.clone()).date();
    let nightly: Vec<_> = all.iter().filter(|s| s.kind == Kind::Nightly).collect();
    let mut kept = HashSet::new();
    newest_of_each(&nightly, keep.daily, date, &mut kept);
    let week = |s: &Snapshot| {
        let week = date(s).iso_week_date();
        (week.year(), week.week())
    };
    newest_of_each(&nightly, keep.weekly, week, &mut kept);
    let month = |s: &Snapshot| (date(s).year(), date(s).month());
    newest_of_each(&nightly, keep.monthly, month, &mut kept);
    for kind in [Kind::Manual, Kind::Upgrade] {
        let of_kind = all.iter().filter(|s| s.kind == kind).take(keep.others);
        kept.extend(of_kind.map(|s| s.name.as_str()));
    }
    all.iter()
        .filter(|s| !kept.contains(s.name.as_str()))
        .collect()
}

fn newest_of_each<'a, P: Eq + Hash>(
    nightly: &[&'a Snapshot],
    most: usize,
    period: impl Fn(&Snapshot) -> P,
    kept: &mut HashSet<&'a str>,
) {
    let mut seen = HashSet::new();
    for snapshot in nightly {
        if seen.len() == most {
            return;
        }
        if seen.insert(period(snapshot)) {
            kept.insert(&snapshot.name);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use std::time::Duration;

    use super::*;

    const KEEP: Keep = Keep {
        daily: 7,
        weekly: 4,
        monthly: 12,
        others: 2,
    };

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn snapshot(at: Time, kind: Kind) -> Snapshot {
        Snapshot {
            name: name(at, kind),
            kind,
            made_at: at,
            bytes: 1,
        }
    }

    #[test]
    fn a_name_tells_when_and_why_and_nothing_else_is_one() {
        let when = at("2026-11-21T02:00:05Z");
        let text = name(when, Kind::Nightly);
        assert_eq!(text, "guildhall-20261121T020005Z-nightly.tar.zst");
        assert_eq!(parse(&text), Some((when, Kind::Nightly)));
        for bad in [
            "guildhall-20261121T020005Z-weekly.tar.zst",
            "guildhall-20261121T020005Z-nightly.tar.zst.part",
            "guildhall-20261321T020005Z-nightly.tar.zst",
            "../guildhall-20261121T020005Z-nightly.tar.zst",
            "guildhall-+20261121T020005Z-nightly.tar.zst",
            "guildhall-20261121T020005Z-../x.tar.zst",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_night_is_due_from_its_hour_on_until_there_is_one() {
        let zone = TimeZone::get("Asia/Riyadh").unwrap();
        // Three hours ahead of UTC.
        for (now, since) in [
            ("2026-11-21T22:59:59Z", "2026-11-20T23:00:00Z"),
            ("2026-11-21T23:00:00Z", "2026-11-21T23:00:00Z"),
        ] {
            assert_eq!(slot(at(now), 2, &zone), at(since), "{now}");
        }
        let now = at("2026-11-21T23:10:00Z");
        for (made, kind, due) in [
            ("2026-11-21T22:59:00Z", Kind::Nightly, true),
            ("2026-11-21T23:00:10Z", Kind::Nightly, false),
            ("2026-11-21T23:00:10Z", Kind::Manual, false),
            ("2026-11-21T23:00:10Z", Kind::Upgrade, true),
            ("2027-01-01T00:00:00Z", Kind::Nightly, true),
        ] {
            let all = [snapshot(at(made), kind)];
            assert_eq!(is_due(&all, now, 2, &zone), due, "{made}");
        }
    }

    #[test]
    fn seven_days_four_weeks_and_twelve_months_stay() {
        let day = Duration::from_hours(24);
        let mut now = at("2026-12-31T02:00:00Z");
        let mut all = Vec::new();
        for _ in 0..800 {
            all.push(snapshot(now, Kind::Nightly));
            now = now.minus(day);
        }
        let gone: HashSet<_> = expired(&all, KEEP, &TimeZone::UTC)
            .into_iter()
            .map(|s| s.name.clone())
            .collect();
        let kept: Vec<_> = all
            .iter()
            .filter(|s| !gone.contains(&s.name))
            .map(|s| s.made_at.stamp().strftime("%m-%d").to_string())
            .collect();
        // The days; the ends of the two weeks before that; the ends of the months.
        assert_eq!(
            kept,
            [
                "12-31", "12-30", "12-29", "12-28", "12-27", "12-26", "12-25", "12-20", "12-13",
                "11-30", "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31",
                "02-28", "01-31"
            ]
        );
    }

    #[test]
    fn a_clock_that_jumps_ahead_and_back_takes_one_day_at_most() {
        let mut all: Vec<_> = (1..=7)
            .rev()
            .map(|d| snapshot(at(&format!("2026-06-0{d}T02:00:00Z")), Kind::Nightly))
            .collect();
        all.insert(0, snapshot(at("2026-07-17T02:00:00Z"), Kind::Nightly));
        let gone = expired(&all, KEEP, &TimeZone::UTC);
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].name, all[7].name);
    }

    #[test]
    fn those_by_hand_and_before_upgrades_are_counted_by_themselves() {
        let kinds = [Kind::Manual, Kind::Upgrade, Kind::Nightly];
        let all: Vec<_> = (0..12)
            .map(|n| {
                snapshot(
                    at(&format!("2026-06-{:02}T02:00:00Z", 20 - n)),
                    kinds[n % 3],
                )
            })
            .collect();
        let keep = Keep {
            daily: 1,
            weekly: 0,
            monthly: 0,
            others: 2,
        };
        let gone = expired(&all, keep, &TimeZone::UTC);
        assert_eq!(gone.len(), 12 - 5);
        assert!(gone.iter().all(|s| s.made_at < all[2].made_at));
    }
}
