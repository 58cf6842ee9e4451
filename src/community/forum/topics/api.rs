//! `/api/v1/forum/topics`.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::IntoResponse,
};
use platform::{
    App, Time,
    id::OrganizationId,
    listing::{List, Pairs},
    visibility::Visibility,
};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, Visitor, openapi::Doc, reply};

use super::{Part, SPEC, Topic, TopicChange, TopicView, service};
use crate::people::{Cards, PersonJson};
use crate::{
    forum::{
        CategoryId, PostId, TopicId,
        attachments::Attachment,
        etag::{self, IfMatch},
        likes::{self, Liked},
        marks,
    },
    idempotency::IdempotencyKey,
};

const TAG: &str = "Forum";
const PATH: &str = "/api/v1/forum/topics";
const ONE: &str = "/api/v1/forum/topics/{id}";

/// The calls on topics.
pub fn routes() -> Routes {
    reading().merge(writing()).merge(marking())
}

fn reading() -> Routes {
    Routes::new()
        .api(Method::GET, PATH, Access::Readers, list_doc(), list)
        .api(
            Method::GET,
            ONE,
            Access::Readers,
            Doc::new(TAG, "A topic. Opening it counts as a view, once an hour.")
                .returns::<TopicJson>(200),
            show,
        )
}

fn list_doc() -> Doc {
    Doc::new(TAG, "The topics that the one who asks may open.")
        .list::<TopicJson>()
        .query("q", "Words to find.")
        .query("category", "The id or slug of a category.")
        .query("kind", "The kind of category: automation, quality, maintenance, ai, iot, general.")
        .query("author", "The id of the author.")
        .query("organization", "The id of the organisation.")
        .query("tag", "A tag; several mean any of them.")
        .query("is_pinned", "true or false.")
        .query("is_locked", "true or false.")
        .query("has_best_answer", "true or false.")
        .query("unanswered", "true: without any reply.")
        .query("has_attachments", "true or false.")
        .query("mine", "true: started by the one who asks.")
        .query("followed", "true: followed by the one who asks.")
        .query("bookmarked", "true: with a bookmark of the one who asks.")
        .query("unread", "true: with news since the one who asks read it.")
        .query("visibility", "private, organization or public.")
        .query("created[gte]", "Started at or after a time.")
        .query("created[lt]", "Started before a time.")
        .query("activity[gte]", "With activity at or after a time.")
        .query("activity[lt]", "With the last activity before a time.")
        .query("min_likes", "At least so many likes.")
        .query("min_replies", "At least so many replies.")
        .query("min_views", "At least so many views.")
        .query("sort", "activity (usual, newest and pinned first), created_at, views, likes, replies, title; - for downwards.")
}

fn writing() -> Routes {
    let locked = |doc: Doc| doc.error(403, "topic_locked");
    Routes::new()
        .api(
            Method::POST,
            PATH,
            Access::People,
            Doc::new(TAG, "Starts a topic. Takes an Idempotency-Key.")
                .body::<TopicChange>()
                .returns::<TopicJson>(201)
                .error(422, "idempotency_key_reused"),
            create,
        )
        .api(
            Method::PUT,
            ONE,
            Access::People,
            locked(Doc::new(
                TAG,
                "Sets a topic anew; category, title and content are required.",
            ))
            .body::<TopicChange>()
            .returns::<TopicJson>(200)
            .error(412, "topic_changed_since"),
            replace,
        )
        .api(
            Method::PATCH,
            ONE,
            Access::People,
            locked(Doc::new(
                TAG,
                "Changes a topic; what is absent stays. Takes If-Match.",
            ))
            .body::<TopicChange>()
            .returns::<TopicJson>(200)
            .error(412, "topic_changed_since"),
            change,
        )
        .api(
            Method::DELETE,
            ONE,
            Access::People,
            Doc::new(
                TAG,
                "Deletes a topic with its posts; it can be restored for 30 days.",
            )
            .empty(204),
            delete,
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/restore",
            Access::People,
            Doc::new(TAG, "Brings a deleted topic back.")
                .returns::<TopicJson>(200)
                .error(409, "topic_not_deleted")
                .error(410, "topic_gone"),
            restore,
        )
        .merge(moderating())
}

fn moderating() -> Routes {
    let doc = |summary| Doc::new(TAG, summary).returns::<TopicJson>(200);
    Routes::new()
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/pin",
            Access::People,
            doc("Puts a topic on top of the lists. For moderators."),
            |s: State<App>, a: SignedIn, p: Path<TopicId>| pin(s, a, p, true),
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/unpin",
            Access::People,
            doc("Takes a topic down from the top. For moderators."),
            |s: State<App>, a: SignedIn, p: Path<TopicId>| pin(s, a, p, false),
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/lock",
            Access::People,
            doc("Closes a topic to posts and edits. For moderators."),
            |s: State<App>, a: SignedIn, p: Path<TopicId>| lock(s, a, p, true),
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/unlock",
            Access::People,
            doc("Opens a locked topic. For moderators."),
            |s: State<App>, a: SignedIn, p: Path<TopicId>| lock(s, a, p, false),
        )
}

fn marking() -> Routes {
    Routes::new()
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/like",
            Access::People,
            Doc::new(TAG, "Likes a topic, or no longer.").returns::<Liked>(200),
            like,
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/follow",
            Access::People,
            Doc::new(TAG, "Follows a topic, or no longer.").returns::<Followed>(200),
            follow,
        )
        .api(
            Method::POST,
            "/api/v1/forum/topics/{id}/bookmark",
            Access::People,
            Doc::new(TAG, "Puts a bookmark on a topic, or takes it off.")
                .returns::<Bookmarked>(200),
            bookmark,
        )
}

/// A topic, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicJson {
    #[schema(value_type = String)]
    id: TopicId,
    slug: String,
    #[schema(value_type = String)]
    category_id: CategoryId,
    #[schema(value_type = String)]
    organization_id: OrganizationId,
    author: Option<PersonJson>,
    title: String,
    content: String,
    excerpt: String,
    tags: Vec<String>,
    #[schema(value_type = String)]
    visibility: Visibility,
    is_pinned: bool,
    is_locked: bool,
    has_best_answer: bool,
    #[schema(value_type = Option<String>)]
    best_answer_post_id: Option<PostId>,
    views_count: i64,
    likes_count: i64,
    replies_count: i64,
    #[schema(value_type = String)]
    last_activity_at: Time,
    last_post_author: Option<PersonJson>,
    attachments: Vec<Attachment>,
    #[schema(value_type = String)]
    created_at: Time,
    #[schema(value_type = String)]
    updated_at: Time,
    #[schema(value_type = Option<String>)]
    edited_at: Option<Time>,
    revision: i64,
    liked: bool,
    followed: bool,
    bookmarked: bool,
    unread: bool,
}

impl TopicJson {
    /// A topic with its people among those of the page.
    pub fn new(t: &Topic, authors: &Cards, attachments: Vec<Attachment>) -> Self {
        Self {
            id: t.id,
            slug: t.slug.clone(),
            category_id: t.category,
            organization_id: t.organization,
            author: authors.json(t.author),
            title: t.title.clone(),
            content: t.content.clone(),
            excerpt: t.excerpt.clone(),
            tags: t.tags.clone(),
            visibility: t.visibility,
            is_pinned: t.is_pinned,
            is_locked: t.is_locked,
            has_best_answer: t.best_answer.is_some(),
            best_answer_post_id: t.best_answer,
            views_count: t.views,
            likes_count: t.likes,
            replies_count: t.replies,
            last_activity_at: t.last_activity_at,
            last_post_author: t.last_post_author.and_then(|a| authors.json(a)),
            attachments,
            created_at: t.created_at,
            updated_at: t.updated_at,
            edited_at: t.edited_at,
            revision: t.revision,
            liked: t.mine.liked,
            followed: t.mine.followed,
            bookmarked: t.mine.bookmarked,
            unread: t.mine.unread,
        }
    }
}

impl From<&TopicView> for TopicJson {
    fn from(view: &TopicView) -> Self {
        Self::new(&view.topic, &view.authors, view.attachments.clone())
    }
}

/// Whether a topic is followed after a toggle.
#[derive(Debug, Serialize, ToSchema)]
struct Followed {
    followed: bool,
}

/// Whether a topic has a bookmark after a toggle.
#[derive(Debug, Serialize, ToSchema)]
struct Bookmarked {
    bookmarked: bool,
}

async fn list(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let list = List::parse(SPEC, &pairs, &app.seal)?;
    let found = service::topics(&app, &viewer, list, Part::Content).await?;
    let authors = found.authors;
    let mut files = found.attachments;
    let listing = found.listing.map(|t| {
        let attachments = files.remove(&t.id).unwrap_or_default();
        TopicJson::new(&t, &authors, attachments)
    });
    Ok(reply::ok(listing.items).meta(listing.meta))
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<TopicId>,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let view = service::topic(&app, &viewer, id, Part::Content).await?;
    marks::opened(&app, &viewer, &view.topic);
    etag::answer(&headers, view.topic.revision, &TopicJson::from(&view))
}

async fn create(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    key: IdempotencyKey,
    Json(asked): Json<TopicChange>,
) -> Result<impl IntoResponse> {
    let call = key.of("forum_topics", &asked)?;
    crate::forum::rules::may_start(&actor)?;
    let new = asked.into_new(app.settings.get().default_visibility)?;
    let answer = service::create(&app, &actor, new, call).await?;
    Ok(reply::created(answer.location, answer.data))
}

async fn replace(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    IfMatch(revision): IfMatch,
    Json(asked): Json<TopicChange>,
) -> Result<impl IntoResponse> {
    let view = service::replace(&app, &actor, id, asked, revision).await?;
    Ok(reply::ok(TopicJson::from(&view)))
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    IfMatch(revision): IfMatch,
    Json(asked): Json<TopicChange>,
) -> Result<impl IntoResponse> {
    let view = service::change(&app, &actor, id, asked, revision).await?;
    Ok(reply::ok(TopicJson::from(&view)))
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    service::delete(&app, &actor, id).await?;
    Ok(reply::gone())
}

async fn restore(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    let view = service::restore(&app, &actor, id).await?;
    Ok(reply::ok(TopicJson::from(&view)))
}

async fn pin(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    on: bool,
) -> Result<impl IntoResponse> {
    let view = service::pin(&app, &actor, id, on).await?;
    Ok(reply::ok(TopicJson::from(&view)))
}

async fn lock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    on: bool,
) -> Result<impl IntoResponse> {
    let view = service::lock(&app, &actor, id, on).await?;
    Ok(reply::ok(TopicJson::from(&view)))
}

async fn like(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    Ok(reply::ok(likes::toggle_topic(&app, &actor, id).await?))
}

async fn follow(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    let followed = marks::toggle_follow(&app, &actor, id).await?;
    Ok(reply::ok(Followed { followed }))
}

async fn bookmark(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    let bookmarked = marks::toggle_bookmark(&app, &actor, id).await?;
    Ok(reply::ok(Bookmarked { bookmarked }))
}
