//! The pages of notifications, and the bell.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    Actor, App, Error, Time,
    listing::{List, Listing, Pairs},
    notifying::Kind,
};
use serde::Deserialize;
use web::{
    Access, Form, Fragment, Page, Path, Query, Result, Routes, Shell, SignedIn, bell::Bell, form,
    live,
};

use super::{
    queries::{self, SPEC, Sight},
    service,
    types::{Notification, NotificationId, Preference},
};
use crate::people::{Card, Cards};

const LIST: &str = "/notifications";
const SETTINGS: &str = "/me/notifications";

/// What this room hangs into the top bar.
pub(super) const BELL: Bell = Bell {
    href: LIST,
    live: "/notifications/live",
    fragment: "/notifications/bell",
    label: "notifications-unread",
    count: |app, actor, db| {
        let sight = Sight::new(&app.hooks, actor, app.clock.now());
        queries::unread(db, &sight)
    },
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page(LIST, Access::OwnAccount, list)
        .page("/notifications/live", Access::OwnAccount, listen)
        .page("/notifications/bell", Access::OwnAccount, bell)
        .page("/notifications/{id}", Access::OwnAccount, open)
        .form("/notifications/{id}/read", Access::OwnAccount, read)
        .form("/notifications/{id}/delete", Access::OwnAccount, remove)
        .form("/notifications/read-all", Access::OwnAccount, read_all)
        .page(SETTINGS, Access::OwnAccount, preferences)
        .form(SETTINGS, Access::OwnAccount, choose)
}

/// That something changed, for one's own open pages. What, they ask for.
async fn listen(State(app): State<App>, SignedIn(actor): SignedIn) -> Response {
    live::stream(&app.live, &service::channel(actor.person)).into_response()
}

#[derive(Template)]
#[template(path = "web/_bell.html")]
struct BellFragment {
    shell: Shell,
}

async fn bell(shell: Shell) -> Fragment<BellFragment> {
    Fragment(BellFragment { shell })
}

#[derive(Template)]
#[template(path = "community/notifications/list.html")]
struct ListPage {
    shell: Shell,
    has_unread: bool,
    filters: Vec<FilterView>,
    days: Vec<Day>,
    more: Option<String>,
}

struct FilterView {
    href: String,
    label: &'static str,
    active: bool,
}

struct Day {
    name: String,
    items: Vec<View>,
}

/// A notification as the page shows it.
struct View {
    id: NotificationId,
    text: String,
    title: String,
    note: String,
    ago: String,
    icon: &'static str,
    by: Option<ByView>,
    is_unread: bool,
    has_place: bool,
}

struct ByView {
    id: String,
    name: String,
    avatar_url: Option<String>,
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(pairs): Query<Pairs>,
) -> Result<Page<ListPage>> {
    let asked = |name: &str| {
        pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let filters = filters(&app, &shell, asked("kind"), asked("unread"));
    let found = service::list(&app, &actor, List::parse(SPEC, &pairs, &app.seal)?).await?;
    let next = found.listing.meta.next_cursor.clone();
    let more = next.map(|cursor| {
        let kept = pairs.iter().filter(|(name, _)| name != "cursor");
        let mut address = form_urlencoded::Serializer::new(format!("{LIST}?"));
        for (name, value) in kept {
            address.append_pair(name, value);
        }
        address.append_pair("cursor", &cursor).finish()
    });
    let days = days(&shell, found.listing, &found.authors);
    Ok(Page(ListPage {
        has_unread: shell.bell.is_some_and(|b| b.count > 0),
        filters,
        days,
        more,
        shell,
    }))
}

fn filters(app: &App, shell: &Shell, kind: Option<&str>, unread: Option<&str>) -> Vec<FilterView> {
    let mut all = vec![
        FilterView {
            href: LIST.to_owned(),
            label: shell.t("notifications-all"),
            active: kind.is_none() && unread.is_none(),
        },
        FilterView {
            href: format!("{LIST}?unread=true"),
            label: shell.t("notifications-only-unread"),
            active: unread == Some("true"),
        },
    ];
    all.extend(service::offered(app).into_iter().map(|offered| FilterView {
        href: format!("{LIST}?kind={}", offered.as_str()),
        label: kind_name(shell, offered),
        active: kind == Some(offered.as_str()),
    }));
    all
}

fn kind_name(shell: &Shell, kind: Kind) -> &'static str {
    let key = format!("notification-kind-{}", kind.as_str());
    shell.t(&key.replace('_', "-"))
}

fn days(shell: &Shell, listing: Listing<Notification>, authors: &Cards) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for one in listing.items {
        let name = day_name(shell, one.row.created_at);
        let view = view(shell, one, authors);
        match days.last_mut().filter(|d| d.name == name) {
            Some(day) => day.items.push(view),
            None => days.push(Day {
                name,
                items: vec![view],
            }),
        }
    }
    days
}

fn day_name(shell: &Shell, at: Time) -> String {
    let day = |time: Time| time.seconds().div_euclid(86_400);
    match day(shell.now) - day(at) {
        ..=0 => shell.t("notifications-today").to_owned(),
        1 => shell.t("notifications-yesterday").to_owned(),
        _ => shell.date(&at),
    }
}

fn view(shell: &Shell, one: Notification, authors: &Cards) -> View {
    let latest = one.doers.latest.first().and_then(|id| authors.get(*id));
    // Of what moderators did and where a use case stands, the deed counts and not the person.
    let is_personal = !matches!(
        one.row.kind,
        Kind::Moderation | Kind::UseCaseStatus | Kind::Security
    );
    View {
        id: one.row.id,
        text: text(shell, &one, latest),
        ago: shell.ago(&one.row.created_at),
        icon: icon(one.row.kind),
        by: latest.filter(|_| is_personal).map(|author| ByView {
            id: author.id.to_string(),
            name: author.shown(shell.language).to_owned(),
            avatar_url: author.avatar_url(),
        }),
        is_unread: one.row.read_at.is_none(),
        has_place: one.shown.url.is_some(),
        title: one.shown.title,
        note: one.shown.note,
    }
}

/// The sentence. A name may be of the other script, so it is kept apart from it.
fn text(shell: &Shell, one: &Notification, latest: Option<&Card>) -> String {
    let key = format!(
        "notification-text-{}-{}",
        one.row.kind.as_str(),
        one.row.action
    );
    let name = latest.map_or(shell.t("notifications-somebody"), |a| {
        a.shown(shell.language)
    });
    let who = format!("\u{2068}{name}\u{2069}");
    let others = (one.doers.count - 1).max(0);
    shell.t2(&key.replace('_', "-"), "who", who, "n", others)
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Moderation => "flag",
        Kind::UseCaseStatus => "lightbulb",
        Kind::Security => "key",
        _ => "bell",
    }
}

/// Leads to what a notification is about; it is read then.
async fn open(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<NotificationId>,
) -> Result<Response> {
    let place = service::open(&app, &actor, id).await?;
    Ok(form::to(place.as_deref().unwrap_or(LIST)))
}

async fn read(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<NotificationId>,
) -> Result<Response> {
    service::read(&app, &actor, id).await?;
    Ok(form::to(LIST))
}

async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<NotificationId>,
) -> Result<Response> {
    service::remove(&app, &actor, id).await?;
    Ok(form::to(LIST))
}

async fn read_all(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    service::read_all(&app, &actor, None).await?;
    Ok(form::to(LIST))
}

#[derive(Template)]
#[template(path = "community/notifications/preferences.html")]
struct PreferencesPage {
    shell: Shell,
    rows: Vec<PreferenceView>,
    saved: bool,
}

struct PreferenceView {
    kind: &'static str,
    label: &'static str,
    in_app: bool,
    is_required: bool,
}

#[derive(Debug, Deserialize)]
struct Done {
    #[serde(default)]
    saved: bool,
}

async fn preferences(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(done): Query<Done>,
) -> Result<Page<PreferencesPage>> {
    let chosen = service::preferences(&app, &actor).await?;
    let row = |choice: &Preference| PreferenceView {
        kind: choice.kind.as_str(),
        label: kind_name(&shell, choice.kind),
        in_app: choice.in_app,
        is_required: choice.kind.is_required(),
    };
    let rows = chosen.iter().map(row).collect();
    Ok(Page(PreferencesPage {
        rows,
        saved: done.saved,
        shell,
    }))
}

/// The kinds that were ticked.
#[derive(Debug, Default, Deserialize)]
struct Ticked {
    #[serde(default)]
    told: Vec<String>,
}

async fn choose(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Form(ticked): Form<Ticked>,
) -> Result<Response> {
    save(&app, &actor, &ticked.told).await?;
    Ok(form::to("/me/notifications?saved=true"))
}

async fn save(app: &App, actor: &Arc<Actor>, told: &[String]) -> Result<(), Error> {
    let choice = |kind: Kind| Preference {
        kind,
        in_app: kind.is_required() || told.iter().any(|t| t == kind.as_str()),
    };
    let chosen = service::offered(app).into_iter().map(choice).collect();
    service::choose(app, actor, chosen).await?;
    Ok(())
}
