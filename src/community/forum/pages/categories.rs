//! Managing categories.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{App, Error, Viewer, permission::FORUM_CATEGORY_MANAGE};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn, Visitor,
    form::{self, Refusal},
};

use crate::forum::{
    CategoryId,
    categories::{self, Category, CategoryChange, CategoryKind, Listed},
};

const PATH: &str = "/forum/categories";

pub(super) fn routes() -> Routes {
    let manage = Access::Hosts(FORUM_CATEGORY_MANAGE);
    Routes::new()
        .page(PATH, manage, list)
        .form(PATH, manage, create)
        .page("/forum/categories/{id}", manage, edit)
        .form("/forum/categories/{id}", manage, save)
        .form("/forum/categories/{id}/delete", manage, delete)
        .form("/forum/categories/{id}/move", manage, shift)
}

/// A category as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct CategoryForm {
    name_en: String,
    name_ar: String,
    description_en: String,
    description_ar: String,
    slug: String,
    kind: String,
    is_active: String,
}

impl CategoryForm {
    fn of(c: &Category) -> Self {
        Self {
            name_en: c.name_en.clone(),
            name_ar: c.name_ar.clone(),
            description_en: c.description_en.clone(),
            description_ar: c.description_ar.clone(),
            slug: c.slug.clone(),
            kind: c.kind.as_str().to_owned(),
            is_active: if c.is_active {
                "on".into()
            } else {
                String::new()
            },
        }
    }

    fn change(&self) -> CategoryChange {
        CategoryChange {
            slug: Some(self.slug.clone()),
            name_en: Some(self.name_en.clone()),
            name_ar: Some(self.name_ar.clone()),
            description_en: Some(self.description_en.clone()),
            description_ar: Some(self.description_ar.clone()),
            kind: Some(self.kind.clone()),
            is_active: Some(!self.is_active.is_empty()),
            ..CategoryChange::default()
        }
    }
}

/// A category in the table.
struct Line {
    id: CategoryId,
    name: String,
    description: String,
    kind: &'static str,
    is_active: bool,
    topics: String,
    posts: String,
    is_first: bool,
    is_last: bool,
}

#[derive(Template)]
#[template(path = "community/forum/categories.html")]
struct CategoriesPage {
    shell: Shell,
    lines: Vec<Line>,
    form: CategoryForm,
    kinds: Vec<(&'static str, &'static str)>,
    refusal: Refusal,
    is_saved: bool,
}

#[derive(Template)]
#[template(path = "community/forum/category.html")]
struct CategoryPage {
    shell: Shell,
    id: CategoryId,
    name: String,
    form: CategoryForm,
    kinds: Vec<(&'static str, &'static str)>,
    others: Vec<(String, String)>,
    refusal: Refusal,
}

fn kinds(shell: &Shell) -> Vec<(&'static str, &'static str)> {
    let title = |k: CategoryKind| (k.as_str(), shell.t(&format!("forum-kind-{}", k.as_str())));
    CategoryKind::ALL.into_iter().map(title).collect()
}

fn lines(all: Vec<Listed>, shell: &Shell) -> Vec<Line> {
    let last = all.len().saturating_sub(1);
    let line = |(i, l): (usize, Listed)| Line {
        id: l.category.id,
        name: l.category.name(shell.language).to_owned(),
        description: l.category.description(shell.language).to_owned(),
        kind: l.category.kind.as_str(),
        is_active: l.category.is_active,
        topics: shell.number(l.sums.topics as i64),
        posts: shell.number(l.sums.posts as i64),
        is_first: i == 0,
        is_last: i == last,
    };
    all.into_iter().enumerate().map(line).collect()
}

impl CategoriesPage {
    async fn new(app: &App, viewer: &Viewer, shell: Shell) -> Result<Self> {
        let all = categories::categories(app, viewer).await?;
        Ok(Self {
            lines: lines(all, &shell),
            form: CategoryForm {
                kind: "general".into(),
                is_active: "on".into(),
                ..CategoryForm::default()
            },
            kinds: kinds(&shell),
            refusal: Refusal::default(),
            is_saved: false,
            shell,
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    saved: String,
}

async fn list(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Query(done): Query<Done>,
) -> Result<Response> {
    let page = CategoriesPage {
        is_saved: !done.saved.is_empty(),
        ..CategoriesPage::new(&app, &viewer, shell).await?
    };
    Ok(Page(page).into_response())
}

async fn create(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(typed): Form<CategoryForm>,
) -> Result<Response> {
    let Err(error) = categories::create(&app, &actor, typed.change()).await else {
        return Ok(form::to("/forum/categories?saved=1"));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = CategoriesPage {
        form: typed,
        refusal: refusal.clone(),
        ..CategoriesPage::new(&app, &viewer, shell).await?
    };
    Ok(refusal.answer(&page))
}

impl CategoryPage {
    async fn new(app: &App, shell: Shell, id: CategoryId) -> Result<Self> {
        let all = categories::shelves(app).await?;
        let category = all
            .iter()
            .find(|c| c.id == id)
            .ok_or_else(Error::not_found)?;
        let name = |c: &Category| c.name(shell.language).to_owned();
        let others = all.iter().filter(|c| c.id != id);
        Ok(Self {
            id,
            name: name(category),
            form: CategoryForm::of(category),
            kinds: kinds(&shell),
            others: others.map(|c| (c.id.to_string(), name(c))).collect(),
            refusal: Refusal::default(),
            shell,
        })
    }
}

async fn edit(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<CategoryId>,
) -> Result<Response> {
    Ok(Page(CategoryPage::new(&app, shell, id).await?).into_response())
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<CategoryId>,
    Form(typed): Form<CategoryForm>,
) -> Result<Response> {
    match categories::update(&app, &actor, id, typed.change()).await {
        Ok(_) => Ok(form::to("/forum/categories?saved=1")),
        Err(error) => refused(&app, shell, id, Some(typed), error).await,
    }
}

async fn refused(
    app: &App,
    shell: Shell,
    id: CategoryId,
    typed: Option<CategoryForm>,
    error: Error,
) -> Result<Response> {
    let refusal = Refusal::of(error, shell.language)?;
    let page = CategoryPage::new(app, shell, id).await?;
    let page = CategoryPage {
        form: typed.unwrap_or_else(|| page.form.clone()),
        refusal: refusal.clone(),
        ..page
    };
    Ok(refusal.answer(&page))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Deletion {
    move_to: String,
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<CategoryId>,
    Form(asked): Form<Deletion>,
) -> Result<Response> {
    let move_to = asked.move_to.parse().ok();
    match categories::delete(&app, &actor, id, move_to).await {
        Ok(()) => Ok(form::to("/forum/categories?saved=1")),
        Err(error) => refused(&app, shell, id, None, error).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shift {
    /// `up` or `down`.
    to: String,
}

async fn shift(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<CategoryId>,
    Form(asked): Form<Shift>,
) -> Result<Response> {
    let mut ids: Vec<CategoryId> = categories::shelves(&app)
        .await?
        .iter()
        .map(|c| c.id)
        .collect();
    let at = ids
        .iter()
        .position(|i| *i == id)
        .ok_or_else(Error::not_found)?;
    let to = if asked.to == "up" {
        at.saturating_sub(1)
    } else {
        (at + 1).min(ids.len() - 1)
    };
    ids.swap(at, to);
    categories::order(&app, &Arc::clone(&actor), ids).await?;
    Ok(form::to(PATH))
}
