//! News for people who have a page open. Rooms announce on a channel; `web` streams a channel to
//! the browsers that listen. Nothing is kept: who was away reads the page again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::broadcast;

/// How many pieces of news a slow listener may lag behind before it is told to reload.
const BACKLOG: usize = 64;

/// A piece of news: an event name and its data (JSON or an HTML fragment, as the page expects).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The event's name, e.g. `post`.
    pub event: &'static str,
    /// Its data; must carry nothing that a listener of the channel may not see.
    pub data: String,
}

/// The channels that somebody listens to.
#[derive(Clone, Debug, Default)]
pub struct Hub(Arc<Mutex<Channels>>);

#[derive(Debug, Default)]
struct Channels {
    open: HashMap<String, broadcast::Sender<News>>,
    has_ended: bool,
}

impl Hub {
    /// Listens to a channel such as `forum_topic:ID`. Rights are checked before, by the caller.
    pub fn listen(&self, channel: &str) -> broadcast::Receiver<News> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels
            .open
            .retain(|_, sender| sender.receiver_count() > 0);
        if channels.has_ended {
            return broadcast::channel(1).1;
        }
        channels
            .open
            .entry(channel.to_owned())
            .or_insert_with(|| broadcast::channel(BACKLOG).0)
            .subscribe()
    }

    /// Announces to whoever listens now.
    pub fn announce(&self, channel: &str, news: News) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = channels.open.get(channel) {
            // An error means that the last listener just left.
            let _ = sender.send(news);
        }
    }

    /// Ends every stream of a channel. Browsers ask again by themselves, and whoever may no longer
    /// listen is refused.
    pub fn close(&self, channel: &str) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.open.remove(channel);
    }

    /// Ends every stream, also those that begin later: the server stops.
    pub fn end(&self) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.open.clear();
        channels.has_ended = true;
    }

    /// How many streams are open.
    pub fn open(&self) -> usize {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels
            .open
            .values()
            .map(broadcast::Sender::receiver_count)
            .sum()
    }

    /// How many people listen to a channel.
    pub fn listeners(&self, channel: &str) -> usize {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels
            .open
            .get(channel)
            .map_or(0, broadcast::Sender::receiver_count)
    }
}
