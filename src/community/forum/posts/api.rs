//! `/api/v1/forum/posts`.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::IntoResponse,
};
use platform::{
    App, Error, Time,
    error::Message,
    listing::{List, ListSpec, Pairs},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, Visitor, openapi::Doc, reply};

use super::{NewPost, Post, PostView, SPEC, TOP_SPEC, nest, service};
use crate::people::{Cards, PersonJson};
use crate::{
    forum::{
        PostId, PostText, TopicId,
        etag::{self, IfMatch},
        likes::{self, Liked},
    },
    idempotency::IdempotencyKey,
};

const TAG: &str = "Forum";
const PATH: &str = "/api/v1/forum/posts";
const ONE: &str = "/api/v1/forum/posts/{id}";
const BEST: &str = "/api/v1/forum/posts/{id}/best-answer";

/// The calls on posts.
pub fn routes() -> Routes {
    reading().merge(writing())
}

fn reading() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            PATH,
            Access::Readers,
            Doc::new(TAG, "The posts of a topic, flat.")
                .list::<PostJson>()
                .query("topic_id", "The topic; required.")
                .query("author", "The id of the author.")
                .query("created[gte]", "Written at or after a time.")
                .query("created[lt]", "Written before a time.")
                .query("sort", "created_at (usual) or likes; - for downwards."),
            list,
        )
        .api(
            Method::GET,
            "/api/v1/forum/posts/threaded",
            Access::Readers,
            Doc::new(
                TAG,
                "Top-level posts of a topic, each with all its replies, oldest first.",
            )
            .list::<ThreadJson>()
            .query("topic_id", "The topic; required.")
            .query(
                "sort",
                "Of the top-level posts: created_at (usual) or likes.",
            ),
            threaded,
        )
        .api(
            Method::GET,
            "/api/v1/forum/posts/{id}/replies",
            Access::Readers,
            Doc::new(TAG, "The posts that answer a post directly.")
                .list::<PostJson>()
                .query("sort", "created_at (usual) or likes; - for downwards."),
            replies,
        )
        .api(
            Method::GET,
            ONE,
            Access::Readers,
            Doc::new(TAG, "A post.").returns::<PostJson>(200),
            show,
        )
}

fn writing() -> Routes {
    let locked = |doc: Doc| doc.error(403, "topic_locked");
    let edit = || {
        locked(Doc::new(TAG, "Changes the text of a post. Takes If-Match."))
            .body::<PostChange>()
            .returns::<PostJson>(200)
            .error(412, "post_changed_since")
    };
    let answer = |summary| Doc::new(TAG, summary).returns::<PostJson>(200);
    Routes::new()
        .api(
            Method::POST,
            PATH,
            Access::People,
            locked(Doc::new(
                TAG,
                "Answers a topic or a post. Takes an Idempotency-Key.",
            ))
            .body::<PostBody>()
            .returns::<PostJson>(201)
            .error(404, "not_found")
            .error(422, "idempotency_key_reused"),
            create,
        )
        .api(Method::PUT, ONE, Access::People, edit(), change)
        .api(Method::PATCH, ONE, Access::People, edit(), change)
        .api(
            Method::DELETE,
            ONE,
            Access::People,
            locked(Doc::new(
                TAG,
                "Deletes a post; with replies below it a placeholder stays.",
            ))
            .empty(204),
            delete,
        )
        .api(
            Method::POST,
            "/api/v1/forum/posts/{id}/like",
            Access::People,
            Doc::new(TAG, "Likes a post, or no longer.").returns::<Liked>(200),
            like,
        )
        .api(
            Method::POST,
            BEST,
            Access::People,
            answer("Makes a post the best answer. For the topic's author and moderators."),
            choose,
        )
        .api(
            Method::DELETE,
            BEST,
            Access::People,
            answer("Takes the mark from the best answer. For the topic's author and moderators."),
            clear,
        )
}

/// A post, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostJson {
    #[schema(value_type = String)]
    id: PostId,
    #[schema(value_type = String)]
    topic_id: TopicId,
    #[schema(value_type = Option<String>)]
    parent_post_id: Option<PostId>,
    author: Option<PersonJson>,
    content: String,
    is_best_answer: bool,
    likes_count: i64,
    replies_count: i64,
    depth: i64,
    #[schema(value_type = String)]
    created_at: Time,
    #[schema(value_type = Option<String>)]
    edited_at: Option<Time>,
    revision: i64,
    is_deleted: bool,
    liked: bool,
}

/// A post with what answers it, nested.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadJson {
    /// The post.
    #[serde(flatten)]
    post: PostJson,
    /// The posts that answer it, in the same shape.
    replies: Vec<serde_json::Value>,
}

impl PostJson {
    /// A post with its author among the people of the page.
    pub(super) fn new(post: &Post, authors: &Cards) -> Self {
        let author = if post.is_deleted {
            None
        } else {
            authors.json(post.author)
        };
        Self {
            id: post.id,
            topic_id: post.topic,
            parent_post_id: post.parent,
            author,
            content: post.content.clone(),
            is_best_answer: post.is_best,
            likes_count: post.likes,
            replies_count: post.replies,
            depth: post.depth,
            created_at: post.created_at,
            edited_at: post.edited_at,
            revision: post.revision,
            is_deleted: post.is_deleted,
            liked: post.liked,
        }
    }
}

impl From<&PostView> for PostJson {
    fn from(view: &PostView) -> Self {
        Self::new(&view.post, &view.authors)
    }
}

/// A post to be written.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostBody {
    /// The topic.
    #[schema(value_type = String)]
    topic_id: TopicId,
    /// The post that it answers.
    #[schema(value_type = Option<String>)]
    parent_post_id: Option<PostId>,
    /// Markdown, 1 to 20,000 characters.
    content: String,
}

/// A changed text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostChange {
    /// Markdown, 1 to 20,000 characters.
    content: String,
}

/// The list and the topic that it is about.
fn of_topic(app: &App, spec: ListSpec, pairs: &Pairs) -> Result<(TopicId, List)> {
    let list = List::parse(spec, pairs, &app.seal)?;
    let given = pairs
        .iter()
        .find(|(name, _)| name == "topic_id" || name == "topic_id[eq]");
    let topic = given.and_then(|(_, id)| id.trim().parse().ok());
    let topic = topic.ok_or_else(|| Error::invalid("topic_id", Message::new("required")))?;
    Ok((topic, list))
}

async fn list(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let (topic, list) = of_topic(&app, SPEC, &pairs)?;
    let found = service::posts(&app, &viewer, topic, list).await?;
    let listing = found.listing.map(|p| PostJson::new(&p, &found.authors));
    Ok(reply::ok(listing.items).meta(listing.meta))
}

async fn threaded(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let (topic, list) = of_topic(&app, TOP_SPEC, &pairs)?;
    let found = service::threads(&app, &viewer, topic, list).await?;
    let nested = nest::nested(&found.listing.items, &found.authors)?;
    Ok(reply::ok(nested).meta(found.listing.meta))
}

async fn replies(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<PostId>,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let spec = ListSpec {
        filters: &[],
        ..TOP_SPEC
    };
    let list = List::parse(spec, &pairs, &app.seal)?;
    let found = service::replies(&app, &viewer, id, list).await?;
    let listing = found.listing.map(|p| PostJson::new(&p, &found.authors));
    Ok(reply::ok(listing.items).meta(listing.meta))
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<PostId>,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let view = service::post(&app, &viewer, id).await?;
    etag::answer(&headers, view.post.revision, &PostJson::from(&view))
}

async fn create(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    key: IdempotencyKey,
    Json(asked): Json<PostBody>,
) -> Result<impl IntoResponse> {
    let call = key.of("forum_posts", &asked)?;
    let text = PostText::parse(&asked.content);
    let new = NewPost {
        topic: asked.topic_id,
        parent: asked.parent_post_id,
        text: text.map_err(|m| Error::invalid("content", m))?,
    };
    let answer = service::create(&app, &actor, new, call).await?;
    Ok(reply::created(answer.location, answer.data))
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
    IfMatch(revision): IfMatch,
    Json(asked): Json<PostChange>,
) -> Result<impl IntoResponse> {
    let view = service::change(&app, &actor, id, &asked.content, revision).await?;
    Ok(reply::ok(PostJson::from(&view)))
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
) -> Result<impl IntoResponse> {
    service::delete(&app, &actor, id).await?;
    Ok(reply::gone())
}

async fn like(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
) -> Result<impl IntoResponse> {
    Ok(reply::ok(likes::toggle_post(&app, &actor, id).await?))
}

async fn choose(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
) -> Result<impl IntoResponse> {
    let view = service::choose_answer(&app, &actor, id).await?;
    Ok(reply::ok(PostJson::from(&view)))
}

async fn clear(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
) -> Result<impl IntoResponse> {
    let view = service::clear_answer(&app, &actor, id).await?;
    Ok(reply::ok(PostJson::from(&view)))
}
