//! The home page.

use askama::Template;
use axum::extract::State;
use platform::{App, Language, Result, Viewer, permission::USE_CASE_MODERATE};
use store::Reader;
use web::{Page, Shell, Visitor};

use super::queries::{self, CaseLine, TopicLine, Totals};

#[derive(Template)]
#[template(path = "community/home/home.html")]
pub(super) struct HomePage {
    shell: Shell,
    content: Content,
}

struct Content {
    unanswered: Vec<TopicLine>,
    undecided: Vec<TopicLine>,
    drafts: Vec<CaseLine>,
    in_review: i64,
    topics: Vec<TopicLine>,
    cases: Vec<CaseLine>,
    totals: Totals,
}

impl HomePage {
    fn may_add_people(&self) -> bool {
        self.shell.person.as_ref().is_some_and(|p| p.is_admin)
    }
}

impl Content {
    fn needs_anything(&self) -> bool {
        !(self.unanswered.is_empty() && self.undecided.is_empty() && self.drafts.is_empty())
            || self.in_review > 0
    }

    fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.cases.is_empty()
    }
}

impl TopicLine {
    fn url(&self) -> String {
        format!("/forum/t/{}/{}", self.id, self.slug)
    }

    fn replies_text(&self, shell: &Shell) -> String {
        shell.number(self.replies)
    }

    fn likes_text(&self, shell: &Shell) -> String {
        shell.number(self.likes)
    }

    fn category(&self, shell: &Shell) -> &str {
        let arabic = shell.language == Language::Ar && !self.category_ar.is_empty();
        if arabic || self.category_en.is_empty() {
            &self.category_ar
        } else {
            &self.category_en
        }
    }
}

impl CaseLine {
    fn url(&self) -> String {
        if self.is_draft {
            return format!("/use-cases/{}/edit", self.id);
        }
        format!("/use-cases/{}/{}", self.id, self.slug)
    }

    /// In the reader's language when there is one; empty for a draft without a title yet.
    fn title(&self, shell: &Shell) -> &str {
        let arabic = shell.language == Language::Ar && !self.title_ar.is_empty();
        if arabic || self.title_en.is_empty() {
            &self.title_ar
        } else {
            &self.title_en
        }
    }
}

pub(super) async fn home(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
) -> web::Result<Page<HomePage>> {
    let content = app.read(move |db| load(db, &viewer)).await?;
    Ok(Page(HomePage { shell, content }))
}

fn load(db: &Reader<'_>, viewer: &Viewer) -> Result<Content> {
    let scope = viewer.scope();
    let mut content = Content {
        unanswered: Vec::new(),
        undecided: Vec::new(),
        drafts: Vec::new(),
        in_review: 0,
        topics: queries::latest_topics(db, &scope, 8)?,
        cases: queries::latest_cases(db, &scope, 4)?,
        totals: queries::totals(db, &scope)?,
    };
    if let Some(actor) = viewer.actor() {
        content.unanswered = queries::unanswered_topics(db, &scope, 3)?;
        content.undecided = queries::undecided_topics(db, &scope, 2)?;
        content.drafts = queries::drafts(db, actor.person, 2)?;
        if actor.has(USE_CASE_MODERATE) {
            content.in_review = queries::in_review(db, &scope)?;
        }
    }
    Ok(content)
}
