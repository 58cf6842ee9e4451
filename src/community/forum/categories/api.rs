//! `/api/v1/forum/categories`.

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{App, Time, permission::FORUM_CATEGORY_MANAGE};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, Visitor, openapi::Doc, reply};

use super::{CategoryChange, CategoryKind, Listed, service};
use crate::forum::CategoryId;

const TAG: &str = "Forum";
const PATH: &str = "/api/v1/forum/categories";
const ONE: &str = "/api/v1/forum/categories/{id}";

/// The calls on categories.
pub fn routes() -> Routes {
    let manage = Access::Hosts(FORUM_CATEGORY_MANAGE);
    Routes::new()
        .api(
            Method::GET,
            PATH,
            Access::Readers,
            Doc::new(
                TAG,
                "The categories in their order, counted for the one who asks.",
            )
            .returns::<Vec<CategoryJson>>(200),
            list,
        )
        .api(
            Method::POST,
            PATH,
            manage,
            Doc::new(TAG, "Makes a category at the end of the order.")
                .body::<CategoryChange>()
                .returns::<CategoryJson>(201)
                .error(409, "category_slug_taken"),
            create,
        )
        .api(
            Method::PUT,
            "/api/v1/forum/categories/order",
            manage,
            Doc::new(TAG, "Puts the categories into an order.")
                .body::<Order>()
                .empty(204),
            order,
        )
        .api(
            Method::PATCH,
            ONE,
            manage,
            Doc::new(TAG, "Changes a category; what is absent stays.")
                .body::<CategoryChange>()
                .returns::<CategoryJson>(200)
                .error(409, "category_slug_taken"),
            update,
        )
        .api(
            Method::DELETE,
            ONE,
            manage,
            Doc::new(
                TAG,
                "Removes a category; with `move_to` its topics go there first.",
            )
            .query("move_to", "The category that takes its topics.")
            .empty(204)
            .error(409, "category_in_use"),
            delete,
        )
}

/// A category, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryJson {
    #[schema(value_type = String)]
    id: CategoryId,
    slug: String,
    name_en: String,
    name_ar: String,
    description_en: String,
    description_ar: String,
    kind: CategoryKind,
    icon: String,
    colour: String,
    position: i64,
    is_active: bool,
    topics_count: u64,
    posts_count: u64,
    #[schema(value_type = Option<String>)]
    last_activity: Option<Time>,
}

impl From<Listed> for CategoryJson {
    fn from(listed: Listed) -> Self {
        let c = listed.category;
        Self {
            id: c.id,
            slug: c.slug,
            name_en: c.name_en,
            name_ar: c.name_ar,
            description_en: c.description_en,
            description_ar: c.description_ar,
            kind: c.kind,
            icon: c.icon,
            colour: c.colour,
            position: c.position,
            is_active: c.is_active,
            topics_count: listed.sums.topics,
            posts_count: listed.sums.posts,
            last_activity: listed.last_activity,
        }
    }
}

/// The order asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    #[schema(value_type = Vec<String>)]
    ids: Vec<CategoryId>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deletion {
    move_to: Option<CategoryId>,
}

async fn list(State(app): State<App>, Visitor(viewer): Visitor) -> Result<impl IntoResponse> {
    let listed = service::categories(&app, &viewer).await?;
    Ok(reply::ok(
        listed
            .into_iter()
            .map(CategoryJson::from)
            .collect::<Vec<_>>(),
    ))
}

async fn create(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(asked): Json<CategoryChange>,
) -> Result<impl IntoResponse> {
    let category = service::create(&app, &actor, asked).await?;
    Ok(reply::created(
        format!("{PATH}/{}", category.category.id),
        CategoryJson::from(category),
    ))
}

async fn update(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CategoryId>,
    Json(asked): Json<CategoryChange>,
) -> Result<impl IntoResponse> {
    let category = service::update(&app, &actor, id, asked).await?;
    Ok(reply::ok(CategoryJson::from(category)))
}

async fn order(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(asked): Json<Order>,
) -> Result<impl IntoResponse> {
    service::order(&app, &actor, asked.ids).await?;
    Ok(reply::gone())
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CategoryId>,
    Query(asked): Query<Deletion>,
) -> Result<impl IntoResponse> {
    service::delete(&app, &actor, id, asked.move_to).await?;
    Ok(reply::gone())
}
