//! The form in steps. It saves itself while one writes; without script each step is saved as it is
//! left.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use platform::{App, Error, error::Kind, listing::Pairs, visibility::Visibility};
use serde::Deserialize;
use serde_json::json;
use web::{Form, Page, Path, Query, Result, Shell, SignedIn, page::html, reply};

use super::{
    actions::is_script,
    detail::{Story, address},
    rows::{MediumRow, MetricRow, PhaseRow, Refused},
};
use crate::use_cases::{
    rules,
    service::{self, Basis},
    types::{Categories, Content, Industries, Status, UseCase, UseCaseId, Words, missing},
    writing::{Step, Typed},
};

/// Which step of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepQuery {
    step: String,
}

/// A step in the row of steps.
struct StepView {
    href: String,
    label: &'static str,
    current: bool,
    done: bool,
}

/// Something that publishing lacks, and where it is written.
struct MissingView {
    href: String,
    text: String,
}

/// A word to choose.
struct OptionView {
    value: &'static str,
    label: &'static str,
    selected: bool,
}

#[derive(Template)]
#[template(path = "community/use_cases/edit.html")]
struct EditPage {
    shell: Shell,
    /// None while nothing was saved yet.
    id: Option<UseCaseId>,
    step: &'static str,
    step_label: &'static str,
    steps: Vec<StepView>,
    done: usize,
    typed: Typed,
    refused: Refused,
    /// Why nothing was saved, when no single field is to blame.
    problem: Option<String>,
    revision: i64,
    status: Option<(bool, &'static str)>,
    rejection_reason: String,
    saved: String,
    categories: Vec<OptionView>,
    industries: Vec<OptionView>,
    visibilities: Vec<OptionView>,
    phases: Vec<PhaseRow>,
    metrics: Vec<MetricRow>,
    media: Vec<MediumRow>,
    previous: Option<String>,
    view_href: String,
    story: Option<Story>,
    missing: Vec<MissingView>,
    may_publish: bool,
    may_submit: bool,
}

impl EditPage {
    fn v(&self, name: &str) -> &str {
        self.typed.value(name)
    }

    fn e(&self, name: &str) -> &str {
        self.refused.of(name)
    }

    fn is(&self, step: &str) -> bool {
        self.step == step
    }

    fn autosave_url(&self) -> String {
        match &self.id {
            Some(id) => format!("/use-cases/{id}/draft?step={}", self.step),
            None => "/use-cases/new".to_owned(),
        }
    }
}

/// What a page of the form is made from.
struct Draft<'a> {
    id: Option<UseCaseId>,
    step: Step,
    content: &'a Content,
    typed: Typed,
    case: Option<&'a UseCase>,
    error: Option<&'a Error>,
}

fn page(shell: Shell, draft: Draft<'_>, ways: (bool, bool)) -> EditPage {
    let Draft {
        id,
        step,
        content,
        typed,
        case,
        error,
    } = draft;
    let refused = Refused::new(&shell, error);
    let base = id.map_or_else(
        || "/use-cases/new".to_owned(),
        |id| format!("/use-cases/{id}/edit"),
    );
    let href = |step: Step| format!("{base}?step={}", step.key());
    let is_preview = step == Step::Preview;
    EditPage {
        steps: steps(&shell, step, content, &href, id.is_some()),
        done: Step::ALL.into_iter().filter(|s| s.is_done(content)).count(),
        step: step.key(),
        step_label: shell.t(step.label_key()),
        problem: error
            .filter(|e| e.fields.is_empty())
            .map(|e| shell.language.message(&e.message)),
        revision: case.map_or(0, |c| c.revision),
        status: case.map(|c| {
            (
                c.status == Status::PUBLISHED,
                shell.t(&c.status.label_key()),
            )
        }),
        rejection_reason: case.map(|c| c.rejection_reason.clone()).unwrap_or_default(),
        saved: case
            .map(|c| shell.t1("use-case-saved-ago", "ago", shell.ago(&c.updated_at)))
            .unwrap_or_default(),
        categories: words::<Categories>(&shell, typed.value("category")),
        industries: words::<Industries>(&shell, typed.value("industry")),
        visibilities: visibilities(&shell, typed.value("visibility")),
        phases: PhaseRow::all(&typed, &refused),
        metrics: MetricRow::all(&typed, &refused),
        media: MediumRow::all(&typed, &refused),
        previous: step.previous().filter(|_| id.is_some()).map(href),
        view_href: case.map(address).unwrap_or_default(),
        story: is_preview.then(|| Story::new(&shell, content)),
        missing: if is_preview {
            lacking(&shell, content, &base)
        } else {
            Vec::new()
        },
        may_publish: ways.0,
        may_submit: ways.1,
        typed,
        refused,
        id,
        shell,
    }
}

fn steps(
    shell: &Shell,
    current: Step,
    content: &Content,
    href: &dyn Fn(Step) -> String,
    exists: bool,
) -> Vec<StepView> {
    let shown = Step::ALL
        .into_iter()
        .filter(|s| exists || *s == Step::Basics);
    shown
        .map(|step| StepView {
            href: href(step),
            label: shell.t(step.label_key()),
            current: step == current,
            done: step.is_done(content),
        })
        .collect()
}

fn lacking(shell: &Shell, content: &Content, base: &str) -> Vec<MissingView> {
    let fields = missing(content).err().map(|e| e.fields).unwrap_or_default();
    let view = |field: &platform::error::Field| {
        let step = Step::of_field(&field.name);
        let label = shell.t(match field.name.as_ref() {
            "category" => "use-case-category",
            "industry" => "use-case-industry",
            "challenge" => "use-case-challenge",
            "solution" => "use-case-solution",
            _ => "use-case-title",
        });
        MissingView {
            href: format!("{base}?step={}#f-{}", step.key(), field.name),
            text: format!("{label}: {}", shell.language.message(&field.message)),
        }
    };
    fields.iter().map(view).collect()
}

fn words<K: Words>(shell: &Shell, chosen: &str) -> Vec<OptionView> {
    let option = |word: &&'static str| OptionView {
        value: word,
        label: shell.t(&K::label_key(word)),
        selected: *word == chosen,
    };
    K::ALL.iter().map(option).collect()
}

fn visibilities(shell: &Shell, chosen: &str) -> Vec<OptionView> {
    let option = |v: Visibility| OptionView {
        value: v.as_str(),
        label: shell.t(match v {
            Visibility::Private => "use-case-visibility-private",
            Visibility::Organization => "use-case-visibility-organization",
            Visibility::Public => "use-case-visibility-public",
        }),
        selected: v.as_str() == chosen,
    };
    Visibility::ALL.into_iter().map(option).collect()
}

pub(super) async fn new(State(app): State<App>, shell: Shell) -> Response {
    let content = service::first_content(&app);
    let draft = Draft {
        id: None,
        step: Step::Basics,
        typed: Typed::of(Step::Basics, &content),
        content: &content,
        case: None,
        error: None,
    };
    Page(page(shell, draft, (false, false))).into_response()
}

pub(super) async fn begin(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    headers: http::HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response> {
    let typed = Typed::new(pairs);
    let outcome = match typed.patch(Step::Basics) {
        Ok(patch) => service::create(&app, &actor, patch).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(case) if is_script(&headers) => Ok(saved_itself(case.id, Step::Basics)),
        Ok(case) => {
            Ok(Redirect::to(&format!("/use-cases/{}/edit?step=story", case.id)).into_response())
        }
        Err(error) if is_script(&headers) => Err(error.into()),
        Err(error) => {
            let content = service::first_content(&app);
            let error = comes_back(error)?;
            let draft = Draft {
                id: None,
                step: Step::Basics,
                content: &content,
                typed,
                case: None,
                error: Some(&error),
            };
            Ok(html(status_of(&error), &page(shell, draft, (false, false))))
        }
    }
}

/// What the script of the form is told: where the draft lives from now on.
fn saved_itself(id: UseCaseId, step: Step) -> Response {
    let step = step.key();
    reply::ok(json!({
        "url": format!("/use-cases/{id}/edit?step={step}"),
        "autosave_url": format!("/use-cases/{id}/draft?step={step}"),
    }))
    .into_response()
}

/// Errors that the writer can mend, or wait for, bring the form back; others have pages of their
/// own.
fn comes_back(error: Error) -> Result<Error> {
    match error.kind {
        Kind::Invalid
        | Kind::Stale
        | Kind::PlanLimit
        | Kind::Conflict
        | Kind::TooMany
        | Kind::Unavailable
        | Kind::StorageFull => Ok(error),
        _ => Err(error.into()),
    }
}

fn status_of(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

pub(super) async fn edit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    Query(query): Query<StepQuery>,
    shell: Shell,
) -> Result<Response> {
    let case = service::to_edit(&app, &actor, id).await?;
    let step = Step::keyed(&query.step);
    let draft = Draft {
        id: Some(id),
        step,
        typed: Typed::of(step, &case.content),
        content: &case.content,
        case: Some(&case),
        error: None,
    };
    let ways = ways(&app, &actor, &case);
    Ok(Page(page(shell, draft, ways)).into_response())
}

/// Whether the actor may publish it, or hand it in.
fn ways(app: &App, actor: &platform::Actor, case: &UseCase) -> (bool, bool) {
    let review = app.settings.get().review_use_cases;
    let publish = rules::may_publish(actor, case, review).is_ok();
    (publish, !publish && rules::may_submit(actor, case).is_ok())
}

pub(super) async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    Query(query): Query<StepQuery>,
    shell: Shell,
    Form(pairs): Form<Pairs>,
) -> Result<Response> {
    let (step, typed) = (Step::keyed(&query.step), Typed::new(pairs));
    let error = match store(&app, &actor, id, step, &typed).await {
        Ok(_) => {
            let next = if typed.value("go") == "stay" {
                step
            } else {
                step.next()
            };
            let next = format!("/use-cases/{id}/edit?step={}", next.key());
            return Ok(Redirect::to(&next).into_response());
        }
        Err(error) => comes_back(error)?,
    };
    let case = service::to_edit(&app, &actor, id).await?;
    let draft = Draft {
        id: Some(id),
        step,
        content: &case.content,
        typed,
        case: Some(&case),
        error: Some(&error),
    };
    let ways = ways(&app, &actor, &case);
    Ok(html(status_of(&error), &page(shell, draft, ways)))
}

pub(super) async fn autosave(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    Query(query): Query<StepQuery>,
    Form(pairs): Form<Pairs>,
) -> Result<Response> {
    let step = Step::keyed(&query.step);
    store(&app, &actor, id, step, &Typed::new(pairs)).await?;
    Ok(reply::ok(json!({})).into_response())
}

async fn store(
    app: &App,
    actor: &std::sync::Arc<platform::Actor>,
    id: UseCaseId,
    step: Step,
    typed: &Typed,
) -> platform::Result<UseCase> {
    let basis = typed
        .value("revision")
        .parse()
        .map_or(Basis::Anything, Basis::Own);
    service::update(app, actor, id, typed.patch(step)?, basis).await
}
