//! The pages about oneself: profile and password, and where one is signed in.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    Actor, App, Language, Time,
    error::Error,
    id::SessionId,
    passwords,
    people::{self, Person, Profile, Theme},
    sessions,
};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn, Upload,
    request::Facts,
    routes::Class,
    session::{picture_url, session_cookie},
};

use crate::{
    form::{self, Refusal},
    pictures::{self, Portrait},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/me", Access::OwnAccount, show)
        .form("/me", Access::People, save)
        .form("/me/picture", Access::People, set_picture)
        .form("/me/picture/remove", Access::People, forget_picture)
        .form("/me/password", Access::OwnAccount, password)
        .counted(Class::SignIn)
        .page("/me/sessions", Access::OwnAccount, list)
        .form("/me/sessions/{id}/end", Access::OwnAccount, end)
}

#[derive(Template)]
#[template(path = "account/me.html")]
struct MePage {
    shell: Shell,
    form: ProfileForm,
    email: String,
    avatar_url: Option<String>,
    refusal: Refusal,
    password_refusal: Refusal,
    saved: String,
}

/// The profile as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProfileForm {
    first_name: String,
    last_name: String,
    display_name: String,
    job_title: String,
    department: String,
    phone: String,
    bio: String,
    language: String,
    theme: String,
    timezone: String,
}

impl From<Profile> for ProfileForm {
    fn from(p: Profile) -> Self {
        Self {
            first_name: p.first_name,
            last_name: p.last_name,
            display_name: p.display_name,
            job_title: p.job_title,
            department: p.department,
            phone: p.phone,
            bio: p.bio,
            language: p.language.tag().to_owned(),
            theme: p.theme.as_str().to_owned(),
            timezone: p.timezone,
        }
    }
}

impl ProfileForm {
    fn profile(&self) -> Result<Profile, Error> {
        let language = Language::parse(&self.language).ok_or_else(|| {
            let message = platform::error::Message::new("not-one-of");
            Error::invalid("language", message.arg("allowed", "en, ar"))
        })?;
        Ok(Profile {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            display_name: self.display_name.clone(),
            job_title: self.job_title.clone(),
            department: self.department.clone(),
            phone: self.phone.clone(),
            bio: self.bio.clone(),
            language,
            theme: Theme::parse(&self.theme).map_err(|m| Error::invalid("theme", m))?,
            timezone: self.timezone.clone(),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Saved {
    saved: String,
}

async fn me(app: &App, actor: &Arc<Actor>, shell: Shell) -> Result<MePage> {
    let (person, _): (Person, _) = people::me(app, actor).await?;
    Ok(MePage {
        shell,
        form: person.profile.into(),
        email: person.email,
        avatar_url: person.avatar_file_id.map(picture_url),
        refusal: Refusal::default(),
        password_refusal: Refusal::default(),
        saved: String::new(),
    })
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(query): Query<Saved>,
) -> Result<Page<MePage>> {
    let page = me(&app, &actor, shell).await?;
    Ok(Page(MePage {
        saved: query.saved,
        ..page
    }))
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(form): Form<ProfileForm>,
) -> Result<Response> {
    let changed = match form.profile() {
        Ok(profile) => people::update(&app, &actor, actor.person, |_| Ok(profile)).await,
        Err(error) => Err(error),
    };
    if let Err(error) = changed {
        let refusal = Refusal::of(error, shell.language)?;
        let page = MePage {
            form,
            ..me(&app, &actor, shell).await?
        };
        return Ok(refusal.answer(&MePage {
            refusal: refusal.clone(),
            ..page
        }));
    }
    Ok(form::to("/me?saved=profile"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    current_password: String,
    new_password: String,
}

async fn password(
    State(app): State<App>,
    facts: Facts,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let PasswordForm {
        current_password,
        new_password,
    } = form;
    match passwords::change(&app, &actor, current_password, new_password).await {
        Ok(Some(secret)) => {
            let cookie = session_cookie(&facts, &secret);
            Ok(form::to_with("/me?saved=password", &cookie))
        }
        Ok(None) => Ok(form::to("/me?saved=password")),
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = me(&app, &actor, shell).await?;
            Ok(refusal.answer(&MePage {
                password_refusal: refusal.clone(),
                ..page
            }))
        }
    }
}

async fn set_picture(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let Err(failure) = pictures::take(&app, &actor, upload, Portrait::Mine).await else {
        return Ok(form::to("/me?saved=profile"));
    };
    let refusal = Refusal::of(failure.0, shell.language)?;
    let page = me(&app, &actor, shell).await?;
    Ok(refusal.answer(&MePage {
        refusal: refusal.clone(),
        ..page
    }))
}

async fn forget_picture(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    pictures::forget(&app, &actor, Portrait::Mine).await?;
    Ok(form::to("/me?saved=profile"))
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    shell: Shell,
    rows: Vec<SessionView>,
}

struct SessionView {
    id: SessionId,
    name: String,
    icon: &'static str,
    ip: String,
    created_at: Time,
    last_seen_at: Time,
    is_current: bool,
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
) -> Result<Page<SessionsPage>> {
    let rows = sessions::list(&app, &actor).await?;
    let view = |row: sessions::SessionRow| SessionView {
        id: row.id,
        name: match &row.user_agent {
            Some(agent) => browser(agent),
            None => shell.t("sessions-unknown").to_owned(),
        },
        icon: if row.is_browser { "monitor" } else { "code" },
        ip: row.ip.unwrap_or_default(),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        is_current: row.is_current,
    };
    let rows = rows.into_iter().map(view).collect();
    Ok(Page(SessionsPage { shell, rows }))
}

/// "Firefox · Linux" where the browser says so; what it calls itself otherwise.
fn browser(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |all: &[(&str, &'static str)]| {
        all.iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

async fn end(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<SessionId>,
) -> Result<Response> {
    sessions::end(&app, &actor, id).await?;
    Ok(form::to("/me/sessions").into_response())
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_called_by_its_name() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(browser(firefox), "Firefox · Linux");
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1";
        assert_eq!(browser(phone), "Safari · iPhone");
        assert_eq!(browser("curl/8.5.0"), "curl");
        assert_eq!(browser("forklift/1"), "forklift/1");
    }
}
