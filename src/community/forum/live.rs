//! News for people who have a topic open. Only ids are announced: the browser fetches what it may
//! see.

use platform::{App, id::Id, live::News};
use serde_json::json;

use super::{PostId, TopicId};

/// The channel of a topic.
pub(super) fn channel(topic: TopicId) -> String {
    format!("forum_topic:{topic}")
}

fn announce(app: &App, topic: TopicId, event: &'static str, data: serde_json::Value) {
    super::pages::forget(app);
    let news = News {
        event,
        data: data.to_string(),
    };
    app.live.announce(&channel(topic), news);
}

/// Something changed that no open topic hears of: a new topic, a category.
pub(super) fn changed(app: &App) {
    super::pages::forget(app);
}

/// The topic itself or its state changed.
pub(super) fn topic_changed(app: &App, topic: TopicId) {
    announce(app, topic, "topic", json!({"topic_id": topic}));
}

/// The topic was deleted, or fewer people may open it: nobody listens on unasked.
pub(super) fn topic_shut(app: &App, topic: TopicId) {
    announce(app, topic, "reload", json!({"topic_id": topic}));
    app.live.close(&channel(topic));
}

/// A post came.
pub(super) fn post_added(app: &App, topic: TopicId, post: PostId, parent: Option<PostId>) {
    let after = parent.map(|p| format!("p-{p}"));
    let data = json!({"id": format!("p-{post}"), "html_url": fragment(post), "after": after});
    announce(app, topic, "post", data);
}

/// A post was changed, or deleted with replies below it.
pub(super) fn post_changed(app: &App, topic: TopicId, post: PostId) {
    let data = json!({"id": format!("p-{post}"), "html_url": fragment(post)});
    announce(app, topic, "change", data);
}

/// A post is gone without a trace.
pub(super) fn post_gone(app: &App, topic: TopicId, post: PostId) {
    announce(app, topic, "gone", json!({"id": format!("p-{post}")}));
}

/// A topic or post (by its id) was liked, or no more.
pub(super) fn liked<K: ?Sized>(app: &App, topic: TopicId, id: Id<K>, likes: i64) {
    let text = if likes > 0 {
        likes.to_string()
    } else {
        String::new()
    };
    let data = json!({"target": format!("likes-{id}"), "text": text});
    announce(app, topic, "count", data);
}

/// Another post answers the topic now, or none.
pub(super) fn answer_changed(app: &App, topic: TopicId, posts: impl IntoIterator<Item = PostId>) {
    for post in posts {
        post_changed(app, topic, post);
    }
    let url = format!("/forum/topics/{topic}/best");
    announce(app, topic, "change", json!({"id": "best", "html_url": url}));
}

fn fragment(post: PostId) -> String {
    format!("/forum/posts/{post}/fragment")
}
