//! The page of a use case.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use platform::{
    Actor, App,
    markdown::{self, Html},
};
use serde::Deserialize;
use web::{Page, Path, Query, Result, Shell, Visitor};

use super::figures::{self, Bars, Figure};
use crate::{
    notifications,
    use_cases::{
        related::{Reason, Related},
        rules,
        service::{self, Read},
        types::{
            Categories, Contact, Content, Industries, Medium, Status, UseCase, UseCaseId, Words,
            title_in,
        },
        wire::{picture_url, thumbnail_url},
    },
};

/// A step of the implementation.
pub(super) struct PhaseView {
    pub(super) title: String,
    pub(super) duration: String,
    pub(super) text: Html,
}

/// A picture.
pub(super) struct PictureView {
    pub(super) url: String,
    pub(super) small: String,
    pub(super) caption: String,
    pub(super) alt: String,
}

/// What is told, from the head to the lessons; the page and the preview show the same.
pub(super) struct Story {
    pub(super) title: String,
    /// The title in the other language; empty when there is none.
    pub(super) other_title: String,
    pub(super) summary: String,
    pub(super) company: String,
    pub(super) place: String,
    pub(super) category: Option<(&'static str, &'static str)>,
    pub(super) industry: Option<(&'static str, &'static str)>,
    pub(super) figures: Vec<Figure>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) challenge: Html,
    pub(super) solution: Html,
    pub(super) phases: Vec<PhaseView>,
    pub(super) bars: Vec<Bars>,
    pub(super) challenges_met: Html,
    pub(super) lessons: Html,
    pub(super) head_picture: Option<PictureView>,
    pub(super) pictures: Vec<PictureView>,
    pub(super) technologies: Vec<String>,
    pub(super) tags: Vec<String>,
}

impl Story {
    pub(super) fn new(shell: &Shell, content: &Content) -> Self {
        let title = title_in(shell.language, &content.title_en, &content.title_ar);
        let both = [content.title_en.as_str(), content.title_ar.as_str()];
        let other = both.into_iter().find(|t| !t.is_empty() && *t != title);
        let place = [
            content.location.city.as_str(),
            content.location.region.as_str(),
        ];
        let mut place: Vec<_> = place.into_iter().filter(|p| !p.is_empty()).collect();
        place.dedup();
        let mut pictures: Vec<_> = content.media.iter().map(picture).collect();
        let head_picture = (!pictures.is_empty()).then(|| pictures.remove(0));
        let phases = content.implementation.iter().map(|p| PhaseView {
            title: p.title.clone(),
            duration: p.duration.clone(),
            text: markdown::render(&p.description),
        });
        Self {
            title: if title.is_empty() {
                shell.t("use-case-untitled").into()
            } else {
                title.into()
            },
            other_title: other.unwrap_or_default().to_owned(),
            summary: content.summary.clone(),
            company: content.company_name.clone(),
            place: place.join(figures::comma(shell.language)),
            category: content
                .category
                .map(|c| (c.as_str(), shell.t(&Categories::label_key(c.as_str())))),
            industry: content
                .industry
                .map(|i| (i.as_str(), shell.t(&Industries::label_key(i.as_str())))),
            figures: figures::big(shell, &content.roi, &content.results),
            facts: facts(shell, content),
            challenge: markdown::render(&content.challenge),
            solution: markdown::render(&content.solution),
            phases: phases.collect(),
            bars: figures::bars(shell, &content.results),
            challenges_met: markdown::render(&content.challenges_met),
            lessons: markdown::render(&content.lessons_learned),
            head_picture,
            pictures,
            technologies: content.technologies.clone(),
            tags: content.tags.clone(),
        }
    }
}

fn picture(medium: &Medium) -> PictureView {
    PictureView {
        url: picture_url(medium.file),
        small: thumbnail_url(medium.file),
        caption: medium.caption.clone(),
        alt: medium.alt.clone(),
    }
}

/// Small facts with their labels.
fn facts(shell: &Shell, content: &Content) -> Vec<(&'static str, String)> {
    let roi = &content.roi;
    let money = |minor: i64| figures::money(shell, minor, &roi.currency);
    let day = |d: jiff::civil::Date| {
        let start = d
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|z| z.timestamp().as_millisecond());
        start
            .map(|ms| shell.date(&platform::Time::from_millis(ms)))
            .unwrap_or_default()
    };
    let facts = [
        ("use-case-investment", roi.investment.map(money)),
        ("use-case-annual-saving", roi.annual_saving.map(money)),
        ("use-case-started", content.started_on.map(day)),
        ("use-case-finished", content.finished_on.map(day)),
        (
            "use-case-team",
            content
                .team_size
                .map(|n| shell.t1("use-case-people", "n", n)),
        ),
        (
            "use-case-vendor",
            Some(content.vendor.clone()).filter(|v| !v.is_empty()),
        ),
    ];
    let known = facts
        .into_iter()
        .filter_map(|(key, value)| Some((shell.t(key), value?)));
    known.collect()
}

/// A related use case with its reasons in words.
struct RelatedView {
    url: String,
    title: String,
    reasons: Vec<String>,
}

impl RelatedView {
    fn new(shell: &Shell, related: &Related) -> Self {
        let card = &related.card;
        Self {
            url: format!("/use-cases/{}/{}", card.id, card.slug),
            title: card.title(shell.language).to_owned(),
            reasons: related
                .reasons
                .iter()
                .take(3)
                .map(|r| reason(shell, r))
                .collect(),
        }
    }
}

fn reason(shell: &Shell, reason: &Reason) -> String {
    let shared = reason.shared.first().map_or("", String::as_str);
    match reason.kind {
        "category" => shell.t(&Categories::label_key(shared)).to_owned(),
        "industry" => shell.t(&Industries::label_key(shared)).to_owned(),
        "technologies" => reason.shared.join(figures::comma(shell.language)),
        "roi" => shell.t("use-case-like-roi").to_owned(),
        "location" if shared.ends_with(" km") => shell.t1("use-case-near", "place", shared),
        "location" => shared.to_owned(),
        _ => shell.t("use-case-like-text").to_owned(),
    }
}

/// What the viewer may do with it.
#[derive(Default)]
struct Ways {
    edit: bool,
    submit: bool,
    publish: bool,
    reject: bool,
    archive: bool,
    restore: bool,
    duplicate: bool,
    delete: bool,
    feature: bool,
}

impl Ways {
    fn new(actor: &Actor, case: &UseCase, review: bool) -> Self {
        let publish = rules::may_publish(actor, case, review).is_ok();
        Self {
            edit: rules::may_edit(actor, case).is_ok(),
            submit: !publish && rules::may_submit(actor, case).is_ok(),
            publish,
            reject: rules::may_reject(actor, case).is_ok(),
            archive: rules::may_archive(actor, case).is_ok(),
            restore: rules::may_restore(actor, case).is_ok(),
            duplicate: rules::may_duplicate(actor, case).is_ok(),
            delete: rules::may_keep(actor, case).is_ok(),
            feature: rules::may_feature(actor, case).is_ok(),
        }
    }

    fn any_more(&self) -> bool {
        self.duplicate || self.delete || self.archive || self.feature
    }
}

#[derive(Template)]
#[template(path = "community/use_cases/detail.html")]
struct DetailPage {
    shell: Shell,
    id: UseCaseId,
    story: Story,
    status: Status,
    status_label: &'static str,
    rejection_reason: String,
    is_verified: bool,
    is_featured: bool,
    author: String,
    author_url: String,
    date: String,
    views: String,
    likes: i64,
    saves: i64,
    liked: bool,
    saved: bool,
    contact: Option<Contact>,
    related: Vec<RelatedView>,
    ways: Ways,
    /// What was just done.
    done: Option<&'static str>,
}

/// What was just done, for a line of praise.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

impl Done {
    fn key(&self) -> Option<&'static str> {
        Some(match self.done.as_str() {
            "published" => "use-case-done-published",
            "submitted" => "use-case-done-submitted",
            "rejected" => "use-case-done-rejected",
            "archived" => "use-case-done-archived",
            "restored" => "use-case-done-restored",
            _ => return None,
        })
    }
}

/// The address with the title in it.
pub(super) async fn canonical(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    let case = service::use_case(&app, &viewer, id).await?;
    Ok(Redirect::to(&address(&case)))
}

/// Where a use case is read.
pub(super) fn address(case: &UseCase) -> String {
    format!("/use-cases/{}/{}", case.id, encoded(&case.slug))
}

/// A slug inside an address: Arabic letters as their bytes.
fn encoded(slug: &str) -> String {
    form_urlencoded::byte_serialize(slug.as_bytes()).collect()
}

pub(super) async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path((id, slug)): Path<(UseCaseId, String)>,
    Query(done): Query<Done>,
    mut shell: Shell,
) -> Result<Response> {
    let read = service::read(&app, &viewer, id).await?;
    if read.case.slug != slug {
        return Ok(Redirect::to(&address(&read.case)).into_response());
    }
    if let Some(actor) = viewer.actor()
        && shell.rings()
        && notifications::opened(&app, actor, id).await
    {
        shell.ring(&app, actor).await;
    }
    let review = app.settings.get().review_use_cases;
    let ways = viewer
        .actor()
        .map(|actor| Ways::new(actor, &read.case, review));
    Ok(Page(page(shell, read, ways, &done)).into_response())
}

fn page(shell: Shell, read: Read, ways: Option<Ways>, done: &Done) -> DetailPage {
    let Read {
        case,
        author,
        mine,
        related,
    } = read;
    let contact = Some(case.content.contact.clone()).filter(|c| ways.is_some() && !c.is_empty());
    DetailPage {
        id: case.id,
        story: Story::new(&shell, &case.content),
        status: case.status,
        status_label: shell.t(&case.status.label_key()),
        rejection_reason: case.rejection_reason,
        is_verified: case.is_verified,
        is_featured: case.is_featured,
        author_url: format!("/people/{}", case.author),
        author,
        date: shell.date(&case.published_at.unwrap_or(case.created_at)),
        views: shell.t1("use-case-views", "n", case.views),
        likes: case.likes,
        saves: case.saves,
        liked: mine.liked,
        saved: mine.folder.is_some(),
        contact,
        related: related
            .iter()
            .map(|r| RelatedView::new(&shell, r))
            .collect(),
        ways: ways.unwrap_or_default(),
        done: done.key().map(|key| shell.t(key)),
        shell,
    }
}
