//! The calls about oneself.

use axum::{
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use platform::{App, id::SessionId, people, sessions};
use web::{Access, Json, Path, Result, Routes, SignedIn, Upload, openapi::Doc, reply};

use crate::{
    people::ProfileBody,
    pictures::{self, Portrait},
    wire::{self, Session, User},
};

const TAG: &str = "People";
const ME: &str = "/api/v1/users/me";
const PICTURE: &str = "/api/v1/users/me/profile-picture";

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            ME,
            Access::OwnAccount,
            Doc::new(TAG, "Your own account.").returns::<User>(200),
            show,
        )
        .api(
            Method::PATCH,
            ME,
            Access::People,
            Doc::new(TAG, "Change your own profile.")
                .body::<ProfileBody>()
                .returns::<User>(200),
            change,
        )
        .api(
            Method::POST,
            PICTURE,
            Access::People,
            doc_of_picture(),
            set_picture,
        )
        .api(
            Method::DELETE,
            PICTURE,
            Access::People,
            Doc::new(TAG, "Take your picture away.").empty(204),
            forget_picture,
        )
        .api(
            Method::GET,
            "/api/v1/users/me/sessions",
            Access::OwnAccount,
            Doc::new(TAG, "Where you are signed in.").returns::<Vec<Session>>(200),
            list,
        )
        .api(
            Method::DELETE,
            "/api/v1/users/me/sessions/{id}",
            Access::OwnAccount,
            Doc::new(TAG, "Sign out there.").empty(204),
            end,
        )
}

async fn show(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let (person, roles) = people::me(&app, &actor).await?;
    Ok(reply::ok(User::whole(person, wire::keys(&roles))).into_response())
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ProfileBody>,
) -> Result<Response> {
    let person = people::update(&app, &actor, actor.person, |p| Ok(body.onto(p))).await?;
    Ok(reply::ok(User::whole(person, actor.roles.to_vec())).into_response())
}

fn doc_of_picture() -> Doc {
    Doc::new(TAG, "Set your picture; it is cut to a square.")
        .upload()
        .returns::<User>(200)
        .error(402, "plan_limit")
        .error(413, "file_too_large")
        .error(415, "file_type_not_allowed")
}

async fn set_picture(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    upload: Upload,
) -> Result<Response> {
    pictures::take(&app, &actor, upload, Portrait::Mine).await?;
    let (person, roles) = people::me(&app, &actor).await?;
    Ok(reply::ok(User::whole(person, wire::keys(&roles))).into_response())
}

async fn forget_picture(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<StatusCode> {
    pictures::forget(&app, &actor, Portrait::Mine).await?;
    Ok(reply::gone())
}

async fn list(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let rows = sessions::list(&app, &actor).await?;
    let rows: Vec<Session> = rows.into_iter().map(Session::from).collect();
    Ok(reply::ok(rows).into_response())
}

async fn end(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SessionId>,
) -> Result<StatusCode> {
    sessions::end(&app, &actor, id).await?;
    Ok(reply::gone())
}
