//! When everything happened, counted back from the moment of loading.

use std::time::Duration;

use jiff::civil::Date;
use platform::Time;

use super::data::{Conversation, Message, Post, Topic};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The moment of loading and what lies before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    now: Time,
}

impl Calendar {
    pub(super) const fn new(now: Time) -> Self {
        Self { now }
    }

    pub(super) const fn now(self) -> Time {
        self.now
    }

    /// So many days ago, at this hour UTC; never later than a minute ago.
    pub(super) fn day(self, days_ago: i64, hour: i64) -> Time {
        let midnight = self.now.millis().div_euclid(DAY) * DAY;
        self.past(midnight - days_ago * DAY + hour * HOUR)
    }

    /// So many days from now.
    pub(super) fn ahead(self, days: i64) -> Time {
        Time::from_millis(self.now.millis() + days * DAY)
    }

    /// The date so many days ago.
    pub(super) fn date(self, days_ago: i64) -> Date {
        let at = Time::from_millis(self.now.millis() - days_ago * DAY);
        at.stamp().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    fn past(self, ms: i64) -> Time {
        Time::from_millis(ms.min(self.now.millis() - MINUTE))
    }

    /// When a topic was started: not on the full hour.
    pub(super) fn topic(self, topic: &Topic) -> Time {
        let minutes = topic.key.bytes().map(i64::from).sum::<i64>() % 53;
        let at = self.day(topic.days_ago, topic.hour).millis();
        self.past(at + minutes * MINUTE)
    }

    /// When its posts were written, in their order: each after the one it answers.
    pub(super) fn posts(self, topic: &Topic) -> Vec<Time> {
        let begun = self.topic(topic).millis();
        let room = self.now.millis() - MINUTE - begun;
        let mut times: Vec<Time> = Vec::with_capacity(topic.posts.len());
        for (number, post) in topic.posts.iter().enumerate() {
            let offset = (post.hours_after_topic * HOUR as f64) as i64 + number as i64 * 2 * MINUTE;
            // Before now, in order, also when the topic is young.
            let last = room - (topic.posts.len() - number) as i64 * 1000;
            let at = begun + offset.min(last).max(1000 + number as i64);
            let earliest = parent_of(topic, post).and_then(|p| times.get(p));
            let earliest = earliest.map_or(begun, |t| t.millis());
            times.push(Time::from_millis(at.max(earliest + 500)));
        }
        times
    }

    /// When a message was sent: not on the full hour, and in the order of the conversation.
    pub(super) fn message(self, of: &Conversation, message: &Message) -> Time {
        let minutes = of.messages.len() as i64 * 7 % 47;
        self.past(self.now.millis() - message.hours_ago * HOUR + minutes * MINUTE)
    }

    /// When a conversation began: with its first message.
    pub(super) fn begun(self, conversation: &Conversation) -> Time {
        let first = conversation.messages.first();
        first.map_or(self.now, |m| self.message(conversation, m))
    }

    /// When the n-th person liked something: in the days after it appeared.
    pub(super) fn like(self, appeared: Time, number: usize) -> Time {
        let after = Duration::from_hours(3 + 7 * number as u64);
        self.past(appeared.plus(after).millis()).max(appeared)
    }
}

/// The place of the post that a post answers.
pub(super) fn parent_of(topic: &Topic, post: &Post) -> Option<usize> {
    let parent = post.parent.as_deref()?;
    topic.posts.iter().position(|p| p.key == parent)
}
