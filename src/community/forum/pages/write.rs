//! Starting a topic and changing one.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{Actor, App, Error, permission::FORUM_TOPIC_CREATE, visibility::Visibility};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn, Visitor,
    form::{self, Refusal},
};

use crate::{
    forum::{
        TopicId,
        categories::{self, Category},
        mentions, rules,
        topics::{self, Part, Topic, TopicChange},
    },
    idempotency::IdempotencyKey,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/forum/new", Access::Holders(FORUM_TOPIC_CREATE), fresh)
        .form("/forum/new", Access::Holders(FORUM_TOPIC_CREATE), start)
        .page("/forum/topics/{id}/edit", Access::People, edit)
        .form("/forum/topics/{id}/edit", Access::People, save)
}

/// A topic as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TopicForm {
    category_id: String,
    title: String,
    content: String,
    tags: String,
    visibility: String,
    /// Makes sending twice one topic.
    key: String,
    /// The revision that a change is made on.
    revision: String,
    /// Asked to be shown, not sent.
    preview: String,
}

impl TopicForm {
    fn of(topic: &Topic) -> Self {
        Self {
            category_id: topic.category.to_string(),
            title: topic.title.clone(),
            content: topic.content.clone(),
            tags: topic.tags.join(", "),
            visibility: topic.visibility.as_str().to_owned(),
            revision: topic.revision.to_string(),
            ..Self::default()
        }
    }

    fn change(&self) -> TopicChange {
        let tags = self
            .tags
            .split([',', '،'])
            .map(str::trim)
            .filter(|t| !t.is_empty());
        TopicChange {
            // An id that is none names no category, which is said beside the field.
            category_id: Some(
                self.category_id
                    .parse()
                    .unwrap_or(crate::forum::CategoryId::from_uuid(uuid::Uuid::nil())),
            ),
            title: Some(self.title.clone()),
            content: Some(self.content.clone()),
            tags: Some(tags.map(str::to_owned).collect()),
            visibility: Some(self.visibility.clone()),
            attachments: None,
        }
    }
}

#[derive(Template)]
#[template(path = "community/forum/write.html")]
struct WritePage {
    shell: Shell,
    /// The topic that is changed; none for a new one.
    topic: Option<TopicId>,
    form: TopicForm,
    categories: Vec<(String, String)>,
    visibilities: Vec<(&'static str, &'static str, &'static str)>,
    refusal: Refusal,
    /// What somebody else saved meanwhile.
    theirs: Option<String>,
    preview: Option<String>,
}

impl WritePage {
    async fn new(app: &App, shell: Shell, form: TopicForm) -> Result<Self> {
        let all = categories::shelves(app).await?;
        let open = |c: &&Category| c.is_active || c.id.to_string() == form.category_id;
        let option = |c: &Category| (c.id.to_string(), c.name(shell.language).to_owned());
        Ok(Self {
            categories: all.iter().filter(open).map(option).collect(),
            visibilities: visibilities(&shell),
            topic: None,
            refusal: Refusal::default(),
            theirs: None,
            preview: None,
            form,
            shell,
        })
    }
}

fn visibilities(shell: &Shell) -> Vec<(&'static str, &'static str, &'static str)> {
    let of = |v: Visibility, label, help| (v.as_str(), shell.t(label), shell.t(help));
    vec![
        of(
            Visibility::Organization,
            "forum-visibility-organization",
            "forum-visibility-organization-help",
        ),
        of(
            Visibility::Public,
            "forum-visibility-public",
            "forum-visibility-public-help",
        ),
        of(
            Visibility::Private,
            "forum-visibility-private",
            "forum-visibility-private-help",
        ),
    ]
}

/// What other pages may fill in: the search page the words, a list its category.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Prefilled {
    title: String,
    category: String,
}

async fn fresh(
    State(app): State<App>,
    shell: Shell,
    Query(given): Query<Prefilled>,
) -> Result<Response> {
    let all = categories::shelves(&app).await?;
    let chosen = all.iter().find(|c| c.slug == given.category);
    let form = TopicForm {
        title: given.title.chars().take(200).collect(),
        category_id: chosen.map(|c| c.id.to_string()).unwrap_or_default(),
        visibility: app.settings.get().default_visibility.as_str().to_owned(),
        key: app.ids.next::<TopicForm>().to_string(),
        ..TopicForm::default()
    };
    Ok(Page(WritePage::new(&app, shell, form).await?).into_response())
}

async fn start(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(typed): Form<TopicForm>,
) -> Result<Response> {
    if !typed.preview.is_empty() {
        return previewed(&app, &actor, shell, None, typed).await;
    }
    let error = match create(&app, &actor, &typed).await {
        Ok(id) => return Ok(form::to(&format!("/forum/t/{id}"))),
        Err(error) => error,
    };
    refused(&app, shell, None, typed, error).await
}

async fn create(app: &App, actor: &Arc<Actor>, typed: &TopicForm) -> platform::Result<TopicId> {
    rules::may_start(actor)?;
    let asked = typed.change();
    let key = Some(typed.key.clone()).filter(|k| !k.is_empty());
    let call = IdempotencyKey(key).of("forum_topic_form", &asked)?;
    let new = asked.into_new(app.settings.get().default_visibility)?;
    let answer = topics::create(app, actor, new, call).await?;
    Ok(TopicId::from_uuid(*answer.id.as_uuid()))
}

/// The form again, with the text as it will look.
async fn previewed(
    app: &App,
    actor: &Arc<Actor>,
    shell: Shell,
    topic: Option<TopicId>,
    typed: TopicForm,
) -> Result<Response> {
    let html = mentions::preview(app, actor, typed.content.clone()).await?;
    let page = WritePage {
        topic,
        preview: Some(html),
        ..WritePage::new(app, shell, typed).await?
    };
    Ok(Page(page).into_response())
}

async fn refused(
    app: &App,
    shell: Shell,
    topic: Option<TopicId>,
    typed: TopicForm,
    error: Error,
) -> Result<Response> {
    let refusal = Refusal::of(error, shell.language)?;
    let page = WritePage {
        topic,
        refusal: refusal.clone(),
        ..WritePage::new(app, shell, typed).await?
    };
    Ok(refusal.answer(&page))
}

async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<TopicId>,
) -> Result<Response> {
    let view = topics::topic(&app, &visitor.0, id, Part::Content).await?;
    rules::may_edit(&actor, &view.topic)?;
    let page = WritePage {
        topic: Some(id),
        ..WritePage::new(&app, shell, TopicForm::of(&view.topic)).await?
    };
    Ok(Page(page).into_response())
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<TopicId>,
    Form(typed): Form<TopicForm>,
) -> Result<Response> {
    if !typed.preview.is_empty() {
        return previewed(&app, &actor, shell, Some(id), typed).await;
    }
    let revision = typed.revision.parse().ok();
    match topics::change(&app, &actor, id, typed.change(), revision).await {
        Ok(_) => Ok(form::to(&format!("/forum/t/{id}"))),
        Err(error) if error.kind == platform::error::Kind::Stale => {
            stale(&app, visitor, shell, id, typed).await
        }
        Err(error) => refused(&app, shell, Some(id), typed, error).await,
    }
}

/// Somebody else saved first: both versions, and the next saving goes over theirs.
async fn stale(
    app: &App,
    visitor: Visitor,
    shell: Shell,
    id: TopicId,
    typed: TopicForm,
) -> Result<Response> {
    let theirs = topics::topic(app, &visitor.0, id, Part::Content)
        .await?
        .topic;
    let form = TopicForm {
        revision: theirs.revision.to_string(),
        ..typed
    };
    let page = WritePage {
        topic: Some(id),
        theirs: Some(format!("{}\n\n{}", theirs.title, theirs.content)),
        ..WritePage::new(app, shell, form).await?
    };
    Ok(web::page::html(
        axum::http::StatusCode::PRECONDITION_FAILED,
        &page,
    ))
}
