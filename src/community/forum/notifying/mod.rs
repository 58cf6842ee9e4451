//! What the forum tells people: of replies, mentions, likes, followers, best answers, and of what
//! moderators did.

mod queries;

use std::time::Duration;

use platform::{
    Result,
    id::{AnyId, Id, PersonId},
    journal::Entry,
    notifying::{Effect, Kind, Source, Subject, Telling},
};
use store::Reader;

use super::{PostId, TopicId};
use queries::{PostFacts, TopicFacts};

const TOPIC: &str = "forum_topic";
const POST: &str = "forum_post";

/// A text that is older than this when it is changed tells nobody new: who was told of it once may
/// not be known any more.
const FRESH: Duration = Duration::from_hours(90 * 24);

/// For the list of sources.
pub(super) const SOURCE: Source = Source {
    kinds: &[
        Kind::Reply,
        Kind::Mention,
        Kind::Like,
        Kind::BestAnswer,
        Kind::Follow,
        Kind::Moderation,
    ],
    resources: &[
        TOPIC,
        POST,
        "forum_topic_like",
        "forum_post_like",
        "forum_topic_follow",
    ],
    hear,
    subjects: &[
        Subject {
            resource: TOPIC,
            open: queries::open_topic,
            show: queries::show_topics,
        },
        Subject {
            resource: POST,
            open: queries::open_post,
            show: queries::show_posts,
        },
    ],
};

fn hear(db: &Reader<'_>, entry: &Entry) -> Result<Vec<Effect>> {
    let Some(id) = entry.resource_id else {
        return Ok(Vec::new());
    };
    let (topic, post): (TopicId, PostId) = (cast(id), cast(id));
    match entry.action.as_str() {
        "forum_topic.created" => mentions(db, queries::topic(db, topic)?.map(Text::Topic), None),
        "forum_topic.updated" => {
            let text = queries::topic(db, topic)?.map(Text::Topic);
            mentions(db, text, Some(entry))
        }
        "forum_post.created" => replies(db, post),
        "forum_post.updated" => {
            let text = queries::post(db, post)?.map(Text::Post);
            mentions(db, text, Some(entry))
        }
        "forum_topic.answered" => best_answer(db, topic, entry),
        "forum_topic_like.added" | "forum_topic_like.removed" => {
            let text = queries::topic(db, topic)?.map(Text::Topic);
            liked(db, text, entry, queries::likes_topic)
        }
        "forum_post_like.added" | "forum_post_like.removed" => {
            let text = queries::post(db, post)?.map(Text::Post);
            liked(db, text, entry, queries::likes_post)
        }
        "forum_topic_follow.added" | "forum_topic_follow.removed" => followed(db, topic, entry),
        "forum_topic.locked" => moderated_topic(db, topic, entry, "topic_locked"),
        "forum_topic.unlocked" => moderated_topic(db, topic, entry, "topic_unlocked"),
        "forum_topic.deleted" => moderated_topic(db, topic, entry, "topic_removed"),
        "forum_topic.restored" => moderated_topic(db, topic, entry, "topic_restored"),
        "forum_post.deleted" => moderated_post(db, post, entry),
        _ => Ok(Vec::new()),
    }
}

fn cast<A: ?Sized, B: ?Sized>(id: Id<A>) -> Id<B> {
    Id::from_uuid(*id.as_uuid())
}

fn actor(entry: &Entry) -> Option<PersonId> {
    entry.actor.map(cast)
}

/// What somebody wrote.
enum Text {
    Topic(TopicFacts),
    Post(PostFacts),
}

impl Text {
    fn author(&self) -> PersonId {
        match self {
            Self::Topic(topic) => topic.author,
            Self::Post(post) => post.author,
        }
    }

    fn subject(&self) -> (&'static str, AnyId) {
        match self {
            Self::Topic(topic) => (TOPIC, cast(topic.id)),
            Self::Post(post) => (POST, cast(post.id)),
        }
    }

    fn topic(&self) -> TopicId {
        match self {
            Self::Topic(topic) => topic.id,
            Self::Post(post) => post.topic,
        }
    }

    /// Both deleted ones and those in deleted topics are gone.
    fn is_there(&self) -> bool {
        match self {
            Self::Topic(topic) => !topic.is_deleted,
            Self::Post(post) => !post.is_deleted,
        }
    }

    fn telling(&self, person: PersonId, kind: Kind, action: &'static str) -> Telling {
        let (resource, id) = self.subject();
        Telling {
            person,
            kind,
            action,
            cause: format!("{resource}:{id}"),
            subject: (resource, id),
            within: cast(self.topic()),
            actor: Some(self.author()),
            collects: false,
        }
    }
}

/// Whoever a text names. `changed` is the row of a change: only what is fresh tells anybody new.
fn mentions(db: &Reader<'_>, text: Option<Text>, changed: Option<&Entry>) -> Result<Vec<Effect>> {
    let Some(text) = text.filter(Text::is_there) else {
        return Ok(Vec::new());
    };
    let written = match &text {
        Text::Topic(topic) => topic.created_at,
        Text::Post(post) => post.created_at,
    };
    if changed.is_some_and(|entry| entry.at.since(written) > FRESH) {
        return Ok(Vec::new());
    }
    let (topic, author) = (text.topic(), text.author());
    let named = queries::mentioned(db, topic, text.subject().1, author)?;
    let tell = |person| Effect::Tell(text.telling(person, Kind::Mention, text_word(&text)));
    Ok(named.into_iter().map(tell).collect())
}

fn text_word(text: &Text) -> &'static str {
    match text {
        Text::Topic(_) => "topic",
        Text::Post(_) => "post",
    }
}

/// Whoever a reply names or answers, the topic's author, and its followers; each once, by what
/// concerns him most.
fn replies(db: &Reader<'_>, id: PostId) -> Result<Vec<Effect>> {
    let Some(post) = queries::post(db, id)?.filter(|p| !p.is_deleted) else {
        return Ok(Vec::new());
    };
    let concerned = queries::concerned(db, &post)?;
    let text = Text::Post(post);
    let tell = |(person, why)| {
        let (kind, action) = match why {
            0 => (Kind::Mention, "post"),
            1 => (Kind::Reply, "to_post"),
            2 => (Kind::Reply, "to_topic"),
            _ => (Kind::Reply, "followed"),
        };
        Effect::Tell(text.telling(person, kind, action))
    };
    Ok(concerned.into_iter().map(tell).collect())
}

/// By how it stands now: what was liked and taken back before it was heard is nothing.
fn liked(
    db: &Reader<'_>,
    text: Option<Text>,
    entry: &Entry,
    likes: fn(&Reader<'_>, AnyId, PersonId) -> Result<bool>,
) -> Result<Vec<Effect>> {
    let (Some(text), Some(actor)) = (text, actor(entry)) else {
        return Ok(Vec::new());
    };
    let (resource, id) = text.subject();
    let stands = likes(db, id, actor)?;
    let telling = Telling {
        cause: format!("like:{resource}:{id}"),
        actor: Some(actor),
        collects: true,
        ..text.telling(text.author(), Kind::Like, text_word(&text))
    };
    Ok(counted(telling, actor, stands, text.is_there()))
}

fn counted(telling: Telling, actor: PersonId, stands: bool, is_there: bool) -> Vec<Effect> {
    if telling.person == actor {
        return Vec::new();
    }
    match (stands, is_there) {
        (true, true) => vec![Effect::Tell(telling)],
        (true, false) => Vec::new(),
        (false, _) => vec![Effect::Withdraw {
            person: telling.person,
            cause: telling.cause,
            actor,
        }],
    }
}

fn followed(db: &Reader<'_>, id: TopicId, entry: &Entry) -> Result<Vec<Effect>> {
    let (Some(topic), Some(actor)) = (queries::topic(db, id)?, actor(entry)) else {
        return Ok(Vec::new());
    };
    let stands = queries::follows(db, id, actor)?;
    let is_there = !topic.is_deleted;
    let text = Text::Topic(topic);
    let telling = Telling {
        cause: format!("follow:{id}"),
        actor: Some(actor),
        collects: true,
        ..text.telling(text.author(), Kind::Follow, "topic")
    };
    Ok(counted(telling, actor, stands, is_there))
}

fn best_answer(db: &Reader<'_>, topic: TopicId, entry: &Entry) -> Result<Vec<Effect>> {
    let Some(id) = queries::best_answer(db, topic)? else {
        return Ok(Vec::new());
    };
    let post = queries::post(db, id)?.filter(|p| !p.is_deleted);
    let told = post.filter(|p| Some(p.author) != actor(entry)).map(|post| {
        let text = Text::Post(post);
        Effect::Tell(Telling {
            cause: format!("best_answer:{id}"),
            actor: actor(entry),
            ..text.telling(text.author(), Kind::BestAnswer, "post")
        })
    });
    Ok(told.into_iter().collect())
}

fn moderated_topic(
    db: &Reader<'_>,
    id: TopicId,
    entry: &Entry,
    action: &'static str,
) -> Result<Vec<Effect>> {
    let topic = queries::topic(db, id)?.map(Text::Topic);
    Ok(moderated(topic, entry, action))
}

fn moderated_post(db: &Reader<'_>, id: PostId, entry: &Entry) -> Result<Vec<Effect>> {
    let post = queries::post(db, id)?.map(Text::Post);
    Ok(moderated(post, entry, "post_removed"))
}

/// What somebody else than its author does with a text, he does as a moderator.
fn moderated(text: Option<Text>, entry: &Entry, action: &'static str) -> Vec<Effect> {
    let told = text.filter(|t| Some(t.author()) != actor(entry)).map(|t| {
        Effect::Tell(Telling {
            cause: format!("journal:{}", entry.seq),
            actor: actor(entry),
            ..t.telling(t.author(), Kind::Moderation, action)
        })
    });
    told.into_iter().collect()
}
