//! Moments and the clock that gives them. Time is handed out by `App`, so tests own it.

use std::{
    fmt,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use store::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A moment, in milliseconds since 1970-01-01 UTC. Written as RFC 3339 with milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// From milliseconds since 1970-01-01 UTC.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 UTC, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment and `d` more.
    pub fn plus(self, d: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// This moment less `d`.
    pub fn minus(self, d: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// How long ago `earlier` was; zero when it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339, or a bare date taken as midnight UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let stamp = text.parse::<jiff::Timestamp>().ok().or_else(|| {
            let date = text.parse::<jiff::civil::Date>().ok()?;
            Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
        })?;
        Some(Self(stamp.as_millisecond()))
    }

    /// The same moment as a `jiff` timestamp, for calendars and formatting.
    pub fn stamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an RFC 3339 time"))
    }
}

impl ToSql for Time {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(self.0.into())
    }
}

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

/// Where the present comes from: the machine's clock, or one that a test moves by hand.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until moved.
    pub fn manual(start: Time) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.0))))
    }

    /// The present moment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    pub fn now(&self) -> Time {
        match &self.0 {
            Source::System => Time(jiff::Timestamp::now().as_millisecond()),
            Source::Manual(ms) => Time(ms.load(Ordering::SeqCst)),
        }
    }

    /// How much time has gone by since the process started. It never runs backwards, whatever
    /// happens to the machine's clock.
    pub fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            Source::System => START.elapsed(),
            Source::Manual(ms) => {
                Duration::from_millis(u64::try_from(ms.load(Ordering::SeqCst)).unwrap_or(0))
            }
        }
    }

    /// Moves a manual clock ahead; the machine's clock cannot be moved.
    pub fn advance(&self, d: Duration) {
        if let Source::Manual(ms) = &self.0 {
            ms.fetch_add(i64::try_from(d.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_milliseconds_and_read_back() {
        let t = Time::from_millis(1_700_000_000_042);
        assert_eq!(t.to_string(), "2023-11-14T22:13:20.042Z");
        assert_eq!(Time::parse(&t.to_string()), Some(t));
        assert_eq!(
            Time::parse("2023-11-14").map(Time::millis),
            Some(1_699_920_000_000)
        );
        assert_eq!(Time::parse("yesterday"), None);
    }
}
