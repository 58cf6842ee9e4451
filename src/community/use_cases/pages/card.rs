//! A use case in a list: what a card or a row of the table shows.

use web::Shell;

use super::figures;
use crate::use_cases::{
    types::{Card, Status},
    wire::thumbnail_url,
};

/// A use case as a card or a row of the table.
pub(super) struct CardView {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) picture: Option<(String, String)>,
    pub(super) category: Option<(&'static str, &'static str)>,
    pub(super) industry: &'static str,
    pub(super) company: String,
    pub(super) place: String,
    pub(super) figures: Vec<figures::Figure>,
    pub(super) roi: String,
    pub(super) payback: String,
    pub(super) status: Option<&'static str>,
    pub(super) is_verified: bool,
    pub(super) is_featured: bool,
    pub(super) likes: String,
    pub(super) date: String,
    /// Safe HTML of the passage that was found.
    pub(super) found: Option<String>,
}

impl CardView {
    pub(super) fn new(shell: &Shell, card: &Card) -> Self {
        let months = card.roi.payback_months.map(|m| figures::decimal(shell, m));
        let percent = card.roi.percent.map(|p| figures::decimal(shell, p));
        let title = card.title(shell.language);
        let place = [card.location.city.as_str(), card.location.region.as_str()];
        let place = place
            .into_iter()
            .find(|p| !p.is_empty())
            .unwrap_or_default();
        Self {
            url: address(card),
            title: if title.is_empty() {
                shell.t("use-case-untitled").into()
            } else {
                title.into()
            },
            text: card.summary.clone(),
            picture: card
                .picture
                .as_ref()
                .map(|p| (thumbnail_url(p.file), p.alt.clone())),
            category: card.category.map(|c| (c.as_str(), shell.t(&c.label_key()))),
            industry: card.industry.map_or("", |i| shell.t(&i.label_key())),
            company: card.company_name.clone(),
            place: place.to_owned(),
            figures: figures::big(shell, &card.roi, &[]),
            roi: percent.map(|p| format!("{p} %")).unwrap_or_default(),
            payback: months
                .map(|m| format!("{m} {}", shell.t1("use-case-months", "n", &m)))
                .unwrap_or_default(),
            status: (card.status != Status::PUBLISHED).then(|| shell.t(&card.status.label_key())),
            is_verified: card.is_verified,
            is_featured: card.is_featured,
            likes: shell.number(card.likes),
            date: shell.date(&card.published_at.unwrap_or(card.updated_at)),
            found: None,
        }
    }
}

/// Drafts lead to their form, everything else to its page.
fn address(card: &Card) -> String {
    if card.status == Status::DRAFT {
        format!("/use-cases/{}/edit", card.id)
    } else {
        format!("/use-cases/{}/{}", card.id, card.slug)
    }
}
