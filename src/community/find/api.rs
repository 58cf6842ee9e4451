//! The calls of the search page.

use axum::{extract::State, response::IntoResponse};
use platform::{App, Time, error::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Query, Shell, Visitor, reply};

use super::{
    service,
    types::{Completion, Hit, Question, Section},
};

/// The query of a search.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) q: String,
    #[serde(default, rename = "in")]
    pub(super) section: String,
    pub(super) page: Option<u32>,
    pub(super) limit: Option<u32>,
}

impl Asked {
    pub(super) fn question(&self) -> platform::Result<Question> {
        let mut check = Check::default();
        let section = match self.section.as_str() {
            "" => None,
            text => check.field("in", Section::parse(text)),
        };
        let range = |n: Option<u32>, max| n.filter(|n| !(1..=max).contains(n)).map(|_| max);
        for (name, wrong) in [
            ("page", range(self.page, 1_000_000)),
            ("limit", range(self.limit, 100)),
        ] {
            if let Some(max) = wrong {
                check.fail(
                    name,
                    platform::error::Message::new("number-range")
                        .arg("min", 1)
                        .arg("max", max),
                );
            }
        }
        check.done()?;
        Ok(Question::new(
            &self.q,
            section,
            self.page.unwrap_or(1),
            self.limit.unwrap_or(20),
        ))
    }
}

/// A hit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HitJson {
    /// `topic`, `post`, `use_case` or `person`.
    kind: &'static str,
    id: String,
    url: String,
    /// Safe HTML with `<mark>`.
    title: String,
    /// Safe HTML with `<mark>`.
    excerpt: String,
    author: String,
    score: f32,
    #[schema(value_type = String)]
    created_at: Time,
}

impl From<Hit> for HitJson {
    fn from(hit: Hit) -> Self {
        Self {
            kind: hit.kind,
            id: hit.id,
            url: hit.url,
            title: hit.title,
            excerpt: hit.excerpt,
            author: hit.author,
            score: hit.score,
            created_at: hit.created_at,
        }
    }
}

/// A completion.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SuggestionJson {
    text: String,
    url: Option<String>,
    kind: Option<&'static str>,
}

pub(super) async fn search(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<Asked>,
) -> web::Result<impl IntoResponse> {
    let question = asked.question()?;
    let limit = question.limit;
    let found = service::search(&app, &viewer, question).await?;
    let hits: Vec<HitJson> = found.hits.into_iter().map(HitJson::from).collect();
    let meta = serde_json::json!({"total": found.total, "limit": limit, "next_cursor": null,
        "did_you_mean": found.corrected, "search_time_ms": found.took_ms, "is_partial": found.is_partial});
    Ok(reply::ok(hits).meta(meta))
}

pub(super) async fn suggestions(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> web::Result<impl IntoResponse> {
    let text: String = asked.q.chars().take(200).collect();
    let found = service::suggest(&app, &viewer, text).await?;
    let named = |c: Completion| SuggestionJson {
        text: c.text,
        url: c.url,
        kind: c.kind.map(|k| kind_name(&shell, k)),
    };
    Ok(reply::ok(found.into_iter().map(named).collect::<Vec<_>>()))
}

/// What a kind is called.
pub(super) fn kind_name(shell: &Shell, kind: &str) -> &'static str {
    match kind {
        "topic" => shell.t("find-kind-topic"),
        "post" => shell.t("find-kind-post"),
        "use_case" => shell.t("find-kind-use-case"),
        _ => shell.t("find-kind-person"),
    }
}
