//! News for people who have a topic open. Only ids are announced: the browser fetches what it may
//! see.

use platform::{App, live::News};
use serde_json::json;

use super::{PostId, TopicId};

/// The channel of a topic.
pub(super) fn channel(topic: TopicId) -> String {
    format!("forum_topic:{topic}")
}

fn announce(app: &App, topic: TopicId, event: &'static str, data: serde_json::Value) {
    let news = News {
        event,
        data: data.to_string(),
    };
    app.live.announce(&channel(topic), news);
}

/// The topic itself, its state or its best answer changed.
pub(super) fn topic_changed(app: &App, topic: TopicId) {
    announce(app, topic, "topic", json!({"topic_id": topic}));
}

/// The topic was deleted.
pub(super) fn topic_gone(app: &App, topic: TopicId) {
    announce(app, topic, "gone", json!({"topic_id": topic}));
}

/// A post came.
pub(super) fn post_added(app: &App, topic: TopicId, post: PostId, parent: Option<PostId>) {
    let data = json!({"topic_id": topic, "post_id": post, "parent_post_id": parent});
    announce(app, topic, "post", data);
}

/// A post was changed, liked or deleted.
pub(super) fn post_changed(app: &App, topic: TopicId, post: PostId) {
    announce(
        app,
        topic,
        "change",
        json!({"topic_id": topic, "post_id": post}),
    );
}

/// The topic was liked, or no more.
pub(super) fn topic_liked(app: &App, topic: TopicId, likes: i64) {
    announce(
        app,
        topic,
        "like",
        json!({"topic_id": topic, "likes_count": likes}),
    );
}

/// A post was liked, or no more.
pub(super) fn post_liked(app: &App, topic: TopicId, post: PostId, likes: i64) {
    let data = json!({"topic_id": topic, "post_id": post, "likes_count": likes});
    announce(app, topic, "like", data);
}

/// Another post answers the topic now, or none.
pub(super) fn answer_changed(app: &App, topic: TopicId, post: Option<PostId>) {
    announce(
        app,
        topic,
        "answer",
        json!({"topic_id": topic, "post_id": post}),
    );
}
