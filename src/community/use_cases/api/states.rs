//! Where a use case stands: hand in, publish, send back, put away, bring back, copy, show first,
//! vouch for.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::Method;
use platform::{App, permission::USE_CASE_CREATE};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Result, Routes, SignedIn, openapi::Doc, reply};

use super::{TAG, answer, created};
use crate::use_cases::{service, types::UseCaseId, wire::UseCaseOut};

const SUBMIT: &str = "/api/v1/use-cases/{id}/submit";
const PUBLISH: &str = "/api/v1/use-cases/{id}/publish";
const REJECT: &str = "/api/v1/use-cases/{id}/reject";
const ARCHIVE: &str = "/api/v1/use-cases/{id}/archive";
const RESTORE: &str = "/api/v1/use-cases/{id}/restore";
const DUPLICATE: &str = "/api/v1/use-cases/{id}/duplicate";
const FEATURE: &str = "/api/v1/use-cases/{id}/feature";
const VERIFY: &str = "/api/v1/use-cases/{id}/verify";

/// Why it is sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UseCaseRejection)]
#[serde(deny_unknown_fields)]
struct Rejection {
    /// What to mend, for the author.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Whether it is shown first and vouched for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseCaseMarks)]
struct Marks {
    is_featured: bool,
    is_verified: bool,
}

pub(super) fn routes() -> Routes {
    let people = Access::People;
    let writers = Access::Holders(USE_CASE_CREATE);
    Routes::new()
        .api(Method::POST, SUBMIT, people, doc_of_submit(), submit)
        .api(Method::POST, PUBLISH, people, doc_of_publish(), publish)
        .api(Method::POST, REJECT, people, doc_of_reject(), reject)
        .api(Method::POST, ARCHIVE, people, doc_of_archive(), archive)
        .api(Method::POST, RESTORE, people, doc_of_restore(), restore)
        .api(
            Method::POST,
            DUPLICATE,
            writers,
            doc_of_duplicate(),
            duplicate,
        )
        .api(
            Method::POST,
            FEATURE,
            people,
            marks("Show it first, or no longer."),
            feature,
        )
        .api(
            Method::POST,
            VERIFY,
            people,
            marks("Vouch for its figures, or no longer."),
            verify,
        )
}

fn doc(summary: &'static str) -> Doc {
    Doc::new(TAG, summary)
        .returns::<UseCaseOut>(200)
        .error(403, "use_case_not_yours")
}

fn doc_of_submit() -> Doc {
    doc("Hand it in: to a moderator with review on, else it is published.")
        .error(409, "use_case_not_a_draft")
        .error(422, "invalid")
}

fn doc_of_publish() -> Doc {
    doc("Publish it. 422 names every field that is missing.")
        .error(403, "use_case_review_first")
        .error(409, "use_case_published_already")
        .error(422, "invalid")
}

fn doc_of_reject() -> Doc {
    doc("Send it back to its author.")
        .body::<Rejection>()
        .error(409, "use_case_not_in_review")
}

fn doc_of_archive() -> Doc {
    doc("Put it away.").error(409, "use_case_not_published")
}

fn doc_of_restore() -> Doc {
    doc("Bring back what was put away or removed.")
        .error(402, "plan_limit")
        .error(409, "use_case_nothing_to_restore")
}

fn doc_of_duplicate() -> Doc {
    Doc::new(TAG, "Begin a draft with the same content.")
        .returns::<UseCaseOut>(201)
        .error(402, "plan_limit")
        .error(403, "use_case_not_yours")
}

fn marks(summary: &'static str) -> Doc {
    Doc::new(TAG, summary)
        .returns::<Marks>(200)
        .error(403, "permission_missing")
        .error(409, "use_case_not_published")
}

async fn submit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::submit(&app, &actor, id).await?;
    answer(&app, case).await
}

async fn publish(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::publish(&app, &actor, id).await?;
    answer(&app, case).await
}

async fn reject(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    Json(rejection): Json<Rejection>,
) -> Result<Response> {
    let case = service::reject(&app, &actor, id, rejection.reason).await?;
    answer(&app, case).await
}

async fn archive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::archive(&app, &actor, id).await?;
    answer(&app, case).await
}

async fn restore(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::restore(&app, &actor, id).await?;
    answer(&app, case).await
}

async fn duplicate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::duplicate(&app, &actor, id).await?;
    created(&app, case).await
}

async fn feature(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::feature(&app, &actor, id).await?;
    Ok(reply::ok(marks_of(&case)).into_response())
}

async fn verify(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let case = service::verify(&app, &actor, id).await?;
    Ok(reply::ok(marks_of(&case)).into_response())
}

fn marks_of(case: &crate::use_cases::types::UseCase) -> Marks {
    Marks {
        is_featured: case.is_featured,
        is_verified: case.is_verified,
    }
}
